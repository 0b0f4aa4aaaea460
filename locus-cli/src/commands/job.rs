//! `locus job`: lines in, lines out, as they come. A stream may stay open for hours; memory stays flat.

use crate::args::Job;
use crate::autosync;
use crate::boards::ProjectBoards;
use crate::error::CliError;
use crate::event_files::ProjectEventFiles;
use crate::exit::Exit;
use crate::job_lines::JobLines;
use crate::session::{Session, name_of};
use crate::wire::{self, Need, Unavailable};
use locus_core::app::{Caller, Engine, Verdict};
use locus_core::domain::Source;
use locus_core::job::{JobLine, JobOutcome, JobRunner, RolledBack};
use std::io::{BufRead as _, BufReader, BufWriter, Seek as _, Write};
use std::time::{Duration, Instant};
use tempfile::SpooledTempFile;

pub(super) fn run(session: &mut Session<'_>, args: &Job) -> Result<Exit, CliError> {
    let caller = session.caller(Source::Job)?;
    let project = session.project()?;
    let boards = session.boards(&project);
    let need = if args.atomic || args.batch.is_some() { Need::Bulk } else { Need::Create };
    let engine = match wire::store(&project.db, need, &project.config) {
        Ok(store) => wire::engine(store),
        Err(error) => wire::engine(Unavailable(error)),
    }?;
    let path = args.file.as_deref().unwrap_or("-");
    let unreadable = |error| CliError::File { path: name_of(path), error };
    let mut jobs = match path {
        "-" => None,
        path => Some(JobLines::of_file(&session.env.absolute(path)).map_err(unreadable)?),
    };
    let autosync = !session.options.no_sync;
    let (input, output) = session.streams();
    let jobs = jobs.get_or_insert_with(|| JobLines::of(input));
    let event_files = ProjectEventFiles::new(&project);
    let mut stream = Stream {
        place: Place { engine, caller, boards, event_files },
        results: Results {
            output: BufWriter::with_capacity(WRITTEN_AT_ONCE, output),
            exit: Exit::Done,
            due: false,
        },
        autosync,
        pushed: Instant::now(),
    };
    let mut next = || jobs.next().map_err(unreadable);
    let answered = match args.batch {
        _ if args.atomic => stream.answer_atomically(&mut next),
        Some(size) => stream.answer_in_batches(jobs, size as usize, unreadable),
        None => stream.answer_each(&mut next),
    };
    stream.push();
    match answered {
        // Whoever read the answers has had enough.
        Err(error) if error.is_closed_pipe() => Ok(stream.results.exit),
        other => other.map(|()| stream.results.exit),
    }
}

/// What jobs run on.
struct Place {
    engine: Engine,
    caller: Caller,
    boards: ProjectBoards,
    event_files: ProjectEventFiles,
}

impl Place {
    fn runner(&mut self) -> JobRunner<'_> {
        JobRunner::new(&mut self.engine, &self.caller, &self.boards, &self.event_files)
    }
}

/// Where results go.
struct Results<'a> {
    output: BufWriter<&'a mut dyn Write>,
    /// The code of the first failure.
    exit: Exit,
    /// Whether a job may have changed what stands on the board.
    due: bool,
}

impl Results<'_> {
    fn write(&mut self, outcome: &JobOutcome) -> Result<(), CliError> {
        self.due |= outcome.moves_board;
        if self.exit == Exit::Done && outcome.verdict != Verdict::Done {
            self.exit = outcome.verdict.into();
        }
        self.line(&outcome.line)
    }

    fn line(&mut self, line: &str) -> Result<(), CliError> {
        let written = self.output.write_all(line.as_bytes()).and_then(|()| self.output.write_all(b"\n"));
        written.map_err(CliError::Output)
    }

    fn flush(&mut self) -> Result<(), CliError> {
        self.output.flush().map_err(CliError::Output)
    }
}

