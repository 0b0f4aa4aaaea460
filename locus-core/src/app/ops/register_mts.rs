//! `register_mts`: the micro-tasks of a packet are laid down.

use crate::app::ops::lookup;
use crate::app::params::{Fields, FromParams};
use crate::app::{Conflict, Context, Decision, Error, MicroTaskView, Operation, OperationName};
use crate::domain::canonical::Digest;
use crate::domain::{
    BronzeOperation, Escalation, MicroTask, MtDefinition, MtFiles, MtId, MtStatus, Scope, Title, WorkPacket,
    WpId,
};
use crate::event::{MicroTasksRegistered, RegisteredMt};
use crate::graph::cycle_among;
use crate::ports::{Change, ReadTxn, Row};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Micro-tasks to register.
#[derive(Debug, Clone, PartialEq)]
pub struct RegisterMts {
    /// The packet.
    pub wp_id: WpId,
    /// What they are, in the order they are answered.
    pub definitions: Vec<MtDefinition>,
}

/// What a registration answers.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MtsRegistered {
    /// The micro-tasks named, as they stand, in the order given.
    pub micro_tasks: Vec<MicroTaskView>,
}

impl MtDefinition {
    /// A micro-task with the defaults of locus.md §1.
    #[must_use]
    pub fn new(mt_id: MtId, name: Title) -> Self {
        Self {
            mt_id,
            name,
            scope: Scope::default(),
            files: MtFiles::default(),
            done_criteria: Vec::new(),
            depends_on: Vec::new(),
            max_iterations: crate::domain::MaxIterations::default(),
            escalation_chain: crate::domain::EscalationChain::default(),
            metadata: crate::domain::Metadata::default(),
        }
    }

    fn from_fields(fields: &mut Fields<'_>) -> Result<Self, Error> {
        let mut definition = Self::new(fields.required("mt_id")?, fields.required("name")?);
        definition.scope = fields.optional("scope")?.unwrap_or(definition.scope);
        definition.files = fields.optional("files")?.unwrap_or_default();
        definition.done_criteria = fields.list("done_criteria", 8)?;
        definition.depends_on = fields.optional("depends_on")?.unwrap_or_default();
        definition.depends_on.sort();
        definition.depends_on.dedup();
        definition.max_iterations = fields.optional("max_iterations")?.unwrap_or_default();
        definition.escalation_chain = fields.optional("escalation_chain")?.unwrap_or_default();
        definition.metadata = fields.clearable("metadata")?.unwrap_or_default();
        Ok(definition)
    }
}

impl FromParams for RegisterMts {
    fn from_params(params: &mut Fields<'_>) -> Result<Self, Error> {
        let wp_id = params.required("wp_id")?;
        let mut definitions = Vec::new();
        for mut fields in params.nested_list("mt_definitions")? {
            definitions.push(MtDefinition::from_fields(&mut fields)?);
            fields.finish()?;
        }
        Ok(Self { wp_id, definitions })
    }
}

impl RegisterMts {
    /// The definitions that are not there yet, each once; another content under a known id is a conflict.
    fn fresh(&self, known: &BTreeMap<MtId, MicroTask>) -> Result<Vec<&MtDefinition>, Error> {
        let mut fresh: BTreeMap<&MtId, &MtDefinition> = BTreeMap::new();
        let mut order = Vec::new();
        for definition in &self.definitions {
            let standing = known.get(&definition.mt_id).map(|mt| &mt.definition);
            match standing.or_else(|| fresh.get(&definition.mt_id).copied()) {
                Some(same) if same == definition => {}
                Some(_) => {
                    let key = format!("{} in {}", definition.mt_id, self.wp_id);
                    return Err(Conflict::Content { what: "micro-task", key }.into());
                }
                None => {
                    fresh.insert(&definition.mt_id, definition);
                    order.push(definition);
                }
            }
        }
        Ok(order)
    }

    /// Every dependency named is there, or comes along.
    fn check_existence(&self, known: &BTreeMap<MtId, MicroTask>) -> Result<(), Error> {
        let named: BTreeSet<&MtId> = self.definitions.iter().map(|definition| &definition.mt_id).collect();
        let mut needed = self.definitions.iter().flat_map(|definition| &definition.depends_on);
        match needed.find(|id| !named.contains(id) && !known.contains_key(*id)) {
            Some(missing) => {
                Err(Error::NotFound { what: "micro-task", id: format!("{missing} in {}", self.wp_id) })
            }
            None => Ok(()),
        }
    }

