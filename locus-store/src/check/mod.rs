//! Is the store what it should be? Its file, its references, and all that is derived, against the definitions; and
//! what is derived worked out again.

mod packets;
mod repair;

use crate::error::failure;
use crate::precedence;
use crate::store::SqliteStore;
use locus_core::ports::StoreError;
use rusqlite::{Connection, Error, ErrorCode, TransactionBehavior};
use std::collections::BTreeSet;

/// How many faults SQLite tells at most.
const FAULTS: usize = 100;
const INTEGRITY: &str = "PRAGMA integrity_check(100)";
const REFERENCES: &str = "PRAGMA foreign_key_check";
/// Compares the index with the texts it was made from; though it writes nothing it is said as an INSERT.
const SEARCH_INDEX: &str = "INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)";
const NOT_IN_STEP: &str = "the search index is not in step with the texts";

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingKind {
    /// The file itself is damaged; nothing else was looked at.
    Corrupt,
    /// A row refers to one that is not there.
    BrokenReference,
    /// What the last board sync agreed on about a packet that is not there.
    Dangling,
    /// A packet's row holds what is no valid value.
    Unreadable,
    /// What is derived from other rows is not what its definition says.
    Derived,
    /// The search index is not in step with the texts.
    SearchIndex,
}

impl FindingKind {
    /// Whether [`SqliteStore::repair`] puts it right: nothing is lost by it, since all of it is worked out from what
    /// stands elsewhere.
    #[must_use]
    pub const fn is_repairable(self) -> bool {
        matches!(self, Self::Dangling | Self::Derived | Self::SearchIndex)
    }
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is about.
    pub kind: FindingKind,
    /// What was found, in one lower-case sentence.
    pub what: String,
}

impl SqliteStore {
    /// Looks at everything, and tells each finding. Reads the whole file, in flat memory, and keeps writers waiting
    /// while it compares the search index; a read-only store's index is left out.
    ///
    /// # Errors
    /// If the store can't be read at all; damage that can be told is a finding.
    pub fn check(&mut self, mut tell: impl FnMut(Finding)) -> Result<(), StoreError> {
        let wait = self.wait;
        let read_only = self.is_read_only()?;
        let view = self.begin(TransactionBehavior::Deferred, wait)?;
        let mut findings = Findings { tell: &mut tell, kinds: BTreeSet::new() };
        findings.integrity(view.conn())?;
        if findings.has(FindingKind::Corrupt) {
            return Ok(());
        }
        findings.references(view.conn())?;
        packets::check(view.conn(), &mut findings)?;
        precedence::leading_back(view.conn(), |first, then| {
            let what = format!("{first} comes before {then}, but stands behind it in precedence");
            findings.add(FindingKind::Derived, what);
        })?;
        drop(view);
        if !read_only && !findings.has(FindingKind::SearchIndex) {
            findings.search_index(self.begin(TransactionBehavior::Immediate, wait)?.conn())?;
        }
        Ok(())
    }
}

/// Whether the pages of a file are sound; whether they say what they should is another question.
pub(crate) fn is_sound(conn: &Connection) -> Result<bool, StoreError> {
    let mut findings = Findings { tell: &mut drop, kinds: BTreeSet::new() };
    findings.integrity(conn)?;
    Ok(!findings.has(FindingKind::Corrupt))
}

/// Where findings go, and of which kinds there are any.
struct Findings<'a> {
    tell: &'a mut dyn FnMut(Finding),
    kinds: BTreeSet<FindingKind>,
}

impl Findings<'_> {
    fn add(&mut self, kind: FindingKind, what: impl Into<String>) {
        self.kinds.insert(kind);
        (self.tell)(Finding { kind, what: what.into() });
    }

    fn has(&self, kind: FindingKind) -> bool {
        self.kinds.contains(&kind)
    }

    /// SQLite's own words stay here. What it says of the search index is no damage: the index is derived.
    fn integrity(&mut self, conn: &Connection) -> Result<(), StoreError> {
        let faults = match faults(conn) {
            Ok(faults) => faults,
            Err(error) if is_corruption(&error) => {
                self.add(FindingKind::Corrupt, "its pages can't all be read");
                return Ok(());
            }
            Err(error) => return Err(failure(error)),
        };
        let of_index = faults.iter().filter(|fault| is_of_index(fault)).count();
        if of_index > 0 {
            self.add(FindingKind::SearchIndex, NOT_IN_STEP);
        }
        match faults.len() - of_index {
            0 => {}
            1 => self.add(FindingKind::Corrupt, "one fault in its pages"),
            number => {
                let or_more = if faults.len() < FAULTS { "" } else { " or more" };
                self.add(FindingKind::Corrupt, format!("{number} faults{or_more} in its pages"));
            }
        }
        Ok(())
    }

    fn references(&mut self, conn: &Connection) -> Result<(), StoreError> {
        let mut statement = conn.prepare(REFERENCES).map_err(failure)?;
        let mut rows = statement.query([]).map_err(failure)?;
        while let Some(row) = rows.next().map_err(failure)? {
            let (child, parent): (String, String) =
                (row.get(0).map_err(failure)?, row.get(2).map_err(failure)?);
            let dangling = child == "board_base";
            let kind = if dangling { FindingKind::Dangling } else { FindingKind::BrokenReference };
            self.add(kind, format!("a row of {child} refers to a missing row of {parent}"));
        }
        Ok(())
    }

    fn search_index(&mut self, conn: &Connection) -> Result<(), StoreError> {
        match conn.execute(SEARCH_INDEX, []) {
            Err(error) if is_corruption(&error) => {
                self.add(FindingKind::SearchIndex, NOT_IN_STEP);
                Ok(())
            }
            other => other.map(drop).map_err(failure),
        }
    }
}

fn faults(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = conn.prepare(INTEGRITY)?;
    let told = statement.query_map([], |row| row.get(0))?;
    let mut faults = told.collect::<rusqlite::Result<Vec<String>>>()?;
    faults.retain(|fault| fault != "ok");
    Ok(faults)
}

/// Whether it is the full-text search that SQLite speaks of.
fn is_of_index(fault: &str) -> bool {
    fault.contains("FTS5 table") || fault.starts_with("fts5: ")
}

fn is_corruption(error: &Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}
