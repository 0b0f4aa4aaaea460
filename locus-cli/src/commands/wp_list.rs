//! `locus wp list`: no query of the specification, but what people look for first.

use crate::args::WpList;
use crate::asked;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{Cell, Column, Table, packet_table};
use crate::session::{Effect, Session};
use locus_core::app::PacketView;
use locus_core::app::ops::FilterParams;
use locus_core::domain::Source;
use serde_json::json;

pub(super) fn run(session: &mut Session<'_>, args: &WpList) -> Result<Exit, CliError> {
    if args.views {
        return views(session);
    }
    let filter: FilterParams = args.packets.params().request()?;
    let filter = asked::narrow(session, filter, &args.packets.filters, &args.query)?;
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

/// The queries that have a name.
fn views(session: &mut Session<'_>) -> Result<Exit, CliError> {
    let views = session.project()?.config.views;
    let written: Vec<_> =
        views.iter().map(|(name, view)| json!({ "name": name, "query": view.0.to_string() })).collect();
    session.deliver(&json!({ "views": written }), Effect::default(), |style| {
        let mut table = Table::new([Column::whole("VIEW"), Column::text("QUERY")]);
        for (name, view) in &views {
            table.row([Cell::new(name), Cell::new(&view.0)]);
        }
        if table.is_empty() {
            "No views. [views] in .locus/config.toml gives queries a name.\n".to_owned()
        } else {
            table.text(style)
        }
    })?;
    Ok(Exit::Done)
}
