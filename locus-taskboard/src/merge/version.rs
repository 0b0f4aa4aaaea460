//! The three versions of a board, taken apart into entries and the text between them.

use crate::lines::LineEnd;
use crate::merge::pairing::{Table, headings, same_sections};
use crate::reading::Reading;
use crate::vocabulary::Vocabulary;
use imara_diff::{Algorithm, Diff, InternedInput, Interner};
use locus_core::domain::WpId;
use locus_core::domain::board::BoardPlace;
use std::collections::BTreeSet;

/// One of the two edited versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Ours,
    Theirs,
}

/// Something there may be one of in each version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Three<T> {
    pub(crate) base: T,
    pub(crate) ours: T,
    pub(crate) theirs: T,
}

impl<T> Three<T> {
    pub(crate) const fn of(&self, side: Side) -> &T {
        match side {
            Side::Ours => &self.ours,
            Side::Theirs => &self.theirs,
        }
    }

    pub(crate) fn map<U>(&self, f: impl Fn(&T) -> U) -> Three<U> {
        Three { base: f(&self.base), ours: f(&self.ours), theirs: f(&self.theirs) }
    }
}

impl<T: PartialEq> Three<T> {
    /// Which side's value is the merged one: the side that changed it, or ours where both say the same. None where
    /// they changed it differently.
    pub(crate) fn winner(&self) -> Option<Side> {
        if self.theirs == self.base || self.ours == self.theirs {
            Some(Side::Ours)
        } else if self.ours == self.base {
            Some(Side::Theirs)
        } else {
            None
        }
    }
}

/// A line's bytes and its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Text<'a> {
    pub(crate) content: &'a [u8],
    pub(crate) end: LineEnd,
}

/// A line of text as it is compared: by its bytes without its end, and by the section that begins with it. The same
/// bytes may be a heading in one version and stand in a code block of the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct TextLine<'a> {
    pub(crate) content: &'a [u8],
    pub(crate) begins: Option<SectionId>,
}

/// The same section in all versions has the same number; none for what stands above all sections.
pub(crate) type SectionId = Option<usize>;

/// An entry's line and its details.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry<'a> {
    pub(crate) section: SectionId,
    pub(crate) line: Text<'a>,
    pub(crate) details: Vec<Text<'a>>,
    /// What it says, for people.
    pub(crate) place: BoardPlace,
}

/// One piece of a version; the pieces in order are the version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A line that belongs to no entry, by index.
    Line(usize),
    /// An entry with its details, by the index of its packet's line among all.
    Entry(usize),
}

/// A line of a packet in all versions.
#[derive(Debug)]
pub(crate) struct PacketLine<'a> {
    pub(crate) wp_id: WpId,
    pub(crate) entry: Three<Option<Entry<'a>>>,
    /// Whether it stands in the order and the section it stood in; only of meaning for a line of the base.
    pub(crate) in_place: Three<bool>,
}

/// One version.
#[derive(Debug)]
pub(crate) struct Version<'a> {
    pub(crate) reading: Reading<'a>,
    pub(crate) pieces: Vec<Piece>,
    pub(crate) sections: Vec<usize>,
}

/// All three.
#[derive(Debug)]
pub(crate) struct Versions<'a> {
    pub(crate) version: Three<Version<'a>>,
    pub(crate) lines: Vec<PacketLine<'a>>,
}

impl<'a> Versions<'a> {
    pub(crate) fn of(texts: Three<&'a [u8]>, vocabulary: &Vocabulary) -> Self {
        let Three { base, ours, theirs } = texts.map(|text| Reading::of(text, vocabulary));
        let (mut names, known) = (Vec::new(), headings(&base));
        let [ours_sections, theirs_sections] =
            [&ours, &theirs].map(|side| same_sections(&known, &headings(side), &mut names));
        let base_sections = (0..known.len()).collect();
        let mut table = Table::default();
        let base = table.take(base, base_sections, None);
        let ours = table.take(ours, ours_sections, Some(Side::Ours));
        let theirs = table.take(theirs, theirs_sections, Some(Side::Theirs));
        let mut versions = Self { version: Three { base, ours, theirs }, lines: table.lines };
        versions.find_in_place();
        versions
    }

