//! How SQLite goes about the questions that must not get slower as data grows.

use crate::options::Birth;
use crate::precedence;
use crate::query::page::Scope;
use crate::rows::{
    board, bronze, dependency, event, iteration, job_result, micro_task, note, query_event, replica,
    work_packet,
};
use crate::store::SqliteStore;
use locus_core::domain::query::Selection;
use locus_core::domain::{Filter, ReplicaId, Sort, WpStatus};
use locus_core::ports::EventQuery;
use uuid::Uuid;

fn plan(sql: &str) -> String {
    let birth = Birth {
        replica_id: ReplicaId::new(Uuid::from_u128(1)),
        created_at: "2026-02-01T00:00:00Z".parse().unwrap(),
    };
    let store = SqliteStore::in_memory(birth).unwrap();
    let mut statement = store.conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let mut rows = statement.raw_query();
    let mut lines = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        lines.push(row.get::<_, String>("detail").unwrap());
    }
    // SQLite makes up the names of the indexes behind UNIQUE and PRIMARY KEY.
    let named = |word| if str::starts_with(word, "sqlite_autoindex_") { "<unique>" } else { word };
    lines.join("; ").split(' ').map(named).collect::<Vec<_>>().join(" ")
}

fn page_plan(scope: Scope, filter: &Filter) -> String {
    plan(&scope.select(filter).unwrap().unwrap().page)
}

fn sorted(sort: Sort) -> Filter {
    Filter { sort, ..Filter::default() }
}

#[test]
fn pages_are_read_from_an_index_in_their_order() {
    // The index is partial, so a scan of it meets nothing but the page's packets, and no sorting follows.
    let cases = [
        (Scope::Ready, Sort::Hybrid, "work_packets_ready_hybrid"),
        (Scope::Ready, Sort::Priority, "work_packets_ready_priority"),
        (Scope::Ready, Sort::Age, "work_packets_ready_age"),
        (Scope::Blocked, Sort::Hybrid, "work_packets_blocked"),
        (Scope::Listed, Sort::Hybrid, "work_packets_listed"),
    ];
    for (scope, sort, index) in cases {
        assert_eq!(page_plan(scope, &sorted(sort)), format!("SCAN work_packets USING INDEX {index}"));
    }
}

#[test]
fn filters_keep_to_the_ready_packets_and_their_order() {
    let filter = Filter {
        priority_max: Some(1.try_into().unwrap()),
        types: vec!["bug".parse().unwrap()],
        labels: vec!["x".parse().unwrap()],
        text: Some("word".into()),
        ..Filter::default()
    };
    let plan = page_plan(Scope::Ready, &filter);
    let first = "SEARCH work_packets USING INDEX work_packets_ready_hybrid (priority<?)";
    assert!(plan.starts_with(first) && !plan.contains("TEMP B-TREE"), "{plan}");
    // What one person has is looked up in that order, too; what several have is sorted.
    let ada = Filter { assignees: vec!["ada".parse().unwrap()], ..Filter::default() };
    let several =
        Filter { assignees: vec!["ada".parse().unwrap(), "bob".parse().unwrap()], ..Filter::default() };
    for (scope, index) in
        [(Scope::Ready, "work_packets_ready_by_assignee"), (Scope::Listed, "work_packets_by_assignee")]
    {
        let first = format!("SEARCH work_packets USING INDEX {index} (assignee=?)");
        let (one, more) = (page_plan(scope, &ada), page_plan(scope, &several));
        assert!(one.starts_with(&first) && !one.contains("TEMP B-TREE"), "{one}");
        assert!(more.starts_with(&first) && more.contains("TEMP B-TREE"), "{more}");
    }
}

const AT_A_STATUS: &str = "SEARCH work_packets USING INDEX work_packets_by_status (status=?)";

