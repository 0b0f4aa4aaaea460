//! The import itself: plan, then one transaction.

use super::folder::GovFolder;
use super::plan::GovPlan;
use super::report::GovReport;
use crate::app::ops::{AddDependency, AdoptMts, EdgeRequest, RegisterMts, UpdateWp};
use crate::app::{Caller, Engine, Error, Operation, OperationName, Unit};
use crate::domain::board::{BoardBase, BoardEntry};
use crate::domain::{CapabilityAxis, Source, WpId, WpStatus};
use crate::event::EventType;
use crate::ports::Wait;

/// Takes in a governance folder.
#[derive(Debug, Clone, Default)]
pub struct ImportGov {
    /// What its files say.
    pub folder: GovFolder,
    /// The lines of the project's own Task Board. What stands there and what the import says of it have to agree,
    /// or the next sync would find a conflict; and what doesn't stand there is not to be put there.
    pub listed: Vec<BoardEntry>,
    /// Whether to say what would be done and do nothing.
    pub dry_run: bool,
}

/// An import's answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GovImported {
    /// What it did.
    pub report: GovReport,
    /// Whether anything was written.
    pub changed: bool,
    /// The events recorded.
    pub events: Vec<EventType>,
}

impl ImportGov {
    /// Runs it. `progress` hears after each write how many of how many are done.
    ///
    /// # Errors
    /// If the caller may not, or the store fails; nothing is written then. What the folder has that can't go in is no
    /// error but a finding.
    pub fn run(
        self,
        engine: &mut Engine,
        caller: &Caller,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<GovImported, Error> {
        if self.dry_run {
            caller.grants.check(caller.requested.as_deref(), &[CapabilityAxis::Read])?;
            let plan = engine.read_log(|reader| GovPlan::new(self.folder, &self.listed, reader))?;
            return Ok(GovImported { report: plan.report(), ..GovImported::default() });
        }
        caller.check(OperationName::CreateWp)?;
        let caller = Caller { source: Source::Import, ..caller.clone() };
        let unit = engine.begin(Wait::Default)?;
        let plan = GovPlan::new(self.folder, &self.listed, unit.reader())?;
        let report = plan.report();
        let changed = report.is_change();
        let mut events = Vec::new();
        if changed {
            let steps = plan.steps();
            let mut writing = Writing { unit, caller, events, progress, done: 0, steps };
            writing.write(plan)?;
            events = writing.events;
            writing.unit.commit()?;
        }
        Ok(GovImported { report, changed, events })
    }
}

/// The transaction of an import.
struct Writing<'a, 'b> {
    unit: Unit<'a>,
    caller: Caller,
    events: Vec<EventType>,
    progress: &'b mut dyn FnMut(usize, usize),
    done: usize,
    steps: usize,
}

impl Writing<'_, '_> {
    fn write(&mut self, plan: GovPlan) -> Result<(), Error> {
        for created in plan.created {
            let (wp_id, status) = (created.adopt.packet.wp_id.clone(), created.adopt.status);
            self.run(&created.adopt)?;
            if !created.listed {
                self.unlist(wp_id, status)?;
            }
        }
        for (wp_id, metadata) in plan.completed {
            let mut update = UpdateWp::new(wp_id);
            update.updates.metadata = Some(metadata);
            self.run(&update)?;
        }
        for (wp_id, definitions) in plan.micro_tasks {
            self.run(&AdoptMts(RegisterMts { wp_id, definitions }))?;
        }
        for key in plan.edges {
            let edge = EdgeRequest { from: key.from.clone(), to: key.to.clone(), key };
            self.run(&AddDependency { edge, description: None })?;
        }
        Ok(())
    }

    /// Nobody asked for it on the board: it is as if it had been taken off.
    fn unlist(&mut self, wp_id: WpId, status: WpStatus) -> Result<(), Error> {
        let base = BoardBase { wp_id, status, lines: Vec::new() };
        Ok(self.unit.txn_mut().put_board_base(&base)?)
    }

    fn run<O: Operation>(&mut self, operation: &O) -> Result<(), Error> {
        self.events.extend(self.unit.run(operation, &self.caller)?.events);
        self.done += 1;
        (self.progress)(self.done, self.steps);
        Ok(())
    }
}
