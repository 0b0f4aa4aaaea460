//! The schemas of jobs and results, held against every job that is sent here and every answer to it.

use boon::{Compiler, SchemaIndex, Schemas};
use locus_core::domain::{
    DependencyId, Label, MtId, Reference, RepoPath, Scope, Timestamp, Title, UserId, WpId,
};
use locus_core::job;
use locus_core::schema::of_what_is_read;
use proptest::prelude::*;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::LazyLock;

/// A schema as somebody else reads it.
pub(crate) struct Reader {
    schemas: Schemas,
    root: SchemaIndex,
}

impl Reader {
    pub(crate) fn new(schema: Value, pointer: &str) -> Self {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.add_resource("locus.json", schema).unwrap();
        let root = compiler.compile(&format!("locus.json{pointer}"), &mut schemas).unwrap();
        Self { schemas, root }
    }

    pub(crate) fn check(&self, value: &Value) -> Result<(), String> {
        self.schemas.validate(value, self.root).map_err(|error| format!("{error:#}"))
    }
}

static JOB: LazyLock<Reader> = LazyLock::new(|| Reader::new(job::schema().unwrap(), ""));
static RESULT: LazyLock<Reader> = LazyLock::new(|| Reader::new(job::schema().unwrap(), "#/$defs/Result"));

/// What the schema of a job can't say: rules about several keys at once, about a text as a whole, about 1.0 where 1 is
/// meant; and what only the store knows.
const UNSAID: [&str; 9] = [
    "updates: missing; give the fields to change",
    "updates.assignee: a claim sets the assignee itself",
    "lease_ms: only a claim has a lease",
    "levels run from 0 without gaps",
    "bytes; at most",
    "metadata: nested deeper",
    "invalid type: floating point",
    "is outside the chain",
    "path: blank",
];

/// Holds a result line against its schema.
#[track_caller]
pub(crate) fn is_a_result(answer: &Value) {
    RESULT.check(answer).unwrap_or_else(|error| panic!("{answer}\n{error}"));
}

/// Whether the schemas agree with what was answered to a job.
#[track_caller]
pub(crate) fn agree(job: &Value, answer: &Value) {
    is_a_result(answer);
    let said = JOB.check(job);
    match answer["error"]["code"].as_str() {
        Some("LOCUS-JOB" | "LOCUS-INVALID") => {
            let message = answer["error"]["message"].as_str().unwrap();
            let unsaid = UNSAID.iter().any(|rule| message.contains(rule));
            assert!(said.is_err() != unsaid, "{message}: the schema says {said:?} about {job}");
        }
        // Refused before its params were looked at.
        Some("HSK-4001" | "HSK-403-CAPABILITY") => {}
        _ => said.unwrap_or_else(|error| panic!("{job}\n{error}")),
    }
}

#[test]
fn a_schema_is_a_schema() {
    let schema = job::schema().unwrap();
    let dialect = schema["$schema"].as_str().unwrap();
    assert_eq!(dialect, "https://json-schema.org/draft/2020-12/schema");
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    let meta = compiler.compile(dialect, &mut schemas).unwrap();
    schemas.validate(&schema, meta).unwrap();
}

