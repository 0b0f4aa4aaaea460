//! Where a job runs: in a transaction of its own, or in a unit with others. What it decides is the same.

use crate::app::ops::{
    AddDependency, CloseWp, CompleteMt, CreateWp, DeleteWp, GateWp, GetMtProgress, GetWpStatus, QueryBlocked,
    QueryReady, RecordIteration, RegisterMts, RemoveDependency, Search, StartMt, UpdateWp,
};
use crate::app::params::{FromParams, decode};
use crate::app::{Answered, Caller, Error, Operation, OperationName, Query, Unit, Verdict};
use crate::event::EventType;
use crate::job::JobOutcome;
use crate::job::answer::{Success, codes};
use crate::job::asked::Asked;
use crate::job::envelope::Envelope;
use crate::job::idempotency::OpKey;
use crate::job::schema;
use crate::ports::{QueryRecord, StoreError};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

/// A job whose caller may run it.
pub(super) struct Job<'a> {
    pub(super) envelope: &'a Envelope<'a>,
    pub(super) caller: Caller,
}

impl<'a> Job<'a> {
    /// Checks the capabilities.
    pub(super) fn of(envelope: &'a Envelope<'a>, process: &Caller) -> Result<Self, Error> {
        let caller = envelope.caller(process)?;
        caller.check(envelope.operation)?;
        Ok(Self { envelope, caller })
    }

    /// The request in its params.
    pub(super) fn request<T: FromParams>(&self) -> Result<T, Error> {
        let (name, params) = (self.envelope.operation, self.envelope.params);
        decode(params).map_err(|refusal| schema::unknown_key(name, params).unwrap_or(refusal))
    }

    pub(super) fn key(&self) -> Option<OpKey> {
        OpKey::of(self.envelope, &self.caller)
    }
}

/// Where jobs run.
pub(super) trait Place {
    fn mutate<O: Operation + FromParams>(&mut self, job: &Job<'_>) -> Result<Success, Error>;
    fn query<Q: Query + FromParams>(&mut self, job: &Job<'_>) -> Result<Success, Error>;
    fn workflow(&mut self, job: &Job<'_>) -> Result<Success, Error>;

    fn run_job(&mut self, job: &Job<'_>) -> Result<Success, Error> {
        match job.envelope.operation {
            OperationName::CreateWp => self.mutate::<CreateWp>(job),
            OperationName::UpdateWp => self.mutate::<UpdateWp>(job),
            OperationName::GateWp => self.mutate::<GateWp>(job),
            OperationName::CloseWp => self.mutate::<CloseWp>(job),
            OperationName::DeleteWp => self.mutate::<DeleteWp>(job),
            OperationName::RegisterMts => self.mutate::<RegisterMts>(job),
            OperationName::StartMt => self.mutate::<StartMt>(job),
            OperationName::RecordIteration => self.mutate::<RecordIteration>(job),
            OperationName::CompleteMt => self.mutate::<CompleteMt>(job),
            OperationName::AddDependency => self.mutate::<AddDependency>(job),
            OperationName::RemoveDependency => self.mutate::<RemoveDependency>(job),
            OperationName::QueryReady => self.query::<QueryReady>(job),
            OperationName::QueryBlocked => self.query::<QueryBlocked>(job),
            OperationName::GetWpStatus => self.query::<GetWpStatus>(job),
            OperationName::GetMtProgress => self.query::<GetMtProgress>(job),
            OperationName::Search => self.query::<Search>(job),
            OperationName::SyncTaskBoard | OperationName::SyncEvents => self.workflow(job),
        }
    }
}

impl Unit<'_> {
    /// Runs a job among others and answers it; a promise to nobody before the commit.
    pub(super) fn answer_job(
        &mut self,
        asked: &Asked,
        envelope: Result<Envelope<'_>, Error>,
        process: &Caller,
    ) -> Result<JobOutcome, Error> {
        self.begin_request();
        let envelope = envelope?;
        let success = self.run_job(&Job::of(&envelope, process)?)?;
        Ok(asked.succeeded(&envelope, success, self.clock()))
    }

    /// Runs an operation, or answers what was answered under its op_id.
    pub(super) fn mutate_once<O: Operation>(
        &mut self,
        operation: &O,
        job: &Job<'_>,
    ) -> Result<Success, Error> {
        let (key, now) = (job.key(), self.clock().now());
        if let Some(answer) = key.map(|key| key.replay(self)).transpose()?.flatten() {
            return Ok(answer);
        }
        let done = self.run(operation, &job.caller)?;
        let success = Success {
            changed: done.changed,
            data: raw(&done.output)?,
            events: codes(&done.events),
            replayed: false,
            verdict: Verdict::Done,
            log: None,
        };
        if let Some(key) = key {
            key.keep(self, &success, now)?;
        }
        Ok(success)
    }
}

impl Place for Unit<'_> {
    fn mutate<O: Operation + FromParams>(&mut self, job: &Job<'_>) -> Result<Success, Error> {
        self.mutate_once::<O>(&job.request()?, job)
    }

    /// Sees what the unit wrote; its event is written with the unit, after which it is answered.
    fn query<Q: Query + FromParams>(&mut self, job: &Job<'_>) -> Result<Success, Error> {
        let answered = self.answer::<Q>(&job.request()?, &job.caller)?;
        let (success, record) = queried(answered)?;
        self.txn_mut().append_query(&record)?;
        Ok(success)
    }

    fn workflow(&mut self, job: &Job<'_>) -> Result<Success, Error> {
        Err(Error::NotAtomic { operation: job.envelope.operation })
    }
}

/// A query's good part, and its event.
pub(super) fn queried<O: Serialize>(answered: Answered<O>) -> Result<(Success, QueryRecord), Error> {
    let success = Success {
        changed: false,
        data: raw(&answered.output)?,
        events: codes(&[EventType::WorkQueryExecuted]),
        replayed: false,
        verdict: Verdict::Done,
        log: None,
    };
    Ok((success, answered.record))
}

pub(super) fn raw<T: Serialize>(output: &T) -> Result<Box<RawValue>, Error> {
    to_raw_value(output).map_err(|error| StoreError::Failed { reason: error.to_string() }.into())
}
