//! What takes the last operation back, or why nothing does. Pure: it reads events and state, and decides.

use super::run::Remark;
use super::{edges, packet, refusal};
use crate::app::ops::{AddDependency, DeleteWp, RemoveDependency, UpdateWp};
use crate::app::{Error, OperationName};
use crate::domain::{Source, UserId};
use crate::event::{Event, SyncKind};
use crate::ports::{EventQuery, EventRecord};
use crate::replay::Reader;

/// More events than an operation that can be undone leaves.
const MOST: u32 = 64;

/// The operation that takes another one back.
#[derive(Debug)]
pub(super) enum Reversal {
    Update(Box<UpdateWp>),
    Delete(DeleteWp),
    Add(AddDependency),
    Remove(RemoveDependency),
}

/// What to do.
#[derive(Debug)]
pub(super) struct Plan {
    /// The event of the operation to undo.
    pub(super) record: EventRecord,
    /// That operation.
    pub(super) operation: OperationName,
    /// What takes it back.
    pub(super) reversal: Reversal,
    /// What to know about it.
    pub(super) remarks: Vec<Remark>,
}

impl Plan {
    /// How to undo the last operation that this actor recorded in this store.
    ///
    /// # Errors
    /// If there is none, it can't be taken back, or somebody has changed since what it changed.
    pub(super) fn of(reader: Reader<'_>, actor: &UserId) -> Result<Self, Error> {
        let events = last_operation(reader, actor)?;
        let [first, ..] = events.as_slice() else {
            return Err(Error::NotFound { what: "operation", id: format!("of {actor} to undo") });
        };
        let (record, event) = first;
        let operation = operation_of(event);
        let alone = events.len() == 1 && operation != OperationName::SyncTaskBoard;
        let (reversal, remarks) = match event {
            Event::WorkPacketCreated(said) if alone => packet::created(reader, record, &said.wp_id)?,
            Event::WorkPacketUpdated(said) if alone => packet::updated(reader, record, said)?,
            Event::WorkPacketGated(said) if alone => packet::gated(reader, record, said)?,
            Event::DependencyAdded(said) if alone => edges::added(reader, said)?,
            Event::DependencyRemoved(said) if alone => {
                edges::removed(reader, &reader.records(record, event)?, said)?
            }
            other => return Err(refusal::of(reader, operation, other)?),
        };
        Ok(Self { record: record.clone(), operation, reversal, remarks })
    }
}

/// The events of the actor's last operation: those of one trace.
fn last_operation(reader: Reader<'_>, actor: &UserId) -> Result<Vec<(EventRecord, Event)>, Error> {
    let query =
        EventQuery { actor_id: Some(actor.clone()), newest: true, limit: MOST, ..EventQuery::default() };
    let records = reader.txn.events(&query)?;
    let Some(trace_id) = records.last().map(|newest| newest.context.trace_id) else { return Ok(Vec::new()) };
    let of_trace = records.into_iter().filter(|record| record.context.trace_id == trace_id);
    of_trace.map(|record| Ok((record.clone(), reader.event(&record)?))).collect()
}

/// The operation that an event is the first of.
fn operation_of(event: &Event) -> OperationName {
    if event.source() == Some(Source::TaskBoardSync) {
        return OperationName::SyncTaskBoard;
    }
    let of_sync = |kind: SyncKind| match kind {
        SyncKind::TaskBoard => OperationName::SyncTaskBoard,
        SyncKind::EventsImport | SyncKind::EventsExport => OperationName::SyncEvents,
    };
    match event {
        Event::WorkPacketCreated(_) => OperationName::CreateWp,
        Event::WorkPacketUpdated(_) => OperationName::UpdateWp,
        Event::WorkPacketGated(_) => OperationName::GateWp,
        Event::WorkPacketCompleted(_) => OperationName::CloseWp,
        Event::WorkPacketDeleted(_) => OperationName::DeleteWp,
        Event::MicroTasksRegistered(_) => OperationName::RegisterMts,
        Event::MtStarted(_) => OperationName::StartMt,
        Event::MtIterationCompleted(_) | Event::MtEscalated(_) => OperationName::RecordIteration,
        Event::MtCompleted(_) | Event::MtFailed(_) => OperationName::CompleteMt,
        Event::DependencyAdded(_) => OperationName::AddDependency,
        Event::DependencyRemoved(_) => OperationName::RemoveDependency,
        Event::SyncStarted(said) => of_sync(said.kind),
        Event::SyncCompleted(said) => of_sync(said.kind),
        Event::SyncFailed(said) => of_sync(said.kind),
        Event::TaskBoardEntryAdded(_) | Event::TaskBoardStatusChanged(_) | Event::TaskBoardSynced(_) => {
            OperationName::SyncTaskBoard
        }
        // Queries are a stream of their own and never among these.
        Event::WorkQueryExecuted(_) => OperationName::Search,
    }
}
