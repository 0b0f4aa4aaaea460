//! Random sequences of operations against a small model that knows nothing of Locus's code: on the in-memory and on
//! the SQLite repository the same answers, the same refusals, the same ready and blocked sets.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod small;
mod steps;

use locus_core::app::Engine;
use locus_core::domain::{DependencyType, Filter, Page, WorkPacket};
use locus_core::memory::MemoryStore;
use locus_core::ports::{Direction, Store};
use locus_core::testing::{self, REPLICA};
use locus_fr::FlightRecorder;
use locus_store::{Birth, SqliteStore};
use proptest::prelude::*;
use small::Model;
use std::collections::{BTreeMap, BTreeSet};
use steps::Step;

fn engine(store: Box<dyn Store>) -> Engine {
    testing::engine(store, Box::new(FlightRecorder))
}

fn sqlite() -> Engine {
    let birth = Birth { replica_id: REPLICA, created_at: "2026-02-01T00:00:00Z".parse().unwrap() };
    engine(Box::new(SqliteStore::in_memory(birth).unwrap()))
}

fn ids(page: &Page<WorkPacket>) -> BTreeSet<String> {
    page.items.iter().map(|wp| wp.wp_id.to_string()).collect()
}

/// Everything a repository shows of the sets that must not overlap.
#[derive(Debug, PartialEq)]
struct Sets {
    all: BTreeSet<String>,
    ready: BTreeSet<String>,
    blocked: BTreeSet<String>,
}

fn sets(engine: &mut Engine) -> Sets {
    let filter = Filter { limit: 1000, ..Filter::default() };
    engine
        .view(|txn| {
            let counts = txn.counts()?;
            let sets = Sets {
                all: ids(&txn.list(&filter)?),
                ready: ids(&txn.ready(&filter)?),
                blocked: ids(&txn.blocked(&filter)?),
            };
            assert_eq!((counts.ready, counts.blocked), (sets.ready.len() as u64, sets.blocked.len() as u64));
            assert_eq!(counts.total(), sets.all.len() as u64);
            Ok(sets)
        })
        .unwrap()
}

/// What must come first, as the stored edges say: `blocks`, and `depends-on` the other way round.
fn precedence(engine: &mut Engine, all: &BTreeSet<String>) -> BTreeMap<String, BTreeSet<String>> {
    let mut before: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for id in all {
        let wp_id = id.parse().unwrap();
        let edges = engine.view(|txn| Ok(txn.dependencies(&wp_id, Direction::Outgoing)?)).unwrap();
        for edge in edges {
            let (first, then) = match edge.kind {
                DependencyType::Blocks => (edge.from_wp_id, edge.to_wp_id),
                DependencyType::DependsOn => (edge.to_wp_id, edge.from_wp_id),
                _ => continue,
            };
            before.entry(then.to_string()).or_default().insert(first.to_string());
        }
    }
    before
}

/// A graph is acyclic if taking away what has nothing before it leaves nothing.
fn is_acyclic(mut before: BTreeMap<String, BTreeSet<String>>) -> bool {
    loop {
        let waiting: BTreeSet<String> = before.keys().cloned().collect();
        for firsts in before.values_mut() {
            firsts.retain(|first| waiting.contains(first));
        }
        let left = before.len();
        before.retain(|_, firsts| !firsts.is_empty());
        if before.is_empty() || before.len() == left {
            return before.is_empty();
        }
    }
}

fn check(model: &Model, engine: &mut Engine) -> Result<(), TestCaseError> {
    let shown = sets(engine);
    let expected = Sets { all: model.all(), ready: model.ready(), blocked: model.blocked() };
    prop_assert_eq!(&shown, &expected);
    prop_assert!(shown.ready.is_disjoint(&shown.blocked));
    prop_assert!(is_acyclic(precedence(engine, &shown.all)));
    for id in &shown.all {
        let wp_id = id.parse().unwrap();
        let wp = engine.view(|txn| Ok(txn.packet(&wp_id)?)).unwrap();
        prop_assert_eq!(wp.map(|wp| wp.status.to_string()), model.status(id), "{}", id);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, max_shrink_iters: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_repositories_do_what_the_model_does(steps in proptest::collection::vec(steps::step(), 1..90)) {
        let mut model = Model::default();
        let mut engines = [engine(Box::new(MemoryStore::new(REPLICA))), sqlite()];
        for step in steps {
            let expected = model.take(&step);
            for engine in &mut engines {
                prop_assert_eq!(&run(engine, &step), &expected, "{:?}", step);
                check(&model, engine)?;
            }
        }
        let head = |engine: &mut Engine| engine.view(|txn| Ok(txn.chain_head()?)).unwrap();
        let [memory, sqlite] = &mut engines;
        prop_assert_eq!(head(memory), head(sqlite));
    }
}

/// Whether the step changed something, or the code of its refusal.
fn run(engine: &mut Engine, step: &Step) -> Result<bool, &'static str> {
    step.run(engine).map_err(|error| error.code().as_str())
}
