//! op_id: a repeated job gets the answer it got the first time (locus.md §3).

use crate::app::{Caller, Conflict, Error, Unit, Verdict};
use crate::domain::canonical::{self, Hash};
use crate::domain::{OpId, Timestamp};
use crate::job::answer::Success;
use crate::job::envelope::Envelope;
use crate::ports::{JobResult, StoreError};
use serde::{Deserialize, Serialize};
use serde_json::json;
use serde_json::value::RawValue;

/// A job's key, with what it must be repeated as.
#[derive(Debug, Clone, Copy)]
pub(super) struct OpKey {
    op_id: OpId,
    request_hash: Hash,
}

#[derive(Serialize, Deserialize)]
struct StoredAnswer {
    changed: bool,
    data: Box<RawValue>,
    events_emitted: Vec<String>,
}

impl OpKey {
    /// The key of a job, if it has one. Who asks, and in which role, is part of the request.
    pub(super) fn of(envelope: &Envelope<'_>, caller: &Caller) -> Option<Self> {
        let op_id = envelope.op_id?;
        let request = json!({
            "operation": envelope.operation,
            "params": envelope.params,
            "role": envelope.role,
            "actor": { "kind": caller.actor.kind, "id": caller.actor.id },
        });
        Some(Self { op_id, request_hash: Hash::of(canonical::to_string(&request)) })
    }

    /// The stored answer, if the job was answered before.
    pub(super) fn replay(&self, unit: &Unit<'_>) -> Result<Option<Success>, Error> {
        let Some(stored) = unit.txn().job_result(self.op_id)? else { return Ok(None) };
        if stored.request_hash != self.request_hash {
            return Err(Conflict::OpId { op_id: self.op_id.to_string() }.into());
        }
        let answer: StoredAnswer = serde_json::from_str(&stored.answer).map_err(|_| StoreError::Damaged {
            reason: format!("the stored answer of op_id {}", self.op_id),
        })?;
        Ok(Some(Success {
            changed: answer.changed,
            data: answer.data,
            events: answer.events_emitted,
            replayed: true,
            verdict: Verdict::Done,
            log: None,
        }))
    }

    /// Keeps an answer, in the transaction of what it answers.
    pub(super) fn keep(&self, unit: &mut Unit<'_>, success: &Success, now: Timestamp) -> Result<(), Error> {
        let answer = StoredAnswer {
            changed: success.changed,
            data: success.data.clone(),
            events_emitted: success.events.clone(),
        };
        let answer = serde_json::to_string(&answer)
            .map_err(|error| StoreError::Failed { reason: error.to_string() })?;
        let result =
            JobResult { op_id: self.op_id, request_hash: self.request_hash, created_at: now, answer };
        Ok(unit.txn_mut().put_job_result(&result)?)
    }
}
