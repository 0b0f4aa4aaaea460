//! The columns of a table, and how wide each may be.

use crate::render::plain;
use std::borrow::Cow;

/// Spaces between two columns.
pub(super) const GAP: usize = 2;

/// A text that is cut keeps this much, if a column that may go can make the room.
const READABLE: usize = 20;

/// Less than this of a text says nothing.
const TELLING: usize = 8;

/// What becomes of a column where there is no room for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    /// It is never cut.
    Whole,
    /// It is left out only where even texts have no room.
    Vital,
    /// It is cut.
    Text,
    /// It stands below its row.
    Below,
    /// It is left out; the smallest number first.
    Spare(u8),
}

/// A column of a table.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(super) name: Cow<'static, str>,
    fit: Fit,
}

impl Column {
    /// Ids and what else would say something else if it were cut.
    pub(crate) const fn whole(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), fit: Fit::Whole }
    }

    /// What goes before the texts: states, numbers, times.
    pub(crate) const fn vital(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), fit: Fit::Vital }
    }

    /// A text, which is cut where there is no room for all of it.
    pub(crate) const fn text(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), fit: Fit::Text }
    }

    /// A text that is no use without its end: where there is no room for all of it, it stands below its row.
    pub(crate) const fn below(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), fit: Fit::Below }
    }

    /// A field of JSON: an id is kept, what says when or how far goes before the texts.
    pub(crate) fn of_field(name: &str) -> Self {
        let vital = ["_at", "timestamp", "status", "priority", "type", "version", "sequence"];
        let fit = match name {
            name if name.ends_with("id") => Fit::Whole,
            name if vital.iter().any(|end| name.ends_with(end)) => Fit::Vital,
            _ => Fit::Text,
        };
        Self { name: plain(name).to_uppercase().into(), fit }
    }

    pub(super) const fn is_below(&self) -> bool {
        matches!(self.fit, Fit::Below)
    }

    /// What is left out where there is no room; the smallest number first.
    pub(crate) const fn spare(name: &'static str, order: u8) -> Self {
        Self { name: Cow::Borrowed(name), fit: Fit::Spare(order) }
    }
}

/// How wide columns that need so much are, in so much room; none where one has no place in the row.
pub(super) fn widths(needed: &[usize], columns: &[Column], room: Option<usize>) -> Vec<Option<usize>> {
    let whole: usize = needed.iter().map(|width| width + GAP).sum();
    match room {
        Some(room) if whole > room + GAP => fitted(needed, columns, room),
        _ => needed.iter().copied().map(Some).collect(),
    }
}

/// The widths where there is less room: what is never left out, what is vital, texts as far as they can be
/// read, then what may be spared, the most important first, each if there is room.
fn fitted(needed: &[usize], columns: &[Column], room: usize) -> Vec<Option<usize>> {
    let mut order: Vec<(usize, Fit, usize)> = needed
        .iter()
        .zip(columns)
        .enumerate()
        .map(|(at, (width, column))| (at, column.fit, *width))
        .collect();
    order.sort_by_key(|(at, fit, _)| match fit {
        Fit::Whole => (0, 0, *at),
        Fit::Vital => (1, 0, *at),
        Fit::Text | Fit::Below => (2, 0, *at),
        Fit::Spare(order) => (3, u8::MAX - order, *at),
    });
    let mut widths = vec![None; needed.len()];
    let (mut left, mut of_texts) = (room + GAP, 0);
    for (at, fit, width) in order {
        let least = if fit == Fit::Text { width.min(READABLE).min(left.saturating_sub(GAP)) } else { width };
        // Where not even the whole ones fit they stand all the same: an id that is cut is of no use to anybody.
        let kept =
            fit == Fit::Whole || (fit != Fit::Below && least >= width.min(TELLING) && GAP + least <= left);
        if let Some(place) = widths.get_mut(at).filter(|_| kept) {
            *place = Some(width);
            left = left.saturating_sub(GAP + least);
            of_texts += if fit == Fit::Text { least } else { 0 };
        }
    }
    share(&mut widths, columns, left + of_texts);
    widths
}

/// Shares what room is left among the texts: those that need less than their part leave the rest to the others.
fn share(widths: &mut [Option<usize>], columns: &[Column], mut room: usize) {
    let texts = widths.iter_mut().zip(columns).filter(|(_, column)| column.fit == Fit::Text);
    let mut texts: Vec<&mut usize> = texts.filter_map(|(width, _)| width.as_mut()).collect();
    texts.sort();
    let mut left = texts.len();
    for width in texts {
        *width = (*width).min(room / left.max(1));
        room -= *width;
        left -= 1;
    }
}
