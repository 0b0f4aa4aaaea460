//! `dependencies`: clustered by their key, so that outgoing edges lie side by side; one index for incoming ones.

use crate::cells::{Cells, Stored, all, json, one, run, text, time, uuid};
use crate::error::failed;
use locus_core::domain::{BronzeId, Dependency, DependencyId, DependencyType, EdgeKey, WpId, WpStatus};
use locus_core::ports::{Direction, StoreError};
use rusqlite::{Connection, named_params};

macro_rules! select {
    () => {
        "SELECT dependency_id, from_wp_id, type, to_wp_id, created_at, created_by, bronze_id, vector_clock, \
         description FROM dependencies "
    };
}

pub(crate) const BY_ID: &str = concat!(select!(), "WHERE dependency_id = :dependency_id");
pub(crate) const BY_KEY: &str =
    concat!(select!(), "WHERE from_wp_id = :from_wp_id AND type = :type AND to_wp_id = :to_wp_id");
pub(crate) const OUTGOING: &str = concat!(select!(), "WHERE from_wp_id = :wp_id ORDER BY type, to_wp_id");
pub(crate) const INCOMING: &str = concat!(select!(), "WHERE to_wp_id = :wp_id ORDER BY type, from_wp_id");
pub(crate) const TARGETS: &str =
    "SELECT to_wp_id FROM dependencies WHERE from_wp_id = :wp_id AND type = :type ORDER BY to_wp_id";
pub(crate) const SOURCES: &str =
    "SELECT from_wp_id FROM dependencies WHERE to_wp_id = :wp_id AND type = :type ORDER BY from_wp_id";
pub(crate) const BLOCKERS: &str = "SELECT dependencies.from_wp_id, work_packets.status FROM dependencies \
    CROSS JOIN work_packets ON work_packets.wp_id = dependencies.from_wp_id \
    WHERE dependencies.to_wp_id = :wp_id AND dependencies.type = :type ORDER BY dependencies.from_wp_id";
pub(crate) const BLOCKED: &str = "SELECT dependencies.to_wp_id, work_packets.status FROM dependencies \
    CROSS JOIN work_packets ON work_packets.wp_id = dependencies.to_wp_id \
    WHERE dependencies.from_wp_id = :wp_id AND dependencies.type = :type ORDER BY dependencies.to_wp_id";
/// Packets from behind one id to another, once for each of their blockers, with the blocker's status.
pub(crate) const BLOCKERS_OF_PAGE: &str = "SELECT dependencies.to_wp_id, work_packets.status FROM dependencies \
    CROSS JOIN work_packets ON work_packets.wp_id = dependencies.from_wp_id \
    WHERE dependencies.to_wp_id > :after AND dependencies.to_wp_id <= :last AND dependencies.type = 'blocks'";
pub(crate) const BEHIND: &str = "SELECT from_wp_id, type, to_wp_id FROM dependencies \
    WHERE (from_wp_id, type, to_wp_id) > (:from_wp_id, :type, :to_wp_id) \
    ORDER BY from_wp_id, type, to_wp_id LIMIT :limit";
const INSERT: &str = "INSERT INTO dependencies (from_wp_id, type, to_wp_id, dependency_id, created_at, created_by, \
    bronze_id, vector_clock, description) VALUES (:from_wp_id, :type, :to_wp_id, :dependency_id, :created_at, \
    :created_by, :bronze_id, :vector_clock, :description)";
const DELETE: &str = "DELETE FROM dependencies WHERE dependency_id = :dependency_id";

impl Stored for Dependency {
    const TABLE: &'static str = "dependencies";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            dependency_id: DependencyId::new(cells.get(uuid)?),
            from_wp_id: cells.get(text)?,
            kind: cells.get(text)?,
            to_wp_id: cells.get(text)?,
            created_at: cells.get(time)?,
            created_by: cells.get(text)?,
            bronze_id: BronzeId::new(cells.get(uuid)?),
            vector_clock: cells.get(json)?,
            description: cells.optional(text)?,
        })
    }
}

struct Neighbour(WpId);

impl Stored for Neighbour {
    const TABLE: &'static str = "dependencies";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        cells.get(text).map(Self)
    }
}

struct Standing(WpId, WpStatus);

