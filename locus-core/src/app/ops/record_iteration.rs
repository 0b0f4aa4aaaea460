//! `record_iteration`: what a model's attempt came to.

use crate::app::ops::lookup;
use crate::app::params::{Fields, FromParams};
use crate::app::{Conflict, Context, Decision, Error, MicroTaskView, Operation, OperationName, Refused};
use crate::domain::canonical::Digest;
use crate::domain::{
    BronzeOperation, FailureCategory, Iteration, IterationKey, IterationOutcome, MicroTask, MtId, MtResult,
    MtStatus, MtTrigger, Reference, Text, Timestamp, WpId,
};
use crate::event::{Event, MtCompleted, MtEscalated, MtFailed, MtIterationCompleted, Shift};
use crate::ports::{Change, ReadTxn, Row};
use schemars::JsonSchema;
use serde::Serialize;

/// An attempt to record. What is not given is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordIteration {
    /// The packet.
    pub wp_id: WpId,
    /// The micro-task.
    pub mt_id: MtId,
    /// Its number at its level, from 1.
    pub iteration: u64,
    /// The model that ran.
    pub model_id: Reference,
    /// How it ended.
    pub outcome: IterationOutcome,
    /// Its level; the current one if not given.
    pub escalation_level: Option<u64>,
    /// The adapter on top of the model.
    pub lora_id: Option<Reference>,
    /// Tokens read; 0 if not given.
    pub tokens_prompt: Option<u64>,
    /// Tokens written; 0 if not given.
    pub tokens_completion: Option<u64>,
    /// How long it took, in milliseconds; from the times if not given.
    pub duration_ms: Option<u64>,
    /// When it began; its end less its duration if not given.
    pub started_at: Option<Timestamp>,
    /// When it ended; now if not given.
    pub completed_at: Option<Timestamp>,
    /// Whether the model said that it was done; false if not given.
    pub claimed_complete: Option<bool>,
    /// Whether the check agreed.
    pub validation_passed: Option<bool>,
    /// Where its output lies.
    pub output_artifact_ref: Option<Reference>,
    /// Where the check's report lies.
    pub validation_artifact_ref: Option<Reference>,
    /// What went wrong, in words.
    pub error_summary: Option<Text>,
    /// What went wrong, by kind.
    pub failure_category: Option<FailureCategory>,
}

/// What a recorded iteration answers.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct IterationRecorded {
    /// The micro-task after it.
    pub micro_task: MicroTaskView,
    /// The iteration as it is stored.
    pub iteration: Iteration,
}

impl RecordIteration {
    /// An attempt about which nothing more is known.
    #[must_use]
    pub const fn new(
        wp_id: WpId,
        mt_id: MtId,
        iteration: u64,
        model_id: Reference,
        outcome: IterationOutcome,
    ) -> Self {
        Self {
            wp_id,
            mt_id,
            iteration,
            model_id,
            outcome,
            escalation_level: None,
            lora_id: None,
            tokens_prompt: None,
            tokens_completion: None,
            duration_ms: None,
            started_at: None,
            completed_at: None,
            claimed_complete: None,
            validation_passed: None,
            output_artifact_ref: None,
            validation_artifact_ref: None,
            error_summary: None,
            failure_category: None,
        }
    }
}

/// The largest number that storage and JSON carry without loss.
const LARGEST: u64 = (1 << 53) - 1;
const CENTURY_MS: u64 = 100 * 366 * 24 * 60 * 60 * 1000;

