//! The edges between packets, as all events tell of them. An edge that closes a cycle in the common order is not in
//! force, on any replica.

use super::{Dispute, DisputeKind, Reader, Records, ReplayError, witness};
use crate::domain::{BronzeKey, Dependency, DependencyId, DependencyType, EdgeKey, WpId};
use crate::event::{DependencyAdded, DependencyRemoved, Event};
use crate::graph::{Adjacency, cycle_closed_by};
use crate::ports::{Direction, EventRecord, LoggedEvent, ReadTxn, StoreError};
use std::collections::{BTreeMap, BTreeSet};

/// An edge that is in the log, but not in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InactiveEdge {
    /// The edge.
    pub edge: Dependency,
    /// Why.
    pub dispute: Dispute,
}

/// The edges at some point of the common order.
#[derive(Debug, Default)]
pub struct EdgeReplay {
    /// Of an edge that was added on several replicas the first is the one that stands.
    standing: BTreeMap<EdgeKey, Vec<Added>>,
    seen: BTreeSet<EdgeKey>,
    neighbours: Neighbours,
    deleted: BTreeSet<WpId>,
    inactive: Vec<InactiveEdge>,
}

#[derive(Debug)]
struct Added {
    edge: Dependency,
    by: EventRecord,
}

/// Both ends of every edge in force.
#[derive(Debug, Default)]
struct Neighbours(BTreeMap<WpId, BTreeSet<(DependencyType, bool, WpId)>>);

impl Neighbours {
    fn add(&mut self, key: &EdgeKey) {
        self.0.entry(key.from.clone()).or_default().insert((key.kind, true, key.to.clone()));
        self.0.entry(key.to.clone()).or_default().insert((key.kind, false, key.from.clone()));
    }

    fn remove(&mut self, key: &EdgeKey) {
        for (id, end) in
            [(&key.from, (key.kind, true, key.to.clone())), (&key.to, (key.kind, false, key.from.clone()))]
        {
            if let Some(ends) = self.0.get_mut(id) {
                ends.remove(&end);
            }
        }
    }
}

impl Adjacency for Neighbours {
    fn neighbours(
        &self,
        id: &WpId,
        kind: DependencyType,
        direction: Direction,
    ) -> Result<Vec<WpId>, StoreError> {
        let outgoing = direction == Direction::Outgoing;
        let ends = self.0.get(id).into_iter().flatten();
        let of_kind = ends.filter(|(other, out, _)| *other == kind && *out == outgoing);
        Ok(of_kind.map(|(_, _, id)| id.clone()).collect())
    }
}

impl EdgeReplay {
    /// The edges as all known events make them.
    ///
    /// # Errors
    /// If a record that an event names is missing or says something else, or the store can't answer.
    pub fn of(reader: Reader<'_>) -> Result<Self, ReplayError> {
        let mut replay = Self::default();
        for LoggedEvent { record, .. } in reader.txn.edge_log()? {
            replay.take(reader, &record, &reader.event(&record)?)?;
        }
        Ok(replay)
    }

    /// Takes the next event, in the common order; those that no edge depends on are passed over.
    pub(super) fn take(
        &mut self,
        reader: Reader<'_>,
        record: &EventRecord,
        event: &Event,
    ) -> Result<(), ReplayError> {
        match event {
            Event::DependencyAdded(said) => self.added(&reader.records(record, event)?, said)?,
            Event::DependencyRemoved(said) => self.removed(record, said),
            Event::WorkPacketDeleted(said) => self.packet_deleted(said.wp_id.clone()),
            _ => {}
        }
        Ok(())
    }

    /// The edges in force, by their ends.
    pub(super) fn in_force(&self) -> impl Iterator<Item = &Dependency> {
        self.standing.values().filter_map(|added| added.first()).map(|added| &added.edge)
    }

    /// The edge in force under this key.
    #[must_use]
    pub fn standing(&self, key: &EdgeKey) -> Option<&Dependency> {
        self.standing.get(key).and_then(|added| added.first()).map(|added| &added.edge)
    }

    /// An edge needs its packets.
    ///
    /// # Errors
    /// If one of the two never came to be, or the store can't answer.
    pub fn check_ends(&self, txn: &dyn ReadTxn, key: &EdgeKey) -> Result<(), ReplayError> {
        let Some(Added { by, .. }) = self.standing.get(key).and_then(|added| added.first()) else {
            return Ok(());
        };
        for end in [&key.from, &key.to] {
            if txn.packet(end)?.is_none() {
                return Err(ReplayError::nowhere(by, end));
            }
        }
        Ok(())
    }

    /// Every edge that was ever added, by its ends; removed ones and those not in force included.
    pub fn seen(&self) -> impl Iterator<Item = &EdgeKey> {
        self.seen.iter()
    }

    /// The edges that were added and not removed, but are not in force, in the common order.
    #[must_use]
    pub fn inactive(&self) -> &[InactiveEdge] {
        &self.inactive
    }

    fn added(&mut self, records: &Records<'_>, said: &DependencyAdded) -> Result<(), ReplayError> {
        let by = records.event;
        let edge: Dependency = records.row(said.bronze_id, &BronzeKey::Dependency(said.dependency_id))?;
        let edge = Dependency { bronze_id: said.bronze_id, ..edge };
        witness::linked(by, said, &edge)?;
        let key = edge.key();
        self.seen.insert(key.clone());
        if let Some(added) = self.standing.get_mut(&key) {
            added.push(Added { edge, by: by.clone() });
            return Ok(());
        }
        if self.deleted.contains(&key.from) || self.deleted.contains(&key.to) {
            self.dispute(DisputeKind::DeletedPacket, edge, by, Vec::new());
        } else if let Some(cycle) = cycle_closed_by(&self.neighbours, &key)? {
            self.dispute(DisputeKind::Cycle, edge, by, cycle);
        } else {
            self.neighbours.add(&key);
            self.standing.insert(key, vec![Added { edge, by: by.clone() }]);
        }
        Ok(())
    }

    /// A removal takes away whatever its replica knew of the edge, and nothing that was added elsewhere meanwhile.
    fn removed(&mut self, by: &EventRecord, said: &DependencyRemoved) {
        let gone = |id: DependencyId, added_by: &EventRecord| {
            id == said.dependency_id || by.vector_clock.get(added_by.replica_id) >= added_by.sequence
        };
        let key = EdgeKey { from: said.from_wp_id.clone(), to: said.to_wp_id.clone(), kind: said.kind };
        self.inactive.retain(|inactive| inactive.edge.dependency_id != said.dependency_id);
        let Some(added) = self.standing.get_mut(&key) else { return };
        added.retain(|one| !gone(one.edge.dependency_id, &one.by));
        if added.is_empty() {
            self.standing.remove(&key);
            self.neighbours.remove(&key);
        }
    }

    fn packet_deleted(&mut self, id: WpId) {
        for (kind, outgoing, other) in self.neighbours.0.get(&id).cloned().unwrap_or_default() {
            let (from, to) = if outgoing { (id.clone(), other) } else { (other, id.clone()) };
            let key = EdgeKey { from, to, kind };
            self.standing.remove(&key);
            self.neighbours.remove(&key);
        }
        self.inactive.retain(|InactiveEdge { edge, .. }| edge.from_wp_id != id && edge.to_wp_id != id);
        self.deleted.insert(id);
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
