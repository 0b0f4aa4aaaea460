//! `work_packets`.
//!
//! A write has two statements: one for the columns no index holds and, only if it is needed, one for those that
//! decide in which lists the packet stands and where. An update that moves nothing leaves all indexes alone.

use crate::cells::{Cells, Named, Stored, all, json, number, one, run, text, time, to_json, uuid};
use crate::derived;
use crate::error::failed;
use locus_core::domain::{
    BronzeId, Governance, Lease, TaskBoardStatus, Tombstone, WorkPacket, WpId, WpStatus,
};
use locus_core::ports::StoreError;
use rusqlite::{Connection, named_params};

macro_rules! columns {
    () => {
        "work_packets.wp_id, work_packets.version, work_packets.status, work_packets.priority, \
         work_packets.phase, work_packets.routing, work_packets.type, work_packets.assignee, \
         work_packets.reporter, work_packets.lease_by, work_packets.lease_until, work_packets.created_at, \
         work_packets.updated_at, work_packets.started_at, work_packets.completed_at, work_packets.due_at, \
         work_packets.closed_at, work_packets.deleted_at, work_packets.deleted_by, \
         work_packets.delete_reason, work_packets.bronze_id, work_packets.spec_session_id, \
         work_packets.task_packet_path, work_packets.title, work_packets.labels, work_packets.gates, \
         work_packets.vector_clock, work_packets.metadata, work_packets.description"
    };
}

/// The columns a packet is made of, in the order they are decoded.
pub(crate) const COLUMNS: &str = columns!();
pub(crate) const BY_ID: &str = concat!("SELECT ", columns!(), " FROM work_packets WHERE wp_id = :wp_id");
const BY_KEY: &str = concat!("SELECT ", columns!(), " FROM work_packets WHERE wp_key = :wp_key");
/// Every packet behind an id, deleted ones included, with what is derived.
pub(crate) const PAGE_OF_ALL: &str = concat!(
    "SELECT ",
    columns!(),
    ", wp_key, task_board_status, hybrid_rank, open_blockers, readiness, label_text FROM work_packets \
     WHERE wp_id > :after ORDER BY wp_id LIMIT :limit"
);
pub(crate) const IDS: &str =
    "SELECT wp_id FROM work_packets WHERE wp_id > :after ORDER BY wp_id LIMIT :limit";
pub(crate) const STANDING: &str = "SELECT wp_id, wp_key, status, deleted_at IS NOT NULL AS deleted, open_blockers \
    FROM work_packets WHERE wp_id = :wp_id";
const INSERT: &str = "INSERT INTO work_packets (wp_id, version, phase, routing, type, assignee, reporter, lease_by, \
    lease_until, updated_at, started_at, completed_at, due_at, closed_at, deleted_by, delete_reason, bronze_id, \
    spec_session_id, task_packet_path, title, labels, label_text, gates, vector_clock, metadata, description, status, \
    task_board_status, priority, hybrid_rank, readiness, created_at, deleted_at, open_blockers) \
    VALUES (:wp_id, :version, :phase, :routing, :type, :assignee, :reporter, :lease_by, :lease_until, :updated_at, \
    :started_at, :completed_at, :due_at, :closed_at, :deleted_by, :delete_reason, :bronze_id, :spec_session_id, \
    :task_packet_path, :title, :labels, :label_text, :gates, :vector_clock, :metadata, :description, :status, \
    :task_board_status, :priority, :hybrid_rank, :readiness, :created_at, :deleted_at, 0)";
const UPDATE_CONTENT: &str = "UPDATE work_packets SET version = :version, phase = :phase, routing = :routing, \
    type = :type, assignee = :assignee, reporter = :reporter, lease_by = :lease_by, lease_until = :lease_until, \
    updated_at = :updated_at, started_at = :started_at, completed_at = :completed_at, due_at = :due_at, \
    closed_at = :closed_at, deleted_by = :deleted_by, delete_reason = :delete_reason, bronze_id = :bronze_id, \
    spec_session_id = :spec_session_id, task_packet_path = :task_packet_path, title = :title, labels = :labels, label_text = :label_text, \
    gates = :gates, vector_clock = :vector_clock, metadata = :metadata, description = :description \
    WHERE wp_key = :wp_key AND version = :version_before";
const UPDATE_PLACE: &str = "UPDATE work_packets SET status = :status, task_board_status = :task_board_status, \
    priority = :priority, hybrid_rank = :hybrid_rank, readiness = :readiness, created_at = :created_at, \
    deleted_at = :deleted_at WHERE wp_key = :wp_key";

