//! What a transaction reads: the ports, each question handed on to the module that knows its table.

use crate::precedence;
use crate::query::page::{Scope, page};
use crate::query::{counts, search};
use crate::rows::{
    binding, board, bronze, dependency, diagnostic, event, iteration, job_result, micro_task, note,
    query_event, replica, work_packet,
};
use crate::txn::SqliteTxn;
use locus_core::domain::binding::WorkPacketBinding;
use locus_core::domain::board::BoardBase;
use locus_core::domain::canonical::Hash;
use locus_core::domain::{
    BronzeId, BronzeKey, BronzeRecord, Dependency, DependencyId, DependencyType, Diagnostic, EdgeKey, Filter,
    Iteration, IterationKey, MicroTask, MtId, MtSummary, OpId, Page, Position, ReplicaId, WorkNote,
    WorkPacket, WpId, WpStatus,
};
use locus_core::ports::{
    BoardRead, BoardState, ChainHead, Direction, EventPlace, EventQuery, EventRecord, Graph, JobResult,
    LogRead, LoggedEvent, LoggedQuery, MicroTasks, Packets, ReadTxn, ReplicaHead, ReplicaRead, SearchHit,
    StatusCounts, StoreError,
};

impl Packets for SqliteTxn<'_> {
    fn packet(&self, id: &WpId) -> Result<Option<WorkPacket>, StoreError> {
        work_packet::get(self.conn(), id)
    }

    fn ids_after(&self, after: Option<&WpId>, limit: u32) -> Result<Vec<WpId>, StoreError> {
        work_packet::ids_after(self.conn(), after, limit)
    }

    fn has_packet(&self, id: &WpId) -> Result<bool, StoreError> {
        work_packet::is_there(self.conn(), id)
    }

    fn notes(&self, id: &WpId) -> Result<Vec<WorkNote>, StoreError> {
        note::of_packet(self.conn(), id)
    }

    fn list(&self, filter: &Filter) -> Result<Page<WorkPacket>, StoreError> {
        page(self.conn(), Scope::Listed, filter)
    }

    fn ready(&self, filter: &Filter) -> Result<Page<WorkPacket>, StoreError> {
        page(self.conn(), Scope::Ready, filter)
    }

    fn blocked(&self, filter: &Filter) -> Result<Page<WorkPacket>, StoreError> {
        page(self.conn(), Scope::Blocked, filter)
    }

    fn search(&self, text: &str, filter: &Filter) -> Result<Page<SearchHit>, StoreError> {
        search::search(self.conn(), text, filter)
    }

    fn counts(&self) -> Result<StatusCounts, StoreError> {
        counts::by_status(self.conn())
    }

    fn binding(&self, id: &WpId) -> Result<Option<WorkPacketBinding>, StoreError> {
        binding::get(self.conn(), id)
    }

    fn bindings(&self, after: Option<&WpId>, limit: u32) -> Result<Vec<WorkPacketBinding>, StoreError> {
        binding::behind(self.conn(), after, limit)
    }
}

impl MicroTasks for SqliteTxn<'_> {
    fn mt_summary(&self, id: &WpId) -> Result<MtSummary, StoreError> {
        micro_task::summary(self.conn(), id)
    }

    fn micro_tasks(&self, id: &WpId) -> Result<Vec<MicroTask>, StoreError> {
        micro_task::of_packet(self.conn(), id)
    }

    fn running_micro_tasks(&self, limit: u32) -> Result<Vec<MicroTask>, StoreError> {
        micro_task::running(self.conn(), limit)
    }

    fn micro_task(&self, id: &WpId, mt_id: &MtId) -> Result<Option<MicroTask>, StoreError> {
        micro_task::get(self.conn(), id, mt_id)
    }

    fn iterations(&self, id: &WpId, mt_id: &MtId) -> Result<Vec<Iteration>, StoreError> {
        iteration::of_mt(self.conn(), id, mt_id)
    }

    fn iteration(&self, key: &IterationKey) -> Result<Option<Iteration>, StoreError> {
        iteration::get(self.conn(), key)
    }

    fn newest_iteration(&self, id: &WpId, mt_id: &MtId) -> Result<Option<Iteration>, StoreError> {
        iteration::newest(self.conn(), id, mt_id)
    }

    fn last_iteration_at(&self, id: &WpId, mt_id: &MtId, level: u64) -> Result<u64, StoreError> {
        iteration::last_at(self.conn(), id, mt_id, level)
    }
}

