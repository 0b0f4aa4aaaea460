//! Payloads of the packet events.

use crate::domain::canonical::Digest;
use crate::domain::{
    BronzeId, DependencyId, Gate, GateResult, GateStatus, Label, Lease, NoteId, Phase, Priority, Reference,
    RepoPath, Routing, Source, Timestamp, UserId, WorkPacket, WorkType, WpId, WpStatus,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// `work_packet_created`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkPacketCreated {
    /// The packet.
    pub wp_id: WpId,
    /// Its version: 1.
    pub version: u64,
    /// Its Bronze record.
    pub bronze_id: BronzeId,
    /// By which way it came in.
    pub source: Source,
    /// Its title, digested.
    pub title: Digest,
    /// Its description, digested.
    pub description: Digest,
    /// Where it starts.
    pub status: WpStatus,
    /// Its urgency.
    pub priority: Priority,
    /// Its kind.
    #[serde(rename = "type")]
    pub work_type: WorkType,
    /// Its phase.
    pub phase: Phase,
    /// Its routing.
    pub routing: Routing,
    /// Its labels.
    pub labels: BTreeSet<Label>,
    /// Who works on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<UserId>,
    /// Who brought it in.
    pub reporter: UserId,
    /// Where its file lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_packet_path: Option<RepoPath>,
    /// The routing session it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spec_session_id: Option<Reference>,
    /// When it is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// Whether it starts in a status that gates lead to.
    pub gate_bypassed: bool,
}

/// Before → after of one field; an absent side is an empty optional.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Shift_of_{T}")]
pub struct Shift<T> {
    /// What it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<T>,
    /// What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<T>,
}

impl<T: Clone + PartialEq> Shift<T> {
    /// The shift from one value to another, none if they are equal.
    pub fn between(from: Option<&T>, to: Option<&T>) -> Option<Self> {
        (from != to).then(|| Self { from: from.cloned(), to: to.cloned() })
    }
}

/// The fields of a packet that changed, each before → after.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WpChanges {
    /// Its title, digested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Shift<Digest>>,
    /// Its description, digested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Shift<Digest>>,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Shift<WpStatus>>,
    /// Its urgency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Shift<Priority>>,
    /// Its kind.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub work_type: Option<Shift<WorkType>>,
    /// Its phase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<Shift<Phase>>,
    /// Its routing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub routing: Option<Shift<Routing>>,
    /// Where its file lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_packet_path: Option<Shift<RepoPath>>,
    /// Who works on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<Shift<UserId>>,
    /// Until when a claim holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease: Option<Shift<Lease>>,
    /// Its labels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labels: Option<Shift<BTreeSet<Label>>>,
    /// When it is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Shift<Timestamp>>,
    /// Its metadata, digested as canonical JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Shift<Digest>>,
    /// The routing session it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spec_session_id: Option<Shift<Reference>>,
    /// The pre_work gate's result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pre_work: Option<Shift<GateResult>>,
    /// The post_work gate's result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post_work: Option<Shift<GateResult>>,
}

impl WpChanges {
    /// What differs between two records of a packet.
    #[must_use]
    pub fn between(before: &WorkPacket, after: &WorkPacket) -> Self {
        fn shift<T: Clone + PartialEq>(from: &T, to: &T) -> Option<Shift<T>> {
            Shift::between(Some(from), Some(to))
        }
        fn digests(from: &str, to: &str) -> Option<Shift<Digest>> {
            if from == to { None } else { shift(&Digest::of(from), &Digest::of(to)) }
        }
        let metadata = |wp: &WorkPacket| serde_json::Value::Object(wp.metadata.as_map().clone());
        let canonical = |wp| crate::domain::canonical::to_string(&metadata(wp));
        let (old, new) = (&before.governance, &after.governance);
        Self {
            title: digests(before.title.as_str(), after.title.as_str()),
            description: digests(before.description.as_str(), after.description.as_str()),
            status: shift(&before.status, &after.status),
            priority: shift(&before.priority, &after.priority),
            work_type: shift(&before.work_type, &after.work_type),
            phase: shift(&old.phase, &new.phase),
            routing: shift(&old.routing, &new.routing),
            task_packet_path: Shift::between(old.task_packet_path.as_ref(), new.task_packet_path.as_ref()),
            assignee: Shift::between(before.assignee.as_ref(), after.assignee.as_ref()),
            lease: Shift::between(before.lease.as_ref(), after.lease.as_ref()),
            labels: shift(&before.labels, &after.labels),
            due_at: Shift::between(before.due_at.as_ref(), after.due_at.as_ref()),
            metadata: if before.metadata == after.metadata {
                None
            } else {
                digests(&canonical(before), &canonical(after))
            },
            spec_session_id: Shift::between(old.spec_session_id.as_ref(), new.spec_session_id.as_ref()),
            pre_work: shift(&old.gates.pre_work.status, &new.gates.pre_work.status),
            post_work: shift(&old.gates.post_work.status, &new.gates.post_work.status),
        }
    }
}

