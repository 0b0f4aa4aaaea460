//! From the file to the store: what it lacks is taken in, and the state worked out anew, in one transaction.

use super::chains::Chains;
use super::intake::Intake;
use super::merge;
use super::request::{EventsReport, EventsSynced};
use crate::app::{Caller, Engine, Error, Unit};
use crate::event::{SyncCompleted, SyncKind, SyncStarted};
use crate::ports::{EventFile, Wait};

const KIND: SyncKind = SyncKind::EventsImport;

pub(super) fn run(engine: &mut Engine, file: &dyn EventFile, caller: &Caller) -> Result<EventsSynced, Error> {
    let known = engine.view(|txn| Ok(txn.chain_head()?.clock))?;
    let (mut chains, mut new, mut lines) = (Chains::default(), Vec::new(), 0);
    for event in file.read()? {
        let event = event?;
        lines += 1;
        let is_new = chains.take(file, &event.record)?;
        if is_new && event.record.sequence > known.get(event.record.replica_id) {
            new.push(event);
        }
    }
    chains.check_links(file)?;
    if new.is_empty() {
        engine.view(|txn| chains.check_against(file, txn))?;
        let report = EventsReport { skipped: lines, ..EventsReport::default() };
        return Ok(EventsSynced { report, events: Vec::new() });
    }
    let mut unit = engine.begin(Wait::Default)?;
    chains.check_against(file, unit.txn())?;
    // Another import may have been faster.
    let known = unit.txn().chain_head()?.clock;
    new.retain(|event| event.record.sequence > known.get(event.record.replica_id));
    new.sort_by_key(|event| event.record.sequence);
    let mut intake = Intake::default();
    for event in new {
        intake.offer(&mut unit, event)?;
    }
    let mut synced = settle(unit, intake, caller)?;
    synced.report.skipped = lines - synced.report.events;
    Ok(synced)
}

/// Makes one state of what was taken in, tells of it, and commits.
pub(super) fn settle(mut unit: Unit<'_>, intake: Intake, caller: &Caller) -> Result<EventsSynced, Error> {
    let taken = intake.finish(unit.txn())?;
    if taken.events.is_empty() {
        return Ok(EventsSynced::default());
    }
    let events = taken.events.len() as u64;
    let disputes = merge::run(&mut unit, &taken)?;
    let told = [SyncStarted { kind: KIND }.into(), SyncCompleted { kind: KIND, changes: events }.into()];
    let told = unit.emit(&told, caller)?;
    unit.commit()?;
    let report = EventsReport { events, disputes, ..EventsReport::default() };
    Ok(EventsSynced { report, events: told })
}
