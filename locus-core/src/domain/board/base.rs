//! What board and database agreed on at the last sync, packet by packet (task-board.md §3).

use super::entry::TokenMeaning;
use crate::domain::{WpId, WpStatus};
use serde::{Deserialize, Serialize};

/// A status line as it stood at the last sync.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaseLine {
    /// The heading's text.
    pub section: String,
    /// The status the section stood for.
    pub section_status: WpStatus,
    /// The text in brackets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// What it meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<TokenMeaning>,
    /// What the line was taken to say.
    pub status: WpStatus,
}

/// A packet at the last sync. Without a line it is unlisted: the board had it once, and a person took it off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoardBase {
    /// The packet.
    pub wp_id: WpId,
    /// The status both sides had.
    pub status: WpStatus,
    /// Its status lines, in the order they stood.
    pub lines: Vec<BaseLine>,
}
