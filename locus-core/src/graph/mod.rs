//! The dependency graph.

mod ready;

pub use ready::{BlockedReason, Readiness};
