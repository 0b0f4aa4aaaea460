//! What makes the chain vouch for Bronze: an event that names records carries in its payload the hash over all that
//! they are. A text stands in it as its `content_hash`.

use crate::content::bronze_json;
use crate::error::InvalidEvent;
use crate::json;
use locus_core::domain::BronzeRecord;
use locus_core::domain::canonical::Hash;
use locus_core::event::{Event, EventType};
use locus_core::ports::EventRecord;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Its key in the payload.
pub(crate) const KEY: &str = "bronze_sha256";

/// What the schema says about it.
pub(crate) const MEANING: &str = "SHA-256 of the canonical JSON of the list of the Bronze records it names, in that \
                                  order, each without its `content`.";

/// A payload with its seal; the field is the [`KEY`].
#[derive(Serialize, Deserialize)]
pub(crate) struct Sealed<P> {
    #[serde(flatten)]
    pub(crate) payload: P,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) bronze_sha256: Option<Hash>,
}

/// The seal of an event over the records it names, found among those written; none if it is of a type without.
pub(crate) fn over_named(event: &Event, written: &[BronzeRecord]) -> Result<Option<Hash>, InvalidEvent> {
    let named = event.bronze_ids().into_iter().map(|id| {
        let found = written.iter().find(|record| record.bronze_id == id);
        found.ok_or_else(|| InvalidEvent::at(KEY, format!("{id} was not written with it")))
    });
    let named = named.collect::<Result<Vec<_>, _>>()?;
    Ok(over(event.event_type(), named))
}

fn over<'a>(event_type: EventType, records: impl IntoIterator<Item = &'a BronzeRecord>) -> Option<Hash> {
    if !event_type.names_records() {
        return None;
    }
    let mut list = "[".to_owned();
    for record in records {
        if list.len() > 1 {
            list.push(',');
        }
        list.push_str(&bronze_json(record, None));
    }
    list.push(']');
    Some(Hash::of(list))
}

/// Whether these are the records that the event was sealed with.
pub(crate) fn fits(record: &EventRecord, bronze: &[BronzeRecord]) -> bool {
    let sealed = serde_json::from_str::<Sealed<()>>(&record.payload);
    sealed.is_ok_and(|payload| payload.bronze_sha256 == over(record.event_type, bronze))
}

/// Takes the seal out of a payload: what is left is the event's own.
pub(crate) fn take(event_type: EventType, payload: &mut Value) -> Result<Option<Hash>, InvalidEvent> {
    let Some(keys) = payload.as_object_mut().filter(|_| event_type.names_records()) else { return Ok(None) };
    let seal = keys.remove(KEY).ok_or_else(|| InvalidEvent::at(KEY, "missing key"))?;
    json::typed(&seal).map(Some).map_err(|fault| fault.under(KEY))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse_line;
    use crate::samples::line_of;

    fn refused(event_type: EventType, seal: Value) -> String {
        let mut line: Value = serde_json::from_str(&line_of(event_type)).unwrap();
        line["payload"][KEY] = seal;
        parse_line(&line.to_string()).unwrap_err().to_string()
    }

    #[test]
    fn it_is_a_hash_where_records_are_named_and_nowhere_else() {
        let hash = Hash::of("").to_string();
        for event_type in EventType::ALL {
            if event_type.names_records() {
                for other in [hash.to_uppercase().into(), hash[1..].into(), 1.into(), Value::Null] {
                    let refused = refused(*event_type, other);
                    assert!(refused.starts_with("payload.bronze_sha256: "), "{refused}");
                }
            } else {
                assert_eq!(
                    refused(*event_type, hash.clone().into()),
                    "payload.bronze_sha256: unknown key",
                    "{event_type}"
                );
            }
        }
    }
}
