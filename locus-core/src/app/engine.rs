//! The engine: the one place that commits. State, Bronze and events go into one transaction or not at all.

use crate::app::{Caller, Context, Decision, Error, OperationName, Unit};
use crate::domain::{Diagnostic, DiagnosticId, EventId, Timestamp, TraceId, WpId};
use crate::event::{EventType, WorkQueryExecuted};
use crate::ports::{Clock, EnvelopeContext, Ids, QueryRecord, ReadTxn, Recorder, Store, StoreError, Wait};
use crate::replay::Reader;
use serde::Serialize;

/// Something that changes the store: it decides, the engine does.
pub trait Operation {
    /// Its name; capabilities and events hang on it.
    const NAME: OperationName;
    /// What it answers.
    type Output: Serialize;

    /// Works out what is to be written, from what the transaction shows. Pure: the same view and context give the
    /// same decision.
    ///
    /// # Errors
    /// The refusal, in the order of checks of locus.md §2: existence, version, (repetition,) rules.
    fn decide(&self, txn: &dyn ReadTxn, cx: &Context<'_>) -> Result<Decision<Self::Output>, Error>;
}

/// Something that only reads.
pub trait Query {
    /// Its name.
    const NAME: OperationName;
    /// What it answers.
    type Output: Serialize;

    /// Answers from one consistent view.
    ///
    /// # Errors
    /// If what it asks about is not there, or the store fails.
    fn answer(&self, txn: &dyn ReadTxn, caller: &Caller) -> Result<Self::Output, Error>;

    /// The keys of the filters given, sorted; for the query event.
    fn filter_keys(&self) -> Vec<String> {
        Vec::new()
    }

    /// How many results the answer holds; for the query event.
    fn result_count(output: &Self::Output) -> u64;
}

/// A mutation's answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Done<O> {
    /// What the operation answers.
    pub output: O,
    /// Whether anything was written.
    pub changed: bool,
    /// The events recorded, in order.
    pub events: Vec<EventType>,
}

/// A query's answer, with the event to be logged once it is delivered.
#[derive(Debug, Clone)]
#[must_use = "log the query once its answer is delivered: Engine::log_query"]
pub struct Answered<O> {
    /// What the query answers.
    pub output: O,
    /// Its event.
    pub record: QueryRecord,
}

/// A store with its recorder, clock and ids: all that is needed to run operations.
#[derive(Debug)]
pub struct Engine {
    store: Box<dyn Store>,
    recorder: Box<dyn Recorder>,
    clock: Box<dyn Clock>,
    ids: Box<dyn Ids>,
    /// How long what is written waits where nothing else is said.
    wait: Wait,
}

/// How long the log of a query may wait for the store before it is dropped (locus.md §5).
const QUERY_LOG_WAIT: Wait = Wait::AtMost(std::time::Duration::from_millis(250));

impl Engine {
    /// An engine over these ports.
    #[must_use]
    pub fn new(
        store: Box<dyn Store>,
        recorder: Box<dyn Recorder>,
        clock: Box<dyn Clock>,
        ids: Box<dyn Ids>,
    ) -> Self {
        Self { store, recorder, clock, ids, wait: Wait::Default }
    }

    /// The clock it runs on.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    /// How long what a workflow writes may wait: what it was asked to, else what its adapters are set to.
    #[must_use]
    pub const fn wait(&self) -> Wait {
        self.wait
    }

