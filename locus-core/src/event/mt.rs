//! Payloads of the micro-task events.

use super::Shift;
use crate::domain::canonical::Digest;
use crate::domain::{
    BronzeId, FailureCategory, IterationOutcome, MaxIterations, MtId, MtResult, MtStatus, Reference, Source,
    WpId,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One micro-task of a registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisteredMt {
    /// The micro-task.
    pub mt_id: MtId,
    /// Its Bronze record.
    pub bronze_id: BronzeId,
    /// Its name, digested.
    pub name: Digest,
    /// Its scope, digested.
    pub scope: Digest,
    /// Its criteria, digested one by one.
    pub done_criteria: Vec<Digest>,
    /// What comes first.
    pub depends_on: Vec<MtId>,
    /// How many iterations a level may take.
    pub max_iterations: MaxIterations,
    /// How many levels its chain has.
    pub escalation_levels: u64,
}

/// `micro_tasks_registered`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MicroTasksRegistered {
    /// The packet.
    pub wp_id: WpId,
    /// By which way they came in.
    pub source: Source,
    /// The new micro-tasks, in the order given.
    pub micro_tasks: Vec<RegisteredMt>,
}

/// `mt_started`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MtStarted {
    /// The packet.
    pub wp_id: WpId,
    /// The micro-task.
    pub mt_id: MtId,
    /// Its Bronze record.
    pub bronze_id: BronzeId,
    /// By which way it was started.
    pub source: Source,
    /// Its status, before and after.
    pub status: Shift<MtStatus>,
    /// The model.
    pub model_id: Reference,
    /// The adapter on top of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lora_id: Option<Reference>,
    /// The level, before and after.
    pub escalation_level: Shift<u64>,
}

/// `mt_iteration_completed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MtIterationCompleted {
    /// The packet.
    pub wp_id: WpId,
    /// The micro-task.
    pub mt_id: MtId,
    /// The iteration's Bronze record.
    pub bronze_id: BronzeId,
    /// The micro-task's Bronze record.
    pub mt_bronze_id: BronzeId,
    /// By which way it was recorded.
    pub source: Source,
    /// Its number at its level.
    pub iteration: u64,
    /// Its level.
    pub escalation_level: u64,
    /// The model.
    pub model_id: Reference,
    /// The adapter on top of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lora_id: Option<Reference>,
    /// How it ended.
    pub outcome: IterationOutcome,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
    /// Tokens read.
    pub tokens_prompt: u64,
    /// Tokens written.
    pub tokens_completion: u64,
    /// Whether the model said that it was done.
    pub claimed_complete: bool,
    /// Whether the check agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validation_passed: Option<bool>,
    /// Where its output lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_artifact_ref: Option<Reference>,
    /// Where the check's report lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validation_artifact_ref: Option<Reference>,
    /// What went wrong, digested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_summary: Option<Digest>,
    /// What went wrong, by kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure_category: Option<FailureCategory>,
    /// The micro-task's status, before and after.
    pub status: Shift<MtStatus>,
}

/// `mt_completed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MtCompleted {
    /// The packet.
    pub wp_id: WpId,
    /// The micro-task.
    pub mt_id: MtId,
    /// Its Bronze record.
    pub bronze_id: BronzeId,
    /// By which way it was ended.
    pub source: Source,
    /// Its status, before and after.
    pub status: Shift<MtStatus>,
    /// Completed or skipped.
    pub result: MtResult,
    /// The iteration that succeeded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub final_iteration: Option<u64>,
    /// Whether a validation passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validation_passed: Option<bool>,
}

/// `mt_escalated`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MtEscalated {
    /// The packet.
    pub wp_id: WpId,
    /// The micro-task.
    pub mt_id: MtId,
    /// Its Bronze record.
    pub bronze_id: BronzeId,
    /// By which way it came.
    pub source: Source,
    /// The level it leaves.
    pub from_level: u64,
    /// The level it reaches.
    pub to_level: u64,
    /// Whether that level is the hard gate.
    pub hard_gate: bool,
}

/// `mt_failed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MtFailed {
    /// The packet.
    pub wp_id: WpId,
    /// The micro-task.
    pub mt_id: MtId,
    /// Its Bronze record.
    pub bronze_id: BronzeId,
    /// By which way it was ended.
    pub source: Source,
    /// Its status, before and after.
    pub status: Shift<MtStatus>,
    /// The level it failed at.
    pub escalation_level: u64,
    /// Whether it ran out of levels.
    pub escalated_out: bool,
}
