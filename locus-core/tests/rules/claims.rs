//! Claims: who has a packet, until when, and how it is kept and given back.

use locus_core::app::ops::{CreateWp, UpdateWp};
use locus_core::app::params::{FromParams, decode};
use locus_core::app::workflows::{ClaimReady, ReleaseClaim, RenewClaim};
use locus_core::app::{Actor, Caller, Done, Engine, Error, WpWritten};
use locus_core::domain::{ActorKind, Role, Source, Timestamp, WorkPacket, WpStatus};
use locus_core::memory::MemoryStore;
use locus_core::ports::{Clock, EventQuery};
use locus_core::testing::{REPLICA, SequentialIds};
use locus_fr::FlightRecorder;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

const MINUTE: i64 = 60_000;

/// A clock that shows what it is set to: minutes since 2026-02-01T00:00:00Z.
#[derive(Debug, Default, Clone)]
struct Hands(Arc<AtomicI64>);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        let start: Timestamp = "2026-02-01T00:00:00Z".parse().unwrap();
        start.plus_millis(self.0.load(Ordering::Relaxed) * MINUTE).unwrap()
    }

    fn monotonic_ms(&self) -> f64 {
        0.0
    }
}

/// A project with three ready packets, the first the most urgent.
struct Project {
    engine: Engine,
    clock: Hands,
}

type Answer = Result<Done<WpWritten>, Error>;

impl Project {
    fn new() -> Self {
        let clock = Hands::default();
        let store = Box::new(MemoryStore::new(REPLICA));
        let ids = Box::new(SequentialIds::default());
        let mut engine = Engine::new(store, Box::new(FlightRecorder), Box::new(clock.clone()), ids);
        for (priority, id) in ["WP-1", "WP-2", "WP-3"].into_iter().enumerate() {
            let create: CreateWp = read(json!({ "wp_id": id, "title": id, "priority": priority }));
            engine.run(&create, &caller("founder", Role::Coder)).unwrap();
            let ready = UpdateWp::status(id.parse().unwrap(), WpStatus::Ready);
            engine.run(&ready, &caller("founder", Role::Coder)).unwrap();
        }
        Self { engine, clock }
    }

    fn at(&mut self, minute: i64) -> &mut Self {
        self.clock.0.store(minute, Ordering::Relaxed);
        self
    }

    fn claim(&mut self, who: &str, wp_id: &str, minutes: i64) -> Answer {
        let request: UpdateWp = read(json!({ "wp_id": wp_id, "claim": true, "lease_ms": minutes * MINUTE }));
        self.engine.run(&request, &caller(who, Role::Coder))
    }

    fn first(&mut self, who: &str, params: Value) -> Answer {
        read::<ClaimReady>(params).run(&mut self.engine, &caller(who, Role::Coder))
    }

    fn renew(&mut self, who: &str, wp_id: &str, minutes: i64) -> Answer {
        let renewal: RenewClaim = read(json!({ "wp_id": wp_id, "lease_ms": minutes * MINUTE }));
        renewal.run(&mut self.engine, &caller(who, Role::Coder))
    }

    fn release(&mut self, who: &str, wp_id: &str) -> Answer {
        let release: ReleaseClaim = read(json!({ "wp_id": wp_id }));
        release.run(&mut self.engine, &caller(who, Role::Coder))
    }

    fn wp(&mut self, wp_id: &str) -> WorkPacket {
        self.engine.view(|txn| Ok(txn.packet(&wp_id.parse().unwrap())?.unwrap())).unwrap()
    }

    fn events(&mut self) -> u64 {
        self.engine.view(|txn| Ok(txn.chain_head()?.sequence)).unwrap()
    }
}

fn read<T: FromParams>(params: Value) -> T {
    decode(params.as_object().unwrap()).unwrap()
}

fn caller(who: &str, role: Role) -> Caller {
    Caller::new(Actor { kind: ActorKind::Agent, id: who.parse().unwrap() }, role, Source::Cli)
}

/// Which packet was written, and until when it is claimed.
#[track_caller]
fn taken(answer: Answer) -> (String, String) {
    let wp = answer.unwrap().output.wp.wp;
    (wp.wp_id.to_string(), wp.lease.map(|lease| lease.until.to_string()).unwrap_or_default())
}

