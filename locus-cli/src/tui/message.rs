//! What happens to the board on the screen, and what it asks for.

use super::card::Card;
use crate::error::CliError;
use crate::hint;
use crate::render::plain;
use locus_core::app::workflows::SyncReport;
use locus_core::domain::query::Expression;
use locus_core::domain::{WpId, WpStatus, WpTrigger};
use locus_core::ports::StatusCounts;
use ratatui::crossterm::event::KeyEvent;

/// Something happened.
#[derive(Debug)]
pub(super) enum Message {
    /// A key was pressed.
    Key(KeyEvent),
    /// A text was pasted.
    Pasted(String),
    /// The terminal has another size.
    Resized { width: u16, height: u16 },
    /// The database or the board may have changed.
    Woken,
    /// How many packets stand where.
    Counted(StatusCounts),
    /// A part of a column.
    Read(Part),
    /// A look is over, whether all of it could be read or not.
    Looked,
    /// All about a packet.
    Opened(Box<Dossier>),
    /// How the board's file stands to the database.
    Compared(Board),
    /// An action is done.
    Done(Outcome),
    /// What an undo would take back.
    Previewed(String),
    /// What was asked for is refused.
    Refused(Refusal),
    /// What is to be shown can't be read.
    Unreadable(Refusal),
    /// Changes are not heard of any more.
    Deaf(String),
    /// The process is told to end.
    Signalled(i32),
    /// The terminal is gone.
    InputLost,
    /// The thread that reads and writes has ended.
    WorkerLost,
}

/// What the worker is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Request {
    /// Read what is shown.
    Look(Look),
    /// Read all about a packet.
    Open(WpId),
    /// Compare board and database.
    Compare,
    /// Change something.
    Act(Action),
}

/// Which parts of which columns are to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Look {
    /// Which state of things it is to show; later ones have higher numbers.
    pub(super) generation: u64,
    /// Which packets.
    pub(super) filter: Expression,
    /// The parts.
    pub(super) windows: Vec<Window>,
}

/// A part of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    /// The column.
    pub(super) status: WpStatus,
    /// Packets to pass over.
    pub(super) from: u64,
    /// Packets at most.
    pub(super) limit: u32,
}

/// What was read of a column.
#[derive(Debug)]
pub(super) struct Part {
    /// The look it belongs to.
    pub(super) generation: u64,
    /// Which part.
    pub(super) window: Window,
    /// Packets in the whole column.
    pub(super) total: u64,
    /// The packets.
    pub(super) cards: Vec<Card>,
}

/// All about a packet, each tab's text as the commands write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dossier {
    /// The packet.
    pub(super) wp_id: WpId,
    /// The texts, in the order of [`TABS`].
    pub(super) tabs: [String; TABS.len()],
}

/// What is told of a packet, a tab each.
pub(super) const TABS: [&str; 4] = ["Packet", "Dependencies", "History", "Micro-tasks"];

/// How the board's file stands to the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Board {
    /// There is none, or nobody has looked at it yet, or the role may not.
    Unknown,
    /// They say the same.
    InStep,
    /// A sync would change something.
    Differs {
        /// Changes the database would take in.
        to_take_in: usize,
        /// Lines the board would get.
        to_write: usize,
        /// Packets changed differently on both sides.
        conflicts: usize,
    },
    /// It can't be compared.
    Unusable(Refusal),
}

impl Board {
    /// What a sync would do.
    pub(super) fn of(report: &SyncReport) -> Self {
        let (to_take_in, to_write, conflicts) =
            (report.db_changes.len(), report.board_changes.len(), report.conflicts.len());
        if to_take_in + to_write + conflicts == 0 {
            return Self::InStep;
        }
        Self::Differs { to_take_in, to_write, conflicts }
    }
}

/// A change that somebody asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Action {
    /// Write a packet.
    Write(Write),
    /// Bring board and database in step.
    Sync,
    /// Say what an undo would take back.
    PreviewUndo,
    /// Take back the last operation.
    Undo,
}

/// A change of one packet. `version` is the one seen on the screen: what happened to the packet since then is not
/// decided over blindly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Write {
    /// A move of the state machine, with its reason or notes.
    Move { wp_id: WpId, version: u64, by: WpTrigger, said: Option<String> },
    /// Close a done packet for good.
    Close { wp_id: WpId, version: u64 },
    /// Take a packet.
    Claim { wp_id: WpId, version: u64 },
    /// Give a packet back.
    Release { wp_id: WpId, version: u64 },
    /// Add a note.
    Note { wp_id: WpId, text: String },
    /// A new packet.
    Create { title: String },
}

/// What an action came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Outcome {
    /// In a few words, with the warnings that came along.
    pub(super) said: String,
    /// The packet that the eye is to follow, and where it stands now.
    pub(super) moved: Option<(WpId, WpStatus)>,
}

/// Why something is not done, and what to do instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// One sentence.
    pub(super) message: String,
    /// What leads on.
    pub(super) hint: Option<String>,
}

impl From<CliError> for Refusal {
    fn from(error: CliError) -> Self {
        let safe = |text: String| plain(&text).into_owned();
        Self { message: safe(error.to_string()), hint: hint::of(&error).map(safe) }
    }
}
