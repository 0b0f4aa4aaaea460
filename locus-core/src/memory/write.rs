//! Writing: into the transaction's copy, which replaces the original on commit.

use super::{ForeignEvent, View, Working};
use crate::domain::binding::WorkPacketBinding;
use crate::domain::board::BoardBase;
use crate::domain::{BronzeRecord, Diagnostic, MicroTask, PacketState, Timestamp, WpId};
use crate::ports::{
    BoardState, Change, EventRecord, JobResult, LogRead, LoggedEvent, LoggedQuery, QueryRecord, Row,
    StoreError, Txn,
};

/// How long job results and query events are kept: 30 days, in milliseconds.
const KEEP_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// How many synced boards are known by their hash.
const KEPT_BOARDS: usize = 1000;

/// Whether something of that time is forgotten now.
pub(super) fn forgotten(then: Timestamp, now: Timestamp) -> bool {
    now.millis() - then.millis() > KEEP_MS
}

impl Txn for View<Working<'_>> {
    fn apply(&mut self, change: &Change) -> Result<(), StoreError> {
        let state = &mut self.0.state;
        match &change.row {
            Row::WorkPacket { after, .. } => {
                drop(state.packets.insert(after.wp_id.clone(), (**after).clone()))
            }
            Row::Note(note) => state.notes.push((**note).clone()),
            Row::MicroTask { after, .. } => {
                let key = (after.wp_id.clone(), after.mt_id().clone());
                drop(state.micro_tasks.insert(key, (**after).clone()));
            }
            Row::Iteration(iteration) => {
                drop(state.iterations.insert(iteration.key(), (**iteration).clone()))
            }
            Row::DependencyAdded(edge) => drop(state.edges.insert(edge.key(), (**edge).clone())),
            Row::DependencyRemoved { edge, .. } => drop(state.edges.remove(&edge.key())),
        }
        Ok(())
    }

    fn put_bronze(&mut self, record: &BronzeRecord) -> Result<(), StoreError> {
        self.0.state.bronze.push(record.clone());
        Ok(())
    }

    fn append(&mut self, record: &EventRecord) -> Result<(), StoreError> {
        let head = self.chain_head()?;
        if record.sequence != head.sequence + 1 || record.prev_hash != head.hash {
            return Err(StoreError::Failed {
                reason: "an event that does not follow on the chain's head".into(),
            });
        }
        let lamport = self.state().largest_lamport() + 1;
        self.0.state.events.push(LoggedEvent { lamport, record: record.clone() });
        Ok(())
    }

    fn append_foreign(&mut self, event: &LoggedEvent) -> Result<(), StoreError> {
        let seen_by = self.chain_head()?.sequence + 1;
        self.0.state.foreign.push(ForeignEvent { event: event.clone(), seen_by });
        Ok(())
    }

    fn put_packet_state(&mut self, state: &PacketState) -> Result<(), StoreError> {
        let PacketState { wp, notes, micro_tasks, iterations } = state;
        let kept = &mut self.0.state;
        kept.notes.retain(|note| note.wp_id != wp.wp_id);
        kept.micro_tasks.retain(|(wp_id, _), _| *wp_id != wp.wp_id);
        kept.iterations.retain(|key, _| key.wp_id != wp.wp_id);
        kept.packets.insert(wp.wp_id.clone(), wp.clone());
        kept.notes.extend(notes.iter().cloned());
        let key = |mt: &MicroTask| (mt.wp_id.clone(), mt.mt_id().clone());
        kept.micro_tasks.extend(micro_tasks.iter().map(|mt| (key(mt), mt.clone())));
        kept.iterations.extend(iterations.iter().map(|one| (one.key(), one.clone())));
        Ok(())
    }

    fn append_query(&mut self, record: &QueryRecord) -> Result<(), StoreError> {
        let queries = &mut self.0.state.queries;
        let sequence = queries.last().map_or(0, |newest| newest.sequence) + 1;
        queries.retain(|old| !forgotten(old.record.context.timestamp, record.context.timestamp));
        queries.push(LoggedQuery { sequence, record: record.clone() });
        Ok(())
    }

    fn put_job_result(&mut self, result: &JobResult) -> Result<(), StoreError> {
        let results = &mut self.0.state.job_results;
        results.retain(|_, old| !forgotten(old.created_at, result.created_at));
        results.insert(result.op_id, result.clone());
        Ok(())
    }

    fn put_diagnostic(&mut self, diagnostic: &Diagnostic) -> Result<(), StoreError> {
        self.0.state.diagnostics.push(diagnostic.clone());
        Ok(())
    }

    fn put_binding(&mut self, binding: &WorkPacketBinding) -> Result<(), StoreError> {
        self.0.state.bindings.insert(binding.work_packet_id.clone(), binding.clone());
        Ok(())
    }

    fn put_board_base(&mut self, base: &BoardBase) -> Result<(), StoreError> {
        self.0.state.board_bases.insert(base.wp_id.clone(), base.clone());
        Ok(())
    }

    fn remove_board_base(&mut self, id: &WpId) -> Result<(), StoreError> {
        self.0.state.board_bases.remove(id);
        Ok(())
    }

    fn put_board_state(&mut self, state: &BoardState) -> Result<(), StoreError> {
        if state.hash.is_some() {
            let boards = &mut self.0.state.boards;
            boards.retain(|old| old.hash != state.hash);
            boards.push(*state);
            let surplus = boards.len().saturating_sub(KEPT_BOARDS);
            boards.drain(..surplus);
        }
        Ok(())
    }

    fn commit(self: Box<Self>) -> Result<(), StoreError> {
        let Working { state, target } = self.0;
        *target = state;
        Ok(())
    }
}
