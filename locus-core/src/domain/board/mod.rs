//! The Task Board as values: what its lines mean and what is to be done about them (task-board.md §2, §3).
//! Text and files are the taskboard crate's.

mod edit;
mod entry;
mod plan;

pub use edit::{Edit, LineChange};
pub use entry::{BoardEntry, FirstSight, Section, Token, TokenMeaning, counting_line};
pub use plan::{
    Adoption, AdoptionPlan, BoardPlace, BoardWarning, Conflict, KnownPacket, WarningCode, plan_adoption,
};
