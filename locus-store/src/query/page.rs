//! Pages of packets: all, ready, blocked. An unfiltered page is read from an index in its order.

use super::{counts, filter};
use crate::cells::found;
use crate::error::failure;
use crate::rows::work_packet::COLUMNS;
use filter::Conditions;
use locus_core::domain::{Filter, Page, WorkPacket};
use locus_core::graph::Readiness;
use locus_core::ports::StoreError;
use rusqlite::Connection;

/// Which packets a list is of.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Scope {
    /// All undeleted ones.
    Listed,
    /// Those that can be worked on now.
    Ready,
    /// Those that are held up.
    Blocked,
}

impl Scope {
    /// Its condition. Numbers are literal: only so SQLite sees that the partial indexes fit.
    const fn condition(self) -> &'static str {
        match self {
            Self::Listed => "work_packets.deleted_at IS NULL",
            Self::Ready => "work_packets.readiness = 1",
            Self::Blocked => "work_packets.readiness = 2",
        }
    }

    const fn readiness(self) -> Option<Readiness> {
        match self {
            Self::Listed => None,
            Self::Ready => Some(Readiness::Ready),
            Self::Blocked => Some(Readiness::Blocked),
        }
    }

    /// The statement of a page.
    pub(crate) fn select(self, filter: &Filter) -> Result<(String, Conditions), StoreError> {
        let conditions = Conditions::of(self.condition(), filter)?;
        let (which, order) = (&conditions.sql, filter::order(filter.sort));
        let sql = format!(
            "SELECT {COLUMNS} FROM work_packets WHERE {which} ORDER BY {order} LIMIT :limit OFFSET :offset"
        );
        Ok((sql, conditions))
    }
}

/// The page of a filter.
pub(crate) fn page(conn: &Connection, scope: Scope, filter: &Filter) -> Result<Page<WorkPacket>, StoreError> {
    let (sql, conditions) = scope.select(filter)?;
    let items: Vec<WorkPacket> = found(conn, &sql, conditions.clone().bind_page(filter).params.as_slice())?;
    let total_count = match filter::total_of_last_page(filter, items.len()) {
        Some(total) => total,
        None => match counts::total(conn, scope.readiness(), filter)? {
            Some(total) => total,
            None => count(conn, &conditions)?,
        },
    };
    Ok(Page { items, total_count })
}

fn count(conn: &Connection, conditions: &Conditions) -> Result<u64, StoreError> {
    let sql = format!("SELECT count(*) FROM work_packets WHERE {}", conditions.sql);
    let mut statement = conn.prepare_cached(&sql).map_err(failure)?;
    statement.query_row(conditions.params.as_slice(), |row| row.get(0)).map_err(failure)
}
