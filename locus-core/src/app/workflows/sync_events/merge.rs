//! The state that all events together stand for, put in place of what stands.

use super::intake::Taken;
use crate::app::{Error, Unit};
use crate::domain::BronzeOperation;
use crate::ports::{Change, Row};
use crate::replay::{Dispute, EdgeReplay, replay_packet};

/// Works out anew what came in touches. Answers what could not stand.
pub(super) fn run(unit: &mut Unit<'_>, taken: &Taken) -> Result<Vec<Dispute>, Error> {
    let mut disputes = Vec::new();
    for wp_id in &taken.packets {
        if let Some((state, disputed)) = replay_packet(unit.reader(), wp_id)? {
            unit.txn_mut().put_packet_state(&state)?;
            disputes.extend(disputed);
        }
    }
    if taken.edges {
        disputes.extend(edges(unit, taken)?);
    }
    Ok(disputes)
}

/// Edges depend on one another through cycles, so that one that comes in may put another out of force.
fn edges(unit: &mut Unit<'_>, taken: &Taken) -> Result<Vec<Dispute>, Error> {
    let replay = EdgeReplay::of(unit.reader())?;
    let mut disputes = Vec::new();
    for inactive in replay.inactive() {
        let dispute = &inactive.dispute;
        let was_in_force = unit.txn().dependency(inactive.edge.dependency_id)?.is_some();
        if was_in_force || taken.is_new(dispute.replica_id, dispute.sequence) {
            disputes.push(dispute.clone());
        }
    }
    let mut added = Vec::new();
    for key in replay.seen() {
        let stands = unit.txn().edge(&key)?;
        // An edge never changes: with its id it is the same as ever.
        if stands.as_ref().map(|edge| edge.dependency_id) == replay.standing_id(&key) {
            continue;
        }
        if let Some(edge) = stands {
            let previous = edge.bronze_id;
            apply(unit, Row::DependencyRemoved { edge: Box::new(edge), previous }, BronzeOperation::Delete)?;
        }
        if replay.standing_id(&key).is_some() {
            added.push(key);
        }
    }
    replay.check_ends(unit.reader(), &added)?;
    unit.txn_mut().expect_edges(&added)?;
    for key in added {
        if let Some(edge) = replay.standing(unit.reader(), &key)? {
            apply(unit, Row::DependencyAdded(Box::new(edge)), BronzeOperation::Create)?;
        }
    }
    Ok(disputes)
}

/// Rows only: the records are those that came with the events.
fn apply(unit: &mut Unit<'_>, row: Row, operation: BronzeOperation) -> Result<(), Error> {
    Ok(unit.txn_mut().apply(&Change { row, operation })?)
}