    /// Finds out which lines stand where they stood: in the same section, between the same lines of text, and of
    /// those the longest run in the same order.
    fn find_in_place(&mut self) {
        for side in [Side::Ours, Side::Theirs] {
            let (base, other) = (&self.version.base, self.version.of(side));
            let same_text = matches(&base.text_lines(), &other.text_lines());
            let (old, new): (BTreeSet<_>, BTreeSet<_>) = same_text.into_iter().unzip();
            let before = self.standing(base, &old, |line| line.entry.base.as_ref()?.section);
            let now = self.standing(other, &new, |line| line.entry.of(side).as_ref()?.section);
            for (at, _) in matches(&before, &now) {
                let line = before.get(at).and_then(|(key, ..)| self.lines.get_mut(*key));
                let Some(in_place) = line.map(|line| &mut line.in_place) else { continue };
                match side {
                    Side::Ours => in_place.ours = true,
                    Side::Theirs => in_place.theirs = true,
                }
            }
        }
    }

    /// Each entry of a version with its section and the number of lines of text above it, of those that count.
    fn standing(
        &self,
        version: &Version<'a>,
        counting: &BTreeSet<usize>,
        section: impl Fn(&PacketLine<'a>) -> SectionId,
    ) -> Vec<(usize, SectionId, usize)> {
        let (mut lines, mut above, mut standing) = (0, 0, Vec::new());
        for piece in &version.pieces {
            match piece {
                Piece::Line(_) => {
                    above += usize::from(counting.contains(&lines));
                    lines += 1;
                }
                Piece::Entry(key) => {
                    standing.push((*key, self.lines.get(*key).and_then(&section), above));
                }
            }
        }
        standing
    }
}

impl Version<'_> {
    /// Its lines that belong to no entry, in order.
    fn text_lines(&self) -> Vec<TextLine<'_>> {
        let lines = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Line(line) => Some(self.text_line(*line)),
            Piece::Entry(_) => None,
        });
        lines.collect()
    }

    /// A line as it is compared.
    pub(crate) fn text_line(&self, line: usize) -> TextLine<'_> {
        TextLine { content: self.text(line).content, begins: self.begins(line) }
    }

    pub(crate) fn text(&self, line: usize) -> Text<'_> {
        text(&self.reading, line)
    }

    /// The section that begins with a line, or none where a line ends all sections; nothing if it does neither.
    pub(crate) fn begins(&self, line: usize) -> Option<SectionId> {
        self.reading.divides(line).then(|| section_id(&self.reading, &self.sections, line))
    }
}

pub(crate) fn text<'a>(reading: &Reading<'a>, line: usize) -> Text<'a> {
    Text { content: reading.content(line), end: reading.line_end(line).unwrap_or(LineEnd::None) }
}

pub(crate) fn section_id(reading: &Reading<'_>, sections: &[usize], line: usize) -> SectionId {
    let at = reading.board.section_of(line + 1)?;
    let index = reading.board.sections.binary_search_by_key(&at.first_line, |section| section.first_line);
    sections.get(index.ok()?).copied()
}

/// Pairs of indices of items that are the same on both sides, in order.
pub(crate) fn matches<T: std::hash::Hash + Eq>(old: &[T], new: &[T]) -> Vec<(usize, usize)> {
    let interner = Interner::new(old.len() + new.len());
    let mut input = InternedInput { before: Vec::new(), after: Vec::new(), interner };
    input.update_before(old.iter());
    input.update_after(new.iter());
    let diff = Diff::compute(Algorithm::Histogram, &input);
    let kept = (0..).zip(0..old.len()).filter(|(token, _)| !diff.is_removed(*token));
    let found = (0..).zip(0..new.len()).filter(|(token, _)| !diff.is_added(*token));
    kept.zip(found).map(|((_, old), (_, new))| (old, new)).collect()
}