#[test]
fn a_list_of_some_statuses_is_merged_of_what_stands_at_each() {
    use WpStatus::{Done, Gated, InProgress, Ready};
    for (scope, statuses, places) in [
        (Scope::Listed, vec![Gated], 1),
        (Scope::Listed, vec![Gated, Done, Ready], 3),
        (Scope::Ready, vec![InProgress], 1),
        (Scope::Ready, vec![Ready, Done], 1),
        (Scope::Blocked, vec![Ready, InProgress], 2),
        (Scope::Ready, vec![Ready, InProgress], 0),
        (Scope::Listed, WpStatus::ALL.to_vec(), 0),
    ] {
        let plan = page_plan(scope, &Filter { statuses: statuses.clone(), ..Filter::default() });
        assert_eq!(plan.matches(AT_A_STATUS).count(), places, "{scope:?} {statuses:?}: {plan}");
        assert_eq!(plan.matches("SCAN work_packets").count(), usize::from(places == 0), "{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{scope:?} {statuses:?}: {plan}");
    }
    assert!(Scope::Ready.select(&Filter { statuses: vec![Gated], ..Filter::default() }).unwrap().is_none());
}

#[test]
fn queries_in_words_are_read_from_an_index_in_their_order() {
    let asked = |scope: Scope, query: &str| {
        let now = "2026-02-01T00:00:00Z".parse().unwrap();
        let selection = Selection { expression: query.parse().unwrap(), now, me: "ada".parse().unwrap() };
        page_plan(scope, &Filter { selection: Some(selection), ..Filter::default() })
    };
    let cases = [
        (Scope::Listed, "-label:api updated>7d", "SCAN work_packets USING INDEX work_packets_listed"),
        (Scope::Listed, "status:ready -label:api updated>7d \"free text\"", AT_A_STATUS),
        (Scope::Listed, "is:open type:bug", "MERGE (UNION ALL)"),
        (Scope::Listed, "is:blocked or is:overdue", "MERGE (UNION ALL)"),
        (Scope::Listed, "priority<=1", "SEARCH work_packets USING INDEX work_packets_listed (priority<?)"),
        (
            Scope::Listed,
            "status:stub priority<=1",
            "SEARCH work_packets USING INDEX work_packets_by_status (status=? AND priority<?)",
        ),
        (Scope::Listed, "is:ready label:api", "SCAN work_packets USING INDEX work_packets_ready_hybrid"),
        (Scope::Listed, "is:blocked -type:bug", "SCAN work_packets USING INDEX work_packets_blocked"),
        (
            Scope::Ready,
            "priority:0 -assignee:ada",
            "SEARCH work_packets USING INDEX work_packets_ready_hybrid (priority=?)",
        ),
        (Scope::Blocked, "assignee:none", "SCAN work_packets USING INDEX work_packets_blocked"),
    ];
    for (scope, query, first) in cases {
        let plan = asked(scope, query);
        assert!(plan.starts_with(first) && !plan.contains("TEMP B-TREE"), "{query}: {plan}");
        assert!(!plan.contains("SCAN work_packets;"), "{query}: {plan}");
    }
    let plan = asked(Scope::Listed, "assignee:self -status:done");
    let first = "SEARCH work_packets USING INDEX work_packets_by_assignee (assignee=?)";
    assert!(plan.starts_with(first) && !plan.contains("TEMP B-TREE"), "{plan}");
    // Few packets: they are looked up one by one, then sorted.
    for query in ["blocks:WP-1", "blocked_by:WP-1 is:open"] {
        let plan = asked(Scope::Listed, query);
        assert!(plan.starts_with("SEARCH work_packets USING INDEX <unique> (wp_id=?)"), "{query}: {plan}");
    }
    let neighbours = asked(Scope::Listed, "blocks:WP-1");
    assert!(
        neighbours.contains("SEARCH dependencies USING COVERING INDEX dependencies_incoming"),
        "{neighbours}"
    );
}

#[test]
fn an_order_of_packets_is_looked_into_in_one_place() {
    let cases = [
        (
            precedence::OF_PACKET,
            "SEARCH work_packets USING COVERING INDEX <unique> (wp_id=?); CORRELATED SCALAR SUBQUERY 1; \
             SEARCH precedence USING INTEGER PRIMARY KEY (rowid=?)",
        ),
        (precedence::BELOW, "SEARCH precedence USING COVERING INDEX precedence_by_position (position<?)"),
        (precedence::ABOVE, "SEARCH precedence USING COVERING INDEX precedence_by_position (position>?)"),
    ];
    for (sql, expected) in cases {
        assert_eq!(plan(sql), expected, "{sql}");
    }
}

