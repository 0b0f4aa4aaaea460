//! Replicas of one project exchange their events and end in the same state (locus.md §3, sync_events).

use locus_core::app::ops::{
    AddDependency, CompleteMt, CreateWp, DeleteWp, GateWp, RecordIteration, RegisterMts, RemoveDependency,
    StartMt, UpdateWp,
};
use locus_core::app::params::{FromParams, decode};
use locus_core::app::workflows::{EventsSynced, SyncDirection, SyncEvents};
use locus_core::app::{Engine, Error, Operation};
use locus_core::domain::canonical::Hash;
use locus_core::domain::{BronzeRecord, Filter, Role, Timestamp, WpId};
use locus_core::ports::{ChainHead, Direction, EventRecord, EventWithContent, ReadTxn, Recorder};
use locus_core::replay::{EdgeReplay, Reader, replay_packet};
use locus_core::testing::{self, EventList};
use locus_fr::FlightRecorder;
use proptest::prelude::*;
use serde_json::{Value, json};

pub(crate) struct Replica(pub(crate) Engine);

impl Replica {
    pub(crate) fn new(number: u32) -> Self {
        Self(testing::replica(number, Box::new(FlightRecorder)))
    }

    pub(crate) fn run<O: Operation + FromParams>(&mut self, params: Value) -> Result<bool, Error> {
        let operation: O = decode(params.as_object().unwrap())?;
        Ok(self.0.run(&operation, &testing::caller(Role::Operator))?.changed)
    }

    #[track_caller]
    pub(crate) fn must<O: Operation + FromParams>(&mut self, params: Value) {
        assert!(self.run::<O>(params).unwrap());
    }

    fn exchange(&mut self, direction: SyncDirection, file: &EventList) -> Result<EventsSynced, Error> {
        let sync = SyncEvents { direction, path: "list".into() };
        sync.run(&mut self.0, file, &testing::caller(Role::Operator))
    }

    fn export(&mut self) -> EventList {
        let file = EventList::default();
        self.exchange(SyncDirection::Export, &file).unwrap();
        file
    }

    #[track_caller]
    fn import(&mut self, file: &EventList) -> EventsSynced {
        self.exchange(SyncDirection::Import, file).unwrap()
    }

    pub(crate) fn take_from(&mut self, other: &mut Self) {
        self.import(&other.export());
    }

    /// All rows, and what is derived from them.
    fn state(&mut self) -> Vec<String> {
        self.0.view(|txn| Ok(rows(txn))).unwrap()
    }

    /// All rows as the events make them.
    fn replayed(&mut self) -> Vec<String> {
        self.0.read_log(|reader| Ok(replayed(reader))).unwrap()
    }

    fn status(&mut self, id: &str) -> String {
        self.0.view(|txn| Ok(txn.packet(&id.parse().unwrap())?.unwrap().status.to_string())).unwrap()
    }

    fn field(&mut self, id: &str, pick: impl FnOnce(&locus_core::domain::WorkPacket) -> String) -> String {
        self.0.view(|txn| Ok(pick(&txn.packet(&id.parse().unwrap())?.unwrap()))).unwrap()
    }

    fn edges(&mut self, id: &str) -> Vec<String> {
        let id = id.parse().unwrap();
        let edges = self.0.view(|txn| Ok(txn.dependencies(&id, Direction::Outgoing)?)).unwrap();
        edges.iter().map(|edge| format!("{} {}", edge.kind, edge.to_wp_id)).collect()
    }
}

pub(crate) fn ids() -> Vec<WpId> {
    (0..4).map(|n| format!("WP-{n}").parse().unwrap()).collect()
}

fn rows(txn: &dyn ReadTxn) -> Vec<String> {
    let mut rows = Vec::new();
    for id in ids() {
        rows.push(format!("{:?}", txn.packet(&id).unwrap()));
        rows.push(format!("{:?}", txn.notes(&id).unwrap()));
        for mt in txn.micro_tasks(&id).unwrap() {
            rows.push(format!("{mt:?} {:?}", txn.iterations(&id, mt.mt_id()).unwrap()));
        }
        rows.push(format!("{:?}", txn.dependencies(&id, Direction::Outgoing).unwrap()));
    }
    let listed = |page: locus_core::domain::Page<_>| {
        page.items.iter().map(|wp: &locus_core::domain::WorkPacket| wp.wp_id.to_string()).collect::<Vec<_>>()
    };
    rows.push(format!("ready {:?}", listed(txn.ready(&Filter::default()).unwrap())));
    rows.push(format!("blocked {:?}", listed(txn.blocked(&Filter::default()).unwrap())));
    rows
}

