//! What an event says of the record it names must be what the record says: the chain of events then vouches for
//! texts that stand in no event.

use super::ReplayError;
use crate::domain::canonical::{self, Digest};
use crate::domain::{
    BronzeId, Dependency, EdgeKey, Escalation, Iteration, MicroTask, MtStatus, WorkNote, WorkPacket,
};
use crate::event::{
    DependencyAdded, Event, MtIterationCompleted, RegisteredMt, Shift, WorkPacketCompleted,
    WorkPacketCreated, WorkPacketDeleted, WorkPacketGated, WpChanges, WrittenNote,
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
        ("tombstone", wp.tombstone.is_none()),
    ];
    all_hold(event, said.bronze_id, &statements)
}

pub(super) fn deleted(
    event: &EventRecord,
    said: &WorkPacketDeleted,
    wp: &WorkPacket,
) -> Result<(), ReplayError> {
    let reason = wp.tombstone.as_ref().map(|tombstone| tombstone.reason.as_ref().map(Digest::of));
    all_hold(event, said.bronze_id, &[("reason", reason.as_ref() == Some(&said.reason))])
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
        ("escalation_levels", said.escalation_levels == definition.escalation_chain.levels().len() as u64),
        ("version", mt.version == 1),
        ("status", mt.status == MtStatus::Pending),
        ("current_iteration", mt.current_iteration == 0),
        ("escalation", mt.escalation == Escalation::default()),
    ];
    all_hold(event, said.bronze_id, &statements)
}

/// How far an event took a micro-task.
pub(super) fn moved(
    event: &EventRecord,
    said: &Event,
    bronze_id: BronzeId,
    mt: &MicroTask,
) -> Result<(), ReplayError> {
    let is = |status: &Shift<MtStatus>| ("status", status.to == Some(mt.status));
    let level = mt.escalation.current_level;
    let statements = match said {
        Event::MtStarted(said) => vec![
            is(&said.status),
            ("model_id", mt.model_id.as_ref() == Some(&said.model_id)),
            ("lora_id", mt.lora_id == said.lora_id),
            ("escalation_level", said.escalation_level.to == Some(level)),
        ],
        Event::MtIterationCompleted(said) => vec![is(&said.status)],
        Event::MtCompleted(said) => vec![is(&said.status)],
        Event::MtEscalated(said) => vec![("to_level", said.to_level == level)],
        Event::MtFailed(said) => vec![is(&said.status), ("escalation_level", said.escalation_level == level)],
        _ => Vec::new(),
    };
    all_hold(event, bronze_id, &statements)
}

pub(super) fn recorded(
    event: &EventRecord,
    said: &MtIterationCompleted,
    iteration: &Iteration,
) -> Result<(), ReplayError> {
    let statements = [
        ("model_id", said.model_id == iteration.model_id),
        ("lora_id", said.lora_id == iteration.lora_id),
        ("outcome", said.outcome == iteration.outcome),
        ("duration_ms", said.duration_ms == iteration.duration_ms),
        ("tokens_prompt", said.tokens_prompt == iteration.tokens_prompt),
        ("tokens_completion", said.tokens_completion == iteration.tokens_completion),
        ("claimed_complete", said.claimed_complete == iteration.claimed_complete),
        ("validation_passed", said.validation_passed == iteration.validation_passed),
        ("output_artifact_ref", said.output_artifact_ref == iteration.output_artifact_ref),
        ("validation_artifact_ref", said.validation_artifact_ref == iteration.validation_artifact_ref),
        ("error_summary", said.error_summary == iteration.error_summary.as_ref().map(Digest::of)),
        ("failure_category", said.failure_category == iteration.failure_category),
    ];
    all_hold(event, said.bronze_id, &statements)
}

/// The edge as it is stored: `related` has one direction only.
pub(super) fn linked(
    event: &EventRecord,
    said: &DependencyAdded,
    edge: &Dependency,
) -> Result<(), ReplayError> {
    let key = EdgeKey::new(said.from_wp_id.clone(), said.kind, said.to_wp_id.clone());
    let statements = [
        ("the edge", edge.key() == key),
        ("description", said.description == edge.description.as_ref().map(Digest::of)),
    ];
    all_hold(event, said.bronze_id, &statements)
}