#[test]
fn the_params_of_an_operation_are_those_it_reads() {
    let schema = job::schema().unwrap();
    let asked = schema["oneOf"].as_array().unwrap().iter().find(|form| form["title"] == "gate_wp").unwrap();
    insta::assert_json_snapshot!(asked["properties"]["input"]["properties"]["params"], @r##"
    {
      "additionalProperties": false,
      "properties": {
        "expected_version": {
          "format": "uint64",
          "minimum": 0,
          "type": "integer"
        },
        "gate": {
          "$ref": "#/$defs/Gate"
        },
        "notes": {
          "$ref": "#/$defs/Text"
        },
        "result": {
          "$ref": "#/$defs/Judgement"
        },
        "validated_by": {
          "$ref": "#/$defs/UserId"
        },
        "validation_report_ref": {
          "$ref": "#/$defs/Reference"
        },
        "wp_id": {
          "$ref": "#/$defs/WpId"
        }
      },
      "required": [
        "wp_id",
        "gate",
        "result"
      ],
      "type": "object"
    }
    "##);
}

#[test]
fn every_operation_has_its_params_and_its_answer() {
    let schema = job::schema().unwrap();
    let lines = schema["oneOf"].as_array().unwrap().iter().map(|form| {
        let params = &form["properties"]["input"]["properties"]["params"];
        let forms = params["anyOf"].as_array().cloned().unwrap_or_else(|| vec![params.clone()]);
        let keys = forms.iter().map(|form| {
            let is_required =
                |key: &str| form["required"].as_array().is_some_and(|keys| keys.contains(&key.into()));
            let keys = form["properties"].as_object().into_iter().flat_map(|keys| keys.keys());
            keys.map(|key| if is_required(key) { key.clone() } else { format!("{key}?") })
                .collect::<Vec<_>>()
                .join(" ")
        });
        format!("{}: {}", form["title"].as_str().unwrap(), keys.collect::<Vec<_>>().join(" | "))
    });
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @r"
    create_wp: assignee? description? due_at? labels? metadata? phase? priority? reporter? routing? spec_session_id? task_packet_path? title type? wp_id
    update_wp: claim? expected_version? lease_ms? note? reason? updates? wp_id
    gate_wp: expected_version? gate notes? result validated_by? validation_report_ref? wp_id
    close_wp: expected_version? reason? wp_id
    delete_wp: expected_version? reason? wp_id
    register_mts: mt_definitions wp_id
    start_mt: escalation_level? lora_id? model_id mt_id wp_id
    record_iteration: claimed_complete? completed_at? duration_ms? error_summary? escalation_level? failure_category? iteration lora_id? model_id mt_id outcome output_artifact_ref? started_at? tokens_completion? tokens_prompt? validation_artifact_ref? validation_passed? wp_id
    complete_mt: final_iteration? mt_id result? validation_result? wp_id
    add_dependency: description? from_wp_id to_wp_id type
    remove_dependency: dependency_id | from_wp_id to_wp_id type
    query_ready: assignee? calendar_policy_id? labels? limit? offset? phase? priority_max? priority_min? sort_by? status? text? type?
    query_blocked: assignee? calendar_policy_id? labels? limit? offset? phase? priority_max? priority_min? sort_by? status? text? type?
    get_wp_status: wp_id
    get_mt_progress: mt_id? wp_id
    search: assignee? calendar_policy_id? labels? limit? offset? phase? priority_max? priority_min? query sort_by? status? text? type?
    sync_task_board: adopt? board_path? dry_run? mode? prefer?
    sync_events: direction path
    ");
}

/// A type's reading and its schema, on one text.
fn judged_alike<T: JsonSchema + DeserializeOwned>(text: &str) {
    let schema = of_what_is_read().into_generator().into_root_schema_for::<T>();
    let text = Value::from(text);
    let said = Reader::new(schema.to_value(), "").check(&text).is_ok();
    let name = T::schema_name();
    assert_eq!(serde_json::from_value::<T>(text.clone()).is_ok(), said, "{name}: {text}");
}

proptest! {
    #[test]
    fn texts_are_judged_alike_by_their_type_and_its_pattern(
        text in "(WP-|MT-|dep_|[.]{1,2}|[/\\\\:~]|[a-zA-Z0-9äß \t\n\u{0}\u{a0}_-]{0,3}|2026-02-0[0-9]|[Tt: +.0-9Zz]){0,6}"
    ) {
        judged_alike::<WpId>(&text);
        judged_alike::<MtId>(&text);
        judged_alike::<Title>(&text);
        judged_alike::<Scope>(&text);
        judged_alike::<RepoPath>(&text);
        judged_alike::<DependencyId>(&text);
        judged_alike::<Timestamp>(&text);
    }
}

#[test]
fn limits_are_judged_alike_by_a_type_and_its_schema() {
    for length in [0, 1, 2, 3, 60, 61, 62, 100, 101, 124, 125, 126, 128, 129, 200, 201, 512, 513, 2000, 2001]
    {
        judged_alike::<WpId>(&format!("WP-{}", "a".repeat(length)));
        judged_alike::<MtId>(&format!("MT-{}", "0".repeat(length)));
        for text in ["ä".repeat(length), " ".repeat(length)] {
            judged_alike::<Title>(&text);
            judged_alike::<Scope>(&text);
            judged_alike::<Label>(&text);
            judged_alike::<Reference>(&text);
            judged_alike::<UserId>(&text);
        }
    }
    for time in [
        "2026-02-01T00:00:00Z",
        "2026-02-01t23:59:59.1234567z",
        "2026-02-01T00:00:00+01:30",
        "2026-02-01T24:00:00Z",
        "2026-02-01T00:00:00",
        "2026-02-01T00:00:60Z",
        "2026-00-01T00:00:00Z",
    ] {
        judged_alike::<Timestamp>(time);
    }
    for id in [
        "dep_00000000-0000-0000-0000-00000000000a",
        "dep_00000000-0000-0000-0000-00000000000A",
        "dep_0000000000000000000000000000000a",
        "dep_00000000-0000-0000-0000-00000000000g",
    ] {
        judged_alike::<DependencyId>(id);
    }
}