impl Stored for WorkPacket {
    const TABLE: &'static str = "work_packets";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        let (wp_id, version) = (cells.get(text)?, cells.get(number)?);
        let (status, priority) = (cells.get(text)?, cells.get(priority)?);
        let (phase, routing, work_type) = (cells.get(text)?, cells.get(text)?, cells.get(text)?);
        let (assignee, reporter) = (cells.optional(text)?, cells.get(text)?);
        let lease = cells.optional(text)?.zip(cells.optional(time)?).map(|(by, until)| Lease { by, until });
        let (created_at, updated_at) = (cells.get(time)?, cells.get(time)?);
        let (started_at, completed_at) = (cells.optional(time)?, cells.optional(time)?);
        let (due_at, closed_at) = (cells.optional(time)?, cells.optional(time)?);
        let deleted = cells.optional(time)?.zip(cells.optional(text)?);
        let reason = cells.optional(text)?;
        let tombstone = deleted.map(|(deleted_at, deleted_by)| Tombstone { deleted_at, deleted_by, reason });
        let bronze_id = BronzeId::new(cells.get(uuid)?);
        let (spec_session_id, task_packet_path) = (cells.optional(text)?, cells.optional(text)?);
        let (title, labels, gates) = (cells.get(text)?, cells.get(json)?, cells.get(json)?);
        let (vector_clock, metadata) = (cells.get(json)?, cells.get(json)?);
        Ok(Self {
            wp_id,
            version,
            title,
            description: cells.get(text)?,
            status,
            priority,
            governance: Governance { phase, routing, spec_session_id, gates, task_packet_path },
            work_type,
            labels,
            assignee,
            reporter,
            lease,
            created_at,
            updated_at,
            started_at,
            completed_at,
            due_at,
            closed_at,
            metadata,
            vector_clock,
            tombstone,
            bronze_id,
        })
    }
}

fn priority(value: rusqlite::types::ValueRef<'_>) -> Option<locus_core::domain::Priority> {
    number(value)?.try_into().ok()
}

pub(crate) fn get(conn: &Connection, id: &WpId) -> Result<Option<WorkPacket>, StoreError> {
    one(conn, BY_ID, named_params! { ":wp_id": id.as_str() })
}

/// Ids behind this one, deleted packets' included.
pub(crate) fn ids_after(
    conn: &Connection,
    after: Option<&WpId>,
    limit: u32,
) -> Result<Vec<WpId>, StoreError> {
    let after = after.map_or("", WpId::as_str);
    let found = all(conn, IDS, named_params! { ":after": after, ":limit": limit })?;
    Ok(found.into_iter().map(|Id(id)| id).collect())
}

struct Id(WpId);

impl Stored for Id {
    const TABLE: &'static str = "work_packets";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        cells.get(text).map(Self)
    }
}

pub(crate) fn get_by_key(conn: &Connection, wp_key: i64) -> Result<Option<WorkPacket>, StoreError> {
    one(conn, BY_KEY, named_params! { ":wp_key": wp_key })
}

/// What must be known of a packet to keep what is derived for it.
pub(crate) struct Standing {
    pub(crate) wp_key: u64,
    pub(crate) status: WpStatus,
    pub(crate) deleted: bool,
    pub(crate) open_blockers: u64,
}

impl Stored for Standing {
    const TABLE: &'static str = "work_packets";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        let _id: WpId = cells.get(text)?;
        Ok(Self {
            wp_key: cells.get(number)?,
            status: cells.get(text)?,
            deleted: cells.get(crate::cells::flag)?,
            open_blockers: cells.get(number)?,
        })
    }
}

fn find(conn: &Connection, id: &WpId) -> Result<Option<Standing>, StoreError> {
    one(conn, STANDING, named_params! { ":wp_id": id.as_str() })
}

/// Whether there is such a packet, and it is not deleted.
pub(crate) fn is_there(conn: &Connection, id: &WpId) -> Result<bool, StoreError> {
    Ok(find(conn, id)?.is_some_and(|standing| !standing.deleted))
}

/// Where a packet stands that must exist.
pub(crate) fn standing(conn: &Connection, id: &WpId) -> Result<Standing, StoreError> {
    find(conn, id)?.ok_or_else(|| failed(format!("there is no packet {id} to write to")))
}

