//! The 18 operations as data (locus.md §3): name, capabilities, events.

use crate::domain::CapabilityAxis;
use crate::domain::enums::text_enum;
use crate::event::EventType;

text_enum! {
    /// The name of an operation.
    OperationName {
        /// Creates a packet.
        CreateWp = "create_wp",
        /// Changes a packet.
        UpdateWp = "update_wp",
        /// Judges a gate.
        GateWp = "gate_wp",
        /// Closes a done packet.
        CloseWp = "close_wp",
        /// Deletes a packet.
        DeleteWp = "delete_wp",
        /// Registers micro-tasks.
        RegisterMts = "register_mts",
        /// Starts or resumes a micro-task.
        StartMt = "start_mt",
        /// Records an iteration.
        RecordIteration = "record_iteration",
        /// Ends a micro-task.
        CompleteMt = "complete_mt",
        /// Adds an edge.
        AddDependency = "add_dependency",
        /// Removes an edge.
        RemoveDependency = "remove_dependency",
        /// What can be worked on now.
        QueryReady = "query_ready",
        /// What is held up, and why.
        QueryBlocked = "query_blocked",
        /// All about one packet.
        GetWpStatus = "get_wp_status",
        /// All about a packet's micro-tasks.
        GetMtProgress = "get_mt_progress",
        /// Packets by their words.
        Search = "search",
        /// Brings board and database in step.
        SyncTaskBoard = "sync_task_board",
        /// Exchanges events with another replica.
        SyncEvents = "sync_events",
    }
}

/// What an operation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperationKind {
    /// It decides and one transaction commits.
    Mutation,
    /// It reads.
    Query,
    /// It runs operations and touches files.
    Workflow,
}

impl OperationName {
    /// What it is.
    #[must_use]
    pub const fn kind(self) -> OperationKind {
        match self {
            Self::CreateWp
            | Self::UpdateWp
            | Self::GateWp
            | Self::CloseWp
            | Self::DeleteWp
            | Self::RegisterMts
            | Self::StartMt
            | Self::RecordIteration
            | Self::CompleteMt
            | Self::AddDependency
            | Self::RemoveDependency => OperationKind::Mutation,
            Self::QueryReady
            | Self::QueryBlocked
            | Self::GetWpStatus
            | Self::GetMtProgress
            | Self::Search => OperationKind::Query,
            Self::SyncTaskBoard | Self::SyncEvents => OperationKind::Workflow,
        }
    }

    /// The capabilities it needs, all of them.
    #[must_use]
    pub const fn needs(self) -> &'static [CapabilityAxis] {
        use CapabilityAxis::{Delete, FsRead, FsWrite, Gate, Read, Sync, Write};
        match self {
            Self::GateWp => &[Gate],
            Self::DeleteWp => &[Delete],
            Self::CreateWp
            | Self::UpdateWp
            | Self::CloseWp
            | Self::RegisterMts
            | Self::StartMt
            | Self::RecordIteration
            | Self::CompleteMt
            | Self::AddDependency
            | Self::RemoveDependency => &[Write],
            Self::QueryReady
            | Self::QueryBlocked
            | Self::GetWpStatus
            | Self::GetMtProgress
            | Self::Search => &[Read],
            Self::SyncTaskBoard => &[Write, FsRead, FsWrite],
            Self::SyncEvents => &[Sync],
        }
    }

    /// The events it may emit.
    #[must_use]
    pub const fn events(self) -> &'static [EventType] {
        use EventType as E;
        match self {
            Self::CreateWp => &[E::WorkPacketCreated],
            Self::UpdateWp => &[E::WorkPacketUpdated],
            Self::GateWp => &[E::WorkPacketGated],
            Self::CloseWp => &[E::WorkPacketCompleted],
            Self::DeleteWp => &[E::WorkPacketDeleted],
            Self::RegisterMts => &[E::MicroTasksRegistered],
            Self::StartMt => &[E::MtStarted],
            Self::RecordIteration => &[E::MtIterationCompleted, E::MtEscalated, E::MtCompleted, E::MtFailed],
            Self::CompleteMt => &[E::MtCompleted, E::MtFailed],
            Self::AddDependency => &[E::DependencyAdded],
            Self::RemoveDependency => &[E::DependencyRemoved],
            Self::QueryReady
            | Self::QueryBlocked
            | Self::GetWpStatus
            | Self::GetMtProgress
            | Self::Search => &[E::WorkQueryExecuted],
            Self::SyncTaskBoard => &[
                E::SyncStarted,
                E::WorkPacketCreated,
                E::WorkPacketUpdated,
                E::WorkPacketGated,
                E::TaskBoardEntryAdded,
                E::TaskBoardStatusChanged,
                E::TaskBoardSynced,
                E::SyncCompleted,
                E::SyncFailed,
            ],
            Self::SyncEvents => &[E::SyncStarted, E::SyncCompleted, E::SyncFailed],
        }
    }

    /// The protocol id of its job.
    #[must_use]
    pub fn protocol_id(self) -> String {
        format!("locus_{self}_v1")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_event_is_emitted_by_some_operation_and_there_are_18() {
        let emitted: BTreeSet<_> = OperationName::ALL.iter().flat_map(|name| name.events()).collect();
        assert_eq!(emitted.len(), EventType::ALL.len());
        assert_eq!(OperationName::ALL.len(), 18);
    }

    #[test]
    fn only_queries_make_do_with_reading() {
        for name in OperationName::ALL {
            let reads = name.needs() == [CapabilityAxis::Read];
            assert_eq!(reads, name.kind() == OperationKind::Query, "{name}");
        }
    }
}
