//! Undo: what takes each operation back, and what is never taken back.

use crate::board_sync::Desk;
use crate::replicas::{Replica, Step, act, ids, meet, step, twins};
use locus_core::app::ops::{
    AddDependency, CloseWp, CompleteMt, CreateWp, DeleteWp, GateWp, RecordIteration, RegisterMts,
    RemoveDependency, StartMt, UpdateWp,
};
use locus_core::app::params::{FromParams, decode};
use locus_core::app::workflows::{Remark, Undo, Undone};
use locus_core::app::{Caller, Done, Error, Operation, OperationName};
use locus_core::domain::{Role, WorkPacket, WpStatus};
use locus_core::ports::{Direction, ReadTxn, Wait};
use locus_core::testing;
use proptest::prelude::*;
use serde_json::{Value, json};

/// What is done here is done by the tester, unless somebody is named.
fn caller(name: &str) -> Caller {
    let mut caller = testing::caller(Role::Operator);
    caller.actor.id = name.parse().unwrap();
    caller
}

trait Acting {
    fn by<O: Operation + FromParams>(&mut self, name: &str, params: Value);
    fn undo(&mut self) -> Result<Done<Undone>, Error>;
    fn undone(&mut self) -> Undone;
    fn wp(&mut self) -> WorkPacket;
    fn in_progress(&mut self);
}

impl Acting for Replica {
    #[track_caller]
    fn by<O: Operation + FromParams>(&mut self, name: &str, params: Value) {
        let operation: O = decode(params.as_object().unwrap()).unwrap();
        assert!(self.0.run(&operation, &caller(name)).unwrap().changed);
    }

    fn undo(&mut self) -> Result<Done<Undone>, Error> {
        Undo::default().run(&mut self.0, &caller("tester"))
    }

    #[track_caller]
    fn undone(&mut self) -> Undone {
        let before = self.head();
        let done = self.undo().unwrap();
        assert!(done.changed && !done.events.is_empty());
        assert_eq!(self.head(), before + done.events.len() as u64, "the reversal is on record");
        done.output
    }

    fn wp(&mut self) -> WorkPacket {
        self.0.view(|txn| Ok(txn.packet(&"WP-0".parse().unwrap())?.unwrap())).unwrap()
    }

    fn in_progress(&mut self) {
        self.must::<UpdateWp>(json!({ "wp_id": "WP-0", "updates": { "status": "ready" } }));
        self.must::<GateWp>(json!({ "wp_id": "WP-0", "gate": "pre_work", "result": "pass" }));
    }
}

impl Replica {
    fn head(&mut self) -> u64 {
        self.0.view(|txn| Ok(txn.chain_head()?.sequence)).unwrap()
    }
}

/// A store with WP-0 and WP-1, made by somebody else.
fn project() -> Replica {
    let mut replica = Replica::new(0);
    for id in ["WP-0", "WP-1"] {
        replica.by::<CreateWp>("founder", json!({ "wp_id": id, "title": "First", "priority": 3 }));
    }
    replica
}

#[track_caller]
fn refused(replica: &mut Replica, code: &str) -> String {
    let before = replica.head();
    let error = replica.undo().unwrap_err();
    assert_eq!(error.code().as_str(), code, "{error}");
    assert_eq!(replica.head(), before, "a refusal writes nothing");
    error.to_string()
}

fn update(updates: Value) -> Value {
    json!({ "wp_id": "WP-0", "updates": updates })
}

const EDGE: &str =
    r#"{ "from_wp_id": "WP-0", "to_wp_id": "WP-1", "type": "blocks", "description": "first things first" }"#;

fn edge() -> Value {
    serde_json::from_str(EDGE).unwrap()
}

fn edge_ends() -> Value {
    json!({ "from_wp_id": "WP-0", "to_wp_id": "WP-1", "type": "blocks" })
}