impl FromParams for RecordIteration {
    fn from_params(params: &mut Fields<'_>) -> Result<Self, Error> {
        let request = Self {
            wp_id: params.required("wp_id")?,
            mt_id: params.required("mt_id")?,
            iteration: params.required_number("iteration", 1..=LARGEST)?,
            model_id: params.required("model_id")?,
            outcome: params.required("outcome")?,
            escalation_level: params.number("escalation_level", 0..=LARGEST)?,
            lora_id: params.optional("lora_id")?,
            tokens_prompt: params.number("tokens_prompt", 0..=LARGEST)?,
            tokens_completion: params.number("tokens_completion", 0..=LARGEST)?,
            duration_ms: params.number("duration_ms", 0..=CENTURY_MS)?,
            started_at: params.optional("started_at")?,
            completed_at: params.optional("completed_at")?,
            claimed_complete: params.optional("claimed_complete")?,
            validation_passed: params.optional("validation_passed")?,
            output_artifact_ref: params.optional("output_artifact_ref")?,
            validation_artifact_ref: params.optional("validation_artifact_ref")?,
            error_summary: params.optional("error_summary")?,
            failure_category: params.optional("failure_category")?,
        };
        match (request.started_at, request.completed_at) {
            (Some(started), Some(completed)) if completed < started => {
                Err(Error::invalid("completed_at", "before started_at"))
            }
            _ => Ok(request),
        }
    }
}

impl RecordIteration {
    /// Whether everything this request gives equals a stored iteration; what was filled in doesn't count.
    fn repeats(&self, stored: &Iteration) -> bool {
        fn same<T: PartialEq>(given: &Option<T>, stored: &T) -> bool {
            given.as_ref().is_none_or(|given| given == stored)
        }
        fn same_or_absent<T: PartialEq>(given: &Option<T>, stored: &Option<T>) -> bool {
            given.is_none() || given == stored
        }
        self.iteration == stored.iteration
            && self.model_id == stored.model_id
            && self.outcome == stored.outcome
            && same(&self.escalation_level, &stored.escalation_level)
            && same_or_absent(&self.lora_id, &stored.lora_id)
            && same(&self.tokens_prompt, &stored.tokens_prompt)
            && same(&self.tokens_completion, &stored.tokens_completion)
            && same(&self.duration_ms, &stored.duration_ms)
            && same(&self.started_at, &stored.started_at)
            && same(&self.completed_at, &stored.completed_at)
            && same(&self.claimed_complete, &stored.claimed_complete)
            && same_or_absent(&self.validation_passed, &stored.validation_passed)
            && same_or_absent(&self.output_artifact_ref, &stored.output_artifact_ref)
            && same_or_absent(&self.validation_artifact_ref, &stored.validation_artifact_ref)
            && same_or_absent(&self.error_summary, &stored.error_summary)
            && same_or_absent(&self.failure_category, &stored.failure_category)
    }

    /// The stored iteration this request repeats, if it does.
    fn standing(
        &self,
        txn: &dyn ReadTxn,
        level: u64,
        newest: Option<&Iteration>,
    ) -> Result<Option<Iteration>, Error> {
        if self.escalation_level.is_none()
            && let Some(newest) = newest.filter(|newest| self.repeats(newest))
        {
            return Ok(Some(newest.clone()));
        }
        let key = IterationKey {
            wp_id: self.wp_id.clone(),
            mt_id: self.mt_id.clone(),
            escalation_level: level,
            iteration: self.iteration,
        };
        match txn.iteration(&key)? {
            Some(stored) if self.repeats(&stored) => Ok(Some(stored)),
            Some(_) => {
                let key = format!("{} of {} in {} at level {level}", self.iteration, self.mt_id, self.wp_id);
                Err(Conflict::Content { what: "iteration", key }.into())
            }
            None => Ok(None),
        }
    }

    /// Refuses an iteration that is not the next one at the current level, or one too many.
    fn check_turn(&self, mt: &MicroTask, level: u64, newest: Option<&Iteration>) -> Result<(), Error> {
        let next = mt.current_iteration + 1;
        let max = mt.definition.max_iterations.get();
        let spent = next > max;
        let in_turn = level == mt.escalation.current_level && self.iteration == next;
        let why = if level != mt.escalation.current_level {
            format!("it works at level {}, not {level}", mt.escalation.current_level)
        } else if spent {
            format!("no more than {max} at a level, and it had them; it can only be ended")
        } else if in_turn {
            return Ok(());
        } else {
            format!("the next iteration is {next}")
        };
        let succeeded = newest.is_some_and(|newest| newest.outcome == IterationOutcome::Success);
        let possible = |trigger: &MtTrigger| match trigger {
            MtTrigger::Record(_) => !spent,
            MtTrigger::Complete(MtResult::Completed) => succeeded,
            MtTrigger::Complete(_) => true,
            MtTrigger::Start | MtTrigger::EscalatedOut => false,
        };
        let asked = format!("iteration {} at level {level}", self.iteration);
        let refusal = lookup::mt_refusal(mt, asked, why, possible);
        Err(Error::State(Box::new(Refused { expected: (!in_turn).then_some(next), ..refusal })))
    }