impl Graph for SqliteTxn<'_> {
    fn dependency(&self, id: DependencyId) -> Result<Option<Dependency>, StoreError> {
        dependency::get(self.conn(), id)
    }

    fn edge(&self, key: &EdgeKey) -> Result<Option<Dependency>, StoreError> {
        dependency::get_by_key(self.conn(), key)
    }

    fn dependencies(&self, id: &WpId, direction: Direction) -> Result<Vec<Dependency>, StoreError> {
        dependency::of_packet(self.conn(), id, direction)
    }

    fn neighbours(
        &self,
        id: &WpId,
        kind: DependencyType,
        direction: Direction,
    ) -> Result<Vec<WpId>, StoreError> {
        dependency::neighbours(self.conn(), id, kind, direction)
    }

    fn edges(&self, after: Option<&EdgeKey>, limit: u32) -> Result<Vec<EdgeKey>, StoreError> {
        dependency::behind(self.conn(), after, limit)
    }

    fn blockers(&self, id: &WpId) -> Result<Vec<(WpId, WpStatus)>, StoreError> {
        dependency::standing(self.conn(), id, Direction::Incoming)
    }

    fn blocked_by(&self, id: &WpId) -> Result<Vec<(WpId, WpStatus)>, StoreError> {
        dependency::standing(self.conn(), id, Direction::Outgoing)
    }

    fn position(&self, id: &WpId) -> Result<Option<Position>, StoreError> {
        precedence::position(self.conn(), id)
    }
}

impl LogRead for SqliteTxn<'_> {
    fn chain_head(&self) -> Result<ChainHead, StoreError> {
        Ok(self.head()?.chain)
    }

    fn events(&self, query: &EventQuery) -> Result<Vec<EventRecord>, StoreError> {
        event::select(self.conn(), self.replica_id(), query)
    }

    fn query_events(&self, limit: u32) -> Result<Vec<LoggedQuery>, StoreError> {
        query_event::newest(self.conn(), limit)
    }

    fn query_events_after(&self, sequence: u64, limit: u32) -> Result<Vec<LoggedQuery>, StoreError> {
        query_event::after(self.conn(), sequence, limit)
    }

    fn bronze(&self, id: BronzeId) -> Result<Option<BronzeRecord>, StoreError> {
        bronze::get(self.conn(), id)
    }

    fn bronze_count(&self) -> Result<u64, StoreError> {
        bronze::count(self.conn())
    }

    fn history(&self, key: &BronzeKey) -> Result<Vec<BronzeRecord>, StoreError> {
        bronze::history(self.conn(), key)
    }

    fn job_result(&self, op_id: OpId) -> Result<Option<JobResult>, StoreError> {
        job_result::get(self.conn(), op_id)
    }

    fn job_results(&self, after: Option<OpId>, limit: u32) -> Result<Vec<JobResult>, StoreError> {
        job_result::behind(self.conn(), after, limit)
    }

    fn diagnostics(&self, limit: u32) -> Result<Vec<Diagnostic>, StoreError> {
        diagnostic::newest(self.conn(), limit)
    }
}

impl ReplicaRead for SqliteTxn<'_> {
    fn replica_heads(&self) -> Result<Vec<ReplicaHead>, StoreError> {
        replica::heads(self.conn(), self.replica_id())
    }

    fn replica_events(
        &self,
        replica: ReplicaId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<LoggedEvent>, StoreError> {
        replica::events(self.conn(), self.replica_id(), replica, after, limit)
    }

    fn packet_log(&self, id: &WpId) -> Result<Vec<LoggedEvent>, StoreError> {
        replica::of_packet(self.conn(), self.replica_id(), id)
    }

    fn incoming_edge_log(&self, id: &WpId) -> Result<Vec<LoggedEvent>, StoreError> {
        replica::of_incoming_edges(self.conn(), self.replica_id(), id)
    }

    fn edge_log(&self) -> Result<Vec<EventPlace>, StoreError> {
        replica::of_edges(self.conn(), self.replica_id())
    }
}

impl BoardRead for SqliteTxn<'_> {
    fn board_state(&self) -> Result<BoardState, StoreError> {
        board::state(self.conn())
    }

    fn known_boards(&self) -> Result<Vec<BoardState>, StoreError> {
        board::known(self.conn())
    }

    fn knows_board(&self, hash: Hash) -> Result<bool, StoreError> {
        board::is_known(self.conn(), hash)
    }

    fn board_base(&self, id: &WpId) -> Result<Option<BoardBase>, StoreError> {
        board::base(self.conn(), id)
    }

    fn board_bases(&self) -> Result<Vec<BoardBase>, StoreError> {
        board::bases(self.conn())
    }

    fn packets_changed_since(&self, sequence: u64) -> Result<Vec<WpId>, StoreError> {
        board::changed_since(self.conn(), sequence)
    }
}

impl ReadTxn for SqliteTxn<'_> {}
