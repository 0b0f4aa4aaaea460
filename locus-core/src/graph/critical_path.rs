//! The critical path: the longest chain of unfinished work.

use crate::domain::{WpId, WpStatus};
use crate::ports::{Graph, StoreError};
use std::collections::HashMap;

/// The longest chain of unfinished packets among `unfinished` and their blockers, first to be done first. A
/// cancelled packet will never be done and lies on no path. Of equally long chains the one whose end comes first
/// in `unfinished` is taken.
///
/// # Errors
/// If the graph can't be read.
pub fn critical_path<G: Graph + ?Sized>(
    graph: &G,
    unfinished: impl IntoIterator<Item = WpId>,
) -> Result<Vec<WpId>, StoreError> {
    let mut lengths: HashMap<WpId, Longest> = HashMap::new();
    let mut best: Option<(u64, WpId)> = None;
    for end in unfinished {
        let length = measure(graph, &end, &mut lengths)?;
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
    Ok(path)
}

/// The longest chain that ends at a packet.
struct Longest {
    length: u64,
    previous: Option<WpId>,
}

/// Fills in the lengths of `end` and all that stands before it: a walk with its own stack, blockers first.
fn measure<G: Graph + ?Sized>(
    graph: &G,
    end: &WpId,
    lengths: &mut HashMap<WpId, Longest>,
) -> Result<u64, StoreError> {
    let mut stack = vec![(end.clone(), false)];
    while let Some((id, blockers_known)) = stack.pop() {
        if lengths.contains_key(&id) {
            continue;
        }
        let mut blockers = graph.blockers(&id)?;
        blockers.retain(|(_, status)| !matches!(status, WpStatus::Done | WpStatus::Cancelled));
        if blockers_known {
            let mut longest = Longest { length: 1, previous: None };
            for (blocker, _) in blockers {
                let length = lengths.get(&blocker).map_or(0, |known| known.length) + 1;
                if length > longest.length {
                    longest = Longest { length, previous: Some(blocker) };
                }
            }
            lengths.insert(id, longest);
        } else {
            stack.push((id, true));
            stack.extend(blockers.into_iter().map(|(blocker, _)| (blocker, false)));
        }
    }
    Ok(lengths.get(end).map_or(0, |longest| longest.length))
}