/// Where the jobs come from, one by one.
type Next<'a> = &'a mut dyn FnMut() -> Result<Option<JobLine>, CliError>;

/// Jobs on their way.
struct Stream<'a> {
    place: Place,
    results: Results<'a>,
    autosync: bool,
    /// When the board was last brought up to date.
    pushed: Instant,
}

/// How often a long stream brings the board up to date.
const PUSH_EVERY: Duration = Duration::from_secs(2);

/// Results of a batch that are written at once, in bytes.
const WRITTEN_AT_ONCE: usize = 64 << 10;

/// Results of an atomic stream that are held in memory, in bytes; more go into a temporary file.
const HELD_IN_MEMORY: usize = 1 << 20;

impl Stream<'_> {
    /// Brings the board up to date. Nothing here has a say in the jobs' results; what was not written stays due.
    fn push(&mut self) {
        if self.autosync && self.results.due {
            autosync::push(&mut self.place.engine, &self.place.boards);
            self.results.due = false;
        }
        self.pushed = Instant::now();
    }

    fn push_now_and_then(&mut self) {
        if self.pushed.elapsed() >= PUSH_EVERY {
            self.push();
        }
    }

    /// Each job in a transaction of its own, answered at once; a query is logged afterwards.
    fn answer_each(&mut self, next: Next<'_>) -> Result<(), CliError> {
        while let Some(job) = next()? {
            let outcome = self.place.runner().answer(&job);
            self.results.write(&outcome)?;
            self.results.flush()?;
            self.push_now_and_then();
            if let Some(record) = &outcome.log {
                // A query never fails because of its log (locus.md §5).
                let _ = self.place.engine.log_query(record);
            }
        }
        Ok(())
    }

    /// Up to `size` jobs in one transaction, but no job waits for one that isn't there yet.
    fn answer_in_batches(
        &mut self,
        jobs: &mut JobLines<'_>,
        size: usize,
        unreadable: impl Fn(std::io::Error) -> CliError,
    ) -> Result<(), CliError> {
        let mut batch = Vec::new();
        while let Some(job) = jobs.next().map_err(&unreadable)? {
            batch.push(job);
            if batch.len() >= size || !jobs.has_more_at_hand() {
                self.answer_batch(&std::mem::take(&mut batch))?;
                self.push_now_and_then();
            }
        }
        self.answer_batch(&batch)
    }

    fn answer_batch(&mut self, batch: &[JobLine]) -> Result<(), CliError> {
        let results = &mut self.results;
        self.place.runner().answer_batch(batch, &mut |outcome| results.write(outcome))?;
        self.results.flush()
    }

    /// All jobs in one transaction. What they came to is known at the end.
    fn answer_atomically(&mut self, next: Next<'_>) -> Result<(), CliError> {
        let mut held = BufWriter::new(SpooledTempFile::new(HELD_IN_MEMORY));
        let mut due = false;
        let ended = self.place.runner().answer_atomically(next, &mut |outcome| {
            due |= outcome.moves_board;
            writeln!(held, "{}", outcome.line).map_err(CliError::Output)
        })?;
        let held = read_again(held).map_err(CliError::Output)?;
        let Some(RolledBack { refused, undone }) = ended else {
            self.results.due = due;
            held.lines().try_for_each(|line| self.results.line(&line.map_err(CliError::Output)?))?;
            return self.results.flush();
        };
        // The refusal that undid it all is the one that counts.
        self.results.exit = refused.verdict.into();
        for line in held.lines() {
            self.results.line(&undone.instead_of(&line.map_err(CliError::Output)?))?;
        }
        self.results.write(&refused)?;
        while let Some(job) = next()? {
            self.results.line(&undone.answer(&job))?;
        }
        self.results.flush()
    }
}

fn read_again(held: BufWriter<SpooledTempFile>) -> std::io::Result<BufReader<SpooledTempFile>> {
    let mut held = held.into_inner()?;
    held.rewind()?;
    Ok(BufReader::new(held))
}
