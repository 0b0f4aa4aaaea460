//! What an event says of the record it names must be what the record says: the chain of events then vouches for
//! texts that stand in no event.

use super::ReplayError;
use crate::domain::canonical::{self, Digest};
use crate::domain::{BronzeId, MicroTask, WorkNote, WorkPacket};
use crate::event::{
    RegisteredMt, Shift, WorkPacketCompleted, WorkPacketCreated, WorkPacketGated, WpChanges, WrittenNote,
};
use crate::ports::EventRecord;

/// The first statement that doesn't hold is the disagreement.
fn all_hold(
    event: &EventRecord,
    bronze_id: BronzeId,
    statements: &[(&str, bool)],
) -> Result<(), ReplayError> {
    match statements.iter().find(|(_, holds)| !holds) {
        Some((what, _)) => Err(ReplayError::disagreement(event, bronze_id, *what)),
        None => Ok(()),
    }
}

fn digest_of_metadata(wp: &WorkPacket) -> Digest {
    Digest::of(canonical::to_string(&serde_json::Value::Object(wp.metadata.as_map().clone())))
}

pub(super) fn created(
    event: &EventRecord,
    said: &WorkPacketCreated,
    wp: &WorkPacket,
) -> Result<(), ReplayError> {
    let governance = &wp.governance;
    let statements = [
        ("version", said.version == wp.version),
        ("title", said.title == Digest::of(wp.title.as_str())),
        ("description", said.description == Digest::of(wp.description.as_str())),
        ("status", said.status == wp.status),
        ("priority", said.priority == wp.priority),
        ("type", said.work_type == wp.work_type),
        ("phase", said.phase == governance.phase),
        ("routing", said.routing == governance.routing),
        ("labels", said.labels == wp.labels),
        ("assignee", said.assignee == wp.assignee),
        ("reporter", said.reporter == wp.reporter),
        ("task_packet_path", said.task_packet_path == governance.task_packet_path),
        ("spec_session_id", said.spec_session_id == governance.spec_session_id),
        ("due_at", said.due_at == wp.due_at),
    ];
    all_hold(event, said.bronze_id, &statements)
}

pub(super) fn changed(
    event: &EventRecord,
    bronze_id: BronzeId,
    said: &WpChanges,
    wp: &WorkPacket,
) -> Result<(), ReplayError> {
    fn is<T: PartialEq>(shift: &Option<Shift<T>>, now: impl FnOnce() -> Option<T>) -> bool {
        shift.as_ref().is_none_or(|shift| shift.to == now())
    }
    let governance = &wp.governance;
    let statements = [
        ("title", is(&said.title, || Some(Digest::of(wp.title.as_str())))),
        ("description", is(&said.description, || Some(Digest::of(wp.description.as_str())))),
        ("status", is(&said.status, || Some(wp.status))),
        ("priority", is(&said.priority, || Some(wp.priority))),
        ("type", is(&said.work_type, || Some(wp.work_type))),
        ("phase", is(&said.phase, || Some(governance.phase))),
        ("routing", is(&said.routing, || Some(governance.routing))),
        ("task_packet_path", is(&said.task_packet_path, || governance.task_packet_path.clone())),
        ("assignee", is(&said.assignee, || wp.assignee.clone())),
        ("lease", is(&said.lease, || wp.lease.clone())),
        ("labels", is(&said.labels, || Some(wp.labels.clone()))),
        ("due_at", is(&said.due_at, || wp.due_at)),
        ("metadata", is(&said.metadata, || Some(digest_of_metadata(wp)))),
        ("spec_session_id", is(&said.spec_session_id, || governance.spec_session_id.clone())),
        ("pre_work", is(&said.pre_work, || Some(governance.gates.pre_work.status))),
        ("post_work", is(&said.post_work, || Some(governance.gates.post_work.status))),
    ];
    all_hold(event, bronze_id, &statements)
}

pub(super) fn gated(event: &EventRecord, said: &WorkPacketGated, wp: &WorkPacket) -> Result<(), ReplayError> {
    let gate = wp.governance.gates.get(said.gate);
    let statements = [
        ("result", said.result.to == Some(gate.status)),
        ("status", said.status.to == Some(wp.status)),
        ("validated_by", said.validated_by == gate.validated_by),
        ("notes", said.notes == gate.notes.as_ref().map(Digest::of)),
        ("validation_report_ref", said.validation_report_ref == gate.validation_report_ref),
    ];
    all_hold(event, said.bronze_id, &statements)
}

pub(super) fn completed(
    event: &EventRecord,
    said: &WorkPacketCompleted,
    wp: &WorkPacket,
) -> Result<(), ReplayError> {
    all_hold(event, said.bronze_id, &[("closed_at", wp.closed_at == Some(said.closed_at))])
}

pub(super) fn noted(event: &EventRecord, said: &WrittenNote, note: &WorkNote) -> Result<(), ReplayError> {
    let statements = [
        ("wp_id", event.wp_id.as_ref() == Some(&note.wp_id)),
        ("content", said.content == Digest::of(&note.content)),
    ];
    all_hold(event, said.bronze_id, &statements)
}

pub(super) fn registered(
    event: &EventRecord,
    said: &RegisteredMt,
    mt: &MicroTask,
) -> Result<(), ReplayError> {
    let definition = &mt.definition;
    let criteria: Vec<_> = definition.done_criteria.iter().map(Digest::of).collect();
    let statements = [
        ("name", said.name == Digest::of(definition.name.as_str())),
        ("scope", said.scope == Digest::of(definition.scope.as_str())),
        ("done_criteria", said.done_criteria == criteria),
        ("depends_on", said.depends_on == definition.depends_on),
        ("max_iterations", said.max_iterations == definition.max_iterations),
    ];
    all_hold(event, said.bronze_id, &statements)
}
