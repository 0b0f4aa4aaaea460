//! Events as people see them.

use crate::render::{Cell, Style, Table, moment};
use locus_core::ports::EventRecord;

/// A list of events, one a line.
pub(crate) fn event_table(records: &[EventRecord], style: Style) -> String {
    let mut table = Table::new(&["SEQ", "TIME (UTC)", "CODE", "EVENT", "ACTOR", "ABOUT"]);
    for record in records {
        let about = match (&record.wp_id, &record.mt_id) {
            (Some(wp), Some(mt)) => format!("{wp} {mt}"),
            (Some(wp), None) => wp.to_string(),
            (None, _) => "-".to_owned(),
        };
        table.row([
            Cell::new(record.sequence),
            Cell::new(moment(record.context.timestamp)),
            Cell::new(record.event_type.code()),
            Cell::new(record.event_type),
            Cell::new(&record.context.actor_id),
            Cell::new(about),
        ]);
    }
    table.text(style)
}
