//! One line of an event file, whichever of the three forms it has.

use crate::error::InvalidEvent;
use crate::{content, envelope, json, wire};
use locus_core::domain::{BronzeRecord, ReplicaId};
use locus_core::ports::{EventRecord, QueryRecord};

/// What a line holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A sealed event.
    Event(Box<EventRecord>),
    /// A sealed event with the Bronze records it names.
    Content(Box<EventRecord>, Vec<BronzeRecord>),
    /// A query event: no part of the chain.
    Query(QueryLine),
}

/// A query event with its number in its replica's stream of queries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryLine {
    /// The query.
    pub record: QueryRecord,
    /// The replica it was asked on.
    pub replica_id: ReplicaId,
    /// Its number there, from 1.
    pub sequence: u64,
}

impl Line {
    /// The sealed event, if it holds one.
    #[must_use]
    pub fn record(&self) -> Option<&EventRecord> {
        match self {
            Self::Event(record) | Self::Content(record, _) => Some(record),
            Self::Query(_) => None,
        }
    }

    fn canonical(&self) -> Result<String, InvalidEvent> {
        match self {
            Self::Event(record) => Ok(envelope::to_line(record)),
            Self::Content(record, bronze) => Ok(content::content_line(record, bronze)),
            Self::Query(line) => envelope::query_line(&line.record, line.replica_id, line.sequence),
        }
    }
}

