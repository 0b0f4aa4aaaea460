//! The order in which no edge that says what comes first leads back. It is derived from the edges and kept as [`fit`]
//! says; here is only the reading and the writing.

use crate::cells::{Cells, Stored, all, number, one, run, text};
use crate::error::{failed, failure};
use crate::rows::dependency;
use locus_core::domain::{Dependency, DependencyType, EdgeKey, Position, WpId};
use locus_core::graph::{Adjacency, Fit, fit, is_new_order_worth_it, topological_order};
use locus_core::ports::{Direction, StoreError};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, named_params};
use std::collections::{HashMap, HashSet};

pub(crate) const OF_PACKET: &str = "SELECT wp_key, (SELECT position FROM precedence \
    WHERE precedence.wp_key = work_packets.wp_key) FROM work_packets WHERE wp_id = :wp_id";
pub(crate) const BELOW: &str = "SELECT wp_key, position FROM precedence WHERE position < :position \
    ORDER BY position DESC LIMIT 1";
pub(crate) const ABOVE: &str = "SELECT wp_key, position FROM precedence WHERE position > :position \
    ORDER BY position LIMIT 1";
const EVERY_EDGE: &str = "SELECT one.wp_key, other.wp_key FROM dependencies \
    CROSS JOIN work_packets AS one ON one.wp_id = dependencies.from_wp_id \
    CROSS JOIN work_packets AS other ON other.wp_id = dependencies.to_wp_id WHERE dependencies.type = :type";
const EVERY_PAIR: &str = "SELECT one.wp_id, one.wp_key, one_at.position, other.wp_id, other.wp_key, \
    other_at.position FROM dependencies CROSS JOIN work_packets AS one ON one.wp_id = dependencies.from_wp_id \
    CROSS JOIN work_packets AS other ON other.wp_id = dependencies.to_wp_id \
    LEFT JOIN precedence AS one_at ON one_at.wp_key = one.wp_key \
    LEFT JOIN precedence AS other_at ON other_at.wp_key = other.wp_key WHERE dependencies.type = :type";
const PUT: &str = "INSERT INTO precedence (wp_key, position) VALUES (:wp_key, :position) \
    ON CONFLICT DO UPDATE SET position = excluded.position";
/// Positions longer than this, in bytes, are dealt out anew; it takes 2,000 packets one after the other in one place.
const LONGEST: usize = 256;

/// A packet and where it stands.
struct Place {
    wp_key: u64,
    position: Position,
}

impl Stored for Place {
    const TABLE: &'static str = "precedence";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        let wp_key = cells.get(number)?;
        let position = cells.optional(position_of)?.unwrap_or(Position::of_number(wp_key));
        Ok(Self { wp_key, position })
    }
}

fn position_of(value: ValueRef<'_>) -> Option<Position> {
    Position::from_bytes(value.as_blob().ok()?)
}

/// Where a packet stands; none if there is no such packet.
pub(crate) fn position(conn: &Connection, id: &WpId) -> Result<Option<Position>, StoreError> {
    Ok(place(conn, id)?.map(|place| place.position))
}

fn place(conn: &Connection, id: &WpId) -> Result<Option<Place>, StoreError> {
    one(conn, OF_PACKET, named_params! { ":wp_id": id.as_str() })
}

/// The edges as they stand, with the order.
struct Edges<'a>(&'a Connection);

impl Adjacency for Edges<'_> {
    fn neighbours(
        &self,
        id: &WpId,
        kind: DependencyType,
        direction: Direction,
    ) -> Result<Vec<WpId>, StoreError> {
        dependency::neighbours(self.0, id, kind, direction)
    }

    fn position(&self, id: &WpId) -> Result<Option<Position>, StoreError> {
        position(self.0, id)
    }
}

/// What comes first and what then, if an edge says so.
const fn ends<'a>(from: &'a WpId, kind: DependencyType, to: &'a WpId) -> Option<(&'a WpId, &'a WpId)> {
    match kind {
        DependencyType::Blocks => Some((from, to)),
        DependencyType::DependsOn => Some((to, from)),
        _ => None,
    }
}

/// Edges are about to come: if many of them don't fit the order, it is made anew, unless they run in a circle.
pub(crate) fn expect(conn: &Connection, coming: &[EdgeKey]) -> Result<(), StoreError> {
    let (mut places, mut new, mut misfits) = (HashMap::new(), Vec::new(), 0);
    for (first, then) in coming.iter().filter_map(|edge| ends(&edge.from, edge.kind, &edge.to)) {
        for id in [first, then] {
            if !places.contains_key(id) {
                places.insert(id, place(conn, id)?);
            }
        }
        // Without its packets an edge will be refused.
        let (Some(Some(first)), Some(Some(then))) = (places.get(first), places.get(then)) else { continue };
        misfits += usize::from(first.position >= then.position);
        new.push((first.wp_key, then.wp_key));
    }
    if misfits == 0 || !is_new_order_worth_it(misfits, count(conn)?) {
        return Ok(());
    }
    new.extend(edges(conn)?);
    let order = topological_order(&new);
    let nodes: HashSet<_> = new.into_iter().flat_map(|(first, then)| [first, then]).collect();
    if order.len() == nodes.len() { deal(conn, order) } else { Ok(()) }
}

