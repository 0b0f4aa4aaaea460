//! Importing a governance folder: what is missing comes in, what stands is left alone, what can't go in is told.

use crate::support::Jobs;
use locus_core::app::workflows::{
    Finding, FindingKind, GovEdge, GovFolder, GovImported, GovMicroTask, GovOrigin, GovPacket, GovState,
    ImportGov, Place,
};
use locus_core::app::{Caller, Error};
use locus_core::domain::board::{BoardEntry, Section};
use locus_core::domain::{MtDefinition, Role, WpId, WpStatus};
use locus_core::testing;
use proptest::prelude::*;
use serde_json::{Value, json};

fn place(line: usize) -> Place {
    Place { file: "BUILD_ORDER.md".into(), line: Some(line) }
}

fn id(name: &str) -> WpId {
    name.parse().unwrap()
}

fn packet(name: &str, status: Option<WpStatus>) -> GovPacket {
    let states = status.map(|status| GovState { status, failed: false, by: "a word".into() });
    GovPacket {
        place: place(1),
        origin: GovOrigin::BuildOrder,
        packet: testing::packet(name),
        states: states.into_iter().collect(),
    }
}

fn edges(pairs: &[(&str, &str)]) -> Vec<GovEdge> {
    let edge = |(line, (first, then)): (usize, &(&str, &str))| GovEdge {
        place: place(line),
        first: id(first),
        then: id(then),
    };
    (1..).zip(pairs).map(edge).collect()
}

fn folder(names: &[&str], pairs: &[(&str, &str)]) -> GovFolder {
    let packets = names.iter().map(|name| packet(name, None)).collect();
    GovFolder { packets, edges: edges(pairs), ..GovFolder::default() }
}

fn mt(wp: &str, name: &str, depends_on: &[&str]) -> GovMicroTask {
    let mut definition = MtDefinition::new(name.parse().unwrap(), name.parse().unwrap());
    definition.depends_on = depends_on.iter().map(|id| id.parse().unwrap()).collect();
    let place = Place { file: format!("task_packets/{wp}/{name}.json"), line: None };
    GovMicroTask { place, wp_id: id(wp), definition, blocks: Vec::new() }
}

fn line(name: &str, status: WpStatus) -> BoardEntry {
    let section = Some(Section { heading: "x".into(), status: Some(status) });
    BoardEntry { wp_id: id(name), line: 7, section, token: None, text: String::new() }
}

fn import(jobs: &mut Jobs, folder: &GovFolder) -> GovImported {
    let import = ImportGov { folder: folder.clone(), ..ImportGov::default() };
    import.run(&mut jobs.engine, &testing::caller(Role::Operator), &mut |_, _| {}).unwrap()
}

/// Imports what was imported before: nothing may change.
fn again(jobs: &mut Jobs, folder: &GovFolder) -> GovImported {
    let head = jobs.head();
    let imported = import(jobs, folder);
    assert!(!imported.changed && imported.events.is_empty(), "{imported:?}");
    assert_eq!(jobs.head(), head);
    imported
}

fn kinds(imported: &GovImported) -> Vec<FindingKind> {
    imported.report.findings.iter().map(|finding| finding.kind).collect()
}

fn one(imported: &GovImported, kind: FindingKind) -> &Finding {
    let found: Vec<_> = imported.report.findings.iter().filter(|finding| finding.kind == kind).collect();
    assert_eq!(found.len(), 1, "{:?}", imported.report.findings);
    found[0]
}

fn outgoing(jobs: &mut Jobs, name: &str) -> Vec<Value> {
    let edges = jobs.status(name)["dependencies"]["outgoing"].clone();
    edges.as_array().unwrap().iter().map(|edge| edge["to_wp_id"].clone()).collect()
}

