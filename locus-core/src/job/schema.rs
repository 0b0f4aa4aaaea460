//! What a job and its result look like, as JSON Schemas: drawn from the reading of jobs, and from the types that
//! answer them.

use crate::app::ops::{
    AddDependency, BlockedWps, CloseWp, CompleteMt, CreateWp, DeleteWp, DependencyWritten, GateWp,
    GetMtProgress, GetWpStatus, IterationRecorded, MtProgress, MtWritten, MtsRegistered, QueryBlocked,
    QueryReady, ReadyWps, RecordIteration, RegisterMts, RemoveDependency, Search, SearchResults, StartMt,
    UpdateWp, WpStatusAnswer,
};
use crate::app::params::{Fields, FromParams, describe};
use crate::app::workflows::{EventsReport, SyncEvents, SyncReport, SyncTaskBoard};
use crate::app::{Error, OperationName, WpWritten};
use crate::job::answer::ResultLine;
use crate::job::envelope::Envelope;
use crate::schema::{document, of_what_is_read, of_what_is_written, with_definitions};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The schema of a job; `#/$defs/Result` in it is that of the line that answers. It knows keys, types and ranges;
/// what depends on several keys, or on what is stored, only the rules know.
///
/// # Errors
/// If an example here doesn't fit the reading that is drawn from it.
pub fn schema() -> Result<Value, Error> {
    let mut generator = of_what_is_read().into_generator();
    let mut job = envelope(&mut generator)?;
    let operations = OperationName::ALL.iter().map(|name| operation(*name, &mut generator));
    job.insert("title".into(), json!("A job of Locus"));
    job.insert("oneOf".into(), operations.collect::<Result<_, _>>()?);
    let mut schema = document(job, generator);
    schema["$defs"]["Result"] = result();
    Ok(schema)
}

/// The refusal of a key that the params of an operation don't know, if there is one: whatever else is wrong with them, it
/// may be the one that was meant.
pub(super) fn unknown_key(name: OperationName, given: &Map<String, Value>) -> Option<Error> {
    let drawn = params(name, &mut of_what_is_read().into_generator()).ok()?;
    let forms = drawn["anyOf"].as_array().map_or_else(|| vec![&drawn], |forms| forms.iter().collect());
    let known = forms.into_iter().filter_map(|form| form["properties"].as_object());
    let known: BTreeSet<_> = known.flat_map(Map::keys).map(String::as_str).collect();
    let unknown = given.keys().find(|key| !known.contains(key.as_str()))?;
    Some(Error::unknown_key(unknown, known))
}

/// All but the params.
fn envelope(generator: &mut SchemaGenerator) -> Result<Schema, Error> {
    let name = OperationName::QueryReady;
    let example = object(json!({
        "job_kind": "locus_operation",
        "protocol_id": name.protocol_id(),
        "actor": { "kind": "agent", "id": "spec_router" },
        "input": { "operation": name, "params": {}, "budget": {} },
    }));
    describe(&example, generator, |job| Envelope::read(job, 0).map(drop))
}

/// A job that asks for this operation.
fn operation(name: OperationName, generator: &mut SchemaGenerator) -> Result<Value, Error> {
    let params = params(name, generator)?;
    let needs_some = params.get("required").is_some() || params.get("anyOf").is_some();
    Ok(json!({
        "title": name,
        "properties": {
            "protocol_id": { "const": name.protocol_id() },
            "input": {
                "properties": { "operation": { "const": name }, "params": params },
                "required": if needs_some { vec!["params"] } else { vec![] },
            },
        },
    }))
}

