//! Taking in events of other replicas, each as soon as all that it had seen is there.

use crate::app::{Error, Unit};
use crate::domain::{BronzeRecord, ReplicaId, VectorClock, WpId};
use crate::event::EventType;
use crate::ports::{EventRecord, EventWithContent, LoggedEvent, ReadTxn};
use crate::replay::ReplayError;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What came in, as far as rows go.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// How many events there are.
    pub(super) events: u64,
    /// What was known of each replica before.
    known: VectorClock,
    /// Packets they are about.
    pub(super) packets: BTreeSet<WpId>,
    /// Whether edges may have changed.
    pub(super) edges: bool,
}

impl Taken {
    /// Whether an event came in.
    pub(super) fn is_new(&self, replica: ReplicaId, sequence: u64) -> bool {
        sequence > self.known.get(replica)
    }

    fn add(&mut self, record: &EventRecord) {
        self.events += 1;
        let code = record.event_type.code();
        if code.starts_with("FR-EVT-WP-") || code.starts_with("FR-EVT-MT-") {
            self.packets.extend(record.wp_id.clone());
        }
        self.edges |= matches!(
            record.event_type,
            EventType::DependencyAdded | EventType::DependencyRemoved | EventType::WorkPacketDeleted
        );
    }
}

/// Keeps events, works out their place in the common order, and lets those wait that are too early.
#[derive(Debug)]
pub(in crate::app::workflows) struct Intake {
    waiting: BTreeMap<ReplicaId, VecDeque<EventWithContent>>,
    /// The newest taken of each replica, with its place: what comes next has mostly seen these.
    newest: BTreeMap<ReplicaId, (u64, u64)>,
    taken: Taken,
}

impl Intake {
    /// Takes in what is behind what the unit knows.
    pub(in crate::app::workflows) fn new(unit: &Unit<'_>) -> Result<Self, Error> {
        let taken = Taken { known: unit.txn().chain_head()?.clock, ..Taken::default() };
        Ok(Self { waiting: BTreeMap::new(), newest: BTreeMap::new(), taken })
    }

    /// Takes an event; those of one replica must come in their order.
    pub(in crate::app::workflows) fn offer(
        &mut self,
        unit: &mut Unit<'_>,
        event: EventWithContent,
    ) -> Result<(), Error> {
        let replica = event.record.replica_id;
        let queue = self.waiting.entry(replica).or_default();
        queue.push_back(event);
        if queue.len() > 1 {
            return Ok(());
        }
        // What comes in may be what another one waited for.
        let mut progress = self.drain(unit, replica)?;
        while progress {
            progress = false;
            for replica in self.waiting.keys().copied().collect::<Vec<_>>() {
                progress |= self.drain(unit, replica)?;
            }
        }
        Ok(())
    }

    /// All that came in.
    pub(super) fn finish(self, txn: &dyn ReadTxn) -> Result<Taken, Error> {
        let Some(EventWithContent { record, .. }) = self.waiting.values().find_map(VecDeque::front) else {
            return Ok(self.taken);
        };
        let known = txn.chain_head()?.clock;
        let unseen = |(replica, sequence): &(ReplicaId, u64)| known.get(*replica) < *sequence;
        let mut others = record.vector_clock.iter().filter(|(replica, _)| *replica != record.replica_id);
        let (seen_replica, seen_sequence) =
            others.find(unseen).unwrap_or((record.replica_id, record.sequence - 1));
        let (replica_id, sequence) = (record.replica_id, record.sequence);
        Err(ReplayError::Unseen { replica_id, sequence, seen_replica, seen_sequence }.into())
    }

    /// Takes of a replica what can be taken; answers whether anything could.
    fn drain(&mut self, unit: &mut Unit<'_>, replica: ReplicaId) -> Result<bool, Error> {
        let mut progress = false;
        while let Some(lamport) = self.next_lamport(unit.txn(), replica)? {
            let next = self.waiting.get_mut(&replica).and_then(VecDeque::pop_front);
            let Some(EventWithContent { record, bronze }) = next else { break };
            put_records(unit, &record, &bronze)?;
            self.taken.add(&record);
            self.newest.insert(replica, (record.sequence, lamport));
            unit.txn_mut().append_foreign(&LoggedEvent { lamport, record })?;
            progress = true;
        }
        Ok(progress)
    }

    /// The place of a replica's next event; none if there is no next one, or something it had seen is missing yet.
    fn next_lamport(&self, txn: &dyn ReadTxn, replica: ReplicaId) -> Result<Option<u64>, Error> {
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
        &self,
        txn: &dyn ReadTxn,
        (replica, sequence): (ReplicaId, u64),
    ) -> Result<Option<u64>, Error> {
        let Some(before) = sequence.checked_sub(1) else { return Ok(Some(0)) };
        match self.newest.get(&replica) {
            Some((newest, lamport)) if *newest == sequence => return Ok(Some(*lamport)),
            _ => {}
        }
        let found = txn.replica_events(replica, before, 1)?;
        Ok(found.first().filter(|event| event.record.sequence == sequence).map(|event| event.lamport))
    }
}

/// Keeps the records that an event names, if they are those it was sealed with. A record that is there already must be
/// the same.
fn put_records(unit: &mut Unit<'_>, event: &EventRecord, bronze: &[BronzeRecord]) -> Result<(), Error> {
    let named = unit.reader().event(event)?.bronze_ids();
    let mut kept = Vec::with_capacity(named.len());
    for bronze_id in named {
        let (replica_id, sequence) = (event.replica_id, event.sequence);
        let brought = bronze.iter().find(|record| record.bronze_id == bronze_id);
        match (unit.txn().bronze(bronze_id)?, brought) {
            (Some(there), Some(brought)) if there != *brought => {
                let what = "another record is known under that id".into();
                return Err(ReplayError::Disagreement { replica_id, sequence, bronze_id, what }.into());
            }
            (Some(there), _) => kept.push(there),
            (None, Some(brought)) => {
                unit.txn_mut().put_bronze(brought)?;
                kept.push(brought.clone());
            }
            (None, None) => {
                return Err(ReplayError::MissingRecord { replica_id, sequence, bronze_id }.into());
            }
        }
    }
    Ok(unit.reader().check(event, &kept)?)
}
