//! A payload read back into its event.

use crate::error::InvalidEvent;
use crate::{json, rules, seal};
use locus_core::domain::canonical::Hash;
use locus_core::event::{Event, EventType};
use locus_core::ports::EventRecord;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The event of a record, as replaying it needs it.
///
/// # Errors
/// If the record's payload breaks a rule of the registry.
pub fn event_of(record: &EventRecord) -> Result<Event, InvalidEvent> {
    let payload = json::parse(&record.payload).map_err(|fault| fault.under("payload"))?;
    event(record.event_type, payload).map(|(event, _)| event)
}

/// The event of this type with this payload, and its seal over records. Keys are named from the envelope down.
pub(crate) fn event(
    event_type: EventType,
    mut payload: Value,
) -> Result<(Event, Option<Hash>), InvalidEvent> {
    let sealed = seal::take(event_type, &mut payload).map_err(|fault| fault.under("payload"))?;
    let event = typed(event_type, &payload).map_err(|fault| fault.under("payload"))?;
    rules::check(event_type, &payload)?;
    Ok((event, sealed))
}

fn typed(event_type: EventType, payload: &Value) -> Result<Event, InvalidEvent> {
    fn of<T: DeserializeOwned>(
        payload: &Value,
        wrap: impl FnOnce(T) -> Event,
    ) -> Result<Event, InvalidEvent> {
        json::typed(payload).map(wrap)
    }
    match event_type {
        EventType::WorkPacketCreated => of(payload, Event::WorkPacketCreated),
        EventType::WorkPacketUpdated => of(payload, Event::WorkPacketUpdated),
        EventType::WorkPacketGated => of(payload, Event::WorkPacketGated),
        EventType::WorkPacketCompleted => of(payload, Event::WorkPacketCompleted),
        EventType::WorkPacketDeleted => of(payload, Event::WorkPacketDeleted),
        EventType::MicroTasksRegistered => of(payload, Event::MicroTasksRegistered),
        EventType::MtIterationCompleted => of(payload, Event::MtIterationCompleted),
        EventType::MtStarted => of(payload, Event::MtStarted),
        EventType::MtCompleted => of(payload, Event::MtCompleted),
        EventType::MtEscalated => of(payload, Event::MtEscalated),
        EventType::MtFailed => of(payload, Event::MtFailed),
        EventType::DependencyAdded => of(payload, Event::DependencyAdded),
        EventType::DependencyRemoved => of(payload, Event::DependencyRemoved),
        EventType::TaskBoardEntryAdded => of(payload, Event::TaskBoardEntryAdded),
        EventType::TaskBoardSynced => of(payload, Event::TaskBoardSynced),
        EventType::TaskBoardStatusChanged => of(payload, Event::TaskBoardStatusChanged),
        EventType::SyncStarted => of(payload, Event::SyncStarted),
        EventType::SyncCompleted => of(payload, Event::SyncCompleted),
        EventType::SyncFailed => of(payload, Event::SyncFailed),
        EventType::WorkQueryExecuted => of(payload, Event::WorkQueryExecuted),
    }
}
