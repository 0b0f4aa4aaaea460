//! What a request came to, for whoever has to sum it up (an exit code).

use crate::app::ErrorCode;

/// What a request came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It was done.
    Done,
    /// A check found that a sync would change something.
    Drift,
    /// It was done as far as it went; the rest is in conflict.
    Conflicts,
    /// It was refused.
    Refused(ErrorCode),
}
