//! `flight_events`: the store's own chain. The replica is the store's, so it is no column: statements are given it.

use crate::cells::{Cells, Stored, found, hash, json, number, one, run, text, time, to_json, uuid};
use crate::rows::replica;
use locus_core::domain::canonical::Hash;
use locus_core::domain::{EventId, ReplicaId, TraceId, VectorClock};
use locus_core::ports::{ChainHead, EnvelopeContext, EventQuery, EventRecord, LoggedEvent, StoreError};
use rusqlite::types::Value;
use rusqlite::{Connection, named_params};

pub(crate) const HEAD: &str = "SELECT sequence, :replica_id AS replica_id, vector_clock, hash, timestamp, \
    coalesce(lamport, sequence) AS lamport FROM flight_events ORDER BY sequence DESC LIMIT 1";
/// What an event is made of, behind its sequence and its replica.
macro_rules! event_columns {
    () => {
        "vector_clock, event_id, type, timestamp, actor, actor_id, trace_id, job_id, prev_hash, hash, wp_id, mt_id, \
         payload"
    };
}
pub(crate) use event_columns;

macro_rules! own {
    ($more:literal) => {
        concat!(
            "SELECT sequence, :replica_id AS replica_id, ",
            event_columns!(),
            ", coalesce(lamport, sequence) AS lamport FROM flight_events ",
            $more
        )
    };
}

const SELECT: &str = own!("WHERE sequence > :after_sequence");
pub(crate) const OF_PACKET: &str = own!("WHERE wp_id = :wp_id ORDER BY sequence");
pub(crate) const OF_EDGES: &str = "SELECT sequence, :replica_id AS replica_id, coalesce(lamport, sequence) AS lamport \
    FROM flight_events WHERE type IN ('dependency_added', 'dependency_removed', 'work_packet_deleted')";
pub(crate) const OF_INCOMING_EDGES: &str =
    own!("WHERE type IN ('dependency_added', 'dependency_removed') AND payload ->> '$.to_wp_id' = :wp_id");
pub(crate) const BEHIND: &str = own!("WHERE sequence > :after ORDER BY sequence LIMIT :limit");
const INSERT: &str = "INSERT INTO flight_events (sequence, event_id, type, timestamp, actor, actor_id, trace_id, \
    job_id, vector_clock, lamport, prev_hash, hash, wp_id, mt_id, payload) VALUES (:sequence, :event_id, :type, \
    :timestamp, :actor, :actor_id, :trace_id, :job_id, :vector_clock, :lamport, :prev_hash, :hash, :wp_id, :mt_id, \
    :payload)";

/// What the head and every event begin with.
fn place(cells: &mut Cells<'_>) -> Result<(u64, ReplicaId, VectorClock), StoreError> {
    let sequence = cells.get(number)?;
    let replica_id = ReplicaId::new(cells.get(uuid)?);
    let clock = cells.optional(json)?.unwrap_or_else(|| own_clock(replica_id, sequence));
    Ok((sequence, replica_id, clock))
}

/// Whether a replica had seen nothing but its own events; the clock is stored as NULL then.
pub(crate) fn saw_none_but_own(record: &EventRecord) -> bool {
    record.vector_clock.iter().eq([(record.replica_id, record.sequence)])
}

/// What its clock was then.
fn own_clock(replica_id: ReplicaId, sequence: u64) -> VectorClock {
    std::iter::once((replica_id, sequence)).collect()
}

/// Where the store's own chain stands, and the largest lamport it has seen.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) chain: ChainHead,
    pub(crate) lamport: u64,
}

impl Stored for Head {
    const TABLE: &'static str = "flight_events";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        let (sequence, replica_id, clock) = place(cells)?;
        let (hash, timestamp) = (cells.get(hash)?, Some(cells.get(time)?));
        let chain = ChainHead { replica_id, sequence, hash, timestamp, clock };
        Ok(Self { chain, lamport: cells.get(number)? })
    }
}

impl Stored for LoggedEvent {
    const TABLE: &'static str = "flight_events";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        let record = EventRecord::decode(cells)?;
        Ok(Self { lamport: cells.get(number)?, record })
    }
}

