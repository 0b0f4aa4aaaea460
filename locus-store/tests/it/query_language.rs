//! Queries in words: what SQL finds is what their definition says, over random packets, edges and queries.

use crate::support::{add_edge, create, edge, id, in_memory, packet, write};
use locus_core::domain::query::{Expression, Selection};
use locus_core::domain::{
    DependencyType, Filter, GateResult, GateStatus, Lease, Page, Phase, Priority, Routing, Timestamp,
    WorkPacket, WorkType, WpId, WpStatus,
};
use locus_core::graph::{Readiness, surroundings};
use locus_core::ports::Store as _;
use locus_core::testing::QUERY_TERMS;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// When it is asked: half past midnight.
fn now(offset: i64) -> Timestamp {
    let now: Timestamp = "2026-02-02T00:30:00Z".parse().unwrap();
    now.plus_millis(offset).unwrap()
}

/// Moments on both sides of what the terms compare with, to the millisecond.
fn moments() -> impl Strategy<Value = Timestamp> {
    let days = [-40, -7, -3, -2, -1, 0, 1, 2, 7].map(|days| days * DAY);
    let minutes = [-60, -31, -30, -10, -2, 0, 1].map(|minutes| minutes * MINUTE);
    (select(days.to_vec()), select(minutes.to_vec()), -1..2_i64)
        .prop_map(|(day, minute, tick)| now(day + minute + tick))
}

fn people() -> impl Strategy<Value = &'static str> {
    select(vec!["ada", "Ada", "none", "self", "router"])
}

prop_compose! {
    fn packets_of_one_id()(
        (status, work_type, phase, routing) in
            (select(WpStatus::ALL), select(WorkType::ALL), select(Phase::ALL), select(Routing::ALL)),
        (priority, gates) in (0..5_u64, (select(GateResult::ALL), select(GateResult::ALL))),
        (assignee, reporter, lease) in (prop::option::of(people()), people(), prop::option::of(moments())),
        labels in subsequence(vec!["x", "x y", "ä", "\"q\"", "even"], 0..3),
        (title, description) in (select(vec!["Packet seven", "Über API", "straße"]), select(vec!["", "about 100% of a_b", "API"])),
        (created, updated) in (moments(), moments()),
        times in (prop::option::of(moments()), prop::option::of(moments()), prop::option::of(moments()), prop::option::of(moments())),
        path in any::<bool>(),
    ) -> WorkPacket {
        let mut wp = packet("WP-0");
        (wp.status, wp.work_type, wp.governance.phase, wp.governance.routing) = (status, work_type, phase, routing);
        wp.priority = Priority::try_from(priority).unwrap();
        wp.governance.gates.pre_work = GateStatus { status: gates.0, ..GateStatus::PENDING };
        wp.governance.gates.post_work = GateStatus { status: gates.1, ..GateStatus::PENDING };
        wp.assignee = assignee.map(|name| name.parse().unwrap());
        wp.reporter = reporter.parse().unwrap();
        wp.lease = wp.assignee.clone().zip(lease).map(|(by, until)| Lease { by, until });
        wp.labels = labels.iter().map(|label| label.parse().unwrap()).collect();
        (wp.title, wp.description) = (title.parse().unwrap(), description.parse().unwrap());
        (wp.created_at, wp.updated_at) = (created, updated);
        (wp.started_at, wp.completed_at, wp.closed_at, wp.due_at) = times;
        wp.governance.task_packet_path = path.then(|| "a/b.md".parse().unwrap());
        wp
    }
}

fn packets() -> impl Strategy<Value = Vec<WorkPacket>> {
    proptest::collection::vec(packets_of_one_id(), 1..12).prop_map(|mut packets| {
        for (number, wp) in packets.iter_mut().enumerate() {
            wp.wp_id = id(&format!("WP-{number}"));
        }
        packets
    })
}

fn expressions() -> impl Strategy<Value = Expression> {
    let term = select(QUERY_TERMS).prop_map(|term| term.parse::<Expression>().unwrap());
    term.prop_recursive(4, 16, 4, |inner| {
        let several = proptest::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            several.clone().prop_map(Expression::all),
            (inner.clone(), several).prop_map(|(first, others)| Expression::any(first, others)),
            inner.prop_map(Expression::not),
        ]
    })
}

