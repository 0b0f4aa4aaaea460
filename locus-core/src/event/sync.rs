//! Payloads of the sync events.

use super::Event;
use crate::domain::enums::text_enum;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

text_enum! {
    /// What is synced.
    SyncKind {
        /// The Task Board.
        TaskBoard = "task_board",
        /// Events of other replicas come in.
        EventsImport = "events_import",
        /// Own events go out.
        EventsExport = "events_export",
    }
}

/// `sync_started`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SyncStarted {
    /// What is synced.
    pub kind: SyncKind,
}

/// `sync_completed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SyncCompleted {
    /// What was synced.
    pub kind: SyncKind,
    /// How much changed.
    pub changes: u64,
}

/// `sync_failed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SyncFailed {
    /// What was synced.
    pub kind: SyncKind,
    /// The error code.
    pub code: String,
}

impl Event {
    /// Whether it only tells that events were exchanged. It leaves its store when something else follows it.
    #[must_use]
    pub const fn tells_of_an_exchange(&self) -> bool {
        let kind = match self {
            Self::SyncStarted(said) => said.kind,
            Self::SyncCompleted(said) => said.kind,
            Self::SyncFailed(said) => said.kind,
            _ => return false,
        };
        matches!(kind, SyncKind::EventsImport | SyncKind::EventsExport)
    }
}
