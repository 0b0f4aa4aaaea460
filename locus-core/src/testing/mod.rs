//! For tests of what is built on this crate: clocks and ids that repeat, and the conformance suite every
//! repository must pass (feature `testing`).

mod event_list;
mod fixed;
mod query_terms;

pub mod conformance;

pub use event_list::EventList;
pub use fixed::{REPLICA, SequentialIds, SteppingClock, caller, engine, packet, replica};
pub use query_terms::QUERY_TERMS;