#[test]
fn of_a_cycle_the_last_edge_in_table_order_is_left_out_and_named_with_it() {
    let mut jobs = Jobs::default();
    let folder = folder(
        &["WP-A", "WP-B", "WP-C"],
        &[("WP-C", "WP-A"), ("WP-A", "WP-B"), ("WP-B", "WP-C"), ("WP-A", "WP-C"), ("WP-A", "WP-A")],
    );
    let imported = import(&mut jobs, &folder);
    assert_eq!((imported.report.edges.found, imported.report.edges.added), (5, 2));
    let cycles: Vec<_> = imported.report.findings.iter().map(|f| (f.line, f.cycle.join(" "))).collect();
    let told = |line, cycle: &str| (Some(line), cycle.to_owned());
    assert_eq!(cycles, [told(3, "WP-B WP-C WP-A WP-B"), told(4, "WP-A WP-C WP-A"), told(5, "WP-A WP-A")]);
    assert_eq!(outgoing(&mut jobs, "WP-A"), ["WP-B"]);
    assert_eq!(again(&mut jobs, &folder).report.findings, imported.report.findings);
}

#[test]
fn an_edge_said_from_both_ends_is_one_and_one_into_nowhere_dangles() {
    let mut jobs = Jobs::default();
    let folder = folder(&["WP-A", "WP-B"], &[("WP-A", "WP-B"), ("WP-A", "WP-B"), ("WP-X", "WP-B")]);
    let imported = import(&mut jobs, &folder);
    assert_eq!((imported.report.edges.found, imported.report.edges.added), (2, 1));
    assert_eq!(one(&imported, FindingKind::Dangling).line, Some(3));
    again(&mut jobs, &folder);
}

#[test]
fn an_edge_that_was_taken_away_in_locus_stays_away() {
    let mut jobs = Jobs::default();
    let folder = folder(&["WP-A", "WP-B"], &[("WP-A", "WP-B")]);
    import(&mut jobs, &folder);
    let edge = json!({ "from_wp_id": "WP-A", "to_wp_id": "WP-B", "type": "blocks" });
    jobs.ok("remove_dependency", edge.clone());
    assert_eq!(one(&again(&mut jobs, &folder), FindingKind::Removed).line, Some(1));
    jobs.ok("add_dependency", edge);
    assert_eq!(kinds(&again(&mut jobs, &folder)), []);
}

#[test]
fn what_a_person_changed_or_deleted_is_told_and_stays() {
    let mut jobs = Jobs::default();
    let mut folder = folder(&["WP-B"], &[]);
    folder.packets.push(packet("WP-A", Some(WpStatus::Stub)));
    let keys = json!({ "active_packet": "WP-A-v1", "domain": "BACKEND" });
    folder.packets[1].packet.metadata = serde_json::from_value(keys).unwrap();
    import(&mut jobs, &folder);
    let updates = json!({ "status": "ready", "metadata": { "active_packet": "WP-A-v2" } });
    jobs.ok("update_wp", json!({ "wp_id": "WP-A", "updates": updates }));
    jobs.ok("delete_wp", json!({ "wp_id": "WP-B" }));
    let imported = import(&mut jobs, &folder);
    assert_eq!(imported.report.completed, 1, "a key that is missing is filled in");
    let wp = jobs.status("WP-A")["wp"].clone();
    assert_eq!(wp["metadata"], json!({ "active_packet": "WP-A-v2", "domain": "BACKEND" }));
    assert_eq!(wp["status"], "ready");
    let message = &one(&imported, FindingKind::Differs).message;
    assert!(message.contains("status (ready here, stub there), metadata.active_packet"), "{message}");
    assert_eq!(one(&imported, FindingKind::Removed).wp_id, Some(id("WP-B")));
    again(&mut jobs, &folder);
}

#[test]
fn the_board_line_says_where_a_packet_stands_and_what_others_say_is_told() {
    let mut jobs = Jobs::default();
    let mut folder = folder(&[], &[]);
    folder.packets.push(packet("WP-A", Some(WpStatus::Done)));
    folder.board = vec![line("WP-A", WpStatus::Cancelled), line("WP-Z", WpStatus::Ready)];
    let imported = import(&mut jobs, &folder);
    assert_eq!(jobs.status("WP-A")["wp"]["status"], "cancelled");
    assert_eq!(jobs.status("WP-Z")["wp"]["status"], "ready", "what only the board has comes in, too");
    let message = &one(&imported, FindingKind::TwoStates).message;
    assert_eq!(message, "WP-A is cancelled (TASK_BOARD.md:7), but also done (a word); the first counts");
    again(&mut jobs, &folder);
}

