//! The Task Board file as the sync sees it.

use crate::domain::board::{BoardEntry, BoardWarning};
use crate::domain::canonical::Hash;

/// A board as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedBoard {
    /// Its path, for messages.
    pub path: String,
    /// Hash of its bytes.
    pub hash: Hash,
    /// Its entry lines, informational ones included, in the order they stand.
    pub entries: Vec<BoardEntry>,
    /// What the parser found odd.
    pub warnings: Vec<BoardWarning>,
}

/// Why a board can't be read: `LOCUS-BOARD`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BoardFailure {
    /// There is none.
    #[error("there is no board at {path}")]
    Missing {
        /// Where it was looked for.
        path: String,
    },
    /// It is no board, or can't be read.
    #[error("the board {path} can't be read: {reason}")]
    Unreadable {
        /// Which board.
        path: String,
        /// Why.
        reason: String,
    },
    /// It holds conflict markers of git.
    #[error("the board {path} holds git conflict markers, the first in line {line}")]
    ConflictMarkers {
        /// Which board.
        path: String,
        /// The line of the first marker, from 1.
        line: usize,
    },
}

/// A Task Board.
pub trait Board: std::fmt::Debug {
    /// Reads and parses it.
    ///
    /// # Errors
    /// If it is missing, no file, too large or holds conflict markers.
    fn load(&self) -> Result<LoadedBoard, BoardFailure>;
}

/// Finds boards: the project's own, or one at a path that a job names.
pub trait Boards: std::fmt::Debug {
    /// The board at this path, or the project's own.
    ///
    /// # Errors
    /// If there is none.
    fn open(&self, path: Option<&str>) -> Result<Box<dyn Board>, BoardFailure>;
}
