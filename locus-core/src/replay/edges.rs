//! The edges between packets, as all events tell of them. An edge that closes a cycle in the common order is not in
//! force, on any replica.

use super::{Dispute, DisputeKind, Reader, Records, ReplayError, witness};
use crate::domain::{BronzeId, BronzeKey, Dependency, DependencyId, EdgeKey, ReplicaId, WpId};
use crate::event::{DependencyAdded, DependencyRemoved, Event};
use crate::graph::{EdgeSet, Key, cycle_closed_by};
use crate::ports::EventRecord;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// An edge that is in the log, but not in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InactiveEdge {
    /// The edge.
    pub edge: Dependency,
    /// Why.
    pub dispute: Dispute,
}

/// The edges at some point of the common order. There may be millions: of each no more is held than is needed to find
/// it again.
#[derive(Debug, Default)]
pub struct EdgeReplay {
    /// Those in force.
    edges: EdgeSet,
    /// What added them: of an edge that was added on several replicas the first is the one that stands.
    standing: BTreeMap<Key, Added>,
    /// The others.
    added_again: BTreeMap<Key, Vec<Added>>,
    seen: BTreeSet<Key>,
    deleted: BTreeSet<WpId>,
    inactive: Vec<InactiveEdge>,
}

/// The event that added an edge.
#[derive(Debug, Clone, Copy)]
struct Added {
    dependency_id: DependencyId,
    bronze_id: BronzeId,
    replica_id: ReplicaId,
    sequence: u64,
}

impl Added {
    /// The edge; when it came up its event vouched for the record.
    fn edge(&self, reader: Reader<'_>) -> Result<Dependency, ReplayError> {
        let record = reader.txn.bronze(self.bronze_id)?;
        match record.map(|record| serde_json::from_str::<Dependency>(&record.content)) {
            Some(Ok(edge)) => Ok(Dependency { bronze_id: self.bronze_id, ..edge }),
            _ => self.read(reader).map(|(_, edge)| edge),
        }
    }

    /// The event, and the edge.
    fn read(&self, reader: Reader<'_>) -> Result<(EventRecord, Dependency), ReplayError> {
        let record = reader.record(self.replica_id, self.sequence)?;
        let event = reader.event(&record)?;
        let Event::DependencyAdded(said) = &event else {
            return Err(ReplayError::nowhere(&record, self.dependency_id));
        };
        let edge = edge_added(&reader.records(&record, &event)?, said)?;
        Ok((record, edge))
    }
}

/// What an event says of edges.
enum Said {
    Added(Key, Added),
    Removed(Box<(EventRecord, DependencyRemoved)>),
    PacketDeleted(WpId),
}

impl EdgeReplay {
    /// The edges as all known events make them.
    ///
    /// # Errors
    /// If a record that an event names is missing or says something else, or the store can't answer.
    pub fn of(reader: Reader<'_>) -> Result<Self, ReplayError> {
        let mut replay = Self::default();
        let mut all = Vec::new();
        for (_, replica_id, sequence) in reader.txn.edge_log()? {
            let record = reader.record(replica_id, sequence)?;
            all.extend(replay.said(reader, &record, &reader.event(&record)?)?);
        }
        let seen: Vec<_> = replay.seen.iter().copied().collect();
        replay.edges.expect(&seen);
        all.into_iter().try_for_each(|said| replay.apply(reader, said))?;
        Ok(replay)
    }

    /// Takes the next event, in the common order; those that no edge depends on are passed over.
    pub(super) fn take(
        &mut self,
        reader: Reader<'_>,
        record: &EventRecord,
        event: &Event,
    ) -> Result<(), ReplayError> {
        let said = self.said(reader, record, event)?;
        said.map_or(Ok(()), |said| self.apply(reader, said))
    }

    /// The ids of the edges in force.
    pub(super) fn in_force(&self) -> impl Iterator<Item = DependencyId> {
        self.standing.values().map(|added| added.dependency_id)
    }

    /// The id of the edge in force under this key.
    #[must_use]
    pub fn standing_id(&self, key: &EdgeKey) -> Option<DependencyId> {
        self.added(key).map(|added| added.dependency_id)
    }

    /// The edge in force under this key.
    ///
    /// # Errors
    /// If the record that the event which added it names is missing or says something else, or the store can't answer.
    pub fn standing(&self, reader: Reader<'_>, key: &EdgeKey) -> Result<Option<Dependency>, ReplayError> {
        self.added(key).map(|added| added.edge(reader)).transpose()
    }

    /// Edges need their packets.
    ///
    /// # Errors
    /// If a packet of one of these in force never came to be, or the store can't answer.
    pub fn check_ends(&self, reader: Reader<'_>, edges: &[EdgeKey]) -> Result<(), ReplayError> {
        let mut there = HashSet::new();
        for edge in edges {
            for end in [&edge.from, &edge.to] {
                if there.insert(end)
                    && !reader.txn.has_packet(end)?
                    && let Some(added) = self.added(edge)
                {
                    return Err(ReplayError::nowhere(&added.read(reader)?.0, end));
                }
            }
        }
        Ok(())
    }

