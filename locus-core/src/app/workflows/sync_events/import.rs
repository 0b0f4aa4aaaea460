//! From the file to the store: what it lacks is taken in, and the state worked out anew, in one transaction.

use super::intake::{Chains, invalid};
use super::merge;
use super::request::{EventsReport, EventsSynced};
use crate::app::{Caller, Engine, Error, Unit};
use crate::domain::{BronzeRecord, ReplicaId};
use crate::event::{SyncCompleted, SyncKind, SyncStarted};
use crate::ports::{EventFile, EventRecord, EventWithContent, LoggedEvent, ReadTxn, Wait};
use crate::replay::ReplayError;
use std::collections::{BTreeMap, HashMap, VecDeque};

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
    let events = new.len() as u64;
    let taken = Intake::new(new).run(&mut unit, file)?;
    let disputes = merge::run(&mut unit, &taken)?;
    let report = EventsReport { events, skipped: lines - events, disputes };
    if events == 0 {
        return Ok(EventsSynced { report, events: Vec::new() });
    }
    let told = [SyncStarted { kind: KIND }.into(), SyncCompleted { kind: KIND, changes: events }.into()];
    let told = unit.emit(&told, caller)?;
    unit.commit()?;
    Ok(EventsSynced { report, events: told })
}

/// Takes events in as soon as all they had seen is there, and works out their place in the common order.
struct Intake {
    waiting: BTreeMap<ReplicaId, VecDeque<EventWithContent>>,
    lamports: HashMap<(ReplicaId, u64), u64>,
}

impl Intake {
    fn new(mut new: Vec<EventWithContent>) -> Self {
        new.sort_by_key(|event| event.record.sequence);
        let mut waiting: BTreeMap<_, VecDeque<_>> = BTreeMap::new();
        for event in new {
            waiting.entry(event.record.replica_id).or_default().push_back(event);
        }
        Self { waiting, lamports: HashMap::new() }
    }

    fn run(mut self, unit: &mut Unit<'_>, file: &dyn EventFile) -> Result<Vec<EventRecord>, Error> {
        let mut taken = Vec::new();
        loop {
            let before = taken.len();
            for replica in self.waiting.keys().copied().collect::<Vec<_>>() {
                while let Some(lamport) = self.next_lamport(unit.txn(), replica)? {
                    let next = self.waiting.get_mut(&replica).and_then(VecDeque::pop_front);
                    let Some(EventWithContent { record, bronze }) = next else { break };
                    put_records(unit, &record, &bronze)?;
                    self.lamports.insert((replica, record.sequence), lamport);
                    let event = LoggedEvent { lamport, record };
                    unit.txn_mut().append_foreign(&event)?;
                    taken.push(event.record);
                }
            }
            if taken.len() == before {
                return self.all_taken(unit.txn(), file).map(|()| taken);
            }
        }
    }

    /// The place of a replica's next event; none if there is no next one, or something it had seen is missing yet.
    fn next_lamport(&mut self, txn: &dyn ReadTxn, replica: ReplicaId) -> Result<Option<u64>, Error> {
        let Some(next) = self.waiting.get(&replica).and_then(VecDeque::front) else { return Ok(None) };
        let own = (replica, next.record.sequence - 1);
        let others = next.record.vector_clock.iter().filter(|(seen, _)| *seen != replica);
        let mut largest = 0;
        for place in others.chain([own]).collect::<Vec<_>>() {
            match self.lamport_of(txn, place)? {
                Some(lamport) => largest = largest.max(lamport),
                None => return Ok(None),
            }
        }
        Ok(Some(largest + 1))
    }

    fn lamport_of(
        &mut self,
        txn: &dyn ReadTxn,
        (replica, sequence): (ReplicaId, u64),
    ) -> Result<Option<u64>, Error> {
        let Some(before) = sequence.checked_sub(1) else { return Ok(Some(0)) };
        if let Some(lamport) = self.lamports.get(&(replica, sequence)) {
            return Ok(Some(*lamport));
        }
        let found = txn.replica_events(replica, before, 1)?;
        let lamport =
            found.first().filter(|event| event.record.sequence == sequence).map(|event| event.lamport);
        if let Some(lamport) = lamport {
            self.lamports.insert((replica, sequence), lamport);
        }
        Ok(lamport)
    }

    fn all_taken(self, txn: &dyn ReadTxn, file: &dyn EventFile) -> Result<(), Error> {
        let Some(left) = self.waiting.values().find_map(VecDeque::front) else { return Ok(()) };
        let (record, known) = (&left.record, txn.chain_head()?.clock);
        let missing = record
            .vector_clock
            .iter()
            .find(|(replica, sequence)| *replica != record.replica_id && known.get(*replica) < *sequence);
        let what = missing.map_or_else(String::new, |(replica, sequence)| {
            format!(
                "it has seen event {sequence} of replica {replica}, which is neither known nor in the file"
            )
        });
        Err(invalid(file, record.replica_id, record.sequence, what))
    }
}

/// Keeps the records that an event names. A record that is there already must be the same.
fn put_records(unit: &mut Unit<'_>, event: &EventRecord, bronze: &[BronzeRecord]) -> Result<(), Error> {
    let named = unit.reader().event(event)?.bronze_ids();
    for bronze_id in named {
        let brought = bronze.iter().find(|record| record.bronze_id == bronze_id);
        match (unit.txn().bronze(bronze_id)?, brought) {
            (Some(there), Some(brought)) if there != *brought => {
                let (replica_id, sequence) = (event.replica_id, event.sequence);
                let what = "another record is known under that id".into();
                return Err(ReplayError::Disagreement { replica_id, sequence, bronze_id, what }.into());
            }
            (Some(_), _) => {}
            (None, Some(brought)) => unit.txn_mut().put_bronze(brought)?,
            (None, None) => {
                let (replica_id, sequence) = (event.replica_id, event.sequence);
                return Err(ReplayError::MissingRecord { replica_id, sequence, bronze_id }.into());
            }
        }
    }
    Ok(())
}
