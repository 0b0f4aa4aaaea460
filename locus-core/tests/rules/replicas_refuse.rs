//! Logs that are not taken in (locus.md §3, sync_events): nothing of them is kept.

use crate::replicas::{Replica, twins};
use locus_core::app::ops::{
    AddDependency, CompleteMt, CreateWp, DeleteWp, GateWp, RecordIteration, RegisterMts, StartMt, UpdateWp,
};
use locus_core::app::workflows::SyncDirection;
use locus_core::domain::canonical::Hash;
use locus_core::domain::{BronzeRecord, Timestamp};
use locus_core::ports::{ChainHead, EventRecord, EventWithContent, Recorder};
use locus_core::testing::{self, EventList};
use locus_fr::FlightRecorder;
use serde_json::json;

#[track_caller]
fn refused(replica: &mut Replica, edit: impl FnOnce(&mut Vec<EventWithContent>), file: &EventList) -> String {
    let state = replica.state();
    let mut lines = file.lines();
    edit(&mut lines);
    let error = replica.exchange(SyncDirection::Import, &EventList::new(lines)).unwrap_err();
    assert_eq!(error.code().as_str(), "HSK-400-INVALID-EVENT", "{error}");
    assert_eq!(replica.state(), state, "nothing of it is kept");
    error.to_string()
}

/// The line as a replica would seal it that says whatever it likes; its place in the chain stays.
fn reseal(line: &mut EventWithContent) {
    let EventWithContent { record, bronze } = line;
    for record in bronze.iter_mut() {
        record.content_hash = Hash::of(&record.content);
    }
    let head = ChainHead {
        replica_id: record.replica_id,
        sequence: record.sequence - 1,
        hash: record.prev_hash,
        timestamp: None,
        clock: record.vector_clock.clone(),
    };
    let event = FlightRecorder.open(record).unwrap();
    let sealed = FlightRecorder.seal(&event, record.context.clone(), &head, bronze).unwrap();
    *record = EventRecord { hash: record.hash, ..sealed };
}

#[test]
fn a_log_that_is_no_chain_is_refused_whole() {
    let (mut a, mut b) = twins();
    for n in 0..3 {
        a.must::<UpdateWp>(json!({ "wp_id": "WP-0", "updates": { "title": format!("t{n}") } }));
    }
    let file = a.export();
    let id = testing::REPLICA;
    let dropped = refused(&mut b, |lines| drop(lines.remove(3)), &file);
    assert_eq!(
        dropped,
        format!("list, event 5 of replica {id}: event 3 comes before it; what stood between is missing")
    );
    let begins_late = refused(&mut b, |lines| drop(lines.drain(..4)), &file);
    assert!(begins_late.contains("only 2 events of its replica are known"), "{begins_late}");
    let without_records = refused(&mut b, |lines| lines[4].bronze.clear(), &file);
    assert!(without_records.contains("which is not there"), "{without_records}");
    let other_text = refused(
        &mut b,
        |lines| {
            let bronze = &mut lines[5].bronze[0];
            bronze.content = bronze.content.replace("t1", "t9");
        },
        &file,
    );
    assert!(other_text.contains("changed after the event was sealed"), "{other_text}");
    let earlier = refused(
        &mut b,
        |lines| lines[4].record.context.timestamp = Timestamp::from_millis(0).unwrap(),
        &file,
    );
    assert!(earlier.contains("its time is before that of the event before it"), "{earlier}");
}

#[test]
fn an_edge_to_a_packet_that_never_came_to_be_is_refused() {
    let (mut a, mut b) = twins();
    a.must::<CreateWp>(json!({ "wp_id": "WP-1", "title": "Second" }));
    a.must::<AddDependency>(json!({ "from_wp_id": "WP-0", "to_wp_id": "WP-1", "type": "blocks" }));
    let edit = |lines: &mut Vec<EventWithContent>| {
        let Some(EventWithContent { record, bronze }) = lines.last_mut() else { unreachable!() };
        record.payload = record.payload.replace("WP-1", "WP-9");
        bronze[0].content = bronze[0].content.replace("WP-1", "WP-9");
        reseal(lines.last_mut().unwrap());
    };
    let file = a.export();
    let error = refused(&mut b, edit, &file);
    assert!(error.contains("is about WP-9, which came from nowhere"), "{error}");
}

