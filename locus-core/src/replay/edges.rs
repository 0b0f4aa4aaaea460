//! The edges between packets, as all events tell of them. An edge that closes a cycle in the common order is not in
//! force, on any replica.

use super::{Dispute, DisputeKind, Reader, ReplayError};
use crate::domain::{BronzeKey, Dependency, DependencyId, DependencyType, EdgeKey, ReplicaId, WpId};
use crate::event::{DependencyAdded, DependencyRemoved, Event};
use crate::graph::{Adjacency, cycle_closed_by};
use crate::ports::{Direction, EventRecord, StoreError};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// An edge that is in the log, but not in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InactiveEdge {
    /// The edge.
    pub edge: Dependency,
    /// Why.
    pub dispute: Dispute,
}

/// A packet's number in [`Names`].
type Number = u32;

/// An edge's key in numbers: a project may have millions of edges.
type Key = (Number, DependencyType, Number);

/// Each packet's number, in the order they first come up.
#[derive(Debug, Default)]
struct Names {
    numbers: HashMap<WpId, Number>,
    names: Vec<WpId>,
}

impl Names {
    fn number(&mut self, id: &WpId) -> Number {
        if let Some(number) = self.numbers.get(id) {
            return *number;
        }
        let number = Number::try_from(self.names.len()).unwrap_or(Number::MAX);
        self.numbers.insert(id.clone(), number);
        self.names.push(id.clone());
        number
    }

    fn key(&mut self, from: &WpId, kind: DependencyType, to: &WpId) -> Key {
        (self.number(from), kind, self.number(to))
    }

    fn known(&self, key: &EdgeKey) -> Option<Key> {
        Some((*self.numbers.get(&key.from)?, key.kind, *self.numbers.get(&key.to)?))
    }

    fn edge(&self, (from, kind, to): Key) -> Option<EdgeKey> {
        let name = |number: Number| self.names.get(number as usize).cloned();
        Some(EdgeKey { from: name(from)?, to: name(to)?, kind })
    }
}

/// The event that added an edge.
#[derive(Debug, Clone, Copy)]
struct Added {
    dependency_id: DependencyId,
    replica_id: ReplicaId,
    sequence: u64,
}

/// The edges at some point of the common order.
#[derive(Debug, Default)]
pub struct EdgeReplay {
    names: Names,
    /// Of an edge that was added on several replicas the first is the one that stands.
    standing: BTreeMap<Key, Added>,
    /// The others.
    added_again: BTreeMap<Key, Vec<Added>>,
    /// The standing ones from their other end.
    incoming: BTreeSet<Key>,
    seen: BTreeSet<Key>,
    deleted: BTreeSet<Number>,
    inactive: Vec<InactiveEdge>,
}

impl Adjacency for EdgeReplay {
    fn neighbours(
        &self,
        id: &WpId,
        kind: DependencyType,
        direction: Direction,
    ) -> Result<Vec<WpId>, StoreError> {
        let Some(number) = self.names.numbers.get(id) else { return Ok(Vec::new()) };
        let range = (*number, kind, Number::MIN)..=(*number, kind, Number::MAX);
        let others: Vec<Number> = match direction {
            Direction::Outgoing => self.standing.range(range).map(|((_, _, to), _)| *to).collect(),
            Direction::Incoming => self.incoming.range(range).map(|(_, _, from)| *from).collect(),
        };
        let mut ids: Vec<_> =
            others.iter().filter_map(|number| self.names.names.get(*number as usize).cloned()).collect();
        ids.sort_unstable();
        Ok(ids)
    }
}

impl EdgeReplay {
    /// The edges as all known events make them.
    ///
    /// # Errors
    /// If a record that an event names is missing or says something else, or the store can't answer.
    pub fn of(reader: Reader<'_>) -> Result<Self, ReplayError> {
        let mut replay = Self::default();
        for (_, replica, sequence) in reader.txn.edge_log()? {
            let record = reader.record(replica, sequence)?;
            match reader.event(&record)? {
                Event::DependencyAdded(said) => replay.added(reader, &record, &said)?,
                Event::DependencyRemoved(said) => replay.removed(&record, &said),
                Event::WorkPacketDeleted(said) => replay.packet_deleted(&said.wp_id),
                _ => {}
            }
        }
        Ok(replay)
    }

    /// The id of the edge in force under this key.
    #[must_use]
    pub fn standing_id(&self, key: &EdgeKey) -> Option<DependencyId> {
        self.names.known(key).and_then(|key| self.standing.get(&key)).map(|added| added.dependency_id)
    }

