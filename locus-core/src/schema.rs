//! JSON Schemas (draft 2020-12), made of the types that read and write: what both kinds have in common.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Value, json};

/// For schemas of what Locus reads: whatever of several spellings it takes.
#[must_use]
pub fn of_what_is_read() -> SchemaSettings {
    let settings = SchemaSettings::draft2020_12().for_deserialize();
    settings.with_transform(RecursiveTransform(|schema: &mut Schema| {
        // A set is read from any list.
        schema.remove("uniqueItems");
    }))
}

/// For schemas of what Locus writes: each value in its one spelling, and what is absent left out.
#[must_use]
pub fn of_what_is_written() -> SchemaSettings {
    SchemaSettings::draft2020_12().for_serialize().with_transform(RecursiveTransform(leave_out_nulls))
}

/// A key that may be left out is never null: the type `Option` alone doesn't say which of the two it is.
fn leave_out_nulls(schema: &mut Schema) {
    let required = schema.get("required").cloned().unwrap_or_default();
    let is_required = |key: &str| required.as_array().is_some_and(|keys| keys.contains(&key.into()));
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        for (_, property) in properties.iter_mut().filter(|(key, _)| !is_required(key)) {
            forbid_null(property);
        }
    }
}

fn forbid_null(schema: &mut Value) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            schema["type"] = only.clone();
        }
    }
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        choices.retain(|choice| *choice != json!({ "type": "null" }));
        if let [Value::Object(only)] = choices.as_mut_slice() {
            let only = std::mem::take(only);
            if let Value::Object(schema) = schema {
                schema.remove("anyOf");
                schema.extend(only);
            }
        }
    }
}

/// A schema that stands for itself: its dialect, its own keywords, and the definitions they refer to.
#[must_use]
pub fn document(mut schema: Schema, generator: SchemaGenerator) -> Value {
    if let Some(dialect) = generator.settings().meta_schema.clone() {
        schema.insert("$schema".into(), dialect.into());
    }
    with_definitions(schema, generator)
}

/// A schema with the definitions that it refers to.
#[must_use]
pub fn with_definitions(mut schema: Schema, mut generator: SchemaGenerator) -> Value {
    schema.insert("$defs".into(), Value::Object(generator.take_definitions(false)));
    for transform in generator.transforms_mut() {
        transform.transform(&mut schema);
    }
    schema.to_value()
}