impl Stored for Standing {
    const TABLE: &'static str = "work_packets";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self(cells.get(text)?, cells.get(text)?))
    }
}

pub(crate) fn get(conn: &Connection, id: DependencyId) -> Result<Option<Dependency>, StoreError> {
    one(conn, BY_ID, named_params! { ":dependency_id": id.uuid().into_bytes() })
}

pub(crate) fn get_by_key(conn: &Connection, key: &EdgeKey) -> Result<Option<Dependency>, StoreError> {
    let params = named_params! {
        ":from_wp_id": key.from.as_str(), ":type": key.kind.as_str(), ":to_wp_id": key.to.as_str()
    };
    one(conn, BY_KEY, params)
}

struct Key(EdgeKey);

impl Stored for Key {
    const TABLE: &'static str = "dependencies";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        let (from, kind, to) = (cells.get(text)?, cells.get(text)?, cells.get(text)?);
        Ok(Self(EdgeKey { from, kind, to }))
    }
}

/// Edges behind this one, by their key.
pub(crate) fn behind(
    conn: &Connection,
    after: Option<&EdgeKey>,
    limit: u32,
) -> Result<Vec<EdgeKey>, StoreError> {
    let (from, kind, to) =
        after.map_or(("", "", ""), |key| (key.from.as_str(), key.kind.as_str(), key.to.as_str()));
    let params = named_params! { ":from_wp_id": from, ":type": kind, ":to_wp_id": to, ":limit": limit };
    Ok(all::<Key>(conn, BEHIND, params)?.into_iter().map(|Key(key)| key).collect())
}

pub(crate) fn of_packet(
    conn: &Connection,
    id: &WpId,
    direction: Direction,
) -> Result<Vec<Dependency>, StoreError> {
    let sql = match direction {
        Direction::Outgoing => OUTGOING,
        Direction::Incoming => INCOMING,
    };
    all(conn, sql, named_params! { ":wp_id": id.as_str() })
}

pub(crate) fn neighbours(
    conn: &Connection,
    id: &WpId,
    kind: DependencyType,
    direction: Direction,
) -> Result<Vec<WpId>, StoreError> {
    let sql = match direction {
        Direction::Outgoing => TARGETS,
        Direction::Incoming => SOURCES,
    };
    let found = all(conn, sql, named_params! { ":wp_id": id.as_str(), ":type": kind.as_str() })?;
    Ok(found.into_iter().map(|Neighbour(id)| id).collect())
}

/// The packets at the other end of its `blocks` edges, each with its status, by id.
pub(crate) fn standing(
    conn: &Connection,
    id: &WpId,
    direction: Direction,
) -> Result<Vec<(WpId, WpStatus)>, StoreError> {
    let sql = match direction {
        Direction::Incoming => BLOCKERS,
        Direction::Outgoing => BLOCKED,
    };
    let params = named_params! { ":wp_id": id.as_str(), ":type": DependencyType::Blocks.as_str() };
    Ok(all(conn, sql, params)?.into_iter().map(|Standing(id, status)| (id, status)).collect())
}

pub(crate) fn insert(conn: &Connection, edge: &Dependency) -> Result<(), StoreError> {
    let params = named_params! {
        ":from_wp_id": edge.from_wp_id.as_str(),
        ":type": edge.kind.as_str(),
        ":to_wp_id": edge.to_wp_id.as_str(),
        ":dependency_id": edge.dependency_id.uuid().into_bytes(),
        ":created_at": edge.created_at.millis(),
        ":created_by": edge.created_by.as_str(),
        ":bronze_id": edge.bronze_id.uuid().into_bytes(),
        ":vector_clock": crate::cells::to_json(&edge.vector_clock)?,
        ":description": edge.description.as_ref().map(AsRef::<str>::as_ref),
    };
    run(conn, INSERT, params)?;
    Ok(())
}

pub(crate) fn delete(conn: &Connection, edge: &Dependency) -> Result<(), StoreError> {
    let params = named_params! { ":dependency_id": edge.dependency_id.uuid().into_bytes() };
    match run(conn, DELETE, params)? {
        1 => Ok(()),
        _ => Err(failed(format!("there is no edge {} to remove", edge.dependency_id))),
    }
}
