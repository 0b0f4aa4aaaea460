//! `locus blocked`.

use crate::args::Paged;
use crate::asked;
use crate::commands::ready::with_total;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{Cell, Table, title};
use crate::session::Session;
use locus_core::app::BlockedView;
use locus_core::app::ops::QueryBlocked;
use locus_core::graph::BlockedReason;

pub(super) fn run(session: &mut Session<'_>, args: &Paged) -> Result<Exit, CliError> {
    let filter = args.params().request()?;
    let query = QueryBlocked { filter: asked::narrow(session, filter, &args.filters, &[])? };
    session.query_with(&query, |answer, style| {
        let mut table = Table::new(&["PACKET", "STATUS", "PRIO", "WHY", "TITLE"]);
        for view in &answer.blocked_wps {
            let wp = &view.packet.wp;
            table.row([
                Cell::new(&wp.wp_id),
                Cell::new(wp.status),
                Cell::new(wp.priority),
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
