//! What must hold of a payload besides its keys and types, as data: the check, on the way out and on the way in, and
//! the schema are both made of it.

use crate::error::{InvalidEvent, join};
use locus_core::event::EventType;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// What must hold of a value.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Rule {
    /// It is 1.
    First,
    /// It counts from 1.
    Counts,
    /// A field that is always there: it has a value before and after.
    Both,
    /// An optional field that changed: it has a value before, after or both.
    Either,
    /// A fixed name, so that no free text gets into an event through it.
    Name,
    /// A sorted set of such names.
    Names,
    /// An error code.
    Code,
}

/// The rules of a type: keys from the payload down.
pub(crate) const fn of(event_type: EventType) -> &'static [(&'static str, Rule)] {
    use Rule::{Both, Code, Counts, Either, First, Name, Names};
    match event_type {
        EventType::WorkPacketCreated => &[("version", First)],
        EventType::WorkPacketUpdated => &[
            ("version", Counts),
            ("changes.title", Both),
            ("changes.description", Both),
            ("changes.status", Both),
            ("changes.priority", Both),
            ("changes.type", Both),
            ("changes.phase", Both),
            ("changes.routing", Both),
            ("changes.labels", Both),
            ("changes.metadata", Both),
            ("changes.pre_work", Both),
            ("changes.post_work", Both),
            ("changes.task_packet_path", Either),
            ("changes.assignee", Either),
            ("changes.lease", Either),
            ("changes.due_at", Either),
            ("changes.spec_session_id", Either),
        ],
        EventType::WorkPacketGated => &[("version", Counts), ("result", Both), ("status", Both)],
        EventType::WorkPacketCompleted | EventType::WorkPacketDeleted => &[("version", Counts)],
        EventType::MtIterationCompleted => &[("iteration", Counts), ("status", Both)],
        EventType::MtStarted => &[("status", Both), ("escalation_level", Both)],
        EventType::MtCompleted => &[("status", Both), ("final_iteration", Counts)],
        EventType::MtFailed => &[("status", Both)],
        EventType::SyncFailed => &[("code", Code)],
        EventType::WorkQueryExecuted => &[("op", Name), ("filters", Names)],
        EventType::MicroTasksRegistered
        | EventType::MtEscalated
        | EventType::DependencyAdded
        | EventType::DependencyRemoved
        | EventType::TaskBoardEntryAdded
        | EventType::TaskBoardSynced
        | EventType::TaskBoardStatusChanged
        | EventType::SyncStarted
        | EventType::SyncCompleted => &[],
    }
}

/// Checks a payload; a fault's key is named from the envelope down.
pub(crate) fn check(event_type: EventType, payload: &Value) -> Result<(), InvalidEvent> {
    for (key, rule) in of(event_type) {
        let value = key.split('.').try_fold(payload, |object, key| object.get(key));
        value.map_or(Ok(()), |value| rule.check(key, value)).map_err(|fault| fault.under("payload"))?;
    }
    Ok(())
}

/// What rules speak of in a payload, and nothing else: to read all of it for every write would cost as much as sealing.
pub(crate) fn ruled(event_type: EventType, payload: &str) -> Result<Value, InvalidEvent> {
    let rules = of(event_type);
    if rules.is_empty() {
        return Ok(Value::Null);
    }
    let mut reader = serde_json::Deserializer::from_str(payload);
    Ruled(rules).deserialize(&mut reader).map_err(|error| InvalidEvent::at("payload", error.to_string()))
}

/// Reads an object's keys that rules begin with.
struct Ruled(&'static [(&'static str, Rule)]);

impl<'de> DeserializeSeed<'de> for Ruled {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Ruled {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut found = Map::new();
        while let Some(key) = object.next_key::<Cow<'_, str>>()? {
            if self.0.iter().any(|(path, _)| path.split('.').next() == Some(&key)) {
                found.insert(key.into_owned(), object.next_value()?);
            } else {
                object.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Value::Object(found))
    }
}

impl Rule {
    fn check(self, key: &str, value: &Value) -> Result<(), InvalidEvent> {
        let has = |side| value.get(side).is_some_and(|value| !value.is_null());
        let refused = |reason: String| Err(InvalidEvent::at(key, reason));
        match self {
            // An optional field that is null is none, which its type has found already.
            _ if value.is_null() => Ok(()),
            Self::First if *value != 1 => refused(format!("{value}; a new packet has version 1")),
            Self::Counts if *value == 0 => refused("0; it counts from 1".into()),
            Self::Both if !has("from") => Err(InvalidEvent::at(join(key, "from"), "missing key")),
            Self::Both if !has("to") => Err(InvalidEvent::at(join(key, "to"), "missing key")),
            Self::Either if !has("from") && !has("to") => refused("neither from nor to".into()),
            Self::Name if !is_made_of(value, NAME) => {
                refused(format!("{value} is not a name: 1 to 64 of a-z, 0-9 and '_'"))
            }
            Self::Names => names(key, value),
            Self::Code if !is_made_of(value, CODE) => {
                refused(format!("{value} is not an error code: 1 to 64 of A-Z, 0-9 and '-'"))
            }
            _ => Ok(()),
        }
    }

    /// The same as keywords of a schema.
    pub(crate) fn keywords(self) -> Value {
        match self {
            Self::First => json!({ "const": 1 }),
            Self::Counts => json!({ "minimum": 1 }),
            Self::Both => json!({ "required": ["from", "to"] }),
            Self::Either => json!({ "minProperties": 1 }),
            Self::Name => json!({ "pattern": pattern(NAME) }),
            Self::Names => {
                json!({ "items": { "type": "string", "pattern": pattern(NAME) }, "uniqueItems": true })
            }
            Self::Code => json!({ "pattern": pattern(CODE) }),
        }
    }
}

/// The first and the last letter of a name's alphabet, and what else it may hold besides digits.
type Alphabet = (char, char, char);
const NAME: Alphabet = ('a', 'z', '_');
const CODE: Alphabet = ('A', 'Z', '-');
const LONGEST: usize = 64;

fn is_made_of(value: &Value, (first, last, other): Alphabet) -> bool {
    let allowed = |c: char| (first..=last).contains(&c) || c.is_ascii_digit() || c == other;
    value.as_str().is_some_and(|text| (1..=LONGEST).contains(&text.len()) && text.chars().all(allowed))
}

fn pattern((first, last, other): Alphabet) -> String {
    format!("^[{first}-{last}0-9{other}]{{1,{LONGEST}}}$")
}

fn names(key: &str, value: &Value) -> Result<(), InvalidEvent> {
    let names = value.as_array().map(Vec::as_slice).unwrap_or_default();
    for (index, name) in names.iter().enumerate() {
        Rule::Name.check(&format!("{key}[{index}]"), name)?;
    }
    if names.is_sorted_by(|a, b| a.as_str() < b.as_str()) {
        Ok(())
    } else {
        Err(InvalidEvent::at(key, "not sorted, or a key twice"))
    }
}
