//! A transaction, and what it writes.

use crate::derived;
use crate::error::{damaged, failed, failure};
use crate::packet_state;
use crate::precedence;
use crate::query::search;
use crate::rows::event::Head;
use crate::rows::{
    binding, board, bronze, dependency, diagnostic, event, iteration, job_result, micro_task, note,
    query_event, replica, work_packet,
};
use crate::turn;
use locus_core::domain::binding::WorkPacketBinding;
use locus_core::domain::board::BoardBase;
use locus_core::domain::{
    BronzeRecord, Diagnostic, EdgeKey, PacketState, ReplicaId, WorkNote, WorkPacket, WpId,
};
use locus_core::ports::{
    BoardState, Change, EventRecord, JobResult, LoggedEvent, QueryRecord, Row, StoreError, Txn,
};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::cell::RefCell;
use std::time::Duration;
use uuid::Uuid;

const REPLICA: &str = "SELECT value FROM meta WHERE key = 'replica_id'";

/// A transaction on the store's connection. Dropped without commit it is rolled back.
#[derive(Debug)]
pub(crate) struct SqliteTxn<'a> {
    transaction: Transaction<'a>,
    replica_id: ReplicaId,
    /// The chain's head, once it was asked for: nobody else can move it while this lasts.
    head: RefCell<Option<Head>>,
}

impl<'a> SqliteTxn<'a> {
    /// Begins one, and fixes what it sees: all it reads from here on is of one moment. The connection is this one's
    /// alone while it lasts.
    pub(crate) fn begin(
        conn: &'a mut Connection,
        behavior: TransactionBehavior,
        wait: Duration,
    ) -> Result<Self, StoreError> {
        let conn = &*conn;
        conn.busy_timeout(Duration::ZERO).map_err(failure)?;
        let (transaction, replica_id) = turn::wait_for(wait, || {
            let transaction = Transaction::new_unchecked(conn, behavior)?;
            let replica_id: [u8; 16] =
                transaction.prepare_cached(REPLICA)?.query_row([], |row| row.get(0))?;
            Ok((transaction, replica_id))
        })?;
        let replica_id = ReplicaId::new(Uuid::from_bytes(replica_id));
        Ok(Self { transaction, replica_id, head: RefCell::new(None) })
    }

    pub(crate) fn conn(&self) -> &Connection {
        &self.transaction
    }

    pub(crate) fn head(&self) -> Result<Head, StoreError> {
        if let Some(head) = &*self.head.borrow() {
            return Ok(head.clone());
        }
        let head = event::head(self.conn(), self.replica_id)?;
        self.head.replace(Some(head.clone()));
        Ok(head)
    }

    pub(crate) const fn replica_id(&self) -> ReplicaId {
        self.replica_id
    }

    fn create_packet(&self, wp: &WorkPacket) -> Result<(), StoreError> {
        work_packet::insert(self.conn(), wp)?;
        let wp_key = self.conn().last_insert_rowid();
        let wp_key = u64::try_from(wp_key).map_err(|_| damaged("work_packets: a negative key"))?;
        search::add_texts(self.conn(), wp_key, wp, &[])
    }

    fn update_packet(&self, before: &WorkPacket, after: &WorkPacket) -> Result<(), StoreError> {
        let conn = self.conn();
        let standing = work_packet::standing(conn, &after.wp_id)?;
        let reindex = search::differs(before, after);
        if reindex {
            search::remove(conn, standing.wp_key)?;
        }
        work_packet::update(conn, before, after, &standing)?;
        if reindex {
            search::add(conn, standing.wp_key)?;
        }
        derived::status_written(conn, before, after)
    }

    fn add_note(&self, written: &WorkNote) -> Result<(), StoreError> {
        let conn = self.conn();
        let wp_key = work_packet::standing(conn, &written.wp_id)?.wp_key;
        search::remove(conn, wp_key)?;
        note::insert(conn, written)?;
        search::add(conn, wp_key)
    }
}

impl Txn for SqliteTxn<'_> {
    fn apply(&mut self, change: &Change) -> Result<(), StoreError> {
        let conn = self.conn();
        match &change.row {
            Row::WorkPacket { before: None, after } => self.create_packet(after),
            Row::WorkPacket { before: Some(before), after } => self.update_packet(before, after),
            Row::Note(note) => self.add_note(note),
            Row::MicroTask { before: None, after } => micro_task::insert(conn, after),
            Row::MicroTask { before: Some(before), after } => micro_task::update(conn, before, after),
            Row::Iteration(iteration) => iteration::insert(conn, iteration),
            Row::DependencyAdded(edge) => {
                dependency::insert(conn, edge)?;
                derived::edge_written(conn, edge, true)
            }
            Row::DependencyRemoved { edge, .. } => {
                dependency::delete(conn, edge)?;
                derived::edge_written(conn, edge, false)
            }
        }
    }

    fn expect_edges(&mut self, edges: &[EdgeKey]) -> Result<(), StoreError> {
        precedence::expect(self.conn(), edges)
    }

    fn put_bronze(&mut self, record: &BronzeRecord) -> Result<(), StoreError> {
        bronze::insert(self.conn(), record)
    }

    fn append(&mut self, record: &EventRecord) -> Result<(), StoreError> {
        let head = self.head()?;
        let chain = &head.chain;
        let follows = record.replica_id == chain.replica_id
            && record.sequence == chain.sequence + 1
            && record.prev_hash == chain.hash;
        if !follows {
            return Err(failed(format!(
                "event {} of replica {} does not follow event {} of replica {}",
                record.sequence, record.replica_id, chain.sequence, chain.replica_id
            )));
        }
        let lamport = head.lamport + 1;
        event::insert(self.conn(), record, lamport)?;
        self.head.replace(Some(Head { chain: record.head(), lamport }));
        Ok(())
    }

    fn append_foreign(&mut self, event: &LoggedEvent) -> Result<(), StoreError> {
        let mut head = self.head()?;
        replica::insert(self.conn(), event, head.chain.sequence + 1)?;
        head.chain.clock.observe(event.record.replica_id, event.record.sequence);
        head.lamport = head.lamport.max(event.lamport);
        self.head.replace(Some(head));
        Ok(())
    }

    fn put_packet_state(&mut self, state: &PacketState) -> Result<(), StoreError> {
        packet_state::put(self.conn(), state)
    }

    fn append_query(&mut self, record: &QueryRecord) -> Result<(), StoreError> {
        query_event::append(self.conn(), record)
    }

    fn put_job_result(&mut self, result: &JobResult) -> Result<(), StoreError> {
        job_result::put(self.conn(), result)
    }

    fn put_diagnostic(&mut self, diagnostic: &Diagnostic) -> Result<(), StoreError> {
        diagnostic::insert(self.conn(), diagnostic)
    }

    fn put_binding(&mut self, binding: &WorkPacketBinding) -> Result<(), StoreError> {
        binding::put(self.conn(), binding)
    }

    fn put_board_base(&mut self, base: &BoardBase) -> Result<(), StoreError> {
        board::put_base(self.conn(), base)
    }

    fn remove_board_base(&mut self, id: &WpId) -> Result<(), StoreError> {
        board::remove_base(self.conn(), id)
    }

    fn put_board_state(&mut self, state: &BoardState) -> Result<(), StoreError> {
        board::put_state(self.conn(), state)
    }

    fn commit(self: Box<Self>) -> Result<(), StoreError> {
        self.transaction.commit().map_err(failure)
    }
}
