//! `query_events`: numbered, not chained, kept 30 days. The newest is never forgotten, so no number comes twice.

use crate::cells::{Cells, Stored, all, json, number, run, text, time, to_json, uuid};
use crate::rows::forget_before;
use locus_core::domain::{EventId, TraceId};
use locus_core::event::WorkQueryExecuted;
use locus_core::ports::{EnvelopeContext, LoggedQuery, QueryRecord, StoreError};
use rusqlite::{Connection, named_params};

macro_rules! select {
    ($more:literal) => {
        concat!(
            "SELECT sequence, event_id, timestamp, actor, actor_id, trace_id, job_id, op, filters, result_count, \
             duration_ms FROM query_events ",
            $more
        )
    };
}

const NEWEST: &str = select!("ORDER BY sequence DESC LIMIT :limit");
pub(crate) const AFTER: &str = select!("WHERE sequence > :after ORDER BY sequence LIMIT :limit");
pub(crate) const FORGET: &str = "DELETE FROM query_events WHERE timestamp < :before";
const INSERT: &str = "INSERT INTO query_events (event_id, timestamp, actor, actor_id, trace_id, job_id, op, filters, \
    result_count, duration_ms) VALUES (:event_id, :timestamp, :actor, :actor_id, :trace_id, :job_id, :op, \
    :filters, :result_count, :duration_ms)";

impl Stored for LoggedQuery {
    const TABLE: &'static str = "query_events";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        let sequence = cells.get(number)?;
        let context = EnvelopeContext {
            event_id: EventId::new(cells.get(uuid)?),
            timestamp: cells.get(time)?,
            actor: cells.get(text)?,
            actor_id: cells.get(text)?,
            trace_id: TraceId::new(cells.get(uuid)?),
            job_id: cells.optional(text)?,
        };
        let event = WorkQueryExecuted {
            op: cells.get(text)?,
            filters: cells.get(json)?,
            result_count: cells.get(number)?,
            duration_ms: cells.get(number)?,
        };
        Ok(Self { sequence, record: QueryRecord { context, event } })
    }
}

pub(crate) fn newest(conn: &Connection, limit: u32) -> Result<Vec<LoggedQuery>, StoreError> {
    all(conn, NEWEST, named_params! { ":limit": limit })
}

pub(crate) fn after(conn: &Connection, sequence: u64, limit: u32) -> Result<Vec<LoggedQuery>, StoreError> {
    let after = i64::try_from(sequence).unwrap_or(i64::MAX);
    all(conn, AFTER, named_params! { ":after": after, ":limit": limit })
}

pub(crate) fn append(conn: &Connection, record: &QueryRecord) -> Result<(), StoreError> {
    let QueryRecord { context, event } = record;
    let params = named_params! {
        ":event_id": context.event_id.uuid().into_bytes(),
        ":timestamp": context.timestamp.millis(),
        ":actor": context.actor.as_str(),
        ":actor_id": context.actor_id.as_str(),
        ":trace_id": context.trace_id.uuid().into_bytes(),
        ":job_id": context.job_id.as_ref().map(AsRef::<str>::as_ref),
        ":op": event.op.as_str(),
        ":filters": to_json(&event.filters)?,
        ":result_count": event.result_count,
        ":duration_ms": event.duration_ms,
    };
    run(conn, INSERT, params)?;
    run(conn, FORGET, named_params! { ":before": forget_before(context.timestamp) })?;
    Ok(())
}
