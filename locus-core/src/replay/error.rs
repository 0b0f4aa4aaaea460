//! Why events can't be replayed.

use crate::domain::{BronzeId, ReplicaId};
use crate::ports::{EventRecord, RecorderError, StoreError};

/// Why events can't be replayed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    /// The store can't answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An event breaks a rule of the registry.
    #[error(transparent)]
    Recorder(#[from] RecorderError),
    /// An event names a record that isn't there.
    #[error("event {sequence} of replica {replica_id} names {bronze_id}, which is not there")]
    MissingRecord {
        /// The event's replica.
        replica_id: ReplicaId,
        /// The event's number there.
        sequence: u64,
        /// The record.
        bronze_id: BronzeId,
    },
    /// An event and the record it names don't agree.
    #[error("event {sequence} of replica {replica_id} and {bronze_id} don't agree: {what}")]
    Disagreement {
        /// The event's replica.
        replica_id: ReplicaId,
        /// The event's number there.
        sequence: u64,
        /// The record.
        bronze_id: BronzeId,
        /// Where they differ.
        what: String,
    },
    /// A record is not as it was when an event that names it was sealed.
    #[error(
        "event {sequence} of replica {replica_id} does not vouch for {}: changed after the event was sealed",
        bronze.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    )]
    Changed {
        /// The event's replica.
        replica_id: ReplicaId,
        /// The event's number there.
        sequence: u64,
        /// The records it names, one of them or more changed.
        bronze: Vec<BronzeId>,
    },
    /// An event had seen another one that is not known.
    #[error(
        "event {sequence} of replica {replica_id} had seen event {seen_sequence} of replica {seen_replica}, which is \
         neither known nor given"
    )]
    Unseen {
        /// The event's replica.
        replica_id: ReplicaId,
        /// The event's number there.
        sequence: u64,
        /// The replica of the missing one.
        seen_replica: ReplicaId,
        /// Its number there.
        seen_sequence: u64,
    },
    /// An event is about something that no event before it brought into being.
    #[error("event {sequence} of replica {replica_id} is about {what}, which came from nowhere")]
    Nowhere {
        /// The event's replica.
        replica_id: ReplicaId,
        /// The event's number there.
        sequence: u64,
        /// What it is about.
        what: String,
    },
}

impl ReplayError {
    pub(super) fn disagreement(event: &EventRecord, bronze_id: BronzeId, what: impl Into<String>) -> Self {
        let (replica_id, sequence) = (event.replica_id, event.sequence);
        Self::Disagreement { replica_id, sequence, bronze_id, what: what.into() }
    }

    pub(super) fn nowhere(event: &EventRecord, what: impl ToString) -> Self {
        Self::Nowhere { replica_id: event.replica_id, sequence: event.sequence, what: what.to_string() }
    }
}
