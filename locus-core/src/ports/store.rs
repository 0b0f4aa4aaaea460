//! The repository: transactions over all tables of locus.md §6. Lists come in a defined order, always.

use super::{
    BoardRead, BoardState, ChainHead, Change, EventRecord, LoggedEvent, LoggedQuery, QueryRecord, ReplicaRead,
};
use crate::domain::binding::WorkPacketBinding;
use crate::domain::board::BoardBase;
use crate::domain::canonical::Hash;
use crate::domain::{
    BronzeId, BronzeKey, BronzeRecord, Dependency, DependencyId, DependencyType, Diagnostic, EdgeKey, Filter,
    Iteration, IterationKey, MicroTask, MtId, MtSummary, OpId, PacketState, Page, Position, Timestamp,
    UserId, WorkNote, WorkPacket, WpId, WpStatus,
};
use crate::event::EventType;
use std::time::Duration;

/// Why a store can't answer. No text of it suggests anything destructive.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Another process held the write lock all the time.
    #[error("another process is writing to the database; waited {waited_ms} ms for it")]
    Busy {
        /// How long, in milliseconds.
        waited_ms: u64,
    },
    /// There is no database there.
    #[error("there is no database at {path}")]
    Missing {
        /// Where it was looked for.
        path: String,
    },
    /// The database can't be written.
    #[error("the database can only be read: {reason}")]
    ReadOnly {
        /// Why.
        reason: String,
    },
    /// The database was written by a newer Locus.
    #[error("the database has schema {found}; this Locus knows schemas up to {known}")]
    NewerSchema {
        /// Its schema.
        found: u64,
        /// The newest this binary knows.
        known: u64,
    },
    /// What is stored is damaged or no Locus database.
    #[error("the database is damaged or not one of Locus: {reason}")]
    Damaged {
        /// What is wrong.
        reason: String,
    },
    /// Anything else.
    #[error("the database failed: {reason}")]
    Failed {
        /// What happened.
        reason: String,
    },
}

/// How long a write may wait for its turn: at the store, at a board, at a file of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wait {
    /// As long as whatever is waited for is set to.
    #[default]
    Default,
    /// At most so long.
    AtMost(Duration),
}

impl Wait {
    /// How long that is where the default is this long.
    #[must_use]
    pub const fn or(self, default: Duration) -> Duration {
        match self {
            Self::Default => default,
            Self::AtMost(bound) => bound,
        }
    }
}

/// Which way along an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Edges that lead to the packet.
    Incoming,
    /// Edges that start at it.
    Outgoing,
}

/// A found packet.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchHit {
    /// The packet.
    pub wp: WorkPacket,
    /// How well it fits; higher is better.
    pub score: f64,
    /// A passage with the words found in `[` `]`.
    pub snippet: String,
}

/// How many undeleted packets stand where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StatusCounts {
    /// By status, in the order of [`WpStatus::ALL`].
    pub by_status: [u64; 7],
    /// Those that can be worked on now.
    pub ready: u64,
    /// Those that are held up.
    pub blocked: u64,
}

impl StatusCounts {
    /// How many stand at this status.
    #[must_use]
    pub fn of(&self, status: WpStatus) -> u64 {
        self.by_status.get(status as usize).copied().unwrap_or(0)
    }

    /// All of them.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.by_status.iter().sum()
    }
}

/// The stored answer to a job with an op_id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobResult {
    /// The job's key.
    pub op_id: OpId,
    /// Hash of the request, role and actor included.
    pub request_hash: Hash,
    /// When it was answered.
    pub created_at: Timestamp,
    /// The answer, as JSON.
    pub answer: String,
}

/// Which events to read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventQuery {
    /// Only those behind this sequence number.
    pub after_sequence: u64,
    /// Only those about this packet.
    pub wp_id: Option<WpId>,
    /// Only those of this type.
    pub event_type: Option<EventType>,
    /// Only those at or after this moment.
    pub since: Option<Timestamp>,
    /// Only those by this actor.
    pub actor_id: Option<UserId>,
    /// The newest instead of the oldest; the answer is by sequence all the same.
    pub newest: bool,
    /// How many at most.
    pub limit: u32,
}

/// Reading packets and their notes.
pub trait Packets {
    /// The packet with this id, deleted ones included.
    fn packet(&self, id: &WpId) -> Result<Option<WorkPacket>, StoreError>;

    /// The ids of packets, deleted ones included, by id and behind this one.
    fn ids_after(&self, after: Option<&WpId>, limit: u32) -> Result<Vec<WpId>, StoreError>;

