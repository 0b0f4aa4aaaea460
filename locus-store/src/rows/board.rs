//! `board_base` and `board_hashes`: what the board sync goes by.

use crate::cells::{Cells, Stored, all, flag, hash, json, number, one, run, text, to_json};
use locus_core::domain::WpId;
use locus_core::domain::board::BoardBase;
use locus_core::domain::canonical::Hash;
use locus_core::ports::{BoardState, StoreError};
use rusqlite::{Connection, named_params};
use std::collections::BTreeSet;

pub(crate) const BASE: &str = "SELECT wp_id, status, lines FROM board_base WHERE wp_id = :wp_id";
const BASES: &str = "SELECT wp_id, status, lines FROM board_base ORDER BY wp_id";
const PUT_BASE: &str =
    "INSERT OR REPLACE INTO board_base (wp_id, status, lines) VALUES (:wp_id, :status, :lines)";
const REMOVE_BASE: &str = "DELETE FROM board_base WHERE wp_id = :wp_id";
pub(crate) const STATE: &str =
    "SELECT hash, words, sequence, clean FROM board_hashes ORDER BY sync_seq DESC LIMIT 1";
const ALL_KNOWN: &str = "SELECT hash, words, sequence, clean FROM board_hashes ORDER BY sync_seq";
pub(crate) const KNOWN: &str = "SELECT hash, words, sequence, clean FROM board_hashes WHERE hash = :hash";
const FORGET: &str = "DELETE FROM board_hashes WHERE hash = :hash OR sync_seq <= \
    (SELECT max(sync_seq) FROM board_hashes) - 999";
const NEWEST: &str = "SELECT sync_seq FROM board_hashes ORDER BY sync_seq DESC LIMIT 1";
const PUT_STATE: &str = "INSERT INTO board_hashes (sync_seq, hash, words, sequence, clean) \
    VALUES (:sync_seq, :hash, :words, :sequence, :clean)";
/// Two statements: for a union SQLite would read all events to have them in order.
pub(crate) const CHANGED_HERE: &str = "SELECT wp_id FROM flight_events WHERE sequence > :sequence \
    AND type GLOB 'work_packet_*' AND wp_id IS NOT NULL";
pub(crate) const CHANGED_ELSEWHERE: &str = "SELECT wp_id FROM foreign_events WHERE seen_by > :sequence \
    AND type GLOB 'work_packet_*' AND wp_id IS NOT NULL";

impl Stored for BoardBase {
    const TABLE: &'static str = "board_base";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self { wp_id: cells.get(text)?, status: cells.get(text)?, lines: cells.get(json)? })
    }
}

impl Stored for BoardState {
    const TABLE: &'static str = "board_hashes";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            hash: Some(cells.get(hash)?),
            words: cells.optional(hash)?,
            sequence: cells.get(number)?,
            clean: cells.get(flag)?,
        })
    }
}

struct Changed(WpId);

impl Stored for Changed {
    const TABLE: &'static str = "flight_events";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self(cells.get(text)?))
    }
}

pub(crate) fn state(conn: &Connection) -> Result<BoardState, StoreError> {
    Ok(one(conn, STATE, &[])?.unwrap_or_default())
}

pub(crate) fn known(conn: &Connection) -> Result<Vec<BoardState>, StoreError> {
    all(conn, ALL_KNOWN, &[])
}

pub(crate) fn is_known(conn: &Connection, hash: Hash) -> Result<bool, StoreError> {
    Ok(one::<BoardState>(conn, KNOWN, named_params! { ":hash": hash.0 })?.is_some())
}

pub(crate) fn base(conn: &Connection, id: &WpId) -> Result<Option<BoardBase>, StoreError> {
    one(conn, BASE, named_params! { ":wp_id": id.as_str() })
}

pub(crate) fn bases(conn: &Connection) -> Result<Vec<BoardBase>, StoreError> {
    all(conn, BASES, &[])
}

pub(crate) fn changed_since(conn: &Connection, sequence: u64) -> Result<Vec<WpId>, StoreError> {
    let mut changed = BTreeSet::new();
    for sql in [CHANGED_HERE, CHANGED_ELSEWHERE] {
        let found = all(conn, sql, named_params! { ":sequence": sequence })?;
        changed.extend(found.into_iter().map(|Changed(id)| id));
    }
    Ok(changed.into_iter().collect())
}

pub(crate) fn put_base(conn: &Connection, base: &BoardBase) -> Result<(), StoreError> {
    let params = named_params! {
        ":wp_id": base.wp_id.as_str(),
        ":status": base.status.as_str(),
        ":lines": to_json(&base.lines)?,
    };
    run(conn, PUT_BASE, params)?;
    Ok(())
}

pub(crate) fn remove_base(conn: &Connection, id: &WpId) -> Result<(), StoreError> {
    run(conn, REMOVE_BASE, named_params! { ":wp_id": id.as_str() })?;
    Ok(())
}

/// A board synced again becomes the newest; the oldest of more than 1,000 is forgotten.
pub(crate) fn put_state(conn: &Connection, state: &BoardState) -> Result<(), StoreError> {
    let Some(hash) = state.hash else { return Ok(()) };
    let last = one::<Newest>(conn, NEWEST, &[])?.map_or(0, |Newest(last)| last);
    run(conn, FORGET, named_params! { ":hash": hash.0 })?;
    let params = named_params! {
        ":sync_seq": last + 1,
        ":hash": hash.0,
        ":words": state.words.map(|words| words.0),
        ":sequence": state.sequence,
        ":clean": state.clean,
    };
    run(conn, PUT_STATE, params)?;
    Ok(())
}

/// The number of the newest board, so that a forgotten one's is not given out again.
struct Newest(u64);

impl Stored for Newest {
    const TABLE: &'static str = "board_hashes";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self(cells.get(number)?))
    }
}