#[test]
fn micro_tasks_are_looked_up_with_their_packet_or_as_running() {
    let cases = [
        (micro_task::SUMMARY, "SEARCH micro_tasks USING COVERING INDEX micro_tasks_summary (wp_id=?)"),
        (micro_task::BY_PACKET, "SEARCH micro_tasks USING INDEX <unique> (wp_id=?)"),
        (
            micro_task::RUNNING,
            "SEARCH micro_tasks USING INDEX micro_tasks_running (status=?); \
             SEARCH work_packets EXISTS USING INDEX <unique> (wp_id=?)",
        ),
        (micro_task::BY_ID, "SEARCH micro_tasks USING INDEX <unique> (wp_id=? AND mt_id=?)"),
        (iteration::BY_MT, "SEARCH mt_iterations USING PRIMARY KEY (wp_id=? AND mt_id=?)"),
        (iteration::NEWEST, "SEARCH mt_iterations USING PRIMARY KEY (wp_id=? AND mt_id=?)"),
        (
            iteration::BY_KEY,
            "SEARCH mt_iterations USING INDEX <unique> \
             (wp_id=? AND mt_id=? AND escalation_level=? AND iteration=?)",
        ),
        (
            iteration::LAST_AT,
            "SEARCH mt_iterations USING COVERING INDEX <unique> \
             (wp_id=? AND mt_id=? AND escalation_level=?)",
        ),
    ];
    for (sql, expected) in cases {
        assert_eq!(plan(sql), expected, "{sql}");
    }
}

#[test]
fn single_rows_and_small_groups_are_looked_up() {
    let of_packet = EventQuery { wp_id: Some("WP-1".parse().unwrap()), limit: 10, ..EventQuery::default() };
    let cases = [
        (work_packet::BY_ID, "SEARCH work_packets USING INDEX <unique> (wp_id=?)"),
        (work_packet::STANDING, "SEARCH work_packets USING INDEX <unique> (wp_id=?)"),
        (note::BY_PACKET, "SEARCH work_notes USING INDEX work_notes_by_packet (wp_id=?)"),
        (dependency::BY_ID, "SEARCH dependencies USING INDEX <unique> (dependency_id=?)"),
        (
            dependency::BY_KEY,
            "SEARCH dependencies USING PRIMARY KEY (from_wp_id=? AND type=? AND to_wp_id=?)",
        ),
        (dependency::OUTGOING, "SEARCH dependencies USING PRIMARY KEY (from_wp_id=?)"),
        (dependency::INCOMING, "SEARCH dependencies USING INDEX dependencies_incoming (to_wp_id=?)"),
        (dependency::TARGETS, "SEARCH dependencies USING PRIMARY KEY (from_wp_id=? AND type=?)"),
        (
            dependency::SOURCES,
            "SEARCH dependencies USING COVERING INDEX dependencies_incoming (to_wp_id=? AND type=?)",
        ),
        (
            dependency::BLOCKERS,
            "SEARCH dependencies USING COVERING INDEX dependencies_incoming (to_wp_id=? AND type=?); \
             SEARCH work_packets USING INDEX <unique> (wp_id=?)",
        ),
        (
            dependency::BLOCKED,
            "SEARCH dependencies USING PRIMARY KEY (from_wp_id=? AND type=?); \
             SEARCH work_packets USING INDEX <unique> (wp_id=?)",
        ),
        (bronze::BY_ID, "SEARCH bronze USING INDEX <unique> (bronze_id=?)"),
        (bronze::BY_KEY, "SEARCH bronze USING INDEX bronze_by_key (key=?)"),
        (
            &event::selection(&of_packet).0,
            "SEARCH flight_events USING INDEX flight_events_by_packet (wp_id=? AND rowid>?)",
        ),
        (
            &event::selection(&EventQuery::default()).0,
            "SEARCH flight_events USING INTEGER PRIMARY KEY (rowid>?)",
        ),
        (job_result::BY_ID, "SEARCH job_results USING INDEX <unique> (op_id=?)"),
        (job_result::FORGET, "SEARCH job_results USING INDEX job_results_by_time (created_at<?)"),
        (query_event::AFTER, "SEARCH query_events USING INTEGER PRIMARY KEY (rowid>?)"),
        (query_event::FORGET, "SEARCH query_events USING INDEX query_events_by_time (timestamp<?)"),
    ];
    for (sql, expected) in cases {
        assert_eq!(plan(sql), expected, "{sql}");
    }
}