    fn row(&self, level: u64, ordinal: u64, cx: &Context<'_>) -> Result<Iteration, Error> {
        let shift = |field: &'static str, from: Timestamp, ms: i64| {
            from.plus_millis(ms).map_err(|refusal| Error::invalid(field, refusal))
        };
        let given = self.duration_ms.map(|ms| i64::try_from(ms).unwrap_or(i64::MAX));
        let completed_at = self.completed_at.unwrap_or_else(|| cx.now.max(self.started_at.unwrap_or(cx.now)));
        let started_at = match self.started_at {
            Some(started) => started,
            None => shift("duration_ms", completed_at, -given.unwrap_or(0))?,
        };
        Ok(Iteration {
            wp_id: self.wp_id.clone(),
            mt_id: self.mt_id.clone(),
            escalation_level: level,
            iteration: self.iteration,
            ordinal,
            model_id: self.model_id.clone(),
            lora_id: self.lora_id.clone(),
            started_at,
            completed_at,
            duration_ms: self.duration_ms.unwrap_or_else(|| completed_at.since(started_at)),
            tokens_prompt: self.tokens_prompt.unwrap_or(0),
            tokens_completion: self.tokens_completion.unwrap_or(0),
            claimed_complete: self.claimed_complete.unwrap_or(false),
            validation_passed: self.validation_passed,
            outcome: self.outcome,
            output_artifact_ref: self.output_artifact_ref.clone(),
            validation_artifact_ref: self.validation_artifact_ref.clone(),
            error_summary: self.error_summary.clone(),
            failure_category: self.failure_category,
            bronze_id: cx.bronze_id(),
        })
    }

    /// Moves the micro-task and tells what happened besides the iteration itself.
    fn advance(&self, txn: &dyn ReadTxn, mt: &mut MicroTask, cx: &Context<'_>) -> Result<Vec<Event>, Error> {
        let from = mt.status;
        let moved = |mt: &MicroTask, trigger| {
            mt.status.after(trigger).ok_or_else(|| lookup::mt_refused(mt, trigger, "it is not in progress"))
        };
        let to = moved(mt, MtTrigger::Record(self.outcome))?;
        mt.current_iteration = self.iteration;
        if self.outcome == IterationOutcome::Escalate {
            return self.escalate(txn, mt, cx);
        }
        if to == MtStatus::Skipped {
            mt.finish(to, cx.now);
            return Ok(vec![Event::from(MtCompleted {
                wp_id: self.wp_id.clone(),
                mt_id: self.mt_id.clone(),
                bronze_id: mt.bronze_id,
                source: cx.caller.source,
                status: Shift { from: Some(from), to: Some(to) },
                result: MtResult::Skipped,
                final_iteration: Some(self.iteration),
                validation_passed: self.validation_passed,
            })]);
        }
        mt.status = to;
        Ok(Vec::new())
    }

    /// One level up; at the hard gate, or where no level is left, the micro-task fails.
    fn escalate(&self, txn: &dyn ReadTxn, mt: &mut MicroTask, cx: &Context<'_>) -> Result<Vec<Event>, Error> {
        let (from, from_level) = (mt.status, mt.escalation.current_level);
        let next = mt
            .definition
            .escalation_chain
            .level(from_level + 1)
            .map(|level| (level.level, level.is_hard_gate));
        let mut events = Vec::new();
        if let Some((to_level, hard_gate)) = next {
            mt.escalation.current_level = to_level;
            mt.escalation.escalations_count += 1;
            mt.current_iteration = txn.last_iteration_at(&self.wp_id, &self.mt_id, to_level)?;
            events.push(Event::from(MtEscalated {
                wp_id: self.wp_id.clone(),
                mt_id: self.mt_id.clone(),
                bronze_id: mt.bronze_id,
                source: cx.caller.source,
                from_level,
                to_level,
                hard_gate,
            }));
        }
        if next.is_none_or(|(_, hard_gate)| hard_gate) {
            let to = from.after(MtTrigger::EscalatedOut).unwrap_or(MtStatus::Failed);
            mt.finish(to, cx.now);
            events.push(Event::from(MtFailed {
                wp_id: self.wp_id.clone(),
                mt_id: self.mt_id.clone(),
                bronze_id: mt.bronze_id,
                source: cx.caller.source,
                status: Shift { from: Some(from), to: Some(to) },
                escalation_level: mt.escalation.current_level,
                escalated_out: true,
            }));
        }
        Ok(events)
    }
}

