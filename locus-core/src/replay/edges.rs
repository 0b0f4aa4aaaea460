//! The edges between packets, as all events tell of them. An edge that closes a cycle in the common order is not in
//! force, on any replica.

use super::{Dispute, DisputeKind, Reader, ReplayError};
use crate::domain::{BronzeKey, Dependency, DependencyId, EdgeKey, ReplicaId, WpId};
use crate::event::{DependencyAdded, DependencyRemoved, Event};
use crate::graph::{EdgeSet, Key, cycle_closed_by};
use crate::ports::EventRecord;
use std::collections::{BTreeMap, BTreeSet};

/// An edge that is in the log, but not in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InactiveEdge {
    /// The edge.
    pub edge: Dependency,
    /// Why.
    pub dispute: Dispute,
}

/// The event that added an edge.
#[derive(Debug, Clone, Copy)]
struct Added {
    dependency_id: DependencyId,
    replica_id: ReplicaId,
    sequence: u64,
}

impl Added {
    /// The edge, and the event.
    fn edge(&self, reader: Reader<'_>) -> Result<(Dependency, EventRecord), ReplayError> {
        let record = reader.record(self.replica_id, self.sequence)?;
        match reader.event(&record)? {
            Event::DependencyAdded(said) => Ok((edge_of(reader, &record, &said)?, record)),
            _ => Err(ReplayError::nowhere(&record, self.dependency_id)),
        }
    }
}

/// What an event says of edges; of additions, which may be millions, no more than is needed to find them again.
enum Said {
    Added(Key, Added),
    Removed(Box<EventRecord>, Box<DependencyRemoved>),
    PacketDeleted(WpId),
}

/// The edges at some point of the common order.
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

impl EdgeReplay {
    /// The edges as all known events make them.
    ///
    /// # Errors
    /// If a record that an event names is missing or says something else, or the store can't answer.
    pub fn of(reader: Reader<'_>) -> Result<Self, ReplayError> {
        let mut replay = Self::default();
        let said = replay.read(reader)?;
        replay.edges.expect(&replay.seen);
        for said in said {
            match said {
                Said::Added(key, added) => replay.added(reader, key, added)?,
                Said::Removed(record, said) => replay.removed(&record, &said),
                Said::PacketDeleted(id) => replay.packet_deleted(&id),
            }
        }
        Ok(replay)
    }

    /// What all events say, in the common order.
    fn read(&mut self, reader: Reader<'_>) -> Result<Vec<Said>, ReplayError> {
        let mut all = Vec::new();
        for (_, replica_id, sequence) in reader.txn.edge_log()? {
            let record = reader.record(replica_id, sequence)?;
            match reader.event(&record)? {
                Event::DependencyAdded(said) => {
                    let key = self.edges.key(&edge_of(reader, &record, &said)?.key());
                    self.seen.insert(key);
                    all.push(Said::Added(
                        key,
                        Added { dependency_id: said.dependency_id, replica_id, sequence },
                    ));
                }
                Event::DependencyRemoved(said) => {
                    all.push(Said::Removed(Box::new(record), Box::new(said)));
                }
                Event::WorkPacketDeleted(said) => all.push(Said::PacketDeleted(said.wp_id)),
                _ => {}
            }
        }
        Ok(all)
    }

    /// The id of the edge in force under this key.
    #[must_use]
    pub fn standing_id(&self, key: &EdgeKey) -> Option<DependencyId> {
        self.edges.known(key).and_then(|key| self.standing.get(&key)).map(|added| added.dependency_id)
    }

    /// The edge in force under this key.
    ///
    /// # Errors
    /// If the record that the event which added it names is missing or says something else.
    pub fn standing(&self, reader: Reader<'_>, key: &EdgeKey) -> Result<Option<Dependency>, ReplayError> {
        let added = self.edges.known(key).and_then(|key| self.standing.get(&key));
        added.map(|added| added.edge(reader).map(|(edge, _)| edge)).transpose()
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

    fn added(&mut self, reader: Reader<'_>, key: Key, added: Added) -> Result<(), ReplayError> {
        if self.standing.contains_key(&key) {
            self.added_again.entry(key).or_default().push(added);
            return Ok(());
        }
        let has_packets = self.deleted.is_empty()
            || self
                .edges
                .edge(key)
                .is_none_or(|edge| !self.deleted.contains(&edge.from) && !self.deleted.contains(&edge.to));
        if has_packets && self.edges.insert(key) {
            self.standing.insert(key, added);
            return Ok(());
        }
        let (edge, by) = added.edge(reader)?;
        if has_packets {
            let cycle = cycle_closed_by(&self.edges, &edge.key())?.unwrap_or_default();
            self.dispute(DisputeKind::Cycle, edge, &by, cycle);
        } else {
            self.dispute(DisputeKind::DeletedPacket, edge, &by, Vec::new());
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
        let (from, to) = (said.from_wp_id.clone(), said.to_wp_id.clone());
        let key = self.edges.key(&EdgeKey { from, to, kind: said.kind });
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
        self.edges.remove(key);
    }

    fn packet_deleted(&mut self, id: &WpId) {
        for key in self.edges.of_packet(id) {
            self.take_away(key);
        }
        self.inactive.retain(|InactiveEdge { edge, .. }| edge.from_wp_id != *id && edge.to_wp_id != *id);
        self.deleted.insert(id.clone());
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