    /// Runs something whose writes may wait this long each, at the store and at files.
    pub(crate) fn waiting<T>(&mut self, wait: Wait, run: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.wait, wait);
        let done = run(self);
        self.wait = before;
        done
    }

    /// Opens a unit of work: operations that commit together.
    ///
    /// # Errors
    /// If the store can't be written, or not in time.
    pub fn begin(&mut self, wait: Wait) -> Result<Unit<'_>, Error> {
        let txn = self.store.write(if wait == Wait::Default { self.wait } else { wait })?;
        let trace_id = TraceId::new(self.ids.uuid(self.clock.now()));
        let (recorder, clock, ids) = (self.recorder.as_ref(), self.clock.as_ref(), self.ids.as_ref());
        Ok(Unit::new(txn, recorder, clock, ids, trace_id))
    }

    /// Runs one operation in a transaction of its own.
    ///
    /// # Errors
    /// The operation's refusal, a missing capability, or a failure of the store. Nothing is written then.
    pub fn run<O: Operation>(&mut self, operation: &O, caller: &Caller) -> Result<Done<O::Output>, Error> {
        caller.check(O::NAME)?;
        let mut unit = self.begin(Wait::Default)?;
        let done = unit.run(operation, caller)?;
        if done.changed {
            unit.commit()?;
        }
        Ok(done)
    }

    /// Answers a query from one consistent view.
    ///
    /// # Errors
    /// If the caller may not read, what it asks about is not there, or the store fails.
    pub fn query<Q: Query>(&mut self, query: &Q, caller: &Caller) -> Result<Answered<Q::Output>, Error> {
        caller.check(Q::NAME)?;
        answer(query, self.store.read()?.as_ref(), caller, self.clock.as_ref(), self.ids.as_ref())
    }

    /// Logs an answered query. Waits a quarter of a second at most: a query never fails because of its log.
    ///
    /// # Errors
    /// If the store can't be written now. The event is lost then, and counted as dropped; a store that can only be
    /// read keeps no log and drops nothing.
    pub fn log_query(&mut self, record: &QueryRecord) -> Result<(), StoreError> {
        let logged = self.store.write(QUERY_LOG_WAIT).and_then(|mut txn| {
            txn.append_query(record)?;
            txn.commit()
        });
        if matches!(&logged, Err(error) if !matches!(error, StoreError::ReadOnly { .. })) {
            // Where not even that can be written, the first error is the one to hear of.
            let _ = self.store.count_dropped_query();
        }
        logged
    }

    /// How many query events were dropped because they could not be written in time (locus.md §5).
    ///
    /// # Errors
    /// If the count can't be read.
    pub fn dropped_queries(&mut self) -> Result<u64, StoreError> {
        self.store.dropped_queries()
    }

    /// Reads from one consistent view, without an event: for what is no operation (status, completions, export).
    ///
    /// # Errors
    /// Whatever `read` fails with, or the store.
    pub fn view<T>(&mut self, read: impl FnOnce(&dyn ReadTxn) -> Result<T, Error>) -> Result<T, Error> {
        read(self.store.read()?.as_ref())
    }

    /// Reads events and the records they name from one consistent view.
    ///
    /// # Errors
    /// Whatever `read` fails with, or the store.
    pub fn read_log<T>(&mut self, read: impl FnOnce(Reader<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let txn = self.store.read()?;
        read(Reader { txn: txn.as_ref(), recorder: self.recorder.as_ref() })
    }

    /// A new diagnostic id, for a refusal that is not kept.
    #[must_use]
    pub fn diagnostic_id(&self) -> DiagnosticId {
        DiagnosticId::new(self.ids.uuid(self.clock.now()))
    }

    /// Keeps a refusal as a diagnostic. Answers its id even if it could not be kept.
    pub fn diagnose(&mut self, error: &Error, operation: Option<&str>, wp_id: Option<&WpId>) -> DiagnosticId {
        let id = self.diagnostic_id();
        let diagnostic = diagnostic(error, operation, wp_id, id, self.clock.now());
        // Who waited for the store in vain is not made to wait again.
        let busy = matches!(error, Error::Store(StoreError::Busy { .. }));
        let wait = if busy { Wait::AtMost(std::time::Duration::ZERO) } else { QUERY_LOG_WAIT };
        let kept = self.store.write(wait).and_then(|mut txn| {
            txn.put_diagnostic(&diagnostic)?;
            txn.commit()
        });
        // Best effort by contract (locus.md §7): the refusal itself is what the caller must hear of.
        drop(kept);
        id
    }
}

fn whole_ms(ms: f64) -> u64 {
    std::time::Duration::try_from_secs_f64(ms / 1000.0)
        .map_or(0, |d| u64::try_from(d.as_millis()).unwrap_or(u64::MAX))
}

/// Answers a query from what `txn` shows.
pub(super) fn answer<Q: Query>(
    query: &Q,
    txn: &dyn ReadTxn,
    caller: &Caller,
    clock: &dyn Clock,
    ids: &dyn Ids,
) -> Result<Answered<Q::Output>, Error> {
    let began = clock.monotonic_ms();
    let output = query.answer(txn, caller)?;
    let now = clock.now();
    let event = WorkQueryExecuted {
        op: Q::NAME.to_string(),
        filters: query.filter_keys(),
        result_count: Q::result_count(&output),
        duration_ms: whole_ms(clock.monotonic_ms() - began),
    };
    let context = envelope(now, caller, TraceId::new(ids.uuid(now)), ids);
    Ok(Answered { output, record: QueryRecord { context, event } })
}

/// What is kept of a refusal.
pub(super) fn diagnostic(
    error: &Error,
    operation: Option<&str>,
    wp_id: Option<&WpId>,
    id: DiagnosticId,
    timestamp: Timestamp,
) -> Diagnostic {
    let code = error.code().as_str();
    Diagnostic {
        id,
        fingerprint: Diagnostic::fingerprint_of(code, operation, wp_id),
        title: format!("{} refused", operation.unwrap_or("job")),
        message: error.to_string(),
        code: code.to_owned(),
        wp_id: wp_id.cloned(),
        timestamp,
    }
}

pub(super) fn envelope(now: Timestamp, caller: &Caller, trace_id: TraceId, ids: &dyn Ids) -> EnvelopeContext {
    EnvelopeContext {
        event_id: EventId::new(ids.uuid(now)),
        timestamp: now,
        actor: caller.actor.kind,
        actor_id: caller.actor.id.clone(),
        trace_id,
        job_id: caller.job_id.clone(),
    }
}
