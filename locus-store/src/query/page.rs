//! Pages of packets: all, ready, blocked. A page is read from an index in its order, and where a filter leaves only some
//! statuses, from what stands at these.

use super::counts::{self, standing};
use super::{filter, selection};
use crate::cells::found;
use crate::error::failure;
use crate::rows::work_packet::COLUMNS;
use filter::Conditions;
use locus_core::domain::{Filter, Page, Sort, WorkPacket, WpStatus};
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

/// The statements of a page, and what is bound to them.
pub(crate) struct Select {
    pub(crate) page: String,
    pub(crate) count: String,
    conditions: Conditions,
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

    /// Where its packets can stand.
    fn standings(self) -> Vec<(WpStatus, Readiness)> {
        let readiness = |status| [0, 1].map(|open_blockers| (status, Readiness::of(status, open_blockers)));
        let anywhere = WpStatus::ALL.iter().flat_map(|status| readiness(*status));
        anywhere.filter(|(_, one)| self.readiness().is_none_or(|wanted| wanted == *one)).collect()
    }

    /// The statements for a filter; none if it leaves nothing.
    pub(crate) fn select(self, filter: &Filter) -> Result<Option<Select>, StoreError> {
        let mut left = self.standings();
        left.retain(|(status, readiness)| filter.decides(standing(*status, *readiness)) != Some(false));
        if left.is_empty() {
            return Ok(None);
        }
        let holds = |scope: &Self| left.iter().all(|(_, readiness)| scope.readiness() == Some(*readiness));
        let scope = [Self::Ready, Self::Blocked].into_iter().find(holds).unwrap_or(self);
        let conditions = Conditions::of(scope.condition(), filter)?;
        let (which, order) = (&conditions.sql, filter::order(filter.sort));
        let (statuses, all) = (statuses(&left), statuses(&scope.standings()));
        // Other orders have no index by status.
        let by_status = statuses != all && filter.sort == Sort::Hybrid && !selection::names_few(filter);
        let rows =
            |more: &str| format!("SELECT {COLUMNS}, hybrid_rank FROM work_packets WHERE {which}{more}");
        let (rows, more) = if by_status {
            let each: Vec<_> = statuses.iter().map(|status| rows(&standing_at(&[*status]))).collect();
            (each.join(" UNION ALL "), standing_at(&statuses))
        } else {
            (rows(""), String::new())
        };
        let page = format!("{rows} ORDER BY {order} LIMIT :limit OFFSET :offset");
        let count = format!("SELECT count(*) FROM work_packets WHERE {which}{more}");
        Ok(Some(Select { page, count, conditions }))
    }
}

/// Each status once.
fn statuses(standings: &[(WpStatus, Readiness)]) -> Vec<WpStatus> {
    let mut statuses: Vec<_> = standings.iter().map(|(status, _)| *status).collect();
    statuses.dedup();
    statuses
}

/// One condition more, in the words of the index by status.
fn standing_at(statuses: &[WpStatus]) -> String {
    let texts: Vec<_> = statuses.iter().map(|status| format!("'{status}'")).collect();
    format!(" AND work_packets.deleted_at IS NULL AND work_packets.status IN ({})", texts.join(", "))
}

/// The page of a filter.
pub(crate) fn page(conn: &Connection, scope: Scope, filter: &Filter) -> Result<Page<WorkPacket>, StoreError> {
    let Some(Select { page, count, conditions }) = scope.select(filter)? else {
        return Ok(Page { items: Vec::new(), total_count: 0 });
    };
    let items: Vec<WorkPacket> = found(conn, &page, conditions.clone().bind_page(filter).params.as_slice())?;
    let total_count = match filter::total_of_last_page(filter, items.len()) {
        Some(total) => total,
        None => match counts::total(conn, scope.readiness(), filter)? {
            Some(total) => total,
            None => {
                let mut statement = conn.prepare_cached(&count).map_err(failure)?;
                statement.query_row(conditions.params.as_slice(), |row| row.get(0)).map_err(failure)?
            }
        },
    };
    Ok(Page { items, total_count })
}
