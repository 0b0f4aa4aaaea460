//! `replicas` and `foreign_events`: the chains of other replicas, and all replicas' events together.

use crate::cells::{Cells, Stored, all, hash, number, one, run, time, to_json, uuid};
use crate::rows::event::{self, event_columns, saw_none_but_own};
use locus_core::domain::{ReplicaId, WpId};
use locus_core::ports::{EventPlace, LoggedEvent, ReplicaHead, StoreError};
use rusqlite::{Connection, named_params};

pub(crate) const HEADS: &str =
    "SELECT replica_id, newest, hash_at, time_at, lamport_at FROM replicas ORDER BY replica_id";
const OWN_HEAD: &str = "SELECT :replica_id, sequence, hash, timestamp, coalesce(lamport, sequence) \
    FROM flight_events ORDER BY sequence DESC LIMIT 1";
const PUT_HEAD: &str = "INSERT INTO replicas (replica_id, newest, lamport_at, time_at, hash_at) \
    VALUES (:replica_id, :sequence, :lamport, :timestamp, :hash) ON CONFLICT (replica_id) DO UPDATE SET \
    newest = :sequence, lamport_at = :lamport, time_at = :timestamp, hash_at = :hash";
// A statement that selects what it inserts is one that SQLite keeps a journal for, in case it has to take it back.
const INSERT: &str = "INSERT INTO foreign_events (replica_key, sequence, lamport, seen_by, event_id, type, \
    timestamp, actor, actor_id, trace_id, job_id, vector_clock, prev_hash, hash, wp_id, mt_id, payload) \
    VALUES ((SELECT replica_key FROM replicas WHERE replica_id = :replica_id), :sequence, :lamport, :seen_by, \
    :event_id, :type, :timestamp, :actor, :actor_id, :trace_id, :job_id, :vector_clock, :prev_hash, :hash, :wp_id, \
    :mt_id, :payload)";

macro_rules! foreign {
    ($more:literal) => {
        concat!(
            "SELECT sequence, replica_id, ",
            event_columns!(),
            ", lamport FROM foreign_events JOIN replicas USING (replica_key) ",
            $more
        )
    };
}

pub(crate) const OF_PACKET: &str = foreign!("WHERE wp_id = :wp_id");
pub(crate) const OF_EDGES: &str = "SELECT sequence, replica_id, lamport FROM foreign_events \
    JOIN replicas USING (replica_key) \
    WHERE type IN ('dependency_added', 'dependency_removed', 'work_packet_deleted')";
pub(crate) const OF_INCOMING_EDGES: &str = foreign!(
    "WHERE type IN ('dependency_added', 'dependency_removed') AND payload ->> '$.to_wp_id' = :wp_id"
);
pub(crate) const BEHIND: &str = foreign!(
    "WHERE replica_key = (SELECT replica_key FROM replicas WHERE replica_id = :replica_id) \
     AND sequence > :after ORDER BY sequence LIMIT :limit"
);

impl Stored for ReplicaHead {
    const TABLE: &'static str = "replicas";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            replica_id: ReplicaId::new(cells.get(uuid)?),
            sequence: cells.get(number)?,
            hash: cells.get(hash)?,
            timestamp: cells.get(time)?,
            lamport: cells.get(number)?,
        })
    }
}

/// The newest event known of each other replica.
pub(crate) fn foreign_heads(conn: &Connection) -> Result<Vec<ReplicaHead>, StoreError> {
    all(conn, HEADS, &[])
}

/// The newest event of each replica, the own one included.
pub(crate) fn heads(conn: &Connection, own: ReplicaId) -> Result<Vec<ReplicaHead>, StoreError> {
    let mut heads = foreign_heads(conn)?;
    heads.extend(one::<ReplicaHead>(
        conn,
        OWN_HEAD,
        named_params! { ":replica_id": own.uuid().into_bytes() },
    )?);
    heads.sort_by_key(|head| head.replica_id);
    Ok(heads)
}

