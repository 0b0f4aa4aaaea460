//! A copy of the whole store, made while others go on writing, and looked at before anybody relies on it.

use crate::check;
use crate::error::{damaged, failed, failure};
use crate::open::immutable;
use crate::rows::event;
use crate::store::SqliteStore;
use locus_core::ports::{ChainHead, StoreError};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::path::Path;

/// All pages at once: of one moment, and no writer waits for it.
const ALL_PAGES: i32 = -1;

impl SqliteStore {
    /// Copies what is stored into the file at `path`, an empty one that nobody else uses; a store of its own, with
    /// the same identity. The copy is verified: it is sound, and its chain of events ends where the store's did.
    /// Answers that end.
    ///
    /// # Errors
    /// If the file can't be written, or the copy is not sound since the store itself is damaged. The file is then of
    /// no use.
    pub fn copy_into(&mut self, path: &Path) -> Result<ChainHead, StoreError> {
        let wait = self.wait;
        // What this transaction sees is what the copy is made of: it runs on the same connection.
        let view = self.begin(TransactionBehavior::Deferred, wait)?;
        let head = view.head()?.chain;
        let path = std::path::absolute(path).map_err(|_| failed("the path of the copy can't be used"))?;
        copy(view.conn(), &path)?;
        drop(view);
        verify(&path, &head)?;
        Ok(head)
    }
}

fn copy(from: &Connection, path: &Path) -> Result<(), StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut to = Connection::open_with_flags(path, flags).map_err(failure)?;
    // A copy that a crash cuts short is thrown away: it needs no journal, and is put on the disk as a whole.
    for pragma in ["journal_mode", "synchronous"] {
        to.pragma_update(None, pragma, "OFF").map_err(failure)?;
    }
    let backup = Backup::new(from, &mut to).map_err(failure)?;
    match backup.step(ALL_PAGES).map_err(failure)? {
        StepResult::Done => Ok(()),
        _ => Err(StoreError::Busy { waited_ms: 0 }),
    }
}

/// Nobody changes the copy, so that nothing need be beside it.
fn verify(path: &Path, head: &ChainHead) -> Result<(), StoreError> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let conn = Connection::open_with_flags(immutable(path), flags).map_err(failure)?;
    if !check::is_sound(&conn)? {
        return Err(damaged("the copy is not sound: what was copied is damaged"));
    }
    if event::head(&conn, head.replica_id)?.chain != *head {
        return Err(failed("the chain of events in the copy is not the one that was copied"));
    }
    Ok(())
}
