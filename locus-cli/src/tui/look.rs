//! Reads what is shown, and no more, from one consistent view.

use super::card::Card;
use super::message::{Look, Message, Part, Refusal, Window};
use crate::render::plain;
use locus_core::app::Error;
use locus_core::domain::query::{Expression, QueryError, Selection};
use locus_core::domain::{Filter, Timestamp, UserId};
use locus_core::ports::ReadTxn;

/// A filter as it was typed: a query in words.
///
/// # Errors
/// Where it stops being one, why, and what may stand there.
pub(super) fn expression(text: &str) -> Result<Expression, Refusal> {
    text.parse().map_err(|error: QueryError| {
        let place = text.get(error.at.clone()).unwrap_or_default();
        let place = if place.is_empty() { String::new() } else { format!(" at {:?}", plain(place)) };
        let allowed =
            (!error.allowed.is_empty()).then(|| format!("allowed here: {}", error.allowed.join(", ")));
        Refusal { message: format!("no query{place}: {}", plain(&error.reason)), hint: allowed }
    })
}

/// Tells the counts, then each part as it is read, so that a large project shows at once.
pub(super) fn look(
    txn: &dyn ReadTxn,
    look: &Look,
    me: &UserId,
    now: Timestamp,
    mut tell: impl FnMut(Message),
) -> Result<(), Error> {
    tell(Message::Counted(txn.counts()?));
    let all = look.filter == Expression::EVERYTHING;
    let selection = (!all).then(|| Selection { expression: look.filter.clone(), now, me: me.clone() });
    let filter = Filter { selection, ..Filter::default() };
    for window in &look.windows {
        tell(Message::Read(part(txn, look.generation, *window, &filter, now)?));
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
