//! Jobs out of a stream: one a line, or one over several lines, as programs print JSON for people.

use crate::lines::{Line, Lines};
use locus_core::job::{JobLine, MAX_JOB_BYTES};
use serde::de::IgnoredAny;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufReader, Read, Result};
use std::path::Path;

/// Bytes that are read at once, and so what is at hand without waiting.
const READ_AT_ONCE: usize = 256 * 1024;

/// Jobs in the order they come. Blank lines are passed over.
pub(crate) struct JobLines<'a> {
    lines: Lines<BufReader<Box<dyn Read + 'a>>>,
    /// A job of several lines that has not ended yet.
    open: Vec<u8>,
    found: VecDeque<JobLine>,
}

impl<'a> JobLines<'a> {
    /// The jobs of a stream.
    pub(crate) fn of(input: impl Read + 'a) -> Self {
        let input: Box<dyn Read + 'a> = Box::new(input);
        let lines = Lines::new(BufReader::with_capacity(READ_AT_ONCE, input), MAX_JOB_BYTES);
        Self { lines, open: Vec::new(), found: VecDeque::new() }
    }

    /// The jobs of a file, which may also be a single one, however it is broken into lines.
    ///
    /// # Errors
    /// If it can't be read.
    pub(crate) fn of_file(path: &Path) -> Result<Self> {
        let mut file = File::open(path)?;
        let mut head = Vec::new();
        if file.metadata()?.is_file() {
            Read::by_ref(&mut file).take(MAX_JOB_BYTES as u64 + 1).read_to_end(&mut head)?;
        }
        if !is_one_job(&head) {
            return Ok(Self::of(std::io::Cursor::new(head).chain(file)));
        }
        let mut jobs = Self::of(file);
        jobs.found.push_back(JobLine::Whole(head));
        Ok(jobs)
    }

    /// The next job; none at the end.
    ///
    /// # Errors
    /// If the stream can't be read.
    pub(crate) fn next(&mut self) -> Result<Option<JobLine>> {
        while self.found.is_empty() {
            match self.lines.next()? {
                None if self.open.is_empty() => return Ok(None),
                None => self.end_open(),
                Some(Line::TooLong) => {
                    self.end_open();
                    self.found.push_back(JobLine::TooLong);
                }
                Some(Line::Whole(line)) => {
                    let line = line.to_vec();
                    self.take(line);
                }
            }
        }
        Ok(self.found.pop_front())
    }

    /// Whether another line is at hand, so that asking for it waits for nobody.
    pub(crate) fn has_more_at_hand(&self) -> bool {
        !self.found.is_empty() || self.lines.source().buffer().contains(&b'\n')
    }

    fn take(&mut self, line: Vec<u8>) {
        if self.open.is_empty() && !opens_a_job(&line) {
            return self.found_job(line);
        }
        // What starts another object is no continuation: the line before was a broken job of its own.
        if line.first() == Some(&b'{') && !self.open.is_empty() {
            self.end_open();
            if !opens_a_job(&line) {
                return self.found_job(line);
            }
        }
        if self.open.len() + line.len() > MAX_JOB_BYTES {
            self.open.clear();
            return self.found.push_back(JobLine::TooLong);
        }
        self.open.extend_from_slice(&line);
        self.open.push(b'\n');
        // It ends with a `}` in the first column.
        if line.first() == Some(&b'}') {
            self.end_open();
        }
    }

    fn end_open(&mut self) {
        let job = std::mem::take(&mut self.open);
        self.found_job(job);
    }

    fn found_job(&mut self, job: Vec<u8>) {
        let trimmed = job.trim_ascii();
        if trimmed.len() == job.len() && !job.is_empty() {
            self.found.push_back(JobLine::Whole(job));
        } else if !trimmed.is_empty() {
            self.found.push_back(JobLine::Whole(trimmed.to_vec()));
        }
    }
}

/// Whether a file is one job written over several lines.
fn is_one_job(file: &[u8]) -> bool {
    file.len() <= MAX_JOB_BYTES
        && file.trim_ascii().contains(&b'\n')
        && serde_json::from_slice::<IgnoredAny>(file).is_ok()
}

/// Whether a line opens a job that is written over several lines.
fn opens_a_job(line: &[u8]) -> bool {
    line.trim_ascii_end() == b"{"
}
