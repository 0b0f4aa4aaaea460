//! What answers show: rows with what is derived from them, in the words of the specification.

use crate::app::Error;
use crate::domain::{
    BronzeId, EscalationChain, GateStatus, Iteration, Lease, MicroTask, MtId, MtStatus, MtSummary, Reference,
    TaskBoardStatus, Timestamp, WorkNote, WorkPacket, WpId, WpStatus,
};
use crate::graph::BlockedReason;
use crate::ports::ReadTxn;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

/// A packet as answers show it: its row, its micro-tasks at a glance and, where the operation says so, its notes.
#[derive(Debug, Clone, PartialEq)]
pub struct PacketView {
    /// The row.
    pub wp: WorkPacket,
    /// Its micro-tasks at a glance.
    pub micro_tasks: MtSummary,
    /// Its notes, oldest first.
    pub notes: Option<Vec<WorkNote>>,
}

impl PacketView {
    /// The view of a row without its notes.
    ///
    /// # Errors
    /// If the store fails.
    pub fn brief(txn: &dyn ReadTxn, wp: WorkPacket) -> Result<Self, Error> {
        let micro_tasks = txn.mt_summary(&wp.wp_id)?;
        Ok(Self { wp, micro_tasks, notes: None })
    }

    /// The view of a row with its notes.
    ///
    /// # Errors
    /// If the store fails.
    pub fn full(txn: &dyn ReadTxn, wp: WorkPacket) -> Result<Self, Error> {
        let notes = Some(txn.notes(&wp.wp_id)?);
        Ok(Self { notes, ..Self::brief(txn, wp)? })
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct GatesWire<'a> {
    pre_work: &'a GateStatus,
    post_work: &'a GateStatus,
}

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct GovernanceWire<'a> {
    phase: crate::domain::Phase,
    routing: crate::domain::Routing,
    #[serde(skip_serializing_if = "Option::is_none")]
    spec_session_id: &'a Option<Reference>,
    gates: GatesWire<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    task_packet_path: &'a Option<crate::domain::RepoPath>,
    task_board_status: TaskBoardStatus,
}

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct SummaryWire<'a> {
    total: u64,
    completed: u64,
    failed: u64,
    in_progress: u64,
    mt_ids: &'a [MtId],
}

#[derive(Serialize, JsonSchema)]
struct PacketWire<'a> {
    wp_id: &'a WpId,
    version: u64,
    title: &'a crate::domain::Title,
    description: &'a crate::domain::Text,
    status: WpStatus,
    priority: crate::domain::Priority,
    governance: GovernanceWire<'a>,
    #[serde(rename = "type")]
    work_type: crate::domain::WorkType,
    labels: &'a std::collections::BTreeSet<crate::domain::Label>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assignee: &'a Option<crate::domain::UserId>,
    reporter: &'a crate::domain::UserId,
    #[serde(skip_serializing_if = "Option::is_none")]
    lease: &'a Option<Lease>,
    micro_tasks: SummaryWire<'a>,
    created_at: Timestamp,
    updated_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    started_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    completed_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: &'a Option<Vec<WorkNote>>,
    metadata: &'a crate::domain::Metadata,
    vector_clock: &'a crate::domain::VectorClock,
    #[serde(skip_serializing_if = "Option::is_none")]
    tombstone: &'a Option<crate::domain::Tombstone>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasons: Option<&'a [BlockedReason]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    open_blockers: Option<&'a [OpenBlocker]>,
}

impl<'a> PacketWire<'a> {
    fn of(view: &'a PacketView) -> Self {
        let wp = &view.wp;
        let governance = &wp.governance;
        let counts = &view.micro_tasks.counts;
        Self {
            wp_id: &wp.wp_id,
            version: wp.version,
            title: &wp.title,
            description: &wp.description,
            status: wp.status,
            priority: wp.priority,
            governance: GovernanceWire {
                phase: governance.phase,
                routing: governance.routing,
                spec_session_id: &governance.spec_session_id,
                gates: GatesWire {
                    pre_work: &governance.gates.pre_work,
                    post_work: &governance.gates.post_work,
                },
                task_packet_path: &governance.task_packet_path,
                task_board_status: wp.task_board_status(),
            },
            work_type: wp.work_type,
            labels: &wp.labels,
            assignee: &wp.assignee,
            reporter: &wp.reporter,
            lease: &wp.lease,
            micro_tasks: SummaryWire {
                total: counts.total,
                completed: counts.completed,
                failed: counts.failed,
                in_progress: counts.in_progress,
                mt_ids: &view.micro_tasks.mt_ids,
            },
            created_at: wp.created_at,
            updated_at: wp.updated_at,
            started_at: wp.started_at,
            completed_at: wp.completed_at,
            due_at: wp.due_at,
            closed_at: wp.closed_at,
            notes: &view.notes,
            metadata: &wp.metadata,
            vector_clock: &wp.vector_clock,
            tombstone: &wp.tombstone,
            reasons: None,
            open_blockers: None,
        }
    }
}

impl Serialize for PacketView {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        PacketWire::of(self).serialize(serializer)
    }
}

