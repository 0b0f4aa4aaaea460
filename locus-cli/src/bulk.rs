//! Large files that are read once, from beginning to end, with a look ahead at their first line.

use crate::error::CliError;
use crate::lines::{Line, Lines, MAX_EVENT_LINE};
use crate::progress::Progress;
use std::io::BufRead;

/// A file on its way in, line by line; blank lines are passed over.
pub(crate) struct Bulk<'a> {
    /// What it is called in messages.
    pub(crate) path: String,
    lines: Lines<Box<dyn BufRead + 'a>>,
    progress: Progress<'a>,
    /// Its size in bytes, if it has one.
    size: Option<usize>,
    read: usize,
    number: u64,
    ahead: Option<BulkLine>,
}

/// A line with its number, from 1; no bytes if there were too many.
pub(crate) type BulkLine = (u64, Option<Vec<u8>>);

impl<'a> Bulk<'a> {
    pub(crate) fn new(
        path: String,
        source: Box<dyn BufRead + 'a>,
        size: Option<usize>,
        progress: Progress<'a>,
    ) -> Self {
        let lines = Lines::new(source, MAX_EVENT_LINE);
        Self { path, lines, progress, size, read: 0, number: 0, ahead: None }
    }

    /// The first line, which stays the next one.
    pub(crate) fn first(&mut self) -> Result<Option<&BulkLine>, CliError> {
        self.ahead = self.next_line()?;
        Ok(self.ahead.as_ref())
    }

    fn next_line(&mut self) -> Result<Option<BulkLine>, CliError> {
        if let Some(line) = self.ahead.take() {
            return Ok(Some(line));
        }
        loop {
            let line =
                self.lines.next().map_err(|error| CliError::File { path: self.path.clone(), error })?;
            let bytes = match line {
                None => return Ok(None),
                Some(Line::TooLong) => None,
                Some(Line::Whole(line)) => Some(line.to_vec()),
            };
            self.number += 1;
            self.read += bytes.as_ref().map_or(MAX_EVENT_LINE, Vec::len) + 1;
            if let Some(size) = self.size {
                self.progress.show(self.read / 1024, size / 1024);
            }
            if bytes.as_ref().is_none_or(|line| !line.trim_ascii().is_empty()) {
                return Ok(Some((self.number, bytes)));
            }
        }
    }
}

impl Iterator for Bulk<'_> {
    type Item = Result<BulkLine, CliError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_line().transpose()
    }
}

impl Drop for Bulk<'_> {
    fn drop(&mut self) {
        self.progress.clear();
    }
}
