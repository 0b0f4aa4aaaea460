//! Which Bronze records an event names.

use super::{Event, EventType, WrittenNote};
use crate::domain::BronzeId;

impl EventType {
    /// Whether its events name Bronze records: those that tell of rows do.
    #[must_use]
    pub const fn names_records(self) -> bool {
        match self {
            Self::WorkPacketCreated
            | Self::WorkPacketUpdated
            | Self::WorkPacketGated
            | Self::WorkPacketCompleted
            | Self::WorkPacketDeleted
            | Self::MicroTasksRegistered
            | Self::MtIterationCompleted
            | Self::MtStarted
            | Self::MtCompleted
            | Self::MtEscalated
            | Self::MtFailed
            | Self::DependencyAdded
            | Self::DependencyRemoved => true,
            Self::TaskBoardEntryAdded
            | Self::TaskBoardSynced
            | Self::TaskBoardStatusChanged
            | Self::SyncStarted
            | Self::SyncCompleted
            | Self::SyncFailed
            | Self::WorkQueryExecuted => false,
        }
    }
}

impl Event {
    /// The Bronze records it names, in the order it names them; without them its text can't be read again.
    #[must_use]
    pub fn bronze_ids(&self) -> Vec<BronzeId> {
        fn with_notes(own: BronzeId, notes: &[WrittenNote]) -> Vec<BronzeId> {
            std::iter::once(own).chain(notes.iter().map(|note| note.bronze_id)).collect()
        }
        match self {
            Self::WorkPacketCreated(p) => vec![p.bronze_id],
            Self::WorkPacketUpdated(p) => with_notes(p.bronze_id, &p.notes),
            Self::WorkPacketGated(p) => vec![p.bronze_id],
            Self::WorkPacketCompleted(p) => with_notes(p.bronze_id, &p.notes),
            Self::WorkPacketDeleted(p) => {
                std::iter::once(p.bronze_id).chain(p.dependencies.iter().map(|edge| edge.bronze_id)).collect()
            }
            Self::MicroTasksRegistered(p) => p.micro_tasks.iter().map(|mt| mt.bronze_id).collect(),
            Self::MtIterationCompleted(p) => vec![p.bronze_id, p.mt_bronze_id],
            Self::MtStarted(p) => vec![p.bronze_id],
            Self::MtCompleted(p) => vec![p.bronze_id],
            Self::MtEscalated(p) => vec![p.bronze_id],
            Self::MtFailed(p) => vec![p.bronze_id],
            Self::DependencyAdded(p) => vec![p.bronze_id],
            Self::DependencyRemoved(p) => vec![p.bronze_id],
            Self::TaskBoardEntryAdded(_)
            | Self::TaskBoardSynced(_)
            | Self::TaskBoardStatusChanged(_)
            | Self::SyncStarted(_)
            | Self::SyncCompleted(_)
            | Self::SyncFailed(_)
            | Self::WorkQueryExecuted(_) => Vec::new(),
        }
    }
}
