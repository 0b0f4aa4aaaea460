//! An event's payload as canonical JSON.

use crate::error::InvalidEvent;
use locus_core::domain::canonical;
use locus_core::event::Event;
use serde::Serialize;

/// The payload, or what about it has no JSON form.
pub(crate) fn payload(event: &Event) -> Result<String, InvalidEvent> {
    match event {
        Event::WorkPacketCreated(payload) => canonical_json(payload),
        Event::WorkPacketUpdated(payload) => canonical_json(payload),
        Event::WorkPacketGated(payload) => canonical_json(payload),
        Event::WorkPacketCompleted(payload) => canonical_json(payload),
        Event::WorkPacketDeleted(payload) => canonical_json(payload),
        Event::MicroTasksRegistered(payload) => canonical_json(payload),
        Event::MtIterationCompleted(payload) => canonical_json(payload),
        Event::MtStarted(payload) => canonical_json(payload),
        Event::MtCompleted(payload) => canonical_json(payload),
        Event::MtEscalated(payload) => canonical_json(payload),
        Event::MtFailed(payload) => canonical_json(payload),
        Event::DependencyAdded(payload) => canonical_json(payload),
        Event::DependencyRemoved(payload) => canonical_json(payload),
        Event::TaskBoardEntryAdded(payload) => canonical_json(payload),
        Event::TaskBoardSynced(payload) => canonical_json(payload),
        Event::TaskBoardStatusChanged(payload) => canonical_json(payload),
        Event::SyncStarted(payload) => canonical_json(payload),
        Event::SyncCompleted(payload) => canonical_json(payload),
        Event::SyncFailed(payload) => canonical_json(payload),
        Event::WorkQueryExecuted(payload) => canonical_json(payload),
    }
}

fn canonical_json(payload: &impl Serialize) -> Result<String, InvalidEvent> {
    let value =
        serde_json::to_value(payload).map_err(|error| InvalidEvent::at("payload", error.to_string()))?;
    Ok(canonical::to_string(&value))
}
