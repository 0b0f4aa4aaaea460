//! Every place in a sample's line; for the tests.

use crate::samples::line_of;
use locus_core::event::EventType;
use serde_json::Value;

/// JSON pointer and key path of every value below the top.
fn places(value: &Value, pointer: &str, path: &str, found: &mut Vec<(String, String)>) {
    let mut visit = |pointer: String, path: String, child: &Value| {
        found.push((pointer.clone(), path.clone()));
        places(child, &pointer, &path, found);
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(key, child)| {
            visit(format!("{pointer}/{key}"), crate::error::join(path, key), child);
        }),
        Value::Array(list) => list.iter().enumerate().for_each(|(index, child)| {
            visit(format!("{pointer}/{index}"), format!("{path}[{index}]"), child);
        }),
        _ => {}
    }
}

/// Those of a sample's line.
pub(crate) fn all_places(event_type: EventType) -> Vec<(String, String)> {
    let mut found = Vec::new();
    places(&serde_json::from_str(&line_of(event_type)).unwrap(), "", "", &mut found);
    found
}