/// The code and the sentence of a refusal.
#[track_caller]
fn refused(answer: Answer) -> (String, String) {
    let error = answer.unwrap_err();
    (error.code().to_string(), error.to_string())
}

#[test]
fn each_who_asks_for_a_ready_packet_gets_another_until_none_is_free() {
    let mut project = Project::new();
    let for_good = ("WP-1".to_owned(), String::new());
    assert_eq!(taken(project.first("ada", json!({}))), for_good);
    let lease = json!({ "lease_ms": 5 * MINUTE });
    let until = "2026-02-01T00:05:00.000Z".to_owned();
    assert_eq!(taken(project.first("ada", lease.clone())), ("WP-2".to_owned(), until.clone()));
    assert_eq!(taken(project.first("bob", lease.clone())), ("WP-3".to_owned(), until));
    let events = project.events();
    assert_eq!(
        refused(project.first("cyd", json!({}))),
        (
            "LOCUS-NOT-FOUND".to_owned(),
            "there is nothing to claim: every ready packet is taken (3)".to_owned()
        )
    );
    assert_eq!(project.events(), events);
    project.at(5);
    assert_eq!(taken(project.first("cyd", json!({}))).0, "WP-2", "its lease has run out");
    assert_eq!(taken(project.first("ada", json!({}))).0, "WP-3", "the next one's, too");
}

#[test]
fn filters_and_order_are_those_of_ready() {
    let mut project = Project::new();
    assert_eq!(taken(project.first("ada", json!({ "priority_min": 1 }))).0, "WP-2");
    assert_eq!(taken(project.first("ada", json!({ "sort_by": "age" }))).0, "WP-1");
    let nothing = refused(project.first("ada", json!({ "type": "bug" })));
    assert_eq!(nothing.1, "there is nothing to claim: no packet that was asked for is ready");
    let nothing = refused(project.first("bob", json!({ "assignee": "ada" })));
    assert_eq!(nothing.1, "there is nothing to claim: every ready packet is taken (2)");
}

#[test]
fn a_free_packet_behind_many_taken_ones_is_found() {
    let mut project = Project::new();
    for number in 10..260 {
        let id = format!("WP-{number}");
        let create: CreateWp = read(json!({ "wp_id": id, "title": id, "priority": 0, "assignee": "bob" }));
        project.engine.run(&create, &caller("bob", Role::Coder)).unwrap();
        let ready = UpdateWp::status(id.parse().unwrap(), WpStatus::Ready);
        project.engine.run(&ready, &caller("bob", Role::Coder)).unwrap();
    }
    assert_eq!(taken(project.first("ada", json!({}))).0, "WP-1");
    assert_eq!(taken(project.first("ada", json!({}))).0, "WP-2", "it is the last but one of all");
}

#[test]
fn only_who_has_a_packet_renews_its_claim() {
    let mut project = Project::new();
    assert_eq!(
        refused(project.renew("ada", "WP-1", 5)),
        ("LOCUS-CONFLICT".to_owned(), "nobody has WP-1 now".to_owned())
    );
    project.claim("ada", "WP-1", 10).unwrap();
    assert_eq!(
        refused(project.renew("bob", "WP-1", 5)),
        ("LOCUS-CONFLICT".to_owned(), "WP-1 belongs to ada until 2026-02-01T00:10:00.000Z".to_owned())
    );
    let (_, until) = taken(project.at(9).renew("ada", "WP-1", 10));
    assert_eq!(until, "2026-02-01T00:19:00.000Z");
    let (_, until) = taken(project.at(30).renew("ada", "WP-1", 10));
    assert_eq!(until, "2026-02-01T00:40:00.000Z", "nobody else took it in between");
    project.at(50).claim("bob", "WP-1", 10).unwrap();
    assert_eq!(refused(project.at(90).renew("ada", "WP-1", 10)).0, "LOCUS-CONFLICT");
    assert_eq!(refused(project.renew("ada", "WP-404", 10)).0, "LOCUS-NOT-FOUND");
}

