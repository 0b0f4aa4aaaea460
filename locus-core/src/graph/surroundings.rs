//! What a query may ask of a packet that only its edges tell.

use super::{BlockedReason, Readiness};
use crate::domain::query::Surroundings;
use crate::domain::{DependencyType, WorkPacket, WpId, WpStatus};
use crate::ports::{Direction, Graph, StoreError};

/// The surroundings of an undeleted packet, from its edges alone.
///
/// # Errors
/// If the store fails.
pub fn surroundings(graph: &(impl Graph + ?Sized), wp: &WorkPacket) -> Result<Surroundings, StoreError> {
    let blocks = graph.neighbours(&wp.wp_id, DependencyType::Blocks, Direction::Outgoing)?;
    Ok(among(wp.status, graph.blockers(&wp.wp_id)?, blocks))
}

/// The surroundings of a packet at this status, between those that block it and those that it blocks.
pub(crate) fn among(status: WpStatus, blockers: Vec<(WpId, WpStatus)>, blocks: Vec<WpId>) -> Surroundings {
    let open = blockers.iter().filter(|(_, status)| BlockedReason::still_blocks(*status)).count();
    let readiness = Readiness::of(status, open as u64);
    Surroundings {
        ready: readiness == Readiness::Ready,
        blocked: readiness == Readiness::Blocked,
        blocks,
        blocked_by: blockers.into_iter().map(|(id, _)| id).collect(),
    }
}
