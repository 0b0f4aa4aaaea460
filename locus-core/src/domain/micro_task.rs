//! A Micro-Task: a piece of a packet small enough for one model (locus.md §1, `TrackedMicroTask`).

use super::strict_json::Object;
use super::{
    BronzeId, Escalation, EscalationChain, InvalidValue, MaxIterations, Metadata, MtId, MtStatus, Reference,
    RepoPath, Scope, Text, Timestamp, Title, WpId,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The files a micro-task may touch: at most 10 to read, 5 to modify, 3 to create.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Object<RawFiles>")]
pub struct MtFiles {
    read: Vec<RepoPath>,
    modify: Vec<RepoPath>,
    create: Vec<RepoPath>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RawFiles {
    #[serde(default)]
    #[schemars(length(max = MtFiles::MOST_READ))]
    read: Vec<RepoPath>,
    #[serde(default)]
    #[schemars(length(max = MtFiles::MOST_MODIFIED))]
    modify: Vec<RepoPath>,
    #[serde(default)]
    #[schemars(length(max = MtFiles::MOST_CREATED))]
    create: Vec<RepoPath>,
}

impl TryFrom<Object<RawFiles>> for MtFiles {
    type Error = InvalidValue;
    fn try_from(Object(raw): Object<RawFiles>) -> Result<Self, Self::Error> {
        Self::new(raw.read, raw.modify, raw.create)
    }
}

impl MtFiles {
    const MOST_READ: usize = 10;
    const MOST_MODIFIED: usize = 5;
    const MOST_CREATED: usize = 3;

    /// The files to read, modify and create.
    ///
    /// # Errors
    /// If there are more than 10, 5 or 3 of them.
    pub fn new(
        read: Vec<RepoPath>,
        modify: Vec<RepoPath>,
        create: Vec<RepoPath>,
    ) -> Result<Self, InvalidValue> {
        for (name, count, limit) in [
            ("read", read.len(), Self::MOST_READ),
            ("modify", modify.len(), Self::MOST_MODIFIED),
            ("create", create.len(), Self::MOST_CREATED),
        ] {
            if count > limit {
                return Err(InvalidValue::new(format!(
                    "{count} files to {name}; at most {limit} are allowed"
                )));
            }
        }
        Ok(Self { read, modify, create })
    }

    /// Files it may read.
    #[must_use]
    pub fn read(&self) -> &[RepoPath] {
        &self.read
    }

    /// Files it may change.
    #[must_use]
    pub fn modify(&self) -> &[RepoPath] {
        &self.modify
    }

    /// Files it may create.
    #[must_use]
    pub fn create(&self) -> &[RepoPath] {
        &self.create
    }
}

/// What a micro-task is, as it was registered; it never changes afterwards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MtDefinition {
    /// Its id within the packet.
    pub mt_id: MtId,
    /// What it is called.
    pub name: Title,
    /// What belongs to it.
    pub scope: Scope,
    /// What it may touch.
    pub files: MtFiles,
    /// When it counts as done: at most 8 sentences.
    pub done_criteria: Vec<Text>,
    /// Micro-tasks of the same packet that come first; a sorted set.
    pub depends_on: Vec<MtId>,
    /// How many iterations one level may take.
    pub max_iterations: MaxIterations,
    /// Which model works at which level.
    pub escalation_chain: EscalationChain,
    /// What others keep with it.
    pub metadata: Metadata,
}

/// What a validation of a micro-task found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ValidationResult {
    /// Whether it passed.
    pub passed: bool,
    /// What keeps it from passing.
    #[serde(default)]
    pub blocking_failures: Vec<Text>,
    /// What does not.
    #[serde(default)]
    pub warnings: Vec<Text>,
    /// Where the evidence lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence_ref: Option<Reference>,
}

/// A micro-task as it stands. Its iterations are records of their own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MicroTask {
    /// The packet it belongs to.
    pub wp_id: WpId,
    /// What it is.
    pub definition: MtDefinition,
    /// 1 when registered, one more with each write.
    pub version: u64,
    /// Where it stands.
    pub status: MtStatus,
    /// The newest iteration's number at the current level, 0 before the first.
    pub current_iteration: u64,
    /// The model it was last started with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model_id: Option<Reference>,
    /// The adapter it was last started with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lora_id: Option<Reference>,
    /// How far it has climbed.
    pub escalation: Escalation,
    /// What the validation said at its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validation_result: Option<ValidationResult>,
    /// When it was first started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    /// When it became final.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<Timestamp>,
    /// From the first start to the end, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
    /// Its newest Bronze record.
    #[serde(skip, default = "super::bronze::unset_bronze_id")]
    pub bronze_id: BronzeId,
}

impl MicroTask {
    /// Its id within the packet.
    #[must_use]
    pub const fn mt_id(&self) -> &MtId {
        &self.definition.mt_id
    }

    /// Ends it: status, time and duration.
    pub fn finish(&mut self, status: MtStatus, now: Timestamp) {
        self.status = status;
        self.completed_at = Some(now);
        self.duration_ms = self.started_at.map(|started| now.since(started));
    }
}

/// How many micro-tasks of a packet stand where; the fields don't add up to `total`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MtCounts {
    /// All of them.
    pub total: u64,
    /// Not started.
    pub pending: u64,
    /// Being worked on.
    pub in_progress: u64,
    /// Finished.
    pub completed: u64,
    /// Given up.
    pub failed: u64,
    /// Held up.
    pub blocked: u64,
    /// Left out.
    pub skipped: u64,
}

impl MtCounts {
    /// Counts one more with this status.
    pub fn add(&mut self, status: MtStatus) {
        self.total += 1;
        *match status {
            MtStatus::Pending => &mut self.pending,
            MtStatus::InProgress => &mut self.in_progress,
            MtStatus::Completed => &mut self.completed,
            MtStatus::Failed => &mut self.failed,
            MtStatus::Blocked => &mut self.blocked,
            MtStatus::Skipped => &mut self.skipped,
        } += 1;
    }

    /// Those that are not final.
    #[must_use]
    pub const fn open(&self) -> u64 {
        self.pending + self.in_progress + self.blocked
    }
}

/// The micro-tasks of a packet at a glance; derived from their rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MtSummary {
    /// How many stand where.
    pub counts: MtCounts,
    /// Their ids, in order.
    pub mt_ids: Vec<MtId>,
}

impl<'a> FromIterator<&'a MicroTask> for MtSummary {
    fn from_iter<I: IntoIterator<Item = &'a MicroTask>>(micro_tasks: I) -> Self {
        let mut summary = Self::default();
        for mt in micro_tasks {
            summary.counts.add(mt.status);
            summary.mt_ids.push(mt.mt_id().clone());
        }
        summary
    }
}
