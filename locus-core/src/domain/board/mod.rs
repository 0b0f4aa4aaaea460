//! The Task Board as values: what its lines mean, and what a sync is to do (task-board.md §2, §3). Text and files
//! are the taskboard crate's.

mod base;
mod edit;
mod entry;
mod plan;
mod reading;
mod report;

pub use base::{BaseLine, BoardBase};
pub use edit::{Edit, LineChange};
pub use entry::{BoardEntry, FirstSight, Section, Token, TokenMeaning, counting_line, outranks};
pub use plan::{Action, PacketPlan, Side, plan_packet};
pub use reading::{Reading, Resolved};
pub use report::{
    BoardChange, BoardConflict, BoardPlace, BoardWarning, ChangeKind, ConflictCause, WarningCode,
};
