//! An event's payload as canonical JSON.

use crate::error::InvalidEvent;
use crate::{rules, seal};
use locus_core::domain::canonical::{self, Hash};
use locus_core::event::Event;
use serde::Serialize;
use serde_json::Value;

/// The payload with its seal over records, or the rule that it breaks.
pub(crate) fn payload(event: &Event, sealed: Option<Hash>) -> Result<String, InvalidEvent> {
    let mut payload = value(event)?;
    rules::check(event.event_type(), &payload)?;
    seal::put(&mut payload, sealed);
    Ok(canonical::to_string(&payload))
}

fn value(event: &Event) -> Result<Value, InvalidEvent> {
    match event {
        Event::WorkPacketCreated(payload) => json(payload),
        Event::WorkPacketUpdated(payload) => json(payload),
        Event::WorkPacketGated(payload) => json(payload),
        Event::WorkPacketCompleted(payload) => json(payload),
        Event::WorkPacketDeleted(payload) => json(payload),
        Event::MicroTasksRegistered(payload) => json(payload),
        Event::MtIterationCompleted(payload) => json(payload),
        Event::MtStarted(payload) => json(payload),
        Event::MtCompleted(payload) => json(payload),
        Event::MtEscalated(payload) => json(payload),
        Event::MtFailed(payload) => json(payload),
        Event::DependencyAdded(payload) => json(payload),
        Event::DependencyRemoved(payload) => json(payload),
        Event::TaskBoardEntryAdded(payload) => json(payload),
        Event::TaskBoardSynced(payload) => json(payload),
        Event::TaskBoardStatusChanged(payload) => json(payload),
        Event::SyncStarted(payload) => json(payload),
        Event::SyncCompleted(payload) => json(payload),
        Event::SyncFailed(payload) => json(payload),
        Event::WorkQueryExecuted(payload) => json(payload),
    }
}

fn json(payload: &impl Serialize) -> Result<Value, InvalidEvent> {
    serde_json::to_value(payload).map_err(|error| InvalidEvent::at("payload", error.to_string()))
}
