//! Payloads of the Task Board events.

use crate::domain::canonical::Hash;
use crate::domain::{TaskBoardStatus, WpId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `task_board_entry_added`: the tool wrote a line for a packet that had none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskBoardEntryAdded {
    /// The packet.
    pub wp_id: WpId,
    /// Where its line stands.
    pub status: TaskBoardStatus,
}

/// `task_board_status_changed`: the board moved a packet of the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskBoardStatusChanged {
    /// The packet.
    pub wp_id: WpId,
    /// Where it stood.
    pub from: TaskBoardStatus,
    /// Where the board has it.
    pub to: TaskBoardStatus,
}

/// `task_board_synced`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskBoardSynced {
    /// The board's bytes after the sync.
    pub board_hash: Hash,
    /// Entry lines on it.
    pub entries: u64,
    /// Packets the database took in or moved.
    pub db_changes: u64,
    /// Lines the tool wrote.
    pub board_changes: u64,
    /// Packets left alone because both sides changed.
    pub conflicts: u64,
}
