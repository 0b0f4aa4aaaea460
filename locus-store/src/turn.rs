//! Waiting for one's turn.
//!
//! SQLite's own waiting sleeps longer each time, up to a tenth of a second: beside streams of short transactions who
//! has waited longest asks least often, and goes on waiting. Here everybody who waits asks equally often.

use crate::error::{busy_since, failure};
use locus_core::ports::StoreError;
use std::time::{Duration, Instant};

/// How long to sleep between two tries: a few short transactions.
const TRY_AGAIN: Duration = Duration::from_millis(2);

/// Tries something until nobody is in its way.
///
/// # Errors
/// `Busy`, with the time waited, if somebody was all the time; any other failure at once.
pub(crate) fn wait_for<T>(
    wait: Duration,
    mut attempt: impl FnMut() -> rusqlite::Result<T>,
) -> Result<T, StoreError> {
    let start = Instant::now();
    loop {
        match attempt().map_err(failure) {
            Err(StoreError::Busy { .. }) if start.elapsed() >= wait => return Err(busy_since(start)),
            Err(StoreError::Busy { .. }) => std::thread::sleep(TRY_AGAIN.min(wait)),
            other => return other,
        }
    }
}
