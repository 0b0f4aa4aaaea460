//! `locus ready`.

use super::claim;
use crate::args::Ready;
use crate::asked;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{Style, packet_table};
use crate::session::Session;
use locus_core::app::ops::QueryReady;

pub(super) fn run(session: &mut Session<'_>, args: &Ready) -> Result<Exit, CliError> {
    if args.claim {
        return claim::first_ready(session, args);
    }
    let filter = args.packets.params().request()?;
    let query = QueryReady { filter: asked::narrow(session, filter, &args.packets.filters, &[])? };
    session.query_with(&query, |answer, style| {
        let table = packet_table(answer.ready_wps.iter().map(|view| &view.wp), style);
        with_total(table, answer.ready_wps.len(), answer.total_count, "Nothing is ready.", style)
    })
}

/// A page of a list, with a line on what is not on it.
pub(super) fn with_total(table: String, shown: usize, total: u64, none: &str, style: Style) -> String {
    match total {
        0 => format!("{none}\n"),
        total if shown as u64 == total => table,
        total => {
            let rest = format!("{shown} of {total}; --limit and --offset show the others");
            format!("{table}{}\n", style.faint(&rest))
        }
    }
}
