//! Edges.

use super::{State, View};
use crate::domain::{Dependency, DependencyId, DependencyType, EdgeKey, WpId, WpStatus};
use crate::ports::{Direction, Graph, StoreError};
use std::borrow::Borrow;
use std::ops::Bound;

/// The near and the far end of an edge, seen from a packet.
fn ends(edge: &Dependency, direction: Direction) -> (&WpId, &WpId) {
    match direction {
        Direction::Incoming => (&edge.to_wp_id, &edge.from_wp_id),
        Direction::Outgoing => (&edge.from_wp_id, &edge.to_wp_id),
    }
}

impl<S: Borrow<State>> Graph for View<S> {
    fn dependency(&self, id: DependencyId) -> Result<Option<Dependency>, StoreError> {
        Ok(self.state().edges.values().find(|edge| edge.dependency_id == id).cloned())
    }

    fn edge(&self, key: &EdgeKey) -> Result<Option<Dependency>, StoreError> {
        Ok(self.state().edges.get(key).cloned())
    }

    fn dependencies(&self, id: &WpId, direction: Direction) -> Result<Vec<Dependency>, StoreError> {
        let mut found: Vec<_> =
            self.state().edges.values().filter(|edge| ends(edge, direction).0 == id).cloned().collect();
        found.sort_by(|a, b| {
            a.kind.as_str().cmp(b.kind.as_str()).then_with(|| ends(a, direction).1.cmp(ends(b, direction).1))
        });
        Ok(found)
    }

    fn neighbours(
        &self,
        id: &WpId,
        kind: DependencyType,
        direction: Direction,
    ) -> Result<Vec<WpId>, StoreError> {
        let edges = self.dependencies(id, direction)?;
        Ok(edges
            .iter()
            .filter(|edge| edge.kind == kind)
            .map(|edge| ends(edge, direction).1.clone())
            .collect())
    }

    fn edges(&self, after: Option<&EdgeKey>, limit: u32) -> Result<Vec<EdgeKey>, StoreError> {
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let behind = self.state().edges.range((from, Bound::Unbounded));
        Ok(behind.take(limit as usize).map(|(key, _)| key.clone()).collect())
    }

    fn blockers(&self, id: &WpId) -> Result<Vec<(WpId, WpStatus)>, StoreError> {
        Ok(self.state().blockers_of(id))
    }

    fn blocked_by(&self, id: &WpId) -> Result<Vec<(WpId, WpStatus)>, StoreError> {
        let targets = self.neighbours(id, DependencyType::Blocks, Direction::Outgoing)?.into_iter();
        let packets = &self.state().packets;
        Ok(targets.filter_map(|target| Some((target.clone(), packets.get(&target)?.status))).collect())
    }
}
