//! Opening a file: finding or creating it, settling what may be done to it, setting up the connection.

use crate::dropped::Dropped;
use crate::error::{damaged, failed, failure, of_sqlite, read_only, waiting};
use crate::migrate::{self, Header, State, beside, private};
use crate::options::{Access, Birth, Durability, OpenOptions};
use crate::query::filter;
use crate::store::{LONGEST_WAIT, SqliteStore};
use locus_core::ports::StoreError;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, Error, ErrorCode, OpenFlags};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// More statements than the crate has; those of filters come in many forms.
const STATEMENTS: usize = 128;

/// After so many pages in the write-ahead log a commit also writes them back: often enough that the log stays small,
/// seldom enough that few commits have to.
const CHECKPOINT: u32 = 4_000;

impl SqliteStore {
    /// Opens the database at `path`, creating or upgrading it if the options allow it and it is needed.
    ///
    /// # Errors
    /// `Missing` without a file, `Damaged` for what is no database of Locus (nothing is written to it),
    /// `NewerSchema`, `ReadOnly` if it would have to be upgraded and can't be, `Busy` if others keep it locked,
    /// `Failed` if the file can't be created or opened.
    pub fn open(path: impl AsRef<Path>, options: OpenOptions) -> Result<Self, StoreError> {
        // An absolute path is never one of SQLite's special names.
        let path = std::path::absolute(path).map_err(|_| failed("the path of the database can't be used"))?;
        waiting(|| Self::open_at(path, options))
    }

    fn open_at(path: PathBuf, options: OpenOptions) -> Result<Self, StoreError> {
        find_or_create(&path, options.access)?;
        let wait = options.wait.min(LONGEST_WAIT);
        let (mut conn, header) = connect(&path, options.access, wait)?;
        let writable = !conn.is_readonly("main").map_err(failure)?;
        if !has_wal(&path) {
            check_length(&conn, &path)?;
        }
        match header.state()? {
            State::Current => {}
            State::Older if !writable => return Err(read_only("its schema is older and can't be upgraded")),
            State::New if !writable => return Err(damaged("the file is empty")),
            State::Older | State::New => migrate::update(&mut conn, &path, birth(options.access), wait)?,
        }
        if writable {
            let synchronous = match options.durability {
                Durability::Normal => "NORMAL",
                Durability::Full => "FULL",
            };
            conn.pragma_update(None, "synchronous", synchronous).map_err(failure)?;
            conn.pragma_update(None, "wal_autocheckpoint", CHECKPOINT).map_err(failure)?;
        }
        if let Some(kib) = options.cache_kib {
            // SQLite counts pages above zero, and KiB below.
            conn.pragma_update(None, "cache_size", -i64::from(kib)).map_err(failure)?;
        }
        let wal = writable.then(|| beside(&path, "-wal"));
        Self::on(conn, wait, wal, Some(Dropped::beside(&path)))
    }

    /// A store that lasts as long as the value does.
    ///
    /// # Errors
    /// If there is no memory left for it.
    pub fn in_memory(birth: Birth) -> Result<Self, StoreError> {
        let mut conn = Connection::open_in_memory().map_err(failure)?;
        set_up(&conn, Duration::ZERO).map_err(failure)?;
        migrate::create(&mut conn, birth)?;
        Self::on(conn, Duration::ZERO, None, None)
    }

    fn on(
        conn: Connection,
        wait: Duration,
        wal: Option<PathBuf>,
        dropped: Option<Dropped>,
    ) -> Result<Self, StoreError> {
        filter::register(&conn)?;
        Ok(Self { conn, wait, wal, dropped })
    }
}

const fn birth(access: Access) -> Option<Birth> {
    match access {
        Access::Create(birth) => Some(birth),
        Access::Existing | Access::ReadOnly => None,
    }
}

/// Makes sure that there is a file. A new one is its owner's alone; SQLite gives its -wal and -shm the same mode.
fn find_or_create(path: &Path, access: Access) -> Result<(), StoreError> {
    match (fs::metadata(path), access) {
        (Ok(found), _) if found.is_file() => Ok(()),
        (Ok(_), _) => Err(damaged(format!("{} is no file", path.display()))),
        (Err(error), Access::Create(_)) if error.kind() == ErrorKind::NotFound => create(path),
        (Err(error), _) if error.kind() == ErrorKind::NotFound => {
            Err(StoreError::Missing { path: path.display().to_string() })
        }
        (Err(error), _) => Err(failed(format!("{} can't be looked at: {}", path.display(), error.kind()))),
    }
}

fn create(path: &Path) -> Result<(), StoreError> {
    match private(fs::OpenOptions::new().write(true).create_new(true)).open(path) {
        Ok(_) => Ok(()),
        // Another process was faster.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(failed(format!("{} can't be created: {}", path.display(), error.kind()))),
    }
}