/// A replica's events behind this sequence.
pub(crate) fn events(
    conn: &Connection,
    own: ReplicaId,
    replica: ReplicaId,
    after: u64,
    limit: u32,
) -> Result<Vec<LoggedEvent>, StoreError> {
    let sql = if replica == own { event::BEHIND } else { BEHIND };
    let params = named_params! {
        ":replica_id": replica.uuid().into_bytes(), ":after": after, ":limit": limit
    };
    all(conn, sql, params)
}

/// All events about a packet, in the common order.
pub(crate) fn of_packet(
    conn: &Connection,
    own: ReplicaId,
    id: &WpId,
) -> Result<Vec<LoggedEvent>, StoreError> {
    with_id(conn, own, id, (event::OF_PACKET, OF_PACKET))
}

/// All events that add or remove an edge which leads to a packet, in the common order.
pub(crate) fn of_incoming_edges(
    conn: &Connection,
    own: ReplicaId,
    id: &WpId,
) -> Result<Vec<LoggedEvent>, StoreError> {
    with_id(conn, own, id, (event::OF_INCOMING_EDGES, OF_INCOMING_EDGES))
}

fn with_id(
    conn: &Connection,
    own: ReplicaId,
    id: &WpId,
    (of_own, of_foreign): (&str, &str),
) -> Result<Vec<LoggedEvent>, StoreError> {
    let own = named_params! { ":replica_id": own.uuid().into_bytes(), ":wp_id": id.as_str() };
    let mut events: Vec<LoggedEvent> = all(conn, of_own, own)?;
    events.extend(all::<LoggedEvent>(conn, of_foreign, named_params! { ":wp_id": id.as_str() })?);
    events.sort_by_key(LoggedEvent::place);
    Ok(events)
}

/// Where an event stands, without the event.
struct Place(EventPlace);

impl Stored for Place {
    const TABLE: &'static str = "flight_events";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        let (sequence, replica_id) = (cells.get(number)?, ReplicaId::new(cells.get(uuid)?));
        Ok(Self((cells.get(number)?, replica_id, sequence)))
    }
}

/// The places of all events that edges depend on, in the common order.
pub(crate) fn of_edges(conn: &Connection, own: ReplicaId) -> Result<Vec<EventPlace>, StoreError> {
    let own = named_params! { ":replica_id": own.uuid().into_bytes() };
    let mut places: Vec<Place> = all(conn, event::OF_EDGES, own)?;
    places.extend(all::<Place>(conn, OF_EDGES, &[])?);
    let mut places: Vec<_> = places.into_iter().map(|Place(place)| place).collect();
    places.sort_unstable();
    Ok(places)
}

/// Keeps an event of another replica as its newest one.
pub(crate) fn insert(conn: &Connection, event: &LoggedEvent, seen_by: u64) -> Result<(), StoreError> {
    let LoggedEvent { lamport, record } = event;
    let context = &record.context;
    let head = named_params! {
        ":replica_id": record.replica_id.uuid().into_bytes(),
        ":sequence": record.sequence,
        ":lamport": lamport,
        ":timestamp": context.timestamp.millis(),
        ":hash": record.hash.0,
    };
    run(conn, PUT_HEAD, head)?;
    let params = named_params! {
        ":replica_id": record.replica_id.uuid().into_bytes(),
        ":sequence": record.sequence,
        ":lamport": lamport,
        ":seen_by": seen_by,
        ":event_id": context.event_id.uuid().into_bytes(),
        ":type": record.event_type.as_str(),
        ":timestamp": context.timestamp.millis(),
        ":actor": context.actor.as_str(),
        ":actor_id": context.actor_id.as_str(),
        ":trace_id": context.trace_id.uuid().into_bytes(),
        ":job_id": context.job_id.as_ref().map(AsRef::<str>::as_ref),
        ":vector_clock": if saw_none_but_own(record) { None } else { Some(to_json(&record.vector_clock)?) },
        ":prev_hash": record.prev_hash.0,
        ":hash": record.hash.0,
        ":wp_id": record.wp_id.as_ref().map(AsRef::<str>::as_ref),
        ":mt_id": record.mt_id.as_ref().map(AsRef::<str>::as_ref),
        ":payload": record.payload.as_str(),
    };
    run(conn, INSERT, params)?;
    Ok(())
}
