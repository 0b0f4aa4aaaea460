//! Rebuilding the rows from the log, and comparing them with those that stand.

use super::import::{Settled, settle, told};
use super::intake::Intake;
use super::request::{EventsReport, EventsSynced};
use crate::app::{Caller, Engine, Error, OperationName};
use crate::domain::{Filter, Page, Sort, VectorClock, WorkPacket, WpId};
use crate::event::EventType;
use crate::ports::{Direction, ReadTxn, StoreError, Wait};
use crate::replay::{InOrder, Reader, with_content};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// Takes all events of a store into another one, which is to be empty: its rows are then what the events make.
///
/// # Errors
/// If the caller may not, an event and its records don't agree, or a store fails.
pub fn replay(log: Reader<'_>, target: &mut Engine, caller: &Caller) -> Result<EventsSynced, Error> {
    caller.check(OperationName::SyncEvents)?;
    let mut unit = target.begin(Wait::Default)?;
    let mut intake = Intake::new(&unit)?;
    for event in InOrder::behind(log.txn, &VectorClock::new())? {
        intake.offer(&mut unit, with_content(log, event?.record)?)?;
    }
    let Settled { events, disputes } = settle(&mut unit, intake)?;
    let told = told(&mut unit, events, caller)?;
    unit.commit()?;
    let report = EventsReport { events, disputes, ..EventsReport::default() };
    Ok(EventsSynced { report, events: told })
}

/// A place where two stores don't say the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The table, or the list that is derived.
    pub table: &'static str,
    /// The row, by its packet.
    pub key: String,
    /// What the one says.
    pub live: Value,
    /// What the other says.
    pub replayed: Value,
}

/// Compares all rows of two stores, and what is derived from them. Reads both wholly, a packet at a time.
///
/// # Errors
/// If a store fails.
pub fn differences(live: &dyn ReadTxn, replayed: &dyn ReadTxn) -> Result<Vec<Difference>, Error> {
    let mut found = Found::default();
    let mut packets = logged_packets(live)?;
    packets.extend(logged_packets(replayed)?);
    packets.extend(in_order(|filter| live.list(filter))?);
    for id in &packets {
        found.compare("work_packets", id, live.packet(id)?, replayed.packet(id)?)?;
        found.compare("work_notes", id, live.notes(id)?, replayed.notes(id)?)?;
        let micro_tasks = live.micro_tasks(id)?;
        found.compare("micro_tasks", id, &micro_tasks, &replayed.micro_tasks(id)?)?;
        for mt in &micro_tasks {
            let (one, other) = (live.iterations(id, mt.mt_id())?, replayed.iterations(id, mt.mt_id())?);
            found.compare("mt_iterations", id, one, other)?;
        }
        let edges = |txn: &dyn ReadTxn| txn.dependencies(id, Direction::Outgoing);
        found.compare("dependencies", id, edges(live)?, edges(replayed)?)?;
    }
    let ready = |txn: &dyn ReadTxn| in_order(|filter| txn.ready(filter));
    found.compare("ready", "all, in order", ready(live)?, ready(replayed)?)?;
    let blocked = |txn: &dyn ReadTxn| in_order(|filter| txn.blocked(filter));
    found.compare("blocked", "all, in order", blocked(live)?, blocked(replayed)?)?;
    found.compare("counts", "by status", live.counts()?.by_status, replayed.counts()?.by_status)?;
    Ok(found.0)
}

#[derive(Default)]
struct Found(Vec<Difference>);

impl Found {
    fn compare<T: PartialEq + Serialize>(
        &mut self,
        table: &'static str,
        key: impl ToString,
        live: T,
        replayed: T,
    ) -> Result<(), Error> {
        if live == replayed {
            return Ok(());
        }
        let json = |rows: &T| {
            serde_json::to_value(rows).map_err(|error| StoreError::Failed { reason: error.to_string() })
        };
        let (live, replayed) = what_differs(json(&live)?, json(&replayed)?);
        self.0.push(Difference { table, key: key.to_string(), live, replayed });
        Ok(())
    }
}

/// Of two objects only the keys that are not the same.
fn what_differs(one: Value, other: Value) -> (Value, Value) {
    let (Value::Object(mut one), Value::Object(mut other)) = (one.clone(), other.clone()) else {
        return (one, other);
    };
    let same: Vec<_> = one.keys().filter(|key| one.get(*key) == other.get(*key)).cloned().collect();
    for key in same {
        one.remove(&key);
        other.remove(&key);
    }
    (one.into(), other.into())
}

/// Packets that an event brought into being.
fn logged_packets(txn: &dyn ReadTxn) -> Result<BTreeSet<WpId>, Error> {
    let mut ids = BTreeSet::new();
    for event in InOrder::behind(txn, &VectorClock::new())? {
        let record = event?.record;
        if record.event_type == EventType::WorkPacketCreated {
            ids.extend(record.wp_id);
        }
    }
    Ok(ids)
}

/// The ids of a list, page by page.
fn in_order(page: impl Fn(&Filter) -> Result<Page<WorkPacket>, StoreError>) -> Result<Vec<WpId>, StoreError> {
    let mut ids = Vec::new();
    loop {
        let filter = Filter {
            sort: Sort::Hybrid,
            limit: Filter::MAX_LIMIT,
            offset: ids.len() as u64,
            ..Filter::default()
        };
        let page = page(&filter)?;
        if page.items.is_empty() {
            return Ok(ids);
        }
        ids.extend(page.items.into_iter().map(|wp| wp.wp_id));
    }
}
