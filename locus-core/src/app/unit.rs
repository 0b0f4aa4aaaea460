//! A unit of work: operations in one transaction.

use crate::app::engine::{answer, diagnostic, envelope};
use crate::app::{Answered, Caller, Context, Done, Error, Operation, Query};
use crate::domain::{BronzeRecord, DiagnosticId, Timestamp, TraceId, WpId};
use crate::event::{Event, EventType};
use crate::ports::{ChainHead, Clock, Ids, ReadTxn, Recorder, StoreError, Txn};
use crate::replay::Reader;

/// Operations that commit together. Dropped without [`commit`](Unit::commit) it leaves no trace.
#[derive(Debug)]
pub struct Unit<'a> {
    txn: Box<dyn Txn + 'a>,
    recorder: &'a dyn Recorder,
    clock: &'a dyn Clock,
    ids: &'a dyn Ids,
    trace_id: TraceId,
    /// Set while rows are written without their events: a failure in between must not be committed.
    torn: bool,
}

impl<'a> Unit<'a> {
    pub(super) fn new(
        txn: Box<dyn Txn + 'a>,
        recorder: &'a dyn Recorder,
        clock: &'a dyn Clock,
        ids: &'a dyn Ids,
        trace_id: TraceId,
    ) -> Self {
        Self { txn, recorder, clock, ids, trace_id, torn: false }
    }

    /// The clock it runs on.
    #[must_use]
    pub fn clock(&self) -> &'a dyn Clock {
        self.clock
    }

    /// What follows comes of another request: its events are tied together by an id of their own.
    pub(crate) fn begin_request(&mut self) {
        self.trace_id = TraceId::new(self.ids.uuid(self.clock.now()));
    }

    /// What the unit sees, its own writes included.
    #[must_use]
    pub fn txn(&self) -> &dyn ReadTxn {
        self.txn.as_ref()
    }

    /// Reads events and the records they name.
    pub(crate) fn reader(&self) -> Reader<'_> {
        Reader { txn: self.txn.as_ref(), recorder: self.recorder }
    }

    /// The transaction, for what is kept besides operations (job results, bindings).
    pub(crate) fn txn_mut(&mut self) -> &mut dyn Txn {
        self.txn.as_mut()
    }

    /// The moment it is, never before the newest event.
    pub(crate) fn now(&self, head: &ChainHead) -> Timestamp {
        head.timestamp.map_or(self.clock.now(), |newest| newest.max(self.clock.now()))
    }

    /// Decides and does one operation. A refusal leaves the unit as it was.
    ///
    /// # Errors
    /// The operation's refusal, a missing capability, an event the recorder refuses, or a failure of the store;
    /// after the last two the unit can only be dropped.
    pub fn run<O: Operation>(&mut self, operation: &O, caller: &Caller) -> Result<Done<O::Output>, Error> {
        caller.check(O::NAME)?;
        let head = self.txn.chain_head()?;
        let now = self.now(&head);
        let cx = Context { now, caller, head: &head, ids: self.ids };
        let decision = operation.decide(self.txn(), &cx)?;
        let changed = !decision.changes.is_empty();
        self.torn = true;
        let mut written = Vec::with_capacity(decision.changes.len());
        for change in &decision.changes {
            self.txn.apply(change)?;
            let record =
                change.bronze(now).map_err(|error| StoreError::Failed { reason: error.to_string() })?;
            self.txn.put_bronze(&record)?;
            written.push(record);
        }
        let events = self.append(&decision.events, &written, head, now, caller)?;
        self.torn = false;
        Ok(Done { output: decision.output, changed, events })
    }

    /// Answers a query from what the unit sees, its own writes included.
    ///
    /// # Errors
    /// If the caller may not read, what it asks about is not there, or the store fails.
    pub fn answer<Q: Query>(&self, query: &Q, caller: &Caller) -> Result<Answered<Q::Output>, Error> {
        caller.check(Q::NAME)?;
        answer(query, self.txn(), caller, self.clock, self.ids)
    }

    /// Keeps a refusal as a diagnostic, together with what the unit writes.
    pub(crate) fn diagnose(
        &mut self,
        error: &Error,
        operation: Option<&str>,
        wp_id: Option<&WpId>,
    ) -> Result<DiagnosticId, Error> {
        let id = self.diagnostic_id();
        self.txn.put_diagnostic(&diagnostic(error, operation, wp_id, id, self.clock.now()))?;
        Ok(id)
    }

    /// A new diagnostic id, for a refusal that is not kept.
    pub(crate) fn diagnostic_id(&self) -> DiagnosticId {
        DiagnosticId::new(self.ids.uuid(self.clock.now()))
    }

    /// Records events of a workflow, which has no rows of its own.
    ///
    /// # Errors
    /// If the recorder refuses one, or the store fails; the unit can only be dropped then.
    pub fn emit(&mut self, events: &[Event], caller: &Caller) -> Result<Vec<EventType>, Error> {
        let head = self.txn.chain_head()?;
        let now = self.now(&head);
        self.torn = true;
        let types = self.append(events, &[], head, now, caller)?;
        self.torn = false;
        Ok(types)
    }

    fn append(
        &mut self,
        events: &[Event],
        written: &[BronzeRecord],
        mut head: ChainHead,
        now: Timestamp,
        caller: &Caller,
    ) -> Result<Vec<EventType>, Error> {
        for event in events {
            let context = envelope(now, caller, self.trace_id, self.ids);
            let record = self.recorder.seal(event, context, &head, written)?;
            self.txn.append(&record)?;
            head = record.head();
        }
        Ok(events.iter().map(Event::event_type).collect())
    }

    /// Makes everything permanent.
    ///
    /// # Errors
    /// If the store fails, or an operation of the unit failed half-way.
    pub fn commit(self) -> Result<(), Error> {
        if self.torn {
            return Err(StoreError::Failed {
                reason: "an operation failed half-way; nothing was written".into(),
            }
            .into());
        }
        Ok(self.txn.commit()?)
    }
}
