//! Many edges at once, in memory and kept in an order in which none of them leads back, so that most edges that come in
//! are seen at a glance to close no cycle. A search for each of half a million would take hours.

use crate::domain::{DependencyType, EdgeKey, WpId};
use crate::graph::{Adjacency, Place, is_new_order_worth_it, moves_for, topological_order};
use crate::ports::{Direction, StoreError};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::convert::Infallible;

/// A packet's number, in the order they first come up.
type Number = u32;

/// An edge in numbers: near end, type, far end.
pub(crate) type Key = (Number, DependencyType, Number);

/// Edges of which the directed ones run in no circle.
#[derive(Debug, Default)]
pub(crate) struct EdgeSet {
    numbers: HashMap<WpId, Number>,
    names: Vec<WpId>,
    outgoing: BTreeSet<Key>,
    incoming: BTreeSet<Key>,
    /// Where packets stand in each graph that runs in no circle, if not at their number.
    moved: HashMap<(DependencyType, Number), Place>,
}

impl EdgeSet {
    fn number(&mut self, id: &WpId) -> Number {
        if let Some(number) = self.numbers.get(id) {
            return *number;
        }
        let number = Number::try_from(self.names.len()).unwrap_or(Number::MAX);
        self.numbers.insert(id.clone(), number);
        self.names.push(id.clone());
        number
    }

    /// An edge in numbers.
    pub(crate) fn key(&mut self, edge: &EdgeKey) -> Key {
        (self.number(&edge.from), edge.kind, self.number(&edge.to))
    }

    /// An edge in numbers, if both its packets came up before.
    pub(crate) fn known(&self, edge: &EdgeKey) -> Option<Key> {
        Some((*self.numbers.get(&edge.from)?, edge.kind, *self.numbers.get(&edge.to)?))
    }

    /// An edge in words.
    pub(crate) fn edge(&self, (from, kind, to): Key) -> Option<EdgeKey> {
        Some(EdgeKey { from: self.name(from)?, to: self.name(to)?, kind })
    }

    fn name(&self, number: Number) -> Option<WpId> {
        self.names.get(number as usize).cloned()
    }

    /// A packet comes up: it stands behind all that did before, which is where most edges want it.
    pub(crate) fn note(&mut self, id: &WpId) {
        self.number(id);
    }

    /// Puts the packets in an order that fits edges that are about to come, besides those that are there, if many of them
    /// don't fit. Answers whether it did. Where they run in a circle, the order stays as it is, unless no edge is there yet.
    pub(crate) fn expect(&mut self, coming: &[Key]) -> bool {
        let misfits = coming.iter().filter(|key| !self.fits(**key)).count();
        if !is_new_order_worth_it(misfits, self.outgoing.len()) {
            return false;
        }
        let mut graphs: BTreeMap<DependencyType, Vec<(Number, Number)>> = BTreeMap::new();
        for (graph, first, then) in self.outgoing.iter().chain(coming).filter_map(|key| directed(*key)) {
            graphs.entry(graph).or_default().push((first, then));
        }
        for (graph, edges) in graphs {
            let order = topological_order(&edges);
            let ends: HashSet<_> = edges.into_iter().flat_map(|(first, then)| [first, then]).collect();
            if order.len() < ends.len() && !self.outgoing.is_empty() {
                continue;
            }
            let mut positions = order.clone();
            positions.sort_unstable();
            let moved = order.into_iter().zip(positions).filter(|(number, position)| number != position);
            self.moved.retain(|(other, _), _| *other != graph);
            self.moved.extend(moved.map(|(number, position)| ((graph, number), position.into())));
        }
        true
    }

    fn fits(&self, key: Key) -> bool {
        directed(key).is_none_or(|(graph, first, then)| self.at(graph, first).1 < self.at(graph, then).1)
    }

    /// Whether the edge is there.
    pub(crate) fn contains(&self, key: Key) -> bool {
        self.outgoing.contains(&key)
    }

    /// Adds an edge, unless it would close a cycle; answers whether it is there now.
    pub(crate) fn insert(&mut self, key: Key) -> bool {
        if self.contains(key) {
            return true;
        }
        if let Some((graph, first, then)) = directed(key) {
            let at = |number| self.at(graph, number);
            let next = |number: &Number, direction| -> Result<_, Infallible> {
                Ok(self.next_to(graph, *number, direction).into_iter().map(at).collect())
            };
            let Ok(moves) = moves_for(&at(first), &at(then), next);
            let Some(moves) = moves else { return false };
            self.moved.extend(moves.into_iter().map(|(number, position)| ((graph, number), position)));
        }
        self.outgoing.insert(key);
        self.incoming.insert((key.2, key.1, key.0));
        true
    }

    /// Takes an edge away. What was in order stays in order.
    pub(crate) fn remove(&mut self, key: Key) {
        self.outgoing.remove(&key);
        self.incoming.remove(&(key.2, key.1, key.0));
    }

    /// All edges of a packet.
    pub(crate) fn of_packet(&mut self, id: &WpId) -> Vec<Key> {
        let number = self.number(id);
        let range = (number, DependencyType::Blocks, Number::MIN)..;
        let own = |key: &&Key| key.0 == number;
        let outgoing = self.outgoing.range(range.clone()).take_while(own).copied();
        let incoming = self.incoming.range(range).take_while(own).map(|(to, kind, from)| (*from, *kind, *to));
        outgoing.chain(incoming).collect()
    }

