//! `locus blocked`.

use crate::args::Paged;
use crate::commands::ready::with_total;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{Cell, Column, Style, Table, title};
use crate::session::Session;
use locus_core::app::BlockedView;
use locus_core::app::ops::QueryBlocked;
use locus_core::graph::BlockedReason;

pub(super) fn run(session: &mut Session<'_>, args: &Paged) -> Result<Exit, CliError> {
    session.query::<QueryBlocked>(&args.params(), |answer, style| {
        let mut table = Table::new([
            Column::whole("PACKET"),
            Column::spare("STATUS", 2),
            Column::spare("PRIO", 1),
            Column::whole("WHY"),
            Column::text("TITLE"),
        ]);
        for view in &answer.blocked_wps {
            let wp = &view.packet.wp;
            table.row([
                Cell::new(&wp.wp_id),
                Cell::status(wp.status),
                Cell::priority(wp.priority),
                Cell::new(why(view, style)),
                Cell::new(title(wp)),
            ]);
        }
        with_total(
            table.text(style),
            answer.blocked_wps.len(),
            answer.total_count,
            "Nothing is held up.",
            style,
        )
    })
}

/// Why it is held up; on a terminal the first reason, so that no id is cut.
fn why(view: &BlockedView, style: Style) -> String {
    let status = view.reasons.contains(&BlockedReason::StatusBlocked).then(|| "status".to_owned());
    let blockers = view.open_blockers.iter().map(|blocker| format!("{} ({})", blocker.wp_id, blocker.status));
    let mut reasons: Vec<_> = status.into_iter().chain(blockers).collect();
    if style.width.is_some() && reasons.len() > 1 {
        let more = format!("{} more", reasons.len() - 1);
        reasons.truncate(1);
        reasons.push(more);
    }
    reasons.join(", ")
}
