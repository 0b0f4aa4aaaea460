//! Jobs that commit together: in batches, where each is refused by itself, and as a stream that is kept whole or not.

use crate::support::{Jobs, job};
use locus_core::app::Engine;
use locus_core::domain::BronzeRecord;
use locus_core::event::Event;
use locus_core::job::JobLine;
use locus_core::memory::MemoryStore;
use locus_core::ports::{ChainHead, EnvelopeContext, EventRecord, Recorder, RecorderError};
use locus_core::testing::{self, REPLICA};
use locus_fr::FlightRecorder;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::convert::Infallible;

fn create(id: &str) -> Value {
    job("create_wp", json!({ "wp_id": id, "title": id }))
}

fn lines(jobs: &[Value]) -> Vec<JobLine> {
    jobs.iter().map(|job| JobLine::Whole(job.to_string().into_bytes())).collect()
}

fn read(line: &str) -> Value {
    serde_json::from_str(line).unwrap()
}

impl Jobs {
    fn batch(&mut self, jobs: &[Value]) -> Vec<Value> {
        let mut results = Vec::new();
        let delivered = self.runner().answer_batch(&lines(jobs), &mut |outcome| {
            results.push(read(&outcome.line));
            Ok::<_, Infallible>(())
        });
        delivered.unwrap();
        results
    }

    /// Results of an atomic stream, in order.
    fn atomic(&mut self, jobs: &[Value]) -> Vec<Value> {
        let lines = lines(jobs);
        let (mut rest, mut held) = (lines.iter(), Vec::new());
        let ended = self.runner().answer_atomically(
            &mut || Ok::<_, Infallible>(rest.next().cloned()),
            &mut |outcome| {
                held.push(outcome.line);
                Ok(())
            },
        );
        let Some(rolled_back) = ended.unwrap() else { return held.iter().map(|line| read(line)).collect() };
        let undone = rolled_back.undone;
        let mut results: Vec<_> = held.iter().map(|line| read(&undone.instead_of(line))).collect();
        results.push(read(&rolled_back.refused.line));
        results.extend(rest.map(|line| read(&undone.answer(line))));
        results
    }

    fn diagnostics(&mut self) -> Vec<String> {
        let found = self.engine.view(|txn| Ok(txn.diagnostics(10)?)).unwrap();
        found.into_iter().map(|diagnostic| diagnostic.code).collect()
    }

    fn has(&mut self, id: &str) -> bool {
        self.engine.view(|txn| Ok(txn.packet(&id.parse().unwrap())?.is_some())).unwrap()
    }
}

fn codes(results: &[Value]) -> Vec<&str> {
    results.iter().map(|result| result["error"]["code"].as_str().unwrap_or("done")).collect()
}

#[test]
fn a_refusal_refuses_only_its_own_job_and_is_kept_as_a_diagnostic() {
    let mut jobs = Jobs::default();
    let missing = job("close_wp", json!({ "wp_id": "WP-9" }));
    let unread = json!("no job");
    let results = jobs.batch(&[create("WP-1"), missing, unread, create("WP-2")]);
    assert_eq!(codes(&results), ["done", "LOCUS-NOT-FOUND", "LOCUS-JOB", "done"]);
    assert_eq!(jobs.diagnostics(), ["LOCUS-JOB", "LOCUS-NOT-FOUND"]);
    assert!(jobs.has("WP-1") && jobs.has("WP-2"));
}

#[test]
fn queries_see_what_stands_before_them_in_the_batch() {
    let mut jobs = Jobs::default();
    let ready = job("update_wp", json!({ "wp_id": "WP-1", "updates": { "status": "ready" } }));
    let query = || job("query_ready", json!({}));
    let results = jobs.batch(&[query(), create("WP-1"), query(), ready, query()]);
    let totals: Vec<_> = [0, 2, 4].iter().map(|n| results[*n]["data"]["total_count"].clone()).collect();
    assert_eq!(totals, [0, 0, 1]);
    let logged = jobs.engine.view(|txn| Ok(txn.query_events(10)?.len())).unwrap();
    assert_eq!(logged, 3);
}