fn replayed(reader: Reader<'_>) -> Vec<String> {
    let edges = EdgeReplay::of(reader).unwrap();
    let mut rows = Vec::new();
    for id in ids() {
        let state = replay_packet(reader, &id).unwrap().map(|(state, _)| state);
        let (wp, notes) = state.as_ref().map(|state| (state.wp.clone(), state.notes.clone())).unzip();
        rows.push(format!("{wp:?}"));
        rows.push(format!("{:?}", notes.unwrap_or_default()));
        for mt in state.iter().flat_map(|state| &state.micro_tasks) {
            let of_mt =
                state.iter().flat_map(|state| &state.iterations).filter(|one| one.mt_id == *mt.mt_id());
            rows.push(format!("{mt:?} {:?}", of_mt.collect::<Vec<_>>()));
        }
        let mut outgoing: Vec<_> =
            edges.seen().filter(|key| key.from == id).filter_map(|key| edges.standing(key)).collect();
        outgoing.sort_by_key(|edge| (edge.kind.to_string(), edge.to_wp_id.clone()));
        rows.push(format!("{outgoing:?}"));
    }
    rows
}

#[derive(Debug, Clone)]
pub(crate) enum Step {
    Create(u8, u8),
    Update(u8, Value),
    Gate(u8, bool, u8),
    Delete(u8),
    Link(u8, u8, u8),
    Unlink(u8, u8, u8),
    Register(u8, u8, u8),
    Start(u8, u8),
    Record(u8, u8, u8),
    Complete(u8, u8, u8),
    TakeFrom(u8),
}

pub(crate) fn step() -> impl Strategy<Value = Step> {
    let id = || 0..4_u8;
    let updates = prop_oneof![
        (0..3_u8).prop_map(|n| json!({ "title": format!("title {n}") })),
        (0..5_u8).prop_map(|n| json!({ "priority": n })),
        prop_oneof![Just("stub"), Just("ready"), Just("blocked"), Just("cancelled")]
            .prop_map(|status| json!({ "status": status })),
        prop::collection::vec(prop_oneof![Just("a"), Just("b"), Just("c")], 0..3)
            .prop_map(|labels| json!({ "labels": labels })),
        Just(json!({ "assignee": "ada" })),
        Just(json!({ "assignee": null })),
        Just(json!({ "metadata": { "k": 1 } })),
    ];
    let mt = || 1..3_u8;
    prop_oneof![
        3 => (id(), 0..3_u8).prop_map(|(wp, n)| Step::Create(wp, n)),
        6 => (id(), updates).prop_map(|(wp, updates)| Step::Update(wp, updates)),
        4 => (id(), any::<bool>(), 0..2_u8).prop_map(|(wp, pre, result)| Step::Gate(wp, pre, result)),
        1 => id().prop_map(Step::Delete),
        4 => (id(), id(), 0..3_u8).prop_map(|(a, b, kind)| Step::Link(a, b, kind)),
        2 => (id(), id(), 0..3_u8).prop_map(|(a, b, kind)| Step::Unlink(a, b, kind)),
        2 => (id(), mt(), 0..2_u8).prop_map(|(wp, mt, n)| Step::Register(wp, mt, n)),
        3 => (id(), mt()).prop_map(|(wp, mt)| Step::Start(wp, mt)),
        4 => (id(), mt(), 0..5_u8).prop_map(|(wp, mt, outcome)| Step::Record(wp, mt, outcome)),
        2 => (id(), mt(), 0..3_u8).prop_map(|(wp, mt, result)| Step::Complete(wp, mt, result)),
        4 => (0..3_u8).prop_map(Step::TakeFrom),
    ]
}

/// What is refused changes nothing; what may be done is done.
pub(crate) fn act(replica: &mut Replica, step: &Step) -> Result<bool, Error> {
    let wp = |n: &u8| format!("WP-{n}");
    let mt = |n: &u8| format!("MT-00{n}");
    let kind = |n: &u8| ["blocks", "depends-on", "related"][usize::from(*n)];
    match step {
        Step::Create(n, title) => {
            replica.run::<CreateWp>(json!({ "wp_id": wp(n), "title": format!("title {title}"), "labels": ["x"] }))
        }
        Step::Update(n, updates) => {
            let note = updates.get("priority").map(|_| "said so");
            let mut params = json!({ "wp_id": wp(n), "updates": updates, "reason": "because" });
            if let Some(note) = note {
                params["note"] = note.into();
            }
            replica.run::<UpdateWp>(params)
        }
        Step::Gate(n, pre, result) => replica.run::<GateWp>(json!({
            "wp_id": wp(n), "gate": if *pre { "pre_work" } else { "post_work" },
            "result": (["pass", "fail"][usize::from(*result)]), "notes": "looked at",
        })),
        Step::Delete(n) => replica.run::<DeleteWp>(json!({ "wp_id": wp(n) })),
        Step::Link(a, b, k) => replica.run::<AddDependency>(
            json!({ "from_wp_id": wp(a), "to_wp_id": wp(b), "type": kind(k) }),
        ),
        Step::Unlink(a, b, k) => replica.run::<RemoveDependency>(
            json!({ "from_wp_id": wp(a), "to_wp_id": wp(b), "type": kind(k) }),
        ),
        Step::Register(n, m, name) => replica.run::<RegisterMts>(
            json!({ "wp_id": wp(n), "mt_definitions": [{ "mt_id": mt(m), "name": format!("name {name}") }] }),
        ),
        Step::Start(n, m) => {
            replica.run::<StartMt>(json!({ "wp_id": wp(n), "mt_id": mt(m), "model_id": "qwen" }))
        }
        Step::Record(n, m, outcome) => {
            let next = replica.0.view(|txn| {
                let mt = txn.micro_task(&wp(n).parse().unwrap(), &mt(m).parse().unwrap())?;
                Ok(mt.map_or(1, |mt| mt.current_iteration + 1))
            })?;
            let outcome = ["SUCCESS", "RETRY", "ESCALATE", "BLOCKED", "SKIPPED"][usize::from(*outcome)];
            replica.run::<RecordIteration>(json!({
                "wp_id": wp(n), "mt_id": mt(m), "iteration": next, "model_id": "qwen", "outcome": outcome,
                "error_summary": "it broke",
            }))
        }
        Step::Complete(n, m, result) => replica.run::<CompleteMt>(json!({
            "wp_id": wp(n), "mt_id": mt(m), "result": (["completed", "failed", "skipped"][usize::from(*result)]),
        })),
        Step::TakeFrom(_) => Ok(false),
    }
}

