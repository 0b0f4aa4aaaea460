//! Editing single lines of a board and nothing else: task-board.md §2, §3.

use crate::check::check;
use crate::layout::layout;
use crate::parse::{ParsedBoard, parse, section};
use crate::reading::Reading;
use crate::splice::join;
use crate::vocabulary::Vocabulary;
use locus_core::domain::board::{BoardEntry, Edit, LineChange, Section};
use locus_core::domain::{Title, WpId, WpStatus};
use std::collections::BTreeSet;

/// An edited board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patched {
    /// Its text.
    pub bytes: Vec<u8>,
    /// What it says.
    pub board: ParsedBoard,
    /// The lines that changed, in the order of the edits. An edit that says what its line says already is none.
    pub changes: Vec<LineChange>,
}

/// Why a board can't be edited so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatchError {
    /// An edit names a line that isn't an entry under a heading that stands for a status.
    #[error("line {line} is no entry of a status section")]
    NoStatusLine {
        /// The line, from 1.
        line: usize,
    },
    /// Two edits name the same line.
    #[error("two edits name line {line}")]
    NamedTwice {
        /// The line, from 1.
        line: usize,
    },
    /// The edited text would say something else than it should.
    #[error("{what} would not be read as it should")]
    Misread {
        /// The packet or the heading, and where it stands.
        what: String,
    },
}

/// Edits a board, byte for byte but for the lines named (task-board.md §3). The new text is read again before it is
/// returned. Lines that go to the same section go there in the order of the edits.
///
/// # Errors
/// If an edit names no entry of a status section, or one that another edit names, or if the new text would not say
/// what it should: an edited line, another entry or a section would be read differently.
pub fn patch(bytes: &[u8], vocabulary: &Vocabulary, edits: &[Edit]) -> Result<Patched, PatchError> {
    let reading = Reading::of(bytes, vocabulary);
    let steps = steps(&reading, vocabulary, edits)?;
    let lines = layout(&reading, vocabulary, &steps);
    let mut text = bytes.get(..reading.lines.body_start()).unwrap_or_default().to_vec();
    text.extend(join(&lines));
    let board = parse(&text, vocabulary);
    let changes = check(&board, vocabulary, &reading, &steps, &lines)?;
    Ok(Patched { bytes: text, board, changes })
}

/// An edit that changes something.
#[derive(Debug)]
pub(crate) struct Step<'a> {
    pub(crate) wp_id: &'a WpId,
    /// What a new line calls the packet.
    pub(crate) title: Option<&'a Title>,
    /// The line as it was.
    pub(crate) entry: Option<&'a BoardEntry>,
    /// What the line is to say, unless it goes.
    pub(crate) to: Option<To>,
}

/// What a line is to say.
#[derive(Debug)]
pub(crate) struct To {
    pub(crate) status: WpStatus,
    pub(crate) section: Section,
    pub(crate) place: Place,
}

/// Where a line goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Nowhere: it is there.
    Here,
    /// Into a section of the board, by index.
    Section(usize),
    /// Into a new section, by the index of its heading in the vocabulary.
    NewSection(usize),
}

impl Step<'_> {
    pub(crate) fn place(&self) -> Option<Place> {
        self.to.as_ref().map(|to| to.place)
    }

    /// The token its line is to have.
    pub(crate) fn token<'v>(&'v self, vocabulary: &'v Vocabulary) -> Option<&'v str> {
        let old = self.entry.and_then(|entry| entry.token.as_ref()).map(|token| token.text.as_str());
        vocabulary.token_after(old, self.to.as_ref()?.status)
    }
}

fn steps<'a>(
    reading: &'a Reading<'_>,
    vocabulary: &Vocabulary,
    edits: &'a [Edit],
) -> Result<Vec<Step<'a>>, PatchError> {
    let (mut steps, mut named) = (Vec::new(), BTreeSet::new());
    for edit in edits {
        let (wp_id, entry, status) = match edit {
            Edit::Add { wp_id, status, .. } => (wp_id, None, Some(*status)),
            Edit::Place { line, status } => {
                let entry = status_line(reading, *line, &mut named)?;
                (&entry.wp_id, Some(entry), Some(*status))
            }
            Edit::Remove { line } => {
                let entry = status_line(reading, *line, &mut named)?;
                (&entry.wp_id, Some(entry), None)
            }
        };
        if !entry.is_some_and(|entry| says_already(entry, status)) {
            let to = status.map(|status| destination(reading, vocabulary, entry, status));
            let title = if let Edit::Add { title, .. } = edit { Some(title) } else { None };
            steps.push(Step { wp_id, title, entry, to });
        }
    }
    Ok(steps)
}

fn status_line<'a>(
    reading: &'a Reading<'_>,
    line: usize,
    named: &mut BTreeSet<usize>,
) -> Result<&'a BoardEntry, PatchError> {
    let entry = reading.board.entry_on(line).filter(|entry| entry.first_sight().is_some());
    let entry = entry.ok_or(PatchError::NoStatusLine { line })?;
    if named.insert(line) { Ok(entry) } else { Err(PatchError::NamedTwice { line }) }
}

/// Whether nothing is to be written: an unchanged status keeps its bytes.
fn says_already(entry: &BoardEntry, status: Option<WpStatus>) -> bool {
    entry.first_sight().is_some_and(|sight| Some(sight.status) == status && !sight.contradiction)
}

fn destination(
    reading: &Reading<'_>,
    vocabulary: &Vocabulary,
    entry: Option<&BoardEntry>,
    status: WpStatus,
) -> To {
    let sections = &reading.board.sections;
    let first = |home| sections.iter().position(|section| section.section.status == Some(home));
    // Under Blocked the token has to say it.
    let under_blocked = || first(WpStatus::Gated).is_none() && vocabulary.tells(WpStatus::Gated);
    let home = if status == WpStatus::Gated && under_blocked() { WpStatus::Blocked } else { status };
    let here = entry.and_then(|entry| entry.section.as_ref()).filter(|here| here.status == Some(home));
    if let Some(here) = here {
        return To { status, section: here.clone(), place: Place::Here };
    }
    if let Some((index, found)) = first(home).and_then(|index| Some((index, sections.get(index)?))) {
        return To { status, section: found.section.clone(), place: Place::Section(index) };
    }
    let index = vocabulary.sections().iter().position(|word| word.status == home).unwrap_or_default();
    let section = section(&heading_line(vocabulary, index), vocabulary);
    To { status, section, place: Place::NewSection(index) }
}

/// The line that begins a section of the vocabulary.
pub(crate) fn heading_line(vocabulary: &Vocabulary, section: usize) -> String {
    format!("## {}", vocabulary.sections().get(section).map_or("", |word| &word.heading))
}
