//! A board's bytes and all that was found in them, line by line.

use crate::lines::{Line, LineEnd, Lines};
use crate::parse::{BoardSection, ParsedBoard, sections};
use crate::structure::{Heading, structure};
use crate::vocabulary::Vocabulary;
use pulldown_cmark::HeadingLevel;
use std::borrow::Cow;
use std::ops::Range;

/// A text taken apart. Lines go by index, from 0.
#[derive(Debug)]
pub(crate) struct Reading<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) lines: Lines,
    pub(crate) board: ParsedBoard,
    text: Cow<'a, str>,
    headings: Vec<Heading>,
}

impl<'a> Reading<'a> {
    pub(crate) fn of(bytes: &'a [u8], vocabulary: &Vocabulary) -> Self {
        let (lines, text) = (Lines::of(bytes), same_length_text(bytes));
        let structure = structure(&text, &lines);
        let board = ParsedBoard::default();
        let mut reading = Self { bytes, lines, board, text, headings: structure.headings };
        let mut board = ParsedBoard {
            sections: sections(&reading.headings, reading.count(), vocabulary, |line| reading.text(line)),
            ..ParsedBoard::default()
        };
        for (index, _) in structure.hidden.iter().enumerate().filter(|(_, hidden)| !**hidden) {
            board.take_line(index + 1, reading.text(index), vocabulary);
        }
        reading.board = board;
        reading
    }

    /// How many lines it has.
    pub(crate) fn count(&self) -> usize {
        self.lines.as_slice().len()
    }

    /// A line without its line end, as text of the same length.
    pub(crate) fn text(&self, line: usize) -> &str {
        self.line(line).and_then(|line| self.text.get(line.content())).unwrap_or_default()
    }

    /// A line without its line end.
    pub(crate) fn content(&self, line: usize) -> &'a [u8] {
        self.line(line).and_then(|line| self.bytes.get(line.content())).unwrap_or_default()
    }

    pub(crate) fn line_end(&self, line: usize) -> Option<LineEnd> {
        self.line(line).map(|line| line.line_end)
    }

    fn line(&self, line: usize) -> Option<&Line> {
        self.lines.as_slice().get(line)
    }

    /// The section whose heading is on this line.
    pub(crate) fn section_at(&self, line: usize) -> Option<&BoardSection> {
        let sections = &self.board.sections;
        sections
            .binary_search_by_key(&(line + 1), |section| section.first_line)
            .ok()
            .and_then(|i| sections.get(i))
    }

    /// An entry's line and the detail lines directly below it.
    pub(crate) fn block(&self, entry: usize) -> Range<usize> {
        let details = (entry + 1..self.count()).take_while(|line| self.is_detail(*line)).count();
        entry..entry + 1 + details
    }

    fn is_detail(&self, line: usize) -> bool {
        // Below `1. ` a heading indented by two blanks is no child of the entry, but begins a section.
        let is_heading = || self.headings.binary_search_by_key(&line, |heading| heading.line).is_ok();
        self.is_indented(line) && !self.is_blank(line) && !is_heading()
    }

    fn is_indented(&self, line: usize) -> bool {
        let content = self.content(line);
        content.starts_with(b"  ") || content.starts_with(b"\t") || content.starts_with(b" \t")
    }

    /// Whether a section begins or ends with this line: an ATX heading of level 1 or 2.
    pub(crate) fn divides(&self, line: usize) -> bool {
        let found = self.headings.binary_search_by_key(&line, |heading| heading.line).ok();
        found.and_then(|at| self.headings.get(at)).is_some_and(|heading| heading.level <= HeadingLevel::H2)
    }

    pub(crate) fn is_blank(&self, line: usize) -> bool {
        self.content(line).trim_ascii().is_empty()
    }

    /// Whether it looks like a rule. A setext underline does, and is meant as one (§1). An indented one belongs to
    /// what stands above it: an entry put between them would take it for its detail.
    pub(crate) fn is_rule(&self, line: usize) -> bool {
        let content = self.content(line);
        let marks: Vec<u8> = content.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
        let alike =
            marks.first().is_some_and(|first| b"-*_".contains(first) && marks.iter().all(|m| m == first));
        alike && marks.len() >= 3 && !self.is_indented(line)
    }
}

/// The bytes as text of the same length, so that places in one are places in the other.
fn same_length_text(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.into();
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '?'));
    }
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(text: &str) -> Range<usize> {
        let reading = Reading::of(text.as_bytes(), &Vocabulary::default());
        reading.block(reading.board.entries[0].line - 1)
    }

    #[test]
    fn details_are_indented_and_directly_below() {
        assert_eq!(block("- **[WP-1]**\n  - a\n\tb\n \tc\n     d\n - e\n  - f\n"), 0..5);
        assert_eq!(block("- **[WP-1]**\n\n  - a\n"), 0..1);
        assert_eq!(block("- **[WP-1]**\n   \n  - a\n"), 0..1, "a line of blanks is blank");
        assert_eq!(block("- **[WP-1]**\r\n  - a\r\n\r\n"), 0..2);
        assert_eq!(block("- **[WP-1]**\nlazy\n"), 0..1);
        assert_eq!(block("## Done\n- **[WP-1]**\n- **[WP-2]**\n  - of the second\n"), 1..2);
        assert_eq!(block("- **[WP-1]**\n  - a"), 0..2);
    }

    #[test]
    fn a_heading_is_no_detail() {
        assert_eq!(block("1. **[WP-1]**\n  ## Done\n"), 0..1);
        assert_eq!(block("- **[WP-1]**\n  ## a heading in the item\n"), 0..2);
    }

    #[test]
    fn rules_are_known_by_their_looks() {
        let rule = |text: &str| Reading::of(text.as_bytes(), &Vocabulary::default()).is_rule(0);
        for text in ["---", "***\r\n", "___ ", " - - -", "----------\t"] {
            assert!(rule(text), "{text:?}");
        }
        for text in ["", "--", "-*-", "===", "--- x", "  ---", " \t---", "\t---", "- a", "``` "] {
            assert!(!rule(text), "{text:?}");
        }
    }
}
