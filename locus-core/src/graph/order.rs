//! An order of packets in which no edge leads back, kept as edges come in. An edge that fits it closes no cycle, which
//! is seen without a search; one against it moves only what stands between its ends and hangs on them
//! (Pearce and Kelly, 2006).

use crate::ports::Direction;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap, VecDeque};
use std::hash::Hash;

/// Where a node stands; the lower comes first.
pub(crate) type Place = u64;

/// What has to move so that an edge from `first` to `then` fits the order: the nodes with their new positions, which
/// are the old ones dealt out anew. Nothing if it fits already, `None` if it would close a cycle. `next` answers a
/// node's neighbours with their positions.
///
/// # Errors
/// Whatever `next` fails with.
pub(crate) fn moves_for<N: Clone + Eq + Hash, E>(
    first: &(N, Place),
    then: &(N, Place),
    next: impl Fn(&N, Direction) -> Result<Vec<(N, Place)>, E>,
) -> Result<Option<Vec<(N, Place)>>, E> {
    if first.1 < then.1 {
        return Ok(Some(Vec::new()));
    }
    let outgoing = |node: &N| next(node, Direction::Outgoing);
    let after = reach(then, outgoing, |position| position <= first.1)?;
    if after.iter().any(|(node, _)| *node == first.0) {
        return Ok(None);
    }
    let incoming = |node: &N| next(node, Direction::Incoming);
    let before = reach(first, incoming, |position| position >= then.1)?;
    let mut positions: Vec<Place> = before.iter().chain(&after).map(|(_, position)| *position).collect();
    positions.sort_unstable();
    let dealt = before.into_iter().chain(after).zip(positions);
    let moved = dealt.filter(|((_, old), new)| old != new);
    Ok(Some(moved.map(|((node, _), new)| (node, new)).collect()))
}

/// Everything that can be reached within the bounds, by position.
fn reach<N: Clone + Eq + Hash, E>(
    start: &(N, Place),
    next: impl Fn(&N) -> Result<Vec<(N, Place)>, E>,
    within: impl Fn(Place) -> bool,
) -> Result<Vec<(N, Place)>, E> {
    let mut seen = HashMap::from([start.clone()]);
    let mut frontier = VecDeque::from([start.0.clone()]);
    while let Some(node) = frontier.pop_front() {
        for (other, position) in next(&node)? {
            if within(position) && seen.insert(other.clone(), position).is_none() {
                frontier.push_back(other);
            }
        }
    }
    let mut found: Vec<_> = seen.into_iter().collect();
    found.sort_unstable_by_key(|(_, position)| *position);
    Ok(found)
}

/// Whether edges that are about to come are better served by a new order for all of them, which is a look at each edge,
/// than by moving what each of them asks for.
#[must_use]
pub const fn is_new_order_worth_it(misfits: usize, standing: usize) -> bool {
    misfits > 0 && misfits.saturating_mul(8) >= standing
}

/// The nodes of these edges in an order that fits them all, the smallest of those that may come next first. What lies
/// on a cycle or behind one is left out.
pub fn topological_order<N: Copy + Ord>(edges: &[(N, N)]) -> Vec<N> {
    let mut nodes: BTreeMap<N, (usize, Vec<N>)> = BTreeMap::new();
    for (first, then) in edges {
        nodes.entry(*first).or_default().1.push(*then);
        nodes.entry(*then).or_default().0 += 1;
    }
    let free = nodes.iter().filter(|(_, (before, _))| *before == 0);
    let mut free: BinaryHeap<Reverse<N>> = free.map(|(node, _)| Reverse(*node)).collect();
    let mut order = Vec::with_capacity(nodes.len());
    while let Some(Reverse(node)) = free.pop() {
        order.push(node);
        for then in nodes.get_mut(&node).map(|(_, next)| std::mem::take(next)).unwrap_or_default() {
            let Some((before, _)) = nodes.get_mut(&then) else { continue };
            *before -= 1;
            if *before == 0 {
                free.push(Reverse(then));
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::cycle_among;
    use proptest::prelude::*;
    use std::convert::Infallible;

    /// Edges that came in one by one, each node first where its number is.
    #[derive(Default)]
    struct Kept {
        edges: Vec<(u8, u8)>,
        moved: HashMap<u8, Place>,
    }

    impl Kept {
        fn at(&self, node: u8) -> (u8, Place) {
            (node, self.moved.get(&node).copied().unwrap_or_else(|| node.into()))
        }

        fn moves(&self, first: u8, then: u8) -> Option<Vec<(u8, Place)>> {
            let next = |node: &u8, direction| -> Result<_, Infallible> {
                let edges = self.edges.iter().filter_map(|(first, then)| match direction {
                    Direction::Outgoing => (first == node).then_some(*then),
                    Direction::Incoming => (then == node).then_some(*first),
                });
                Ok(edges.map(|other| self.at(other)).collect())
            };
            let Ok(moves) = moves_for(&self.at(first), &self.at(then), next);
            moves
        }
    }

    fn needs(edges: &[(u8, u8)]) -> BTreeMap<u8, Vec<u8>> {
        let mut map: BTreeMap<u8, Vec<u8>> = BTreeMap::new();
        for (first, then) in edges {
            map.entry(*first).or_default().push(*then);
        }
        map
    }

    proptest! {
        #[test]
        fn every_edge_that_was_taken_leads_forward_and_the_refused_close_a_cycle(
            asked in prop::collection::vec((0..24_u8, 0..24_u8), 0..120)
        ) {
            let mut kept = Kept::default();
            for edge in asked.into_iter().filter(|(first, then)| first != then) {
                let mut with = kept.edges.clone();
                with.push(edge);
                let moves = kept.moves(edge.0, edge.1);
                prop_assert_eq!(moves.is_none(), cycle_among(&needs(&with)).is_some());
                let Some(moves) = moves else { continue };
                kept.edges = with;
                kept.moved.extend(moves);
                for (first, then) in &kept.edges {
                    prop_assert!(kept.at(*first).1 < kept.at(*then).1);
                }
                let places: std::collections::BTreeSet<_> = (0..24).map(|node| kept.at(node).1).collect();
                prop_assert_eq!(places.len(), 24);
            }
        }

        #[test]
        fn an_order_made_at_once_fits_every_edge_off_a_cycle(
            edges in prop::collection::vec((0..16_u8, 0..16_u8), 0..60)
        ) {
            let order = topological_order(&edges);
            let place = |node| order.iter().position(|other| *other == node);
            let all: std::collections::BTreeSet<u8> = edges.iter().flat_map(|edge| [edge.0, edge.1]).collect();
            prop_assert_eq!(order.len() == all.len(), cycle_among(&needs(&edges)).is_none());
            for (first, then) in &edges {
                if let Some(then) = place(*then) {
                    prop_assert!(place(*first).is_some_and(|first| first < then));
                }
            }
        }
    }

    #[test]
    fn an_edge_that_fits_asks_for_nothing() {
        let asked = |_: &u8, _| -> Result<Vec<(u8, Place)>, &str> { Err("asked") };
        assert_eq!(moves_for(&(1, 1), &(2, 2), asked), Ok(Some(Vec::new())));
        assert_eq!(moves_for(&(2, 2), &(1, 1), asked), Err("asked"));
    }
}
