//! Root causes: the packets at the far end of what holds one up, at which something can be done now.

use crate::domain::{WpId, WpStatus};
use crate::graph::BlockedReason;
use crate::ports::{Graph, StoreError};
use serde::Serialize;
use std::collections::{HashMap, VecDeque};

/// A packet that holds others up and waits for nobody itself, or was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RootCause {
    /// The packet.
    pub wp_id: WpId,
    /// Where it stands.
    pub status: WpStatus,
    /// The shortest way there: from the packet's own blocker to this one, both included.
    pub path: Vec<WpId>,
}

/// The root causes of one packet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RootCauses {
    /// Nearest first, then by id.
    pub roots: Vec<RootCause>,
    /// Whether these are all; if not, looking further would have cost too much.
    pub complete: bool,
}

/// What holds a packet up in the end. A cancelled blocker ends its chain: it is never done by itself, whatever happens
/// before it. `most` packets and edges are looked at, or those of one packet more. `blocks` edges close no cycle, so every
/// chain has an end.
///
/// # Errors
/// If the graph can't be read.
pub fn root_causes<G: Graph + ?Sized>(graph: &G, id: &WpId, most: usize) -> Result<RootCauses, StoreError> {
    let mut seen: HashMap<WpId, Option<WpId>> = HashMap::from([(id.clone(), None)]);
    let mut queue = VecDeque::from([(id.clone(), None)]);
    let mut causes = RootCauses { roots: Vec::new(), complete: true };
    let mut left = most;
    while left > 0
        && let Some((blocked, status)) = queue.pop_front()
    {
        let mut open = match status {
            Some(WpStatus::Cancelled) => Vec::new(),
            _ => graph.blockers(&blocked)?,
        };
        left = left.saturating_sub(1 + open.len());
        open.retain(|(_, status)| BlockedReason::still_blocks(*status));
        if let (Some(status), true) = (status, open.is_empty()) {
            let path = path(&seen, &blocked);
            causes.roots.push(RootCause { wp_id: blocked.clone(), status, path });
        }
        for (blocker, status) in open {
            if !seen.contains_key(&blocker) {
                seen.insert(blocker.clone(), Some(blocked.clone()));
                queue.push_back((blocker, Some(status)));
            }
        }
    }
    causes.complete = queue.is_empty();
    Ok(causes)
}

/// The way to a packet, without the one it starts at.
fn path(seen: &HashMap<WpId, Option<WpId>>, end: &WpId) -> Vec<WpId> {
    let towards = |id: &&WpId| seen.get(*id).and_then(Option::as_ref);
    let mut path: Vec<_> = std::iter::successors(Some(end), towards).cloned().collect();
    path.pop();
    path.reverse();
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::blocking_chain;
    use crate::graph::small::Small;
    use proptest::prelude::*;

    fn told(graph: &Small, most: usize) -> (Vec<String>, bool) {
        let causes = root_causes(graph, &graph.id(0), most).unwrap();
        let line = |root: &RootCause| {
            let path: Vec<_> = root.path.iter().map(WpId::as_str).collect();
            format!("{} {}: {}", root.wp_id, root.status, path.join(" "))
        };
        (causes.roots.iter().map(line).collect(), causes.complete)
    }

    #[test]
    fn chains_end_where_something_can_be_done() {
        use WpStatus::{Cancelled, Done, InProgress, Ready, Stub};
        let graph = Small::new(
            &[Ready, Stub, Ready, InProgress, Done, Stub, Cancelled],
            &[(1, 0), (2, 1), (4, 1), (3, 0), (5, 4), (6, 0), (5, 6)],
        );
        let (roots, complete) = told(&graph, 100);
        assert_eq!(
            roots,
            ["WP-3 in_progress: WP-3", "WP-6 cancelled: WP-6", "WP-2 ready: WP-1 WP-2"],
            "a done packet and a cancelled one end the search"
        );
        assert!(complete);
    }

    #[test]
    fn a_search_that_is_cut_off_says_so() {
        let graph = Small::new(&[WpStatus::Ready; 4], &[(1, 0), (2, 1), (3, 2)]);
        assert_eq!(told(&graph, 6), (Vec::new(), false));
        assert_eq!(told(&graph, 7), (vec!["WP-3 ready: WP-1 WP-2 WP-3".to_owned()], true));
    }

    proptest! {
        #[test]
        fn roots_are_the_ends_of_the_blocking_chain(graph in Small::any(12)) {
            let causes = root_causes(&graph, &graph.id(0), usize::MAX).unwrap();
            let chain = blocking_chain(&graph, &graph.id(0)).unwrap();
            prop_assert_eq!(causes.roots.is_empty(), chain.is_empty());
            for root in &causes.roots {
                prop_assert!(chain.iter().any(|blocker| blocker.wp_id == root.wp_id));
                prop_assert_eq!(root.path.last(), Some(&root.wp_id));
            }
            for blocker in &chain {
                if blocking_chain(&graph, &blocker.wp_id).unwrap().is_empty() {
                    let named = causes.roots.iter().any(|root| root.wp_id == blocker.wp_id);
                    // Behind a cancelled packet nothing is looked at.
                    prop_assert!(named || graph.has_cancelled());
                }
            }
        }
    }
}
