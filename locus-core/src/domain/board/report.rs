//! What a sync tells: changes, conflicts, warnings (cli.md §4).

use super::base::BaseLine;
use super::entry::BoardEntry;
use crate::domain::enums::text_enum;
use crate::domain::{TaskBoardStatus, WpId, WpStatus};
use schemars::JsonSchema;
use serde::Serialize;

text_enum! {
    /// What a warning is about.
    WarningCode {
        /// Section and token of a new line contradict each other.
        Contradiction = "contradiction",
        /// A packet stands on several status lines.
        SeveralLines = "several_lines",
        /// A spare line now outranks the one the tool moved.
        SpareOutranks = "spare_outranks",
        /// A line is about a packet that was deleted.
        DeletedId = "deleted_id",
        /// The board jumped a gate of a strict packet; the line goes back.
        StrictJump = "strict_jump",
        /// A line looks like an entry but its id is none.
        InvalidId = "invalid_id",
        /// Lines of packets stand below a heading that stands for no status, and did not before.
        NoStatusSection = "no_status_section",
        /// A person changed the line since the last sync, so it was left alone.
        EditedSince = "edited_since",
    }
}

/// Something a person should look at; it stops nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BoardWarning {
    /// What it is about.
    pub code: WarningCode,
    /// The packet.
    pub wp_id: Option<WpId>,
    /// The line, from 1.
    pub line: Option<usize>,
    /// One sentence.
    pub message: String,
}

/// A place on the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BoardPlace {
    /// The heading's text.
    pub section: Option<String>,
    /// The text in brackets.
    pub token: Option<String>,
    /// The status both stand for.
    pub status: Option<TaskBoardStatus>,
}

impl BoardPlace {
    /// Where a line stands that is taken to say this.
    #[must_use]
    pub fn of_entry(entry: &BoardEntry, status: WpStatus) -> Self {
        Self {
            section: entry.section.as_ref().map(|section| section.heading.clone()),
            token: entry.token.as_ref().map(|token| token.text.clone()),
            status: Some(status.into()),
        }
    }

    /// Where a line stood at the last sync.
    #[must_use]
    pub fn of_base(line: &BaseLine) -> Self {
        Self {
            section: Some(line.section.clone()),
            token: line.token.clone(),
            status: Some(line.status.into()),
        }
    }

    /// A status without a place.
    #[must_use]
    pub fn of_status(status: WpStatus) -> Self {
        Self { section: None, token: None, status: Some(status.into()) }
    }
}

text_enum! {
    /// How a packet's place changed.
    ChangeKind {
        /// It came to be, or is listed again.
        Added = "added",
        /// It is no longer listed.
        Removed = "removed",
        /// Its line changed section.
        Moved = "moved",
        /// Its line changed its token only.
        TokenChanged = "token_changed",
    }
}

/// A packet that one side changes on the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BoardChange {
    /// The packet.
    pub wp_id: WpId,
    /// How its place changed.
    pub kind: ChangeKind,
    /// Where it was.
    pub from: Option<BoardPlace>,
    /// Where it is.
    pub to: Option<BoardPlace>,
    /// Whether the board put it where only gates lead to.
    pub gate_bypassed: bool,
}

text_enum! {
    /// Why a packet is in conflict.
    ConflictCause {
        /// Both sides changed it, differently.
        BothChanged = "both_changed",
        /// Both sides have it, differently, and no sync has seen it on both.
        NeverMet = "never_met",
        /// Section and token of its line were both changed and disagree.
        Torn = "torn",
        /// The board is no edit of the newest one, but an older one.
        Stale = "stale",
        /// The board lost its last section for a status, or most of its lines.
        Gutted = "gutted",
    }
}

/// A packet both sides changed differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BoardConflict {
    /// The packet.
    pub wp_id: WpId,
    /// What both sides had at the last sync.
    pub base: Option<BoardPlace>,
    /// What the board says.
    pub board: Option<BoardPlace>,
    /// What the database says.
    pub db: Option<BoardPlace>,
    /// Why, for people; the report's shape is fixed.
    #[serde(skip)]
    pub cause: ConflictCause,
}
