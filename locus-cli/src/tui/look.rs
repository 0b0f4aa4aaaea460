//! Reads what is shown, and no more, from one consistent view.

use super::card::Card;
use super::message::{Look, Message, Part, Refusal, Window};
use locus_core::app::Error;
use locus_core::domain::{Filter, Timestamp};
use locus_core::ports::ReadTxn;

/// Which packets a filter keeps.
///
/// # Errors
/// If it can't be understood.
pub(super) fn filter_of(text: &str) -> Result<Filter, Refusal> {
    let text = Some(text.to_owned()).filter(|text| !text.is_empty());
    Ok(Filter { text, ..Filter::default() })
}

/// Tells the counts, then each part as it is read, so that a large project shows at once.
pub(super) fn look(
    txn: &dyn ReadTxn,
    look: &Look,
    filter: &Filter,
    now: Timestamp,
    mut tell: impl FnMut(Message),
) -> Result<(), Error> {
    tell(Message::Counted(txn.counts()?));
    for window in &look.windows {
        tell(Message::Read(part(txn, look.generation, *window, filter, now)?));
    }
    Ok(())
}

fn part(
    txn: &dyn ReadTxn,
    generation: u64,
    window: Window,
    filter: &Filter,
    now: Timestamp,
) -> Result<Part, Error> {
    let filter =
        Filter { statuses: vec![window.status], limit: window.limit, offset: window.from, ..filter.clone() };
    let page = txn.list(&filter)?;
    let cards = page.items.into_iter().map(|wp| Card::of(txn, wp, now)).collect::<Result<_, _>>()?;
    Ok(Part { generation, window, total: page.total_count, cards })
}
