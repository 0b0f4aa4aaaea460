//! What is to be written to a board, and what was.

use super::report::BoardPlace;
use crate::domain::{Title, WorkPacket, WpId, WpStatus};

/// A change to one line of a board. Lines are numbered from 1, as they stood before any edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// The packet of this line has this status now: the line moves to where such lines stand, or gets another token
    /// if it is there already.
    Place {
        /// The entry line.
        line: usize,
        /// What it is to say.
        status: WpStatus,
    },
    /// A line for a packet that has none.
    Add {
        /// The packet.
        wp_id: WpId,
        /// What the packet is called, for boards whose lines say it.
        title: Title,
        /// What the line is to say.
        status: WpStatus,
    },
    /// The line goes, with its details.
    Remove {
        /// The entry line.
        line: usize,
    },
}

impl Edit {
    /// A line for this packet.
    #[must_use]
    pub fn add(wp: &WorkPacket) -> Self {
        Self::Add { wp_id: wp.wp_id.clone(), title: wp.title.clone(), status: wp.status }
    }
}

/// A line that was written, moved or taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineChange {
    /// The packet.
    pub wp_id: WpId,
    /// Where it stood and what it said on first sight; none if the line is new.
    pub from: Option<BoardPlace>,
    /// Where it stands and what it says; none if the line is gone.
    pub to: Option<BoardPlace>,
    /// Its line, from 1: in the new text, or in the old one if the line is gone.
    pub line: usize,
}
