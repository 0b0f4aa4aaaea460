//! What a line of the log looks like, as a JSON Schema: made of the types that read it and the rules that check it.

use crate::content::BronzeWire;
use crate::wire::Wire;
use crate::{envelope, rules, seal};
use locus_core::domain::canonical::Hash;
use locus_core::event::EventType;
use locus_core::schema::{document, of_what_is_written};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

/// What a sealed event has and a query event has not.
const CHAINED: [&str; 3] = ["hash", "prev_hash", "vector_clock"];

/// The schema of a line: a sealed event, one with its Bronze records, or a query event. It knows keys, types, ranges
/// and forms; what several values say together, such as a hash and what it is of, [`parse_line`](crate::parse_line)
/// and [`Verifier`](crate::Verifier) know.
#[must_use]
pub fn schema() -> Value {
    let mut generator = of_what_is_written().into_generator();
    let (queries, sealed): (Vec<_>, Vec<_>) =
        EventType::ALL.iter().partition(|kind| **kind == EventType::WorkQueryExecuted);
    let event = form(&CHAINED, &[], &sealed, &mut generator);
    let query = form(&[], &CHAINED, &queries, &mut generator);
    let bronze = generator.subschema_for::<BronzeWire>();
    let content = json!({
        "type": "object",
        "properties": {
            "event": { "$ref": "#/$defs/Event" },
            "bronze": { "type": "array", "items": bronze },
        },
        "required": ["event", "bronze"],
        "additionalProperties": false,
    });
    let forms = [("Event", event), ("QueryEvent", query), ("EventWithContent", content)];
    let references = forms.iter().map(|(name, _)| json!({ "$ref": format!("#/$defs/{name}") }));
    let line = json_schema!({
        "title": "A line of the Flight Recorder's log",
        "oneOf": references.collect::<Value>(),
    });
    generator.definitions_mut().extend(forms.map(|(name, schema)| (name.to_owned(), schema)));
    document(line, generator)
}

/// The envelope of events of these types.
fn form(needed: &[&str], absent: &[&str], types: &[&EventType], generator: &mut SchemaGenerator) -> Value {
    let mut envelope = Wire::json_schema(generator);
    if let Some(Value::Object(properties)) = envelope.get_mut("properties") {
        properties.retain(|key, _| !absent.contains(&key.as_str()));
        merge(properties, envelope::numbering());
    }
    if let Some(Value::Array(required)) = envelope.get_mut("required") {
        required.extend(needed.iter().map(|key| json!(key)));
    }
    let types = types.iter().map(|event_type| {
        json!({ "properties": {
            "type": { "const": event_type },
            "event_code": { "const": event_type.code() },
            "payload": payload(**event_type, generator),
        }})
    });
    envelope.insert("oneOf".into(), types.collect());
    envelope.to_value()
}

/// The payload of a type, with the rules that hold of it and its seal.
fn payload(event_type: EventType, generator: &mut SchemaGenerator) -> Schema {
    let payload = event_type.payload_schema(generator);
    for (key, rule) in rules::of(event_type) {
        if let Some(property) = property(payload.as_value(), key, generator.definitions_mut()) {
            merge(property, rule.keywords());
        }
    }
    if event_type.names_records() {
        add_seal(payload.as_value(), generator);
    }
    payload
}

fn add_seal(payload: &Value, generator: &mut SchemaGenerator) {
    let mut hash = generator.subschema_for::<Hash>();
    hash.insert("description".into(), seal::MEANING.into());
    let seal = json!({ "properties": { seal::KEY: hash }, "required": [seal::KEY] });
    if let Some(definition) = definition(payload, generator.definitions_mut()) {
        merge(definition, seal);
    }
}

/// The property that a key leads to, through the definitions of the objects on its way.
fn property<'a>(
    object: &Value,
    key: &str,
    definitions: &'a mut Map<String, Value>,
) -> Option<&'a mut Map<String, Value>> {
    match key.split_once('.') {
        Some((first, rest)) => {
            let inner = definition(object, definitions)?.get("properties")?.get(first)?.clone();
            property(&inner, rest, definitions)
        }
        None => definition(object, definitions)?.get_mut("properties")?.get_mut(key)?.as_object_mut(),
    }
}

/// What a reference to a definition leads to.
fn definition<'a>(
    reference: &Value,
    definitions: &'a mut Map<String, Value>,
) -> Option<&'a mut Map<String, Value>> {
    let name = reference.get("$ref")?.as_str()?.rsplit('/').next()?;
    definitions.get_mut(name)?.as_object_mut()
}