    /// Whether there is such a packet, and it is not deleted.
    fn has_packet(&self, id: &WpId) -> Result<bool, StoreError>;

    /// Its notes, in the order they were written.
    fn notes(&self, id: &WpId) -> Result<Vec<WorkNote>, StoreError>;

    /// Undeleted packets that pass the filter, in its order.
    fn list(&self, filter: &Filter) -> Result<Page<WorkPacket>, StoreError>;

    /// Packets that can be worked on now and pass the filter: [`crate::graph::Readiness::Ready`].
    fn ready(&self, filter: &Filter) -> Result<Page<WorkPacket>, StoreError>;

    /// Packets that are held up and pass the filter: [`crate::graph::Readiness::Blocked`].
    fn blocked(&self, filter: &Filter) -> Result<Page<WorkPacket>, StoreError>;

    /// Undeleted packets whose title, description, labels or notes hold all words of the text, best first. A word
    /// is found by its beginning too. Any text is a valid query.
    fn search(&self, text: &str, filter: &Filter) -> Result<Page<SearchHit>, StoreError>;

    /// How many packets stand where.
    fn counts(&self) -> Result<StatusCounts, StoreError>;

    /// The binding of a packet.
    fn binding(&self, id: &WpId) -> Result<Option<WorkPacketBinding>, StoreError>;

    /// The bindings of packets behind this one, by packet.
    fn bindings(&self, after: Option<&WpId>, limit: u32) -> Result<Vec<WorkPacketBinding>, StoreError>;
}

/// Reading micro-tasks and iterations.
pub trait MicroTasks {
    /// The packet's micro-tasks at a glance.
    fn mt_summary(&self, id: &WpId) -> Result<MtSummary, StoreError>;

    /// The packet's micro-tasks, by id.
    fn micro_tasks(&self, id: &WpId) -> Result<Vec<MicroTask>, StoreError>;

    /// Those in progress, whatever packet they are of that is neither deleted nor closed: by packet, then by id, so many at
    /// most.
    fn running_micro_tasks(&self, limit: u32) -> Result<Vec<MicroTask>, StoreError>;

    /// One of them.
    fn micro_task(&self, id: &WpId, mt_id: &MtId) -> Result<Option<MicroTask>, StoreError>;

    /// Its iterations, in the order they were recorded.
    fn iterations(&self, id: &WpId, mt_id: &MtId) -> Result<Vec<Iteration>, StoreError>;

    /// One of them.
    fn iteration(&self, key: &IterationKey) -> Result<Option<Iteration>, StoreError>;

    /// The one recorded last.
    fn newest_iteration(&self, id: &WpId, mt_id: &MtId) -> Result<Option<Iteration>, StoreError>;

    /// The highest iteration number recorded at a level, 0 if there is none.
    fn last_iteration_at(&self, id: &WpId, mt_id: &MtId, level: u64) -> Result<u64, StoreError>;
}

/// Reading edges.
pub trait Graph {
    /// The edge with this id.
    fn dependency(&self, id: DependencyId) -> Result<Option<Dependency>, StoreError>;

    /// The edge with this key.
    fn edge(&self, key: &EdgeKey) -> Result<Option<Dependency>, StoreError>;

    /// The packet's edges in one direction, by the name of their type, then by the packet at the other end.
    fn dependencies(&self, id: &WpId, direction: Direction) -> Result<Vec<Dependency>, StoreError>;

    /// The packets at the other end of its edges of one type, by id.
    fn neighbours(
        &self,
        id: &WpId,
        kind: DependencyType,
        direction: Direction,
    ) -> Result<Vec<WpId>, StoreError>;

    /// Edges behind this one, in an order of the store's own.
    fn edges(&self, after: Option<&EdgeKey>, limit: u32) -> Result<Vec<EdgeKey>, StoreError>;

    /// The packets that block it, each with its status, by id.
    fn blockers(&self, id: &WpId) -> Result<Vec<(WpId, WpStatus)>, StoreError>;

    /// The packets that it blocks, each with its status, by id.
    fn blocked_by(&self, id: &WpId) -> Result<Vec<(WpId, WpStatus)>, StoreError>;

    /// Where it stands in an order in which no `blocks` and no reversed `depends-on` leads back; none if the store
    /// keeps no such order. It spares the search for cycles, and changes no answer.
    fn position(&self, _id: &WpId) -> Result<Option<Position>, StoreError> {
        Ok(None)
    }
}

/// Reading what was recorded.
pub trait LogRead {
    /// Where the store's own chain stands.
    fn chain_head(&self) -> Result<ChainHead, StoreError>;

