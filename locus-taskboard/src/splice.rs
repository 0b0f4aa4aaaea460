//! The lines of a new text, and how they end.

use crate::lines::LineEnd;
use locus_core::domain::board::Section;
use std::borrow::Cow;

/// What a line of a new text is.
#[derive(Debug)]
pub(crate) enum Source {
    /// A line of the old text, by index, that stands where it stood.
    Kept(usize),
    /// The entry of an edit, by index.
    Edited(usize),
    /// The heading of a new section.
    Heading(Section),
    /// A detail that moved with its entry, or a blank line.
    Other,
}

/// A line of a new text.
#[derive(Debug)]
pub(crate) struct NewLine<'a> {
    pub(crate) source: Source,
    pub(crate) content: Cow<'a, [u8]>,
    /// None for a line that had none before: it takes that of the line above.
    pub(crate) line_end: Option<LineEnd>,
}

impl NewLine<'_> {
    /// A line that wasn't there.
    pub(crate) fn new(source: Source, content: impl Into<Vec<u8>>) -> Self {
        Self { source, content: Cow::Owned(content.into()), line_end: None }
    }
}

/// The text of these lines, in which only the last may go without line end.
pub(crate) fn join(lines: &[NewLine<'_>]) -> Vec<u8> {
    let mut text = Vec::new();
    for (line, line_end) in lines.iter().zip(line_ends(lines)) {
        text.extend_from_slice(&line.content);
        text.extend_from_slice(line_end.as_bytes());
    }
    text
}

fn line_ends(lines: &[NewLine<'_>]) -> Vec<LineEnd> {
    let last = lines.len().saturating_sub(1);
    let (mut above, mut unterminated, mut ends) = (LineEnd::Lf, None, Vec::with_capacity(lines.len()));
    for (index, line) in lines.iter().enumerate() {
        let line_end = match (line.line_end, &line.source) {
            (Some(LineEnd::None), Source::Kept(_)) => {
                unterminated = Some(index);
                ends.push(LineEnd::None);
                continue;
            }
            // It came from the end of the text: a line like a new one, unless it is the last again.
            (Some(LineEnd::None), _) if index == last => LineEnd::None,
            (Some(LineEnd::None) | None, _) => above,
            (Some(line_end), _) => line_end,
        };
        above = line_end;
        ends.push(line_end);
    }
    if let Some(unterminated) = unterminated {
        // The new last line gives its line end away.
        ends.swap(unterminated, last);
    }
    ends
}
