//! The state that all events together stand for, put in place of what stands.

use crate::app::{Error, Unit};
use crate::domain::{BronzeOperation, Dependency, WpId};
use crate::event::EventType;
use crate::ports::{Change, EventRecord, Row};
use crate::replay::{Dispute, EdgeReplay, replay_packet};
use std::collections::BTreeSet;

/// Works out anew what these events touch. Answers what could not stand.
pub(super) fn run(unit: &mut Unit<'_>, taken: &[EventRecord]) -> Result<Vec<Dispute>, Error> {
    let mut disputes = Vec::new();
    let touched: BTreeSet<&WpId> = taken
        .iter()
        .filter(|event| is_of_a_packet(event.event_type))
        .filter_map(|event| event.wp_id.as_ref())
        .collect();
    for wp_id in touched {
        if let Some((state, disputed)) = replay_packet(unit.reader(), wp_id)? {
            unit.txn_mut().put_packet_state(&state)?;
            disputes.extend(disputed);
        }
    }
    if taken.iter().any(|event| is_of_edges(event.event_type)) {
        disputes.extend(edges(unit, taken)?);
    }
    Ok(disputes)
}

fn is_of_a_packet(event_type: EventType) -> bool {
    ["FR-EVT-WP-", "FR-EVT-MT-"].iter().any(|family| event_type.code().starts_with(family))
}

const fn is_of_edges(event_type: EventType) -> bool {
    matches!(
        event_type,
        EventType::DependencyAdded | EventType::DependencyRemoved | EventType::WorkPacketDeleted
    )
}

/// Edges depend on one another through cycles, so that one that comes in may put another out of force.
fn edges(unit: &mut Unit<'_>, taken: &[EventRecord]) -> Result<Vec<Dispute>, Error> {
    let replay = EdgeReplay::of(unit.reader())?;
    let new: BTreeSet<_> = taken.iter().map(|event| (event.replica_id, event.sequence)).collect();
    let mut disputes = Vec::new();
    for inactive in replay.inactive() {
        let dispute = &inactive.dispute;
        let was_in_force = unit.txn().dependency(inactive.edge.dependency_id)?.is_some();
        if was_in_force || new.contains(&(dispute.replica_id, dispute.sequence)) {
            disputes.push(dispute.clone());
        }
    }
    let mut added = Vec::new();
    for key in replay.seen() {
        let (stands, shall) = (unit.txn().edge(key)?, replay.standing(key));
        if stands.as_ref() == shall {
            continue;
        }
        if let Some(edge) = stands {
            let previous = edge.bronze_id;
            apply(unit, Row::DependencyRemoved { edge: Box::new(edge), previous }, BronzeOperation::Delete)?;
        }
        added.extend(shall.cloned());
    }
    let add = |edge: Dependency| apply(unit, Row::DependencyAdded(Box::new(edge)), BronzeOperation::Create);
    added.into_iter().try_for_each(add)?;
    Ok(disputes)
}

/// Rows only: the records are those that came with the events.
fn apply(unit: &mut Unit<'_>, row: Row, operation: BronzeOperation) -> Result<(), Error> {
    Ok(unit.txn_mut().apply(&Change { row, operation })?)
}