/// Reads one line. It is valid if it says exactly what Locus would write: spaces, escapes and the order of keys are
/// free, every key and every value is not. The hash is not compared here; the chain is [`Verifier`](crate::Verifier)'s.
///
/// # Errors
/// With the key that is wrong (locus.md §5): no JSON, a key twice, an unknown type, one of the MT Executor, a wrong
/// code, a missing or unknown key, a wrong type, a value out of its range or not in canonical form.
pub fn parse_line(line: &str) -> Result<Line, InvalidEvent> {
    let value = json::parse(line)?;
    let read = if content::is_content(&value) { content::read(&value) } else { wire::read(&value) }?;
    let canonical = read.canonical()?;
    // Equal texts need no closer look, and most lines come as they were written.
    if canonical == line.trim_ascii() {
        return Ok(read);
    }
    json::first_difference(&value, &json::parse(&canonical)?).map_or(Ok(read), Err)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::all_places;
    use crate::samples::{line_of, sealed_log};
    use crate::{query_line, to_line};
    use locus_core::event::EventType;
    use serde_json::{Value, json};

    fn edited(event_type: EventType, edit: impl FnOnce(&mut Value)) -> String {
        let mut value = serde_json::from_str(&line_of(event_type)).unwrap();
        edit(&mut value);
        value.to_string()
    }

    fn refused(event_type: EventType, edit: impl FnOnce(&mut Value)) -> String {
        parse_line(&edited(event_type, edit)).unwrap_err().to_string()
    }

    #[test]
    fn one_line_of_each_type() {
        let lines: Vec<_> = EventType::ALL.iter().map(|event_type| line_of(*event_type)).collect();
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn each_key_is_needed_unless_the_registry_says_otherwise() {
        let mut optional = Vec::new();
        for event_type in EventType::ALL {
            for (pointer, path) in all_places(*event_type) {
                let (parent, key) = pointer.rsplit_once('/').unwrap();
                let line = edited(*event_type, |value| {
                    match value.pointer_mut(parent).unwrap() {
                        Value::Object(map) => drop(map.remove(key)),
                        Value::Array(list) => drop(list.remove(key.parse().unwrap())),
                        _ => unreachable!(),
                    };
                });
                let Err(fault) = parse_line(&line) else {
                    optional.push(format!("{event_type} {path}"));
                    continue;
                };
                // Two rules look at more than one key.
                let said = match &*fault.reason {
                    "neither from nor to" => format!("{}.", fault.key.clone().unwrap()),
                    reason if reason.starts_with("has 0 for its own replica") => "vector_clock.".to_owned(),
                    reason => {
                        assert_eq!(reason, "missing key", "{event_type} {path}");
                        fault.key.clone().unwrap()
                    }
                };
                assert!(
                    path == said || said.ends_with('.') && path.starts_with(&said),
                    "{event_type} {path}: {fault}"
                );
            }
        }
        insta::assert_snapshot!(optional.join("\n"));
    }

    #[test]
    fn an_unknown_key_is_refused_wherever_it_stands() {
        for event_type in EventType::ALL {
            let objects = all_places(*event_type).into_iter().chain([(String::new(), String::new())]);
            for (pointer, path) in objects {
                let mut is_object = false;
                let line = edited(*event_type, |value| {
                    if let Some(Value::Object(map)) = value.pointer_mut(&pointer) {
                        is_object = true;
                        map.insert("surprise".into(), 1.into());
                    }
                });
                if is_object {
                    let fault = parse_line(&line).unwrap_err();
                    assert_eq!(
                        fault.key,
                        Some(crate::error::join(&path, "surprise")),
                        "{event_type}: {fault}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_value_of_another_type_is_refused_wherever_it_stands() {
        for event_type in EventType::ALL {
            for (pointer, path) in all_places(*event_type) {
                for wrong in
                    [Value::Null, json!(1.5), json!([]), json!(true), json!("\u{0}"), json!({ "a": 1 })]
                {
                    let line = edited(*event_type, |value| {
                        let place = value.pointer_mut(&pointer).unwrap();
                        let fits = std::mem::discriminant(place) == std::mem::discriminant(&wrong);
                        *place = if fits { json!(-1) } else { wrong.clone() };
                    });
                    let fault = parse_line(&line).unwrap_err();
                    let key = fault.key.clone().unwrap_or_default();
                    let parent_says_so = fault.reason == "neither from nor to" && path.starts_with(&key);
                    assert!(
                        key.starts_with(&path) || parent_says_so,
                        "{event_type} {path} = {wrong}: {fault}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_value_that_is_not_canonical_is_refused() {
        let refused = |edit: fn(&mut Value)| refused(EventType::MtStarted, edit);
        insta::assert_snapshot!(
            refused(|v| v["timestamp"] = "2026-02-01T00:00:01Z".into()),
            @r#"timestamp: "2026-02-01T00:00:01Z" is not in canonical form, which is "2026-02-01T00:00:01.000Z""#
        );
        insta::assert_snapshot!(
            refused(|v| v["replica_id"] = "00000000-0000-0000-0000-00000000000A".into()),
            @r#"replica_id: "00000000-0000-0000-0000-00000000000A" is not in canonical form, which is "00000000-0000-0000-0000-00000000000a""#
        );
        insta::assert_snapshot!(
            refused(|v| v["hash"] = v["hash"].as_str().unwrap().to_uppercase().into()),
            @"hash: not a SHA-256 hash: 64 lower-case hex digits"
        );
        insta::assert_snapshot!(refused(|v| v["job_id"] = Value::Null), @"job_id: null; what is absent is left out");
        insta::assert_snapshot!(
            refused(|v| v["payload"]["lora_id"] = Value::Null),
            @"payload.lora_id: null; what is absent is left out"
        );
        insta::assert_snapshot!(
            refused(|v| v["sequence"] = json!(1.0)),
            @"sequence: invalid type: floating point `1.0`, expected u64"
        );
    }

    #[test]
    fn sets_are_sorted() {
        let swapped = refused(EventType::WorkPacketCreated, |v| {
            v["payload"]["labels"].as_array_mut().unwrap().reverse();
        });
        assert!(swapped.starts_with("payload.labels[0]: "), "{swapped}");
        let swapped = refused(EventType::WorkQueryExecuted, |v| {
            v["payload"]["filters"].as_array_mut().unwrap().reverse();
        });
        assert_eq!(swapped, "payload.filters: not sorted, or a key twice");
    }

    #[test]
    fn types_and_codes_must_belong_together() {
        insta::assert_snapshot!(
            refused(EventType::MtStarted, |v| v["event_code"] = "FR-EVT-MT-001".into()),
            @r#"event_code: "FR-EVT-MT-001" is not the code of mt_started, which is FR-EVT-MT-003"#
        );
        insta::assert_snapshot!(
            refused(EventType::MtStarted, |v| v["type"] = "micro_task_loop_started".into()),
            @r#"type: "micro_task_loop_started" is an event of the MT Executor, not of Locus"#
        );
        assert!(
            refused(EventType::SyncStarted, |v| v["type"] = "sync_begun".into())
                .starts_with(r#"type: "sync_begun" is not one of work_packet_created, "#)
        );
        let other_payload = refused(EventType::SyncStarted, |v| {
            v["type"] = "sync_completed".into();
            v["event_code"] = "FR-EVT-SYNC-002".into();
        });
        assert_eq!(other_payload, "payload.changes: missing key");
    }

    #[test]
    fn numbers_and_ids_of_the_envelope_are_checked() {
        assert_eq!(
            refused(EventType::SyncStarted, |v| v["sequence"] = 0.into()),
            "sequence: 0; it counts from 1"
        );
        assert!(refused(EventType::SyncStarted, |v| v["sequence"] = 2.into()).starts_with("vector_clock: "));
        assert_eq!(
            refused(EventType::SyncStarted, |v| v["sequence"] = u64::MAX.into()),
            "sequence: 18446744073709551615 is larger than 9007199254740991"
        );
        let other = "00000000-0000-0000-0000-00000000000b";
        assert_eq!(
            refused(EventType::SyncStarted, |v| v["vector_clock"][other] = (1_u64 << 53).into()),
            format!("vector_clock.{other}: 9007199254740992 is larger than 9007199254740991")
        );
        assert!(
            refused(EventType::SyncStarted, |v| v["event_id"] = v["trace_id"].clone())
                .ends_with("is not a UUID of version 7")
        );
        assert_eq!(
            refused(EventType::WorkPacketCreated, |v| v["payload"]["version"] = 2.into()),
            "payload.version: 2; a new packet has version 1"
        );
    }

    #[test]
    fn a_query_event_has_no_place_in_the_chain() {
        let line = line_of(EventType::WorkQueryExecuted);
        let Line::Query(query) = parse_line(&line).unwrap() else { panic!("{line}") };
        assert_eq!((query.sequence, query.record.event.op.as_str()), (1, "query_ready"));
        for key in ["hash", "prev_hash"] {
            let refused = refused(EventType::WorkQueryExecuted, |v| v[key] = "0".repeat(64).into());
            assert_eq!(refused, format!("{key}: unknown key: a query event is not chained"));
        }
        assert!(query_line(&query.record, query.replica_id, 0).is_err());
    }

    #[test]
    fn free_text_has_no_way_into_a_query_event() {
        for (key, text) in [("op", "Query ready!"), ("op", ""), ("op", &*"a".repeat(65))] {
            assert!(
                refused(EventType::WorkQueryExecuted, |v| v["payload"][key] = text.into())
                    .contains("not a name")
            );
        }
        let filters =
            refused(EventType::WorkQueryExecuted, |v| v["payload"]["filters"] = json!(["secret words"]));
        assert!(filters.starts_with("payload.filters[0]: "), "{filters}");
    }

    #[test]
    fn a_key_twice_and_no_json_are_refused() {
        let line = line_of(EventType::SyncStarted);
        let twice = line.replacen('{', r#"{"sequence":1,"#, 1);
        insta::assert_snapshot!(parse_line(&twice).unwrap_err(), @"sequence: stands there twice");
        let nested = line.replace(r#""payload":{"#, r#""payload":{"kind":"task_board","#);
        insta::assert_snapshot!(
            parse_line(&nested).unwrap_err(),
            @"payload.kind: stands there twice"
        );
        assert!(parse_line(&line[1..]).unwrap_err().reason.starts_with("not JSON: "));
        for no_event in ["1", "[]", "null", "\"x\"", "{}"] {
            assert!(parse_line(no_event).is_err(), "{no_event}");
        }
    }

    #[test]
    fn spaces_escapes_and_the_order_of_keys_are_free() {
        let record = &sealed_log(1)[0];
        let value: Value = serde_json::from_str(&to_line(record)).unwrap();
        let pairs = value.as_object().unwrap().iter().rev();
        let turned: Vec<_> = pairs.map(|(key, value)| format!("\"{key}\" : {value:#}")).collect();
        let spelled = format!("{{ {} }}", turned.join(" , ")).replace("ü", "\\u00fc");
        assert_eq!(parse_line(&spelled), Ok(Line::Event(Box::new(record.clone()))));
    }
}
