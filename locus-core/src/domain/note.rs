//! Notes on a packet: append-only.

use super::enums::text_enum;
use super::{BronzeId, NoteId, Text, Timestamp, UserId, WpId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

text_enum! {
    /// Where a note comes from.
    NoteType {
        /// Somebody wrote it.
        User = "user",
        /// Locus wrote it, e.g. the reason of a reopening.
        System = "system",
        /// A gate's remark.
        Gate = "gate",
        /// The micro-task executor wrote it.
        MtExecutor = "mt_executor",
    }
}

/// A note (locus.md §1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkNote {
    /// Its id.
    pub note_id: NoteId,
    /// The packet it is about.
    pub wp_id: WpId,
    /// Who wrote it.
    pub author: UserId,
    /// What it says, in markdown.
    pub content: Text,
    /// When it was written.
    pub created_at: Timestamp,
    /// Where it comes from.
    pub note_type: NoteType,
    /// Its Bronze record.
    #[serde(skip, default = "super::bronze::unset_bronze_id")]
    pub bronze_id: BronzeId,
}
