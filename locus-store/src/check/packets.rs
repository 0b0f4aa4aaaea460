//! What is kept beside each packet, page by page, against its definition.

use super::{FindingKind, Findings};
use crate::cells::{Cells, Stored, number, text};
use crate::derived;
use crate::error::failure;
use crate::query::counts::{self, Count};
use crate::rows::{dependency, work_packet};
use locus_core::domain::{TaskBoardStatus, WorkPacket, WpStatus};
use locus_core::graph::BlockedReason;
use locus_core::ports::StoreError;
use rusqlite::{Connection, named_params};
use std::collections::HashMap;

/// Packets read at once.
const PAGE: u32 = 500;

/// What is derived of a packet; the columns have these names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Derived {
    pub(super) task_board_status: TaskBoardStatus,
    pub(super) hybrid_rank: u64,
    pub(super) open_blockers: u64,
    pub(super) readiness: u64,
    pub(super) label_text: String,
}

impl Derived {
    /// By definition.
    fn of(wp: &WorkPacket, open_blockers: u64) -> Self {
        Self {
            task_board_status: wp.task_board_status(),
            hybrid_rank: u64::from(wp.status.hybrid_rank()),
            open_blockers,
            readiness: derived::code(derived::readiness(wp.status, wp.is_deleted(), open_blockers)),
            label_text: work_packet::label_text(wp),
        }
    }
}

/// A packet with what is kept beside it; None where that is no valid value.
pub(super) struct Kept {
    pub(super) wp: WorkPacket,
    pub(super) wp_key: u64,
    pub(super) kept: Option<Derived>,
    /// What should be kept.
    pub(super) right: Derived,
}

/// Takes each packet in turn, deleted ones included, by id; or why its row can't be read.
pub(super) fn each(
    conn: &Connection,
    mut take: impl FnMut(Result<Kept, StoreError>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut after = String::new();
    loop {
        let page = page(conn, &after)?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        let blockers = open_blockers(conn, &after, last)?;
        after.clone_from(last);
        for (wp_id, row) in page {
            let open = blockers.get(&wp_id).copied().unwrap_or(0);
            let row = row.map(|Row { wp, wp_key, kept }| {
                let right = Derived::of(&wp, open);
                Kept { wp, wp_key, kept, right }
            });
            take(row)?;
        }
    }
}

type Page = Vec<(String, Result<Row, StoreError>)>;

fn page(conn: &Connection, after: &str) -> Result<Page, StoreError> {
    let mut statement = conn.prepare_cached(work_packet::PAGE_OF_ALL).map_err(failure)?;
    let mut rows = statement.query(named_params! { ":after": after, ":limit": PAGE }).map_err(failure)?;
    let mut page = Vec::new();
    while let Some(row) = rows.next().map_err(failure)? {
        page.push((row.get(0).map_err(failure)?, Row::decode(&mut Cells::of::<Row>(row))));
    }
    Ok(page)
}

/// How many open blockers packets have, from behind one id to another. A blocker whose status can't be read is not
/// known to be done.
fn open_blockers(conn: &Connection, after: &str, last: &str) -> Result<HashMap<String, u64>, StoreError> {
    let mut statement = conn.prepare_cached(dependency::BLOCKERS_OF_PAGE).map_err(failure)?;
    let mut rows = statement.query(named_params! { ":after": after, ":last": last }).map_err(failure)?;
    let mut counts = HashMap::new();
    while let Some(row) = rows.next().map_err(failure)? {
        let blocker: Option<WpStatus> = text(row.get_ref(1).map_err(failure)?);
        if blocker.is_none_or(BlockedReason::still_blocks) {
            *counts.entry(row.get(0).map_err(failure)?).or_insert(0) += 1;
        }
    }
    Ok(counts)
}

/// A packet as it is stored.
struct Row {
    wp: WorkPacket,
    wp_key: u64,
    kept: Option<Derived>,
}

impl Stored for Row {
    const TABLE: &'static str = "work_packets";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            wp: WorkPacket::decode(cells)?,
            wp_key: cells.get(number)?,
            kept: Derived::decode(cells).ok(),
        })
    }
}

impl Stored for Derived {
    const TABLE: &'static str = "work_packets";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            task_board_status: cells.get(text)?,
            hybrid_rank: cells.get(number)?,
            open_blockers: cells.get(number)?,
            readiness: cells.get(number)?,
            label_text: cells.get(text)?,
        })
    }
}

/// Finds packets whose derived values are not right, and counters that are off.
pub(super) fn check(conn: &Connection, findings: &mut Findings<'_>) -> Result<(), StoreError> {
    let mut counted = HashMap::new();
    let mut all_readable = true;
    each(conn, |row| {
        match row {
            Ok(row) => {
                compare(&row, findings);
                if let (false, Some(kept)) = (row.wp.is_deleted(), &row.kept) {
                    *counted.entry((row.wp.status, kept.readiness)).or_insert(0) += 1;
                }
            }
            Err(error @ StoreError::Damaged { .. }) => {
                all_readable = false;
                findings.add(FindingKind::Unreadable, unreadable(&error));
            }
            Err(error) => return Err(error),
        }
        Ok(())
    })?;
    // With rows that can't be read the counters can't be judged.
    if all_readable { check_counters(conn, counted, findings) } else { Ok(()) }
}

/// Which cell, without the sentence around it.
fn unreadable(error: &StoreError) -> String {
    match error {
        StoreError::Damaged { reason } => reason.clone(),
        other => other.to_string(),
    }
}

fn compare(row: &Kept, findings: &mut Findings<'_>) {
    let Kept { wp, kept, right, .. } = row;
    let Some(kept) = kept else {
        let what = format!("what is derived of {} holds no valid value", wp.wp_id);
        return findings.add(FindingKind::Derived, what);
    };
    let columns = [
        ("task_board_status", kept.task_board_status == right.task_board_status),
        ("hybrid_rank", kept.hybrid_rank == right.hybrid_rank),
        ("open_blockers", kept.open_blockers == right.open_blockers),
        ("readiness", kept.readiness == right.readiness),
        ("label_text", kept.label_text == right.label_text),
    ];
    for (column, _) in columns.iter().filter(|(_, right)| !right) {
        let what = format!("{column} of {} is not what it is derived from", wp.wp_id);
        findings.add(FindingKind::Derived, what);
    }
}

fn check_counters(
    conn: &Connection,
    mut counted: HashMap<(WpStatus, u64), u64>,
    findings: &mut Findings<'_>,
) -> Result<(), StoreError> {
    let counters = match counts::all_counts(conn) {
        Err(StoreError::Damaged { reason }) => {
            findings.add(FindingKind::Derived, reason);
            return Ok(());
        }
        counters => counters?,
    };
    for Count { status, readiness, packets } in counters {
        let real = counted.remove(&(status, derived::code(readiness))).unwrap_or(0);
        if packets != real {
            let what =
                format!("packet_counts has {packets} packets {status} and {readiness}, there are {real}");
            findings.add(FindingKind::Derived, what);
        }
    }
    for ((status, _), real) in counted {
        findings.add(FindingKind::Derived, format!("packet_counts lacks {real} packets {status}"));
    }
    Ok(())
}
