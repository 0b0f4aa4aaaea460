//! `locus dep graph`.

use crate::args::{DepGraph, GraphFormat};
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{graph_dot, graph_mermaid};
use crate::session::{Effect, Session};
use locus_core::app::Error;
use locus_core::domain::{Dependency, Filter, Sort};
use locus_core::ports::{Direction, ReadTxn};
use serde_json::json;

pub(super) fn run(session: &mut Session<'_>, args: &DepGraph) -> Result<Exit, CliError> {
    let edges = session.view(all_edges)?;
    let graph = match args.format {
        GraphFormat::Dot => graph_dot(&edges),
        GraphFormat::Mermaid => graph_mermaid(&edges),
    };
    session.deliver(&json!({ "graph": graph, "edges": edges }), Effect::default(), |_| graph.clone())?;
    Ok(Exit::Done)
}

/// Every edge, by the age of the packet it starts at.
fn all_edges(txn: &dyn ReadTxn) -> Result<Vec<Dependency>, Error> {
    let mut edges = Vec::new();
    let mut filter = Filter { sort: Sort::Age, limit: Filter::MAX_LIMIT, ..Filter::default() };
    loop {
        let page = txn.list(&filter)?;
        if page.items.is_empty() {
            return Ok(edges);
        }
        for wp in &page.items {
            edges.extend(txn.dependencies(&wp.wp_id, Direction::Outgoing)?);
        }
        filter.offset += page.items.len() as u64;
    }
}