/// A note that was written along with a packet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WrittenNote {
    /// The note.
    pub note_id: NoteId,
    /// Its Bronze record.
    pub bronze_id: BronzeId,
    /// What it says, digested.
    pub content: Digest,
}

/// `work_packet_updated`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkPacketUpdated {
    /// The packet.
    pub wp_id: WpId,
    /// Its version after the write.
    pub version: u64,
    /// Its Bronze record.
    pub bronze_id: BronzeId,
    /// By which way the change came in.
    pub source: Source,
    /// What changed.
    pub changes: Box<WpChanges>,
    /// Notes appended, in order.
    pub notes: Vec<WrittenNote>,
    /// The reason given, digested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Digest>,
    /// The routing session the packet came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spec_session_id: Option<Reference>,
    /// Whether a trusted board jumped a gate.
    pub gate_bypassed: bool,
}

/// `work_packet_gated`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkPacketGated {
    /// The packet.
    pub wp_id: WpId,
    /// Its version after the write.
    pub version: u64,
    /// Its Bronze record.
    pub bronze_id: BronzeId,
    /// By which way the judgement came in.
    pub source: Source,
    /// Which gate.
    pub gate: Gate,
    /// Its result, before and after.
    pub result: Shift<GateResult>,
    /// The packet's status, before and after.
    pub status: Shift<WpStatus>,
    /// Who judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validated_by: Option<UserId>,
    /// What was said about it, digested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<Digest>,
    /// Where the report lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validation_report_ref: Option<Reference>,
    /// The routing session the packet came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spec_session_id: Option<Reference>,
    /// Whether a trusted board jumped the state machine.
    pub gate_bypassed: bool,
}

impl WorkPacketGated {
    /// The judgement between two records of a packet.
    #[must_use]
    pub fn between(before: &WorkPacket, after: &WorkPacket, gate: Gate, source: Source) -> Self {
        let standing: &GateStatus = after.governance.gates.get(gate);
        Self {
            wp_id: after.wp_id.clone(),
            version: after.version,
            bronze_id: after.bronze_id,
            source,
            gate,
            result: Shift { from: Some(before.governance.gates.get(gate).status), to: Some(standing.status) },
            status: Shift { from: Some(before.status), to: Some(after.status) },
            validated_by: standing.validated_by.clone(),
            notes: standing.notes.as_ref().map(Digest::of),
            validation_report_ref: standing.validation_report_ref.clone(),
            spec_session_id: after.governance.spec_session_id.clone(),
            gate_bypassed: false,
        }
    }
}

/// `work_packet_completed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkPacketCompleted {
    /// The packet.
    pub wp_id: WpId,
    /// Its version after the write.
    pub version: u64,
    /// Its Bronze record.
    pub bronze_id: BronzeId,
    /// By which way it was closed.
    pub source: Source,
    /// When it was closed.
    pub closed_at: Timestamp,
    /// Notes appended, in order.
    pub notes: Vec<WrittenNote>,
    /// The reason given, digested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Digest>,
    /// The routing session the packet came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spec_session_id: Option<Reference>,
}

/// An edge that went with a deleted packet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemovedEdge {
    /// The edge.
    pub dependency_id: DependencyId,
    /// Its Bronze record.
    pub bronze_id: BronzeId,
}

/// `work_packet_deleted`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkPacketDeleted {
    /// The packet.
    pub wp_id: WpId,
    /// Its version after the write.
    pub version: u64,
    /// Its Bronze record.
    pub bronze_id: BronzeId,
    /// By which way it was deleted.
    pub source: Source,
    /// Where it stood.
    pub status: WpStatus,
    /// Its edges, gone in the same transaction.
    pub dependencies: Vec<RemovedEdge>,
    /// The reason given, digested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Digest>,
    /// The routing session the packet came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spec_session_id: Option<Reference>,
}
