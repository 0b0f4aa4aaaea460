//! From the file to the store: what it lacks is taken in, and the state worked out anew, in one transaction.

use super::chains::Chains;
use super::intake::Intake;
use super::merge;
use super::request::{EventsReport, EventsSynced};
use crate::app::{Caller, Engine, Error, Unit};
use crate::event::{EventType, SyncCompleted, SyncKind, SyncStarted};
use crate::ports::{EventFile, Wait};
use crate::replay::Dispute;

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
    let mut intake = Intake::new(&unit)?;
    for event in new {
        intake.offer(&mut unit, event)?;
    }
    let Settled { events, disputes } = settle(&mut unit, intake)?;
    let told = told(&mut unit, events, caller)?;
    unit.commit()?;
    let report = EventsReport { events, skipped: lines - events, disputes };
    Ok(EventsSynced { report, events: told })
}

/// What was made of what was taken in.
pub(in crate::app::workflows) struct Settled {
    /// How many events there were.
    pub(in crate::app::workflows) events: u64,
    /// What could not stand.
    pub(in crate::app::workflows) disputes: Vec<Dispute>,
}

/// Makes one state of what was taken in.
pub(in crate::app::workflows) fn settle(unit: &mut Unit<'_>, intake: Intake) -> Result<Settled, Error> {
    let taken = intake.finish(unit.txn())?;
    let disputes = merge::run(unit, &taken)?;
    Ok(Settled { events: taken.events, disputes })
}

/// Tells of what came in.
pub(in crate::app::workflows) fn told(
    unit: &mut Unit<'_>,
    changes: u64,
    caller: &Caller,
) -> Result<Vec<EventType>, Error> {
    if changes == 0 {
        return Ok(Vec::new());
    }
    unit.emit(&[SyncStarted { kind: KIND }.into(), SyncCompleted { kind: KIND, changes }.into()], caller)
}
