//! `get_mt_progress`: the micro-tasks of a packet, with their iterations and what they add up to.

use crate::app::ops::lookup;
use crate::app::params::{Fields, FromParams};
use crate::app::{Caller, Error, MicroTaskView, OperationName, Query};
use crate::domain::{MtCounts, MtId, WpId};
use crate::ports::ReadTxn;
use schemars::JsonSchema;
use serde::Serialize;

/// The question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetMtProgress {
    /// The packet.
    pub wp_id: WpId,
    /// One micro-task only.
    pub mt_id: Option<MtId>,
}

/// What the listed micro-tasks add up to.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, JsonSchema)]
pub struct MtTotals {
    /// All of them.
    pub total: u64,
    /// Not started.
    pub pending: u64,
    /// Being worked on.
    pub in_progress: u64,
    /// Finished.
    pub completed: u64,
    /// Given up.
    pub failed: u64,
    /// Held up.
    pub blocked: u64,
    /// Left out.
    pub skipped: u64,
    /// Iterations recorded.
    pub iterations: u64,
    /// Tokens read in them.
    pub tokens_prompt: u64,
    /// Tokens written in them.
    pub tokens_completion: u64,
    /// How long they took together, in milliseconds.
    pub duration_ms: u64,
    /// Completed of all, 0 to 1; 0 if there are none.
    pub completion_ratio: f64,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MtProgress {
    /// The micro-tasks, by id, with their iterations.
    pub micro_tasks: Vec<MicroTaskView>,
    /// What they add up to.
    pub totals: MtTotals,
}

impl FromParams for GetMtProgress {
    fn from_params(params: &mut Fields<'_>) -> Result<Self, Error> {
        Ok(Self { wp_id: params.required("wp_id")?, mt_id: params.optional("mt_id")? })
    }
}

fn totals(views: &[MicroTaskView]) -> MtTotals {
    let mut counts = MtCounts::default();
    let mut totals = MtTotals::default();
    for view in views {
        counts.add(view.mt.status);
        for iteration in view.iterations.iter().flatten() {
            totals.iterations += 1;
            totals.tokens_prompt = totals.tokens_prompt.saturating_add(iteration.tokens_prompt);
            totals.tokens_completion = totals.tokens_completion.saturating_add(iteration.tokens_completion);
            totals.duration_ms = totals.duration_ms.saturating_add(iteration.duration_ms);
        }
    }
    let MtCounts { total, pending, in_progress, completed, failed, blocked, skipped } = counts;
    #[expect(clippy::cast_precision_loss, reason = "counts of rows are far below 2^52")]
    let completion_ratio = if total == 0 { 0.0 } else { completed as f64 / total as f64 };
    MtTotals { total, pending, in_progress, completed, failed, blocked, skipped, completion_ratio, ..totals }
}

impl Query for GetMtProgress {
    const NAME: OperationName = OperationName::GetMtProgress;
    type Output = MtProgress;

    fn answer(&self, txn: &dyn ReadTxn, _caller: &Caller) -> Result<MtProgress, Error> {
        let micro_tasks = match &self.mt_id {
            Some(mt_id) => vec![lookup::micro_task(txn, &self.wp_id, mt_id)?.1],
            None => {
                lookup::packet(txn, &self.wp_id)?;
                txn.micro_tasks(&self.wp_id)?
            }
        };
        let mut views = Vec::with_capacity(micro_tasks.len());
        for mt in micro_tasks {
            let iterations = Some(txn.iterations(&self.wp_id, mt.mt_id())?);
            views.push(MicroTaskView { mt, iterations });
        }
        Ok(MtProgress { totals: totals(&views), micro_tasks: views })
    }

    fn result_count(output: &MtProgress) -> u64 {
        output.micro_tasks.len() as u64
    }
}
