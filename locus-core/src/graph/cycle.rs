//! Cycles: found before an edge is added, and named packet by packet.

use crate::domain::{DependencyType, EdgeKey, Position, WpId};
use crate::graph::Adjacency;
use crate::ports::{Direction, StoreError};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

/// `blocks` and reversed `depends-on` form one graph of what comes first; every other directed type has a graph of
/// its own; `related` has none.
struct Order {
    first: WpId,
    then: WpId,
    kind: DependencyType,
}

impl Order {
    fn of(edge: &EdgeKey) -> Option<Self> {
        let (from, to) = (edge.from.clone(), edge.to.clone());
        match edge.kind {
            DependencyType::Related => None,
            DependencyType::DependsOn => Some(Self { first: to, then: from, kind: DependencyType::Blocks }),
            kind => Some(Self { first: from, then: to, kind }),
        }
    }

    fn neighbours<G: Adjacency + ?Sized>(
        &self,
        graph: &G,
        id: &WpId,
        direction: Direction,
    ) -> Result<Vec<WpId>, StoreError> {
        let mut found = graph.neighbours(id, self.kind, direction)?;
        if self.kind == DependencyType::Blocks {
            let reversed = match direction {
                Direction::Incoming => Direction::Outgoing,
                Direction::Outgoing => Direction::Incoming,
            };
            found.extend(graph.neighbours(id, DependencyType::DependsOn, reversed)?);
        }
        Ok(found)
    }
}

/// One side of the search: where it has been, from where it came there, and where that stands.
struct Side {
    direction: Direction,
    /// Where the other side began: what stands beyond it can't lead there.
    bound: Option<Position>,
    seen: HashMap<WpId, Visit>,
    frontier: VecDeque<WpId>,
}

struct Visit {
    from: Option<WpId>,
    position: Option<Position>,
}

impl Side {
    fn new(start: &WpId, direction: Direction, [own, bound]: [Option<Position>; 2]) -> Self {
        let visit = Visit { from: None, position: own };
        Self {
            direction,
            bound,
            seen: HashMap::from([(start.clone(), visit)]),
            frontier: VecDeque::from([start.clone()]),
        }
    }

    /// Takes one step; answers the packet where it met the other side.
    fn step<G: Adjacency + ?Sized>(
        &mut self,
        order: &Order,
        graph: &G,
        other: &Self,
    ) -> Result<Option<WpId>, StoreError> {
        let Some(id) = self.frontier.pop_front() else { return Ok(None) };
        for next in order.neighbours(graph, &id, self.direction)? {
            if self.seen.contains_key(&next) {
                continue;
            }
            let position = if self.bound.is_some() { graph.position(&next)? } else { None };
            if self.is_beyond(position.as_ref()) {
                continue;
            }
            self.seen.insert(next.clone(), Visit { from: Some(id.clone()), position });
            if other.seen.contains_key(&next) {
                return Ok(Some(next));
            }
            self.frontier.push_back(next);
        }
        Ok(None)
    }

    fn is_beyond(&self, position: Option<&Position>) -> bool {
        self.bound.as_ref().zip(position).is_some_and(|(bound, position)| match self.direction {
            Direction::Outgoing => position > bound,
            Direction::Incoming => position < bound,
        })
    }

    /// From a packet back to where the side started.
    fn trail(&self, from: &WpId) -> Vec<WpId> {
        let mut trail = vec![from.clone()];
        while let Some(previous) = trail.last().and_then(|id| self.seen.get(id)?.from.clone()) {
            trail.push(previous);
        }
        trail
    }

    /// All it has seen, in the order in which it stands.
    fn in_order(self) -> Vec<WpId> {
        let mut seen: Vec<_> = self.seen.into_iter().map(|(id, visit)| (visit.position, id)).collect();
        seen.sort_unstable();
        seen.into_iter().map(|(_, id)| id).collect()
    }
}

/// What an edge means for a graph that runs in no circle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fit {
    /// It goes with the order that is kept, or belongs to a graph that may run in circles.
    InOrder,
    /// It fits once these packets, the source among them, stand right before its target, in this order.
    Before(Vec<WpId>),
    /// It fits once these packets, the target among them, stand right behind its source, in this order.
    Behind(Vec<WpId>),
    /// It would close this cycle, told packet by packet with the first repeated at the end.
    Cycle(Vec<WpId>),
}

/// The cycle that this edge would close, packet by packet with the first repeated at the end; none if it closes none.
///
/// # Errors
/// If the graph can't be read.
pub fn cycle_closed_by<G: Adjacency + ?Sized>(
    graph: &G,
    edge: &EdgeKey,
) -> Result<Option<Vec<WpId>>, StoreError> {
    Ok(match fit(graph, edge)? {
        Fit::Cycle(cycle) => Some(cycle),
        Fit::InOrder | Fit::Before(_) | Fit::Behind(_) => None,
    })
}

