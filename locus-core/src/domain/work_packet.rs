//! The Work Packet (locus.md §1, `TrackedWorkPacket`).

use super::{
    BronzeId, Facts, GateStatus, Gates, Governance, Label, Metadata, Priority, TaskBoardStatus, Text,
    Timestamp, Title, UserId, VectorClock, WorkType, WpId, WpStatus,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Who holds a claimed packet, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lease {
    /// Who holds it.
    pub by: UserId,
    /// When it lapses.
    pub until: Timestamp,
}

/// What is left of a deleted packet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tombstone {
    /// When it was deleted.
    pub deleted_at: Timestamp,
    /// By whom.
    pub deleted_by: UserId,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
}

/// A packet's own record. Its notes and micro-tasks are records of their own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkPacket {
    /// Its id, never used again.
    pub wp_id: WpId,
    /// 1 at creation, one more with each write.
    pub version: u64,
    /// What it is called.
    pub title: Title,
    /// What it is about; may be empty.
    pub description: Text,
    /// Where it stands.
    pub status: WpStatus,
    /// How urgent it is.
    pub priority: Priority,
    /// Phase, routing, gates and papers.
    pub governance: Governance,
    /// What kind of work it is.
    #[serde(rename = "type")]
    pub work_type: WorkType,
    /// Its labels.
    pub labels: BTreeSet<Label>,
    /// Who works on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<UserId>,
    /// Who brought it in.
    pub reporter: UserId,
    /// A claim with a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease: Option<Lease>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last written.
    pub updated_at: Timestamp,
    /// When it first came into progress; never cleared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    /// When it came to done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<Timestamp>,
    /// When it is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// When `close_wp` closed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
    /// What others keep with it.
    pub metadata: Metadata,
    /// Which of its events each replica has seen.
    pub vector_clock: VectorClock,
    /// Set when it is deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tombstone: Option<Tombstone>,
    /// Its newest Bronze record.
    #[serde(skip, default = "super::bronze::unset_bronze_id")]
    pub bronze_id: BronzeId,
}

impl WorkPacket {
    /// Where it belongs on the Task Board.
    #[must_use]
    pub fn task_board_status(&self) -> TaskBoardStatus {
        self.status.into()
    }

    /// Whether it is deleted.
    #[must_use]
    pub const fn is_deleted(&self) -> bool {
        self.tombstone.is_some()
    }

    /// What the state machine's guards look at.
    #[must_use]
    pub const fn facts(&self, reason_given: bool, open_micro_tasks: u64) -> Facts<'_> {
        Facts {
            routing: self.governance.routing,
            gates: &self.governance.gates,
            reason_given,
            open_micro_tasks,
        }
    }

    /// Moves it to a status with all that goes along (locus.md §2): gates reset, times set.
    pub fn enter(&mut self, status: WpStatus, now: Timestamp) {
        let moved = self.status != status;
        self.status = status;
        match status {
            WpStatus::Ready => {
                self.governance.gates = Gates::PENDING;
                self.completed_at = None;
                self.closed_at = None;
            }
            WpStatus::InProgress if moved => {
                self.governance.gates.post_work = GateStatus::PENDING;
                self.started_at.get_or_insert(now);
            }
            WpStatus::Done if moved => self.completed_at = Some(now),
            _ => {}
        }
    }

    /// Whether anybody may claim it at this moment: nobody has it, or the lease of whoever has it has lapsed.
    #[must_use]
    pub fn is_free(&self, now: Timestamp) -> bool {
        self.assignee.is_none() || self.lease.as_ref().is_some_and(|lease| lease.until <= now)
    }
}
