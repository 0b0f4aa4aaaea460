//! From the store to the file: every known event the file lacks, in the common order.

use super::chains::Chains;
use super::request::{EventsReport, EventsSynced};
use crate::app::{Caller, Engine, Error};
use crate::domain::VectorClock;
use crate::event::{Event, EventType, SyncCompleted, SyncFailed, SyncKind, SyncStarted};
use crate::ports::{EventFile, EventFileFailure, EventWithContent, Wait};
use crate::replay::{InOrder, Reader, with_content};

const KIND: SyncKind = SyncKind::EventsExport;

/// Events read at once.
const PAGE: usize = 500;

pub(super) fn run(engine: &mut Engine, file: &dyn EventFile, caller: &Caller) -> Result<EventsSynced, Error> {
    let written = write(engine, file);
    if let Err(error @ Error::EventFile(EventFileFailure::Unwritable { .. })) = &written {
        let failed = SyncFailed { kind: KIND, code: error.code().to_string() };
        // The failure that led here is what the caller must hear of.
        drop(record(engine, caller, failed.into()));
    }
    let report = written?;
    if report.events == 0 {
        return Ok(EventsSynced { report, events: Vec::new() });
    }
    let events = record(engine, caller, SyncCompleted { kind: KIND, changes: report.events }.into())?;
    Ok(EventsSynced { report, events })
}

fn record(engine: &mut Engine, caller: &Caller, end: Event) -> Result<Vec<EventType>, Error> {
    let mut unit = engine.begin(Wait::Default)?;
    let events = unit.emit(&[SyncStarted { kind: KIND }.into(), end], caller)?;
    unit.commit()?;
    Ok(events)
}

fn write(engine: &mut Engine, file: &dyn EventFile) -> Result<EventsReport, Error> {
    let mut sink = file.open_end(engine.wait())?;
    let mut chains = Chains::default();
    for event in file.read()? {
        chains.take(file, &event?.record)?;
    }
    chains.check_links(file)?;
    engine.view(|txn| chains.check_against(file, txn))?;
    let mut seen = chains.newest();
    let mut report = EventsReport { skipped: chains.events(), ..EventsReport::default() };
    // An event that only tells of an exchange is no reason for the next one: it goes along when something follows.
    let mut held = Vec::new();
    loop {
        let page = engine.read_log(|reader| page(reader, &seen))?;
        if page.is_empty() {
            break;
        }
        for (event, tells_something) in page {
            seen.observe(event.record.replica_id, event.record.sequence);
            held.push(event);
            if tells_something {
                for event in held.drain(..) {
                    sink.put(&event)?;
                    report.events += 1;
                }
            }
        }
    }
    if report.events > 0 {
        sink.finish()?;
    }
    Ok(report)
}

/// The next events behind what is seen, each with whether it tells of more than an exchange of events.
fn page(reader: Reader<'_>, seen: &VectorClock) -> Result<Vec<(EventWithContent, bool)>, Error> {
    let mut page = Vec::new();
    for event in InOrder::behind(reader.txn, seen)?.take(PAGE) {
        let record = event?.record;
        let tells_something = !reader.event(&record)?.tells_of_an_exchange();
        page.push((with_content(reader, record)?, tells_something));
    }
    Ok(page)
}
