//! An envelope read from JSON.

use crate::error::InvalidEvent;
use crate::line::{Line, QueryLine};
use crate::{decode, encode, envelope, foreign, json};
use locus_core::domain::canonical::Hash;
use locus_core::domain::{ActorKind, EventId, Reference, ReplicaId, Timestamp, TraceId, UserId, VectorClock};
use locus_core::event::{Event, EventType};
use locus_core::ports::{EnvelopeContext, EventRecord, QueryRecord};
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

/// What stands on a line. The last three are there in a chained event, and only there.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wire {
    event_id: EventId,
    #[serde(rename = "type")]
    event_type: EventType,
    event_code: String,
    timestamp: Timestamp,
    actor: ActorKind,
    actor_id: UserId,
    trace_id: TraceId,
    #[schemars(skip_serializing_if = "Option::is_none")]
    job_id: Option<Reference>,
    replica_id: ReplicaId,
    sequence: u64,
    // Read on its own, without a copy.
    #[serde(rename = "payload")]
    #[schemars(with = "Map<String, Value>")]
    _payload: IgnoredAny,
    #[schemars(with = "VectorClock", skip_serializing_if = "Option::is_none")]
    vector_clock: Option<VectorClock>,
    #[schemars(with = "Hash", skip_serializing_if = "Option::is_none")]
    prev_hash: Option<Hash>,
    #[schemars(with = "Hash", skip_serializing_if = "Option::is_none")]
    hash: Option<Hash>,
}

/// The event or query event this envelope is of.
pub(crate) fn read(value: &Value) -> Result<Line, InvalidEvent> {
    check_type(value)?;
    let wire: Wire = json::typed(value)?;
    if wire.event_code != wire.event_type.code() {
        let reason = format!(
            "{:?} is not the code of {}, which is {}",
            wire.event_code,
            wire.event_type,
            wire.event_type.code()
        );
        return Err(InvalidEvent::at("event_code", reason));
    }
    match decode::event(wire.event_type, value["payload"].clone())? {
        (Event::WorkQueryExecuted(query), _) => wire.query(query).map(Line::Query),
        (event, sealed) => wire.record(&event, sealed).map(Box::new).map(Line::Event),
    }
}

/// Says more about a name that is not in the registry than that it is none.
fn check_type(value: &Value) -> Result<(), InvalidEvent> {
    let text = |key| value.get(key).and_then(Value::as_str);
    match text("type") {
        Some(name) if name.parse::<EventType>().is_err() => {
            Err(foreign::unknown_type(name, text("event_code")))
        }
        _ => Ok(()),
    }
}

fn required<T>(key: &str, value: Option<T>) -> Result<T, InvalidEvent> {
    value.ok_or_else(|| InvalidEvent::at(key, "missing key"))
}

fn absent<T>(key: &str, value: Option<&T>) -> Result<(), InvalidEvent> {
    value.map_or(Ok(()), |_| Err(InvalidEvent::at(key, "unknown key: a query event is not chained")))
}

impl Wire {
    fn context(self) -> EnvelopeContext {
        EnvelopeContext {
            event_id: self.event_id,
            timestamp: self.timestamp,
            actor: self.actor,
            actor_id: self.actor_id,
            trace_id: self.trace_id,
            job_id: self.job_id,
        }
    }

    fn record(mut self, event: &Event, sealed: Option<Hash>) -> Result<EventRecord, InvalidEvent> {
        let record = EventRecord {
            event_type: self.event_type,
            replica_id: self.replica_id,
            sequence: self.sequence,
            vector_clock: required("vector_clock", self.vector_clock.take())?,
            prev_hash: required("prev_hash", self.prev_hash)?,
            hash: required("hash", self.hash)?,
            payload: encode::payload(event, sealed)?,
            wp_id: event.wp_id().cloned(),
            mt_id: event.mt_id().cloned(),
            context: self.context(),
        };
        envelope::check(&record).map(|()| record)
    }

    fn query(self, event: locus_core::event::WorkQueryExecuted) -> Result<QueryLine, InvalidEvent> {
        absent("vector_clock", self.vector_clock.as_ref())?;
        absent("prev_hash", self.prev_hash.as_ref())?;
        absent("hash", self.hash.as_ref())?;
        envelope::check_numbering(&self.event_id, self.sequence)?;
        Ok(QueryLine {
            replica_id: self.replica_id,
            sequence: self.sequence,
            record: QueryRecord { context: self.context(), event },
        })
    }
}
