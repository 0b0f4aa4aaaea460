//! The steps of a random sequence, and how each is asked of Locus.

use locus_core::app::ops::{
    AddDependency, CloseWp, CompleteMt, DeleteWp, EdgeRequest, EdgeToRemove, GateWp, RecordIteration,
    RegisterMts, RemoveDependency, StartMt, UpdateWp,
};
use locus_core::app::{Engine, Error, Operation};
use locus_core::domain::{
    Gate, GateResult, IterationOutcome, MtDefinition, MtResult, Role, Routing, WpStatus,
};
use locus_core::testing::{caller, packet};
use proptest::prelude::*;
use proptest::sample::select;

/// One of few packets, so that steps meet.
pub(crate) type Wp = u8;
/// One of few micro-tasks.
pub(crate) type Mt = u8;

#[derive(Debug, Clone)]
pub(crate) enum Step {
    Create { wp: Wp, light: bool },
    Move { wp: Wp, to: WpStatus, reason: bool },
    Gate { wp: Wp, gate: Gate, result: GateResult },
    Close { wp: Wp },
    Delete { wp: Wp },
    Add { from: Wp, kind: &'static str, to: Wp },
    Remove { from: Wp, kind: &'static str, to: Wp },
    Register { wp: Wp, mt: Mt, needs_first: bool },
    Start { wp: Wp, mt: Mt },
    Record { wp: Wp, mt: Mt, number: u64, outcome: IterationOutcome },
    Complete { wp: Wp, mt: Mt, result: MtResult },
}

pub(crate) fn wp_name(wp: Wp) -> String {
    format!("WP-{wp}")
}

pub(crate) fn mt_name(mt: Mt) -> String {
    format!("MT-00{mt}")
}

pub(crate) fn step() -> impl Strategy<Value = Step> {
    let wp = || 0..6_u8;
    let mt = || 0..2_u8;
    let kind = || select(vec!["blocks", "blocks", "blocked_by", "depends-on", "related", "tests"]);
    let results = vec![GateResult::Pass, GateResult::Pass, GateResult::Fail, GateResult::Skip];
    let statuses = vec![WpStatus::Ready, WpStatus::Ready];
    let statuses = [statuses, WpStatus::ALL.to_vec()].concat();
    prop_oneof![
        4 => (wp(), any::<bool>()).prop_map(|(wp, light)| Step::Create { wp, light }),
        6 => (wp(), select(statuses), any::<bool>()).prop_map(|(wp, to, reason)| Step::Move { wp, to, reason }),
        6 => (wp(), select(Gate::ALL.to_vec()), select(results))
            .prop_map(|(wp, gate, result)| Step::Gate { wp, gate, result }),
        1 => wp().prop_map(|wp| Step::Close { wp }),
        1 => wp().prop_map(|wp| Step::Delete { wp }),
        6 => (wp(), kind(), wp()).prop_map(|(from, kind, to)| Step::Add { from, kind, to }),
        2 => (wp(), kind(), wp()).prop_map(|(from, kind, to)| Step::Remove { from, kind, to }),
        3 => (wp(), mt(), any::<bool>())
            .prop_map(|(wp, mt, needs_first)| Step::Register { wp, mt, needs_first: needs_first && mt == 1 }),
        3 => (wp(), mt()).prop_map(|(wp, mt)| Step::Start { wp, mt }),
        3 => (wp(), mt(), 1..4_u64, select(IterationOutcome::ALL.to_vec()))
            .prop_map(|(wp, mt, number, outcome)| Step::Record { wp, mt, number, outcome }),
        2 => (wp(), mt(), select(MtResult::ALL.to_vec()))
            .prop_map(|(wp, mt, result)| Step::Complete { wp, mt, result }),
    ]
}

fn ask<O: Operation>(engine: &mut Engine, operation: &O) -> Result<bool, Error> {
    engine.run(operation, &caller(Role::Operator)).map(|done| done.changed)
}

impl Step {
    pub(crate) fn run(&self, engine: &mut Engine) -> Result<bool, Error> {
        let wp = |wp: &Wp| wp_name(*wp).parse().unwrap();
        let mt = |mt: &Mt| mt_name(*mt).parse().unwrap();
        let edge = |from, kind, to| EdgeRequest::new(wp(from), kind, wp(to)).unwrap();
        match self {
            Self::Create { wp, light } => {
                let mut request = packet(&wp_name(*wp));
                request.routing = if *light { Routing::Light } else { Routing::Standard };
                ask(engine, &request)
            }
            Self::Move { wp: id, to, reason } => {
                let mut update = UpdateWp::status(wp(id), *to);
                update.reason = reason.then(|| "because".parse().unwrap());
                ask(engine, &update)
            }
            Self::Gate { wp: id, gate, result } => ask(engine, &GateWp::new(wp(id), *gate, *result)),
            Self::Close { wp: id } => ask(engine, &CloseWp::new(wp(id))),
            Self::Delete { wp: id } => ask(engine, &DeleteWp::new(wp(id))),
            Self::Add { from, kind, to } => {
                ask(engine, &AddDependency { edge: edge(from, kind, to), description: None })
            }
            Self::Remove { from, kind, to } => {
                ask(engine, &RemoveDependency { edge: EdgeToRemove::Edge(edge(from, kind, to)) })
            }
            Self::Register { wp: id, mt: mt_id, needs_first } => {
                let mut definition = MtDefinition::new(mt(mt_id), "a piece".parse().unwrap());
                if *needs_first {
                    definition.depends_on = vec![mt(&0)];
                }
                ask(engine, &RegisterMts { wp_id: wp(id), definitions: vec![definition] })
            }
            Self::Start { wp: id, mt: mt_id } => {
                let model_id = "m".parse().unwrap();
                let start = StartMt {
                    wp_id: wp(id),
                    mt_id: mt(mt_id),
                    model_id,
                    lora_id: None,
                    escalation_level: None,
                };
                ask(engine, &start)
            }
            Self::Record { wp: id, mt: mt_id, number, outcome } => {
                let model = "m".parse().unwrap();
                ask(engine, &RecordIteration::new(wp(id), mt(mt_id), *number, model, *outcome))
            }
            Self::Complete { wp: id, mt: mt_id, result } => {
                ask(engine, &CompleteMt::new(wp(id), mt(mt_id), *result))
            }
        }
    }
}
