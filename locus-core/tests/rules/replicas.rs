//! Replicas of one project exchange their events and end in the same state (locus.md §3, sync_events).

use locus_core::app::ops::{
    AddDependency, CompleteMt, CreateWp, DeleteWp, GateWp, RecordIteration, RegisterMts, RemoveDependency,
    StartMt, UpdateWp,
};
use locus_core::app::params::{FromParams, decode};
use locus_core::app::workflows::{EventsSynced, SyncDirection, SyncEvents};
use locus_core::app::{Engine, Error, Operation};
use locus_core::domain::{Filter, Role, WpId};
use locus_core::ports::{Direction, ReadTxn};
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

    pub(crate) fn exchange(
        &mut self,
        direction: SyncDirection,
        file: &EventList,
    ) -> Result<EventsSynced, Error> {
        let sync = SyncEvents { direction, path: "list".into() };
        sync.run(&mut self.0, file, &testing::caller(Role::Operator))
    }

    pub(crate) fn export(&mut self) -> EventList {
        let file = EventList::default();
        self.exchange(SyncDirection::Export, &file).unwrap();
        file
    }

    #[track_caller]
    pub(crate) fn import(&mut self, file: &EventList) -> EventsSynced {
        self.exchange(SyncDirection::Import, file).unwrap()
    }

    pub(crate) fn take_from(&mut self, other: &mut Self) {
        self.import(&other.export());
    }

    /// All rows, and what is derived from them.
    pub(crate) fn state(&mut self) -> Vec<String> {
        self.0.view(|txn| Ok(rows(txn))).unwrap()
    }

    /// All rows as the events make them.
    fn replayed(&mut self) -> Vec<String> {
        self.0.read_log(|reader| Ok(replayed(reader))).unwrap()
    }

    pub(crate) fn status(&mut self, id: &str) -> String {
        self.0.view(|txn| Ok(txn.packet(&id.parse().unwrap())?.unwrap().status.to_string())).unwrap()
    }

    pub(crate) fn field(
        &mut self,
        id: &str,
        pick: impl FnOnce(&locus_core::domain::WorkPacket) -> String,
    ) -> String {
        self.0.view(|txn| Ok(pick(&txn.packet(&id.parse().unwrap())?.unwrap()))).unwrap()
    }

    pub(crate) fn edges(&mut self, id: &str) -> Vec<String> {
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
        let mut outgoing: Vec<_> = edges
            .seen()
            .filter(|key| key.from == id)
            .filter_map(|key| edges.standing(reader, &key).unwrap())
            .collect();
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
