//! `locus search`.

use crate::args::SearchArgs;
use crate::asked;
use crate::commands::ready::with_total;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{Style, plain};
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
    let (id, title) = (style.strong(wp.wp_id.as_str()), plain(wp.title.as_str()));
    format!("{id}  {}  {title}\n    {}\n", style.status(wp.status), style.faint(&plain(&found.snippet)))
}