#[test]
fn an_op_id_is_known_to_the_next_job_of_its_batch() {
    let mut jobs = Jobs::default();
    let mut keyed = create("WP-1");
    keyed["input"]["op_id"] = json!("0190a6e0-0000-7000-8000-000000000001");
    let mut other = keyed.clone();
    other["input"]["params"]["title"] = json!("other");
    let results = jobs.batch(&[keyed.clone(), keyed, other]);
    assert_eq!(codes(&results), ["done", "done", "LOCUS-CONFLICT"]);
    assert_eq!((&results[1]["replayed"], jobs.head()), (&json!(true), 1));
}

#[test]
fn each_job_of_a_batch_is_a_request_of_its_own() {
    let mut jobs = Jobs::default();
    jobs.batch(&[create("WP-1"), create("WP-2")]);
    let query = locus_core::ports::EventQuery { limit: 10, ..Default::default() };
    let events = jobs.engine.view(|txn| Ok(txn.events(&query)?)).unwrap();
    assert_ne!(events[0].context.trace_id, events[1].context.trace_id);
}

#[test]
fn a_workflow_runs_on_its_own_behind_what_was_asked_for_before_it() {
    let mut jobs = Jobs::default();
    let results = jobs.batch(&[create("WP-1"), job("sync_task_board", json!({})), create("WP-2")]);
    assert_eq!(codes(&results), ["done", "LOCUS-BOARD", "done"]);
    assert!(jobs.has("WP-1") && jobs.has("WP-2"));
}

/// Takes no event about WP-BAD.
#[derive(Debug)]
struct Picky;

impl Recorder for Picky {
    fn seal(
        &self,
        event: &Event,
        context: EnvelopeContext,
        head: &ChainHead,
        written: &[BronzeRecord],
    ) -> Result<EventRecord, RecorderError> {
        if event.wp_id().is_some_and(|id| id.as_str() == "WP-BAD") {
            return Err(RecorderError { event_type: event.event_type(), reason: "bad".into() });
        }
        FlightRecorder.seal(event, context, head, written)
    }

    fn open(&self, record: &EventRecord) -> Result<Event, RecorderError> {
        FlightRecorder.open(record)
    }

    fn vouches(&self, record: &EventRecord, bronze: &[BronzeRecord]) -> bool {
        FlightRecorder.vouches(record, bronze)
    }
}

fn picky() -> Jobs {
    let engine: Engine = testing::engine(Box::new(MemoryStore::new(REPLICA)), Box::new(Picky));
    Jobs { engine, ..Jobs::default() }
}

#[test]
fn an_operation_that_fails_half_way_costs_its_neighbours_nothing() {
    let mut jobs = picky();
    let results = jobs.batch(&[create("WP-1"), create("WP-BAD"), create("WP-2")]);
    assert_eq!(codes(&results), ["done", "HSK-400-INVALID-EVENT", "done"]);
    assert!(jobs.has("WP-1") && !jobs.has("WP-BAD") && jobs.has("WP-2"));
}

#[test]
fn an_atomic_stream_is_there_as_a_whole() {
    let mut jobs = Jobs::default();
    let results =
        jobs.atomic(&[create("WP-1"), create("WP-2"), job("get_wp_status", json!({ "wp_id": "WP-1" }))]);
    assert_eq!(codes(&results), ["done"; 3]);
    assert!(jobs.has("WP-1") && jobs.has("WP-2"));
    assert_eq!(jobs.atomic(&[]), Vec::<Value>::new());
}