impl Stored for EventRecord {
    const TABLE: &'static str = "flight_events";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        let (sequence, replica_id, vector_clock) = place(cells)?;
        let event_id = EventId::new(cells.get(uuid)?);
        let event_type = cells.get(text)?;
        let context = EnvelopeContext {
            event_id,
            timestamp: cells.get(time)?,
            actor: cells.get(text)?,
            actor_id: cells.get(text)?,
            trace_id: TraceId::new(cells.get(uuid)?),
            job_id: cells.optional(text)?,
        };
        Ok(Self {
            context,
            event_type,
            replica_id,
            sequence,
            vector_clock,
            prev_hash: cells.get(hash)?,
            hash: cells.get(hash)?,
            wp_id: cells.optional(text)?,
            mt_id: cells.optional(text)?,
            payload: cells.get(text)?,
        })
    }
}

/// Where the chain stands; before the first event at sequence 0. What came in from other replicas is seen.
pub(crate) fn head(conn: &Connection, replica_id: ReplicaId) -> Result<Head, StoreError> {
    let own = one(conn, HEAD, named_params! { ":replica_id": replica_id.uuid().into_bytes() })?;
    let mut head = own.unwrap_or_else(|| Head {
        chain: ChainHead {
            replica_id,
            sequence: 0,
            hash: Hash::ZERO,
            timestamp: None,
            clock: VectorClock::new(),
        },
        lamport: 0,
    });
    for other in replica::foreign_heads(conn)? {
        head.chain.clock.observe(other.replica_id, other.sequence);
        head.lamport = head.lamport.max(other.lamport);
    }
    Ok(head)
}

/// The statement for a query, and what is bound to it.
pub(crate) fn selection(query: &EventQuery) -> (String, Vec<(&'static str, Value)>) {
    let mut sql = SELECT.to_owned();
    let after = i64::try_from(query.after_sequence).unwrap_or(i64::MAX);
    let mut params = vec![(":after_sequence", Value::from(after)), (":limit", Value::from(query.limit))];
    let mut only = |condition: &str, name, value: Option<Value>| {
        if let Some(value) = value {
            sql.push_str(condition);
            params.push((name, value));
        }
    };
    only(" AND wp_id = :wp_id", ":wp_id", query.wp_id.as_ref().map(|id| id.to_string().into()));
    only(" AND type = :type", ":type", query.event_type.map(|kind| kind.to_string().into()));
    only(" AND timestamp >= :since", ":since", query.since.map(|since| since.millis().into()));
    only(" AND actor_id = :actor_id", ":actor_id", query.actor_id.as_ref().map(|id| id.to_string().into()));
    sql.push_str(if query.newest { " ORDER BY sequence DESC" } else { " ORDER BY sequence" });
    sql.push_str(" LIMIT :limit");
    (sql, params)
}

pub(crate) fn select(
    conn: &Connection,
    replica_id: ReplicaId,
    query: &EventQuery,
) -> Result<Vec<EventRecord>, StoreError> {
    let (sql, mut params) = selection(query);
    params.push((":replica_id", replica_id.uuid().into_bytes().to_vec().into()));
    let mut events: Vec<EventRecord> = found(conn, &sql, params.as_slice())?;
    if query.newest {
        events.reverse();
    }
    Ok(events)
}

pub(crate) fn insert(conn: &Connection, record: &EventRecord, lamport: u64) -> Result<(), StoreError> {
    let EventRecord { context, vector_clock, .. } = record;
    let params = named_params! {
        ":sequence": record.sequence,
        ":event_id": context.event_id.uuid().into_bytes(),
        ":type": record.event_type.as_str(),
        ":timestamp": context.timestamp.millis(),
        ":actor": context.actor.as_str(),
        ":actor_id": context.actor_id.as_str(),
        ":trace_id": context.trace_id.uuid().into_bytes(),
        ":job_id": context.job_id.as_ref().map(AsRef::<str>::as_ref),
        ":vector_clock": if saw_none_but_own(record) { None } else { Some(to_json(vector_clock)?) },
        ":lamport": Some(lamport).filter(|lamport| *lamport != record.sequence),
        ":prev_hash": record.prev_hash.0,
        ":hash": record.hash.0,
        ":wp_id": record.wp_id.as_ref().map(AsRef::<str>::as_ref),
        ":mt_id": record.mt_id.as_ref().map(AsRef::<str>::as_ref),
        ":payload": record.payload.as_str(),
    };
    run(conn, INSERT, params)?;
    Ok(())
}
