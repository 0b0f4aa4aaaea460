//! Micro-tasks and iterations.

use super::{State, View};
use crate::domain::{Iteration, IterationKey, MicroTask, MtId, MtStatus, MtSummary, WpId};
use crate::ports::{MicroTasks, StoreError};
use std::borrow::Borrow;

impl State {
    fn micro_tasks_of(&self, id: &WpId) -> impl Iterator<Item = &MicroTask> {
        self.micro_tasks.values().filter(move |mt| mt.wp_id == *id)
    }

    fn iterations_of(&self, id: &WpId, mt_id: &MtId) -> Vec<&Iteration> {
        let mut found: Vec<_> =
            self.iterations.values().filter(|it| it.wp_id == *id && it.mt_id == *mt_id).collect();
        found.sort_by_key(|iteration| iteration.ordinal);
        found
    }
}

impl<S: Borrow<State>> MicroTasks for View<S> {
    fn mt_summary(&self, id: &WpId) -> Result<MtSummary, StoreError> {
        Ok(self.state().micro_tasks_of(id).collect())
    }

    fn micro_tasks(&self, id: &WpId) -> Result<Vec<MicroTask>, StoreError> {
        Ok(self.state().micro_tasks_of(id).cloned().collect())
    }

    fn running_micro_tasks(&self, limit: u32) -> Result<Vec<MicroTask>, StoreError> {
        let state = self.state();
        let is_open = |mt: &&MicroTask| {
            state.packets.get(&mt.wp_id).is_some_and(|wp| !wp.is_deleted() && !wp.status.is_closed())
        };
        let running = state.micro_tasks.values().filter(|mt| mt.status == MtStatus::InProgress);
        Ok(running.filter(is_open).take(limit as usize).cloned().collect())
    }

    fn micro_task(&self, id: &WpId, mt_id: &MtId) -> Result<Option<MicroTask>, StoreError> {
        Ok(self.state().micro_tasks.get(&(id.clone(), mt_id.clone())).cloned())
    }

    fn iterations(&self, id: &WpId, mt_id: &MtId) -> Result<Vec<Iteration>, StoreError> {
        Ok(self.state().iterations_of(id, mt_id).into_iter().cloned().collect())
    }

    fn iteration(&self, key: &IterationKey) -> Result<Option<Iteration>, StoreError> {
        Ok(self.state().iterations.get(key).cloned())
    }

    fn newest_iteration(&self, id: &WpId, mt_id: &MtId) -> Result<Option<Iteration>, StoreError> {
        Ok(self.state().iterations_of(id, mt_id).last().map(|newest| (*newest).clone()))
    }

    fn last_iteration_at(&self, id: &WpId, mt_id: &MtId, level: u64) -> Result<u64, StoreError> {
        let at_level =
            self.state().iterations_of(id, mt_id).into_iter().filter(|it| it.escalation_level == level);
        Ok(at_level.map(|iteration| iteration.iteration).max().unwrap_or(0))
    }
}
