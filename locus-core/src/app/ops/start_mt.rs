//! `start_mt`: a model takes up a micro-task, for the first time or again.

use crate::app::ops::lookup;
use crate::app::params::{Fields, FromParams};
use crate::app::{Context, Decision, Error, MicroTaskView, Operation, OperationName};
use crate::domain::{BronzeOperation, MicroTask, MtId, MtStatus, MtTrigger, Reference, WpId, WpStatus};
use crate::event::{MtStarted, Shift};
use crate::ports::{Change, ReadTxn, Row};
use schemars::JsonSchema;
use serde::Serialize;

/// A micro-task to start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartMt {
    /// The packet.
    pub wp_id: WpId,
    /// The micro-task.
    pub mt_id: MtId,
    /// The model that takes it up.
    pub model_id: Reference,
    /// The adapter on top of it.
    pub lora_id: Option<Reference>,
    /// The level to start at; the current one if not given.
    pub escalation_level: Option<u64>,
}

/// What a write of a micro-task answers.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MtWritten {
    /// The micro-task after the write.
    pub micro_task: MicroTaskView,
}

impl From<MicroTask> for MtWritten {
    fn from(mt: MicroTask) -> Self {
        Self { micro_task: mt.into() }
    }
}

impl FromParams for StartMt {
    fn from_params(params: &mut Fields<'_>) -> Result<Self, Error> {
        Ok(Self {
            wp_id: params.required("wp_id")?,
            mt_id: params.required("mt_id")?,
            model_id: params.required("model_id")?,
            lora_id: params.optional("lora_id")?,
            escalation_level: params.optional("escalation_level")?,
        })
    }
}

impl StartMt {
    fn repeats(&self, mt: &MicroTask) -> bool {
        mt.status == MtStatus::InProgress
            && mt.model_id.as_ref() == Some(&self.model_id)
            && mt.lora_id == self.lora_id
            && self.escalation_level.is_none_or(|level| level == mt.escalation.current_level)
    }

    fn check_dependencies(&self, txn: &dyn ReadTxn, mt: &MicroTask) -> Result<(), Error> {
        for needed in &mt.definition.depends_on {
            let status = txn.micro_task(&self.wp_id, needed)?.map(|needed| needed.status);
            if !status.is_some_and(MtStatus::releases_dependents) {
                let status = status.map_or("missing", MtStatus::as_str);
                let why = format!("it depends on {needed}, which is {status}, not completed or skipped");
                let others = |trigger: &MtTrigger| *trigger != MtTrigger::Start;
                return Err(Error::State(Box::new(lookup::mt_refusal(mt, Self::NAME, why, others))));
            }
        }
        Ok(())
    }
}

impl Operation for StartMt {
    const NAME: OperationName = OperationName::StartMt;
    type Output = MtWritten;

    fn decide(&self, txn: &dyn ReadTxn, cx: &Context<'_>) -> Result<Decision<MtWritten>, Error> {
        let (wp, before) = lookup::micro_task(txn, &self.wp_id, &self.mt_id)?;
        let from_level = before.escalation.current_level;
        let level = self.escalation_level.unwrap_or(from_level);
        let chain = &before.definition.escalation_chain;
        if chain.level(level).is_none() {
            let last = chain.levels().len().saturating_sub(1);
            return Err(Error::invalid(
                "escalation_level",
                format!("{level} is outside the chain: 0 to {last}"),
            ));
        }
        if self.repeats(&before) {
            return Ok(Decision::unchanged(before.into()));
        }
        let status = before.status.after(MtTrigger::Start);
        let status = status.ok_or_else(|| {
            lookup::mt_refused(&before, Self::NAME, "only a pending or blocked micro-task is started")
        })?;
        if wp.status != WpStatus::InProgress {
            return Err(lookup::wp_forbids(
                txn,
                &wp,
                Self::NAME,
                "its micro-tasks start only while it is in progress",
            ));
        }
        self.check_dependencies(txn, &before)?;
        let mut after = before.clone();
        after.status = status;
        after.started_at.get_or_insert(cx.now);
        after.model_id = Some(self.model_id.clone());
        after.lora_id.clone_from(&self.lora_id);
        if level != from_level {
            after.escalation.current_level = level;
            after.escalation.drop_backs_count += u64::from(level < from_level);
            // A level may have been visited before; its numbers are never given out twice.
            after.current_iteration = txn.last_iteration_at(&self.wp_id, &self.mt_id, level)?;
        }
        cx.touch_mt(&mut after);
        let event = MtStarted {
            wp_id: self.wp_id.clone(),
            mt_id: self.mt_id.clone(),
            bronze_id: after.bronze_id,
            source: cx.caller.source,
            status: Shift { from: Some(before.status), to: Some(after.status) },
            model_id: self.model_id.clone(),
            lora_id: self.lora_id.clone(),
            escalation_level: Shift { from: Some(from_level), to: Some(level) },
        };
        let row = Row::MicroTask { before: Some(Box::new(before)), after: Box::new(after.clone()) };
        let change = Change { row, operation: BronzeOperation::Update };
        Ok(Decision { changes: vec![change], events: vec![event.into()], output: after.into() })
    }
}