#[test]
fn a_renewal_without_a_time_never_makes_a_claim_end_earlier() {
    let mut project = Project::new();
    let renew = |project: &mut Project| {
        let renewal: RenewClaim = read(json!({ "wp_id": "WP-1" }));
        renewal.run(&mut project.engine, &caller("ada", Role::Coder))
    };
    project.claim("ada", "WP-1", 60).unwrap();
    assert!(!renew(project.at(1)).unwrap().changed, "it holds for longer than half an hour");
    assert_eq!(taken(renew(project.at(50))).1, "2026-02-01T01:20:00.000Z");
}

#[test]
fn who_let_a_claim_run_out_has_the_packet_no_longer() {
    let mut project = Project::new();
    project.claim("ada", "WP-1", 10).unwrap();
    let refusal = refused(project.at(20).release("bob", "WP-1"));
    assert_eq!(refusal, ("LOCUS-CONFLICT".to_owned(), "nobody has WP-1 now".to_owned()));
}

#[test]
fn only_who_has_a_packet_releases_it() {
    let mut project = Project::new();
    project.claim("ada", "WP-1", 10).unwrap();
    assert_eq!(refused(project.release("bob", "WP-1")).0, "LOCUS-CONFLICT");
    let released = project.release("ada", "WP-1").unwrap();
    assert_eq!((released.changed, released.events.len()), (true, 1));
    let wp = project.wp("WP-1");
    assert_eq!((wp.assignee, wp.lease), (None, None));
    assert!(!project.release("ada", "WP-1").unwrap().changed, "a repetition");
    assert!(!project.release("bob", "WP-1").unwrap().changed, "nobody has it");
    assert_eq!(refused(project.release("ada", "WP-404")).0, "LOCUS-NOT-FOUND");
    assert_eq!(taken(project.first("bob", json!({}))).0, "WP-1");
}

#[test]
fn renewing_and_releasing_keep_to_the_version_expected() {
    let mut project = Project::new();
    project.claim("ada", "WP-1", 10).unwrap();
    let ada = caller("ada", Role::Coder);
    let stale: ReleaseClaim = read(json!({ "wp_id": "WP-1", "expected_version": 2 }));
    let refusal = refused(stale.run(&mut project.engine, &ada));
    assert_eq!(refusal.1, "WP-1 is at version 3, not 2: it was changed in the meantime");
    let renewal = json!({ "wp_id": "WP-1", "lease_ms": 5, "expected_version": 3 });
    assert!(read::<RenewClaim>(renewal).run(&mut project.engine, &ada).unwrap().changed);
}

#[test]
fn who_may_not_write_claims_nothing() {
    let mut project = Project::new();
    let viewer = caller("eve", Role::Viewer);
    let claim: ClaimReady = read(json!({}));
    let release: ReleaseClaim = read(json!({ "wp_id": "WP-404" }));
    for answer in [claim.run(&mut project.engine, &viewer), release.run(&mut project.engine, &viewer)] {
        assert_eq!(refused(answer).0, "HSK-403-CAPABILITY");
    }
}

#[test]
fn a_clock_set_back_turns_neither_events_nor_leases_back() {
    let mut project = Project::new();
    project.at(60).claim("ada", "WP-1", 5).unwrap();
    // The clock was an hour fast. What the log has seen stays the present until the clock comes there again.
    assert_eq!(refused(project.at(0).claim("bob", "WP-1", 5)).0, "LOCUS-CONFLICT");
    assert_eq!(taken(project.claim("bob", "WP-2", 5)).1, "2026-02-01T01:05:00.000Z");
    project.at(66).claim("cyd", "WP-3", 5).unwrap();
    // WP-1's lease had run out when WP-3 was claimed; it doesn't come back to life.
    assert_eq!(taken(project.at(62).first("bob", json!({}))).0, "WP-1");
    let events =
        project.engine.view(|txn| Ok(txn.events(&EventQuery { limit: 100, ..EventQuery::default() })?));
    let times: Vec<_> = events.unwrap().iter().map(|event| event.context.timestamp).collect();
    assert!(times.is_sorted(), "{times:?}");
    assert_eq!(times.last().unwrap().to_string(), "2026-02-01T01:06:00.000Z");
}