fn merge(into: &mut Map<String, Value>, more: Value) {
    for (key, value) in more.as_object().into_iter().flatten() {
        match (into.get_mut(key), value) {
            (Some(Value::Object(known)), Value::Object(_)) => merge(known, value.clone()),
            (Some(Value::Array(known)), Value::Array(more)) => known.extend(more.iter().cloned()),
            _ => drop(into.insert(key.clone(), value.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::tests::{event, records};
    use crate::places::all_places;
    use crate::samples::line_of;
    use crate::{InvalidEvent, content_line, parse_line};
    use boon::{Compiler, SchemaIndex, Schemas};
    use proptest::prelude::*;
    use proptest::sample::{Index, select};
    use std::sync::LazyLock;

    static READER: LazyLock<(Schemas, SchemaIndex)> = LazyLock::new(|| {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.add_resource("locus.json", schema()).unwrap();
        let root = compiler.compile("locus.json", &mut schemas).unwrap();
        (schemas, root)
    });

    fn fits(line: &Value) -> Result<(), String> {
        READER.0.validate(line, READER.1).map_err(|error| format!("{error:#}"))
    }

    fn value(line: &str) -> Value {
        serde_json::from_str(line).unwrap()
    }

    fn with_content() -> Value {
        value(&content_line(&event(), &records()))
    }

    /// What the schema doesn't say, by the words of the refusal: what several values say together (a record's key and
    /// its kind, too), the order of a set, the days of a month, 1.0 where 1 is meant.
    fn is_unsaid(fault: &InvalidEvent) -> bool {
        let unsaid = [
            "for its own replica",
            "not sorted",
            "not the hash of the content",
            "after the event was sealed",
            "is not an RFC 3339 time",
            "floating point",
            "the event names",
        ];
        let key = fault.key.as_deref().unwrap_or_default();
        let unsorted = key.contains("labels") && fault.reason.contains("not in canonical form");
        unsorted || key == "bronze[0].key" || unsaid.iter().any(|rule| fault.reason.contains(rule))
    }

    fn agree(line: &Value) {
        match (parse_line(&line.to_string()), fits(line)) {
            (Ok(_), Ok(())) | (Err(_), Err(_)) => {}
            (Ok(_), Err(error)) => panic!("the schema refuses what is valid: {line}\n{error}"),
            (Err(fault), Ok(())) => {
                assert!(is_unsaid(&fault), "the schema takes {line}, but: {fault}");
            }
        }
    }

    #[test]
    fn every_sample_fits_and_the_schema_is_one() {
        for event_type in EventType::ALL {
            let line = line_of(*event_type);
            fits(&value(&line)).unwrap_or_else(|error| panic!("{line}\n{error}"));
        }
        fits(&with_content()).unwrap();
        let schema = schema();
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        let meta = compiler.compile(schema["$schema"].as_str().unwrap(), &mut schemas).unwrap();
        schemas.validate(&schema, meta).unwrap();
    }

    #[test]
    fn what_is_not_an_event_does_not_fit() {
        for event_type in EventType::ALL {
            let refused = |edit: &dyn Fn(&mut Value)| {
                let mut line = value(&line_of(*event_type));
                edit(&mut line);
                assert!(fits(&line).is_err(), "{line}");
                agree(&line);
            };
            refused(&|line| line["event_code"] = "FR-EVT-MT-017".into());
            refused(&|line| line["type"] = "micro_task_loop_started".into());
            refused(&|line| line["surprise"] = 1.into());
            refused(&|line| line["payload"]["surprise"] = 1.into());
            refused(&|line| drop(line.as_object_mut().unwrap().remove("payload")));
            refused(&|line| line["sequence"] = "1".into());
            refused(&|line| line["event_id"] = line["trace_id"].clone());
            refused(&|line| line["timestamp"] = "2026-02-01T00:00:01Z".into());
            refused(&|line| line["job_id"] = Value::Null);
        }
    }

    #[test]
    fn a_payload_is_told_with_its_rules() {
        let schema = schema();
        insta::assert_json_snapshot!(schema["$defs"]["MtFailed"], @r##"
        {
          "additionalProperties": false,
          "description": "`mt_failed`.",
          "properties": {
            "bronze_id": {
              "$ref": "#/$defs/BronzeId",
              "description": "Its Bronze record."
            },
            "bronze_sha256": {
              "$ref": "#/$defs/Hash",
              "description": "SHA-256 of the canonical JSON of the list of the Bronze records it names, in that order, each without its `content`."
            },
            "escalated_out": {
              "description": "Whether it ran out of levels.",
              "type": "boolean"
            },
            "escalation_level": {
              "description": "The level it failed at.",
              "format": "uint64",
              "minimum": 0,
              "type": "integer"
            },
            "mt_id": {
              "$ref": "#/$defs/MtId",
              "description": "The micro-task."
            },
            "source": {
              "$ref": "#/$defs/Source",
              "description": "By which way it was ended."
            },
            "status": {
              "$ref": "#/$defs/Shift_of_MtStatus",
              "description": "Its status, before and after.",
              "required": [
                "from",
                "to"
              ]
            },
            "wp_id": {
              "$ref": "#/$defs/WpId",
              "description": "The packet."
            }
          },
          "required": [
            "wp_id",
            "mt_id",
            "bronze_id",
            "source",
            "status",
            "escalation_level",
            "escalated_out",
            "bronze_sha256"
          ],
          "type": "object"
        }
        "##);
    }

    proptest! {
        #[test]
        fn a_key_less_is_judged_alike(event_type in select(EventType::ALL), place: Index) {
            let (pointer, _) = place.get(&all_places(event_type)).clone();
            let mut line = value(&line_of(event_type));
            remove(&mut line, &pointer);
            agree(&line);
        }

        #[test]
        fn another_value_is_judged_alike(
            event_type in select(EventType::ALL), place: Index, other in other_values(), content: bool,
        ) {
            let (pointer, _) = place.get(&all_places(event_type)).clone();
            let mut line = value(&line_of(event_type));
            *line.pointer_mut(&pointer).unwrap() = other;
            if content {
                let event = line;
                line = with_content();
                line["event"] = event;
            }
            agree(&line);
        }

        #[test]
        fn the_value_of_another_place_is_judged_alike(
            (here, there) in (select(EventType::ALL), select(EventType::ALL)), place: Index, other: Index,
        ) {
            let found = value(&line_of(there)).pointer(&other.get(&all_places(there)).0).unwrap().clone();
            let mut line = value(&line_of(here));
            *line.pointer_mut(&place.get(&all_places(here)).0).unwrap() = found;
            agree(&line);
        }

        #[test]
        fn a_bronze_record_is_judged_alike(
            key in select(vec!["bronze_id", "kind", "key", "operation", "content_hash", "version", "previous_bronze_id",
                "content", "created_at", "surprise"]),
            other in other_values(),
        ) {
            let mut line = with_content();
            line["bronze"][0][key] = other;
            agree(&line);
            line["bronze"][0].as_object_mut().unwrap().remove(key);
            agree(&line);
        }
    }

    fn remove(line: &mut Value, pointer: &str) {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        match line.pointer_mut(parent).unwrap() {
            Value::Object(map) => drop(map.remove(key)),
            Value::Array(list) => drop(list.remove(key.parse().unwrap())),
            _ => unreachable!(),
        }
    }

    fn other_values() -> impl Strategy<Value = Value> {
        let texts = select(vec![
            "",
            " ",
            "\0",
            "a",
            "WP-1",
            "WP-.",
            "MT-1",
            "MT-0001",
            "brz_",
            "human",
            "pending",
            "READY",
            "10",
            "../x",
            "a/../b",
            "a/..b",
            "~x",
            "c:x",
            "/x",
            "2026-02-30T00:00:00.000Z",
            "2026-13-01T00:00:00.000Z",
            "2026-02-01T00:00:00.000Z",
            "2026-02-01t00:00:00.000Z",
            "2026-02-01T24:00:00.000Z",
            "LOCUS-X",
            "DEP_00000000-0000-0000-0000-000000000007",
            "00000000-0000-7000-8000-00000000000A",
            "00000000-0000-7000-8000-00000000000a",
            "00000000-0000-4000-8000-00000000000a",
        ]);
        prop_oneof![
            texts.prop_map(Value::from),
            "[A-Za-z0-9 :._/~\\\\\u{0}äß-]{0,8}".prop_map(Value::from),
            select(vec![99_usize, 100, 101, 128, 129, 512, 513, 1024, 1025])
                .prop_map(|len| "ä".repeat(len).into()),
            select(vec![0, 1, 2, 4, 5, 20, 21, u64::MAX]).prop_map(Value::from),
            select(vec![
                json!(null),
                json!(true),
                json!(-1),
                json!(0.5),
                json!(1.0),
                json!([]),
                json!({}),
                json!([1]),
                json!({ "from": 1 }),
                json!({ "from": null, "to": "done" }),
                json!(["b", "a"]),
                json!(["a", "a"]),
                json!({ "00000000-0000-0000-0000-00000000000a": 1 }),
                json!({ "x": 1 })
            ]),
        ]
    }
}