#[test]
fn an_update_gets_exactly_the_values_of_before() {
    let mut replica = project();
    let before = replica.wp();
    replica.must::<UpdateWp>(update(json!({
        "title": "Second", "description": "new", "priority": 0, "type": "bug", "phase": "2", "routing": "GOV_LIGHT",
        "task_packet_path": "a.md", "assignee": "ada", "labels": ["x"], "due_at": "2027-01-01T00:00:00Z",
        "metadata": { "k": 1 }, "spec_session_id": "s", "status": "ready",
    })));
    let undone = replica.undone();
    assert_eq!(
        (undone.undone.operation, undone.reversal),
        (OperationName::UpdateWp, OperationName::UpdateWp)
    );
    assert_eq!(undone.changes.len(), 13);
    assert_eq!(undone.remarks, []);
    let after = replica.wp();
    let said = WorkPacket {
        version: before.version,
        updated_at: before.updated_at,
        bronze_id: before.bronze_id,
        vector_clock: before.vector_clock.clone(),
        ..after.clone()
    };
    assert_eq!(said, before);
    assert_eq!(after.version, 3, "history only grows");
}

#[test]
fn an_undone_undo_does_it_again() {
    let mut replica = project();
    replica.must::<UpdateWp>(update(json!({ "title": "Second" })));
    let title = |replica: &mut Replica| replica.wp().title.to_string();
    replica.undone();
    assert_eq!(title(&mut replica), "First");
    replica.undone();
    assert_eq!(title(&mut replica), "Second");
    replica.undone();
    assert_eq!(title(&mut replica), "First");
}

#[test]
fn what_others_did_in_between_stays() {
    let mut replica = project();
    replica.must::<UpdateWp>(update(json!({ "title": "Second", "priority": 0 })));
    replica.by::<UpdateWp>("bob", update(json!({ "description": "by bob" })));
    replica.undone();
    let wp = replica.wp();
    assert_eq!((wp.title.as_str(), wp.description.as_str(), wp.priority.get()), ("First", "by bob", 3));
}

#[test]
fn a_field_that_somebody_changed_since_is_a_conflict() {
    let mut replica = project();
    replica.must::<UpdateWp>(update(json!({ "title": "Second", "priority": 0, "labels": ["x"] })));
    replica.by::<UpdateWp>("bob", update(json!({ "title": "Third", "priority": 1 })));
    let error = refused(&mut replica, "LOCUS-CONFLICT");
    assert!(error.starts_with("priority, title of WP-0 were changed by bob at "), "{error}");
    // Even if it is what it was again: bob meant it.
    replica.by::<UpdateWp>("bob", update(json!({ "title": "Second", "priority": 0 })));
    refused(&mut replica, "LOCUS-CONFLICT");
}

#[test]
fn a_gate_judged_since_is_a_conflict_for_a_status() {
    let mut replica = project();
    replica.must::<UpdateWp>(update(json!({ "status": "ready" })));
    replica.by::<GateWp>("val", json!({ "wp_id": "WP-0", "gate": "pre_work", "result": "pass" }));
    let error = refused(&mut replica, "LOCUS-CONFLICT");
    assert!(error.starts_with("status of WP-0 was changed by val at "), "{error}");
}

#[test]
fn what_another_replica_changed_at_the_same_time_is_a_conflict() {
    let (mut a, mut b) = twins();
    a.by::<UpdateWp>("ada", update(json!({ "title": "from a" })));
    b.by::<UpdateWp>("bob", update(json!({ "title": "from b" })));
    meet(&mut a, &mut b);
    let error = Undo::default().run(&mut a.0, &caller("ada")).unwrap_err();
    assert_eq!(error.code().as_str(), "LOCUS-CONFLICT");
    assert!(error.to_string().starts_with("title of WP-0 was changed by bob at "), "{error}");
}

#[test]
fn what_came_in_before_is_what_comes_back() {
    let (mut a, mut b) = twins();
    b.by::<UpdateWp>("bob", update(json!({ "title": "from b", "priority": 0 })));
    a.by::<UpdateWp>("ann", update(json!({ "title": "from a" })));
    meet(&mut a, &mut b);
    let merged = a.wp();
    a.must::<UpdateWp>(update(json!({ "title": "anew", "priority": 4 })));
    a.undone();
    let wp = a.wp();
    assert_eq!((wp.title, wp.priority), (merged.title, merged.priority));
    assert_eq!(wp.priority.get(), 0, "which no record of this replica says");
}

#[test]
fn only_what_was_done_here_is_undone() {
    let (mut a, mut b) = twins();
    b.must::<UpdateWp>(update(json!({ "priority": 0 })));
    a.must::<UpdateWp>(update(json!({ "title": "from a" })));
    a.take_from(&mut b);
    // Taking in was the last thing done here, and what was taken in is no operation of this replica.
    assert_eq!(
        refused(&mut a, "LOCUS-STATE"),
        "the event log is exchanged: undo of sync_events is not allowed: what replicas have told one another stays told"
    );
}

