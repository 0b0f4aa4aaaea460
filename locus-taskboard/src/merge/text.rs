//! The text between the entries, merged line by line as text is: what only one side changed is taken from that side.
//! Entries that stand where they stood in all versions hold it together.

use crate::merge::version::{Side, TextLine, Three, matches};
use std::collections::BTreeMap;
use std::ops::Range;

/// A piece of a version as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Token<'a> {
    /// A line.
    Line(TextLine<'a>),
    /// An entry that stands in all versions, by its key.
    Entry(usize),
}

/// A piece of the merged text, by its place in each version that has it there.
pub(crate) type Row = Three<Option<usize>>;

/// A stretch of the merged text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Stretch {
    /// Pieces to take as they are.
    Agreed(Vec<Row>),
    /// Both sides changed the text here, differently.
    Torn { ours: Range<usize>, theirs: Range<usize> },
}

/// The merged text. Each version is given as its tokens.
pub(crate) fn merge_texts(texts: &Three<Vec<Token<'_>>>) -> Vec<Stretch> {
    let ours = matched(&texts.base, &texts.ours);
    let theirs = matched(&texts.base, &texts.theirs);
    let mut merge = TextMerge { texts, ours, theirs, stretches: Vec::new() };
    merge.run();
    merge.stretches
}

/// For each piece of the base where it is on a side. Entries are the same wherever they stand, so that what is
/// between two of them is compared for itself.
fn matched(base: &[Token<'_>], side: &[Token<'_>]) -> Vec<Option<usize>> {
    let is_entry = |token: &Token<'_>| matches!(token, Token::Entry(_));
    let mut found = vec![None; base.len()];
    let (mut old_start, mut new_start) = (0, 0);
    for (old, new) in base.split_inclusive(is_entry).zip(side.split_inclusive(is_entry)) {
        for (old, new) in matches(old, new) {
            found.get_mut(old_start + old).into_iter().for_each(|found| *found = Some(new_start + new));
        }
        (old_start, new_start) = (old_start + old.len(), new_start + new.len());
    }
    found
}

struct TextMerge<'t, 'a> {
    texts: &'t Three<Vec<Token<'a>>>,
    ours: Vec<Option<usize>>,
    theirs: Vec<Option<usize>>,
    stretches: Vec<Stretch>,
}