#[test]
fn a_check_reads_page_by_page() {
    let cases = [
        (work_packet::IDS, "SEARCH work_packets USING COVERING INDEX <unique> (wp_id>?)"),
        (work_packet::PAGE_OF_ALL, "SEARCH work_packets USING INDEX <unique> (wp_id>?)"),
        (
            dependency::BLOCKERS_OF_PAGE,
            "SEARCH dependencies USING COVERING INDEX dependencies_incoming (to_wp_id>? AND to_wp_id<?); \
             SEARCH work_packets USING INDEX <unique> (wp_id=?)",
        ),
    ];
    for (sql, expected) in cases {
        assert_eq!(plan(sql), expected, "{sql}");
    }
}

#[test]
fn logs_are_read_by_packet_or_from_a_place_on() {
    let cases = [
        (event::OF_PACKET, "SEARCH flight_events USING INDEX flight_events_by_packet (wp_id=?)"),
        (event::BEHIND, "SEARCH flight_events USING INTEGER PRIMARY KEY (rowid>?)"),
        (event::OF_EDGES, "SEARCH flight_events USING INDEX flight_events_of_edges (type=?)"),
        (
            replica::OF_PACKET,
            "SEARCH foreign_events USING INDEX foreign_events_by_packet (wp_id=?); \
             SEARCH replicas USING INTEGER PRIMARY KEY (rowid=?)",
        ),
        (board::CHANGED_HERE, "SEARCH flight_events USING INTEGER PRIMARY KEY (rowid>?)"),
        (board::CHANGED_ELSEWHERE, "SEARCH foreign_events USING INDEX foreign_events_seen (seen_by>?)"),
    ];
    for (sql, expected) in cases {
        assert_eq!(plan(sql), expected, "{sql}");
    }
}

#[test]
fn the_log_of_edges_is_looked_up_from_their_far_end_too() {
    assert_eq!(
        plan(event::OF_INCOMING_EDGES),
        "SEARCH flight_events USING INDEX flight_events_of_incoming_edges (<expr>=?)"
    );
    assert_eq!(
        plan(replica::OF_INCOMING_EDGES),
        "SEARCH foreign_events USING INDEX foreign_events_of_incoming_edges (<expr>=?); \
         SEARCH replicas USING INTEGER PRIMARY KEY (rowid=?)"
    );
}

#[test]
fn the_head_of_the_chain_is_one_step_from_the_end() {
    // A scan by row id from the end that stops after one row.
    assert_eq!(plan(event::HEAD), "SCAN flight_events");
    assert!(event::HEAD.ends_with("ORDER BY sequence DESC LIMIT 1"));
}

#[test]
fn a_cached_statement_is_not_prepared_anew_for_other_values() {
    use rusqlite::StatementStatus::{RePrepare, Run};
    let birth = Birth {
        replica_id: ReplicaId::new(Uuid::from_u128(1)),
        created_at: "2026-02-01T00:00:00Z".parse().unwrap(),
    };
    let store = SqliteStore::in_memory(birth).unwrap();
    for id in ["WP-1", "WP-2", "WP-3"] {
        micro_task::of_packet(&store.conn, &id.parse().unwrap()).unwrap();
        note::of_packet(&store.conn, &id.parse().unwrap()).unwrap();
    }
    for sql in [micro_task::BY_PACKET, note::BY_PACKET] {
        let statement = store.conn.prepare_cached(sql).unwrap();
        assert_eq!((statement.get_status(Run), statement.get_status(RePrepare)), (3, 0), "{sql}");
    }
}
