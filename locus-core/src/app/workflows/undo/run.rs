//! Doing what the plan says, or only saying it.

use super::plan::{Plan, Reversal};
use crate::app::ops::DependencyWritten;
use crate::app::{Caller, Done, Engine, Error, OperationName, PacketView, WpWritten};
use crate::domain::enums::text_enum;
use crate::domain::{Dependency, Timestamp, TraceId, WorkPacket, WpId};
use crate::event::EventType;
use crate::ports::Wait;
use crate::replay::FieldChange;
use serde::Serialize;

text_enum! {
    /// What to know about a reversal.
    Remark {
        /// The notes that were written along stay.
        NotesStay = "notes_stay",
        /// The packet's id can't be used again.
        IdSpent = "id_spent",
        /// The lease does not come back.
        LeaseNotRestored = "lease_not_restored",
        /// The edge has another id than before.
        NewDependencyId = "new_dependency_id",
    }
}

/// Takes back the last operation that the caller's actor recorded in this store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Undo {
    /// Whether to say only what would be done.
    pub dry_run: bool,
}

/// The operation taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UndoneOperation {
    /// Which one.
    pub operation: OperationName,
    /// The packet it was about; the one an edge starts at.
    pub wp_id: Option<WpId>,
    /// Its event.
    pub event_type: EventType,
    /// That event's number.
    pub sequence: u64,
    /// When it was done.
    pub timestamp: Timestamp,
    /// What ties its events together.
    pub trace_id: TraceId,
}

/// What undo answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Undone {
    /// Whether it was only tried.
    pub dry_run: bool,
    /// What was taken back.
    pub undone: UndoneOperation,
    /// The operation that did it.
    pub reversal: OperationName,
    /// What it changed in the packet.
    pub changes: Vec<FieldChange>,
    /// What to know about it.
    pub remarks: Vec<Remark>,
    /// The packet after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wp: Option<PacketView>,
    /// The edge that was added or removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dependency: Option<Dependency>,
    /// Whether the board was written after the commit; set by whoever syncs it.
    pub task_board_updated: bool,
}

impl Undo {
    /// Takes it back, or tries to.
    ///
    /// # Errors
    /// If there is nothing to undo, no operation takes it back (`LOCUS-STATE`), somebody has changed since what it
    /// changed (`LOCUS-CONFLICT`), or the reversing operation is refused. Nothing is written then.
    pub fn run(self, engine: &mut Engine, caller: &Caller) -> Result<Done<Undone>, Error> {
        let mut unit = engine.begin(Wait::Default)?;
        let plan = Plan::of(unit.reader(), &caller.actor.id)?;
        let before = plan.record.wp_id.as_ref().map(|wp_id| unit.txn().packet(wp_id)).transpose()?.flatten();
        let done = match &plan.reversal {
            Reversal::Update(request) => of_packet(unit.run(request.as_ref(), caller)?, before.as_ref())?,
            Reversal::Delete(request) => of_packet(unit.run(request, caller)?, before.as_ref())?,
            Reversal::Add(request) => of_edge(unit.run(request, caller)?),
            Reversal::Remove(request) => of_edge(unit.run(request, caller)?),
        };
        let (changed, events) = if self.dry_run {
            (false, Vec::new())
        } else {
            unit.commit()?;
            (done.changed, done.events)
        };
        let output = Undone { dry_run: self.dry_run, ..plan.answer(done.output) };
        Ok(Done { output, changed, events })
    }
}

/// What the reversing operation did.
#[derive(Default)]
struct Written {
    changes: Vec<FieldChange>,
    wp: Option<PacketView>,
    dependency: Option<Dependency>,
}

fn of_packet(done: Done<WpWritten>, before: Option<&WorkPacket>) -> Result<Done<Written>, Error> {
    let Done { output, changed, events } = done;
    let changes = FieldChange::between(before, &output.wp.wp)?;
    let output = Written { changes, wp: Some(output.wp), dependency: None };
    Ok(Done { output, changed, events })
}

fn of_edge(done: Done<DependencyWritten>) -> Done<Written> {
    let Done { output, changed, events } = done;
    let output = Written { dependency: Some(output.dependency), ..Written::default() };
    Done { output, changed, events }
}

impl Plan {
    fn answer(self, written: Written) -> Undone {
        let Self { record, operation, reversal, remarks } = self;
        Undone {
            dry_run: false,
            undone: UndoneOperation {
                operation,
                wp_id: record.wp_id,
                event_type: record.event_type,
                sequence: record.sequence,
                timestamp: record.context.timestamp,
                trace_id: record.context.trace_id,
            },
            reversal: match reversal {
                Reversal::Update(_) => OperationName::UpdateWp,
                Reversal::Delete(_) => OperationName::DeleteWp,
                Reversal::Add(_) => OperationName::AddDependency,
                Reversal::Remove(_) => OperationName::RemoveDependency,
            },
            changes: written.changes,
            remarks,
            wp: written.wp,
            dependency: written.dependency,
            task_board_updated: false,
        }
    }
}
