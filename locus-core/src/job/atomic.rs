//! A stream of jobs that is kept as a whole or not at all. The first refusal undoes everything.

use crate::app::{Caller, Error, ErrorCode, Unit};
use crate::domain::DiagnosticId;
use crate::job::answer::{ErrorBody, ResultLine};
use crate::job::asked::{Asked, Label};
use crate::job::{JobLine, JobOutcome, JobRunner};
use serde::Deserialize;

/// A stream that was undone.
#[derive(Debug)]
pub struct RolledBack {
    /// The refused job's own answer.
    pub refused: JobOutcome,
    /// The answer to every other job.
    pub undone: Undone,
}

/// The answer to the jobs of a stream that was undone because one of them was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    job: u64,
    code: ErrorCode,
    diagnostic_id: DiagnosticId,
}

/// What a result says of the job it answers.
#[derive(Deserialize)]
struct Answered {
    protocol_id: Option<String>,
    op_id: Option<String>,
}

impl Undone {
    /// The result line of a job that had succeeded before, in place of the one that said so.
    #[must_use]
    pub fn instead_of(&self, result: &str) -> String {
        let said = serde_json::from_str(result);
        let Answered { protocol_id, op_id } = said.unwrap_or(Answered { protocol_id: None, op_id: None });
        self.line(&Label { protocol_id, op_id, ..Label::default() })
    }

    /// The result line of a job that was not run any more.
    #[must_use]
    pub fn answer(&self, line: &JobLine) -> String {
        let job = match line {
            JobLine::Whole(line) => serde_json::from_slice(line).unwrap_or_default(),
            JobLine::TooLong => serde_json::Value::Null,
        };
        self.line(&Label::of(&job))
    }

    fn line(&self, label: &Label) -> String {
        let error = Error::RolledBack { job: self.job, code: self.code };
        let line = ResultLine {
            success: false,
            protocol_id: label.protocol_id.as_deref(),
            op_id: label.op_id.as_deref(),
            changed: None,
            data: None,
            error: Some(&ErrorBody::of(&error)),
            diagnostic_id: Some(self.diagnostic_id),
            events_emitted: &[],
            replayed: false,
            provenance: None,
            duration_ms: 0.0,
        };
        line.to_text()
    }
}

/// The job that undoes its stream.
struct Refused {
    number: u64,
    asked: Asked,
    error: Error,
}

impl JobRunner<'_> {
    /// Runs the jobs that `next` gives in one transaction. What each came to goes to `hold` and may be promised to
    /// nobody before this returns: with nothing if all is permanent, else with the refusal that undid it all. Jobs
    /// behind that one are neither fetched nor run.
    ///
    /// # Errors
    /// Whatever `next` or `hold` fails with; nothing is kept then.
    pub fn answer_atomically<E>(
        &mut self,
        next: &mut dyn FnMut() -> Result<Option<JobLine>, E>,
        hold: &mut dyn FnMut(JobOutcome) -> Result<(), E>,
    ) -> Result<Option<RolledBack>, E> {
        let Some(line) = next()? else { return Ok(None) };
        let first = Asked::read(&line, self.engine.clock());
        let ended = match self.engine.begin(first.wait()) {
            Ok(unit) => run_all(unit, self.process, first, next, hold)?,
            Err(error) => Some(Refused { number: 1, asked: first, error }),
        };
        Ok(ended.map(|refused| self.roll_back(refused)))
    }

    fn roll_back(&mut self, Refused { number, asked, error }: Refused) -> RolledBack {
        let id = self.diagnose(&asked, &error);
        let undone = Undone { job: number, code: error.code(), diagnostic_id: id };
        RolledBack { refused: asked.refused(&error, id, self.engine.clock()), undone }
    }
}

/// Runs jobs until one is refused, or commits. A commit that fails refuses the last one.
fn run_all<E>(
    mut unit: Unit<'_>,
    process: &Caller,
    mut asked: Asked,
    next: &mut dyn FnMut() -> Result<Option<JobLine>, E>,
    hold: &mut dyn FnMut(JobOutcome) -> Result<(), E>,
) -> Result<Option<Refused>, E> {
    let mut number = 1;
    loop {
        let outcome = match unit.answer_job(&asked, asked.envelope(), process) {
            Ok(outcome) => outcome,
            Err(error) => return Ok(Some(Refused { number, asked, error })),
        };
        let Some(line) = next()? else {
            return match unit.commit() {
                Ok(()) => hold(outcome).map(|()| None),
                Err(error) => Ok(Some(Refused { number, asked, error })),
            };
        };
        hold(outcome)?;
        asked = Asked::read(&line, unit.clock());
        number += 1;
    }
}
