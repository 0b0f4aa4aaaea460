//! A repository in memory: for tests, and for embedders with small projects. It derives everything from the rows
//! when asked, by the definitions of [`crate::graph`], so that it is what other stores are compared with. A
//! transaction works on a copy: its cost grows with what is stored.

mod read_board;
mod read_graph;
mod read_log;
mod read_micro_tasks;
mod read_packets;
mod read_replicas;
mod search;
mod write;

use crate::domain::binding::WorkPacketBinding;
use crate::domain::board::BoardBase;
use crate::domain::{
    BronzeRecord, Dependency, Diagnostic, EdgeKey, Iteration, IterationKey, MicroTask, MtId, OpId, ReplicaId,
    WorkNote, WorkPacket, WpId,
};
use crate::ports::{BoardState, JobResult, LoggedEvent, LoggedQuery, ReadTxn, Store, StoreError, Txn, Wait};
use std::borrow::Borrow;
use std::collections::BTreeMap;

/// All rows.
#[derive(Debug, Clone)]
struct State {
    replica_id: ReplicaId,
    packets: BTreeMap<WpId, WorkPacket>,
    notes: Vec<WorkNote>,
    micro_tasks: BTreeMap<(WpId, MtId), MicroTask>,
    iterations: BTreeMap<IterationKey, Iteration>,
    edges: BTreeMap<EdgeKey, Dependency>,
    bronze: Vec<BronzeRecord>,
    events: Vec<LoggedEvent>,
    foreign: Vec<ForeignEvent>,
    queries: Vec<LoggedQuery>,
    job_results: BTreeMap<OpId, JobResult>,
    diagnostics: Vec<Diagnostic>,
    bindings: BTreeMap<WpId, WorkPacketBinding>,
    board_bases: BTreeMap<WpId, BoardBase>,
    boards: Vec<BoardState>,
}

/// An event of another replica.
#[derive(Debug, Clone)]
struct ForeignEvent {
    event: LoggedEvent,
    /// The number of the first own event that knew of it.
    seen_by: u64,
}

/// The repository.
#[derive(Debug)]
pub struct MemoryStore {
    state: State,
    dropped_queries: u64,
}

impl MemoryStore {
    /// An empty repository of this replica.
    #[must_use]
    pub const fn new(replica_id: ReplicaId) -> Self {
        Self {
            state: State {
                replica_id,
                packets: BTreeMap::new(),
                notes: Vec::new(),
                micro_tasks: BTreeMap::new(),
                iterations: BTreeMap::new(),
                edges: BTreeMap::new(),
                bronze: Vec::new(),
                events: Vec::new(),
                foreign: Vec::new(),
                queries: Vec::new(),
                job_results: BTreeMap::new(),
                diagnostics: Vec::new(),
                bindings: BTreeMap::new(),
                board_bases: BTreeMap::new(),
                boards: Vec::new(),
            },
            dropped_queries: 0,
        }
    }
}

/// Reading from a state, shared or a transaction's own.
#[derive(Debug)]
struct View<S>(S);

impl<S: Borrow<State>> View<S> {
    fn state(&self) -> &State {
        self.0.borrow()
    }
}

impl<S: Borrow<State> + std::fmt::Debug> ReadTxn for View<S> {}

/// A transaction's copy, and where it goes when committed.
#[derive(Debug)]
struct Working<'a> {
    state: State,
    target: &'a mut State,
}

impl Borrow<State> for Working<'_> {
    fn borrow(&self) -> &State {
        &self.state
    }
}

impl Store for MemoryStore {
    fn read(&mut self) -> Result<Box<dyn ReadTxn + '_>, StoreError> {
        Ok(Box::new(View(&self.state)))
    }

    fn write(&mut self, _wait: Wait) -> Result<Box<dyn Txn + '_>, StoreError> {
        Ok(Box::new(View(Working { state: self.state.clone(), target: &mut self.state })))
    }

    fn count_dropped_query(&mut self) -> Result<(), StoreError> {
        self.dropped_queries += 1;
        Ok(())
    }

    fn dropped_queries(&mut self) -> Result<u64, StoreError> {
        Ok(self.dropped_queries)
    }
}
