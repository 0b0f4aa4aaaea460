//! The Task Board file as the sync sees it.

use crate::domain::WpId;
use crate::domain::board::{BoardBase, BoardEntry, BoardWarning, Edit, LineChange};
use crate::domain::canonical::Hash;
use crate::ports::{StoreError, Wait};

/// A board as it was read, or as it is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedBoard {
    /// Its path, for messages.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Their hash.
    pub hash: Hash,
    /// The hash of what its words were taken to mean: with others the same bytes are read anew.
    pub words: Hash,
    /// Its entry lines, informational ones included, in the order they stand.
    pub entries: Vec<BoardEntry>,
    /// How many sections stand for a status.
    pub status_sections: usize,
    /// What the parser found odd.
    pub warnings: Vec<BoardWarning>,
}

/// A board with its lines changed, not yet written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatchedBoard {
    /// The board as it is to be.
    pub board: LoadedBoard,
    /// The lines that differ, in the order of the edits.
    pub changes: Vec<LineChange>,
}

/// Why a board can't be used: `LOCUS-BOARD`.
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
    /// A line can't be written without something else on the board reading differently.
    #[error("the board {path} can't take the change: {reason}")]
    Unpatchable {
        /// Which board.
        path: String,
        /// What would go wrong.
        reason: String,
    },
    /// It can't be written.
    #[error("the board {path} can't be written: {reason}")]
    Unwritable {
        /// Which board.
        path: String,
        /// Why.
        reason: String,
    },
    /// Another process is syncing it.
    #[error("another process is syncing the board {path}; waited {waited_ms} ms for it")]
    Locked {
        /// Which board.
        path: String,
        /// How long, in milliseconds.
        waited_ms: u64,
    },
}

impl BoardFailure {
    /// The board it is about.
    #[must_use]
    pub fn path(&self) -> &str {
        match self {
            Self::Missing { path }
            | Self::Unreadable { path, .. }
            | Self::ConflictMarkers { path, .. }
            | Self::Unpatchable { path, .. }
            | Self::Unwritable { path, .. }
            | Self::Locked { path, .. } => path,
        }
    }
}

/// Held while a board is synced; dropping it lets the next one in.
pub trait BoardLock: std::fmt::Debug {}

/// A Task Board.
pub trait Board: std::fmt::Debug {
    /// Keeps other syncs out, in this process and in others.
    ///
    /// # Errors
    /// If another one holds it for too long.
    fn lock(&self, wait: Wait) -> Result<Box<dyn BoardLock>, BoardFailure>;

    /// Reads and parses it.
    ///
    /// # Errors
    /// If it is missing, no file, too large or holds conflict markers.
    fn load(&self) -> Result<LoadedBoard, BoardFailure>;

    /// The board with these changes and nothing else. Pure: nothing is written.
    ///
    /// # Errors
    /// If a change can't be made without another entry reading differently.
    fn patch(&self, board: &LoadedBoard, edits: &[Edit]) -> Result<PatchedBoard, BoardFailure>;

    /// Puts `new` in place of the board, if that still has the hash `expected`; answers whether it had. A crash
    /// leaves the old board or the new one.
    ///
    /// # Errors
    /// If it can't be read or written.
    fn replace(&self, expected: Hash, new: &LoadedBoard) -> Result<bool, BoardFailure>;
}

/// Finds boards: the project's own, or one at a path that a job names.
pub trait Boards: std::fmt::Debug {
    /// The board at this path, or the project's own.
    ///
    /// # Errors
    /// If there is none.
    fn open(&self, path: Option<&str>) -> Result<Box<dyn Board>, BoardFailure>;
}

/// Where board and database last met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BoardState {
    /// The newest board synced; none before the first sync.
    pub hash: Option<Hash>,
    /// What its words were taken to mean; none if that was not kept.
    pub words: Option<Hash>,
    /// The newest own event that sync had seen.
    pub sequence: u64,
    /// Whether it left nothing in conflict.
    pub clean: bool,
}

impl BoardState {
    /// Where they meet at this board.
    #[must_use]
    pub const fn of(board: &LoadedBoard, sequence: u64, clean: bool) -> Self {
        Self { hash: Some(board.hash), words: Some(board.words), sequence, clean }
    }

    /// Whether that was at this board, read as it is now.
    #[must_use]
    pub fn is_of(&self, board: &LoadedBoard) -> bool {
        self.hash == Some(board.hash) && self.words == Some(board.words)
    }
}

/// Reading what is kept for the sync.
pub trait BoardRead {
    /// Where board and database last met.
    fn board_state(&self) -> Result<BoardState, StoreError>;

    /// The boards synced last, the oldest first: 1,000 at most.
    fn known_boards(&self) -> Result<Vec<BoardState>, StoreError>;

    /// Whether a board with these bytes was synced before; the last 1,000 are known.
    fn knows_board(&self, hash: Hash) -> Result<bool, StoreError>;

    /// What was agreed on about a packet.
    fn board_base(&self, id: &WpId) -> Result<Option<BoardBase>, StoreError>;

    /// All of it, by packet.
    fn board_bases(&self) -> Result<Vec<BoardBase>, StoreError>;

    /// Packets with an own `work_packet_…` event behind this sequence, by id.
    fn packets_changed_since(&self, sequence: u64) -> Result<Vec<WpId>, StoreError>;
}
