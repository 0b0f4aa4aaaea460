//! How a packet is governed: phase, routing, gates, where its papers lie (locus.md §1).

use super::enums::text_enum;
use super::{Gates, InvalidValue, Reference, RepoPath};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

text_enum! {
    /// Project phase.
    Phase {
        /// Phase 0.
        P0 = "0",
        /// Phase 0.5.
        P0_5 = "0.5",
        /// Phase 1.
        P1 = "1",
        /// Phase 2.
        P2 = "2",
        /// Phase 3.
        P3 = "3",
        /// Phase 4.
        P4 = "4",
    }
}

text_enum! {
    /// How strictly the gates of a packet are held.
    Routing {
        /// Both gates, no skipping, no jumping by the board.
        Strict = "GOV_STRICT",
        /// Both gates.
        Standard = "GOV_STANDARD",
        /// Gates may be skipped.
        Light = "GOV_LIGHT",
        /// Gates may be skipped; no binding.
        None = "GOV_NONE",
    }
}

impl Routing {
    /// Whether a gate may be answered with `skip`.
    #[must_use]
    pub const fn may_skip_gates(self) -> bool {
        matches!(self, Self::Light | Self::None)
    }
}

text_enum! {
    /// The kind of work.
    WorkType {
        /// Something new.
        Feature = "feature",
        /// Something broken.
        Bug = "bug",
        /// The same behaviour, better built.
        Refactor = "refactor",
        /// Documentation.
        Docs = "docs",
        /// Tests.
        Test = "test",
        /// Housekeeping.
        Chore = "chore",
    }
}

/// Urgency from 0 (most urgent) to 4; 2 unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct Priority(u8);

impl Priority {
    const LEAST_URGENT: u8 = 4;

    /// The number, 0 to 4.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl Default for Priority {
    fn default() -> Self {
        Self(2)
    }
}

impl TryFrom<u64> for Priority {
    type Error = InvalidValue;
    fn try_from(number: u64) -> Result<Self, Self::Error> {
        u8::try_from(number).ok().filter(|n| *n <= Self::LEAST_URGENT).map(Self).ok_or_else(|| {
            InvalidValue::new(format!("{number} is not from 0 (most urgent) to {}", Self::LEAST_URGENT))
        })
    }
}

impl From<Priority> for u64 {
    fn from(priority: Priority) -> Self {
        priority.0.into()
    }
}

impl JsonSchema for Priority {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Priority".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 0, "maximum": Self::LEAST_URGENT })
    }
}

impl std::fmt::Display for Priority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// The governance part of a packet. `task_board_status` is not stored: it is always the twin of the status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Governance {
    /// Project phase.
    pub phase: Phase,
    /// How strictly the gates are held.
    pub routing: Routing,
    /// Link to the Spec Router session the packet came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spec_session_id: Option<Reference>,
    /// The two gates.
    pub gates: Gates,
    /// Where the packet's own file lies in the repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_packet_path: Option<RepoPath>,
}
