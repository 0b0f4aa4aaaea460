//! Is the store what it should be? Its file, its references, and all that is derived, against the definitions.

use crate::cells::{Cells, Stored, number, text};
use crate::derived;
use crate::error::failure;
use crate::precedence;
use crate::query::counts::{self, Count};
use crate::rows::{dependency, work_packet};
use crate::store::SqliteStore;
use locus_core::domain::{TaskBoardStatus, WorkPacket, WpId, WpStatus};
use locus_core::graph::BlockedReason;
use locus_core::ports::StoreError;
use rusqlite::{Connection, ErrorCode, TransactionBehavior};
use std::collections::HashMap;

const INTEGRITY: &str = "PRAGMA integrity_check(100)";
const REFERENCES: &str = "PRAGMA foreign_key_check";
/// Compares the index with the texts it was made from; though it writes nothing it is said as an INSERT.
const SEARCH_INDEX: &str = "INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)";

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindingKind {
    /// The file itself is damaged.
    Corrupt,
    /// A row refers to one that is not there.
    BrokenReference,
    /// A packet's row holds what is no valid value.
    Unreadable,
    /// What is derived from other rows is not what its definition says.
    Derived,
    /// The search index is not in step with the texts.
    SearchIndex,
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
    /// Looks at everything. Reads the whole file, and keeps writers waiting while it compares the search index; a
    /// read-only store's index is left out.
    ///
    /// # Errors
    /// If the store can't be read at all; damage that can be told is a finding.
    pub fn check(&mut self) -> Result<Vec<Finding>, StoreError> {
        let wait = self.wait;
        let read_only = self.is_read_only()?;
        let view = self.begin(TransactionBehavior::Deferred, wait)?;
        let mut findings = Findings::default();
        findings.integrity(view.conn())?;
        if findings.0.is_empty() {
            findings.references(view.conn())?;
            findings.packets(view.conn())?;
            findings.precedence(view.conn())?;
        }
        drop(view);
        if !read_only {
            findings.search_index(self.begin(TransactionBehavior::Immediate, wait)?.conn())?;
        }
        Ok(findings.0)
    }
}

#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, kind: FindingKind, what: String) {
        self.0.push(Finding { kind, what });
    }

    fn integrity(&mut self, conn: &Connection) -> Result<(), StoreError> {
        let mut statement = conn.prepare(INTEGRITY).map_err(failure)?;
        let mut rows = statement.query([]).map_err(failure)?;
        while let Some(row) = rows.next().map_err(failure)? {
            let what: String = row.get(0).map_err(failure)?;
            if what != "ok" {
                self.add(FindingKind::Corrupt, what);
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
            self.add(
                FindingKind::BrokenReference,
                format!("a row of {child} refers to a missing row of {parent}"),
            );
        }
        Ok(())
    }

    fn packets(&mut self, conn: &Connection) -> Result<(), StoreError> {
        let blockers = open_blockers(conn)?;
        let mut counted = HashMap::new();
        let mut statement = conn.prepare(work_packet::ALL).map_err(failure)?;
        let mut rows = statement.query([]).map_err(failure)?;
        while let Some(row) = rows.next().map_err(failure)? {
            match Kept::decode(&mut Cells::of::<Kept>(row)) {
                Ok(kept) => {
                    let open = blockers.get(&kept.wp.wp_id).copied().unwrap_or(0);
                    self.derived(&kept, open);
                    if !kept.wp.is_deleted() {
                        *counted.entry((kept.wp.status, kept.readiness)).or_insert(0) += 1;
                    }
                }
                Err(error) => self.add(FindingKind::Unreadable, error.to_string()),
            }
        }
        self.counters(conn, counted)
    }

    fn precedence(&mut self, conn: &Connection) -> Result<(), StoreError> {
        for (first, then) in precedence::leading_back(conn)? {
            let what = format!("{first} comes before {then}, but stands behind it in precedence");
            self.add(FindingKind::Derived, what);
        }
        Ok(())
    }

    fn counters(
        &mut self,
        conn: &Connection,
        mut counted: HashMap<(WpStatus, u64), u64>,
    ) -> Result<(), StoreError> {
        for Count { status, readiness, packets } in counts::all_counts(conn)? {
            let real = counted.remove(&(status, derived::code(readiness))).unwrap_or(0);
            if packets != real {
                let what =
                    format!("packet_counts has {packets} packets {status} and {readiness}, there are {real}");
                self.add(FindingKind::Derived, what);
            }
        }
        for ((status, _), real) in counted {
            self.add(FindingKind::Derived, format!("packet_counts lacks {real} packets {status}"));
        }
        Ok(())
    }

    fn derived(&mut self, kept: &Kept, open: u64) {
        let Kept { wp, .. } = kept;
        let readiness = derived::code(derived::readiness(wp.status, wp.is_deleted(), open));
        let right = [
            ("task_board_status", kept.task_board_status == wp.task_board_status()),
            ("hybrid_rank", kept.hybrid_rank == u64::from(wp.status.hybrid_rank())),
            ("open_blockers", kept.open_blockers == open),
            ("readiness", kept.readiness == readiness),
            ("label_text", kept.label_text == work_packet::label_text(wp)),
        ];
        for (column, _) in right.iter().filter(|(_, right)| !right) {
            self.add(
                FindingKind::Derived,
                format!("{column} of {} is not what it is derived from", wp.wp_id),
            );
        }
    }

    fn search_index(&mut self, conn: &Connection) -> Result<(), StoreError> {
        match conn.execute(SEARCH_INDEX, []) {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => {
                let what = "the search index is not in step with the texts";
                self.add(FindingKind::SearchIndex, what.to_owned());
                Ok(())
            }
            other => other.map(drop).map_err(failure),
        }
    }
}

/// How many open blockers each packet has, by definition.
fn open_blockers(conn: &Connection) -> Result<HashMap<WpId, u64>, StoreError> {
    let mut counts = HashMap::new();
    for (target, blocker) in dependency::every_blocker(conn)? {
        if BlockedReason::still_blocks(blocker) {
            *counts.entry(target).or_insert(0) += 1;
        }
    }
    Ok(counts)
}

/// A packet with what is kept beside it.
struct Kept {
    wp: WorkPacket,
    task_board_status: TaskBoardStatus,
    hybrid_rank: u64,
    open_blockers: u64,
    readiness: u64,
    label_text: String,
}

impl Stored for Kept {
    const TABLE: &'static str = "work_packets";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            wp: WorkPacket::decode(cells)?,
            task_board_status: cells.get(text)?,
            hybrid_rank: cells.get(number)?,
            open_blockers: cells.get(number)?,
            readiness: cells.get(number)?,
            label_text: cells.get(text)?,
        })
    }
}
