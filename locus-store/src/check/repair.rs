//! What is derived, worked out again.

use super::packets::{self, Derived, Kept};
use crate::cells::run;
use crate::error::read_only;
use crate::precedence;
use crate::store::SqliteStore;
use locus_core::ports::{StoreError, Txn as _};
use rusqlite::{Connection, TransactionBehavior, named_params};

const SET: &str = "UPDATE work_packets SET task_board_status = :task_board_status, hybrid_rank = :hybrid_rank, \
    open_blockers = :open_blockers, readiness = :readiness, label_text = :label_text WHERE wp_key = :wp_key";
const REMOVE_DANGLING: &str = "DELETE FROM board_base WHERE NOT EXISTS \
    (SELECT 1 FROM work_packets WHERE work_packets.wp_id = board_base.wp_id)";
const REMOVE_COUNTERS: &str = "DELETE FROM packet_counts";
const COUNT: &str = "INSERT INTO packet_counts (status, readiness, packets) \
    SELECT status, readiness, count(*) FROM work_packets WHERE deleted_at IS NULL GROUP BY status, readiness";
const REBUILD_INDEX: &str = "INSERT INTO search_index (search_index) VALUES ('rebuild')";

impl SqliteStore {
    /// Works out again all that is derived from what stands, in one transaction, by the same definitions that
    /// [`check`](Self::check) compares with; see [`FindingKind::is_repairable`](super::FindingKind::is_repairable).
    /// Touches no packet whose row can't be read, and nothing of what was recorded.
    ///
    /// # Errors
    /// If the store can't be written; nothing is changed then.
    pub fn repair(&mut self) -> Result<(), StoreError> {
        if self.is_read_only()? {
            return Err(read_only("the file or its folder is write-protected"));
        }
        let wait = self.wait;
        let txn = self.begin(TransactionBehavior::Immediate, wait)?;
        packets(txn.conn())?;
        precedence(txn.conn())?;
        for sql in [REMOVE_DANGLING, REMOVE_COUNTERS, COUNT, REBUILD_INDEX] {
            run(txn.conn(), sql, &[])?;
        }
        Box::new(txn).commit()
    }
}

fn packets(conn: &Connection) -> Result<(), StoreError> {
    packets::each(conn, |row| match row {
        Ok(Kept { kept, right, .. }) if kept.as_ref() == Some(&right) => Ok(()),
        Ok(Kept { wp_key, right, .. }) => set(conn, wp_key, &right),
        Err(StoreError::Damaged { .. }) => Ok(()),
        Err(error) => Err(error),
    })
}

fn precedence(conn: &Connection) -> Result<(), StoreError> {
    let mut leads_back = false;
    precedence::leading_back(conn, |_, _| leads_back = true)?;
    if leads_back { precedence::rebuild(conn) } else { Ok(()) }
}

fn set(conn: &Connection, wp_key: u64, right: &Derived) -> Result<(), StoreError> {
    let params = named_params! {
        ":task_board_status": right.task_board_status.as_str(),
        ":hybrid_rank": right.hybrid_rank,
        ":open_blockers": right.open_blockers,
        ":readiness": right.readiness,
        ":label_text": right.label_text,
        ":wp_key": wp_key,
    };
    run(conn, SET, params).map(drop)
}
