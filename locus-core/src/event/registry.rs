//! The registry: exactly these 20, each with its name and its code.

use super::{
    DependencyAdded, DependencyRemoved, MicroTasksRegistered, MtCompleted, MtEscalated, MtFailed,
    MtIterationCompleted, MtStarted, SyncCompleted, SyncFailed, SyncStarted, TaskBoardEntryAdded,
    TaskBoardStatusChanged, TaskBoardSynced, WorkPacketCompleted, WorkPacketCreated, WorkPacketDeleted,
    WorkPacketGated, WorkPacketUpdated, WorkQueryExecuted,
};
use crate::domain::enums::text_enum;
use crate::domain::{MtId, Source, WpId};

/// Defines the event types, their codes and the enum of typed payloads in one list.
macro_rules! events {
    ($($(#[$meta:meta])* $payload:ident = $name:literal, $code:literal;)+) => {
        text_enum! {
            /// The name of an event.
            EventType { $($(#[$meta])* $payload = $name),+ }
        }

        impl EventType {
            /// Its code, e.g. `FR-EVT-WP-001`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$payload => concat!("FR-EVT-", $code)),+ }
            }

            /// The schema of its payload.
            pub fn payload_schema(self, generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                match self { $(Self::$payload => generator.subschema_for::<$payload>()),+ }
            }
        }

        /// Something that happened, with its payload.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Event { $($(#[$meta])* $payload($payload)),+ }

        impl Event {
            /// Its name.
            #[must_use]
            pub const fn event_type(&self) -> EventType {
                match self { $(Self::$payload(_) => EventType::$payload),+ }
            }
        }

        $(impl From<$payload> for Event {
            fn from(payload: $payload) -> Self {
                Self::$payload(payload)
            }
        })+
    };
}

events! {
    /// A packet came to be.
    WorkPacketCreated = "work_packet_created", "WP-001";
    /// A packet changed.
    WorkPacketUpdated = "work_packet_updated", "WP-002";
    /// A gate was judged.
    WorkPacketGated = "work_packet_gated", "WP-003";
    /// A done packet was closed.
    WorkPacketCompleted = "work_packet_completed", "WP-004";
    /// A packet was deleted, with its edges.
    WorkPacketDeleted = "work_packet_deleted", "WP-005";
    /// Micro-tasks were registered.
    MicroTasksRegistered = "micro_tasks_registered", "MT-001";
    /// An iteration was recorded.
    MtIterationCompleted = "mt_iteration_completed", "MT-002";
    /// A micro-task was started or resumed.
    MtStarted = "mt_started", "MT-003";
    /// A micro-task was completed or skipped.
    MtCompleted = "mt_completed", "MT-004";
    /// A micro-task went up one level.
    MtEscalated = "mt_escalated", "MT-005";
    /// A micro-task failed.
    MtFailed = "mt_failed", "MT-006";
    /// An edge was added.
    DependencyAdded = "dependency_added", "DEP-001";
    /// An edge was removed.
    DependencyRemoved = "dependency_removed", "DEP-002";
    /// A packet got a line on the board.
    TaskBoardEntryAdded = "task_board_entry_added", "TB-001";
    /// Board and database were brought in step.
    TaskBoardSynced = "task_board_synced", "TB-002";
    /// The board changed a packet's status.
    TaskBoardStatusChanged = "task_board_status_changed", "TB-003";
    /// A sync that changes something began.
    SyncStarted = "sync_started", "SYNC-001";
    /// It ended well.
    SyncCompleted = "sync_completed", "SYNC-002";
    /// It ended badly.
    SyncFailed = "sync_failed", "SYNC-003";
    /// A query was answered.
    WorkQueryExecuted = "work_query_executed", "QUERY-001";
}

impl Event {
    /// The packet it is about, if it is about one.
    #[must_use]
    pub const fn wp_id(&self) -> Option<&WpId> {
        match self {
            Self::WorkPacketCreated(p) => Some(&p.wp_id),
            Self::WorkPacketUpdated(p) => Some(&p.wp_id),
            Self::WorkPacketGated(p) => Some(&p.wp_id),
            Self::WorkPacketCompleted(p) => Some(&p.wp_id),
            Self::WorkPacketDeleted(p) => Some(&p.wp_id),
            Self::MicroTasksRegistered(p) => Some(&p.wp_id),
            Self::MtIterationCompleted(p) => Some(&p.wp_id),
            Self::MtStarted(p) => Some(&p.wp_id),
            Self::MtCompleted(p) => Some(&p.wp_id),
            Self::MtEscalated(p) => Some(&p.wp_id),
            Self::MtFailed(p) => Some(&p.wp_id),
            Self::DependencyAdded(p) => Some(&p.from_wp_id),
            Self::DependencyRemoved(p) => Some(&p.from_wp_id),
            Self::TaskBoardEntryAdded(p) => Some(&p.wp_id),
            Self::TaskBoardStatusChanged(p) => Some(&p.wp_id),
            Self::TaskBoardSynced(_)
            | Self::SyncStarted(_)
            | Self::SyncCompleted(_)
            | Self::SyncFailed(_)
            | Self::WorkQueryExecuted(_) => None,
        }
    }

    /// By which way it came in, where an operation tells of it.
    #[must_use]
    pub const fn source(&self) -> Option<Source> {
        match self {
            Self::WorkPacketCreated(p) => Some(p.source),
            Self::WorkPacketUpdated(p) => Some(p.source),
            Self::WorkPacketGated(p) => Some(p.source),
            Self::WorkPacketCompleted(p) => Some(p.source),
            Self::WorkPacketDeleted(p) => Some(p.source),
            Self::MicroTasksRegistered(p) => Some(p.source),
            Self::MtIterationCompleted(p) => Some(p.source),
            Self::MtStarted(p) => Some(p.source),
            Self::MtCompleted(p) => Some(p.source),
            Self::MtEscalated(p) => Some(p.source),
            Self::MtFailed(p) => Some(p.source),
            Self::DependencyAdded(p) => Some(p.source),
            Self::DependencyRemoved(p) => Some(p.source),
            Self::TaskBoardEntryAdded(_)
            | Self::TaskBoardSynced(_)
            | Self::TaskBoardStatusChanged(_)
            | Self::SyncStarted(_)
            | Self::SyncCompleted(_)
            | Self::SyncFailed(_)
            | Self::WorkQueryExecuted(_) => None,
        }
    }

    /// The micro-task it is about, if it is about one.
    #[must_use]
    pub const fn mt_id(&self) -> Option<&MtId> {
        match self {
            Self::MtIterationCompleted(p) => Some(&p.mt_id),
            Self::MtStarted(p) => Some(&p.mt_id),
            Self::MtCompleted(p) => Some(&p.mt_id),
            Self::MtEscalated(p) => Some(&p.mt_id),
            Self::MtFailed(p) => Some(&p.mt_id),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_types_with_twenty_codes() {
        let codes: std::collections::BTreeSet<_> = EventType::ALL.iter().map(|kind| kind.code()).collect();
        assert_eq!((EventType::ALL.len(), codes.len()), (20, 20));
    }
}
