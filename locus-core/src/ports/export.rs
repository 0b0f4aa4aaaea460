//! What a project is written out as, line by line, to be taken up elsewhere.

use super::{EventWithContent, JobResult};
use crate::domain::binding::WorkPacketBinding;
use crate::domain::board::BoardBase;
use crate::domain::canonical::Hash;

/// The newest form of an export this Locus writes and reads.
pub const EXPORT_FORMAT: u64 = 1;

/// A line of an export: `Begin`, every event in the common order, what no event tells, `End`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportLine {
    /// It begins, in this form.
    Begin {
        /// Which form.
        format: u64,
    },
    /// An event with its records.
    Event(Box<EventWithContent>),
    /// What ties a packet to its specification.
    Binding(WorkPacketBinding),
    /// The stored answer to a job, so that its repetition is known elsewhere, too.
    JobResult(JobResult),
    /// What board and database last agreed on about a packet.
    BoardBase(BoardBase),
    /// A board that was synced, the oldest first.
    Board {
        /// Its bytes' hash.
        hash: Hash,
        /// Whether that sync left nothing in conflict.
        clean: bool,
    },
    /// It is whole.
    End {
        /// How many lines stand between beginning and end.
        lines: u64,
    },
}