#[test]
fn an_official_packet_makes_the_state_of_its_stub_history() {
    let mut jobs = Jobs::default();
    let mut folder = folder(&[], &[]);
    let of = |origin, status| GovPacket { origin, ..packet("WP-A", Some(status)) };
    folder.packets = vec![of(GovOrigin::Packet, WpStatus::Done), of(GovOrigin::Stub, WpStatus::Stub)];
    assert_eq!(kinds(&import(&mut jobs, &folder)), []);
    assert_eq!(jobs.status("WP-A")["wp"]["status"], "done");
    folder.packets.push(of(GovOrigin::Stub, WpStatus::Stub));
    assert_eq!(kinds(&again(&mut jobs, &folder)), [FindingKind::Doubled]);
}

#[test]
fn a_packet_without_a_line_on_the_projects_board_is_unlisted_and_one_with_a_line_meets_it_there() {
    let mut jobs = Jobs::default();
    let mut folder = folder(&["WP-A"], &[]);
    folder.packets.push(packet("WP-B", Some(WpStatus::Done)));
    let listed = vec![line("WP-B", WpStatus::Blocked)];
    let operator = testing::caller(Role::Operator);
    let import = ImportGov { folder, listed, dry_run: false };
    import.run(&mut jobs.engine, &operator, &mut |_, _| {}).unwrap();
    assert_eq!(jobs.status("WP-B")["wp"]["status"], "blocked", "or the sync would find a conflict");
    let bases = jobs.engine.view(|txn| Ok(txn.board_bases()?)).unwrap();
    let bases: Vec<_> = bases.iter().map(|base| (base.wp_id.as_str(), base.lines.len())).collect();
    assert_eq!(bases, [("WP-A", 0)]);
}

#[test]
fn micro_tasks_come_into_closed_packets_and_make_the_packet_that_is_missing() {
    let mut jobs = Jobs::default();
    let mut folder = folder(&[], &[]);
    folder.packets.push(packet("WP-A", Some(WpStatus::Done)));
    folder.micro_tasks =
        vec![mt("WP-A", "MT-001", &[]), mt("WP-A", "MT-002", &["MT-001"]), mt("WP-N", "MT-001", &[])];
    let imported = import(&mut jobs, &folder);
    assert_eq!((imported.report.packets.added, imported.report.micro_tasks.added), (2, 3));
    assert_eq!(jobs.status("WP-A")["wp"]["status"], "done");
    assert_eq!(jobs.status("WP-A")["micro_tasks"].as_array().unwrap().len(), 2);
    assert_eq!(jobs.status("WP-N")["wp"]["status"], "stub");
    let late = json!([{ "mt_id": "MT-009", "name": "late" }]);
    jobs.refused("LOCUS-STATE", "register_mts", json!({ "wp_id": "WP-A", "mt_definitions": late }));
    again(&mut jobs, &folder);
}

