//! A text as lines, each byte accounted for.

use std::ops::Range;

/// The byte order mark some editors put in front of a text.
pub(crate) const BOM: &[u8] = b"\xef\xbb\xbf";

/// How a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineEnd {
    /// `\n`
    Lf,
    /// `\r\n`
    CrLf,
    /// Not at all: the last line of a text without a final newline.
    None,
}

impl LineEnd {
    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(self) -> &'static [u8] {
        match self {
            Self::Lf => b"\n",
            Self::CrLf => b"\r\n",
            Self::None => b"",
        }
    }
}

/// Where a line stands in its text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Its first byte, behind a byte order mark.
    pub start: usize,
    /// Behind its last byte, the line end left out.
    pub end: usize,
    /// How it ends.
    pub line_end: LineEnd,
}

impl Line {
    /// Where it stands without its line end.
    #[must_use]
    pub const fn content(&self) -> Range<usize> {
        self.start..self.end
    }

    /// Behind its line end: where the next line starts.
    #[must_use]
    pub const fn next_start(&self) -> usize {
        self.end + self.line_end.as_bytes().len()
    }
}

/// The lines of a text. A byte order mark, then each line with its line end, one after the other, are the text. Only
/// `\n` ends a line: a lone `\r` is a byte like any other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    lines: Vec<Line>,
    bom: bool,
}

impl Lines {
    /// Splits a text.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let bom = bytes.starts_with(BOM);
        let mut start = if bom { BOM.len() } else { 0 };
        let body = bytes.get(start..).unwrap_or_default();
        let lines = body.split_inclusive(|byte| *byte == b'\n').map(|line| {
            let line_end = match line {
                [.., b'\r', b'\n'] => LineEnd::CrLf,
                [.., b'\n'] => LineEnd::Lf,
                _ => LineEnd::None,
            };
            let end = start + line.len() - line_end.as_bytes().len();
            let line = Line { start, end, line_end };
            start = line.next_start();
            line
        });
        Self { lines: lines.collect(), bom }
    }

    /// All of them, in order.
    #[must_use]
    pub fn as_slice(&self) -> &[Line] {
        &self.lines
    }

    /// Where the first line starts: behind a byte order mark.
    #[must_use]
    pub const fn body_start(&self) -> usize {
        if self.bom { BOM.len() } else { 0 }
    }

    /// Index of the line that the byte belongs to, its line end included; of the last one for what lies behind.
    #[must_use]
    pub fn index_of(&self, byte: usize) -> usize {
        self.lines.partition_point(|line| line.start <= byte).saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn joined(bytes: &[u8]) -> Vec<u8> {
        let lines = Lines::of(bytes);
        let mut joined = bytes[..lines.body_start()].to_vec();
        for line in lines.as_slice() {
            joined.extend_from_slice(&bytes[line.content()]);
            joined.extend_from_slice(line.line_end.as_bytes());
        }
        joined
    }

    #[test]
    fn line_ends_are_told_apart() {
        let lines = Lines::of(b"\xef\xbb\xbfa\r\n\nb\rc\r\r\nd");
        let ends: Vec<_> = lines.as_slice().iter().map(|line| (line.content(), line.line_end)).collect();
        assert_eq!(
            ends,
            [(3..4, LineEnd::CrLf), (6..6, LineEnd::Lf), (7..11, LineEnd::CrLf), (13..14, LineEnd::None)]
        );
    }

    #[test]
    fn an_empty_text_has_no_line() {
        assert!(Lines::of(b"").as_slice().is_empty());
        assert!(Lines::of(b"\xef\xbb\xbf").as_slice().is_empty());
        assert_eq!(Lines::of(b"\n").as_slice().len(), 1);
    }

    #[test]
    fn each_byte_belongs_to_one_line() {
        let lines = Lines::of(b"ab\r\nc\n");
        let owners: Vec<_> = (0..=6).map(|byte| lines.index_of(byte)).collect();
        assert_eq!(owners, [0, 0, 0, 0, 1, 1, 1]);
    }

    proptest! {
        #[test]
        fn joining_the_lines_gives_the_text(bytes in prop::collection::vec(
            prop_oneof![3 => any::<u8>(), 1 => Just(b'\n'), 1 => Just(b'\r'), 1 => Just(0xef), 1 => Just(0xbb)],
            0..200,
        )) {
            prop_assert_eq!(joined(&bytes), bytes);
        }
    }
}