impl<'a> TextMerge<'_, 'a> {
    fn run(&mut self) {
        let ends = self.texts.map(Vec::len);
        let mut from = Three::default();
        loop {
            let to = self.next_in_all(from.base).unwrap_or(ends);
            self.stretch(&from, &to);
            if to.base == ends.base {
                return;
            }
            self.agree([to.map(|at| Some(*at))]);
            from = to.map(|at| at + 1);
        }
    }

    /// The next piece that all versions have.
    fn next_in_all(&self, base: usize) -> Option<Three<usize>> {
        let on_sides = |at: usize| Some((*self.ours.get(at)?, *self.theirs.get(at)?));
        (base..self.texts.base.len()).find_map(|at| match on_sides(at)? {
            (Some(ours), Some(theirs)) => Some(Three { base: at, ours, theirs }),
            _ => None,
        })
    }

    fn agree(&mut self, rows: impl IntoIterator<Item = Row>) {
        match self.stretches.last_mut() {
            Some(Stretch::Agreed(agreed)) => agreed.extend(rows),
            _ => self.stretches.push(Stretch::Agreed(rows.into_iter().collect())),
        }
    }

    /// What stands between two pieces that all versions have.
    fn stretch(&mut self, from: &Three<usize>, to: &Three<usize>) {
        let (base, ours, theirs) = (from.base..to.base, from.ours..to.ours, from.theirs..to.theirs);
        let text = Three {
            base: tokens(&self.texts.base, &base),
            ours: tokens(&self.texts.ours, &ours),
            theirs: tokens(&self.texts.theirs, &theirs),
        };
        match text.winner() {
            Some(side) => {
                let rows = self.rows(side, &base, &ours, &theirs, text.ours == text.theirs);
                self.agree(rows);
            }
            None => self.torn(&text, ours, theirs),
        }
    }

    /// The pieces of a side that won a stretch. Where it left the base as it was, or the other did, a piece of it may
    /// be one of the other side's, too.
    fn rows(
        &self,
        side: Side,
        base: &Range<usize>,
        ours: &Range<usize>,
        theirs: &Range<usize>,
        same: bool,
    ) -> Vec<Row> {
        let (kept, range, other) = match side {
            Side::Ours => (&self.ours, ours, theirs),
            Side::Theirs => (&self.theirs, theirs, ours),
        };
        let origins: BTreeMap<usize, usize> =
            base.clone().filter_map(|old| Some(((*kept.get(old)?)?, old))).collect();
        let row = |at: usize| {
            let base_at = origins.get(&at).copied();
            // The other side is the base here, piece by piece, or the same as this side.
            let aside = if same {
                Some(other.start + (at - range.start))
            } else {
                base_at.map(|old| other.start + (old - base.start))
            };
            let (ours, theirs) = match side {
                Side::Ours => (Some(at), aside),
                Side::Theirs => (aside, Some(at)),
            };
            Row { base: base_at, ours, theirs }
        };
        range.clone().map(row).collect()
    }

    /// Both sides changed the text here. What they begin and end with alike is no conflict, nor is a section that
    /// each of them added: both are taken.
    fn torn(&mut self, text: &Three<&[Token<'a>]>, ours: Range<usize>, theirs: Range<usize>) {
        let alike = |pair: &(&Token<'a>, &Token<'a>)| pair.0 == pair.1;
        let mut head = text.ours.iter().zip(text.theirs).take_while(alike).count();
        let [left, right] = [text.ours, text.theirs].map(|text| text.iter().skip(head).rev());
        let mut tail = left.zip(right).take_while(alike).count();
        let between = |head: usize, tail: usize, side: &Range<usize>| side.start + head..side.end - tail;
        let is_empty = |side| between(head, tail, side).is_empty();
        let is_section =
            |text: &[Token<'a>]| text.iter().skip(head).rev().skip(tail).all(|token| token.is_bare());
        let mut added = text.base.is_empty() && (is_empty(&ours) || is_empty(&theirs));
        if !added && text.base.is_empty() && is_section(text.ours) && is_section(text.theirs) {
            added = true;
            // Each section takes its blank line along.
            let blank = |token: &&Token<'a>| token.is_blank();
            let below = text.ours.iter().rev().take(tail).rev().take_while(blank).count();
            let above = text.ours.iter().take(head).rev().take_while(blank).count();
            (head, tail) = if below > 0 { (head, tail - below) } else { (head - above, tail) };
        }
        let both = |ours: Range<usize>, theirs: Range<usize>| {
            let row = |(ours, theirs)| Row { base: None, ours: Some(ours), theirs: Some(theirs) };
            ours.zip(theirs).map(row).collect::<Vec<_>>()
        };
        self.agree(both(ours.start..ours.start + head, theirs.start..theirs.start + head));
        let (mine, other) = (between(head, tail, &ours), between(head, tail, &theirs));
        if added {
            let mine = mine.map(|at| Row { ours: Some(at), ..Row::default() });
            self.agree(mine.chain(other.map(|at| Row { theirs: Some(at), ..Row::default() })));
        } else {
            self.stretches.push(Stretch::Torn { ours: mine, theirs: other });
        }
        self.agree(both(ours.end - tail..ours.end, theirs.end - tail..theirs.end));
    }
}

impl Token<'_> {
    fn is_blank(&self) -> bool {
        matches!(self, Self::Line(line) if line.content.trim_ascii().is_empty())
    }

    /// Whether it brings nothing but a new section.
    fn is_bare(&self) -> bool {
        self.is_blank() || matches!(self, Self::Line(line) if line.begins.is_some())
    }
}

fn tokens<'t, 'a>(text: &'t [Token<'a>], range: &Range<usize>) -> &'t [Token<'a>] {
    text.get(range.clone()).unwrap_or_default()
}
