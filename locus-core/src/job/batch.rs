//! Many jobs, one commit. Each is refused by itself as if it were alone, and is answered once it is permanent.

use crate::app::{Caller, Error, OperationKind, Unit};
use crate::job::asked::Asked;
use crate::job::envelope::Envelope;
use crate::job::{JobLine, JobOutcome, JobRunner};

/// Results that are held back at once, in bytes: a few long answers are no reason to keep on waiting.
const HELD: usize = 4 << 20;

impl JobRunner<'_> {
    /// Answers jobs in order, each after the commit that makes it permanent; those next to each other commit
    /// together, unless they are workflows, which commit by themselves. If a unit fails, each of its jobs runs again
    /// on its own, so that only those are refused that must be.
    ///
    /// # Errors
    /// Whatever `deliver` fails with; what was delivered is permanent, what was not may be.
    pub fn answer_batch<E>(
        &mut self,
        jobs: &[JobLine],
        deliver: &mut dyn FnMut(&JobOutcome) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut rest = jobs;
        while let Some(line) = rest.first() {
            let first = Asked::read(line, self.engine.clock());
            let answered = match first.kind() {
                Some(OperationKind::Mutation) => self.answer_unit(&first, rest),
                _ => vec![self.answer_alone(&first)],
            };
            for outcome in &answered {
                deliver(outcome)?;
                if let Some(record) = &outcome.log {
                    // A query never fails because of its log (locus.md §5).
                    drop(self.engine.log_query(record));
                }
            }
            rest = rest.get(answered.len()..).unwrap_or_default();
        }
        Ok(())
    }

    /// Answers the jobs at the beginning in one transaction, as many as go into it, the first at least.
    fn answer_unit(&mut self, first: &Asked, jobs: &[JobLine]) -> Vec<JobOutcome> {
        let ended = self.engine.begin(first.wait()).map(|unit| run_some(unit, self.process, jobs));
        match ended {
            Ok(Ended::Committed(answered)) => answered,
            Ok(Ended::Broken(tried)) => self.each(jobs, tried, |runner, asked| runner.answer_alone(asked)),
            Ok(Ended::NotCommitted(tried, error)) => {
                self.each(jobs, tried, |runner, asked| runner.refuse(asked, &error))
            }
            Err(error) => vec![self.refuse(first, &error)],
        }
    }

    fn each(
        &mut self,
        jobs: &[JobLine],
        count: usize,
        mut answer: impl FnMut(&mut Self, &Asked) -> JobOutcome,
    ) -> Vec<JobOutcome> {
        let one = |line| {
            let asked = Asked::read(line, self.engine.clock());
            answer(self, &asked)
        };
        jobs.iter().take(count).map(one).collect()
    }
}

/// What became of a unit.
enum Ended {
    /// All its jobs are answered, and what they did is permanent.
    Committed(Vec<JobOutcome>),
    /// The last of so many jobs broke it; nothing was written.
    Broken(usize),
    /// So many jobs were run; nothing was written.
    NotCommitted(usize, Error),
}

/// Runs jobs up to the first workflow, or until enough results are held back, and commits.
fn run_some(mut unit: Unit<'_>, process: &Caller, jobs: &[JobLine]) -> Ended {
    let (mut answered, mut held) = (Vec::new(), 0);
    for line in jobs {
        let asked = Asked::read(line, unit.clock());
        let envelope = asked.envelope();
        let is_workflow = |open: &Envelope<'_>| open.operation.kind() == OperationKind::Workflow;
        if held > HELD || envelope.as_ref().is_ok_and(is_workflow) {
            break;
        }
        let done =
            unit.answer_job(&asked, envelope, process).or_else(|error| refuse(&mut unit, &asked, error));
        let Ok(outcome) = done else { return Ended::Broken(answered.len() + 1) };
        held += outcome.line.len();
        answered.push(outcome);
    }
    match unit.commit() {
        Ok(()) => Ended::Committed(answered),
        Err(error) => Ended::NotCommitted(answered.len(), error),
    }
}

/// Answers a refusal and keeps it with the unit, if that is as sound as it was before.
fn refuse(unit: &mut Unit<'_>, asked: &Asked, error: Error) -> Result<JobOutcome, Error> {
    if matches!(error, Error::Store(_) | Error::InvalidEvent(_)) {
        return Err(error);
    }
    let id = if asked.is_json() {
        unit.diagnose(&error, asked.label.operation.as_deref(), asked.wp_id().as_ref())?
    } else {
        unit.diagnostic_id()
    };
    Ok(asked.refused(&error, id, unit.clock()))
}
