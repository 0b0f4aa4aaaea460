//! Lines that bring the Bronze records along: `{event, bronze[]}`, as `events export --with-content` writes them.

use crate::error::InvalidEvent;
use crate::line::Line;
use crate::{envelope, json, wire};
use locus_core::domain::canonical::{self, Hash};
use locus_core::domain::{BronzeId, BronzeKey, BronzeKind, BronzeOperation, BronzeRecord, Timestamp};
use locus_core::ports::EventRecord;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

/// A sealed event and the Bronze records it names, as one line of canonical JSON without a line end.
#[must_use]
pub fn content_line(record: &EventRecord, bronze: &[BronzeRecord]) -> String {
    let bronze: Vec<_> = bronze.iter().map(bronze_json).collect();
    format!("{{\"bronze\":[{}],\"event\":{}}}", bronze.join(","), envelope::to_line(record))
}

fn bronze_json(record: &BronzeRecord) -> String {
    let previous = record.previous_bronze_id;
    let previous = previous.map(|id| format!("\"previous_bronze_id\":\"{id}\",")).unwrap_or_default();
    format!(
        "{{\"bronze_id\":\"{}\",\"content\":{},\"content_hash\":\"{}\",\"created_at\":\"{}\",\"key\":\"{}\",\
         \"kind\":\"{}\",\"operation\":\"{}\",{previous}\"version\":{}}}",
        record.bronze_id,
        record.content,
        record.content_hash,
        record.created_at,
        record.key,
        record.key.kind(),
        record.operation,
        record.version,
    )
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContentWire {
    // Read on its own, without a copy.
    #[serde(rename = "event")]
    _event: IgnoredAny,
    bronze: Vec<BronzeWire>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "BronzeRecord")]
pub(crate) struct BronzeWire {
    bronze_id: BronzeId,
    kind: BronzeKind,
    key: String,
    operation: BronzeOperation,
    content_hash: Hash,
    #[schemars(range(min = 1))]
    version: u64,
    #[schemars(skip_serializing_if = "Option::is_none")]
    previous_bronze_id: Option<BronzeId>,
    content: Map<String, Value>,
    created_at: Timestamp,
}

/// Whether this is meant as a line with content.
pub(crate) fn is_content(value: &Value) -> bool {
    value.get("event").is_some() || value.get("bronze").is_some()
}

pub(crate) fn read(value: &Value) -> Result<Line, InvalidEvent> {
    let content: ContentWire = json::typed(value)?;
    let record = match wire::read(&value["event"]).map_err(|fault| fault.under("event"))? {
        Line::Event(record) => record,
        _ => return Err(InvalidEvent::at("event.type", "a query event has no content")),
    };
    let bronze = content
        .bronze
        .into_iter()
        .enumerate()
        .map(|(index, entry)| entry.record().map_err(|fault| fault.under(&format!("bronze[{index}]"))));
    Ok(Line::Content(record, bronze.collect::<Result<_, _>>()?))
}

