//! The order in which no edge that says what comes first leads back. It is derived from the edges and kept as
//! [`moves_for`] says; here is only the reading and the writing.

use crate::cells::{Cells, Stored, all, number, one, run, text};
use crate::error::{failed, failure};
use locus_core::domain::{Dependency, DependencyType, EdgeKey, WpId};
use locus_core::graph::{Position, is_new_order_worth_it, moves_for, topological_order};
use locus_core::ports::{Direction, StoreError};
use rusqlite::{Connection, named_params};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

macro_rules! place {
    () => {
        "coalesce((SELECT position FROM precedence WHERE precedence.wp_key = other.wp_key), other.wp_key)"
    };
}

/// The neighbours along edges of one type, `$near` being the end where the packet is.
macro_rules! neighbours {
    ($near:literal, $far:literal, $kind:literal) => {
        concat!(
            "SELECT other.wp_key, ",
            place!(),
            " FROM work_packets AS own CROSS JOIN dependencies ON dependencies.",
            $near,
            " = own.wp_id AND dependencies.type = ",
            $kind,
            " CROSS JOIN work_packets AS other ON other.wp_id = dependencies.",
            $far,
            " WHERE own.wp_key = :wp_key"
        )
    };
}

pub(crate) const OF_PACKET: &str =
    concat!("SELECT other.wp_key, ", place!(), " FROM work_packets AS other WHERE other.wp_id = :wp_id");
pub(crate) const AFTER: &str = concat!(
    neighbours!("from_wp_id", "to_wp_id", ":blocks"),
    " UNION ALL ",
    neighbours!("to_wp_id", "from_wp_id", ":depends_on")
);
pub(crate) const BEFORE: &str = concat!(
    neighbours!("to_wp_id", "from_wp_id", ":blocks"),
    " UNION ALL ",
    neighbours!("from_wp_id", "to_wp_id", ":depends_on")
);
const EVERY_EDGE: &str = "SELECT one.wp_key, other.wp_key FROM dependencies \
    CROSS JOIN work_packets AS one ON one.wp_id = dependencies.from_wp_id \
    CROSS JOIN work_packets AS other ON other.wp_id = dependencies.to_wp_id WHERE dependencies.type = :type";
const EVERY_POSITION: &str = "SELECT wp_key, position FROM precedence";
const ID: &str = "SELECT wp_id FROM work_packets WHERE wp_key = :wp_key";
const PUT: &str = "INSERT INTO precedence (wp_key, position) VALUES (:wp_key, :position) \
    ON CONFLICT DO UPDATE SET position = excluded.position";

/// A packet's key and where it stands.
struct Place(u64, Position);

impl Stored for Place {
    const TABLE: &'static str = "precedence";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self(cells.get(number)?, cells.get(number)?))
    }
}

/// Where a packet stands; none if there is no such packet.
pub(crate) fn position(conn: &Connection, id: &WpId) -> Result<Option<Position>, StoreError> {
    Ok(place(conn, id)?.map(|(_, position)| position))
}

fn place(conn: &Connection, id: &WpId) -> Result<Option<(u64, Position)>, StoreError> {
    let found = one(conn, OF_PACKET, named_params! { ":wp_id": id.as_str() })?;
    Ok(found.map(|Place(wp_key, position)| (wp_key, position)))
}

/// What comes first and what then, if an edge says so.
const fn ends<'a>(from: &'a WpId, kind: DependencyType, to: &'a WpId) -> Option<(&'a WpId, &'a WpId)> {
    match kind {
        DependencyType::Blocks => Some((from, to)),
        DependencyType::DependsOn => Some((to, from)),
        _ => None,
    }
}

/// An edge was added: what stands against it moves.
pub(crate) fn edge_added(conn: &Connection, edge: &Dependency) -> Result<(), StoreError> {
    let Some((first, then)) = ends(&edge.from_wp_id, edge.kind, &edge.to_wp_id) else { return Ok(()) };
    let (Some(first), Some(then)) = (place(conn, first)?, place(conn, then)?) else {
        return Err(failed(format!("there is no packet at one end of edge {}", edge.dependency_id)));
    };
    let next = |wp_key: &u64, direction| neighbours(conn, *wp_key, direction);
    let moves = moves_for(&first, &then, next)?
        .ok_or_else(|| failed(format!("edge {} closes a cycle", edge.dependency_id)))?;
    moves.into_iter().try_for_each(|(wp_key, position)| put(conn, wp_key, position))
}

