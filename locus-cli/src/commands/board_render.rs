//! `locus board render`.

use crate::error::CliError;
use crate::exit::Exit;
use crate::session::{Effect, Session};
use locus_core::app::Error;
use locus_core::domain::Filter;
use locus_core::ports::ReadTxn;
use locus_taskboard::{BoardItem, render};
use serde_json::json;

pub(super) fn run(session: &mut Session<'_>) -> Result<Exit, CliError> {
    let vocabulary = session.project()?.config.vocabulary;
    let board = render(session.view(items)?, &vocabulary);
    session.deliver(&json!({ "board": board }), Effect::default(), |_| board.clone())?;
    Ok(Exit::Done)
}

/// What the board shows of every packet.
fn items(txn: &dyn ReadTxn) -> Result<Vec<BoardItem>, Error> {
    let mut items = Vec::new();
    let mut filter = Filter { limit: Filter::MAX_LIMIT, ..Filter::default() };
    loop {
        let page = txn.list(&filter)?;
        if page.items.is_empty() {
            return Ok(items);
        }
        items.extend(page.items.iter().map(BoardItem::from));
        filter.offset = items.len() as u64;
    }
}