fn count(conn: &Connection) -> Result<usize, StoreError> {
    conn.query_row("SELECT count(*) FROM dependencies", [], |row| row.get(0)).map_err(failure)
}

/// An edge was added: what stands against it moves.
pub(crate) fn edge_added(conn: &Connection, edge: &Dependency) -> Result<(), StoreError> {
    let Some((first, then)) = ends(&edge.from_wp_id, edge.kind, &edge.to_wp_id) else { return Ok(()) };
    let standing = |id| place(conn, id)?.ok_or_else(|| failed(format!("there is no packet {id}")));
    let (moved, lower, upper) = match fit(&Edges(conn), &edge.key())? {
        Fit::InOrder => return Ok(()),
        Fit::Cycle(_) => return Err(failed(format!("edge {} closes a cycle", edge.dependency_id))),
        Fit::Before(moved) => {
            let upper = standing(then)?.position;
            let next = next_to(conn, BELOW, &upper)?;
            (moved, next.map_or(upper.whole_below(), |next| next.max(upper.whole_below())), upper)
        }
        Fit::Behind(moved) => {
            let lower = standing(first)?.position;
            let next = next_to(conn, ABOVE, &lower)?;
            let upper = next.map_or(lower.whole_above(), |next| next.min(lower.whole_above()));
            (moved, lower, upper)
        }
    };
    let count = u32::try_from(moved.len()).map_err(|_| failed("too many packets hang together"))?;
    let positions = Position::between(&lower, &upper, count);
    let is_long = positions.first().is_some_and(|position| position.to_bytes().len() > LONGEST);
    for (id, position) in moved.iter().zip(&positions) {
        put(conn, standing(id)?.wp_key, position)?;
    }
    if is_long { rebuild(conn) } else { Ok(()) }
}

fn next_to(conn: &Connection, sql: &str, position: &Position) -> Result<Option<Position>, StoreError> {
    let next: Option<Place> = one(conn, sql, named_params! { ":position": position.to_bytes() })?;
    Ok(next.map(|place| place.position))
}

fn put(conn: &Connection, wp_key: u64, position: &Position) -> Result<(), StoreError> {
    run(conn, PUT, named_params! { ":wp_key": wp_key, ":position": position.to_bytes() }).map(drop)
}

/// Puts all packets in an order that fits all edges, whatever the order was.
pub(crate) fn rebuild(conn: &Connection) -> Result<(), StoreError> {
    deal(conn, topological_order(&edges(conn)?))
}

/// Gives these packets each other's numbers in this order, and all others their own.
fn deal(conn: &Connection, order: Vec<u64>) -> Result<(), StoreError> {
    conn.execute("DELETE FROM precedence", []).map_err(failure)?;
    let mut positions = order.clone();
    positions.sort_unstable();
    let moved = order.into_iter().zip(positions).filter(|(wp_key, position)| wp_key != position);
    moved.into_iter().try_for_each(|(wp_key, position)| put(conn, wp_key, &Position::of_number(position)))
}

struct Keys(u64, u64);

impl Stored for Keys {
    const TABLE: &'static str = "work_packets";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self(cells.get(number)?, cells.get(number)?))
    }
}

/// Every edge, from what comes first to what comes then.
fn edges(conn: &Connection) -> Result<Vec<(u64, u64)>, StoreError> {
    let of = |kind: DependencyType| all(conn, EVERY_EDGE, named_params! { ":type": kind.as_str() });
    let blocks = of(DependencyType::Blocks)?.into_iter().map(|Keys(first, then)| (first, then));
    let depends = of(DependencyType::DependsOn)?.into_iter().map(|Keys(then, first)| (first, then));
    Ok(blocks.chain(depends).collect())
}

/// Tells each edge that leads back, by the packets at its ends, and each whose ends don't stand anywhere: there are
/// none unless somebody else wrote to the file.
pub(crate) fn leading_back(conn: &Connection, mut tell: impl FnMut(WpId, WpId)) -> Result<(), StoreError> {
    let mut statement = conn.prepare(EVERY_PAIR).map_err(failure)?;
    for kind in [DependencyType::Blocks, DependencyType::DependsOn] {
        let mut rows = statement.query(named_params! { ":type": kind.as_str() }).map_err(failure)?;
        while let Some(row) = rows.next().map_err(failure)? {
            let mut cells = Cells::of::<Place>(row);
            let (from, to) = (End::decode(&mut cells)?, End::decode(&mut cells)?);
            let (first, then) = if kind == DependencyType::Blocks { (from, to) } else { (to, from) };
            if first.position.zip(then.position).is_none_or(|(first, then)| first >= then) {
                tell(first.id, then.id);
            }
        }
    }
    Ok(())
}

/// One end of an edge; it stands nowhere if what is kept is no position.
struct End {
    id: WpId,
    position: Option<Position>,
}

impl Stored for End {
    const TABLE: &'static str = "precedence";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        let id = cells.get(text)?;
        let start = Position::of_number(cells.get(number)?);
        let position = match cells.optional(position_of) {
            Ok(position) => Some(position.unwrap_or(start)),
            Err(StoreError::Damaged { .. }) => None,
            Err(error) => return Err(error),
        };
        Ok(Self { id, position })
    }
}
