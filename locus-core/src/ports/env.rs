//! Time and ids: the only sources of anything that differs from run to run.

use crate::domain::Timestamp;
use uuid::Uuid;

/// The wall clock.
pub trait Clock: std::fmt::Debug + Send {
    /// The moment it is.
    fn now(&self) -> Timestamp;

    /// Milliseconds since some fixed moment, never running backwards; for durations.
    fn monotonic_ms(&self) -> f64;
}

/// A source of unique ids.
pub trait Ids: std::fmt::Debug + Send {
    /// A UUIDv7 for something that came to be at `now`; later ones sort after earlier ones.
    fn uuid(&self, now: Timestamp) -> Uuid;
}
