//! `complete_mt`: a micro-task is ended.

use crate::app::ops::lookup;
use crate::app::ops::start_mt::MtWritten;
use crate::app::params::{Fields, FromParams};
use crate::app::{Context, Decision, Error, Operation, OperationName, Refused};
use crate::domain::strict_json::Object;
use crate::domain::{
    BronzeOperation, Iteration, IterationOutcome, MicroTask, MtId, MtResult, MtStatus, MtTrigger,
    ValidationResult, WpId,
};
use crate::event::{Event, MtCompleted, MtFailed, Shift};
use crate::ports::{Change, ReadTxn, Row};

/// A micro-task to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompleteMt {
    /// The packet.
    pub wp_id: WpId,
    /// The micro-task.
    pub mt_id: MtId,
    /// How it ends; completed unless said otherwise.
    pub result: MtResult,
    /// The number of the iteration that succeeded.
    pub final_iteration: Option<u64>,
    /// What its validation said.
    pub validation_result: Option<ValidationResult>,
}

impl CompleteMt {
    /// Ends a micro-task this way.
    #[must_use]
    pub const fn new(wp_id: WpId, mt_id: MtId, result: MtResult) -> Self {
        Self { wp_id, mt_id, result, final_iteration: None, validation_result: None }
    }
}

impl FromParams for CompleteMt {
    fn from_params(params: &mut Fields<'_>) -> Result<Self, Error> {
        Ok(Self {
            wp_id: params.required("wp_id")?,
            mt_id: params.required("mt_id")?,
            result: params.optional("result")?.unwrap_or(MtResult::Completed),
            final_iteration: params.optional("final_iteration")?,
            validation_result: params.optional("validation_result")?.map(|Object(validation)| validation),
        })
    }
}

impl CompleteMt {
    /// Completion needs a success as the newest iteration, and the number given must be its number.
    fn check_success(&self, mt: &MicroTask, newest: Option<&Iteration>) -> Result<(), Error> {
        let succeeded = newest.filter(|newest| newest.outcome == IterationOutcome::Success);
        let Some(success) = succeeded else {
            let mut error = lookup::mt_refused(mt, Self::NAME, "its newest iteration is not a SUCCESS");
            if let Error::State(refused) = &mut error {
                refused.allowed = lookup::mt_allowed(mt, newest);
            }
            return Err(error);
        };
        if self.final_iteration.is_none_or(|number| number == success.iteration) {
            return Ok(());
        }
        Err(Error::State(Box::new(Refused {
            subject: format!("{} in {}", self.mt_id, self.wp_id),
            current: mt.status.to_string(),
            asked: format!("final_iteration {}", self.final_iteration.unwrap_or_default()),
            allowed: mt.status.allowed().map(|trigger| trigger.to_string()).collect(),
            why: format!("the newest iteration is {}", success.iteration),
            expected: Some(success.iteration),
        })))
    }

    fn event(
        &self,
        before: &MicroTask,
        after: &MicroTask,
        final_iteration: Option<u64>,
        cx: &Context<'_>,
    ) -> Event {
        let status = Shift { from: Some(before.status), to: Some(after.status) };
        if self.result == MtResult::Failed {
            return Event::from(MtFailed {
                wp_id: self.wp_id.clone(),
                mt_id: self.mt_id.clone(),
                bronze_id: after.bronze_id,
                source: cx.caller.source,
                status,
                escalation_level: after.escalation.current_level,
                escalated_out: false,
            });
        }
        Event::from(MtCompleted {
            wp_id: self.wp_id.clone(),
            mt_id: self.mt_id.clone(),
            bronze_id: after.bronze_id,
            source: cx.caller.source,
            status,
            result: self.result,
            final_iteration,
            validation_passed: self.validation_result.as_ref().map(|validation| validation.passed),
        })
    }
}

impl Operation for CompleteMt {
    const NAME: OperationName = OperationName::CompleteMt;
    type Output = MtWritten;

    fn decide(&self, txn: &dyn ReadTxn, cx: &Context<'_>) -> Result<Decision<MtWritten>, Error> {
        let (wp, before) = lookup::micro_task(txn, &self.wp_id, &self.mt_id)?;
        if before.status == MtStatus::from(self.result) {
            return Ok(Decision::unchanged(before.into()));
        }
        if wp.status.is_closed() {
            return Err(lookup::wp_forbids(txn, &wp, Self::NAME, "its work is over"));
        }
        let trigger = MtTrigger::Complete(self.result);
        let status = before.status.after(trigger);
        let status =
            status.ok_or_else(|| lookup::mt_refused(&before, trigger, "there is no such move from here"))?;
        let newest = txn.newest_iteration(&self.wp_id, &self.mt_id)?;
        if self.result == MtResult::Completed {
            self.check_success(&before, newest.as_ref())?;
        }
        let mut after = before.clone();
        after.finish(status, cx.now);
        after.validation_result = self.validation_result.clone().or(after.validation_result);
        cx.touch_mt(&mut after);
        let event = self.event(&before, &after, newest.map(|newest| newest.iteration), cx);
        let row = Row::MicroTask { before: Some(Box::new(before)), after: Box::new(after.clone()) };
        let change = Change { row, operation: BronzeOperation::Update };
        Ok(Decision { changes: vec![change], events: vec![event], output: after.into() })
    }
}