#[test]
fn notes_stay_and_the_answer_says_so() {
    let mut replica = project();
    let mut params = update(json!({ "title": "Second" }));
    params["note"] = "as agreed".into();
    replica.must::<UpdateWp>(params);
    assert_eq!(replica.undone().remarks, [Remark::NotesStay]);
    let notes = replica.0.view(|txn| Ok(txn.notes(&"WP-0".parse().unwrap())?.len())).unwrap();
    assert_eq!(notes, 1);
    replica.must::<UpdateWp>(json!({ "wp_id": "WP-0", "note": "nothing else" }));
    assert_eq!(
        refused(&mut replica, "LOCUS-STATE"),
        "WP-0 is stub: undo of update_wp is not allowed: notes stay"
    );
}

#[test]
fn a_claim_is_undone_and_a_lease_alone_is_not() {
    let mut replica = project();
    replica.must::<UpdateWp>(json!({ "wp_id": "WP-0", "claim": true, "lease_ms": 1000 }));
    assert_eq!(replica.undone().remarks, []);
    let wp = replica.wp();
    assert_eq!((wp.assignee, wp.lease), (None, None));
    // The other way round the assignee comes back, the lease does not.
    replica.undone();
    let wp = replica.wp();
    assert_eq!((wp.assignee.unwrap().as_str(), wp.lease), ("tester", None));
    replica.must::<UpdateWp>(json!({ "wp_id": "WP-0", "claim": true, "lease_ms": 1000 }));
    assert!(refused(&mut replica, "LOCUS-STATE").contains("a lease is not set back"));
    replica.must::<UpdateWp>(update(json!({ "assignee": null })));
    assert_eq!(replica.undone().remarks, [Remark::LeaseNotRestored]);
}

#[test]
fn a_move_is_taken_back_where_a_row_leads_back() {
    let mut replica = project();
    replica.must::<UpdateWp>(update(json!({ "status": "ready" })));
    replica.must::<UpdateWp>(update(json!({ "status": "cancelled" })));
    replica.undone();
    assert_eq!(replica.wp().status.as_str(), "ready", "taken up again, with the undo as the reason");
    let notes = replica.0.view(|txn| Ok(txn.notes(&"WP-0".parse().unwrap())?)).unwrap();
    assert_eq!(notes.last().unwrap().content.as_str(), "undo of update_wp");
    let mut replica = project();
    replica.must::<UpdateWp>(update(json!({ "status": "cancelled" })));
    assert_eq!(
        refused(&mut replica, "LOCUS-STATE"),
        "WP-0 is cancelled: undo of update_wp is not allowed: no update leads back to stub"
    );
}

#[test]
fn a_move_that_would_come_back_with_other_gates_is_refused() {
    let mut replica = project();
    replica.in_progress();
    replica.must::<UpdateWp>(update(json!({ "status": "blocked" })));
    replica.undone();
    assert_eq!(replica.wp().status.as_str(), "in_progress", "pre_work is passed as before");
    replica.must::<UpdateWp>(update(json!({ "status": "blocked" })));
    replica.must::<UpdateWp>(update(json!({ "status": "ready" })));
    let Error::State(why) = replica.undo().unwrap_err() else { panic!("another refusal") };
    assert_eq!(why.why, "back in blocked, its gates would not stand as they stood");
    assert_eq!(why.asked, "undo of update_wp");
    assert!(why.allowed.contains(&"pre_work pass".to_owned()), "{:?}", why.allowed);
}

#[test]
fn a_gate_that_moved_a_packet_is_followed_by_the_move_back() {
    let mut replica = project();
    replica.in_progress();
    let undone = replica.undone();
    assert_eq!((undone.undone.operation, undone.reversal), (OperationName::GateWp, OperationName::UpdateWp));
    let wp = replica.wp();
    assert_eq!((wp.status.as_str(), wp.governance.gates.pre_work.status.as_str()), ("ready", "pending"));
    replica.must::<GateWp>(json!({ "wp_id": "WP-0", "gate": "pre_work", "result": "fail" }));
    replica.undone();
    assert_eq!(replica.wp().status.as_str(), "ready");
    replica.must::<GateWp>(json!({ "wp_id": "WP-0", "gate": "pre_work", "result": "pass" }));
    replica.must::<GateWp>(json!({ "wp_id": "WP-0", "gate": "post_work", "result": "fail" }));
    replica.undone();
    let wp = replica.wp();
    assert_eq!(
        (wp.status.as_str(), wp.governance.gates.post_work.status.as_str()),
        ("in_progress", "pending")
    );
    replica.must::<GateWp>(json!({ "wp_id": "WP-0", "gate": "post_work", "result": "pass" }));
    assert_eq!(
        refused(&mut replica, "LOCUS-STATE"),
        "WP-0 is done: undo of gate_wp is not allowed: no update leads back to in_progress"
    );
}

