//! What becomes of changes that replicas make apart (locus.md §3, sync_events).

use crate::replicas::{Replica, meet, twins};
use locus_core::app::ops::{
    AddDependency, CompleteMt, CreateWp, DeleteWp, GateWp, RecordIteration, RegisterMts, RemoveDependency,
    StartMt, UpdateWp,
};
use locus_core::app::workflows::SyncDirection;
use locus_core::domain::Role;
use locus_core::testing;
use serde_json::{Value, json};

#[test]
fn changes_of_different_fields_both_survive() {
    let (mut a, mut b) = twins();
    a.must::<UpdateWp>(json!({ "wp_id": "WP-0", "updates": { "title": "New", "labels": ["old", "a"] } }));
    b.must::<UpdateWp>(json!({ "wp_id": "WP-0", "updates": { "priority": 0, "labels": ["b"] } }));
    meet(&mut a, &mut b);
    let told =
        a.field("WP-0", |wp| format!("{} {} {:?} v{}", wp.title, wp.priority.get(), wp.labels, wp.version));
    assert_eq!(told, r#"New 0 {Label("a"), Label("b")} v4"#);
}

#[test]
fn what_a_board_says_yields_to_what_is_known() {
    use locus_core::app::ops::AdoptWp;
    use locus_core::domain::{Source, WpStatus};
    let adopt = |replica: &mut Replica| {
        let packet = CreateWp::new("WP-0".parse().unwrap(), "WP-0".parse().unwrap());
        let caller =
            locus_core::app::Caller { source: Source::TaskBoardSync, ..testing::caller(Role::Operator) };
        let operation = AdoptWp { packet, status: WpStatus::Blocked, failed: false };
        replica.0.run(&operation, &caller).unwrap();
    };
    let told = |replica: &mut Replica| {
        replica
            .field("WP-0", |wp| format!("{} {} {} {}", wp.title, wp.status, wp.priority.get(), wp.reporter))
    };
    for board_first in [true, false] {
        // Of two creations as early as each other the one of the first replica comes first.
        let (mut first, mut second) = (Replica::new(0), Replica::new(1));
        let (with_board, knows) =
            if board_first { (&mut first, &mut second) } else { (&mut second, &mut first) };
        adopt(with_board);
        let known = json!({ "wp_id": "WP-0", "title": "Zero", "priority": 0, "reporter": "ada" });
        knows.must::<CreateWp>(known);
        meet(with_board, knows);
        assert_eq!(told(with_board), "Zero stub 0 ada");
    }
}

#[test]
fn the_lifecycle_is_one_register() {
    let (mut a, mut b) = twins();
    a.must::<GateWp>(json!({ "wp_id": "WP-0", "gate": "pre_work", "result": "pass" }));
    b.must::<UpdateWp>(json!({ "wp_id": "WP-0", "updates": { "status": "cancelled" } }));
    meet(&mut a, &mut b);
    // Both come third in their replica's eyes; the replica with the larger id comes later.
    assert_eq!(a.status("WP-0"), "cancelled");
    assert_eq!(a.field("WP-0", |wp| wp.governance.gates.pre_work.status.to_string()), "pending");
}

#[test]
fn a_later_change_wins_whatever_the_clocks_say() {
    let (mut a, mut b) = twins();
    a.must::<UpdateWp>(json!({ "wp_id": "WP-0", "updates": { "title": "One" } }));
    b.take_from(&mut a);
    b.must::<UpdateWp>(json!({ "wp_id": "WP-0", "updates": { "title": "Two" } }));
    meet(&mut a, &mut b);
    a.must::<UpdateWp>(json!({ "wp_id": "WP-0", "updates": { "title": "Three" } }));
    meet(&mut a, &mut b);
    assert_eq!(b.field("WP-0", |wp| wp.title.to_string()), "Three");
}

#[test]
fn a_tombstone_wins_and_takes_the_edges_along() {
    let (mut a, mut b) = twins();
    a.must::<CreateWp>(json!({ "wp_id": "WP-1", "title": "One" }));
    b.take_from(&mut a);
    a.must::<DeleteWp>(json!({ "wp_id": "WP-0" }));
    b.must::<AddDependency>(json!({ "from_wp_id": "WP-0", "to_wp_id": "WP-1", "type": "blocks" }));
    b.must::<UpdateWp>(json!({ "wp_id": "WP-0", "updates": { "title": "Still here" } }));
    meet(&mut a, &mut b);
    assert!(a.field("WP-0", |wp| wp.is_deleted().to_string()) == "true");
    assert_eq!(a.edges("WP-0"), [""; 0]);
}

#[test]
fn an_edge_that_closes_a_cycle_is_in_force_nowhere_and_told() {
    let (mut a, mut b) = twins();
    a.must::<CreateWp>(json!({ "wp_id": "WP-1", "title": "One" }));
    b.take_from(&mut a);
    a.must::<AddDependency>(json!({ "from_wp_id": "WP-0", "to_wp_id": "WP-1", "type": "blocks" }));
    b.must::<AddDependency>(json!({ "from_wp_id": "WP-1", "to_wp_id": "WP-0", "type": "blocks" }));
    let told = b.import(&a.export());
    a.take_from(&mut b);
    assert_eq!(a.state(), b.state());
    assert_eq!((a.edges("WP-0"), a.edges("WP-1")), (vec!["blocks WP-1".to_owned()], vec![]));
    let [dispute] = told.report.disputes.as_slice() else { panic!("{told:?}") };
    assert_eq!(dispute.kind.to_string(), "cycle");
    assert_eq!(dispute.cycle.iter().map(ToString::to_string).collect::<Vec<_>>(), ["WP-1", "WP-0", "WP-1"]);
}

#[test]
fn an_edge_added_on_both_sides_goes_with_one_removal() {
    let (mut a, mut b) = twins();
    a.must::<CreateWp>(json!({ "wp_id": "WP-1", "title": "One" }));
    b.take_from(&mut a);
    let edge = json!({ "from_wp_id": "WP-0", "to_wp_id": "WP-1", "type": "blocks" });
    a.must::<AddDependency>(edge.clone());
    b.must::<AddDependency>(edge.clone());
    meet(&mut a, &mut b);
    b.must::<RemoveDependency>(edge.clone());
    meet(&mut a, &mut b);
    assert_eq!(a.edges("WP-0"), [""; 0]);
    // What was added elsewhere without knowing of the removal stays.
    a.must::<AddDependency>(edge.clone());
    b.take_from(&mut a);
    a.must::<RemoveDependency>(edge.clone());
    b.must::<RemoveDependency>(edge.clone());
    b.must::<AddDependency>(edge);
    meet(&mut a, &mut b);
    assert_eq!(a.edges("WP-0"), ["blocks WP-1"]);
}

#[test]
fn an_exchange_that_only_tells_of_exchanges_is_none() {
    let (mut a, mut b) = twins();
    meet(&mut a, &mut b);
    let file = a.export();
    let before = file.lines().len();
    let again = a.exchange(SyncDirection::Export, &file).unwrap();
    assert_eq!((again.changed(), again.events.len(), again.report.skipped), (false, 0, before as u64));
    let import = b.import(&file);
    assert_eq!((import.changed(), import.events.len(), import.report.skipped), (false, 0, before as u64));
}

#[test]
fn an_import_tells_of_itself_and_nothing_else() {
    let (mut a, mut b) = twins();
    a.must::<UpdateWp>(json!({ "wp_id": "WP-0", "updates": { "title": "One" } }));
    let told = b.import(&a.export());
    assert_eq!(
        told.events.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["sync_started", "sync_completed"]
    );
}

#[test]
fn what_two_replicas_registered_and_recorded_otherwise_is_told() {
    let (mut a, mut b) = twins();
    let register =
        |name: &str| json!({ "wp_id": "WP-0", "mt_definitions": [{ "mt_id": "MT-001", "name": name }] });
    a.must::<RegisterMts>(register("one"));
    b.must::<RegisterMts>(register("two"));
    let told = b.import(&a.export());
    a.take_from(&mut b);
    assert_eq!(a.state(), b.state());
    assert_eq!(
        told.report.disputes.iter().map(|d| format!("{} {}", d.kind, d.key)).collect::<Vec<_>>(),
        ["micro_task MT-001"]
    );
    let name = |replica: &mut Replica| {
        replica
            .0
            .view(|txn| Ok(txn.micro_tasks(&"WP-0".parse().unwrap())?[0].definition.name.to_string()))
            .unwrap()
    };
    assert_eq!(name(&mut b), "one", "what was there first in the common order stands");
}

#[test]
fn an_attempt_at_another_definition_proves_nothing_of_the_one_that_stands() {
    let (mut a, mut b) = twins();
    let mt = json!({ "wp_id": "WP-0", "mt_id": "MT-001" });
    let with = |more: Value| {
        let both = mt.as_object().unwrap().iter().chain(more.as_object().unwrap());
        both.map(|(key, value)| (key.clone(), value.clone())).collect::<Value>()
    };
    for (replica, name) in [(&mut a, "one"), (&mut b, "two")] {
        replica.must::<RegisterMts>(
            json!({ "wp_id": "WP-0", "mt_definitions": [{ "mt_id": "MT-001", "name": name }] }),
        );
        replica.must::<GateWp>(json!({ "wp_id": "WP-0", "gate": "pre_work", "result": "pass" }));
    }
    b.must::<StartMt>(with(json!({ "model_id": "qwen" })));
    let success = with(json!({ "iteration": 1, "model_id": "qwen", "outcome": "SUCCESS" }));
    b.must::<RecordIteration>(success.clone());
    a.take_from(&mut b);
    b.take_from(&mut a);
    assert_eq!(a.state(), b.state());
    a.must::<StartMt>(with(json!({ "model_id": "qwen" })));
    let error = a.run::<CompleteMt>(mt.clone()).unwrap_err();
    assert_eq!(error.code().as_str(), "LOCUS-STATE", "{error}");
    a.must::<RecordIteration>(success);
    a.must::<CompleteMt>(mt);
    b.take_from(&mut a);
    assert_eq!(a.state(), b.state());
}