#[test]
fn micro_tasks_that_dangle_are_doubled_or_run_in_a_circle_are_told_and_the_rest_comes_in() {
    let mut jobs = Jobs::default();
    let mut folder = folder(&["WP-A"], &[]);
    let mut first = mt("WP-A", "MT-001", &["MT-003", "MT-099"]);
    first.blocks = vec!["MT-002".parse().unwrap(), "MT-098".parse().unwrap()];
    folder.micro_tasks = vec![
        first,
        mt("WP-A", "MT-002", &[]),
        mt("WP-A", "MT-003", &["MT-002"]),
        mt("WP-A", "MT-003", &["MT-001"]),
    ];
    let imported = import(&mut jobs, &folder);
    assert_eq!((imported.report.micro_tasks.found, imported.report.micro_tasks.added), (3, 3));
    let mut found = kinds(&imported);
    found.sort();
    use FindingKind::{Cycle, Dangling, Doubled};
    assert_eq!(found, [Doubled, Dangling, Dangling, Cycle]);
    assert_eq!(one(&imported, Cycle).cycle, ["MT-001", "MT-003", "MT-002", "MT-001"]);
    let depends_on: Vec<_> = jobs.status("WP-A")["micro_tasks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|mt| mt["depends_on"].clone())
        .collect();
    assert_eq!(depends_on, [json!(["MT-003"]), json!(["MT-001"]), json!([])]);
    assert_eq!(again(&mut jobs, &folder).report.findings, imported.report.findings);
}

#[test]
fn a_micro_task_that_was_registered_otherwise_stays_as_it_is() {
    let mut jobs = Jobs::default();
    jobs.packet("WP-A", "ready");
    let mine = json!([
        { "mt_id": "MT-001", "name": "mine", "depends_on": ["MT-002"] },
        { "mt_id": "MT-002", "name": "mine" }
    ]);
    jobs.ok("register_mts", json!({ "wp_id": "WP-A", "mt_definitions": mine }));
    let mut folder = folder(&["WP-A"], &[]);
    folder.micro_tasks = vec![mt("WP-A", "MT-001", &[]), mt("WP-A", "MT-003", &["MT-001"])];
    folder.micro_tasks[1].blocks = vec!["MT-002".parse().unwrap()];
    let imported = import(&mut jobs, &folder);
    assert_eq!(imported.report.micro_tasks.added, 1);
    assert_eq!(kinds(&imported), [FindingKind::Differs, FindingKind::Differs]);
    assert!(imported.report.findings[0].message.starts_with("MT-002 of WP-A doesn't wait for MT-003"));
    again(&mut jobs, &folder);
}

#[test]
fn a_dry_run_says_the_same_and_changes_nothing() {
    let mut jobs = Jobs::default();
    let mut folder = folder(&["WP-A", "WP-B"], &[("WP-A", "WP-B"), ("WP-B", "WP-A")]);
    folder.micro_tasks = vec![mt("WP-N", "MT-001", &[])];
    let viewer = testing::caller(Role::Viewer);
    let mut run = |dry_run, caller: &Caller| {
        let import = ImportGov { folder: folder.clone(), listed: Vec::new(), dry_run };
        import.run(&mut jobs.engine, caller, &mut |_, _| {})
    };
    let planned = run(true, &viewer).unwrap();
    assert!(!planned.changed && planned.events.is_empty());
    assert!(matches!(run(false, &viewer), Err(Error::Capability(_))));
    let done = run(false, &testing::caller(Role::Coder)).unwrap();
    assert_eq!(planned.report, done.report);
    assert_eq!(jobs.head(), 5);
}

#[test]
fn progress_counts_up_to_the_last_write() {
    let mut jobs = Jobs::default();
    let import = ImportGov { folder: folder(&["WP-A", "WP-B"], &[("WP-A", "WP-B")]), ..ImportGov::default() };
    let mut heard = Vec::new();
    let operator = testing::caller(Role::Operator);
    import.run(&mut jobs.engine, &operator, &mut |done, of| heard.push((done, of))).unwrap();
    assert_eq!(heard, [(1, 3), (2, 3), (3, 3)]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_edges_a_table_has_all_go_in_but_those_that_close_a_cycle(
        first in proptest::collection::vec((0_usize..8, 0_usize..8), 0..30),
        more in proptest::collection::vec((0_usize..8, 0_usize..8), 0..10),
    ) {
        let names: Vec<String> = (0..8).map(|n| format!("WP-{n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut jobs = Jobs::default();
        for pairs in [first.clone(), [first, more].concat()] {
            let pairs: Vec<_> = pairs.iter().map(|(from, to)| (names[*from], names[*to])).collect();
            let folder = folder(&names, &pairs);
            let imported = import(&mut jobs, &folder);
            let standing: usize = names.iter().map(|name| outgoing(&mut jobs, name).len()).sum();
            let refused = imported.report.findings.len();
            prop_assert_eq!(standing + refused, imported.report.edges.found);
            for finding in &imported.report.findings {
                prop_assert_eq!(finding.kind, FindingKind::Cycle);
                // Every other edge of the cycle stands.
                for pair in finding.cycle.windows(2).skip(1) {
                    prop_assert!(outgoing(&mut jobs, &pair[0]).contains(&json!(pair[1])), "{:?}", finding);
                }
            }
            again(&mut jobs, &folder);
        }
    }
}
