//! What SQLite reports, in the words of the port. No text of SQLite passes through: it may hold SQL.

use locus_core::ports::StoreError;
use rusqlite::{Error, ErrorCode, ffi};
use std::time::{Duration, Instant};

/// The refusal that a failure of SQLite amounts to.
#[expect(clippy::needless_pass_by_value, reason = "made for map_err")]
pub(crate) fn failure(error: Error) -> StoreError {
    of_sqlite(&error)
}

pub(crate) fn of_sqlite(error: &Error) -> StoreError {
    match error {
        Error::SqliteFailure(failure, _) => of_code(*failure),
        Error::SqlInputError { .. } => other_schema(),
        Error::QueryReturnedNoRows => damaged("a row is missing"),
        Error::ToSqlConversionFailure(_) => failed("a value does not fit into its column"),
        Error::InvalidPath(_) | Error::NulError(_) => failed("the path can't be used"),
        _ => damaged("a value has another type than its column"),
    }
}

fn of_code(error: ffi::Error) -> StoreError {
    match error.code {
        // The last one: so many come and go that SQLite never got a lock in peace.
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed => {
            StoreError::Busy { waited_ms: 0 }
        }
        ErrorCode::ReadOnly => read_only("the file or its folder is write-protected"),
        ErrorCode::DatabaseCorrupt => damaged("the file is corrupt"),
        ErrorCode::NotADatabase => damaged("the file is no SQLite database"),
        ErrorCode::DiskFull => failed("the disk is full"),
        ErrorCode::CannotOpen => failed("the file or one beside it can't be opened"),
        ErrorCode::SystemIoFailure => failed("the file can't be read or written"),
        ErrorCode::OutOfMemory => failed("out of memory"),
        ErrorCode::TooBig => failed("a value is too big"),
        ErrorCode::ConstraintViolation => {
            failed(format!("a row breaks a constraint (SQLite code {})", error.extended_code))
        }
        ErrorCode::Unknown if error.extended_code == ffi::SQLITE_ERROR => other_schema(),
        _ => failed(format!("SQLite code {}", error.extended_code)),
    }
}

/// The statements are fixed and were right once: if SQLite can't make sense of one, the tables must be others.
fn other_schema() -> StoreError {
    damaged("its tables are not those of its schema")
}

/// Runs something that may have to wait for another process, and tells how long it waited in vain.
pub(crate) fn waiting<T>(run: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    let start = Instant::now();
    run().map_err(|error| match error {
        StoreError::Busy { .. } => busy_since(start),
        other => other,
    })
}

pub(crate) fn busy_since(start: Instant) -> StoreError {
    StoreError::Busy { waited_ms: millis(start.elapsed()) }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

pub(crate) fn failed(reason: impl Into<String>) -> StoreError {
    StoreError::Failed { reason: reason.into() }
}

pub(crate) fn damaged(reason: impl Into<String>) -> StoreError {
    StoreError::Damaged { reason: reason.into() }
}

pub(crate) fn read_only(reason: impl Into<String>) -> StoreError {
    StoreError::ReadOnly { reason: reason.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::Connection;

    #[test]
    fn no_sql_shows_in_a_refusal() {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(
            "CREATE TABLE secret_table (secret_column UNIQUE); INSERT INTO secret_table VALUES (1)",
        )
        .unwrap();
        for sql in ["SELECT secret_column FROM secret", "INSERT INTO secret_table VALUES (1)", "SELEC"] {
            let refusal = failure(conn.execute(sql, []).unwrap_err()).to_string();
            assert!(!refusal.contains("secret") && !refusal.contains("SEL"), "{refusal}");
        }
    }

    #[test]
    fn each_kind_of_failure_has_its_refusal() {
        let of = |code| of_code(ffi::Error::new(code));
        for code in [ffi::SQLITE_BUSY, ffi::SQLITE_BUSY_RECOVERY, ffi::SQLITE_PROTOCOL] {
            assert!(matches!(of(code), StoreError::Busy { .. }), "{code}");
        }
        assert!(matches!(of(ffi::SQLITE_READONLY), StoreError::ReadOnly { .. }));
        for code in [ffi::SQLITE_ERROR, ffi::SQLITE_CORRUPT, ffi::SQLITE_CORRUPT_VTAB, ffi::SQLITE_NOTADB] {
            assert!(matches!(of(code), StoreError::Damaged { .. }), "{code}");
        }
        assert_eq!(of(ffi::SQLITE_FULL), failed("the disk is full"));
        assert!(matches!(of(ffi::SQLITE_CONSTRAINT_UNIQUE), StoreError::Failed { .. }));
    }
}
