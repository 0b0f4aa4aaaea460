//! Records as a table of the fields that were asked for.

use crate::records::field;
use crate::render::{Cell, Column, Style, Table};
use locus_core::domain::{MtStatus, Priority, Timestamp, WpStatus};
use serde_json::Value;

/// A table with these fields of each record, named as in JSON.
pub(crate) fn record_table(records: &[&Value], fields: &[String], style: Style) -> Table {
    let mut table = Table::new(fields.iter().map(|name| Column::of_field(name)));
    for record in records {
        table.row(fields.iter().map(|name| cell(name, field(record, name), style)));
    }
    table
}

fn cell(name: &str, value: &Value, style: Style) -> Cell {
    let name = name.rsplit('.').next().unwrap_or(name);
    let text = value.as_str().unwrap_or_default();
    let known = match name {
        "status" => text
            .parse::<WpStatus>()
            .map(Cell::status)
            .or_else(|_| text.parse::<MtStatus>().map(Cell::mt_status))
            .ok(),
        "priority" => value.as_u64().and_then(|number| Priority::try_from(number).ok()).map(Cell::priority),
        name if name == "timestamp" || name.ends_with("_at") => {
            text.parse::<Timestamp>().ok().map(|time| Cell::new(style.when(time)))
        }
        _ => None,
    };
    known.unwrap_or_else(|| Cell::new(words(value)))
}

/// A value without JSON's marks, where it has none within.
fn words(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) if !items.iter().any(Value::is_object) => {
            items.iter().map(words).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

/// What is not on this page of a list, if anything.
pub(crate) fn rest(shown: usize, total: u64, style: Style) -> Option<String> {
    let told = format!("{shown} of {total}; --limit and --offset show the others");
    (shown as u64 != total).then(|| style.faint(&told) + "\n")
}