    fn added(&self, key: &EdgeKey) -> Option<&Added> {
        self.edges.known(key).and_then(|key| self.standing.get(&key))
    }

    /// Every edge that was ever added, by its ends; removed ones and those not in force included.
    pub fn seen(&self) -> impl Iterator<Item = EdgeKey> {
        self.seen.iter().filter_map(|key| self.edges.edge(*key))
    }

    /// The edges that were added and not removed, but are not in force, in the common order.
    #[must_use]
    pub fn inactive(&self) -> &[InactiveEdge] {
        &self.inactive
    }

    fn said(
        &mut self,
        reader: Reader<'_>,
        record: &EventRecord,
        event: &Event,
    ) -> Result<Option<Said>, ReplayError> {
        Ok(match event {
            Event::DependencyAdded(said) => {
                let key = self.edges.key(&edge_added(&reader.records(record, event)?, said)?.key());
                self.seen.insert(key);
                let DependencyAdded { dependency_id, bronze_id, .. } = *said;
                let EventRecord { replica_id, sequence, .. } = *record;
                Some(Said::Added(key, Added { dependency_id, bronze_id, replica_id, sequence }))
            }
            Event::DependencyRemoved(said) => Some(Said::Removed(Box::new((record.clone(), said.clone())))),
            Event::WorkPacketDeleted(said) => Some(Said::PacketDeleted(said.wp_id.clone())),
            _ => None,
        })
    }

    fn apply(&mut self, reader: Reader<'_>, said: Said) -> Result<(), ReplayError> {
        match said {
            Said::Added(key, added) => self.add(reader, key, added)?,
            Said::Removed(said) => self.remove(&said.0, &said.1),
            Said::PacketDeleted(id) => self.delete_packet(id),
        }
        Ok(())
    }

    fn add(&mut self, reader: Reader<'_>, key: Key, added: Added) -> Result<(), ReplayError> {
        if self.standing.contains_key(&key) {
            self.added_again.entry(key).or_default().push(added);
            return Ok(());
        }
        let of_deleted = !self.deleted.is_empty()
            && self
                .edges
                .edge(key)
                .is_some_and(|edge| [edge.from, edge.to].iter().any(|id| self.deleted.contains(id)));
        if !of_deleted && self.edges.insert(key) {
            self.standing.insert(key, added);
            return Ok(());
        }
        let (by, edge) = added.read(reader)?;
        if of_deleted {
            self.dispute(DisputeKind::DeletedPacket, edge, &by, Vec::new());
        } else {
            let cycle = cycle_closed_by(&self.edges, &edge.key())?.unwrap_or_default();
            self.dispute(DisputeKind::Cycle, edge, &by, cycle);
        }
        Ok(())
    }

    /// A removal takes away whatever its replica knew of the edge, and nothing that was added elsewhere meanwhile.
    fn remove(&mut self, by: &EventRecord, said: &DependencyRemoved) {
        let stays = |added: &Added| {
            added.dependency_id != said.dependency_id
                && by.vector_clock.get(added.replica_id) < added.sequence
        };
        self.inactive.retain(|inactive| inactive.edge.dependency_id != said.dependency_id);
        let (from, to) = (said.from_wp_id.clone(), said.to_wp_id.clone());
        let Some(key) = self.edges.known(&EdgeKey { from, to, kind: said.kind }) else { return };
        let Some(first) = self.standing.get(&key).copied() else { return };
        let others = self.added_again.remove(&key).unwrap_or_default();
        let mut left = std::iter::once(first).chain(others).filter(stays);
        match left.next() {
            Some(first) => {
                self.standing.insert(key, first);
                self.added_again.insert(key, left.collect());
            }
            None => self.take_away(key),
        }
    }

    fn delete_packet(&mut self, id: WpId) {
        for key in self.edges.of_packet(&id) {
            self.take_away(key);
        }
        self.inactive.retain(|InactiveEdge { edge, .. }| edge.from_wp_id != id && edge.to_wp_id != id);
        self.deleted.insert(id);
    }

    fn take_away(&mut self, key: Key) {
        self.standing.remove(&key);
        self.added_again.remove(&key);
        self.edges.remove(key);
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
pub(super) fn edge_added(records: &Records<'_>, said: &DependencyAdded) -> Result<Dependency, ReplayError> {
    let edge: Dependency = records.row(said.bronze_id, &BronzeKey::Dependency(said.dependency_id))?;
    let edge = Dependency { bronze_id: said.bronze_id, ..edge };
    witness::linked(records.event, said, &edge)?;
    Ok(edge)
}
