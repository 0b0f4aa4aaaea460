//! From a line to its result: open the envelope, check capabilities, read params, run, answer.

use crate::app::ops::{
    AddDependency, CloseWp, CompleteMt, CreateWp, DeleteWp, GateWp, GetMtProgress, GetWpStatus, QueryBlocked,
    QueryReady, RecordIteration, RegisterMts, RemoveDependency, Search, StartMt, UpdateWp,
};
use crate::app::params::{FromParams, decode};
use crate::app::workflows::{SyncEvents, SyncTaskBoard};
use crate::app::{Caller, Engine, Error, Operation, OperationName, Query, Verdict};
use crate::domain::WpId;
use crate::event::EventType;
use crate::job::answer::{ErrorBody, ResultLine, Success, codes};
use crate::job::envelope::{self, Envelope, Label};
use crate::job::idempotency::OpKey;
use crate::job::{JobOutcome, MAX_JOB_BYTES, hint};
use crate::ports::{Boards, EventFiles, StoreError};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Map, Value};

/// Runs jobs on an engine, for a process that acts as `process` where a job doesn't say otherwise.
#[derive(Debug)]
pub struct JobRunner<'a> {
    engine: &'a mut Engine,
    process: &'a Caller,
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
    pub fn answer(&mut self, line: &[u8]) -> JobOutcome {
        let began = self.engine.clock().monotonic_ms();
        let parsed = envelope::parse(line);
        let label = parsed.as_ref().map(Label::of).unwrap_or_default();
        let envelope = match &parsed {
            Ok(job) => Envelope::open(job, line.len()),
            Err(error) => Err(error.clone()),
        };
        let result = envelope.as_ref().map_err(Clone::clone).and_then(|envelope| self.run(envelope));
        let provenance =
            envelope.as_ref().ok().map(|envelope| &envelope.provenance).filter(|map| !map.is_empty());
        match result {
            Ok(success) => self.succeeded(&label, provenance, success, began),
            Err(error) => self.refused(&label, provenance, &error, parsed.is_ok(), began),
        }
    }

    /// Refuses a line that is longer than any job may be, without having read it whole.
    pub fn refuse_too_long(&mut self) -> JobOutcome {
        let began = self.engine.clock().monotonic_ms();
        let error = Error::Job(format!("the line has more than {MAX_JOB_BYTES} bytes"));
        self.refused(&Label::default(), None, &error, false, began)
    }

    fn run(&mut self, envelope: &Envelope<'_>) -> Result<Success, Error> {
        let caller = envelope.caller(self.process)?;
        caller.check(envelope.operation)?;
        match envelope.operation {
            OperationName::CreateWp => self.mutate::<CreateWp>(envelope, &caller),
            OperationName::UpdateWp => self.mutate::<UpdateWp>(envelope, &caller),
            OperationName::GateWp => self.mutate::<GateWp>(envelope, &caller),
            OperationName::CloseWp => self.mutate::<CloseWp>(envelope, &caller),
            OperationName::DeleteWp => self.mutate::<DeleteWp>(envelope, &caller),
            OperationName::RegisterMts => self.mutate::<RegisterMts>(envelope, &caller),
            OperationName::StartMt => self.mutate::<StartMt>(envelope, &caller),
            OperationName::RecordIteration => self.mutate::<RecordIteration>(envelope, &caller),
            OperationName::CompleteMt => self.mutate::<CompleteMt>(envelope, &caller),
            OperationName::AddDependency => self.mutate::<AddDependency>(envelope, &caller),
            OperationName::RemoveDependency => self.mutate::<RemoveDependency>(envelope, &caller),
            OperationName::QueryReady => self.query::<QueryReady>(envelope, &caller),
            OperationName::QueryBlocked => self.query::<QueryBlocked>(envelope, &caller),
            OperationName::GetWpStatus => self.query::<GetWpStatus>(envelope, &caller),
            OperationName::GetMtProgress => self.query::<GetMtProgress>(envelope, &caller),
            OperationName::Search => self.query::<Search>(envelope, &caller),
            OperationName::SyncTaskBoard => self.sync_task_board(envelope, &caller),
            OperationName::SyncEvents => self.sync_events(envelope, &caller),
        }
    }

    fn mutate<O: Operation + FromParams>(
        &mut self,
        envelope: &Envelope<'_>,
        caller: &Caller,
    ) -> Result<Success, Error> {
        let operation: O = decode(envelope.params)?;
        let key = OpKey::of(envelope, caller);
        let now = self.engine.clock().now();
        let mut unit = self.engine.begin(envelope.wait)?;
        if let Some(answer) = key.map(|key| key.replay(&unit)).transpose()?.flatten() {
            return Ok(answer);
        }
        let done = unit.run(&operation, caller)?;
        let success = Success {
            changed: done.changed,
            data: raw(&done.output)?,
            events: codes(&done.events),
            replayed: false,
            verdict: Verdict::Done,
            log: None,
        };
        if let Some(key) = key {
            key.keep(&mut unit, &success, now)?;
        }
        if success.changed || key.is_some() {
            unit.commit()?;
        }
        Ok(success)
    }

    fn query<Q: Query + FromParams>(
        &mut self,
        envelope: &Envelope<'_>,
        caller: &Caller,
    ) -> Result<Success, Error> {
        let query: Q = decode(envelope.params)?;
        let answered = self.engine.query(&query, caller)?;
        Ok(Success {
            changed: false,
            data: raw(&answered.output)?,
            events: codes(&[EventType::WorkQueryExecuted]),
            replayed: false,
            verdict: Verdict::Done,
            log: Some(answered.record),
        })
    }

    fn sync_task_board(&mut self, envelope: &Envelope<'_>, caller: &Caller) -> Result<Success, Error> {
        let sync: SyncTaskBoard = decode(envelope.params)?;
        caller.check_path(sync.board_path.as_deref())?;
        let boards = self.boards;
        self.workflow(envelope, caller, |engine| {
            let board = boards.open(sync.board_path.as_deref())?;
            let done = sync.run(engine, board.as_ref(), caller)?;
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

    fn sync_events(&mut self, envelope: &Envelope<'_>, caller: &Caller) -> Result<Success, Error> {
        let sync: SyncEvents = decode(envelope.params)?;
        let files = self.event_files;
        self.workflow(envelope, caller, |engine| {
            let done = sync.run(engine, files.event_file(&sync.path).as_ref(), caller)?;
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
    fn workflow(
        &mut self,
        envelope: &Envelope<'_>,
        caller: &Caller,
        run: impl FnOnce(&mut Engine) -> Result<Success, Error>,
    ) -> Result<Success, Error> {
        let key = OpKey::of(envelope, caller);
        if let Some(key) = key
            && let Some(answer) = key.replay(&self.engine.begin(envelope.wait)?)?
        {
            return Ok(answer);
        }
        let success = run(self.engine)?;
        if let Some(key) = key {
            let now = self.engine.clock().now();
            let mut unit = self.engine.begin(envelope.wait)?;
            key.keep(&mut unit, &success, now)?;
            unit.commit()?;
        }
        Ok(success)
    }

    fn succeeded(
        &self,
        label: &Label,
        provenance: Option<&Map<String, Value>>,
        success: Success,
        began: f64,
    ) -> JobOutcome {
        let line = ResultLine {
            success: true,
            protocol_id: label.protocol_id.as_deref(),
            op_id: label.op_id.as_deref(),
            changed: Some(success.changed),
            data: Some(&success.data),
            error: None,
            diagnostic_id: None,
            events_emitted: &success.events,
            replayed: success.replayed,
            provenance,
            duration_ms: self.elapsed(began),
        };
        let moves_board = success.changed
            && !success.replayed
            && (success.events.iter().any(|code| code.starts_with("FR-EVT-WP-"))
                || label.operation.as_deref() == Some(OperationName::SyncEvents.as_str()));
        JobOutcome { line: to_line(&line), verdict: success.verdict, log: success.log, moves_board }
    }

    fn refused(
        &mut self,
        label: &Label,
        provenance: Option<&Map<String, Value>>,
        error: &Error,
        is_json: bool,
        began: f64,
    ) -> JobOutcome {
        let wp_id: Option<WpId> = label.wp_id.as_deref().and_then(|id| id.parse().ok());
        let diagnostic_id = if is_json {
            self.engine.diagnose(error, label.operation.as_deref(), wp_id.as_ref())
        } else {
            self.engine.diagnostic_id()
        };
        let body = ErrorBody {
            code: error.code(),
            message: error.to_string(),
            hint: hint(error),
            details: error.details(),
        };
        let line = ResultLine {
            success: false,
            protocol_id: label.protocol_id.as_deref(),
            op_id: label.op_id.as_deref(),
            changed: None,
            data: None,
            error: Some(&body),
            diagnostic_id: Some(diagnostic_id),
            events_emitted: &[],
            replayed: false,
            provenance,
            duration_ms: self.elapsed(began),
        };
        JobOutcome {
            line: to_line(&line),
            verdict: Verdict::Refused(error.code()),
            log: None,
            moves_board: false,
        }
    }

    /// Milliseconds since then, to the microsecond.
    fn elapsed(&self, began: f64) -> f64 {
        ((self.engine.clock().monotonic_ms() - began).max(0.0) * 1000.0).round() / 1000.0
    }
}

fn raw<T: Serialize>(output: &T) -> Result<Box<RawValue>, Error> {
    to_raw_value(output).map_err(|error| StoreError::Failed { reason: error.to_string() }.into())
}

/// A result line always has a JSON form: its parts are texts, numbers and JSON made before.
fn to_line(line: &ResultLine<'_>) -> String {
    serde_json::to_string(line).unwrap_or_default()
}
