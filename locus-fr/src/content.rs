//! Lines that bring the Bronze records along: `{event, bronze[]}`, as `events export --with-content` writes them. The
//! records are those that the event was sealed with.

use crate::error::InvalidEvent;
use crate::line::Line;
use crate::{decode, envelope, json, seal, wire};
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
    let bronze: Vec<_> = bronze.iter().map(|record| bronze_json(record, Some(&record.content))).collect();
    format!("{{\"bronze\":[{}],\"event\":{}}}", bronze.join(","), envelope::to_line(record))
}

/// A record as canonical JSON.
pub(crate) fn bronze_json(record: &BronzeRecord, content: Option<&str>) -> String {
    let content = content.map(|content| format!("\"content\":{content},")).unwrap_or_default();
    let previous = record.previous_bronze_id;
    let previous = previous.map(|id| format!("\"previous_bronze_id\":\"{id}\",")).unwrap_or_default();
    format!(
        "{{\"bronze_id\":\"{}\",{content}\"content_hash\":\"{}\",\"created_at\":\"{}\",\"key\":\"{}\",\
         \"kind\":\"{}\",\"operation\":\"{}\",{previous}\"version\":{}}}",
        record.bronze_id,
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
    let named = decode::event_of(&record)?.bronze_ids();
    if named.len() != content.bronze.len() {
        let reason = format!("{} records, but the event names {}", content.bronze.len(), named.len());
        return Err(InvalidEvent::at("bronze", reason));
    }
    let bronze = content.bronze.into_iter().zip(named).enumerate().map(|(index, (entry, named))| {
        entry.record(named).map_err(|fault| fault.under(&format!("bronze[{index}]")))
    });
    let bronze: Vec<_> = bronze.collect::<Result<_, _>>()?;
    if !seal::fits(&record, &bronze) {
        let reason = format!("changed after the event was sealed: not what its {} is of", seal::KEY);
        return Err(InvalidEvent::at("bronze", reason));
    }
    Ok(Line::Content(record, bronze))
}

impl BronzeWire {
    /// The record, if it is the one that the event names in its place.
    fn record(self, named: BronzeId) -> Result<BronzeRecord, InvalidEvent> {
        if self.bronze_id != named {
            return Err(InvalidEvent::at("bronze_id", format!("the event names {named} in this place")));
        }
        let key =
            BronzeKey::parse(self.kind, &self.key).map_err(|error| InvalidEvent::at("key", error.reason))?;
        let content = canonical::to_string(&Value::Object(self.content));
        if Hash::of(&content) != self.content_hash {
            return Err(InvalidEvent::at("content_hash", "not the hash of the content"));
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
pub(crate) mod tests {
    use super::*;
    use crate::FlightRecorder;
    use crate::parse_line;
    use crate::samples::{bronze, context, empty_head, sample};
    use locus_core::event::EventType;
    use locus_core::ports::Recorder as _;
    use serde_json::json;

    pub(crate) fn records() -> Vec<BronzeRecord> {
        let row = r#"{"escalation_level":0,"iteration":1,"mt_id":"MT-001","wp_id":"WP-1"}"#;
        let mt = r#"{"definition":{"mt_id":"MT-001"},"metadata":{"load":0.30000000000000004,"n":null,"tiny":5e-324},"version":2,"wp_id":"WP-1"}"#;
        let record = |number, key, content: &str, previous: Option<u128>| BronzeRecord {
            bronze_id: bronze(number),
            key,
            operation: previous.map_or(BronzeOperation::Create, |_| BronzeOperation::Update),
            content_hash: Hash::of(content),
            version: previous.map_or(1, |_| 2),
            previous_bronze_id: previous.map(bronze),
            content: content.to_owned(),
            created_at: context(1).timestamp,
        };
        let key = |kind, text| BronzeKey::parse(kind, text).unwrap();
        vec![
            record(1, key(BronzeKind::Iteration, "WP-1/MT-001/0/1"), row, None),
            record(2, key(BronzeKind::MicroTask, "WP-1/MT-001"), mt, Some(0)),
        ]
    }

    /// An event that names them.
    pub(crate) fn event() -> EventRecord {
        let event = sample(EventType::MtIterationCompleted);
        FlightRecorder.seal(&event, context(1), &empty_head(), &records()).unwrap()
    }

    fn refused(edit: impl FnOnce(&mut Value)) -> String {
        let mut value = serde_json::from_str(&content_line(&event(), &records())).unwrap();
        edit(&mut value);
        parse_line(&value.to_string()).unwrap_err().to_string()
    }

    #[test]
    fn an_event_and_its_records_read_back_as_they_were_written() {
        let line = content_line(&event(), &records());
        assert_eq!(line, canonical::to_string(&serde_json::from_str(&line).unwrap()));
        assert_eq!(parse_line(&line), Ok(Line::Content(Box::new(event()), records())));
    }

    #[test]
    fn the_records_are_those_that_the_event_names() {
        insta::assert_snapshot!(
            refused(|v| drop(v["bronze"].as_array_mut().unwrap().pop())),
            @"bronze: 1 records, but the event names 2"
        );
        insta::assert_snapshot!(
            refused(|v| v["bronze"].as_array_mut().unwrap().reverse()),
            @"bronze[0].bronze_id: the event names brz_00000000-0000-0000-0000-000000000001 in this place"
        );
    }

    #[test]
    fn a_record_is_as_it_was_when_the_event_was_sealed() {
        let edits: [fn(&mut Value); 6] = [
            |v| v["bronze"][0]["key"] = "WP-1/MT-001/0/2".into(),
            |v| v["bronze"][1]["operation"] = "create".into(),
            |v| v["bronze"][1]["version"] = 3.into(),
            |v| v["bronze"][1]["previous_bronze_id"] = bronze(9).to_string().into(),
            |v| v["bronze"][1]["created_at"] = "2026-02-01T00:00:02.000Z".into(),
            |v| {
                v["bronze"][1]["content"]["version"] = 3.into();
                let content = canonical::to_string(&v["bronze"][1]["content"]);
                v["bronze"][1]["content_hash"] = Hash::of(content).to_string().into();
            },
        ];
        for edit in edits {
            assert_eq!(
                refused(edit),
                "bronze: changed after the event was sealed: not what its bronze_sha256 is of"
            );
        }
    }

    #[test]
    fn content_must_fit_its_hash() {
        insta::assert_snapshot!(
            refused(|v| v["bronze"][0]["content"]["more"] = 1.into()),
            @"bronze[0].content_hash: not the hash of the content"
        );
    }

    #[test]
    fn a_record_is_strict_like_an_event() {
        let line: Value = serde_json::from_str(&content_line(&event(), &records())).unwrap();
        insta::assert_snapshot!(refused(|v| v["bronze"][1]["x"] = 1.into()), @"bronze[1].x: unknown key");
        for key in line["bronze"][0].as_object().unwrap().keys() {
            let refused = refused(|v| drop(v["bronze"][0].as_object_mut().unwrap().remove(key)));
            assert_eq!(refused, format!("bronze[0].{key}: missing key"));
        }
        insta::assert_snapshot!(
            refused(|v| v["bronze"][0]["previous_bronze_id"] = Value::Null),
            @"bronze[0].previous_bronze_id: null; what is absent is left out"
        );
        insta::assert_snapshot!(
            refused(|v| v["bronze"][1]["content"] = json!("{}")),
            @r#"bronze[1].content: invalid type: string "{}", expected a map"#
        );
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
