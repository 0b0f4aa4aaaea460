//! The registers of a packet: what one event writes is taken over whole, what it doesn't write stays (locus.md §3,
//! sync_events). One register for the lifecycle, one for each other scalar; labels are a set.

use crate::domain::{Label, WorkPacket};
use crate::event::{Shift, WpChanges};
use std::collections::BTreeSet;

/// Status, gates and times belong together: they are one register.
pub(super) fn lifecycle(wp: &mut WorkPacket, written: &WorkPacket) {
    wp.status = written.status;
    wp.governance.gates = written.governance.gates.clone();
    wp.started_at = written.started_at;
    wp.completed_at = written.completed_at;
    wp.closed_at = written.closed_at;
}

/// A packet that came to be on two replicas: the later one writes each register, the earlier one was there first.
pub(super) fn created_again(wp: &mut WorkPacket, written: WorkPacket) {
    let labels = wp.labels.union(&written.labels).cloned().collect();
    let earlier = std::mem::replace(wp, written);
    wp.labels = labels;
    wp.created_at = earlier.created_at;
    wp.reporter = earlier.reporter;
    wp.version = earlier.version;
    wp.updated_at = earlier.updated_at;
    wp.vector_clock = earlier.vector_clock;
    wp.tombstone = earlier.tombstone;
}

/// What an update changed.
pub(super) fn updated(wp: &mut WorkPacket, changes: &WpChanges, written: &WorkPacket) {
    if changes.status.is_some() || changes.pre_work.is_some() || changes.post_work.is_some() {
        lifecycle(wp, written);
    }
    fn take<T: Clone, S>(register: &mut T, changed: &Option<Shift<S>>, written: &T) {
        if changed.is_some() {
            register.clone_from(written);
        }
    }
    take(&mut wp.title, &changes.title, &written.title);
    take(&mut wp.description, &changes.description, &written.description);
    take(&mut wp.priority, &changes.priority, &written.priority);
    take(&mut wp.work_type, &changes.work_type, &written.work_type);
    take(&mut wp.assignee, &changes.assignee, &written.assignee);
    take(&mut wp.lease, &changes.lease, &written.lease);
    take(&mut wp.due_at, &changes.due_at, &written.due_at);
    take(&mut wp.metadata, &changes.metadata, &written.metadata);
    let (old, new) = (&mut wp.governance, &written.governance);
    take(&mut old.phase, &changes.phase, &new.phase);
    take(&mut old.routing, &changes.routing, &new.routing);
    take(&mut old.task_packet_path, &changes.task_packet_path, &new.task_packet_path);
    take(&mut old.spec_session_id, &changes.spec_session_id, &new.spec_session_id);
    if let Some(shift) = &changes.labels {
        labels(&mut wp.labels, shift);
    }
}

fn labels(labels: &mut BTreeSet<Label>, shift: &Shift<BTreeSet<Label>>) {
    let none = BTreeSet::new();
    let (from, to) = (shift.from.as_ref().unwrap_or(&none), shift.to.as_ref().unwrap_or(&none));
    labels.retain(|label| to.contains(label) || !from.contains(label));
    labels.extend(to.difference(from).cloned());
}