fn asking(expression: Expression) -> Filter {
    let selection = Selection { expression, now: now(0), me: "ada".parse().unwrap() };
    Filter { selection: Some(selection), limit: 4, ..Filter::default() }
}

fn ids(page: Page<WorkPacket>) -> (u64, Vec<WpId>) {
    (page.total_count, page.items.into_iter().map(|wp| wp.wp_id).collect())
}

/// Holds every list of a store against the definition.
fn agrees(packets: &[WorkPacket], edges: &[(usize, usize)], expressions: &[Expression]) {
    let mut store = in_memory();
    write(&mut store, |txn| {
        packets.iter().for_each(|wp| create(txn, wp));
        for (number, (from, to)) in
            edges.iter().enumerate().filter(|(_, (from, to))| from < to && *to < packets.len())
        {
            let edge =
                edge(number as u128, &format!("WP-{from}"), DependencyType::Blocks, &format!("WP-{to}"));
            if txn.edge(&edge.key()).unwrap().is_none() {
                add_edge(txn, &edge);
            }
        }
    });
    let view = store.read().unwrap();
    let stored: Vec<_> = packets.iter().map(|wp| view.packet(&wp.wp_id).unwrap().unwrap()).collect();
    let around = |wp: &WorkPacket| surroundings(view.as_ref(), wp).unwrap();
    for expression in expressions {
        let filter = asking(expression.clone());
        let of = |readiness| {
            let blockers = |wp: &WorkPacket| view.blockers(&wp.wp_id).unwrap().into_iter();
            let open =
                move |wp: &WorkPacket| blockers(wp).filter(|(_, status)| *status != WpStatus::Done).count();
            let kept = stored.iter().filter(|wp| Readiness::of(wp.status, open(wp) as u64) == readiness);
            filter.page(kept.cloned(), around)
        };
        assert_eq!(
            ids(view.list(&filter).unwrap()),
            ids(filter.page(stored.iter().cloned(), around)),
            "{expression}"
        );
        assert_eq!(ids(view.ready(&filter).unwrap()), ids(of(Readiness::Ready)), "{expression}");
        assert_eq!(ids(view.blocked(&filter).unwrap()), ids(of(Readiness::Blocked)), "{expression}");
        let has_word =
            |wp: &&WorkPacket| Filter::has_words("api", wp.title.as_str(), wp.description.as_str());
        let found = stored.iter().filter(has_word).filter(|wp| filter.matches(wp, || around(wp))).count();
        assert_eq!(view.search("api", &filter).unwrap().total_count, found as u64, "{expression}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn sql_finds_what_a_query_means(
        packets in packets(),
        edges in proptest::collection::vec((0..12_usize, 0..12_usize), 0..12),
        expressions in proptest::collection::vec(expressions(), 1..6),
    ) {
        agrees(&packets, &edges, &expressions);
    }
}

proptest! {
    // Each case asks every term, and its opposite.
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn sql_finds_what_each_term_means(
        packets in packets(),
        edges in proptest::collection::vec((0..12_usize, 0..12_usize), 0..12),
    ) {
        let terms: Vec<Expression> = QUERY_TERMS.iter().map(|term| term.parse().unwrap()).collect();
        let turned = terms.iter().cloned().map(Expression::not);
        agrees(&packets, &edges, &terms.iter().cloned().chain(turned).collect::<Vec<_>>());
    }
}

#[test]
fn the_largest_queries_are_answered() {
    let mut wp = packet("WP-0");
    wp.labels = ["x".parse().unwrap()].into();
    let wide = "(label:x or is:ready,blocked,open) ".repeat(Expression::MAX_CONDITIONS / 2);
    let deep = "-(a or ".repeat(Expression::MAX_DEPTH / 2) + "b" + &")".repeat(Expression::MAX_DEPTH / 2);
    let long = format!("label:{}x", "y,".repeat(20_000));
    let doubled = format!(
        "is:{0}open has:{1}label status:{2}stub priority:{3}2",
        "open,".repeat(3000),
        "label,".repeat(3000),
        "stub,".repeat(3000),
        "2,".repeat(3000)
    );
    let expressions = [wide, deep, long, doubled].map(|text| text.parse().unwrap());
    agrees(&[wp], &[], &expressions);
}