impl BronzeWire {
    fn record(self) -> Result<BronzeRecord, InvalidEvent> {
        let key =
            BronzeKey::parse(self.kind, &self.key).map_err(|error| InvalidEvent::at("key", error.reason))?;
        let content = canonical::to_string(&Value::Object(self.content));
        if Hash::of(&content) != self.content_hash {
            return Err(InvalidEvent::at("content_hash", "not the hash of the content"));
        }
        if self.version == 0 {
            return Err(InvalidEvent::at("version", "0; it counts from 1"));
        }
        Ok(BronzeRecord {
            bronze_id: self.bronze_id,
            key,
            operation: self.operation,
            content_hash: self.content_hash,
            version: self.version,
            previous_bronze_id: self.previous_bronze_id,
            content,
            created_at: self.created_at,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse_line;
    use crate::samples::{bronze, parsed, sealed_log};
    use serde_json::json;

    fn records() -> Vec<BronzeRecord> {
        let packet = r#"{"metadata":{"load":0.30000000000000004,"n":null,"tiny":5e-324},"wp_id":"WP-1"}"#;
        let iteration = "{}";
        let record = |number, key, content: &str, previous_bronze_id| BronzeRecord {
            bronze_id: bronze(number),
            key,
            operation: BronzeOperation::Update,
            content_hash: Hash::of(content),
            version: 2,
            previous_bronze_id,
            content: content.to_owned(),
            created_at: parsed("2026-02-01T00:00:00Z"),
        };
        vec![
            record(1, BronzeKey::WorkPacket(parsed("WP-1")), packet, Some(bronze(0))),
            record(2, BronzeKey::parse(BronzeKind::Iteration, "WP-1/MT-001/0/1").unwrap(), iteration, None),
        ]
    }

    fn refused(edit: impl FnOnce(&mut Value)) -> String {
        let mut value = serde_json::from_str(&content_line(&sealed_log(1)[0], &records())).unwrap();
        edit(&mut value);
        parse_line(&value.to_string()).unwrap_err().to_string()
    }

    #[test]
    fn an_event_and_its_records_read_back_as_they_were_written() {
        let record = sealed_log(1).remove(0);
        let line = content_line(&record, &records());
        assert_eq!(line, canonical::to_string(&serde_json::from_str(&line).unwrap()));
        assert_eq!(parse_line(&line), Ok(Line::Content(Box::new(record), records())));
    }

    #[test]
    fn content_must_fit_its_hash() {
        insta::assert_snapshot!(
            refused(|v| v["bronze"][0]["content"]["wp_id"] = "WP-2".into()),
            @"bronze[0].content_hash: not the hash of the content"
        );
    }

    #[test]
    fn a_record_is_strict_like_an_event() {
        let object = |v: &mut Value| v["bronze"][1].as_object_mut().unwrap().clone();
        insta::assert_snapshot!(refused(|v| v["bronze"][1]["x"] = 1.into()), @"bronze[1].x: unknown key");
        for key in
            object(&mut serde_json::from_str(&content_line(&sealed_log(1)[0], &records())).unwrap()).keys()
        {
            let refused = refused(|v| drop(v["bronze"][1].as_object_mut().unwrap().remove(key)));
            assert_eq!(refused, format!("bronze[1].{key}: missing key"));
        }
        insta::assert_snapshot!(
            refused(|v| v["bronze"][1]["previous_bronze_id"] = Value::Null),
            @"bronze[1].previous_bronze_id: null; what is absent is left out"
        );
        insta::assert_snapshot!(
            refused(|v| v["bronze"][1]["content"] = json!("{}")),
            @r#"bronze[1].content: invalid type: string "{}", expected a map"#
        );
        insta::assert_snapshot!(refused(|v| v["bronze"][0]["version"] = 0.into()), @"bronze[0].version: 0; it counts from 1");
        assert!(
            refused(|v| v["bronze"][1]["key"] = "WP-1/MT-001/0/1/x".into()).starts_with("bronze[1].key: ")
        );
        assert!(refused(|v| v["bronze"][1]["kind"] = "work_packet".into()).starts_with("bronze[1].key: "));
        assert!(refused(|v| v["bronze"][1]["kind"] = "gold".into()).starts_with("bronze[1].kind: "));
    }

    #[test]
    fn faults_of_the_event_are_named_below_it() {
        insta::assert_snapshot!(refused(|v| v["event"]["payload"]["x"] = 1.into()), @"event.payload.x: unknown key");
        insta::assert_snapshot!(refused(|v| v["event"]["job_id"] = Value::Null), @"event.job_id: null; what is absent is left out");
        insta::assert_snapshot!(refused(|v| v["more"] = 1.into()), @"more: unknown key");
        insta::assert_snapshot!(refused(|v| drop(v.as_object_mut().unwrap().remove("bronze"))), @"bronze: missing key");
        assert!(refused(|v| v["event"] = json!({ "event": {}, "bronze": [] })).starts_with("event."));
    }
}
