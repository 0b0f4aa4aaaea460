//! What differs between two states of a packet, field by field and in full.

use crate::domain::WorkPacket;
use crate::ports::StoreError;
use serde::Serialize;
use serde_json::{Map, Value};

/// A field before and after. What is not set is `null`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldChange {
    /// Its name, as `update_wp` calls it.
    pub field: String,
    /// What it was.
    pub from: Value,
    /// What it is.
    pub to: Value,
}

/// Objects whose members are fields by themselves.
const GROUPS: [&str; 2] = ["governance", "gates"];

/// What every write changes, and what never changes.
const BOOKKEEPING: [&str; 4] = ["wp_id", "version", "updated_at", "vector_clock"];

/// What is read first; the others follow by name.
const FIRST: [&str; 3] = ["status", "title", "description"];

impl FieldChange {
    /// What differs between two states of a packet; without an earlier one, all that the later one says.
    ///
    /// # Errors
    /// If a state can't be told as JSON.
    pub fn between(before: Option<&WorkPacket>, after: &WorkPacket) -> Result<Vec<Self>, StoreError> {
        let mut was = before.map(fields).transpose()?.unwrap_or_default();
        let mut changes = Vec::new();
        for (field, to) in fields(after)? {
            let from = was.remove(&field).unwrap_or_default();
            if from != to && (before.is_some() || !says_nothing(&to)) {
                changes.push(Self { field, from, to });
            }
        }
        changes.extend(was.into_iter().map(|(field, from)| Self { field, from, to: Value::Null }));
        changes.sort_by_key(|change| {
            let place = FIRST.iter().position(|first| *first == change.field).unwrap_or(FIRST.len());
            (place, change.field.clone())
        });
        Ok(changes)
    }
}

fn fields(wp: &WorkPacket) -> Result<Map<String, Value>, StoreError> {
    let row = serde_json::to_value(wp);
    let row = row.map_err(|error| StoreError::Failed { reason: error.to_string() })?;
    let mut fields = Map::new();
    collect(row, &mut fields);
    BOOKKEEPING.iter().for_each(|field| drop(fields.remove(*field)));
    Ok(fields)
}

fn collect(row: Value, fields: &mut Map<String, Value>) {
    let Value::Object(members) = row else { return };
    for (name, value) in members {
        if GROUPS.contains(&name.as_str()) {
            collect(value, fields);
        } else {
            fields.insert(name, value);
        }
    }
}

/// A text, list, object or gate as it is before anybody says anything about it.
fn says_nothing(value: &Value) -> bool {
    match value {
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.values().all(|member| member == "pending"),
        _ => false,
    }
}