#[test]
fn one_refusal_undoes_an_atomic_stream_and_every_job_is_told_of_it() {
    let mut jobs = Jobs::default();
    let mut first = create("WP-1");
    first["input"]["op_id"] = json!("0190a6e0-0000-7000-8000-000000000001");
    let missing = job("close_wp", json!({ "wp_id": "WP-9" }));
    let results = jobs.atomic(&[first.clone(), missing, json!(1), create("WP-2")]);
    let undone = "LOCUS-ROLLED-BACK";
    assert_eq!(codes(&results), [undone, "LOCUS-NOT-FOUND", undone, undone]);
    assert_eq!(results[0]["error"]["details"], json!({ "job": 2, "code": "LOCUS-NOT-FOUND" }));
    assert_eq!(
        (&results[0]["op_id"], &results[0]["protocol_id"]),
        (&first["input"]["op_id"], &first["protocol_id"])
    );
    assert!(results.iter().all(|result| result["diagnostic_id"] == results[1]["diagnostic_id"]));
    results.iter().for_each(crate::schema::is_a_result);
    assert_eq!((jobs.head(), jobs.has("WP-1"), jobs.has("WP-2")), (0, false, false));
    assert_eq!(jobs.diagnostics(), ["LOCUS-NOT-FOUND"]);
    // What was undone may be tried again under the same op_id.
    assert_eq!(jobs.atomic(&[first])[0]["changed"], true);
}

#[test]
fn an_atomic_stream_takes_no_workflow_and_nothing_half_done() {
    for (mut jobs, bad, code) in [
        (Jobs::default(), job("sync_task_board", json!({})), "LOCUS-JOB"),
        (picky(), create("WP-BAD"), "HSK-400-INVALID-EVENT"),
    ] {
        assert_eq!(codes(&jobs.atomic(&[create("WP-1"), bad])), ["LOCUS-ROLLED-BACK", code]);
        assert_eq!((jobs.head(), jobs.has("WP-1")), (0, false));
    }
}

#[test]
fn a_stream_that_breaks_off_leaves_nothing() {
    let mut jobs = Jobs::default();
    let (line, mut given) = (lines(&[create("WP-1")]).remove(0), false);
    let mut next =
        || if std::mem::replace(&mut given, true) { Err("broken pipe") } else { Ok(Some(line.clone())) };
    assert_eq!(jobs.runner().answer_atomically(&mut next, &mut |_| Ok(())).err(), Some("broken pipe"));
    assert_eq!((jobs.head(), jobs.has("WP-1")), (0, false));
}

fn any_job() -> impl Strategy<Value = Value> {
    let id = || (0..3_u8).prop_map(|n| format!("WP-{n}"));
    prop_oneof![
        (id(), 0..2_u8)
            .prop_map(|(id, n)| job("create_wp", json!({ "wp_id": id, "title": format!("t{n}") }))),
        (id(), prop_oneof![Just("ready"), Just("blocked"), Just("done")]).prop_map(|(id, status)| job(
            "update_wp",
            json!({ "wp_id": id, "updates": { "status": status } })
        )),
        id().prop_map(|id| job("gate_wp", json!({ "wp_id": id, "gate": "pre_work", "result": "pass" }))),
        id().prop_map(|id| job("delete_wp", json!({ "wp_id": id }))),
        (id(), id()).prop_map(|(from, to)| job(
            "add_dependency",
            json!({ "from_wp_id": from, "to_wp_id": to, "type": "blocks" })
        )),
        id().prop_map(|id| job("get_wp_status", json!({ "wp_id": id }))),
        Just(job("query_blocked", json!({}))),
        Just(json!({ "job_kind": "none" })),
    ]
}

/// What an answer says but for ids and times.
fn said(result: &Value) -> Value {
    let wp = |key: &str| result["data"]["wp"][key].clone();
    json!([
        result["success"],
        result["changed"],
        result["error"]["code"],
        result["error"]["details"],
        result["events_emitted"],
        wp("status"),
        wp("version"),
        wp("title"),
        result["data"]["total_count"],
    ])
}

proptest! {
    #[test]
    fn a_batch_answers_as_its_jobs_would_one_by_one(
        stream in prop::collection::vec(any_job(), 0..25),
        size in 1..8_usize,
    ) {
        let (mut together, mut alone) = (Jobs::default(), Jobs::default());
        let answered: Vec<Value> = stream.chunks(size).flat_map(|jobs| together.batch(jobs)).collect();
        let expected: Vec<Value> = stream.iter().map(|job| alone.line(job.to_string().as_bytes())).collect();
        prop_assert_eq!(
            answered.iter().map(said).collect::<Vec<_>>(),
            expected.iter().map(said).collect::<Vec<_>>()
        );
        prop_assert_eq!(together.head(), alone.head());
    }
}
