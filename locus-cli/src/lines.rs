//! Reading line by line with a bound: a long line costs time, never memory, and an endless one is given up.

use std::io::{BufRead, Error, ErrorKind, Result};

/// The longest line of an event file that is read, in bytes: an event with the Bronze records of the largest job.
pub(crate) const MAX_EVENT_LINE: usize = 16 * 1024 * 1024;

/// After so many bytes without a line end a stream is no text, and `/dev/zero` is one of them: it has no end.
const ENDLESS: u64 = 128 * 1024 * 1024;

/// A stream, line by line.
pub(crate) struct Lines<R> {
    source: R,
    buffer: Vec<u8>,
    limit: usize,
}

/// What a line came to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line<'a> {
    /// It, without its line end.
    Whole(&'a [u8]),
    /// It was longer than the limit and is passed over.
    TooLong,
}

impl<R: BufRead> Lines<R> {
    pub(crate) const fn new(source: R, limit: usize) -> Self {
        Self { source, buffer: Vec::new(), limit }
    }

    /// Where the lines come from.
    pub(crate) const fn source(&self) -> &R {
        &self.source
    }

    /// The next line; none at the end.
    ///
    /// # Errors
    /// If the source can't be read, or holds no line ends.
    pub(crate) fn next(&mut self) -> Result<Option<Line<'_>>> {
        self.buffer.clear();
        let (mut length, mut too_long) = (0, false);
        loop {
            let available = match self.source.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if available.is_empty() {
                break;
            }
            let end = available.iter().position(|byte| *byte == b'\n');
            let part = available.get(..end.unwrap_or(available.len())).unwrap_or_default();
            let used = part.len() + usize::from(end.is_some());
            too_long |= self.buffer.len() + part.len() > self.limit;
            if !too_long {
                self.buffer.extend_from_slice(part);
            }
            self.source.consume(used);
            length += used as u64;
            if end.is_some() {
                break;
            }
            if length > ENDLESS {
                return Err(Error::other("a line of more than 128 MiB"));
            }
        }
        Ok(match (length, too_long) {
            (0, _) => None,
            (_, true) => Some(Line::TooLong),
            (_, false) => Some(Line::Whole(&self.buffer)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    fn read(text: &str, limit: usize) -> Vec<Option<String>> {
        let mut lines = Lines::new(BufReader::with_capacity(3, text.as_bytes()), limit);
        let mut all = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            all.push(match line {
                Line::Whole(line) => Some(String::from_utf8(line.to_vec()).unwrap()),
                Line::TooLong => None,
            });
        }
        all
    }

    #[test]
    fn lines_come_whole_and_too_long_ones_are_passed_over() {
        let whole = |text: &str| Some(text.to_owned());
        assert_eq!(read("", 5), []);
        assert_eq!(read("a\n\nbcdef\nend", 5), [whole("a"), whole(""), whole("bcdef"), whole("end")]);
        assert_eq!(read("abcdefghi\nok\nabcdef", 5), [None, whole("ok"), None]);
    }

    #[test]
    fn an_endless_line_is_given_up() {
        let mut lines = Lines::new(BufReader::with_capacity(1 << 20, std::io::repeat(b'x')), 5);
        assert_eq!(lines.next().unwrap_err().to_string(), "a line of more than 128 MiB");
    }
}
