//! A file of events that replicas exchange: one `{event, bronze[]}` a line, only ever added to, so that git merges it
//! line by line.

use crate::line::Line;
use crate::{content_line, envelope, parse_line};
use locus_core::ports::{EventFile, EventFileFailure, EventLines, EventSink, EventWithContent, Wait, said};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// No event with its records is longer, in bytes.
const LONGEST_LINE: u64 = 64 * 1024 * 1024;

/// Bytes that are written at once.
const CHUNK: usize = 1 << 20;

/// A file of events on disk, the adapter of core's [`EventFile`] port.
#[derive(Debug, Clone)]
pub struct EventLogFile {
    path: PathBuf,
    name: String,
    wait: Duration,
}

impl EventLogFile {
    /// The file at this path; it need not be there. Whoever adds to it waits this long at most for others who do.
    #[must_use]
    pub fn new(path: PathBuf, wait: Duration) -> Self {
        let name = path.display().to_string();
        Self { path, name, wait }
    }

    /// Asked before it is opened: opening a pipe would wait for somebody at its other end.
    fn regular(&self) -> std::io::Result<()> {
        if std::fs::metadata(&self.path)?.is_file() { Ok(()) } else { Err(Error::other("it is no file")) }
    }

    fn unreadable(&self, error: &std::io::Error) -> EventFileFailure {
        match error.kind() {
            ErrorKind::NotFound => EventFileFailure::Missing { path: self.name.clone() },
            _ => EventFileFailure::Unreadable { path: self.name.clone(), reason: said(error) },
        }
    }

    /// Waits until nobody else adds to it.
    fn lock(&self, file: &File, wait: Duration) -> Result<(), EventFileFailure> {
        let began = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(()),
                Err(TryLockError::Error(error)) => return Err(self.unwritable(&error)),
                Err(TryLockError::WouldBlock) if began.elapsed() >= wait => {
                    let waited_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
                    return Err(EventFileFailure::Locked { path: self.name.clone(), waited_ms });
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(TRY_AGAIN),
            }
        }
    }

    fn unwritable(&self, error: &std::io::Error) -> EventFileFailure {
        EventFileFailure::Unwritable { path: self.name.clone(), reason: said(error) }
    }
}

/// How long to sleep between two tries.
const TRY_AGAIN: Duration = Duration::from_millis(5);

impl EventFile for EventLogFile {
    fn path(&self) -> &str {
        &self.name
    }

    fn read(&self) -> Result<EventLines<'_>, EventFileFailure> {
        let opened = self.regular().and_then(|()| File::open(&self.path));
        let file = opened.map_err(|error| self.unreadable(&error))?;
        Ok(Box::new(Events { file: self, reader: BufReader::new(file), line: 0, over: false }))
    }

    fn open_end(&self, wait: Wait) -> Result<Box<dyn EventSink + '_>, EventFileFailure> {
        let options = OpenOptions::new().read(true).append(true).create(true).clone();
        let opened = self.regular().or_else(|error| match error.kind() {
            ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        });
        let opened = opened.and_then(|()| options.open(&self.path));
        let file = opened.map_err(|error| self.unwritable(&error))?;
        self.lock(&file, wait.or(self.wait))?;
        let length = file.metadata().map_err(|error| self.unwritable(&error))?.len();
        Ok(Box::new(End { length, file, name: self, buffer: Vec::new(), touched: false }))
    }
}

/// Reads line by line, in the memory of one.
struct Events<'a> {
    file: &'a EventLogFile,
    reader: BufReader<File>,
    line: u64,
    over: bool,
}

