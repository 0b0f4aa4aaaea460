//! An event's payload as canonical JSON.

use crate::error::InvalidEvent;
use crate::rules;
use crate::seal::Sealed;
use locus_core::domain::canonical::{self, Hash};
use locus_core::event::Event;
use serde::Serialize;

/// The payload with its seal over records, or the rule that it breaks.
pub(crate) fn payload(event: &Event, seal: Option<Hash>) -> Result<String, InvalidEvent> {
    let payload = text(event, seal)?;
    rules::check(event.event_type(), &rules::ruled(event.event_type(), &payload)?)?;
    Ok(payload)
}

fn text(event: &Event, seal: Option<Hash>) -> Result<String, InvalidEvent> {
    match event {
        Event::WorkPacketCreated(payload) => json(payload, seal),
        Event::WorkPacketUpdated(payload) => json(payload, seal),
        Event::WorkPacketGated(payload) => json(payload, seal),
        Event::WorkPacketCompleted(payload) => json(payload, seal),
        Event::WorkPacketDeleted(payload) => json(payload, seal),
        Event::MicroTasksRegistered(payload) => json(payload, seal),
        Event::MtIterationCompleted(payload) => json(payload, seal),
        Event::MtStarted(payload) => json(payload, seal),
        Event::MtCompleted(payload) => json(payload, seal),
        Event::MtEscalated(payload) => json(payload, seal),
        Event::MtFailed(payload) => json(payload, seal),
        Event::DependencyAdded(payload) => json(payload, seal),
        Event::DependencyRemoved(payload) => json(payload, seal),
        Event::TaskBoardEntryAdded(payload) => json(payload, seal),
        Event::TaskBoardSynced(payload) => json(payload, seal),
        Event::TaskBoardStatusChanged(payload) => json(payload, seal),
        Event::SyncStarted(payload) => json(payload, seal),
        Event::SyncCompleted(payload) => json(payload, seal),
        Event::SyncFailed(payload) => json(payload, seal),
        Event::WorkQueryExecuted(payload) => json(payload, seal),
    }
}

fn json(payload: &impl Serialize, bronze_sha256: Option<Hash>) -> Result<String, InvalidEvent> {
    canonical::of(&Sealed { payload, bronze_sha256 })
        .map_err(|error| InvalidEvent::at("payload", error.to_string()))
}
