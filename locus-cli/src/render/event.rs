//! Events as people see them.

use crate::render::{Cell, Column, Style, Table, moment, plain};
use locus_core::event::EventType;
use locus_core::ports::EventRecord;

/// A list of events, one a line.
pub(crate) fn event_table(records: &[EventRecord], style: Style) -> String {
    let mut table = Table::new([
        Column::whole("SEQ"),
        Column::spare("WHEN", 3),
        Column::spare("CODE", 1),
        Column::spare("EVENT", 4),
        Column::spare("ACTOR", 2),
        Column::whole("ABOUT"),
    ]);
    for record in records {
        table.row([
            Cell::new(record.sequence),
            Cell::new(style.when(record.context.timestamp)),
            Cell::new(record.event_type.code()),
            Cell::new(record.event_type),
            Cell::new(&record.context.actor_id),
            Cell::new(about(record)),
        ]);
    }
    table.text(style)
}

/// An event that others will follow, in columns that fit any of them.
pub(crate) fn event_line(record: &EventRecord, style: Style) -> String {
    let longest = EventType::ALL.iter().map(|event_type| event_type.as_str().len()).max().unwrap_or(0);
    format!(
        "{:<6}  {}  {:<longest$}  {}  {}",
        record.sequence,
        style.faint(&moment(record.context.timestamp)),
        record.event_type.as_str(),
        about(record),
        style.faint(&format!("by {}", plain(record.context.actor_id.as_str()))),
    )
}

fn about(record: &EventRecord) -> String {
    match (&record.wp_id, &record.mt_id) {
        (Some(wp), Some(mt)) => format!("{wp} {mt}"),
        (Some(wp), None) => wp.to_string(),
        (None, _) => "-".to_owned(),
    }
}