#[test]
fn a_judgement_that_moved_nothing_stays() {
    let mut replica = project();
    replica.in_progress();
    let fail = json!({ "wp_id": "WP-0", "gate": "post_work", "result": "fail" });
    replica.must::<GateWp>(fail.clone());
    let mut again = fail;
    again["notes"] = "still".into();
    replica.must::<GateWp>(again);
    assert!(refused(&mut replica, "LOCUS-STATE").contains("a judgement that moved nothing stays"));
}

#[test]
fn a_new_packet_is_deleted_and_its_id_is_spent() {
    let mut replica = project();
    replica.must::<CreateWp>(json!({ "wp_id": "WP-2", "title": "t" }));
    let undone = replica.undone();
    assert_eq!((undone.reversal, undone.remarks), (OperationName::DeleteWp, vec![Remark::IdSpent]));
    let tombstone = undone.wp.unwrap().wp.tombstone.unwrap();
    assert_eq!(tombstone.reason.unwrap().as_str(), "undo of its creation");
    assert_eq!(
        refused(&mut replica, "LOCUS-STATE"),
        "WP-2 is deleted: undo of delete_wp is not allowed: what is deleted stays deleted, and its id is never used again"
    );
}

#[test]
fn a_new_packet_that_others_worked_on_is_not_deleted() {
    for number in 0..3 {
        let mut replica = project();
        replica.must::<CreateWp>(json!({ "wp_id": "WP-2", "title": "t" }));
        let edge = |from, to| json!({ "from_wp_id": from, "to_wp_id": to, "type": "blocks" });
        match number {
            0 => replica.by::<UpdateWp>("bob", json!({ "wp_id": "WP-2", "note": "on it" })),
            1 => replica.by::<AddDependency>("bob", edge("WP-2", "WP-0")),
            _ => replica.by::<AddDependency>("bob", edge("WP-0", "WP-2")),
        }
        let error = refused(&mut replica, "LOCUS-CONFLICT");
        assert!(error.starts_with("WP-2 was worked on by bob at "), "{error}");
    }
}

#[test]
fn an_edge_is_removed_and_added_again_as_it_was() {
    let mut replica = project();
    replica.must::<AddDependency>(edge());
    let standing = |replica: &mut Replica| {
        replica.0.view(|txn| Ok(txn.dependencies(&"WP-0".parse().unwrap(), Direction::Outgoing)?)).unwrap()
    };
    let first = standing(&mut replica).remove(0);
    let undone = replica.undone();
    assert_eq!((undone.reversal, undone.remarks), (OperationName::RemoveDependency, vec![]));
    assert_eq!(standing(&mut replica), []);
    let redone = replica.undone();
    assert_eq!(
        (redone.reversal, redone.remarks),
        (OperationName::AddDependency, vec![Remark::NewDependencyId])
    );
    let again = standing(&mut replica).remove(0);
    assert_eq!(again.key(), first.key());
    assert_eq!(again.description.unwrap().as_str(), "first things first");
    assert_ne!(again.dependency_id, first.dependency_id);
}

#[test]
fn an_edge_that_somebody_touched_since_is_a_conflict() {
    let mut replica = project();
    replica.must::<AddDependency>(edge());
    replica.by::<RemoveDependency>("bob", edge_ends());
    assert!(refused(&mut replica, "LOCUS-CONFLICT").starts_with("WP-0 blocks WP-1 was removed by bob at "));
    let mut replica = project();
    replica.by::<AddDependency>("bob", edge());
    replica.must::<RemoveDependency>(edge_ends());
    replica.by::<AddDependency>("bob", edge());
    assert!(
        refused(&mut replica, "LOCUS-CONFLICT").starts_with("WP-0 blocks WP-1 was added again by bob at ")
    );
}

