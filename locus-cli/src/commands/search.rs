//! `locus search`.

use crate::args::SearchArgs;
use crate::asked;
use crate::commands::ready::with_total;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{Style, title};
use crate::session::Session;
use locus_core::app::ops::{FoundWp, Search};

pub(super) fn run(session: &mut Session<'_>, args: &SearchArgs) -> Result<Exit, CliError> {
    let params = args.filters.params().with("query", Some(args.query.join(" ")));
    let mut search: Search = params.request()?;
    search.filter = asked::narrow(session, search.filter, &args.filters, &[])?;
    session.query_with(&search, |answer, style| {
        let found: String = answer.results.iter().map(|found| entry(found, style)).collect();
        with_total(found, answer.results.len(), answer.total_count, "Nothing found.", style)
    })
}

fn entry(found: &FoundWp, style: Style) -> String {
    let wp = &found.wp.wp;
    let line = format!("{}  {}  ", style.strong(wp.wp_id.as_str()), style.status(wp.status));
    let line = style.ending(line, title(wp));
    // What only marks words of the title says nothing new.
    if found.snippet.replace(['[', ']'], "") == wp.title.as_str().replace(['[', ']'], "") {
        return format!("{line}\n");
    }
    format!("{line}\n{}", style.faint(&style.block(&found.snippet, "    ")))
}