impl Events<'_> {
    fn invalid(&self, reason: impl ToString) -> EventFileFailure {
        let place = format!("line {}", self.line);
        EventFileFailure::Invalid { path: self.file.name.clone(), place, reason: reason.to_string() }
    }

    fn step(&mut self) -> Result<Option<EventWithContent>, EventFileFailure> {
        let mut bytes = Vec::new();
        loop {
            bytes.clear();
            self.line += 1;
            let read = self.reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut bytes);
            if read.map_err(|error| self.file.unreadable(&error))? == 0 {
                return Ok(None);
            }
            let ended = bytes.ends_with(b"\n");
            if !ended && bytes.len() as u64 == LONGEST_LINE {
                return Err(self.invalid("longer than any event"));
            }
            let text = std::str::from_utf8(&bytes).map_err(|_| self.invalid("not UTF-8"));
            // A line that was cut off while it was written is written again by whoever has the event.
            if !ended && is_cut_off(&bytes) {
                return Ok(None);
            }
            let text = text?.trim();
            if text.is_empty() {
                continue;
            }
            match parse_line(text).map_err(|fault| self.invalid(fault))? {
                Line::Query(_) => {}
                Line::Event(record) => return self.sealed(*record, Vec::new()).map(Some),
                Line::Content(record, bronze) => return self.sealed(*record, bronze).map(Some),
            }
        }
    }

    fn sealed(
        &self,
        record: locus_core::ports::EventRecord,
        bronze: Vec<locus_core::domain::BronzeRecord>,
    ) -> Result<EventWithContent, EventFileFailure> {
        if envelope::hash_of(&record) == record.hash {
            return Ok(EventWithContent { record, bronze });
        }
        Err(self.invalid("hash: not the hash of the event: it was changed after it was sealed"))
    }
}

impl Iterator for Events<'_> {
    type Item = Result<EventWithContent, EventFileFailure>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let step = self.step();
        self.over = !matches!(step, Ok(Some(_)));
        step.transpose()
    }
}

/// Whether these bytes are the beginning of a JSON text, and no more.
fn is_cut_off(bytes: &[u8]) -> bool {
    match serde_json::from_slice::<serde::de::IgnoredAny>(bytes) {
        Err(error) => error.is_eof() || std::str::from_utf8(bytes).is_err(),
        Ok(_) => false,
    }
}

/// The file, locked, with what is yet to be written.
#[derive(Debug)]
struct End<'a> {
    name: &'a EventLogFile,
    file: File,
    length: u64,
    buffer: Vec<u8>,
    /// Whether anything was written to the file.
    touched: bool,
}

impl End<'_> {
    fn flush(&mut self) -> std::io::Result<()> {
        if !self.touched && self.length > 0 {
            self.mend_last_line()?;
        }
        self.touched = true;
        self.file.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    /// A line that was cut off goes; one that is whole, but not ended, is ended.
    fn mend_last_line(&mut self) -> std::io::Result<()> {
        let mut reader = BufReader::new(&self.file);
        let mut start = self.length;
        let mut tail = Vec::new();
        while start > 0 && !tail.contains(&b'\n') {
            let from = start.saturating_sub(CHUNK as u64);
            reader.seek(SeekFrom::Start(from))?;
            let mut chunk = Vec::new();
            reader.by_ref().take(start - from).read_to_end(&mut chunk)?;
            chunk.append(&mut tail);
            (tail, start) = (chunk, from);
        }
        let line = tail.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
        if line.is_empty() {
            return Ok(());
        }
        if is_cut_off(line) {
            self.length -= line.len() as u64;
            return self.file.set_len(self.length);
        }
        self.file.write_all(b"\n")
    }
}

impl EventSink for End<'_> {
    fn put(&mut self, event: &EventWithContent) -> Result<(), EventFileFailure> {
        self.buffer.extend_from_slice(content_line(&event.record, &event.bronze).as_bytes());
        self.buffer.push(b'\n');
        if self.buffer.len() < CHUNK {
            return Ok(());
        }
        self.flush().map_err(|error| self.name.unwritable(&error))
    }

    fn finish(mut self: Box<Self>) -> Result<(), EventFileFailure> {
        let finished = self.flush().and_then(|()| self.file.sync_all());
        finished.map_err(|error| self.name.unwritable(&error))?;
        self.touched = false;
        Ok(())
    }
}

impl Drop for End<'_> {
    fn drop(&mut self) {
        if self.touched {
            // What was half written goes again; if not even that is possible, the last line is found cut off.
            let _ = self.file.set_len(self.length);
        }
    }
}
