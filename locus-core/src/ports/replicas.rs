//! The logs of all replicas of a project, the store's own and those that came in.

use super::{EventRecord, StoreError};
use crate::domain::canonical::Hash;
use crate::domain::{BronzeRecord, ReplicaId, Timestamp, WpId};

/// Where an event stands in the common order: lamport, replica, sequence.
pub type EventPlace = (u64, ReplicaId, u64);

/// An event of any replica, and where it stands in the order that all replicas agree on (locus.md §3, sync_events).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedEvent {
    /// One more than the largest its replica had seen.
    pub lamport: u64,
    /// The event.
    pub record: EventRecord,
}

impl LoggedEvent {
    /// What the order goes by: lamport, replica, sequence.
    #[must_use]
    pub const fn place(&self) -> EventPlace {
        (self.lamport, self.record.replica_id, self.record.sequence)
    }
}

/// The newest known event of a replica.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplicaHead {
    /// Whose chain it is.
    pub replica_id: ReplicaId,
    /// The event's number.
    pub sequence: u64,
    /// Its hash.
    pub hash: Hash,
    /// Its time.
    pub timestamp: Timestamp,
    /// Its place in the common order.
    pub lamport: u64,
}

impl From<&LoggedEvent> for ReplicaHead {
    fn from(event: &LoggedEvent) -> Self {
        let record = &event.record;
        Self {
            replica_id: record.replica_id,
            sequence: record.sequence,
            hash: record.hash,
            timestamp: record.context.timestamp,
            lamport: event.lamport,
        }
    }
}

/// An event with the Bronze records it names: what replicas exchange, and what a state is rebuilt from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventWithContent {
    /// The event.
    pub record: EventRecord,
    /// The records, in the order the event names them.
    pub bronze: Vec<BronzeRecord>,
}

/// Reading the logs of all replicas.
pub trait ReplicaRead {
    /// The newest event of each replica that has one, the store's own included, by replica.
    fn replica_heads(&self) -> Result<Vec<ReplicaHead>, StoreError>;

    /// A replica's events behind this sequence, in order.
    fn replica_events(
        &self,
        replica: ReplicaId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<LoggedEvent>, StoreError>;

    /// All events that are about a packet, of all replicas, in the common order.
    fn packet_log(&self, id: &WpId) -> Result<Vec<LoggedEvent>, StoreError>;

    /// All events that add or remove an edge which leads to a packet, of all replicas, in the common order. Those on
    /// edges that start at it are in its [`packet_log`](Self::packet_log).
    fn incoming_edge_log(&self, id: &WpId) -> Result<Vec<LoggedEvent>, StoreError>;

    /// The places of all events that edges depend on (`dependency_…`, `work_packet_deleted`), of all replicas, in the
    /// common order.
    fn edge_log(&self) -> Result<Vec<EventPlace>, StoreError>;
}
