//! A job from the moment its line is there to its answer.

use crate::app::{Error, OperationKind, OperationName, Verdict};
use crate::domain::{DiagnosticId, WpId};
use crate::job::answer::{ErrorBody, ResultLine, Success};
use crate::job::envelope::{self, Envelope};
use crate::job::{JobOutcome, MAX_JOB_BYTES};
use crate::ports::{Clock, Wait};
use serde_json::{Map, Value};

/// A line of a stream of jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobLine {
    /// A job, or what was meant as one.
    Whole(Vec<u8>),
    /// A line longer than any job may be, which was not read whole.
    TooLong,
}

/// What an answer needs even of a job that can't be read.
#[derive(Debug, Default)]
pub(super) struct Label {
    pub(super) protocol_id: Option<String>,
    pub(super) op_id: Option<String>,
    pub(super) operation: Option<String>,
    pub(super) wp_id: Option<String>,
}

impl Label {
    pub(super) fn of(job: &Value) -> Self {
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        let input = job.get("input");
        Self {
            protocol_id: text(job.get("protocol_id")),
            op_id: text(input.and_then(|input| input.get("op_id"))),
            operation: text(input.and_then(|input| input.get("operation"))),
            wp_id: text(input.and_then(|input| input.get("params")).and_then(|params| params.get("wp_id"))),
        }
    }
}

/// A line that was read, and when that was.
#[derive(Debug)]
pub(super) struct Asked {
    job: Result<Value, Error>,
    bytes: usize,
    pub(super) label: Label,
    began: f64,
}

impl Asked {
    pub(super) fn read(line: &JobLine, clock: &dyn Clock) -> Self {
        let began = clock.monotonic_ms();
        let (job, bytes) = match line {
            JobLine::Whole(line) => (envelope::parse(line), line.len()),
            JobLine::TooLong => (Err(Error::Job(format!("the line has more than {MAX_JOB_BYTES} bytes"))), 0),
        };
        let label = job.as_ref().map(Label::of).unwrap_or_default();
        Self { job, bytes, label, began }
    }

    /// Opens the envelope.
    pub(super) fn envelope(&self) -> Result<Envelope<'_>, Error> {
        Envelope::open(self.job.as_ref().map_err(Clone::clone)?, self.bytes)
    }

    /// What kind of operation it asks for, if its envelope says so.
    pub(super) fn kind(&self) -> Option<OperationKind> {
        self.envelope().ok().map(|envelope| envelope.operation.kind())
    }

    /// How long it waits for the store.
    pub(super) fn wait(&self) -> Wait {
        self.envelope().map_or(Wait::Default, |envelope| envelope.wait)
    }

    /// Whether a refusal of it is kept as a diagnostic: of what is no JSON nothing can be kept.
    pub(super) const fn is_json(&self) -> bool {
        self.job.is_ok()
    }

    /// The packet it is about, if it is about one.
    pub(super) fn wp_id(&self) -> Option<WpId> {
        self.label.wp_id.as_deref().and_then(|id| id.parse().ok())
    }

    pub(super) fn succeeded(
        &self,
        envelope: &Envelope<'_>,
        success: Success,
        clock: &dyn Clock,
    ) -> JobOutcome {
        let line = ResultLine {
            changed: Some(success.changed),
            data: Some(&success.data),
            events_emitted: &success.events,
            replayed: success.replayed,
            ..self.line(true, Some(&envelope.provenance), clock)
        };
        let moves_board = success.changed
            && !success.replayed
            && (success.events.iter().any(|code| code.starts_with("FR-EVT-WP-"))
                || envelope.operation == OperationName::SyncEvents);
        JobOutcome { line: line.to_text(), verdict: success.verdict, log: success.log, moves_board }
    }

    pub(super) fn refused(
        &self,
        error: &Error,
        diagnostic_id: DiagnosticId,
        clock: &dyn Clock,
    ) -> JobOutcome {
        let envelope = self.envelope();
        let provenance = envelope.as_ref().ok().map(|envelope| &envelope.provenance);
        let line = ResultLine {
            error: Some(&ErrorBody::of(error)),
            diagnostic_id: Some(diagnostic_id),
            ..self.line(false, provenance, clock)
        };
        let verdict = Verdict::Refused(error.code());
        JobOutcome { line: line.to_text(), verdict, log: None, moves_board: false }
    }

    fn line<'a>(
        &'a self,
        success: bool,
        provenance: Option<&'a Map<String, Value>>,
        clock: &dyn Clock,
    ) -> ResultLine<'a> {
        // To the microsecond.
        let elapsed = ((clock.monotonic_ms() - self.began).max(0.0) * 1000.0).round() / 1000.0;
        ResultLine {
            success,
            protocol_id: self.label.protocol_id.as_deref(),
            op_id: self.label.op_id.as_deref(),
            changed: None,
            data: None,
            error: None,
            diagnostic_id: None,
            events_emitted: &[],
            replayed: false,
            provenance: provenance.filter(|map| !map.is_empty()),
            duration_ms: elapsed,
        }
    }
}
