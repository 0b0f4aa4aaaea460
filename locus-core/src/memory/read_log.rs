//! What was recorded.

use super::write::forgotten;
use super::{ForeignEvent, State, View};
use crate::domain::canonical::Hash;
use crate::domain::{BronzeId, BronzeKey, BronzeRecord, Diagnostic, OpId, VectorClock};
use crate::ports::{ChainHead, EventQuery, EventRecord, JobResult, LogRead, LoggedQuery, StoreError};
use std::borrow::Borrow;

fn wanted(query: &EventQuery, event: &EventRecord) -> bool {
    event.sequence > query.after_sequence
        && query.wp_id.as_ref().is_none_or(|wp_id| event.wp_id.as_ref() == Some(wp_id))
        && query.event_type.is_none_or(|kind| event.event_type == kind)
        && query.since.is_none_or(|since| event.context.timestamp >= since)
        && query.actor_id.as_ref().is_none_or(|actor| event.context.actor_id == *actor)
}

fn newest<T: Clone>(rows: &[T], limit: u32) -> Vec<T> {
    rows.iter().rev().take(limit as usize).cloned().collect()
}

impl<S: Borrow<State>> LogRead for View<S> {
    fn chain_head(&self) -> Result<ChainHead, StoreError> {
        let state = self.state();
        let empty = ChainHead {
            replica_id: state.replica_id,
            sequence: 0,
            hash: Hash::ZERO,
            timestamp: None,
            clock: VectorClock::new(),
        };
        let mut head = state.events.last().map_or(empty, |newest| newest.record.head());
        for ForeignEvent { event, .. } in &state.foreign {
            head.clock.observe(event.record.replica_id, event.record.sequence);
        }
        Ok(head)
    }

    fn events(&self, query: &EventQuery) -> Result<Vec<EventRecord>, StoreError> {
        let events = self.state().events.iter().map(|event| &event.record);
        let mut found: Vec<_> = events.filter(|event| wanted(query, event)).cloned().collect();
        let limit = query.limit as usize;
        if query.newest {
            found.drain(..found.len().saturating_sub(limit));
        }
        found.truncate(limit);
        Ok(found)
    }

    fn query_events(&self, limit: u32) -> Result<Vec<LoggedQuery>, StoreError> {
        Ok(newest(&self.state().queries, limit))
    }

    fn query_events_after(&self, sequence: u64, limit: u32) -> Result<Vec<LoggedQuery>, StoreError> {
        let behind = self.state().queries.iter().filter(|query| query.sequence > sequence);
        Ok(behind.take(limit as usize).cloned().collect())
    }

    fn bronze(&self, id: BronzeId) -> Result<Option<BronzeRecord>, StoreError> {
        Ok(self.state().bronze.iter().find(|record| record.bronze_id == id).cloned())
    }

    fn bronze_count(&self) -> Result<u64, StoreError> {
        Ok(self.state().bronze.len() as u64)
    }

    fn history(&self, key: &BronzeKey) -> Result<Vec<BronzeRecord>, StoreError> {
        Ok(self.state().bronze.iter().filter(|record| record.key == *key).cloned().collect())
    }

    fn job_result(&self, op_id: OpId) -> Result<Option<JobResult>, StoreError> {
        Ok(self.state().job_results.get(&op_id).cloned())
    }

    fn job_results(&self, after: Option<OpId>, limit: u32) -> Result<Vec<JobResult>, StoreError> {
        let kept = &self.state().job_results;
        let Some(now) = kept.values().map(|result| result.created_at).max() else { return Ok(Vec::new()) };
        let behind = kept.values().filter(|result| after.is_none_or(|op_id| result.op_id > op_id));
        Ok(behind.filter(|result| !forgotten(result.created_at, now)).take(limit as usize).cloned().collect())
    }

    fn diagnostics(&self, limit: u32) -> Result<Vec<Diagnostic>, StoreError> {
        Ok(newest(&self.state().diagnostics, limit))
    }
}