#[test]
fn an_edge_that_would_close_a_cycle_by_now_is_refused() {
    let mut replica = project();
    replica.must::<AddDependency>(edge());
    replica.must::<RemoveDependency>(edge_ends());
    replica.by::<AddDependency>("bob", json!({ "from_wp_id": "WP-1", "to_wp_id": "WP-0", "type": "blocks" }));
    refused(&mut replica, "LOCUS-CYCLE");
}

#[test]
fn nothing_is_undone_on_a_packet_that_is_deleted_by_now() {
    let steps: [fn(&mut Replica); 4] = [
        |replica| replica.must::<UpdateWp>(update(json!({ "title": "Second" }))),
        |replica| replica.must::<AddDependency>(edge()),
        |replica| {
            replica.must::<AddDependency>(edge());
            replica.must::<RemoveDependency>(edge_ends());
        },
        |replica| replica.in_progress(),
    ];
    for step in steps {
        let mut replica = project();
        step(&mut replica);
        replica.by::<DeleteWp>("bob", json!({ "wp_id": "WP-0" }));
        assert!(refused(&mut replica, "LOCUS-STATE").starts_with("WP-0 is deleted: undo of "));
    }
}

#[test]
fn a_closed_packet_stays_closed() {
    let mut replica = project();
    replica.in_progress();
    replica.must::<GateWp>(json!({ "wp_id": "WP-0", "gate": "post_work", "result": "pass" }));
    replica.must::<CloseWp>(json!({ "wp_id": "WP-0" }));
    let Error::State(refused) = replica.undo().unwrap_err() else { panic!("another refusal") };
    assert_eq!(
        refused.to_string(),
        "WP-0 is done: undo of close_wp is not allowed: a closed packet is only reopened"
    );
    assert_eq!(refused.allowed, ["ready"]);
}

#[test]
fn what_a_micro_task_went_through_stays() {
    let mut replica = project();
    replica.in_progress();
    let mt = |more: Value| {
        let mut params = json!({ "wp_id": "WP-0", "mt_id": "MT-001" });
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        params
    };
    let why = "what a micro-task went through stays on record";
    let definition = json!([{ "mt_id": "MT-001", "name": "one" }]);
    replica.must::<RegisterMts>(json!({ "wp_id": "WP-0", "mt_definitions": definition }));
    let is = |replica: &mut Replica, status: &str, operation: &str| {
        assert_eq!(
            refused(replica, "LOCUS-STATE"),
            format!("MT-001 in WP-0 is {status}: undo of {operation} is not allowed: {why}")
        );
    };
    is(&mut replica, "pending", "register_mts");
    replica.must::<StartMt>(mt(json!({ "model_id": "m" })));
    is(&mut replica, "in_progress", "start_mt");
    replica.must::<RecordIteration>(mt(json!({ "iteration": 1, "model_id": "m", "outcome": "ESCALATE" })));
    is(&mut replica, "in_progress", "record_iteration");
    replica.must::<RecordIteration>(mt(json!({ "iteration": 1, "model_id": "m", "outcome": "SUCCESS" })));
    replica.must::<CompleteMt>(mt(json!({})));
    is(&mut replica, "completed", "complete_mt");
}

#[test]
fn several_operations_in_one_transaction_are_not_undone() {
    let mut replica = project();
    let mut unit = replica.0.begin(Wait::Default).unwrap();
    for title in ["a", "b"] {
        let request: UpdateWp = decode(update(json!({ "title": title })).as_object().unwrap()).unwrap();
        unit.run(&request, &caller("tester")).unwrap();
    }
    unit.commit().unwrap();
    assert!(refused(&mut replica, "LOCUS-STATE").contains("only one operation is undone at a time"));
}

#[test]
fn what_the_board_said_is_changed_on_the_board() {
    let mut desk = Desk::synced();
    desk.edit("[WP-A]** - [READY_FOR_DEV]", "[WP-A]** - [SUPERSEDED]");
    assert_eq!(desk.sync().report.db_changes.len(), 1);
    let tester = caller("tester");
    let error = Undo::default().run(&mut desk.engine, &tester).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the Task Board is synced: undo of sync_task_board is not allowed: what the Task Board says is changed on the \
         board itself"
    );
    // What a push writes onto the board afterwards is the system's doing and hides nothing.
    let mut desk = Desk::synced();
    desk.go("WP-A", WpStatus::Stub);
    assert!(desk.push().report.wrote_board);
    Undo::default().run(&mut desk.engine, &tester).unwrap();
    assert_eq!(desk.status("WP-A"), Some(WpStatus::Ready));
}

