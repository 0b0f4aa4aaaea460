//! What holds a packet up, all the way to the roots, and what it holds up itself.

use crate::domain::{DependencyType, WpId, WpStatus};
use crate::graph::BlockedReason;
use crate::ports::{Direction, Graph, StoreError};
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
}

/// What this packet unblocks, each list by id.
///
/// # Errors
/// If the graph can't be read.
pub fn impact<G: Graph + ?Sized>(graph: &G, id: &WpId) -> Result<Impact, StoreError> {
    let mut waiting = BTreeSet::new();
    let mut queue = VecDeque::from([id.clone()]);
    while let Some(next) = queue.pop_front() {
        for target in graph.neighbours(&next, DependencyType::Blocks, Direction::Outgoing)? {
            if target != *id && waiting.insert(target.clone()) {
                queue.push_back(target);
            }
        }
    }
    let mut releases = Vec::new();
    for target in graph.neighbours(id, DependencyType::Blocks, Direction::Outgoing)? {
        let others = graph.blockers(&target)?;
        if others.iter().all(|(other, status)| other == id || !BlockedReason::still_blocks(*status)) {
            releases.push(target);
        }
    }
    Ok(Impact { releases, waiting: waiting.into_iter().collect() })
}
