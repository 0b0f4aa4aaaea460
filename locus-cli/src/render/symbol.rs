//! The symbols: few, the same everywhere, and always beside the word they stand for.

use locus_core::domain::{MtStatus, TaskBoardStatus, WpStatus};

/// Not ripe yet.
const UNRIPE: &str = "·";
/// Could begin.
const OPEN: &str = "○";
/// Somebody is at it.
const RUNNING: &str = "◐";
/// Something is in the way.
const HELD: &str = "!";
/// Came to a good end.
const GOOD: &str = "✓";
/// Came to a bad end.
const BAD: &str = "✗";
/// Won't be.
const OFF: &str = "–";

/// That of a packet's status.
pub(crate) const fn of_status(status: WpStatus) -> &'static str {
    match status {
        WpStatus::Stub => UNRIPE,
        WpStatus::Ready => OPEN,
        WpStatus::InProgress => RUNNING,
        WpStatus::Blocked => HELD,
        WpStatus::Gated => BAD,
        WpStatus::Done => GOOD,
        WpStatus::Cancelled => OFF,
    }
}

/// That of a status as the board spells it.
pub(crate) fn of_board_status(status: TaskBoardStatus) -> &'static str {
    let same = WpStatus::ALL.iter().find(|same| TaskBoardStatus::from(**same) == status);
    same.map_or(UNRIPE, |same| of_status(*same))
}

/// That of a micro-task's status.
pub(crate) const fn of_mt_status(status: MtStatus) -> &'static str {
    match status {
        MtStatus::Pending => OPEN,
        MtStatus::InProgress => RUNNING,
        MtStatus::Completed => GOOD,
        MtStatus::Failed => BAD,
        MtStatus::Blocked => HELD,
        MtStatus::Skipped => OFF,
    }
}
