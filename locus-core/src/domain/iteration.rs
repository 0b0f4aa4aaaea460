//! One attempt of a model at a micro-task (locus.md §1, `MTIterationRecord`).

use super::enums::text_enum;
use super::{BronzeId, MtId, Reference, Text, Timestamp, WpId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

text_enum! {
    /// How an iteration ended.
    IterationOutcome {
        /// It worked.
        Success = "SUCCESS",
        /// Once more at this level.
        Retry = "RETRY",
        /// One level up.
        Escalate = "ESCALATE",
        /// Held up.
        Blocked = "BLOCKED",
        /// Not needed after all.
        Skipped = "SKIPPED",
    }
}

text_enum! {
    /// Why an iteration failed.
    FailureCategory {
        /// A syntax error in one place.
        SyntaxErrorIsolated = "syntax_error_isolated",
        /// Syntax errors all over.
        SyntaxErrorSystemic = "syntax_error_systemic",
        /// Something that worked broke.
        LogicErrorRegression = "logic_error_regression",
        /// It touched what it must not.
        ScopeViolation = "scope_violation",
        /// The check itself is unreliable.
        ValidationFlaky = "validation_flaky",
        /// It took too long.
        TimeoutExceeded = "timeout_exceeded",
        /// The context was too small.
        ContextOverflow = "context_overflow",
        /// It called what does not exist.
        HallucinationApi = "hallucination_api",
        /// Not all of it was done.
        IncompleteImplementation = "incomplete_implementation",
        /// Nobody knows.
        Unknown = "unknown",
    }
}

/// What tells one iteration from another. The counter restarts at each level, so the level is part of the key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IterationKey {
    /// The packet.
    pub wp_id: WpId,
    /// The micro-task in it.
    pub mt_id: MtId,
    /// The escalation level it ran at.
    pub escalation_level: u64,
    /// Its number at that level, from 1.
    pub iteration: u64,
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Iteration {
    /// The packet.
    pub wp_id: WpId,
    /// The micro-task in it.
    pub mt_id: MtId,
    /// The escalation level it ran at.
    pub escalation_level: u64,
    /// Its number at that level, from 1.
    pub iteration: u64,
    /// Its place among all iterations of the micro-task, from 1, over all levels.
    pub ordinal: u64,
    /// The model that ran.
    pub model_id: Reference,
    /// The adapter on top of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lora_id: Option<Reference>,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub completed_at: Timestamp,
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
    /// How it ended.
    pub outcome: IterationOutcome,
    /// Where its output lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_artifact_ref: Option<Reference>,
    /// Where the check's report lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validation_artifact_ref: Option<Reference>,
    /// What went wrong, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_summary: Option<Text>,
    /// What went wrong, by kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure_category: Option<FailureCategory>,
    /// Its Bronze record.
    #[serde(skip, default = "super::bronze::unset_bronze_id")]
    pub bronze_id: BronzeId,
}

impl Iteration {
    /// What tells it from the others.
    #[must_use]
    pub fn key(&self) -> IterationKey {
        IterationKey {
            wp_id: self.wp_id.clone(),
            mt_id: self.mt_id.clone(),
            escalation_level: self.escalation_level,
            iteration: self.iteration,
        }
    }
}
