//! Gates: what must be validated before work starts and before it counts as done.

use super::enums::text_enum;
use super::{Reference, Text, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

text_enum! {
    /// Which gate.
    Gate {
        /// Before work starts.
        PreWork = "pre_work",
        /// Before work counts as done.
        PostWork = "post_work",
    }
}

text_enum! {
    /// Where a gate stands. `pending` is the start; a gate operation gives one of the others.
    GateResult {
        /// Not judged yet.
        Pending = "pending",
        /// Validated.
        Pass = "pass",
        /// Refused.
        Fail = "fail",
        /// Left out (light routings only).
        Skip = "skip",
    }
}

impl GateResult {
    /// Whether work may go on behind the gate.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Pass | Self::Skip)
    }
}

/// The state of one gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GateStatus {
    /// The standing result.
    pub status: GateResult,
    /// When it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validated_at: Option<Timestamp>,
    /// Who gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validated_by: Option<UserId>,
    /// What was said about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<Text>,
    /// Where the report lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validation_report_ref: Option<Reference>,
}

impl GateStatus {
    /// A gate nobody has judged.
    pub const PENDING: Self = Self {
        status: GateResult::Pending,
        validated_at: None,
        validated_by: None,
        notes: None,
        validation_report_ref: None,
    };

    /// A gate that somebody has judged, without more words.
    #[must_use]
    pub const fn judged(status: GateResult, by: UserId, at: Timestamp) -> Self {
        Self {
            status,
            validated_at: Some(at),
            validated_by: Some(by),
            notes: None,
            validation_report_ref: None,
        }
    }
}

/// Both gates of a packet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gates {
    /// The gate before work.
    pub pre_work: GateStatus,
    /// The gate after work.
    pub post_work: GateStatus,
}

impl Gates {
    /// Both gates pending.
    pub const PENDING: Self = Self { pre_work: GateStatus::PENDING, post_work: GateStatus::PENDING };

    /// The state of one of them.
    #[must_use]
    pub const fn get(&self, gate: Gate) -> &GateStatus {
        match gate {
            Gate::PreWork => &self.pre_work,
            Gate::PostWork => &self.post_work,
        }
    }

    /// Sets one of them.
    pub fn set(&mut self, gate: Gate, status: GateStatus) {
        match gate {
            Gate::PreWork => self.pre_work = status,
            Gate::PostWork => self.post_work = status,
        }
    }
}