    /// The edge in force under this key.
    ///
    /// # Errors
    /// If the record that the event which added it names is missing or says something else.
    pub fn standing(&self, reader: Reader<'_>, key: &EdgeKey) -> Result<Option<Dependency>, ReplayError> {
        let added = self.names.known(key).and_then(|key| self.standing.get(&key));
        let Some(Added { replica_id, sequence, .. }) = added else { return Ok(None) };
        let record = reader.record(*replica_id, *sequence)?;
        match reader.event(&record)? {
            Event::DependencyAdded(said) => edge_of(reader, &record, &said).map(Some),
            _ => Ok(None),
        }
    }

    /// Every edge that was ever added, by its ends; removed ones and those not in force included.
    pub fn seen(&self) -> impl Iterator<Item = EdgeKey> {
        self.seen.iter().filter_map(|key| self.names.edge(*key))
    }

    /// The edges that were added and not removed, but are not in force, in the common order.
    #[must_use]
    pub fn inactive(&self) -> &[InactiveEdge] {
        &self.inactive
    }

    fn added(
        &mut self,
        reader: Reader<'_>,
        by: &EventRecord,
        said: &DependencyAdded,
    ) -> Result<(), ReplayError> {
        let edge = edge_of(reader, by, said)?;
        let key = self.names.key(&edge.from_wp_id, edge.kind, &edge.to_wp_id);
        let added =
            Added { dependency_id: said.dependency_id, replica_id: by.replica_id, sequence: by.sequence };
        self.seen.insert(key);
        if self.standing.contains_key(&key) {
            self.added_again.entry(key).or_default().push(added);
        } else if self.deleted.contains(&key.0) || self.deleted.contains(&key.2) {
            self.dispute(DisputeKind::DeletedPacket, edge, by, Vec::new());
        } else if let Some(cycle) = cycle_closed_by(&*self, &edge.key())? {
            self.dispute(DisputeKind::Cycle, edge, by, cycle);
        } else {
            self.standing.insert(key, added);
            self.incoming.insert((key.2, key.1, key.0));
        }
        Ok(())
    }

    /// A removal takes away whatever its replica knew of the edge, and nothing that was added elsewhere meanwhile.
    fn removed(&mut self, by: &EventRecord, said: &DependencyRemoved) {
        let gone = |added: &Added| {
            added.dependency_id == said.dependency_id
                || by.vector_clock.get(added.replica_id) >= added.sequence
        };
        self.inactive.retain(|inactive| inactive.edge.dependency_id != said.dependency_id);
        let key = self.names.key(&said.from_wp_id, said.kind, &said.to_wp_id);
        let Some(first) = self.standing.get(&key).copied() else { return };
        let others = self.added_again.remove(&key).unwrap_or_default();
        let mut left = std::iter::once(first).chain(others).filter(|added| !gone(added));
        match left.next() {
            None => self.take_away(key),
            Some(first) => {
                self.standing.insert(key, first);
                let others: Vec<_> = left.collect();
                if !others.is_empty() {
                    self.added_again.insert(key, others);
                }
            }
        }
    }

    fn take_away(&mut self, key: Key) {
        self.standing.remove(&key);
        self.added_again.remove(&key);
        self.incoming.remove(&(key.2, key.1, key.0));
    }

    fn packet_deleted(&mut self, id: &WpId) {
        let number = self.names.number(id);
        for kind in DependencyType::ALL.iter().copied() {
            let range = (number, kind, Number::MIN)..=(number, kind, Number::MAX);
            let outgoing = self.standing.range(range.clone()).map(|(key, _)| *key);
            let incoming = self.incoming.range(range).map(|(to, kind, from)| (*from, *kind, *to));
            for key in outgoing.chain(incoming).collect::<Vec<_>>() {
                self.take_away(key);
            }
        }
        self.inactive.retain(|InactiveEdge { edge, .. }| edge.from_wp_id != *id && edge.to_wp_id != *id);
        self.deleted.insert(number);
    }

    fn dispute(&mut self, kind: DisputeKind, edge: Dependency, by: &EventRecord, cycle: Vec<WpId>) {
        let dispute = Dispute {
            kind,
            wp_id: edge.from_wp_id.clone(),
            key: format!("{} {} {}", edge.from_wp_id, edge.kind, edge.to_wp_id),
            replica_id: by.replica_id,
            sequence: by.sequence,
            cycle,
        };
        self.inactive.push(InactiveEdge { edge, dispute });
    }
}

/// The edge that an event says was added, as its record has it.
fn edge_of(reader: Reader<'_>, by: &EventRecord, said: &DependencyAdded) -> Result<Dependency, ReplayError> {
    let edge: Dependency = reader.row(by, said.bronze_id, &BronzeKey::Dependency(said.dependency_id))?;
    let key = EdgeKey { from: said.from_wp_id.clone(), to: said.to_wp_id.clone(), kind: said.kind };
    if edge.key() != key {
        return Err(ReplayError::disagreement(by, said.bronze_id, "the edge"));
    }
    Ok(Dependency { bronze_id: said.bronze_id, ..edge })
}
