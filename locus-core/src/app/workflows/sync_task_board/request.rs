//! How to sync, and what is told about it (cli.md §4).

use crate::app::params::{Fields, FromParams};
use crate::app::{Error, Verdict};
use crate::domain::Text;
use crate::domain::board::{BoardChange, BoardConflict, BoardWarning, Side};
use crate::event::EventType;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How to sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncTaskBoard {
    /// Which board; the project's own if not given.
    pub board_path: Option<String>,
    /// Whether to report drift only.
    pub check: bool,
    /// Whether to plan only.
    pub dry_run: bool,
    /// Whether packets of the board that the database doesn't know come in.
    pub adopt: bool,
    /// Which side wins a conflict.
    pub prefer: Option<Side>,
    /// Whether a board that lost most of its lines, or its last status section, is meant so.
    pub accept_removals: bool,
}

impl Default for SyncTaskBoard {
    fn default() -> Self {
        Self {
            board_path: None,
            check: false,
            dry_run: false,
            adopt: true,
            prefer: None,
            accept_removals: false,
        }
    }
}

/// What a sync is asked to do.
#[derive(PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum SyncMode {
    /// Bring both sides in step.
    Both,
    /// Report drift only.
    Check,
}

impl FromParams for SyncTaskBoard {
    fn from_params(params: &mut Fields<'_>) -> Result<Self, Error> {
        let board_path: Option<Text> = params.optional("board_path")?;
        let mode: Option<SyncMode> = params.optional("mode")?;
        Ok(Self {
            board_path: board_path.map(|path| path.as_str().to_owned()),
            check: mode == Some(SyncMode::Check),
            dry_run: params.optional("dry_run")?.unwrap_or(false),
            adopt: params.optional("adopt")?.unwrap_or(true),
            prefer: params.optional("prefer")?,
            accept_removals: false,
        })
    }
}

/// What a sync did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct SyncReport {
    /// Packets the database took in, moved or unlisted.
    pub db_changes: Vec<BoardChange>,
    /// Lines the tool wrote.
    pub board_changes: Vec<BoardChange>,
    /// Packets left alone.
    pub conflicts: Vec<BoardConflict>,
    /// What a person should look at.
    pub warnings: Vec<BoardWarning>,
    /// Whether the board was written.
    pub wrote_board: bool,
    /// Entry lines on the board, informational ones included.
    pub entries: u64,
}

impl SyncReport {
    /// Whether a sync changes something on either side.
    #[must_use]
    pub const fn is_drift(&self) -> bool {
        !self.db_changes.is_empty() || !self.board_changes.is_empty()
    }
}

/// A finished sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Synced {
    /// What it did.
    pub report: SyncReport,
    /// Whether anything was written.
    pub changed: bool,
    /// The events recorded.
    pub events: Vec<EventType>,
    /// Whether it only looked for drift.
    pub check: bool,
}

impl Synced {
    /// What it came to, for the exit code.
    #[must_use]
    pub const fn verdict(&self) -> Verdict {
        if !self.report.conflicts.is_empty() {
            Verdict::Conflicts
        } else if self.check && self.report.is_drift() {
            Verdict::Drift
        } else {
            Verdict::Done
        }
    }
}
