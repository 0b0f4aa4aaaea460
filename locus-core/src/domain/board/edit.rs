//! What is to be changed on a board's text.

use crate::domain::{WpId, WpStatus};

/// One change. Lines are numbered from 1 in the text before all changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// The entry on this line now has this status: its token is replaced, and it moves to the status's section if
    /// it does not stand there.
    Place {
        /// The entry line.
        line: usize,
        /// What it is to say.
        status: WpStatus,
    },
    /// A new line.
    Add {
        /// The packet it is about.
        wp_id: WpId,
        /// What it is to say.
        status: WpStatus,
    },
    /// The entry on this line goes, with its details.
    Remove {
        /// The entry line.
        line: usize,
    },
}