/// The params of an operation, drawn from the least that each of their forms needs.
fn params(name: OperationName, generator: &mut SchemaGenerator) -> Result<Value, Error> {
    let wp = json!({ "wp_id": "WP-1" });
    let edge = json!({ "from_wp_id": "WP-1", "type": "blocks", "to_wp_id": "WP-2" });
    match name {
        OperationName::CreateWp => drawn::<CreateWp>(generator, json!({ "wp_id": "WP-1", "title": "t" })),
        OperationName::UpdateWp => drawn::<UpdateWp>(generator, json!({ "wp_id": "WP-1", "updates": {} })),
        OperationName::GateWp => {
            drawn::<GateWp>(generator, json!({ "wp_id": "WP-1", "gate": "pre_work", "result": "pass" }))
        }
        OperationName::CloseWp => drawn::<CloseWp>(generator, wp),
        OperationName::DeleteWp => drawn::<DeleteWp>(generator, wp),
        OperationName::RegisterMts => {
            let definitions = json!([{ "mt_id": "MT-001", "name": "n" }]);
            drawn::<RegisterMts>(generator, json!({ "wp_id": "WP-1", "mt_definitions": definitions }))
        }
        OperationName::StartMt => {
            drawn::<StartMt>(generator, json!({ "wp_id": "WP-1", "mt_id": "MT-001", "model_id": "m" }))
        }
        OperationName::RecordIteration => {
            let attempt = json!({ "wp_id": "WP-1", "mt_id": "MT-001", "iteration": 1, "model_id": "m", "outcome": "RETRY" });
            drawn::<RecordIteration>(generator, attempt)
        }
        OperationName::CompleteMt => {
            drawn::<CompleteMt>(generator, json!({ "wp_id": "WP-1", "mt_id": "MT-001" }))
        }
        OperationName::AddDependency => drawn::<AddDependency>(generator, edge),
        OperationName::RemoveDependency => {
            let id = json!({ "dependency_id": "dep_00000000-0000-0000-0000-000000000000" });
            let forms = [id, edge].map(|example| drawn::<RemoveDependency>(generator, example));
            Ok(json!({ "anyOf": forms.into_iter().collect::<Result<Value, _>>()? }))
        }
        OperationName::QueryReady => drawn::<QueryReady>(generator, json!({})),
        OperationName::QueryBlocked => drawn::<QueryBlocked>(generator, json!({})),
        OperationName::GetWpStatus => drawn::<GetWpStatus>(generator, wp),
        OperationName::GetMtProgress => drawn::<GetMtProgress>(generator, wp),
        OperationName::Search => drawn::<Search>(generator, json!({ "query": "q" })),
        OperationName::SyncTaskBoard => drawn::<SyncTaskBoard>(generator, json!({})),
        OperationName::SyncEvents => {
            drawn::<SyncEvents>(generator, json!({ "direction": "export", "path": "p" }))
        }
    }
}

fn drawn<T: FromParams>(generator: &mut SchemaGenerator, example: Value) -> Result<Value, Error> {
    let read = |params: &mut Fields<'_>| T::from_params(params).and_then(|_| params.finish());
    Ok(describe(&object(example), generator, read)?.to_value())
}

fn object(value: Value) -> Map<String, Value> {
    if let Value::Object(map) = value { map } else { Map::new() }
}

/// The line that answers a job. Its definitions are its own: a time that is read may have many spellings, one that
/// is written has one.
fn result() -> Value {
    let below = |settings: &mut SchemaSettings| settings.definitions_path = "/$defs/Result/$defs".into();
    let mut generator = of_what_is_written().with(below).into_generator();
    let mut line = ResultLine::json_schema(&mut generator);
    let answered = OperationName::ALL.iter().map(|name| {
        json!({
            "properties": { "protocol_id": { "const": name.protocol_id() }, "data": data(*name, &mut generator) },
            "required": ["changed", "data"],
        })
    });
    let refused =
        json!({ "properties": { "success": { "const": false } }, "required": ["error", "diagnostic_id"] });
    let answered =
        json!({ "properties": { "success": { "const": true } }, "oneOf": answered.collect::<Value>() });
    line.insert("oneOf".into(), json!([answered, refused]));
    with_definitions(line, generator)
}

/// What an operation answers.
fn data(name: OperationName, generator: &mut SchemaGenerator) -> Schema {
    match name {
        OperationName::CreateWp
        | OperationName::UpdateWp
        | OperationName::GateWp
        | OperationName::CloseWp
        | OperationName::DeleteWp => generator.subschema_for::<WpWritten>(),
        OperationName::RegisterMts => generator.subschema_for::<MtsRegistered>(),
        OperationName::StartMt | OperationName::CompleteMt => generator.subschema_for::<MtWritten>(),
        OperationName::RecordIteration => generator.subschema_for::<IterationRecorded>(),
        OperationName::AddDependency | OperationName::RemoveDependency => {
            generator.subschema_for::<DependencyWritten>()
        }
        OperationName::QueryReady => generator.subschema_for::<ReadyWps>(),
        OperationName::QueryBlocked => generator.subschema_for::<BlockedWps>(),
        OperationName::GetWpStatus => generator.subschema_for::<WpStatusAnswer>(),
        OperationName::GetMtProgress => generator.subschema_for::<MtProgress>(),
        OperationName::Search => generator.subschema_for::<SearchResults>(),
        OperationName::SyncTaskBoard => generator.subschema_for::<SyncReport>(),
        OperationName::SyncEvents => generator.subschema_for::<EventsReport>(),
    }
}
