//! What the lines of one packet say, compared with what they said at the last sync: what changed decides, line by
//! line and by meaning (task-board.md §2).

use super::base::{BaseLine, BoardBase};
use super::entry::{BoardEntry, counting_line};
use crate::domain::WpStatus;

/// What a line is taken to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolved {
    /// The status.
    pub status: WpStatus,
    /// Whether it newly says that the post_work gate failed.
    pub failed: bool,
    /// Whether the line is seen for the first time and contradicts itself.
    pub contradiction: bool,
    /// Whether section and token were both changed and now disagree: nobody can tell what was meant.
    pub torn: bool,
}

/// The status lines of a packet, each with what it says.
#[derive(Debug, Clone)]
pub struct Reading<'a> {
    /// The lines, in the order they stand.
    pub lines: Vec<(&'a BoardEntry, Resolved)>,
    /// Whether a line came, went or changed its status.
    pub changed: bool,
}

impl Resolved {
    const fn plain(status: WpStatus) -> Self {
        Self { status, failed: false, contradiction: false, torn: false }
    }

    /// What a line says that was not there before.
    fn first_sight(entry: &BoardEntry) -> Option<Self> {
        let sight = entry.first_sight()?;
        Some(Self { failed: sight.failed, contradiction: sight.contradiction, ..Self::plain(sight.status) })
    }

    /// What a line says that was there before: what changed decides.
    fn since(base: &BaseLine, entry: &BoardEntry) -> Option<Self> {
        let section = entry.section.as_ref()?.status?;
        let meaning = entry.meaning();
        let section_changed = section != base.section_status;
        let token_changed = meaning != base.meaning;
        let sight = Self::first_sight(entry).map(|sight| Self { contradiction: false, ..sight })?;
        Some(match (section_changed, token_changed) {
            (false, false) => Self::plain(base.status),
            _ if entry.agrees() => sight,
            (true, false) => Self::plain(section),
            (false, true) => match meaning {
                Some(meaning) => Self { failed: meaning.failed, ..Self::plain(meaning.status) },
                None => Self::plain(section),
            },
            (true, true) if meaning.is_none_or(|meaning| meaning.overrides_section) => sight,
            (true, true) => Self { torn: true, ..Self::plain(section) },
        })
    }
}

impl<'a> Reading<'a> {
    /// Reads the lines of one packet. Lines that mean what they meant are matched first; of the rest each is taken
    /// as the next one of the base, and what is left over came or went.
    #[must_use]
    pub fn new(entries: &[&'a BoardEntry], base: Option<&BoardBase>) -> Self {
        let mut left: Vec<&BaseLine> = base.iter().flat_map(|base| &base.lines).collect();
        let status_lines: Vec<_> =
            entries.iter().copied().filter(|entry| entry.first_sight().is_some()).collect();
        let mut lines: Vec<(&BoardEntry, Option<&BaseLine>)> = Vec::new();
        for entry in status_lines {
            let same = left.iter().position(|base| base.means_the_same(entry));
            lines.push((entry, same.map(|index| left.remove(index))));
        }
        let mut rest = left.into_iter();
        let mut changed = false;
        let mut resolved = Vec::new();
        for (entry, base) in lines {
            let base = base.or_else(|| rest.next());
            let says = match base {
                Some(base) => Resolved::since(base, entry),
                None => Resolved::first_sight(entry),
            };
            let Some(says) = says else { continue };
            changed |= base.is_none_or(|base| base.status != says.status) || says.torn || says.failed;
            resolved.push((entry, says));
        }
        changed |= rest.next().is_some();
        Self { lines: resolved, changed }
    }

    /// The line that counts: the one that counted at the last sync, unless a line came, went or changed since.
    #[must_use]
    pub fn counting_since(&self, base: &BoardBase) -> Option<(&'a BoardEntry, Resolved)> {
        let counted = self.lines.iter().find(|(_, says)| says.status == base.status).copied();
        counted.filter(|_| !self.changed).or_else(|| self.counting())
    }

    /// The line that counts: the furthest along, of equals the first.
    #[must_use]
    pub fn counting(&self) -> Option<(&'a BoardEntry, Resolved)> {
        let sights = self.lines.iter().map(|(entry, says)| (*entry, says.status));
        let (counting, _) = counting_line(sights)?;
        self.lines.iter().find(|(entry, _)| entry.line == counting.line).copied()
    }
}

impl BaseLine {
    /// The line of the base for an entry that is taken to say this.
    #[must_use]
    pub fn of(entry: &BoardEntry, status: WpStatus) -> Option<Self> {
        let section = entry.section.as_ref()?;
        Some(Self {
            section: section.heading.clone(),
            section_status: section.status?,
            token: entry.token.as_ref().map(|token| token.text.clone()),
            meaning: entry.meaning(),
            status,
        })
    }

    fn means_the_same(&self, entry: &BoardEntry) -> bool {
        let section = entry.section.as_ref().and_then(|section| section.status);
        section == Some(self.section_status) && entry.meaning() == self.meaning
    }
}
