//! A long random walk: after each step the repository must show what the reference shows.

use super::Reference;
use crate::app::ops::{
    AddDependency, CompleteMt, DeleteWp, EdgeRequest, EdgeToRemove, GateWp, RecordIteration, RegisterMts,
    RemoveDependency, StartMt, UpdateWp,
};
use crate::app::workflows::{RowFault, examine};
use crate::app::{Engine, Operation};
use crate::domain::Role;
use crate::domain::{
    DependencyType, Filter, Gate, GateResult, IterationOutcome, MtDefinition, MtResult, Routing, Sort,
    WorkPacket, WpId, WpStatus,
};
use crate::graph::{Explanation, Readiness};
use crate::ports::{EventQuery, ReadTxn};
use crate::testing::{caller, packet};

/// A generator good enough to choose steps, the same on every machine.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides
    }

    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        items.get(self.roll(items.len())).unwrap()
    }

    fn wp(&mut self) -> WpId {
        format!("WP-{}", self.roll(9)).parse().unwrap()
    }
}

/// Runs the same operation on both; answers and refusals must be equal.
fn both<O: Operation>(subject: &mut Engine, memory: &mut Engine, operation: &O)
where
    O::Output: PartialEq + std::fmt::Debug,
{
    let operator = caller(Role::Operator);
    assert_eq!(subject.run(operation, &operator), memory.run(operation, &operator));
}

pub(super) fn step(dice: &mut Dice, subject: &mut Engine, memory: &mut Engine) {
    let wp_id = dice.wp();
    let mt_id = dice.pick(&["MT-001", "MT-002"]).parse().unwrap();
    match dice.roll(12) {
        0 | 1 => {
            let mut request = packet(wp_id.as_str());
            request.routing = *dice.pick(&[Routing::Light, Routing::Standard]);
            request.priority = (dice.roll(5) as u64).try_into().unwrap();
            both(subject, memory, &request);
        }
        2 | 3 => {
            let mut update = UpdateWp::status(wp_id, *dice.pick(WpStatus::ALL));
            update.reason = (dice.roll(2) == 0).then(|| "because".parse().unwrap());
            both(subject, memory, &update);
        }
        4 | 5 => {
            let gate = *dice.pick(Gate::ALL);
            let result =
                *dice.pick(&[GateResult::Pass, GateResult::Pass, GateResult::Fail, GateResult::Skip]);
            both(subject, memory, &GateWp::new(wp_id, gate, result));
        }
        6 | 7 => {
            let edge = EdgeRequest::new(wp_id, dice.pick(DependencyType::ALL).as_str(), dice.wp()).unwrap();
            both(subject, memory, &AddDependency { edge, description: None });
        }
        8 => {
            let edge = EdgeRequest::new(wp_id, "blocks", dice.wp()).unwrap();
            both(subject, memory, &RemoveDependency { edge: EdgeToRemove::Edge(edge) });
        }
        9 if dice.roll(4) == 0 => both(subject, memory, &DeleteWp::new(wp_id)),
        9 => {
            let definition = MtDefinition::new(mt_id, "a piece".parse().unwrap());
            both(subject, memory, &RegisterMts { wp_id, definitions: vec![definition] });
        }
        10 => {
            let model_id = "m".parse().unwrap();
            both(subject, memory, &StartMt { wp_id, mt_id, model_id, lora_id: None, escalation_level: None });
        }
        _ if dice.roll(3) == 0 => {
            both(subject, memory, &CompleteMt::new(wp_id, mt_id, *dice.pick(MtResult::ALL)))
        }
        _ => {
            let number = dice.roll(3) as u64 + 1;
            let outcome = *dice.pick(IterationOutcome::ALL);
            both(subject, memory, &RecordIteration::new(wp_id, mt_id, number, "m".parse().unwrap(), outcome));
        }
    }
}

/// 600 random steps: same answers, same refusals, same lists, counts and heads, and rows that say what the log says.
pub fn random_steps_agree_with_memory(make: &dyn Fn() -> Engine, reference: Reference<'_>) {
    let (mut subject, mut memory) = (make(), reference(0));
    let mut dice = Dice::new(42);
    for _ in 0..600 {
        step(&mut dice, &mut subject, &mut memory);
        let filter = Filter { sort: *dice.pick(Sort::ALL), limit: 100, ..Filter::default() };
        let lists = |engine: &mut Engine| {
            engine
                .view(|txn| {
                    let lists = [txn.list(&filter)?, txn.ready(&filter)?, txn.blocked(&filter)?];
                    let newest = EventQuery { newest: true, limit: 1, ..EventQuery::default() };
                    Ok((lists, txn.counts()?, txn.events(&newest)?, txn.running_micro_tasks(2)?))
                })
                .unwrap()
        };
        let ((lists, counts, event, running), expected) = (lists(&mut subject), lists(&mut memory));
        assert_eq!(event, expected.2);
        assert_eq!(counts, expected.1);
        assert_eq!(lists, expected.0);
        assert_eq!(running, expected.3);
        explanations_agree(&mut subject);
    }
    assert_eq!(row_faults(&mut subject), []);
}

/// What the explanation of each packet says is what the lists show.
fn explanations_agree(engine: &mut Engine) {
    let check = |txn: &dyn ReadTxn| {
        let filter = Filter { limit: Filter::MAX_LIMIT, ..Filter::default() };
        let (ready, blocked) = (txn.ready(&filter)?.items, txn.blocked(&filter)?.items);
        for id in txn.ids_after(None, u32::MAX)? {
            let wp = txn.packet(&id)?.unwrap();
            let explanation = Explanation::of(&wp, &txn.blockers(&id)?, 0);
            let is_in = |list: &[WorkPacket]| list.iter().any(|other| other.wp_id == id);
            assert_eq!(explanation.is_ready(), is_in(&ready), "{id}: {explanation:?}");
            assert_eq!(explanation.readiness == Readiness::Blocked, is_in(&blocked), "{id}: {explanation:?}");
            assert_eq!(explanation.is_ready(), explanation.obstacles.is_empty());
        }
        Ok(())
    };
    engine.view(check).unwrap();
}

/// What an examination finds.
pub(super) fn row_faults(engine: &mut Engine) -> Vec<RowFault> {
    let mut faults = Vec::new();
    engine.read_log(|reader| examine(reader, &mut |fault| faults.push(fault))).unwrap();
    faults
}
