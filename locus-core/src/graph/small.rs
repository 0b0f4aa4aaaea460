//! Small graphs of packets, for tests: edges lead from the higher number to the lower, so that none closes a cycle.

use crate::domain::{Dependency, DependencyId, DependencyType, EdgeKey, WpId, WpStatus};
use crate::ports::{Direction, Graph, StoreError};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Packets WP-0, WP-1 … with a status each, and `blocks` edges between them.
#[derive(Debug, Clone)]
pub(crate) struct Small {
    statuses: Vec<WpStatus>,
    edges: BTreeSet<(usize, usize)>,
}

impl Small {
    pub(crate) fn new(statuses: &[WpStatus], edges: &[(usize, usize)]) -> Self {
        Self { statuses: statuses.to_vec(), edges: edges.iter().copied().collect() }
    }

    /// Any graph of up to so many packets.
    pub(crate) fn any(most: usize) -> impl Strategy<Value = Self> {
        (1..=most).prop_flat_map(|packets| {
            let statuses = prop::collection::vec(prop::sample::select(WpStatus::ALL), packets);
            let edges = prop::collection::vec((0..packets, 0..packets), 0..packets * 3);
            (statuses, edges).prop_map(|(statuses, edges)| {
                let down = edges.into_iter().filter(|(a, b)| a != b).map(|(a, b)| (a.max(b), a.min(b)));
                Self { statuses, edges: down.collect() }
            })
        })
    }

    pub(crate) fn id(&self, number: usize) -> WpId {
        assert!(number < self.statuses.len());
        format!("WP-{number}").parse().unwrap()
    }

    pub(crate) fn ids(&self) -> Vec<WpId> {
        (0..self.statuses.len()).map(|number| self.id(number)).collect()
    }

    pub(crate) fn status(&self, id: &WpId) -> WpStatus {
        self.statuses[Self::number(id)]
    }

    pub(crate) fn has_cancelled(&self) -> bool {
        self.statuses.contains(&WpStatus::Cancelled)
    }

    fn number(id: &WpId) -> usize {
        id.as_str()["WP-".len()..].parse().unwrap()
    }

    fn next(&self, id: &WpId, direction: Direction) -> Vec<(WpId, WpStatus)> {
        let here = Self::number(id);
        let ends = self.edges.iter().filter_map(|(from, to)| match direction {
            Direction::Incoming => (*to == here).then_some(*from),
            Direction::Outgoing => (*from == here).then_some(*to),
        });
        let mut found: Vec<_> = ends.map(|other| (self.id(other), self.statuses[other])).collect();
        found.sort();
        found
    }
}

impl Graph for Small {
    fn dependency(&self, _: DependencyId) -> Result<Option<Dependency>, StoreError> {
        unreachable!("no walk asks for it")
    }

    fn edge(&self, _: &EdgeKey) -> Result<Option<Dependency>, StoreError> {
        unreachable!("no walk asks for it")
    }

    fn dependencies(&self, _: &WpId, _: Direction) -> Result<Vec<Dependency>, StoreError> {
        unreachable!("no walk asks for it")
    }

    fn neighbours(&self, id: &WpId, kind: DependencyType, to: Direction) -> Result<Vec<WpId>, StoreError> {
        let found = if kind == DependencyType::Blocks { self.next(id, to) } else { Vec::new() };
        Ok(found.into_iter().map(|(id, _)| id).collect())
    }

    fn edges(&self, _: Option<&EdgeKey>, _: u32) -> Result<Vec<EdgeKey>, StoreError> {
        unreachable!("no walk asks for it")
    }

    fn blockers(&self, id: &WpId) -> Result<Vec<(WpId, WpStatus)>, StoreError> {
        Ok(self.next(id, Direction::Incoming))
    }

    fn blocked_by(&self, id: &WpId) -> Result<Vec<(WpId, WpStatus)>, StoreError> {
        Ok(self.next(id, Direction::Outgoing))
    }
}
