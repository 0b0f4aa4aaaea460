//! The store: one connection.

use crate::dropped::Dropped;
use crate::error::{failure, read_only};
use crate::txn::SqliteTxn;
use locus_core::ports::{ReadTxn, Store, StoreError, Txn, Wait};
use rusqlite::{Connection, TransactionBehavior};
use std::path::PathBuf;
use std::time::Duration;

/// A write-ahead log longer than this, in bytes, is written back by whoever closes.
const LONG_WAL: u64 = 1 << 20;
/// Longer waits are as good as endless, and SQLite counts milliseconds in 32 bits.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// A repository in an SQLite file or in memory (locus.md §6).
#[derive(Debug)]
pub struct SqliteStore {
    pub(crate) conn: Connection,
    pub(crate) wait: Duration,
    /// Its write-ahead log, if it is a file that can be written.
    pub(crate) wal: Option<PathBuf>,
    /// Where dropped query events are counted, if it is a file.
    pub(crate) dropped: Option<Dropped>,
}

impl SqliteStore {
    pub(crate) fn begin(
        &mut self,
        behavior: TransactionBehavior,
        wait: Duration,
    ) -> Result<SqliteTxn<'_>, StoreError> {
        SqliteTxn::begin(&mut self.conn, behavior, wait)
    }

    pub(crate) fn is_read_only(&self) -> Result<bool, StoreError> {
        self.conn.is_readonly("main").map_err(failure)
    }
}

impl Store for SqliteStore {
    fn read(&mut self) -> Result<Box<dyn ReadTxn + '_>, StoreError> {
        Ok(Box::new(self.begin(TransactionBehavior::Deferred, self.wait)?))
    }

    fn write(&mut self, wait: Wait) -> Result<Box<dyn Txn + '_>, StoreError> {
        // SQLite would begin all the same, and fail at the first row.
        if self.is_read_only()? {
            return Err(read_only("the file or its folder is write-protected"));
        }
        let wait = wait.or(self.wait).min(LONGEST_WAIT);
        Ok(Box::new(self.begin(TransactionBehavior::Immediate, wait)?))
    }

    fn count_dropped_query(&mut self) -> Result<(), StoreError> {
        // Nobody keeps a store in memory from being written.
        self.dropped.as_ref().map_or(Ok(()), Dropped::add_one)
    }

    fn dropped_queries(&mut self) -> Result<u64, StoreError> {
        self.dropped.as_ref().map_or(Ok(0), Dropped::count)
    }
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        let long = self
            .wal
            .as_ref()
            .and_then(|wal| std::fs::metadata(wal).ok())
            .is_some_and(|wal| wal.len() > LONG_WAL);
        if long && self.conn.busy_timeout(Duration::ZERO).is_ok() {
            // If others are reading or writing now, one of them will close later.
            let _ = self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        }
    }
}