/// Whether an edge closes a cycle, and what has to move in the order that the graph keeps if it closes none. An edge
/// that goes with that order is seen to at a glance. Else a search runs from both ends of the edge, always on the side
/// that has seen less, so that it ends soon after the smaller side is exhausted, and never beyond what stands between
/// the two; the smaller side is what moves.
///
/// # Errors
/// If the graph can't be read.
pub fn fit<G: Adjacency + ?Sized>(graph: &G, edge: &EdgeKey) -> Result<Fit, StoreError> {
    if edge.from == edge.to {
        return Ok(Fit::Cycle(vec![edge.from.clone(), edge.to.clone()]));
    }
    let Some(order) = Order::of(edge) else { return Ok(Fit::InOrder) };
    let (first, then) = if order.kind == DependencyType::Blocks {
        (graph.position(&order.first)?, graph.position(&order.then)?)
    } else {
        (None, None)
    };
    if first.as_ref().zip(then.as_ref()).is_some_and(|(first, then)| first < then) {
        return Ok(Fit::InOrder);
    }
    let mut forward = Side::new(&order.then, Direction::Outgoing, [then.clone(), first.clone()]);
    let mut backward = Side::new(&order.first, Direction::Incoming, [first, then]);
    loop {
        // By what a side has seen, not by how wide it is: a chain is never wide, however long.
        let met = if forward.seen.len() <= backward.seen.len() {
            forward.step(&order, graph, &backward)?
        } else {
            backward.step(&order, graph, &forward)?
        };
        if let Some(meeting) = met {
            let mut path = vec![order.first.clone()];
            path.extend(forward.trail(&meeting).into_iter().rev());
            path.extend(backward.trail(&meeting).into_iter().skip(1));
            return Ok(Fit::Cycle(path));
        }
        if forward.frontier.is_empty() {
            return Ok(Fit::Behind(forward.in_order()));
        }
        if backward.frontier.is_empty() {
            return Ok(Fit::Before(backward.in_order()));
        }
    }
}

/// A cycle in a small graph given as node → the nodes it needs; the first repeated at the end. The smallest node
/// that lies on one is named first, so that the answer is always the same.
#[must_use]
pub fn cycle_among<K: Ord + Clone>(needs: &BTreeMap<K, Vec<K>>) -> Option<Vec<K>> {
    let mut finished: BTreeSet<&K> = BTreeSet::new();
    for start in needs.keys() {
        // A stack of (node, next edge to look at) instead of recursion: chains may be long.
        let mut path: Vec<(&K, usize)> = vec![(start, 0)];
        let mut on_path: BTreeSet<&K> = BTreeSet::from([start]);
        while let Some((node, edge)) = path.last_mut() {
            let next = needs.get(*node).and_then(|list| list.get(*edge));
            *edge += 1;
            match next {
                Some(next) if finished.contains(next) => {}
                Some(next) if on_path.insert(next) => path.push((next, 0)),
                Some(next) => {
                    let cycle = path.iter().map(|(node, _)| *node).skip_while(|node| *node != next);
                    return Some(cycle.chain([next]).cloned().collect());
                }
                None => {
                    if let Some((node, _)) = path.pop() {
                        on_path.remove(node);
                        finished.insert(node);
                    }
                }
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs(edges: &[(u8, u8)]) -> BTreeMap<u8, Vec<u8>> {
        let mut map: BTreeMap<u8, Vec<u8>> = BTreeMap::new();
        for (from, to) in edges {
            map.entry(*from).or_default().push(*to);
        }
        map
    }

    #[test]
    fn a_cycle_is_named_from_its_start_to_its_start() {
        assert_eq!(cycle_among(&needs(&[(1, 2), (2, 3), (3, 2)])), Some(vec![2, 3, 2]));
        assert_eq!(cycle_among(&needs(&[(4, 4)])), Some(vec![4, 4]));
        assert_eq!(cycle_among(&needs(&[(1, 2), (1, 3), (2, 4), (3, 4)])), None);
    }

    /// `WP-1000` blocks `WP-999` blocks … `WP-0`; counts how often it is asked.
    struct Chain(std::cell::Cell<usize>);

    impl Adjacency for Chain {
        fn neighbours(
            &self,
            id: &WpId,
            kind: DependencyType,
            direction: Direction,
        ) -> Result<Vec<WpId>, StoreError> {
            self.0.set(self.0.get() + 1);
            let number: i32 = id.as_str()[3..].parse().unwrap();
            let next = if direction == Direction::Outgoing { number - 1 } else { number + 1 };
            let is_there = kind == DependencyType::Blocks && number <= 1000 && (0..=1000).contains(&next);
            Ok(is_there.then(|| format!("WP-{next}").parse().unwrap()).into_iter().collect())
        }
    }

    #[test]
    fn the_side_with_nothing_behind_it_ends_the_search_however_long_the_other_is() {
        let id = |number: u32| format!("WP-{number}").parse().unwrap();
        for (from, to) in [(1001, 1000), (0, 1001)] {
            let chain = Chain(std::cell::Cell::new(0));
            let edge = EdgeKey::new(id(from), DependencyType::Blocks, id(to));
            assert_eq!(cycle_closed_by(&chain, &edge), Ok(None));
            assert!(chain.0.get() <= 8, "{from} → {to}: asked {} times", chain.0.get());
        }
        let edge = EdgeKey::new(id(0), DependencyType::Blocks, id(1000));
        let cycle = cycle_closed_by(&Chain(std::cell::Cell::new(0)), &edge).unwrap().unwrap();
        assert_eq!((cycle.len(), &cycle[0], &cycle[1]), (1002, &id(0), &id(1000)));
    }

    #[test]
    fn a_long_chain_needs_no_deep_stack() {
        let chain: BTreeMap<u32, Vec<u32>> = (0..200_000).map(|n| (n, vec![n + 1])).collect();
        assert_eq!(cycle_among(&chain), None);
    }
}