    /// The dependencies run in no circle.
    fn check_cycles(&self, known: &BTreeMap<MtId, MicroTask>, fresh: &[&MtDefinition]) -> Result<(), Error> {
        let standing = known.values().map(|mt| &mt.definition);
        let all = standing.chain(fresh.iter().copied());
        let needs = all.map(|definition| (definition.mt_id.clone(), definition.depends_on.clone())).collect();
        match cycle_among(&needs) {
            Some(path) => Err(Error::Cycle { path: path.iter().map(MtId::to_string).collect() }),
            None => Ok(()),
        }
    }

    fn event(&self, fresh: &[MicroTask], cx: &Context<'_>) -> MicroTasksRegistered {
        let registered = |mt: &MicroTask| RegisteredMt {
            mt_id: mt.mt_id().clone(),
            bronze_id: mt.bronze_id,
            name: Digest::of(&mt.definition.name),
            scope: Digest::of(&mt.definition.scope),
            done_criteria: mt.definition.done_criteria.iter().map(Digest::of).collect(),
            depends_on: mt.definition.depends_on.clone(),
            max_iterations: mt.definition.max_iterations,
            escalation_levels: mt.definition.escalation_chain.levels().len() as u64,
        };
        MicroTasksRegistered {
            wp_id: self.wp_id.clone(),
            source: cx.caller.source,
            micro_tasks: fresh.iter().map(registered).collect(),
        }
    }
}

fn registered(definition: &MtDefinition, wp: &WorkPacket, cx: &Context<'_>) -> MicroTask {
    MicroTask {
        wp_id: wp.wp_id.clone(),
        definition: definition.clone(),
        version: 1,
        status: MtStatus::Pending,
        current_iteration: 0,
        model_id: None,
        lora_id: None,
        escalation: Escalation::default(),
        validation_result: None,
        started_at: None,
        completed_at: None,
        duration_ms: None,
        bronze_id: cx.bronze_id(),
    }
}

impl RegisterMts {
    /// Registers what is not there yet; in a closed packet only if it is taken over from elsewhere.
    pub(super) fn register(
        &self,
        txn: &dyn ReadTxn,
        cx: &Context<'_>,
        even_closed: bool,
    ) -> Result<Decision<MtsRegistered>, Error> {
        let wp = lookup::packet(txn, &self.wp_id)?;
        let mut known: BTreeMap<MtId, MicroTask> =
            txn.micro_tasks(&self.wp_id)?.into_iter().map(|mt| (mt.mt_id().clone(), mt)).collect();
        self.check_existence(&known)?;
        let fresh = self.fresh(&known)?;
        if !fresh.is_empty() && wp.status.is_closed() && !even_closed {
            return Err(lookup::wp_forbids(txn, &wp, Self::NAME, "its work is over"));
        }
        self.check_cycles(&known, &fresh)?;
        let fresh: Vec<MicroTask> =
            fresh.into_iter().map(|definition| registered(definition, &wp, cx)).collect();
        let events = if fresh.is_empty() { Vec::new() } else { vec![self.event(&fresh, cx).into()] };
        known.extend(fresh.iter().map(|mt| (mt.mt_id().clone(), mt.clone())));
        let change = |mt| Change {
            row: Row::MicroTask { before: None, after: Box::new(mt) },
            operation: BronzeOperation::Create,
        };
        let mut named = BTreeSet::new();
        let answered =
            self.definitions.iter().map(|definition| &definition.mt_id).filter(|id| named.insert(*id));
        let micro_tasks = answered.filter_map(|id| known.get(id).cloned()).map(MicroTaskView::from).collect();
        Ok(Decision {
            changes: fresh.into_iter().map(change).collect(),
            events,
            output: MtsRegistered { micro_tasks },
        })
    }
}

impl Operation for RegisterMts {
    const NAME: OperationName = OperationName::RegisterMts;
    type Output = MtsRegistered;

    fn decide(&self, txn: &dyn ReadTxn, cx: &Context<'_>) -> Result<Decision<MtsRegistered>, Error> {
        self.register(txn, cx, false)
    }
}