/// Adds a packet; an edge needs its packets, so nothing can block it yet.
pub(crate) fn insert(conn: &Connection, wp: &WorkPacket) -> Result<(), StoreError> {
    let own: Named<'_> = &[(":wp_id", &wp.wp_id.as_str())];
    with_content(wp, |content| {
        with_place(wp, 0, |place| run(conn, INSERT, [own, content, place].concat().as_slice()))
    })?;
    derived::count(conn, (wp.status, wp.is_deleted(), 0), true)
}

/// Replaces a packet.
pub(crate) fn update(
    conn: &Connection,
    before: &WorkPacket,
    wp: &WorkPacket,
    standing: &Standing,
) -> Result<(), StoreError> {
    let key: Named<'_> = &[(":wp_key", &standing.wp_key)];
    let version: Named<'_> = &[(":version_before", &before.version)];
    let written =
        with_content(wp, |content| run(conn, UPDATE_CONTENT, [content, key, version].concat().as_slice()))?;
    if written != 1 {
        return Err(failed(format!("{} is no longer at version {}", wp.wp_id, before.version)));
    }
    if place(before) != place(wp) {
        with_place(wp, standing.open_blockers, |place| {
            run(conn, UPDATE_PLACE, [place, key].concat().as_slice())
        })?;
        derived::count(conn, (standing.status, standing.deleted, standing.open_blockers), false)?;
        derived::count(conn, (wp.status, wp.is_deleted(), standing.open_blockers), true)?;
    }
    Ok(())
}

/// What decides in which lists a packet stands, and where.
fn place(wp: &WorkPacket) -> impl PartialEq {
    (wp.status, wp.priority, wp.created_at, wp.tombstone.as_ref().map(|tombstone| tombstone.deleted_at))
}

fn with_place<T>(wp: &WorkPacket, open_blockers: u64, write: impl FnOnce(Named<'_>) -> T) -> T {
    let readiness = derived::readiness(wp.status, wp.is_deleted(), open_blockers);
    write(named_params! {
        ":status": wp.status.as_str(),
        ":task_board_status": TaskBoardStatus::from(wp.status).as_str(),
        ":priority": wp.priority.get(),
        ":hybrid_rank": wp.status.hybrid_rank(),
        ":readiness": derived::code(readiness),
        ":created_at": wp.created_at.millis(),
        ":deleted_at": wp.tombstone.as_ref().map(|tombstone| tombstone.deleted_at.millis()),
    })
}

fn with_content(
    wp: &WorkPacket,
    write: impl FnOnce(Named<'_>) -> Result<usize, StoreError>,
) -> Result<usize, StoreError> {
    let tombstone = wp.tombstone.as_ref();
    write(named_params! {
        ":version": wp.version,
        ":phase": wp.governance.phase.as_str(),
        ":routing": wp.governance.routing.as_str(),
        ":type": wp.work_type.as_str(),
        ":assignee": wp.assignee.as_ref().map(AsRef::<str>::as_ref),
        ":reporter": wp.reporter.as_str(),
        ":lease_by": wp.lease.as_ref().map(|lease| lease.by.as_str()),
        ":lease_until": wp.lease.as_ref().map(|lease| lease.until.millis()),
        ":updated_at": wp.updated_at.millis(),
        ":started_at": wp.started_at.map(|at| at.millis()),
        ":completed_at": wp.completed_at.map(|at| at.millis()),
        ":due_at": wp.due_at.map(|at| at.millis()),
        ":closed_at": wp.closed_at.map(|at| at.millis()),
        ":deleted_by": tombstone.map(|tombstone| tombstone.deleted_by.as_str()),
        ":delete_reason": tombstone.and_then(|t| t.reason.as_ref()).map(AsRef::<str>::as_ref),
        ":bronze_id": wp.bronze_id.uuid().into_bytes(),
        ":spec_session_id": wp.governance.spec_session_id.as_ref().map(AsRef::<str>::as_ref),
        ":task_packet_path": wp.governance.task_packet_path.as_ref().map(AsRef::<str>::as_ref),
        ":title": wp.title.as_str(),
        ":labels": to_json(&wp.labels)?,
        ":label_text": label_text(wp),
        ":gates": to_json(&wp.governance.gates)?,
        ":vector_clock": to_json(&wp.vector_clock)?,
        ":metadata": to_json(&wp.metadata)?,
        ":description": wp.description.as_str(),
    })
}

/// The labels as search reads them.
pub(crate) fn label_text(wp: &WorkPacket) -> String {
    wp.labels.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(" ")
}
