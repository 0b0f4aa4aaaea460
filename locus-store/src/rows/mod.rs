//! One module a table: its statements, how a row becomes a value and a value a row.

pub(crate) mod binding;
pub(crate) mod board;
pub(crate) mod bronze;
pub(crate) mod dependency;
pub(crate) mod diagnostic;
pub(crate) mod event;
pub(crate) mod iteration;
pub(crate) mod job_result;
pub(crate) mod micro_task;
pub(crate) mod note;
pub(crate) mod query_event;
pub(crate) mod replica;
pub(crate) mod work_packet;

use locus_core::domain::Timestamp;

/// What is kept for 30 days is forgotten at `now` if it is older than this, in milliseconds.
pub(crate) const fn forget_before(now: Timestamp) -> i64 {
    const DAYS_30: i64 = 30 * 24 * 60 * 60 * 1000;
    now.millis() - DAYS_30
}
