//! Readiness: the one definition of "can be worked on now" (locus.md §4).

use crate::domain::WpStatus;
use crate::domain::enums::text_enum;

text_enum! {
    /// Whether a packet can be worked on, is held up, or is neither (stub, gated, closed, deleted).
    Readiness {
        /// No candidate for anything.
        Idle = "idle",
        /// It can be worked on now.
        Ready = "ready",
        /// It is held up.
        Blocked = "blocked",
    }
}

impl Readiness {
    /// The readiness of an undeleted packet with this status and so many incoming `blocks` edges from packets that
    /// are not done.
    #[must_use]
    pub const fn of(status: WpStatus, open_blockers: u64) -> Self {
        match status {
            WpStatus::Blocked => Self::Blocked,
            WpStatus::Ready | WpStatus::InProgress if open_blockers > 0 => Self::Blocked,
            WpStatus::Ready | WpStatus::InProgress => Self::Ready,
            WpStatus::Stub | WpStatus::Gated | WpStatus::Done | WpStatus::Cancelled => Self::Idle,
        }
    }
}

text_enum! {
    /// Why a packet is held up.
    BlockedReason {
        /// Its own status says so.
        StatusBlocked = "status_blocked",
        /// A blocker is not done yet.
        OpenBlocker = "open_blocker",
        /// A blocker was cancelled: it will never be done by itself.
        BlockerCancelled = "blocker_cancelled",
    }
}

impl BlockedReason {
    /// Whether a blocker with this status still blocks. Only done releases.
    #[must_use]
    pub const fn still_blocks(status: WpStatus) -> bool {
        !matches!(status, WpStatus::Done)
    }

    /// Why a packet with this status and these open blockers is held up, in the order of [`Self::ALL`].
    #[must_use]
    pub fn of(status: WpStatus, open_blockers: &[WpStatus]) -> Vec<Self> {
        let applies = |reason: &Self| match reason {
            Self::StatusBlocked => status == WpStatus::Blocked,
            Self::OpenBlocker => open_blockers.iter().any(|s| *s != WpStatus::Cancelled),
            Self::BlockerCancelled => open_blockers.contains(&WpStatus::Cancelled),
        };
        Self::ALL.iter().copied().filter(applies).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ready_and_in_progress_without_open_blockers_are_ready() {
        for status in WpStatus::ALL {
            let ready = Readiness::of(*status, 0) == Readiness::Ready;
            assert_eq!(ready, matches!(status, WpStatus::Ready | WpStatus::InProgress), "{status}");
            assert_ne!(Readiness::of(*status, 1), Readiness::Ready, "{status}");
        }
    }

    #[test]
    fn a_cancelled_blocker_is_told_apart() {
        let reasons = BlockedReason::of(WpStatus::Ready, &[WpStatus::Cancelled]);
        assert_eq!(reasons, [BlockedReason::BlockerCancelled]);
        let reasons = BlockedReason::of(WpStatus::Blocked, &[WpStatus::Cancelled, WpStatus::Stub]);
        assert_eq!(reasons, BlockedReason::ALL);
    }
}
