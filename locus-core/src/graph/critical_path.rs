//! The critical path: the longest chain of unfinished work.

use crate::domain::{WpId, WpStatus};
use crate::ports::{Graph, StoreError};
use std::collections::HashMap;

/// The longest chain of unfinished packets among `unfinished` and their blockers, first to be done first. A
/// cancelled packet will never be done and lies on no path. Of equally long chains the one whose end comes first
/// in `unfinished` is taken. Nothing if more than `most` packets would have to be looked at.
///
/// # Errors
/// If the graph can't be read.
pub fn critical_path<G: Graph + ?Sized>(
    graph: &G,
    unfinished: impl IntoIterator<Item = WpId>,
    most: usize,
) -> Result<Option<Vec<WpId>>, StoreError> {
    let mut lengths: HashMap<WpId, Longest> = HashMap::new();
    let mut left = most;
    let mut best: Option<(u64, WpId)> = None;
    for end in unfinished {
        let Some(length) = measure(graph, &end, &mut lengths, &mut left)? else { return Ok(None) };
        if best.as_ref().is_none_or(|(longest, _)| length > *longest) {
            best = Some((length, end));
        }
    }
    let mut path = Vec::new();
    let mut next = best.map(|(_, end)| end);
    while let Some(id) = next {
        next = lengths.get(&id).and_then(|longest| longest.previous.clone());
        path.push(id);
    }
    path.reverse();
    Ok(Some(path))
}

/// The longest chain that ends at a packet.
struct Longest {
    length: u64,
    previous: Option<WpId>,
}

/// Fills in the lengths of `end` and all that stands before it: a walk with its own stack, blockers first, of which `left`
/// may still be looked at.
fn measure<G: Graph + ?Sized>(
    graph: &G,
    end: &WpId,
    lengths: &mut HashMap<WpId, Longest>,
    left: &mut usize,
) -> Result<Option<u64>, StoreError> {
    let mut stack: Vec<(WpId, Option<Vec<WpId>>)> = vec![(end.clone(), None)];
    while let Some((id, blockers)) = stack.pop() {
        if lengths.contains_key(&id) {
            continue;
        }
        if let Some(blockers) = blockers {
            let longest = longest(blockers, lengths);
            lengths.insert(id, longest);
            continue;
        }
        let Some(fewer) = left.checked_sub(1) else { return Ok(None) };
        *left = fewer;
        let open = graph.blockers(&id)?.into_iter();
        let open = open.filter(|(_, status)| !matches!(status, WpStatus::Done | WpStatus::Cancelled));
        let open: Vec<WpId> = open.map(|(blocker, _)| blocker).collect();
        stack.push((id, Some(open.clone())));
        stack.extend(open.into_iter().map(|blocker| (blocker, None)));
    }
    Ok(Some(lengths.get(end).map_or(0, |longest| longest.length)))
}

/// The longest chain behind blockers whose lengths are known.
fn longest(blockers: Vec<WpId>, lengths: &HashMap<WpId, Longest>) -> Longest {
    let mut longest = Longest { length: 1, previous: None };
    for blocker in blockers {
        let length = lengths.get(&blocker).map_or(0, |known| known.length) + 1;
        if length > longest.length {
            longest = Longest { length, previous: Some(blocker) };
        }
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::small::Small;
    use proptest::prelude::*;

    fn unfinished(graph: &Small) -> Vec<WpId> {
        graph.ids().into_iter().filter(|id| !graph.status(id).is_closed()).collect()
    }

    #[test]
    fn the_longest_chain_of_what_is_open_is_found() {
        use WpStatus::{Cancelled, Done, Ready, Stub};
        let graph = Small::new(
            &[Stub, Ready, Ready, Done, Stub, Ready, Cancelled],
            &[(1, 0), (2, 1), (3, 2), (5, 4), (6, 5)],
        );
        let path = critical_path(&graph, unfinished(&graph), 100).unwrap().unwrap();
        assert_eq!(path, [graph.id(2), graph.id(1), graph.id(0)]);
    }

    #[test]
    fn where_it_would_cost_too_much_there_is_no_answer() {
        let graph = Small::new(&[WpStatus::Ready; 5], &[(1, 0), (2, 1), (3, 2), (4, 3)]);
        assert_eq!(critical_path(&graph, [graph.id(0)], 4), Ok(None));
        assert_eq!(critical_path(&graph, [graph.id(0)], 5).unwrap().map(|path| path.len()), Some(5));
        assert_eq!(critical_path(&graph, [], 0), Ok(Some(Vec::new())));
    }

    proptest! {
        #[test]
        fn no_step_leads_to_a_longer_path(graph in Small::any(9)) {
            let ids = unfinished(&graph);
            let path = critical_path(&graph, ids.clone(), usize::MAX).unwrap().unwrap();
            for pair in path.windows(2) {
                prop_assert!(graph.blockers(&pair[1]).unwrap().iter().any(|(blocker, _)| *blocker == pair[0]));
            }
            prop_assert_eq!(path.len(), ids.iter().map(|id| longest_to(&graph, id)).max().unwrap_or(0));
        }
    }

    /// The length by its definition, without memory.
    fn longest_to(graph: &Small, id: &WpId) -> usize {
        let open = graph.blockers(id).unwrap().into_iter().filter(|(_, status)| !status.is_closed());
        1 + open.map(|(blocker, _)| longest_to(graph, &blocker)).max().unwrap_or(0)
    }
}
