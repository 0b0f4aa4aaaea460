//! `sync_events`: replicas of one project exchange their logs through a file (locus.md §3). Export adds what the file
//! lacks; import takes in what the store lacks, and makes of all events together the one state they stand for.

mod export;
mod import;
mod intake;
mod merge;
mod request;

pub use request::{EventsReport, EventsSynced, SyncDirection, SyncEvents};
