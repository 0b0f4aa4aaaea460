//! How many packets stand where, from the counters that every write keeps.

use crate::cells::{Cells, Stored, all, number, text};
use crate::derived;
use locus_core::domain::query::Standing;
use locus_core::domain::{Filter, WpStatus};
use locus_core::graph::Readiness;
use locus_core::ports::{StatusCounts, StoreError};
use rusqlite::Connection;
use rusqlite::types::ValueRef;

const COUNTS: &str = "SELECT status, readiness, packets FROM packet_counts";

/// Undeleted packets with one status and readiness.
pub(crate) struct Count {
    pub(crate) status: WpStatus,
    pub(crate) readiness: Readiness,
    pub(crate) packets: u64,
}

impl Stored for Count {
    const TABLE: &'static str = "packet_counts";
    const KEY_COLUMNS: usize = 2;

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        let (status, readiness) = (cells.get(text)?, cells.get(readiness)?);
        Ok(Self { status, readiness, packets: cells.get(number)? })
    }
}

fn readiness(value: ValueRef<'_>) -> Option<Readiness> {
    derived::from_code(number(value)?)
}

/// All counters; some may stand at 0.
pub(crate) fn all_counts(conn: &Connection) -> Result<Vec<Count>, StoreError> {
    all(conn, COUNTS, &[])
}

pub(crate) fn by_status(conn: &Connection) -> Result<StatusCounts, StoreError> {
    let mut counts = StatusCounts::default();
    for Count { status, readiness, packets } in all_counts(conn)? {
        if let Some(count) = counts.by_status.get_mut(status as usize) {
            *count += packets;
        }
        match readiness {
            Readiness::Ready => counts.ready += packets,
            Readiness::Blocked => counts.blocked += packets,
            Readiness::Idle => {}
        }
    }
    Ok(counts)
}

/// Where packets stand, in the words of filters.
pub(crate) fn standing(status: WpStatus, readiness: Readiness) -> Standing {
    Standing { status, ready: readiness == Readiness::Ready, blocked: readiness == Readiness::Blocked }
}

/// How many packets of this readiness (or of any) pass a filter, if the counters can tell.
pub(crate) fn total(
    conn: &Connection,
    wanted: Option<Readiness>,
    filter: &Filter,
) -> Result<Option<u64>, StoreError> {
    let mut total = 0;
    for Count { status, readiness, packets } in all_counts(conn)? {
        if packets == 0 || wanted.is_some_and(|wanted| wanted != readiness) {
            continue;
        }
        match filter.decides(standing(status, readiness)) {
            Some(true) => total += packets,
            Some(false) => {}
            None => return Ok(None),
        }
    }
    Ok(Some(total))
}