#[test]
fn a_record_that_its_event_was_not_sealed_with_is_refused() {
    let (mut a, mut b) = twins();
    a.must::<UpdateWp>(json!({ "wp_id": "WP-0", "updates": { "title": "t0" } }));
    let file = a.export();
    let edits: [fn(&mut BronzeRecord); 3] = [
        |record| {
            // In a field that no event has a digest of.
            record.content = record.content.replace("created_at", "made_at");
            record.content_hash = Hash::of(&record.content);
        },
        |record| record.previous_bronze_id = None,
        |record| record.created_at = record.created_at.plus_millis(1).unwrap(),
    ];
    for edit in edits {
        let error = refused(&mut b, |lines| edit(&mut lines[4].bronze[0]), &file);
        assert!(error.contains("changed after the event was sealed"), "{error}");
    }
}

#[test]
fn a_replica_whose_past_is_another_is_refused() {
    let (mut a, mut b) = twins();
    // The same replica, put back to its beginning and gone another way.
    let mut again = Replica::new(0);
    again.must::<CreateWp>(json!({ "wp_id": "WP-3", "title": "Other" }));
    let file = again.export();
    let error = refused(&mut b, |_| {}, &file);
    assert!(error.contains("the store knows another event under that number"), "{error}");
    a.must::<UpdateWp>(json!({ "wp_id": "WP-0", "updates": { "title": "One" } }));
    let file = a.export();
    let error = again.exchange(SyncDirection::Import, &file).unwrap_err().to_string();
    assert!(error.contains("put back to an older state"), "{error}");
}

/// The records of a log that was made by every kind of operation, one of them written otherwise by its own replica.
#[track_caller]
fn rewritten(what: &str, from: &str, to: &str) -> String {
    let (mut a, mut b) = twins();
    a.must::<CreateWp>(json!({ "wp_id": "WP-1", "title": "Second" }));
    a.must::<GateWp>(json!({ "wp_id": "WP-0", "gate": "pre_work", "result": "pass" }));
    a.must::<RegisterMts>(
        json!({ "wp_id": "WP-0", "mt_definitions": [{ "mt_id": "MT-001", "name": "one" }] }),
    );
    a.must::<StartMt>(json!({ "wp_id": "WP-0", "mt_id": "MT-001", "model_id": "qwen" }));
    a.must::<RecordIteration>(
        json!({ "wp_id": "WP-0", "mt_id": "MT-001", "iteration": 1, "model_id": "qwen",
        "outcome": "RETRY", "error_summary": "it broke" }),
    );
    a.must::<CompleteMt>(json!({ "wp_id": "WP-0", "mt_id": "MT-001", "result": "failed" }));
    a.must::<AddDependency>(json!({ "from_wp_id": "WP-0", "to_wp_id": "WP-1", "type": "blocks",
        "description": "first this" }));
    a.must::<DeleteWp>(json!({ "wp_id": "WP-1", "reason": "no need" }));
    let file = a.export();
    let edit = |lines: &mut Vec<EventWithContent>| {
        let of_event = lines.iter_mut().filter(|line| line.record.event_type.as_str() == what);
        for line in of_event {
            for bronze in &mut line.bronze {
                bronze.content = bronze.content.replacen(from, to, 1);
            }
            reseal(line);
        }
    };
    let error = refused(&mut b, edit, &file);
    error.split_once("don't agree: ").unwrap_or_else(|| panic!("{error}")).1.to_owned()
}

#[test]
fn a_record_that_says_something_else_than_its_event_is_refused() {
    let pending = r#""status":"pending""#;
    let completed = r#""status":"completed""#;
    assert_eq!(rewritten("micro_tasks_registered", pending, completed), "status");
    let turn = rewritten("micro_tasks_registered", r#""current_iteration":0"#, r#""current_iteration":7"#);
    assert_eq!(turn, "current_iteration");
    assert_eq!(rewritten("mt_started", r#""status":"in_progress""#, completed), "status");
    assert_eq!(rewritten("mt_started", r#""current_level":0"#, r#""current_level":9"#), "escalation_level");
    assert_eq!(rewritten("mt_iteration_completed", "RETRY", "SUCCESS"), "outcome");
    assert_eq!(rewritten("mt_iteration_completed", "it broke", "it's fine"), "error_summary");
    assert_eq!(rewritten("mt_iteration_completed", r#""status":"in_progress""#, completed), "status");
    assert_eq!(rewritten("mt_failed", r#""status":"failed""#, completed), "status");
    assert_eq!(rewritten("dependency_added", "first this", "never mind"), "description");
    assert_eq!(rewritten("work_packet_deleted", "no need", "good riddance"), "reason");
}
