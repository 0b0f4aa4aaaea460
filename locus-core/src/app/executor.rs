//! The Micro-Task Executor's surface (locus.md §7): its hooks, each an operation.

use crate::app::ops::{
    CompleteMt, IterationRecorded, MtWritten, MtsRegistered, RecordIteration, RegisterMts, StartMt,
};
use crate::app::{Caller, Done, Engine, Error};
use crate::domain::{MtDefinition, WpId};

/// What the executor calls while it works through the micro-tasks of a packet.
#[derive(Debug)]
pub struct MtExecutor<'a> {
    engine: &'a mut Engine,
    caller: Caller,
}

impl<'a> MtExecutor<'a> {
    /// Hooks that act as `caller` on this engine.
    #[must_use]
    pub const fn new(engine: &'a mut Engine, caller: Caller) -> Self {
        Self { engine, caller }
    }

    /// The executor has cut a packet into micro-tasks: `register_mts`.
    ///
    /// # Errors
    /// What the operation refuses.
    pub fn on_mts_generated(
        &mut self,
        wp_id: WpId,
        definitions: Vec<MtDefinition>,
    ) -> Result<Done<MtsRegistered>, Error> {
        self.engine.run(&RegisterMts { wp_id, definitions }, &self.caller)
    }

    /// A model takes up a micro-task: `start_mt`.
    ///
    /// # Errors
    /// What the operation refuses.
    pub fn on_mt_started(&mut self, started: &StartMt) -> Result<Done<MtWritten>, Error> {
        self.engine.run(started, &self.caller)
    }

    /// A model's attempt is over: `record_iteration`.
    ///
    /// # Errors
    /// What the operation refuses.
    pub fn on_iteration_completed(
        &mut self,
        iteration: &RecordIteration,
    ) -> Result<Done<IterationRecorded>, Error> {
        self.engine.run(iteration, &self.caller)
    }

    /// A micro-task is ended: `complete_mt`.
    ///
    /// # Errors
    /// What the operation refuses.
    pub fn on_mt_completed(&mut self, completed: &CompleteMt) -> Result<Done<MtWritten>, Error> {
        self.engine.run(completed, &self.caller)
    }
}
