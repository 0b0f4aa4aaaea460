//! `locus wp list`: no query of the specification, but what people look for first.

use crate::args::Paged;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::packet_table;
use crate::session::{Effect, Session};
use locus_core::app::PacketView;
use locus_core::app::ops::FilterParams;
use locus_core::domain::Source;
use serde_json::json;

pub(super) fn run(session: &mut Session<'_>, args: &Paged) -> Result<Exit, CliError> {
    let filter: FilterParams = args.params().request()?;
    let filter = filter.filter(&session.caller(Source::Cli)?);
    let (views, total) = session.view(|txn| {
        let page = txn.list(&filter)?;
        let views = page.items.into_iter().map(|wp| PacketView::brief(txn, wp));
        Ok((views.collect::<Result<Vec<_>, _>>()?, page.total_count))
    })?;
    let data = json!({ "wps": views, "total_count": total, "sort_policy": filter.sort });
    session.deliver(&data, Effect::default(), |style| {
        let table = packet_table(views.iter().map(|view| &view.wp), style);
        super::ready::with_total(table, views.len(), total, "No packets.", style)
    })?;
    Ok(Exit::Done)
}