pub(crate) fn walk(replicas: &mut [Replica], steps: &[(u8, Step)]) {
    for (who, step) in steps {
        let who = usize::from(*who);
        match step {
            Step::TakeFrom(other) if usize::from(*other) != who => {
                let file = replicas[usize::from(*other)].export();
                replicas[who].import(&file);
            }
            step => drop(act(&mut replicas[who], step)),
        }
    }
}

/// Everybody hears of everything.
pub(crate) fn settle(replicas: &mut [Replica]) {
    for _ in 0..2 {
        for other in 0..replicas.len() {
            let file = replicas[other].export();
            replicas.iter_mut().for_each(|replica| drop(replica.import(&file)));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn three_replicas_that_edit_apart_end_equal(
        steps in prop::collection::vec((0..3_u8, step()), 1..60),
    ) {
        let mut replicas = [Replica::new(0), Replica::new(1), Replica::new(2)];
        walk(&mut replicas, &steps);
        settle(&mut replicas);
        let [a, b, c] = &mut replicas;
        let state = a.state();
        prop_assert_eq!(&b.state(), &state);
        prop_assert_eq!(&c.state(), &state);
        for replica in &mut replicas {
            let live = replica.state();
            let replayed = replica.replayed();
            prop_assert_eq!(&live[..replayed.len()], &replayed[..]);
        }
        // Going on from there is as good as before.
        walk(&mut replicas, &steps);
        settle(&mut replicas);
        let [a, b, c] = &mut replicas;
        prop_assert_eq!(a.state(), b.state());
        prop_assert_eq!(b.state(), c.state());
    }

    #[test]
    fn the_order_of_imports_is_of_no_importance(
        steps in prop::collection::vec((0..3_u8, step()), 1..40),
        order in Just([0, 1, 2]).prop_shuffle(),
    ) {
        let mut replicas = [Replica::new(0), Replica::new(1), Replica::new(2)];
        walk(&mut replicas, &steps);
        let files: Vec<_> = replicas.iter_mut().map(Replica::export).collect();
        let mut one = Replica::new(7);
        files.iter().for_each(|file| drop(one.import(file)));
        let mut other = Replica::new(8);
        for index in order {
            other.import(&files[index]);
            prop_assert!(!other.import(&files[index]).changed(), "a second time nothing is new");
        }
        prop_assert_eq!(one.state(), other.state());
        // One file of all of them, in any order of lines.
        let mut all: Vec<_> = files.iter().flat_map(|file| file.lines()).collect();
        all.reverse();
        let mut third = Replica::new(9);
        third.import(&EventList::new(all));
        prop_assert_eq!(third.state(), one.state());
    }

    #[test]
    fn the_events_of_one_replica_give_back_its_rows(
        steps in prop::collection::vec(step(), 1..80),
    ) {
        let mut replica = Replica::new(0);
        steps.iter().for_each(|step| drop(act(&mut replica, step)));
        let live = replica.state();
        let replayed = replica.replayed();
        prop_assert_eq!(&live[..replayed.len()], &replayed[..]);
    }
}

/// Two replicas that know the same packet `WP-0`, ready.
pub(crate) fn twins() -> (Replica, Replica) {
    let (mut a, mut b) = (Replica::new(0), Replica::new(1));
    a.must::<CreateWp>(json!({ "wp_id": "WP-0", "title": "Zero", "labels": ["old"] }));
    a.must::<UpdateWp>(json!({ "wp_id": "WP-0", "updates": { "status": "ready" } }));
    b.take_from(&mut a);
    (a, b)
}

pub(crate) fn meet(a: &mut Replica, b: &mut Replica) {
    a.take_from(b);
    b.take_from(a);
    assert_eq!(a.state(), b.state());
}

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
