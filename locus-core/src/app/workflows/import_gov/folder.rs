//! What the files of a governance folder say, as values.

use super::report::Finding;
use crate::app::ops::CreateWp;
use crate::domain::board::BoardEntry;
use crate::domain::{MtDefinition, MtId, WpId, WpStatus};

/// Where something was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, seen from the folder.
    pub file: String,
    /// The line, from 1, where a line says more than the file.
    pub line: Option<usize>,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}", self.file),
            None => f.write_str(&self.file),
        }
    }
}

/// What kind of file speaks of a packet. Of several the earlier kind wins, and the others fill in what it leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GovOrigin {
    /// A row of the build order.
    BuildOrder,
    /// The contract of an official packet.
    Packet,
    /// The contract of a stub; of its state it says nothing once there is an official packet.
    Stub,
}

/// A word about where a packet stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GovState {
    /// The status it means.
    pub status: WpStatus,
    /// Whether it says that the `post_work` gate failed.
    pub failed: bool,
    /// What said so, as a place or a column.
    pub by: String,
}

/// A packet as one file has it.
#[derive(Debug, Clone, PartialEq)]
pub struct GovPacket {
    /// Where it was read.
    pub place: Place,
    /// What kind of file that is.
    pub origin: GovOrigin,
    /// What it is.
    pub packet: CreateWp,
    /// Where it stands, the word that counts first.
    pub states: Vec<GovState>,
}

/// One packet blocks another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GovEdge {
    /// Where it was read.
    pub place: Place,
    /// The one that comes first.
    pub first: WpId,
    /// The one that waits for it.
    pub then: WpId,
}

/// A micro-task of a packet.
#[derive(Debug, Clone, PartialEq)]
pub struct GovMicroTask {
    /// Where it was read.
    pub place: Place,
    /// The packet it names.
    pub wp_id: WpId,
    /// What it is.
    pub definition: MtDefinition,
    /// Micro-tasks of the same packet that wait for it.
    pub blocks: Vec<MtId>,
}

/// All that was read of a folder, in the order it was read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GovFolder {
    /// Packets: first those of the build order, then contracts.
    pub packets: Vec<GovPacket>,
    /// What blocks what, in table order.
    pub edges: Vec<GovEdge>,
    /// Micro-tasks.
    pub micro_tasks: Vec<GovMicroTask>,
    /// The lines of its Task Board.
    pub board: Vec<BoardEntry>,
    /// What could not be read, or not as it stands.
    pub findings: Vec<Finding>,
}
