//! What an import did, and what a person should look at.

use super::folder::Place;
use crate::domain::WpId;
use crate::domain::enums::text_enum;
use serde::Serialize;

text_enum! {
    /// What was found. Only what a finding is about is left out; everything else goes in.
    FindingKind {
        /// A file can't be read, or is not what its name says.
        Unreadable = "unreadable",
        /// An entry of a file is not valid.
        Invalid = "invalid",
        /// A state that no table of tokens has.
        OddState = "odd_state",
        /// A packet is in several states.
        TwoStates = "two_states",
        /// Something stands there more than once; the first counts.
        Doubled = "doubled",
        /// Something names what is not there.
        Dangling = "dangling",
        /// An edge would close a cycle.
        Cycle = "cycle",
        /// Locus has it otherwise, and keeps it so.
        Differs = "differs",
        /// It was taken away in Locus, and stays away.
        Removed = "removed",
    }
}

/// Something a person should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What it is.
    pub kind: FindingKind,
    /// The file, seen from the folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The line in it, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The packet it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wp_id: Option<WpId>,
    /// What is the matter, in words.
    pub message: String,
    /// The cycle that an edge would close: packets or micro-tasks in order, the first repeated at the end.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cycle: Vec<String>,
}

impl Finding {
    /// A finding about a packet.
    #[must_use]
    pub fn new(kind: FindingKind, wp_id: Option<&WpId>, message: impl Into<String>) -> Self {
        let (wp_id, message) = (wp_id.cloned(), message.into());
        Self { kind, file: None, line: None, wp_id, message, cycle: Vec::new() }
    }

    /// The same, with the place that it was found at.
    #[must_use]
    pub fn at(self, place: &Place) -> Self {
        Self { file: Some(place.file.clone()), line: place.line, ..self }
    }

    pub(super) fn with_cycle(self, cycle: &[impl ToString]) -> Self {
        Self { cycle: cycle.iter().map(ToString::to_string).collect(), ..self }
    }
}

/// How many of a kind the folder has, and how many of them came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// How many the folder has.
    pub found: usize,
    /// How many were missing and came in.
    pub added: usize,
}

/// What an import did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct GovReport {
    /// Packets.
    pub packets: Tally,
    /// Blocking edges.
    pub edges: Tally,
    /// Micro-tasks.
    pub micro_tasks: Tally,
    /// Packets that stood already and were given metadata they lacked.
    pub completed: usize,
    /// What a person should look at.
    pub findings: Vec<Finding>,
}

impl GovReport {
    /// Whether anything came in.
    #[must_use]
    pub const fn is_change(&self) -> bool {
        self.packets.added + self.edges.added + self.micro_tasks.added + self.completed > 0
    }
}
