//! Micro-tasks as people see them.

use crate::render::{Cell, Column, Style, Table};
use locus_core::domain::{Iteration, MicroTask};

/// A list of micro-tasks of one packet, one a line.
pub(crate) fn mt_table<'a>(mts: impl IntoIterator<Item = &'a MicroTask>, style: Style) -> String {
    let mut table = Table::new(columns());
    mts.into_iter().for_each(|mt| table.row(cells(mt)));
    table.text(style)
}

/// A list of micro-tasks of any packets, one a line.
pub(crate) fn mt_table_by_packet<'a>(mts: impl IntoIterator<Item = &'a MicroTask>, style: Style) -> String {
    let mut table = Table::new([Column::whole("PACKET")].into_iter().chain(columns()));
    mts.into_iter().for_each(|mt| table.row([Cell::new(&mt.wp_id)].into_iter().chain(cells(mt))));
    table.text(style)
}

fn columns() -> [Column; 6] {
    [
        Column::whole("MT"),
        Column::vital("STATUS"),
        Column::spare("ITERATION", 3),
        Column::spare("LEVEL", 1),
        // After an escalation another model may be at work, which its iterations name.
        Column::spare("STARTED WITH", 2),
        Column::text("NAME"),
    ]
}

fn cells(mt: &MicroTask) -> [Cell; 6] {
    [
        Cell::new(mt.mt_id()),
        Cell::mt_status(mt.status),
        Cell::new(format!("{}/{}", mt.current_iteration, mt.definition.max_iterations.get())),
        Cell::new(mt.escalation.current_level),
        Cell::new(mt.model_id.as_ref().map_or("-", |model| model.as_str())),
        Cell::new(&mt.definition.name),
    ]
}

/// What a write of a micro-task comes to, in one line.
pub(crate) fn mt_line(what: &str, mt: &MicroTask, changed: bool, style: Style) -> String {
    let mark = if changed { style.good("✓") } else { style.faint("=") };
    let what = if changed { what } else { "unchanged" };
    let status = style.mt_status(mt.status);
    let level = mt.escalation.current_level;
    format!(
        "{mark} {} in {} {what}: {status} (iteration {} at level {level})\n",
        style.strong(mt.mt_id().as_str()),
        mt.wp_id,
        mt.current_iteration,
    )
}

/// Iterations in the order they were recorded.
pub(crate) fn iteration_table(iterations: &[Iteration], style: Style) -> String {
    let mut table = Table::new([
        Column::whole("#"),
        Column::spare("LEVEL", 6),
        Column::spare("ITERATION", 5),
        Column::whole("OUTCOME"),
        Column::spare("TOKENS", 2),
        Column::spare("MS", 1),
        Column::spare("ENDED", 4),
        Column::spare("MODEL", 3),
        Column::text("ERROR"),
    ]);
    for iteration in iterations {
        let category = iteration.failure_category.map(|category| format!("{category}: "));
        let summary = iteration.error_summary.as_ref().map_or("", |summary| summary.as_str());
        table.row([
            Cell::new(iteration.ordinal),
            Cell::new(iteration.escalation_level),
            Cell::new(iteration.iteration),
            Cell::new(iteration.outcome),
            Cell::new(format!("{}+{}", iteration.tokens_prompt, iteration.tokens_completion)),
            Cell::new(iteration.duration_ms),
            Cell::new(style.when(iteration.completed_at)),
            Cell::new(&iteration.model_id),
            Cell::new(format!("{}{summary}", category.unwrap_or_default())),
        ]);
    }
    table.text(style)
}
