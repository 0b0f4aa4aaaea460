//! The schema: whose a file is, how new it is, and bringing it up to date.
//!
//! `application_id` is set before anything else is written, so that what a crash leaves of a birth is told from a
//! foreign file. The tables, their history rows and the store's identity come in one transaction; what is derived for
//! new tables comes with `user_version` in a second one, so that a crash in between leaves a file that is known as older.

use crate::error::{busy_since, damaged, failed, failure, of_sqlite};
use crate::options::Birth;
use crate::precedence;
use locus_core::ports::StoreError;
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, TransactionBehavior};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// The newest schema this binary knows.
const KNOWN: u64 = 3;
/// Marks a file as one of Locus: "Locu".
const APPLICATION: i64 = 0x4c6f_6375;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// A store with the newest schema.
    Current,
    /// A store with an older one.
    Older,
    /// Nothing yet.
    New,
}

/// What tells whose a file is, read at one moment: another process may be giving birth to it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Header {
    application: i64,
    version: i64,
    is_empty: bool,
}

impl Header {
    pub(crate) fn read(conn: &Connection, path: &Path) -> rusqlite::Result<Self> {
        let moment = conn.unchecked_transaction()?;
        let pragma = |name| moment.pragma_query_value(None, name, |row| row.get(0));
        let (application, version) = (pragma("application_id")?, pragma("user_version")?);
        let is_empty = fs::metadata(path).is_ok_and(|file| file.len() == 0);
        Ok(Self { application, version, is_empty })
    }

    /// What the file is.
    pub(crate) fn state(self) -> Result<State, StoreError> {
        let found = u64::try_from(self.version).map_err(|_| damaged("its schema number is negative"))?;
        match self.application {
            APPLICATION if found == KNOWN => Ok(State::Current),
            APPLICATION if found > KNOWN => Err(StoreError::NewerSchema { found, known: KNOWN }),
            APPLICATION if found > 0 => Ok(State::Older),
            APPLICATION => Ok(State::New),
            _ if self.is_empty => Ok(State::New),
            _ => Err(damaged("it was not made by Locus")),
        }
    }
}

/// Brings a file up to date, alone. Others wait, then find it done.
pub(crate) fn update(
    conn: &mut Connection,
    path: &Path,
    birth: Option<Birth>,
    wait: Duration,
) -> Result<(), StoreError> {
    let lock_path = beside(path, ".lock");
    let lock = lock(&lock_path, wait)?;
    let result = update_alone(conn, path, birth);
    // Where nothing is left to do, those who still wait for this file and those who make a new one can't get in each
    // other's way.
    if matches!(result, Ok(()) | Err(StoreError::Damaged { .. })) {
        let _ = fs::remove_file(&lock_path);
    }
    drop(lock);
    result
}

fn update_alone(conn: &mut Connection, path: &Path, birth: Option<Birth>) -> Result<(), StoreError> {
    let header = Header::read(conn, path).map_err(failure)?;
    match (header.state()?, birth) {
        (State::Current, _) => Ok(()),
        (State::Older, _) => run(conn, header.version),
        (State::New, Some(birth)) => begin(conn, birth),
        (State::New, None) => Err(damaged("the file is empty")),
    }
}

fn begin(conn: &mut Connection, birth: Birth) -> Result<(), StoreError> {
    conn.pragma_update(None, "application_id", APPLICATION).map_err(failure)?;
    conn.pragma_update(None, "journal_mode", "WAL").map_err(failure)?;
    create(conn, birth)
}

/// Gives an empty database its schema and identity.
pub(crate) fn create(conn: &mut Connection, birth: Birth) -> Result<(), StoreError> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DIRECTONLY;
    let replica = birth.replica_id.uuid().into_bytes().to_vec();
    conn.create_scalar_function(c"birth_replica_id", 0, flags, move |_| Ok(replica.clone()))
        .and_then(|()| {
            let time = birth.created_at.millis();
            conn.create_scalar_function(c"birth_time", 0, flags, move |_| Ok(time))
        })
        .map_err(failure)?;
    run(conn, 0)
}

/// The first schema with an order of packets.
const WITH_PRECEDENCE: i64 = 2;

fn run(conn: &mut Connection, before: i64) -> Result<(), StoreError> {
    let runner = embedded::migrations::runner().set_grouped(true);
    runner.run(conn).map_err(|error| of_refinery(&error))?;
    let txn = conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failure)?;
    if before < WITH_PRECEDENCE {
        precedence::rebuild(&txn)?;
    }
    txn.pragma_update(None, "user_version", KNOWN).map_err(failure)?;
    txn.commit().map_err(failure)
}

fn of_refinery(error: &refinery::Error) -> StoreError {
    match std::error::Error::source(error).and_then(|source| source.downcast_ref()) {
        Some(error) => of_sqlite(error),
        None => damaged("its history of schemas is not that of this Locus"),
    }
}

fn lock(path: &Path, wait: Duration) -> Result<File, StoreError> {
    let start = Instant::now();
    let unlockable = |error: std::io::Error| failed(format!("its lock can't be taken: {}", error.kind()));
    let file = private(fs::OpenOptions::new().write(true).create(true)).open(path).map_err(unlockable)?;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::Error(error)) => return Err(unlockable(error)),
            Err(TryLockError::WouldBlock) if start.elapsed() >= wait => return Err(busy_since(start)),
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(2)),
        }
    }
}

/// A new file is its owner's alone.
pub(crate) fn private(options: &mut fs::OpenOptions) -> &mut fs::OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// The file with this ending beside a database.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use locus_core::domain::ReplicaId;
    use uuid::Uuid;

    #[test]
    fn a_new_store_has_the_schema_of_the_newest_migration() {
        let newest = embedded::migrations::runner().get_migrations().iter().map(|m| m.version()).max();
        assert_eq!(newest.map(i64::from), i64::try_from(KNOWN).ok());
        let mut conn = Connection::open_in_memory().unwrap();
        let birth = Birth {
            replica_id: ReplicaId::new(Uuid::from_u128(1)),
            created_at: "2026-02-01T00:00:00Z".parse().unwrap(),
        };
        create(&mut conn, birth).unwrap();
        let version: i32 = conn.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        assert_eq!(Some(version), newest);
    }
}