fn recorded(
    iteration: &Iteration,
    before: &MicroTask,
    after: &MicroTask,
    cx: &Context<'_>,
) -> MtIterationCompleted {
    MtIterationCompleted {
        wp_id: iteration.wp_id.clone(),
        mt_id: iteration.mt_id.clone(),
        bronze_id: iteration.bronze_id,
        mt_bronze_id: after.bronze_id,
        source: cx.caller.source,
        iteration: iteration.iteration,
        escalation_level: iteration.escalation_level,
        model_id: iteration.model_id.clone(),
        lora_id: iteration.lora_id.clone(),
        outcome: iteration.outcome,
        duration_ms: iteration.duration_ms,
        tokens_prompt: iteration.tokens_prompt,
        tokens_completion: iteration.tokens_completion,
        claimed_complete: iteration.claimed_complete,
        validation_passed: iteration.validation_passed,
        output_artifact_ref: iteration.output_artifact_ref.clone(),
        validation_artifact_ref: iteration.validation_artifact_ref.clone(),
        error_summary: iteration.error_summary.as_ref().map(Digest::of),
        failure_category: iteration.failure_category,
        status: Shift { from: Some(before.status), to: Some(after.status) },
    }
}

impl Operation for RecordIteration {
    const NAME: OperationName = OperationName::RecordIteration;
    type Output = IterationRecorded;

    fn decide(&self, txn: &dyn ReadTxn, cx: &Context<'_>) -> Result<Decision<IterationRecorded>, Error> {
        let (wp, before) = lookup::micro_task(txn, &self.wp_id, &self.mt_id)?;
        let level = self.escalation_level.unwrap_or(before.escalation.current_level);
        let newest = txn.newest_iteration(&self.wp_id, &self.mt_id)?;
        if let Some(iteration) = self.standing(txn, level, newest.as_ref())? {
            return Ok(Decision::unchanged(IterationRecorded { micro_task: before.into(), iteration }));
        }
        if wp.status.is_closed() {
            return Err(lookup::wp_forbids(txn, &wp, Self::NAME, "its work is over"));
        }
        if before.status != MtStatus::InProgress {
            return Err(lookup::mt_refused(&before, Self::NAME, "it is not in progress"));
        }
        self.check_turn(&before, level, newest.as_ref())?;
        let iteration = self.row(level, newest.map_or(1, |newest| newest.ordinal + 1), cx)?;
        let mut after = before.clone();
        cx.touch_mt(&mut after);
        let consequences = self.advance(txn, &mut after, cx)?;
        let mut events = vec![Event::from(recorded(&iteration, &before, &after, cx))];
        events.extend(consequences);
        let row = Row::MicroTask { before: Some(Box::new(before)), after: Box::new(after.clone()) };
        let changes = vec![
            Change { row: Row::Iteration(Box::new(iteration.clone())), operation: BronzeOperation::Create },
            Change { row, operation: BronzeOperation::Update },
        ];
        Ok(Decision { changes, events, output: IterationRecorded { micro_task: after.into(), iteration } })
    }
}
