//! `locus ready`.

use super::claim;
use crate::args::Ready;
use crate::asked;
use crate::error::CliError;
use crate::exit::Exit;
use crate::params::Params;
use crate::render::{Style, packet_explained, packet_table, ready_explained, rest};
use crate::session::Session;
use locus_core::app::ops::{ExplainPacket, ExplainReady, GetWpStatus, QueryReady, ReadyWps};

/// What is said where nothing is ready, or nothing of what was asked for.
fn none(answer: &ReadyWps) -> &'static str {
    if answer.filters_applied.is_empty() {
        "Nothing is ready; `locus status` shows where everything stands."
    } else {
        "Nothing of that is ready; `locus ready` shows what is."
    }
}

pub(super) fn run(session: &mut Session<'_>, args: &Ready) -> Result<Exit, CliError> {
    if args.claim {
        return claim::first_ready(session, args);
    }
    if let Some(wp_id) = &args.wp_id {
        let packet = Params::of("wp_id", wp_id.as_str()).request::<GetWpStatus>()?;
        let has_board = session.project()?.board().is_some();
        let text = |explained: &_, style| packet_explained(explained, has_board, style);
        return session.query_with(&ExplainPacket::from(packet), text);
    }
    let filter = args.packets.params().request()?;
    let query = QueryReady { filter: asked::narrow(session, filter, &args.packets.filters, &[])? };
    if args.explain {
        return session.query_with(&ExplainReady { query }, |explained, style| {
            let (shown, total) = (explained.answer.ready_wps.len(), explained.answer.total_count);
            with_total(ready_explained(explained, style), shown, total, none(&explained.answer), style)
        });
    }
    session.query_with(&query, |answer, style| {
        let table = packet_table(answer.ready_wps.iter().map(|view| &view.wp), style);
        with_total(table, answer.ready_wps.len(), answer.total_count, none(answer), style)
    })
}

/// A page of a list, with a line on what is not on it.
pub(super) fn with_total(table: String, shown: usize, total: u64, none: &str, style: Style) -> String {
    match total {
        0 => format!("{none}\n"),
        total => table + &rest(shown, total, style).unwrap_or_default(),
    }
}
