//! An order of everything at once, for graphs that have none yet.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

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

    proptest! {
        #[test]
        fn it_fits_every_edge_off_a_cycle(edges in prop::collection::vec((0..16_u8, 0..16_u8), 0..60)) {
            let order = topological_order(&edges);
            let place = |node| order.iter().position(|other| *other == node);
            let all: std::collections::BTreeSet<u8> = edges.iter().flat_map(|edge| [edge.0, edge.1]).collect();
            let mut needs: BTreeMap<u8, Vec<u8>> = BTreeMap::new();
            for (first, then) in &edges {
                needs.entry(*first).or_default().push(*then);
            }
            prop_assert_eq!(order.len() == all.len(), cycle_among(&needs).is_none());
            for (first, then) in &edges {
                if let Some(then) = place(*then) {
                    prop_assert!(place(*first).is_some_and(|first| first < then));
                }
            }
        }
    }
}