fn neighbours(
    conn: &Connection,
    wp_key: u64,
    direction: Direction,
) -> Result<Vec<(u64, Position)>, StoreError> {
    let sql = match direction {
        Direction::Outgoing => AFTER,
        Direction::Incoming => BEFORE,
    };
    let params = named_params! {
        ":wp_key": wp_key,
        ":blocks": DependencyType::Blocks.as_str(),
        ":depends_on": DependencyType::DependsOn.as_str(),
    };
    Ok(all(conn, sql, params)?.into_iter().map(|Place(wp_key, position)| (wp_key, position)).collect())
}

fn put(conn: &Connection, wp_key: u64, position: Position) -> Result<(), StoreError> {
    run(conn, PUT, named_params! { ":wp_key": wp_key, ":position": position }).map(drop)
}

/// Edges are about to come: if many of them don't fit the order, it is made anew, unless they run in a circle.
pub(crate) fn expect(conn: &Connection, coming: &[EdgeKey]) -> Result<(), StoreError> {
    let (mut places, mut new, mut misfits) = (HashMap::new(), Vec::new(), 0);
    for (first, then) in coming.iter().filter_map(|edge| ends(&edge.from, edge.kind, &edge.to)) {
        let mut known = |id| match places.entry(id) {
            Entry::Occupied(known) => Ok(*known.get()),
            Entry::Vacant(free) => place(conn, id).map(|place| *free.insert(place)),
        };
        // Without its packets an edge will be refused.
        let (Some(first), Some(then)) = (known(first)?, known(then)?) else { continue };
        misfits += usize::from(first.1 >= then.1);
        new.push((first.0, then.0));
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

/// Puts all packets in an order that fits all edges, whatever the order was.
pub(crate) fn rebuild(conn: &Connection) -> Result<(), StoreError> {
    deal(conn, topological_order(&edges(conn)?))
}

/// Gives these packets each other's places in this order, and all others their own.
fn deal(conn: &Connection, order: Vec<u64>) -> Result<(), StoreError> {
    conn.execute("DELETE FROM precedence", []).map_err(failure)?;
    let mut positions = order.clone();
    positions.sort_unstable();
    let moved = order.into_iter().zip(positions).filter(|(wp_key, position)| wp_key != position);
    moved.into_iter().try_for_each(|(wp_key, position)| put(conn, wp_key, position))
}

/// Every edge, from what comes first to what comes then.
fn edges(conn: &Connection) -> Result<Vec<(u64, u64)>, StoreError> {
    let of = |kind: DependencyType| all(conn, EVERY_EDGE, named_params! { ":type": kind.as_str() });
    let blocks = of(DependencyType::Blocks)?.into_iter().map(|Place(first, then)| (first, then));
    let depends = of(DependencyType::DependsOn)?.into_iter().map(|Place(then, first)| (first, then));
    Ok(blocks.chain(depends).collect())
}

/// The edges that lead back, by the packets at their ends: there are none unless somebody else wrote to the file.
pub(crate) fn leading_back(conn: &Connection) -> Result<Vec<(WpId, WpId)>, StoreError> {
    let moved = all(conn, EVERY_POSITION, [])?.into_iter().map(|Place(wp_key, position)| (wp_key, position));
    let moved: HashMap<u64, Position> = moved.collect();
    let position = |wp_key: u64| moved.get(&wp_key).copied().unwrap_or(wp_key);
    let back = edges(conn)?.into_iter().filter(|(first, then)| position(*first) >= position(*then));
    back.map(|(first, then)| Ok((id(conn, first)?, id(conn, then)?))).collect()
}

struct Id(WpId);

impl Stored for Id {
    const TABLE: &'static str = "work_packets";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        cells.get(text).map(Self)
    }
}

fn id(conn: &Connection, wp_key: u64) -> Result<WpId, StoreError> {
    let found = one(conn, ID, named_params! { ":wp_key": wp_key })?;
    found.map(|Id(id)| id).ok_or_else(|| failed(format!("there is no packet {wp_key}")))
}