/// Connects in the widest way that is asked for and possible, and reads the header.
fn connect(path: &Path, access: Access, wait: Duration) -> Result<(Connection, Header), StoreError> {
    let no_mutex = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let reading = OpenFlags::SQLITE_OPEN_READ_ONLY | no_mutex;
    if access != Access::ReadOnly {
        match attempt(path, path, OpenFlags::SQLITE_OPEN_READ_WRITE | no_mutex, wait) {
            Err(error) if is_unreachable(&error) => {}
            other => return other.map_err(failure),
        }
    }
    match attempt(path, path, reading, wait) {
        // Without a write-ahead log to take into account nothing but the file itself is needed.
        Err(error) if is_unreachable(&error) && !has_wal(path) => {
            attempt(immutable(path).as_ref(), path, reading | OpenFlags::SQLITE_OPEN_URI, wait)
        }
        other => other,
    }
    .map_err(|error| match of_sqlite(&error) {
        StoreError::ReadOnly { .. } => failed("the files beside it can't be created or read"),
        other => other,
    })
}

/// Opens under a name, of the file itself or a URI of it, and reads what is needed to do so.
fn attempt(
    name: &Path,
    path: &Path,
    flags: OpenFlags,
    wait: Duration,
) -> rusqlite::Result<(Connection, Header)> {
    let conn = Connection::open_with_flags(name, flags)?;
    set_up(&conn, wait)?;
    let header = Header::read(&conn, path)?;
    Ok((conn, header))
}

fn set_up(conn: &Connection, wait: Duration) -> rusqlite::Result<()> {
    conn.busy_timeout(wait)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
    // Plans don't depend on the values bound; without this a cached statement is prepared anew for each use.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(())
}

/// Whether the file, or one that SQLite needs beside it, can't be opened or created in this way.
fn is_unreachable(error: &Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly))
}

fn has_wal(path: &Path) -> bool {
    fs::metadata(beside(path, "-wal")).is_ok_and(|wal| wal.len() > 0)
}

/// A last page that is cut short would be taken to end in zeros. Beside a write-ahead log the file may be anything:
/// the log has what is missing.
fn check_length(conn: &Connection, path: &Path) -> Result<(), StoreError> {
    let page: u64 = conn.pragma_query_value(None, "page_size", |row| row.get(0)).map_err(failure)?;
    match fs::metadata(path) {
        Ok(file) if file.len().is_multiple_of(page) => Ok(()),
        _ => Err(damaged("the file is cut short")),
    }
}

/// The name of a file that nobody changes, as a URI.
pub(crate) fn immutable(path: &Path) -> String {
    let mut uri = "file:".to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                uri.push(char::from(*byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri + "?immutable=1"
}

#[cfg(test)]
mod tests {
    use super::*;
    use locus_core::domain::ReplicaId;
    use uuid::Uuid;

    #[test]
    fn a_connection_is_set_up_as_asked() {
        let folder = tempfile::tempdir().unwrap();
        let birth = Birth {
            replica_id: ReplicaId::new(Uuid::from_u128(1)),
            created_at: "2026-02-01T00:00:00Z".parse().unwrap(),
        };
        for (durability, synchronous) in [(Durability::Normal, 1), (Durability::Full, 2)] {
            let options = OpenOptions::new(Access::Create(birth)).durability(durability);
            let store = SqliteStore::open(folder.path().join("locus.db"), options).unwrap();
            let number =
                |name| store.conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).unwrap();
            assert_eq!(number("synchronous"), synchronous);
            assert_eq!(number("busy_timeout"), 10_000);
            assert_eq!(number("foreign_keys"), 1);
            assert_eq!(number("cache_size"), -2000);
            let mode: String = store.conn.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
            assert_eq!(mode, "wal");
        }
    }

    #[test]
    fn more_of_the_file_is_kept_in_memory_if_asked() {
        let store_options = OpenOptions::new(Access::Create(Birth {
            replica_id: ReplicaId::new(Uuid::from_u128(1)),
            created_at: "2026-02-01T00:00:00Z".parse().unwrap(),
        }));
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(folder.path().join("locus.db"), store_options.cache(4096)).unwrap();
        let size: i64 = store.conn.pragma_query_value(None, "cache_size", |row| row.get(0)).unwrap();
        assert_eq!(size, -4096);
    }

    #[test]
    fn a_uri_holds_no_byte_that_means_something_in_it() {
        assert_eq!(immutable(Path::new("/a b?c#%ä.db")), "file:/a%20b%3Fc%23%25%C3%A4.db?immutable=1");
    }
}
