//! `locus blocked`.

use crate::args::Paged;
use crate::asked;
use crate::commands::ready::with_total;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render;
use crate::session::Session;
use locus_core::app::ops::{ExplainBlocked, QueryBlocked};

pub(super) fn run(session: &mut Session<'_>, args: &Paged) -> Result<Exit, CliError> {
    let filter = args.params().request()?;
    let query = QueryBlocked { filter: asked::narrow(session, filter, &args.filters, &[])? };
    session.query_with(&ExplainBlocked { query }, |explained, style| {
        let (shown, total) = (explained.answer.blocked_wps.len(), explained.answer.total_count);
        let none = if explained.answer.filters_applied.is_empty() {
            "Nothing is held up."
        } else {
            "Nothing of that is held up; `locus blocked` shows what is."
        };
        with_total(render::blocked(explained, style), shown, total, none, style)
    })
}
