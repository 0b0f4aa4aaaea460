//! The edges of the store as an import knows them, so that not each new one is a search through the store.

use crate::app::ops::{AddDependency, LinkWps};
use crate::app::{Caller, Error, Unit};
use crate::domain::{EdgeKey, VectorClock, WpId};
use crate::graph::EdgeSet;
use std::collections::HashSet;

/// Edges read at once.
const PAGE: u32 = 1000;

/// All edges of the store, from the first that is added on.
#[derive(Debug, Default)]
pub(super) struct Edges {
    set: EdgeSet,
    /// Packets that are there: no record deletes one.
    packets: HashSet<WpId>,
    /// Whether the set holds what the store does; before the first edge it holds packets only.
    is_known: bool,
    /// Whether the store had edges before: its order is then another one.
    had_edges: bool,
    /// What the store had seen when it was last right.
    as_of: VectorClock,
}

impl Edges {
    /// Edges are about to be added.
    pub(super) fn expect<'a>(
        &mut self,
        edges: impl Iterator<Item = &'a AddDependency> + Clone,
        unit: &mut Unit<'_>,
    ) -> Result<(), Error> {
        if edges.clone().next().is_none() {
            return Ok(());
        }
        if !self.is_known {
            self.read_all(unit)?;
        }
        let keys: Vec<_> = edges.clone().map(|edge| self.set.key(&edge.edge.key)).collect();
        if self.set.expect(&keys) || self.had_edges {
            let keys: Vec<_> = edges.map(|edge| edge.edge.key.clone()).collect();
            unit.txn_mut().expect_edges(&keys)?;
        }
        Ok(())
    }

    /// Adds an edge that was expected; answers whether it is new.
    pub(super) fn add(
        &mut self,
        edge: &AddDependency,
        unit: &mut Unit<'_>,
        caller: &Caller,
    ) -> Result<bool, Error> {
        let key = self.set.key(&edge.edge.key);
        let is_free =
            self.has_packets(&edge.edge.key, unit)? && !self.set.contains(key) && self.set.insert(key);
        // Whatever is in its way, the operation itself says best.
        let done = if is_free { unit.run(&LinkWps(edge), caller) } else { unit.run(edge, caller) };
        if done.is_err() && is_free {
            self.set.remove(key);
        }
        Ok(done?.changed)
    }

    fn has_packets(&mut self, edge: &EdgeKey, unit: &Unit<'_>) -> Result<bool, Error> {
        for id in [&edge.from, &edge.to] {
            if !self.packets.contains(id) {
                if !unit.txn().has_packet(id)? {
                    return Ok(false);
                }
                self.packets.insert(id.clone());
            }
        }
        Ok(true)
    }

    /// A unit begins: what was known is forgotten if others wrote in between.
    pub(super) fn begin(&mut self, unit: &Unit<'_>) -> Result<(), Error> {
        if unit.txn().chain_head()?.clock != self.as_of {
            *self = Self::default();
        }
        Ok(())
    }

    /// A unit ends.
    pub(super) fn end(&mut self, unit: &Unit<'_>) -> Result<(), Error> {
        self.as_of = unit.txn().chain_head()?.clock;
        Ok(())
    }

    /// A packet came in.
    pub(super) fn note(&mut self, id: &WpId) {
        self.set.note(id);
        self.packets.insert(id.clone());
    }

    fn read_all(&mut self, unit: &Unit<'_>) -> Result<(), Error> {
        let (mut keys, mut after) = (Vec::new(), None);
        loop {
            let page = unit.txn().edges(after.as_ref(), PAGE)?;
            keys.extend(page.iter().map(|edge| self.set.key(edge)));
            match page.into_iter().next_back() {
                Some(last) => after = Some(last),
                None => break,
            }
        }
        self.had_edges = !keys.is_empty();
        self.set.expect(&keys);
        for key in keys {
            self.set.insert(key);
        }
        self.is_known = true;
        Ok(())
    }
}
