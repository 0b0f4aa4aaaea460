//! `locus blocked`.

use crate::args::Paged;
use crate::commands::ready::with_total;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{Cell, Column, Table, title};
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
            Column::text("WHY"),
            Column::text("TITLE"),
        ]);
        for view in &answer.blocked_wps {
            let wp = &view.packet.wp;
            table.row([
                Cell::new(&wp.wp_id),
                Cell::status(wp.status),
                Cell::priority(wp.priority),
                Cell::new(why(view)),
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

fn why(view: &BlockedView) -> String {
    let mut reasons = Vec::new();
    if view.reasons.contains(&BlockedReason::StatusBlocked) {
        reasons.push("status".to_owned());
    }
    reasons
        .extend(view.open_blockers.iter().map(|blocker| format!("{} ({})", blocker.wp_id, blocker.status)));
    reasons.join(", ")
}