    fn at(&self, graph: DependencyType, number: Number) -> (Number, Place) {
        (number, self.moved.get(&(graph, number)).copied().unwrap_or_else(|| number.into()))
    }

    fn neighbours_of(&self, kind: DependencyType, number: Number, direction: Direction) -> Vec<Number> {
        let edges = match direction {
            Direction::Outgoing => &self.outgoing,
            Direction::Incoming => &self.incoming,
        };
        let range = (number, kind, Number::MIN)..=(number, kind, Number::MAX);
        edges.range(range).map(|(_, _, other)| *other).collect()
    }

    /// What comes after or before a packet in one of the graphs that run in no circle.
    fn next_to(&self, graph: DependencyType, number: Number, direction: Direction) -> Vec<Number> {
        let mut found = self.neighbours_of(graph, number, direction);
        if graph == DependencyType::Blocks {
            let reversed = match direction {
                Direction::Incoming => Direction::Outgoing,
                Direction::Outgoing => Direction::Incoming,
            };
            found.extend(self.neighbours_of(DependencyType::DependsOn, number, reversed));
        }
        found
    }
}

impl Adjacency for EdgeSet {
    fn neighbours(
        &self,
        id: &WpId,
        kind: DependencyType,
        direction: Direction,
    ) -> Result<Vec<WpId>, StoreError> {
        let Some(number) = self.numbers.get(id) else { return Ok(Vec::new()) };
        let numbers = self.neighbours_of(kind, *number, direction).into_iter();
        let mut ids: Vec<_> = numbers.filter_map(|number| self.name(number)).collect();
        ids.sort_unstable();
        Ok(ids)
    }
}

/// The graph that an edge is part of, and which of its packets comes first there; none if it may go round.
const fn directed((from, kind, to): Key) -> Option<(DependencyType, Number, Number)> {
    match kind {
        DependencyType::Related => None,
        DependencyType::DependsOn => Some((DependencyType::Blocks, to, from)),
        kind => Some((kind, from, to)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::cycle_closed_by;
    use proptest::prelude::*;

    fn edge(from: u8, kind: usize, to: u8) -> EdgeKey {
        let kinds = [DependencyType::Blocks, DependencyType::DependsOn, DependencyType::ParentChild];
        let id = |number: u8| format!("WP-{number}").parse().unwrap();
        EdgeKey { from: id(from), to: id(to), kind: kinds[kind] }
    }

    proptest! {
        #[test]
        fn an_edge_is_let_in_exactly_if_it_closes_no_cycle(
            steps in prop::collection::vec((0..12_u8, 0..3_usize, 0..12_u8, 0..5_u8), 0..120),
            expected in 1..120_usize,
        ) {
            let mut set = EdgeSet::default();
            for together in steps.chunks(expected) {
                let ahead: Vec<_> =
                    together.iter().map(|(from, kind, to, _)| set.key(&edge(*from, *kind, *to))).collect();
                set.expect(&ahead);
                for (key, (from, kind, to, dice)) in ahead.into_iter().zip(together) {
                    if *dice == 0 {
                        set.remove(key);
                        continue;
                    }
                    let edge = edge(*from, *kind, *to);
                    let closes = !set.contains(key) && cycle_closed_by(&set, &edge).unwrap().is_some();
                    prop_assert_eq!(set.insert(key), !closes);
                    prop_assert_eq!(set.contains(key), !closes);
                }
            }
        }
    }

    #[test]
    fn what_was_expected_is_in_order_from_the_start() {
        let mut set = EdgeSet::default();
        (0..=3).for_each(|number| set.note(&edge(number, 0, 0).from));
        let keys: Vec<_> = [(3, 2), (2, 1), (3, 1), (1, 0)].map(|(a, b)| set.key(&edge(a, 0, b))).into();
        assert!(set.expect(&keys));
        let at = |number| set.at(DependencyType::Blocks, number).1;
        assert!(keys.iter().all(|(from, _, to)| at(*from) < at(*to)), "{:?}", set.moved);
        assert!(!set.expect(&keys), "they fit");
    }

    #[test]
    fn what_runs_in_a_circle_with_what_is_there_leaves_the_order_alone() {
        let mut set = EdgeSet::default();
        let there = [(2, 1), (1, 0)].map(|(a, b)| set.key(&edge(a, 0, b)));
        assert!(there.into_iter().all(|key| set.insert(key)));
        let before = set.moved.clone();
        let closing = set.key(&edge(0, 0, 2));
        set.expect(&[closing]);
        assert_eq!(set.moved, before);
        assert!(!set.insert(closing));
    }

    #[test]
    fn edges_that_may_go_round_do() {
        let mut set = EdgeSet::default();
        for (from, to) in [(1, 2), (2, 1)] {
            let key = set.key(&EdgeKey { kind: DependencyType::Related, ..edge(from, 0, to) });
            assert!(set.insert(key));
        }
        assert_eq!(set.of_packet(&edge(1, 0, 2).from).len(), 2);
    }
}
