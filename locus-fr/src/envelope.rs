//! The envelope: its canonical JSON, its hash, and what must hold of it.

use crate::encode;
use crate::error::InvalidEvent;
use locus_core::domain::canonical::{self, Hash};
use locus_core::domain::{EventId, ReplicaId};
use locus_core::event::{Event, EventType};
use locus_core::ports::{EnvelopeContext, EventRecord, QueryRecord};
use serde_json::{Value, json};
use std::fmt::{Display, Write as _};

/// A sealed event as one line of canonical JSON, without a line end.
#[must_use]
pub fn to_line(record: &EventRecord) -> String {
    chained(record, Some(record.hash))
}

/// A query event as one line of canonical JSON: an envelope without clock and hashes, numbered in the replica's
/// own stream of queries.
///
/// # Errors
/// If the query breaks a rule of the registry.
pub fn query_line(
    record: &QueryRecord,
    replica_id: ReplicaId,
    sequence: u64,
) -> Result<String, InvalidEvent> {
    let event = Event::WorkQueryExecuted(record.event.clone());
    check_numbering(&record.context.event_id, sequence)?;
    let mut object = Object::sized(512);
    object.context(&record.context, EventType::WorkQueryExecuted, None);
    object.raw("payload", &encode::payload(&event, None)?);
    object.place(&record.context, EventType::WorkQueryExecuted, replica_id, sequence);
    Ok(object.close())
}

/// The hash a record must carry: over its canonical JSON without the hash.
pub(crate) fn hash_of(record: &EventRecord) -> Hash {
    Hash::of(chained(record, None))
}

/// The largest number of an event: all readers of JSON agree on it, and every store can hold it.
const LARGEST: u64 = (1 << 53) - 1;

/// What must hold of a record's envelope besides its place in the chain.
pub(crate) fn check(record: &EventRecord) -> Result<(), InvalidEvent> {
    check_numbering(&record.context.event_id, record.sequence)?;
    if let Some((replica, seen)) = record.vector_clock.iter().find(|(_, seen)| *seen > LARGEST) {
        return Err(InvalidEvent::at(format!("vector_clock.{replica}"), too_large(seen)));
    }
    let seen = record.vector_clock.get(record.replica_id);
    if seen == record.sequence {
        return Ok(());
    }
    let reason = format!("has {seen} for its own replica, but the event is number {}", record.sequence);
    Err(InvalidEvent::at("vector_clock", reason))
}

/// What an event's id and number must be; [`numbering`] says the same as a schema.
pub(crate) fn check_numbering(event_id: &EventId, sequence: u64) -> Result<(), InvalidEvent> {
    if event_id.uuid().get_version_num() != 7 {
        return Err(InvalidEvent::at("event_id", format!("{event_id} is not a UUID of version 7")));
    }
    if sequence == 0 {
        return Err(InvalidEvent::at("sequence", "0; it counts from 1"));
    }
    if sequence > LARGEST {
        return Err(InvalidEvent::at("sequence", too_large(sequence)));
    }
    Ok(())
}

/// Keywords for the properties that [`check_numbering`] looks at.
pub(crate) fn numbering() -> Value {
    let version_7 = "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$";
    json!({
        "event_id": { "pattern": version_7 },
        "sequence": { "minimum": 1, "maximum": LARGEST },
        "vector_clock": { "additionalProperties": { "maximum": LARGEST } },
    })
}

fn too_large(number: u64) -> String {
    format!("{number} is larger than {LARGEST}")
}

fn chained(record: &EventRecord, hash: Option<Hash>) -> String {
    let mut object = Object::sized(record.payload.len() + 640);
    object.context(&record.context, record.event_type, hash);
    object.raw("payload", &record.payload);
    object.text("prev_hash", record.prev_hash);
    object.place(&record.context, record.event_type, record.replica_id, record.sequence);
    let mut clock = Object::sized(64);
    for (replica, sequence) in record.vector_clock.iter() {
        clock.number(&replica.to_string(), sequence);
    }
    object.raw("vector_clock", &clock.close());
    object.close()
}

/// A JSON object being written, its keys given in sorted order.
struct Object(String);

impl Object {
    fn sized(bytes: usize) -> Self {
        Self(String::with_capacity(bytes))
    }

    fn key(&mut self, key: &str) {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        self.0.push('"');
        self.0.push_str(key);
        self.0.push_str("\":");
    }

    fn raw(&mut self, key: &str, json: &str) {
        self.key(key);
        self.0.push_str(json);
    }

    fn number(&mut self, key: &str, number: u64) {
        self.key(key);
        // Writing to a String can't fail.
        let _ = write!(self.0, "{number}");
    }

    /// What is written without characters that need escaping.
    fn text(&mut self, key: &str, text: impl Display) {
        self.key(key);
        let _ = write!(self.0, "\"{text}\"");
    }

    /// A fixed name, which needs no escaping either.
    fn name(&mut self, key: &str, name: &str) {
        self.key(key);
        self.0.extend(["\"", name, "\""]);
    }

    fn close(mut self) -> String {
        if self.0.is_empty() {
            self.0.push('{');
        }
        self.0.push('}');
        self.0
    }

    /// The keys before `payload`.
    fn context(&mut self, context: &EnvelopeContext, event_type: EventType, hash: Option<Hash>) {
        self.name("actor", context.actor.as_str());
        self.raw("actor_id", &canonical::text(context.actor_id.as_str()));
        self.name("event_code", event_type.code());
        self.text("event_id", context.event_id);
        if let Some(hash) = hash {
            self.text("hash", hash);
        }
        if let Some(job_id) = &context.job_id {
            self.raw("job_id", &canonical::text(job_id.as_str()));
        }
    }

    /// The keys from `replica_id` to `type`.
    fn place(
        &mut self,
        context: &EnvelopeContext,
        event_type: EventType,
        replica_id: ReplicaId,
        sequence: u64,
    ) {
        self.text("replica_id", replica_id);
        self.number("sequence", sequence);
        self.text("timestamp", context.timestamp);
        self.text("trace_id", context.trace_id);
        self.name("type", event_type.as_str());
    }
}