/// What a write of a packet answers.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct WpWritten {
    /// The packet after the write.
    pub wp: PacketView,
    /// Its newest Bronze record.
    pub bronze_id: BronzeId,
    /// Whether the board was written after the commit; set by whoever syncs it.
    pub task_board_updated: bool,
}

impl WpWritten {
    /// The answer for a view.
    #[must_use]
    pub const fn new(view: PacketView) -> Self {
        let bronze_id = view.wp.bronze_id;
        Self { wp: view, bronze_id, task_board_updated: false }
    }
}

/// A packet that holds another up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OpenBlocker {
    /// The packet.
    pub wp_id: WpId,
    /// Where it stands.
    pub status: WpStatus,
}

/// A held-up packet, with the reasons.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockedView {
    /// The packet, without notes.
    pub packet: PacketView,
    /// Why it is held up.
    pub reasons: Vec<BlockedReason>,
    /// The packets it waits for, by id.
    pub open_blockers: Vec<OpenBlocker>,
}

impl BlockedView {
    /// The view of a held-up packet.
    ///
    /// # Errors
    /// If the store fails.
    pub fn new(txn: &dyn ReadTxn, wp: WorkPacket) -> Result<Self, Error> {
        let mut blockers = txn.blockers(&wp.wp_id)?;
        blockers.retain(|(_, status)| BlockedReason::still_blocks(*status));
        let statuses: Vec<_> = blockers.iter().map(|(_, status)| *status).collect();
        let reasons = BlockedReason::of(wp.status, &statuses);
        let open_blockers =
            blockers.into_iter().map(|(wp_id, status)| OpenBlocker { wp_id, status }).collect();
        Ok(Self { packet: PacketView::brief(txn, wp)?, reasons, open_blockers })
    }
}

impl Serialize for BlockedView {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut wire = PacketWire::of(&self.packet);
        wire.reasons = Some(&self.reasons);
        wire.open_blockers = Some(&self.open_blockers);
        wire.serialize(serializer)
    }
}

/// A micro-task as answers show it.
#[derive(Debug, Clone, PartialEq)]
pub struct MicroTaskView {
    /// The row.
    pub mt: MicroTask,
    /// Its iterations, in the order they were recorded, where the operation lists them.
    pub iterations: Option<Vec<Iteration>>,
}

impl From<MicroTask> for MicroTaskView {
    fn from(mt: MicroTask) -> Self {
        Self { mt, iterations: None }
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct EscalationWire<'a> {
    current_level: u64,
    escalation_chain: &'a EscalationChain,
    escalations_count: u64,
    drop_backs_count: u64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct FilesWire<'a> {
    read: &'a [crate::domain::RepoPath],
    modify: &'a [crate::domain::RepoPath],
    create: &'a [crate::domain::RepoPath],
}

#[derive(Serialize, JsonSchema)]
struct MicroTaskWire<'a> {
    mt_id: &'a MtId,
    wp_id: &'a WpId,
    name: &'a crate::domain::Title,
    scope: &'a crate::domain::Scope,
    files: FilesWire<'a>,
    done_criteria: &'a [crate::domain::Text],
    status: MtStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    iterations: &'a Option<Vec<Iteration>>,
    current_iteration: u64,
    max_iterations: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    model_id: &'a Option<Reference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lora_id: &'a Option<Reference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    validation_result: &'a Option<crate::domain::ValidationResult>,
    escalation: EscalationWire<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    started_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    completed_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_ms: Option<u64>,
    depends_on: &'a [MtId],
    metadata: &'a crate::domain::Metadata,
}

impl Serialize for MicroTaskView {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (mt, definition) = (&self.mt, &self.mt.definition);
        let files = &definition.files;
        let wire = MicroTaskWire {
            mt_id: &definition.mt_id,
            wp_id: &mt.wp_id,
            name: &definition.name,
            scope: &definition.scope,
            files: FilesWire { read: files.read(), modify: files.modify(), create: files.create() },
            done_criteria: &definition.done_criteria,
            status: mt.status,
            iterations: &self.iterations,
            current_iteration: mt.current_iteration,
            max_iterations: definition.max_iterations.get(),
            model_id: &mt.model_id,
            lora_id: &mt.lora_id,
            validation_result: &mt.validation_result,
            escalation: EscalationWire {
                current_level: mt.escalation.current_level,
                escalation_chain: &definition.escalation_chain,
                escalations_count: mt.escalation.escalations_count,
                drop_backs_count: mt.escalation.drop_backs_count,
            },
            started_at: mt.started_at,
            completed_at: mt.completed_at,
            duration_ms: mt.duration_ms,
            depends_on: &definition.depends_on,
            metadata: &definition.metadata,
        };
        wire.serialize(serializer)
    }
}

/// The schema of a view is that of what it is written as.
macro_rules! written_as {
    ($($view:ty: $name:literal, $wire:ty;)+) => {$(
        impl JsonSchema for $view {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $name.into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                <$wire>::json_schema(generator)
            }
        }
    )+};
}

written_as! {
    PacketView: "WorkPacket", PacketWire<'_>;
    BlockedView: "BlockedWorkPacket", PacketWire<'_>;
    MicroTaskView: "MicroTask", MicroTaskWire<'_>;
}
