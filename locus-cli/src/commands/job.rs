//! `locus job`: lines in, lines out, as they come. A stream may stay open for hours; memory stays flat.

use crate::args::Job;
use crate::autosync;
use crate::boards::ProjectBoards;
use crate::error::CliError;
use crate::event_files::ProjectEventFiles;
use crate::exit::Exit;
use crate::lines::{Line, Lines};
use crate::session::{Session, name_of};
use crate::wire::{self, Need, Unavailable};
use locus_core::app::Verdict;
use locus_core::app::{Caller, Engine};
use locus_core::domain::Source;
use locus_core::job::{JobOutcome, JobRunner, MAX_JOB_BYTES};
use serde::de::IgnoredAny;
use std::fs::File;
use std::io::{BufRead, BufReader, Read as _, Write};
use std::time::{Duration, Instant};

pub(super) fn run(session: &mut Session<'_>, args: &Job) -> Result<Exit, CliError> {
    let caller = session.caller(Source::Job)?;
    let project = session.project()?;
    let boards = session.boards(&project);
    let engine = match wire::store(&project.db, Need::Create, &project.config) {
        Ok(store) => wire::engine(store),
        Err(error) => wire::engine(Unavailable(error)),
    }?;
    let path = args.file.as_deref().unwrap_or("-");
    let file = match path {
        "-" => None,
        path => Some(open(&session.env.absolute(path)).map_err(|error| unreadable(path, error))?),
    };
    let autosync = !session.options.no_sync;
    let (input, output) = session.streams();
    let mut stream = Stream {
        engine,
        caller,
        boards,
        event_files: ProjectEventFiles::new(&project),
        output,
        exit: Exit::Done,
        autosync,
        due: false,
        pushed: Instant::now(),
    };
    let answered = match file {
        None => stream.answer_all(input, path),
        Some((head, rest)) if is_one_job(&head) => {
            stream.deliver(&head).and_then(|()| stream.answer_all(rest, path))
        }
        Some((head, rest)) => stream.answer_all(head.chain(rest), path),
    };
    stream.push();
    match answered {
        // Whoever read the answers has had enough.
        Err(error) if error.is_closed_pipe() => Ok(stream.exit),
        other => other.map(|()| stream.exit),
    }
}

fn unreadable(path: &str, error: std::io::Error) -> CliError {
    CliError::File { path: name_of(path), error }
}

/// The beginning of a file, and the rest of it.
fn open(path: &std::path::Path) -> std::io::Result<(Vec<u8>, BufReader<File>)> {
    let mut file = File::open(path)?;
    let mut head = Vec::new();
    if file.metadata()?.is_file() {
        std::io::Read::by_ref(&mut file).take(MAX_JOB_BYTES as u64 + 1).read_to_end(&mut head)?;
    }
    Ok((head, BufReader::new(file)))
}

/// Whether a file is one job written over several lines.
fn is_one_job(file: &[u8]) -> bool {
    file.len() <= MAX_JOB_BYTES
        && file.trim_ascii().contains(&b'\n')
        && serde_json::from_slice::<IgnoredAny>(file).is_ok()
}

/// Whether a line opens a job that is written over several lines, as programs print JSON for people.
fn opens_a_job(line: &[u8]) -> bool {
    line.trim_ascii_end() == b"{"
}

/// Jobs on their way.
struct Stream<'a> {
    engine: Engine,
    caller: Caller,
    boards: ProjectBoards,
    event_files: ProjectEventFiles,
    output: &'a mut dyn Write,
    /// The code of the first failure.
    exit: Exit,
    autosync: bool,
    /// Whether a job may have changed what stands on the board.
    due: bool,
    /// When the board was last brought up to date.
    pushed: Instant,
}

/// How often a long stream brings the board up to date.
const PUSH_EVERY: Duration = Duration::from_secs(2);

impl Stream<'_> {
    fn runner(&mut self) -> JobRunner<'_> {
        JobRunner::new(&mut self.engine, &self.caller, &self.boards, &self.event_files)
    }

    fn answer_all(&mut self, input: impl BufRead, path: &str) -> Result<(), CliError> {
        let mut lines = Lines::new(input, MAX_JOB_BYTES);
        let mut open_job: Vec<u8> = Vec::new();
        while let Some(line) = lines.next().map_err(|error| unreadable(path, error))? {
            match line {
                Line::TooLong => {
                    self.flush_open(&mut open_job)?;
                    self.refuse_too_long()?;
                }
                Line::Whole(line) if open_job.is_empty() && !opens_a_job(line) => self.deliver(line)?,
                Line::Whole(line) => self.collect(&mut open_job, line)?,
            }
        }
        self.flush_open(&mut open_job)
    }

    /// Brings the board up to date. Nothing here has a say in the jobs' results; what was not written stays due.
    fn push(&mut self) {
        if self.autosync && self.due {
            autosync::push(&mut self.engine, &self.boards);
            self.due = false;
        }
        self.pushed = Instant::now();
    }

    /// Adds a line to a job of several lines, which ends with a `}` in the first column.
    fn collect(&mut self, open_job: &mut Vec<u8>, line: &[u8]) -> Result<(), CliError> {
        // What starts another object is no continuation: the line before was a broken job of its own.
        if line.first() == Some(&b'{') && !open_job.is_empty() {
            self.flush_open(open_job)?;
            if !opens_a_job(line) {
                return self.deliver(line);
            }
        }
        if open_job.len() + line.len() > MAX_JOB_BYTES {
            open_job.clear();
            return self.refuse_too_long();
        }
        open_job.extend_from_slice(line);
        open_job.push(b'\n');
        if line.first() == Some(&b'}') { self.flush_open(open_job) } else { Ok(()) }
    }

    fn flush_open(&mut self, open_job: &mut Vec<u8>) -> Result<(), CliError> {
        let job = std::mem::take(open_job);
        self.deliver(&job)
    }

    fn refuse_too_long(&mut self) -> Result<(), CliError> {
        let outcome = self.runner().refuse_too_long();
        self.write(&outcome)
    }

    /// Runs a job and writes its result; a query is logged afterwards. Blank lines are passed over.
    fn deliver(&mut self, job: &[u8]) -> Result<(), CliError> {
        let job = job.trim_ascii();
        if job.is_empty() {
            return Ok(());
        }
        let outcome = self.runner().answer(job);
        self.write(&outcome)?;
        self.due |= outcome.moves_board;
        if self.pushed.elapsed() >= PUSH_EVERY {
            self.push();
        }
        if let Some(record) = &outcome.log {
            // A query never fails because of its log (locus.md §5).
            let _ = self.engine.log_query(record);
        }
        Ok(())
    }

    fn write(&mut self, outcome: &JobOutcome) -> Result<(), CliError> {
        if self.exit == Exit::Done && outcome.verdict != Verdict::Done {
            self.exit = outcome.verdict.into();
        }
        writeln!(self.output, "{}", outcome.line).and_then(|()| self.output.flush()).map_err(CliError::Output)
    }
}
