//! `sync_events`: replicas of one project exchange their logs through a file (locus.md §3). Export adds what the file
//! lacks; import takes in what the store lacks, and makes of all events together the one state they stand for.

mod chains;
mod export;
mod import;
mod intake;
mod merge;
mod replay;
mod request;

pub(super) use import::{Settled, settle, told};
pub(super) use intake::Intake;
pub use replay::{Difference, differences, replay};
pub use request::{EventsReport, EventsSynced, SyncDirection, SyncEvents};
