//! What holds a packet up, all the way to the roots, and what it holds up itself.

use crate::domain::{WpId, WpStatus};
use crate::graph::BlockedReason;
use crate::ports::{Graph, StoreError};
use serde::Serialize;
use std::collections::{BTreeSet, VecDeque};

/// A packet that is not done and stands, directly or not, before another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Blocker {
    /// The packet.
    pub wp_id: WpId,
    /// Where it stands.
    pub status: WpStatus,
    /// The packet it blocks on the shortest way.
    pub blocks: WpId,
    /// How many steps away it is, from 1.
    pub depth: u64,
}

/// All transitive blockers of a packet that are not done: nearest first, then by id. A done packet releases what
/// is behind it, so the search ends there.
///
/// # Errors
/// If the graph can't be read.
pub fn blocking_chain<G: Graph + ?Sized>(graph: &G, id: &WpId) -> Result<Vec<Blocker>, StoreError> {
    let mut chain: Vec<Blocker> = Vec::new();
    let mut seen = BTreeSet::from([id.clone()]);
    let mut queue = VecDeque::from([(id.clone(), 1)]);
    while let Some((blocked, depth)) = queue.pop_front() {
        for (wp_id, status) in graph.blockers(&blocked)? {
            if BlockedReason::still_blocks(status) && seen.insert(wp_id.clone()) {
                queue.push_back((wp_id.clone(), depth + 1));
                chain.push(Blocker { wp_id, status, blocks: blocked.clone(), depth });
            }
        }
    }
    Ok(chain)
}

/// What finishing a packet does for others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Impact {
    /// Packets that have no other open blocker.
    pub releases: Vec<WpId>,
    /// All packets that wait for it, directly or not.
    pub waiting: Vec<WpId>,
    /// Whether these are all; if not, looking further would have cost too much.
    pub complete: bool,
}

/// What this packet unblocks, each list by id, looking at `most` packets and edges, or those of one packet more. One that is
/// done or cancelled waits for nobody.
///
/// # Errors
/// If the graph can't be read.
pub fn impact<G: Graph + ?Sized>(graph: &G, id: &WpId, most: usize) -> Result<Impact, StoreError> {
    let mut waiting = BTreeSet::new();
    let mut queue = VecDeque::from([id.clone()]);
    let mut left = most;
    while left > 0
        && let Some(next) = queue.pop_front()
    {
        let targets = waits_for(graph, &next)?;
        left = left.saturating_sub(1 + targets.len());
        for target in targets {
            if target != *id && waiting.insert(target.clone()) {
                queue.push_back(target);
            }
        }
    }
    let (releases, all) = releases_within(graph, id, most)?;
    Ok(Impact { releases, waiting: waiting.into_iter().collect(), complete: all && queue.is_empty() })
}

/// The packets that wait for this one alone, by id.
///
/// # Errors
/// If the graph can't be read.
pub fn releases<G: Graph + ?Sized>(graph: &G, id: &WpId) -> Result<Vec<WpId>, StoreError> {
    Ok(releases_within(graph, id, usize::MAX)?.0)
}

/// Also whether these are all.
fn releases_within<G: Graph + ?Sized>(
    graph: &G,
    id: &WpId,
    mut left: usize,
) -> Result<(Vec<WpId>, bool), StoreError> {
    let mut releases = Vec::new();
    for target in waits_for(graph, id)? {
        if left == 0 {
            return Ok((releases, false));
        }
        let others = graph.blockers(&target)?;
        left = left.saturating_sub(1 + others.len());
        if others.iter().all(|(other, status)| other == id || !BlockedReason::still_blocks(*status)) {
            releases.push(target);
        }
    }
    Ok((releases, true))
}

/// The packets that wait for this one and for nobody between.
fn waits_for<G: Graph + ?Sized>(graph: &G, id: &WpId) -> Result<Vec<WpId>, StoreError> {
    let targets = graph.blocked_by(id)?.into_iter();
    Ok(targets.filter(|(_, status)| !status.is_closed()).map(|(target, _)| target).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::small::Small;
    use proptest::prelude::*;

    #[test]
    fn what_is_closed_waits_for_nobody() {
        use WpStatus::{Cancelled, Done, Ready, Stub};
        let graph = Small::new(
            &[Ready, Stub, Done, Cancelled, Ready, Ready],
            &[(5, 1), (1, 0), (5, 2), (2, 0), (5, 3), (5, 4), (1, 4)],
        );
        let found = impact(&graph, &graph.id(5), 100).unwrap();
        assert_eq!(found.releases, [graph.id(1)]);
        assert_eq!(found.waiting, [graph.id(0), graph.id(1), graph.id(4)]);
        assert!(found.complete);
        assert!(!impact(&graph, &graph.id(5), 2).unwrap().complete);
    }

    proptest! {
        #[test]
        fn who_waits_for_a_packet_has_it_in_its_blocking_chain(graph in Small::any(10)) {
            for id in graph.ids().into_iter().filter(|id| !graph.status(id).is_closed()) {
                for waiting in impact(&graph, &id, usize::MAX).unwrap().waiting {
                    let chain = blocking_chain(&graph, &waiting).unwrap();
                    prop_assert!(chain.iter().any(|blocker| blocker.wp_id == id), "{} for {}", waiting, id);
                }
            }
        }
    }
}