#[test]
fn somebody_who_did_nothing_has_nothing_to_undo() {
    let mut replica = project();
    assert_eq!(refused(&mut replica, "LOCUS-NOT-FOUND"), "there is no operation of tester to undo");
}

#[test]
fn undo_needs_what_the_reversal_needs() {
    type Doing = fn(&mut Replica);
    let steps: [(Role, Doing); 4] = [
        (Role::Validator, |replica| replica.in_progress()),
        (Role::Viewer, |replica| replica.must::<UpdateWp>(update(json!({ "title": "Second" })))),
        (Role::Coder, |replica| replica.must::<CreateWp>(json!({ "wp_id": "WP-2", "title": "t" }))),
        (Role::Viewer, |replica| replica.must::<AddDependency>(edge())),
    ];
    for (role, step) in steps {
        let mut replica = project();
        step(&mut replica);
        for dry_run in [false, true] {
            let error = Undo { dry_run }.run(&mut replica.0, &testing::caller(role)).unwrap_err();
            assert_eq!(error.code().as_str(), "HSK-403-CAPABILITY", "{role}");
        }
    }
}

#[test]
fn an_edge_that_stands_because_another_replica_added_it_too_stays() {
    let (mut a, mut b) = twins();
    a.must::<CreateWp>(json!({ "wp_id": "WP-1", "title": "One" }));
    meet(&mut a, &mut b);
    let edge = json!({ "from_wp_id": "WP-0", "to_wp_id": "WP-1", "type": "blocks" });
    a.must::<AddDependency>(edge.clone());
    b.by::<AddDependency>("ada", edge);
    meet(&mut a, &mut b);
    let error = Undo::default().run(&mut b.0, &caller("ada")).unwrap_err();
    assert_eq!(error.code().as_str(), "LOCUS-CONFLICT", "{error}");
    assert!(error.to_string().contains("WP-0 blocks WP-1 was added again by tester"), "{error}");
}

#[test]
fn a_dry_run_says_the_same_and_does_nothing() {
    let mut replica = project();
    replica.must::<UpdateWp>(update(json!({ "title": "Second" })));
    let (before, head) = (replica.wp(), replica.head());
    let tried = Undo { dry_run: true }.run(&mut replica.0, &caller("tester")).unwrap();
    assert!(!tried.changed && tried.events.is_empty() && tried.output.dry_run);
    assert_eq!((replica.wp(), replica.head()), (before, head));
    let done = replica.undone();
    assert_eq!((done.changes, done.undone), (tried.output.changes, tried.output.undone));
}

/// All packets with their edges, without what only grows.
fn standing(replica: &mut Replica) -> Vec<String> {
    let read = |txn: &dyn ReadTxn| {
        let mut rows = Vec::new();
        for id in ids() {
            let Some(mut wp) = txn.packet(&id)? else { continue };
            (wp.version, wp.started_at) = (0, None);
            (wp.updated_at, wp.vector_clock) = (wp.created_at, locus_core::domain::VectorClock::new());
            wp.bronze_id = locus_core::domain::BronzeId::new(uuid::Uuid::nil());
            rows.push(format!("{wp:?}"));
            let edges = txn.dependencies(&id, Direction::Outgoing)?;
            rows.extend(edges.iter().map(|edge| format!("{:?} {:?}", edge.key(), edge.description)));
        }
        Ok(rows)
    };
    replica.0.view(read).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_undone_is_as_it_was(steps in prop::collection::vec(step(), 1..60)) {
        let mut replica = Replica::new(0);
        for step in &steps {
            let before = standing(&mut replica);
            if !act(&mut replica, step).unwrap_or(false) {
                continue;
            }
            let after = standing(&mut replica);
            if matches!(step, Step::Create(..)) || replica.undo().is_err() {
                continue;
            }
            prop_assert_eq!(&standing(&mut replica), &before, "{:?}", step);
            // And an undo is an operation like any other.
            if replica.undo().is_ok() {
                prop_assert_eq!(&standing(&mut replica), &after, "{:?}", step);
            }
        }
    }
}
