//! What is derived from status and edges, kept at every write: a packet's open blockers and its readiness, and how many
//! packets stand where. What they mean is said by [`BlockedReason::still_blocks`] and [`Readiness::of`]; here is only the
//! counting.

use crate::cells::run;
use crate::error::damaged;
use crate::precedence;
use crate::rows::{dependency, work_packet};
use locus_core::domain::{Dependency, DependencyType, WorkPacket, WpId, WpStatus};
use locus_core::graph::{BlockedReason, Readiness};
use locus_core::ports::{Direction, StoreError};
use rusqlite::{Connection, named_params};

const SET_BLOCKERS: &str = "UPDATE work_packets SET open_blockers = :open_blockers WHERE wp_key = :wp_key";
const SET_BLOCKERS_AND_READINESS: &str = "UPDATE work_packets SET open_blockers = :open_blockers, \
    readiness = :readiness WHERE wp_key = :wp_key";
const COUNT: &str = "INSERT INTO packet_counts (status, readiness, packets) VALUES (:status, :readiness, :packets) \
    ON CONFLICT DO UPDATE SET packets = packets + excluded.packets";

/// The readiness of any packet: a deleted one is never a candidate.
pub(crate) const fn readiness(status: WpStatus, deleted: bool, open_blockers: u64) -> Readiness {
    if deleted { Readiness::Idle } else { Readiness::of(status, open_blockers) }
}

/// The number that stands for it in the table; the partial indexes name these.
pub(crate) const fn code(readiness: Readiness) -> u64 {
    match readiness {
        Readiness::Idle => 0,
        Readiness::Ready => 1,
        Readiness::Blocked => 2,
    }
}

/// Reads the number.
pub(crate) fn from_code(code: u64) -> Option<Readiness> {
    Readiness::ALL.iter().copied().find(|readiness| self::code(*readiness) == code)
}

/// A packet came to stand there, or left; deleted ones are not counted.
pub(crate) fn count(
    conn: &Connection,
    (status, deleted, open_blockers): (WpStatus, bool, u64),
    came: bool,
) -> Result<(), StoreError> {
    if deleted {
        return Ok(());
    }
    let readiness = code(readiness(status, deleted, open_blockers));
    let packets = if came { 1 } else { -1 };
    let params = named_params! { ":status": status.as_str(), ":readiness": readiness, ":packets": packets };
    run(conn, COUNT, params).map(drop)
}

/// A packet's status was written: if it blocks others no longer, or again, they are to know.
pub(crate) fn status_written(
    conn: &Connection,
    before: &WorkPacket,
    after: &WorkPacket,
) -> Result<(), StoreError> {
    let (blocked, blocks) =
        (BlockedReason::still_blocks(before.status), BlockedReason::still_blocks(after.status));
    if blocked == blocks {
        return Ok(());
    }
    for target in dependency::neighbours(conn, &after.wp_id, DependencyType::Blocks, Direction::Outgoing)? {
        shift(conn, &target, blocks)?;
    }
    Ok(())
}

/// An edge was added or removed: its target gains or loses a blocker, if the source still blocks.
pub(crate) fn edge_written(conn: &Connection, edge: &Dependency, added: bool) -> Result<(), StoreError> {
    if added {
        precedence::edge_added(conn, edge)?;
    }
    if edge.kind != DependencyType::Blocks {
        return Ok(());
    }
    let source = work_packet::standing(conn, &edge.from_wp_id)?;
    if BlockedReason::still_blocks(source.status) { shift(conn, &edge.to_wp_id, added) } else { Ok(()) }
}

/// Counts one open blocker more or less.
fn shift(conn: &Connection, target: &WpId, more: bool) -> Result<(), StoreError> {
    let standing = work_packet::standing(conn, target)?;
    let open =
        if more { standing.open_blockers.checked_add(1) } else { standing.open_blockers.checked_sub(1) }
            .ok_or_else(|| damaged(format!("work_packets {target}: open_blockers is wrong")))?;
    let before = readiness(standing.status, standing.deleted, standing.open_blockers);
    let after = readiness(standing.status, standing.deleted, open);
    if before == after {
        run(conn, SET_BLOCKERS, named_params! { ":open_blockers": open, ":wp_key": standing.wp_key })?;
    } else {
        let params = named_params! {
            ":open_blockers": open, ":readiness": code(after), ":wp_key": standing.wp_key
        };
        run(conn, SET_BLOCKERS_AND_READINESS, params)?;
        count(conn, (standing.status, standing.deleted, standing.open_blockers), false)?;
        count(conn, (standing.status, standing.deleted, open), true)?;
    }
    Ok(())
}
