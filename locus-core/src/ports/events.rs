//! The Flight Recorder as the engine sees it: an event and the chain's head go in, a sealed record comes out.

use crate::domain::canonical::Hash;
use crate::domain::{
    ActorKind, BronzeRecord, EventId, MtId, Reference, ReplicaId, Timestamp, TraceId, UserId, VectorClock,
    WpId,
};
use crate::event::{Event, EventType, WorkQueryExecuted};

/// Where a store's own chain of events stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainHead {
    /// The store's replica.
    pub replica_id: ReplicaId,
    /// Sequence of the newest own event, 0 before the first.
    pub sequence: u64,
    /// Its hash, zeros before the first.
    pub hash: Hash,
    /// Its time: no later event is earlier.
    pub timestamp: Option<Timestamp>,
    /// What the store has seen of all replicas, its own newest event included.
    pub clock: VectorClock,
}

/// What the envelope says besides the event itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvelopeContext {
    /// Id of the event.
    pub event_id: EventId,
    /// When it happened.
    pub timestamp: Timestamp,
    /// What kind of actor did it.
    pub actor: ActorKind,
    /// Who did it.
    pub actor_id: UserId,
    /// What ties together the events of one request.
    pub trace_id: TraceId,
    /// The job it came with.
    pub job_id: Option<Reference>,
}

/// A sealed event. A store keeps it as it is; only the recorder makes and reads its JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRecord {
    /// What the envelope says.
    pub context: EnvelopeContext,
    /// Its name.
    pub event_type: EventType,
    /// The replica it happened on.
    pub replica_id: ReplicaId,
    /// Its number there, gapless from 1.
    pub sequence: u64,
    /// What the replica had seen, this event included.
    pub vector_clock: VectorClock,
    /// Hash of the event before it.
    pub prev_hash: Hash,
    /// Its own hash.
    pub hash: Hash,
    /// Its payload, as canonical JSON.
    pub payload: String,
    /// The packet it is about.
    pub wp_id: Option<WpId>,
    /// The micro-task it is about.
    pub mt_id: Option<MtId>,
}

impl EventRecord {
    /// The chain's head behind this record.
    #[must_use]
    pub fn head(&self) -> ChainHead {
        ChainHead {
            replica_id: self.replica_id,
            sequence: self.sequence,
            hash: self.hash,
            timestamp: Some(self.context.timestamp),
            clock: self.vector_clock.clone(),
        }
    }

    /// Whether its replica had seen the other event before it recorded this one.
    #[must_use]
    pub fn knew(&self, other: &Self) -> bool {
        if other.replica_id == self.replica_id {
            other.sequence < self.sequence
        } else {
            other.sequence <= self.vector_clock.get(other.replica_id)
        }
    }
}

/// A query event: numbered per replica, not chained, kept 30 days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryRecord {
    /// What the envelope says.
    pub context: EnvelopeContext,
    /// What was asked.
    pub event: WorkQueryExecuted,
}

/// A query event with its number in the store's own stream of queries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedQuery {
    /// Its number, from 1; older ones may be forgotten already.
    pub sequence: u64,
    /// The query event.
    pub record: QueryRecord,
}

/// The Flight Recorder refuses an event: `HSK-400-INVALID-EVENT`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("event {event_type} is not valid: {reason}")]
pub struct RecorderError {
    /// The event's name.
    pub event_type: EventType,
    /// The key and what is wrong with it.
    pub reason: String,
}

/// Turns events into sealed records.
pub trait Recorder: std::fmt::Debug + Send {
    /// Encodes, validates and chains an event behind `head`. It vouches for the records it names, which are among
    /// `written`.
    ///
    /// # Errors
    /// If the event breaks a rule of the registry or names another record; nothing may be stored then.
    fn seal(
        &self,
        event: &Event,
        context: EnvelopeContext,
        head: &ChainHead,
        written: &[BronzeRecord],
    ) -> Result<EventRecord, RecorderError>;

    /// Reads a sealed event again.
    ///
    /// # Errors
    /// If its payload breaks a rule of the registry.
    fn open(&self, record: &EventRecord) -> Result<Event, RecorderError>;

    /// Whether these are the records that the event names, in its order, each as it was when the event was sealed.
    /// Of their contents it knows the hashes.
    fn vouches(&self, record: &EventRecord, bronze: &[BronzeRecord]) -> bool;
}
