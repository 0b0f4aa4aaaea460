//! Reading line by line with a bound: an endless line costs time, never memory.

use std::io::{BufRead, ErrorKind, Result};

/// The longest line of an event file that is read, in bytes: an event with the Bronze records of the largest job.
pub(crate) const MAX_EVENT_LINE: usize = 16 * 1024 * 1024;

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
    /// If the source can't be read.
    pub(crate) fn next(&mut self) -> Result<Option<Line<'_>>> {
        self.buffer.clear();
        let (mut any, mut too_long) = (false, false);
        loop {
            let available = match self.source.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if available.is_empty() {
                break;
            }
            any = true;
            let end = available.iter().position(|byte| *byte == b'\n');
            let part = available.get(..end.unwrap_or(available.len())).unwrap_or_default();
            let used = part.len() + usize::from(end.is_some());
            too_long |= self.buffer.len() + part.len() > self.limit;
            if !too_long {
                self.buffer.extend_from_slice(part);
            }
            self.source.consume(used);
            if end.is_some() {
                break;
            }
        }
        match (any, too_long) {
            (false, _) => Ok(None),
            (true, true) => Ok(Some(Line::TooLong)),
            (true, false) => Ok(Some(Line::Whole(&self.buffer))),
        }
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
}