    /// Own events, by sequence.
    fn events(&self, query: &EventQuery) -> Result<Vec<EventRecord>, StoreError>;

    /// The newest query events, newest first.
    fn query_events(&self, limit: u32) -> Result<Vec<LoggedQuery>, StoreError>;

    /// Query events behind this number, by number.
    fn query_events_after(&self, sequence: u64, limit: u32) -> Result<Vec<LoggedQuery>, StoreError>;

    /// A Bronze record, whichever replica wrote it.
    fn bronze(&self, id: BronzeId) -> Result<Option<BronzeRecord>, StoreError>;

    /// How many Bronze records there are, whichever replica wrote them.
    fn bronze_count(&self) -> Result<u64, StoreError>;

    /// All Bronze records of a row, oldest first.
    fn history(&self, key: &BronzeKey) -> Result<Vec<BronzeRecord>, StoreError>;

    /// The stored answer to a job.
    fn job_result(&self, op_id: OpId) -> Result<Option<JobResult>, StoreError>;

    /// The answers kept under keys behind this one, by key; of those older than 30 days none.
    fn job_results(&self, after: Option<OpId>, limit: u32) -> Result<Vec<JobResult>, StoreError>;

    /// Diagnostics, newest first.
    fn diagnostics(&self, limit: u32) -> Result<Vec<Diagnostic>, StoreError>;
}

/// A consistent view of everything.
pub trait ReadTxn:
    Packets + MicroTasks + Graph + LogRead + ReplicaRead + BoardRead + std::fmt::Debug
{
}

/// A transaction that may write. Dropped without [`commit`](Txn::commit) it leaves no trace.
pub trait Txn: ReadTxn {
    /// Writes a row and all that is derived from it: blocker counts, readiness, the search index.
    fn apply(&mut self, change: &Change) -> Result<(), StoreError>;

    /// These edges are about to come: the store may put its packets in an order that fits them all at once, see
    /// [`position`](Graph::position). It changes no answer, and nothing is wrong if they don't come.
    fn expect_edges(&mut self, _edges: &[EdgeKey]) -> Result<(), StoreError> {
        Ok(())
    }

    /// Adds a Bronze record.
    fn put_bronze(&mut self, record: &BronzeRecord) -> Result<(), StoreError>;

    /// Adds an event to the store's own chain; it becomes the head.
    fn append(&mut self, record: &EventRecord) -> Result<(), StoreError>;

    /// Adds an event of another replica behind those known of it. From here on the store has seen it: its own events
    /// come later in the common order, and say so in their clocks.
    fn append_foreign(&mut self, event: &LoggedEvent) -> Result<(), StoreError>;

    /// Puts a packet with all that hangs on it in place of what stands there, with all that is derived from it. Its
    /// edges are not part of it.
    fn put_packet_state(&mut self, state: &PacketState) -> Result<(), StoreError>;

    /// Adds a query event, and forgets those older than 30 days.
    fn append_query(&mut self, record: &QueryRecord) -> Result<(), StoreError>;

    /// Keeps the answer to a job, and forgets those older than 30 days.
    fn put_job_result(&mut self, result: &JobResult) -> Result<(), StoreError>;

    /// Keeps a refusal.
    fn put_diagnostic(&mut self, diagnostic: &Diagnostic) -> Result<(), StoreError>;

    /// Keeps the binding of a packet.
    fn put_binding(&mut self, binding: &WorkPacketBinding) -> Result<(), StoreError>;

    /// Keeps what board and database agree on about a packet, in place of what was kept.
    fn put_board_base(&mut self, base: &BoardBase) -> Result<(), StoreError>;

    /// Forgets what was agreed on about a packet.
    fn remove_board_base(&mut self, id: &WpId) -> Result<(), StoreError>;

    /// Keeps where board and database met; the hash joins the last 1,000.
    fn put_board_state(&mut self, state: &BoardState) -> Result<(), StoreError>;

    /// Makes all of it permanent.
    fn commit(self: Box<Self>) -> Result<(), StoreError>;
}

/// A repository.
pub trait Store: std::fmt::Debug + Send {
    /// Opens a view.
    fn read(&mut self) -> Result<Box<dyn ReadTxn + '_>, StoreError>;

    /// Opens a writing transaction; there is one at a time.
    fn write(&mut self, wait: Wait) -> Result<Box<dyn Txn + '_>, StoreError>;

    /// Counts a query event that was dropped. It is counted beside the rows: those could not be written.
    fn count_dropped_query(&mut self) -> Result<(), StoreError>;

    /// How many query events were dropped since the store came to be.
    fn dropped_queries(&mut self) -> Result<u64, StoreError>;
}
