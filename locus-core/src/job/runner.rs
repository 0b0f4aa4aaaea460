//! From a line to its result: open the envelope, check capabilities, read params, run, answer.

use crate::app::params::FromParams;
use crate::app::workflows::{SyncEvents, SyncTaskBoard};
use crate::app::{Caller, Engine, Error, Operation, OperationName, Query, Verdict};
use crate::domain::DiagnosticId;
use crate::job::answer::{Success, codes};
use crate::job::asked::Asked;
use crate::job::place::{Job, Place, queried, raw};
use crate::job::{JobLine, JobOutcome};
use crate::ports::{Boards, EventFiles};

/// Runs jobs on an engine, for a process that acts as `process` where a job doesn't say otherwise.
#[derive(Debug)]
pub struct JobRunner<'a> {
    pub(super) engine: &'a mut Engine,
    pub(super) process: &'a Caller,
    boards: &'a dyn Boards,
    event_files: &'a dyn EventFiles,
}

impl<'a> JobRunner<'a> {
    /// A runner over this engine.
    #[must_use]
    pub const fn new(
        engine: &'a mut Engine,
        process: &'a Caller,
        boards: &'a dyn Boards,
        event_files: &'a dyn EventFiles,
    ) -> Self {
        Self { engine, process, boards, event_files }
    }

    /// Runs the job in `line` and answers it. Never fails: a refusal is an answer too.
    pub fn answer(&mut self, line: &JobLine) -> JobOutcome {
        let asked = Asked::read(line, self.engine.clock());
        self.answer_alone(&asked)
    }

    /// Runs a job in a transaction of its own.
    pub(super) fn answer_alone(&mut self, asked: &Asked) -> JobOutcome {
        let done = asked.envelope().and_then(|envelope| {
            let success = self.run_job(&Job::of(&envelope, self.process)?)?;
            Ok(asked.succeeded(&envelope, success, self.engine.clock()))
        });
        done.unwrap_or_else(|error| self.refuse(asked, &error))
    }

    /// Answers a refusal and keeps it.
    pub(super) fn refuse(&mut self, asked: &Asked, error: &Error) -> JobOutcome {
        let id = self.diagnose(asked, error);
        asked.refused(error, id, self.engine.clock())
    }

    /// Keeps a refusal, if it is one of a job that could be read.
    pub(super) fn diagnose(&mut self, asked: &Asked, error: &Error) -> DiagnosticId {
        if asked.is_json() {
            self.engine.diagnose(error, asked.label.operation.as_deref(), asked.wp_id().as_ref())
        } else {
            self.engine.diagnostic_id()
        }
    }

    fn sync_task_board(&mut self, job: &Job<'_>) -> Result<Success, Error> {
        let sync: SyncTaskBoard = job.request()?;
        job.caller.check_path(sync.board_path.as_deref())?;
        let boards = self.boards;
        self.commits_itself(job, |engine| {
            let board = boards.open(sync.board_path.as_deref())?;
            let done = sync.run(engine, board.as_ref(), &job.caller)?;
            Ok(Success {
                changed: done.changed,
                data: raw(&done.report)?,
                events: codes(&done.events),
                replayed: false,
                verdict: done.verdict(),
                log: None,
            })
        })
    }

    fn sync_events(&mut self, job: &Job<'_>) -> Result<Success, Error> {
        let sync: SyncEvents = job.request()?;
        let files = self.event_files;
        self.commits_itself(job, |engine| {
            let done = sync.run(engine, files.event_file(&sync.path).as_ref(), &job.caller)?;
            Ok(Success {
                changed: done.changed(),
                data: raw(&done.report)?,
                events: codes(&done.events),
                replayed: false,
                verdict: Verdict::Done,
                log: None,
            })
        })
    }

    /// A workflow commits on its own, more than once: its answer is kept right after it.
    fn commits_itself(
        &mut self,
        job: &Job<'_>,
        run: impl FnOnce(&mut Engine) -> Result<Success, Error>,
    ) -> Result<Success, Error> {
        let key = job.key();
        if let Some(key) = key
            && let Some(answer) = key.replay(&self.engine.begin(job.envelope.wait)?)?
        {
            return Ok(answer);
        }
        let success = self.engine.waiting(job.envelope.wait, run)?;
        if let Some(key) = key {
            let now = self.engine.clock().now();
            let mut unit = self.engine.begin(job.envelope.wait)?;
            key.keep(&mut unit, &success, now)?;
            unit.commit()?;
        }
        Ok(success)
    }
}

impl Place for JobRunner<'_> {
    fn mutate<O: Operation + FromParams>(&mut self, job: &Job<'_>) -> Result<Success, Error> {
        let operation: O = job.request()?;
        let mut unit = self.engine.begin(job.envelope.wait)?;
        let success = unit.mutate_once(&operation, job)?;
        if !success.replayed && (success.changed || job.envelope.op_id.is_some()) {
            unit.commit()?;
        }
        Ok(success)
    }

    fn query<Q: Query + FromParams>(&mut self, job: &Job<'_>) -> Result<Success, Error> {
        let query: Q = job.request()?;
        let (success, record) = queried(self.engine.query(&query, &job.caller)?)?;
        Ok(Success { log: Some(record), ..success })
    }

    fn workflow(&mut self, job: &Job<'_>) -> Result<Success, Error> {
        match job.envelope.operation {
            OperationName::SyncTaskBoard => self.sync_task_board(job),
            _ => self.sync_events(job),
        }
    }
}
