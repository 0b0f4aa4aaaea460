//! The state machine of a Micro-Task, as one table (locus.md §2).

use super::IterationOutcome;
use super::enums::text_enum;

text_enum! {
    /// Where a micro-task stands.
    MtStatus {
        /// Registered, not started.
        Pending = "pending",
        /// Being worked on.
        InProgress = "in_progress",
        /// Finished and validated.
        Completed = "completed",
        /// Given up.
        Failed = "failed",
        /// Held up; can be resumed.
        Blocked = "blocked",
        /// Left out.
        Skipped = "skipped",
    }
}

impl MtStatus {
    /// Whether nothing more will happen to it: completed, failed or skipped.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Skipped)
    }

    /// Whether a micro-task that depends on this one may start.
    #[must_use]
    pub const fn releases_dependents(self) -> bool {
        matches!(self, Self::Completed | Self::Skipped)
    }
}

text_enum! {
    /// How a micro-task is ended by `complete_mt`.
    MtResult {
        /// Its newest iteration succeeded.
        Completed = "completed",
        /// It is given up.
        Failed = "failed",
        /// It is left out.
        Skipped = "skipped",
    }
}

impl From<MtResult> for MtStatus {
    fn from(result: MtResult) -> Self {
        match result {
            MtResult::Completed => Self::Completed,
            MtResult::Failed => Self::Failed,
            MtResult::Skipped => Self::Skipped,
        }
    }
}

/// What asks for a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MtTrigger {
    /// `start_mt`.
    Start,
    /// `record_iteration` with this outcome.
    Record(IterationOutcome),
    /// An escalation that leaves no level for a model: the new one is the hard gate, or there is none.
    EscalatedOut,
    /// `complete_mt` with this result.
    Complete(MtResult),
}

/// One row of the table: from, trigger, to.
pub type MtMove = (MtStatus, MtTrigger, MtStatus);

/// Every move there is. What stands in no row is refused.
pub const MT_TRANSITIONS: &[MtMove] = {
    use IterationOutcome as Outcome;
    use MtStatus::{Blocked, Completed, Failed, InProgress, Pending, Skipped};
    use MtTrigger::{Complete, EscalatedOut, Record, Start};
    &[
        (Pending, Start, InProgress),
        (Blocked, Start, InProgress),
        (InProgress, Record(Outcome::Success), InProgress),
        (InProgress, Record(Outcome::Retry), InProgress),
        (InProgress, Record(Outcome::Escalate), InProgress),
        (InProgress, Record(Outcome::Blocked), Blocked),
        (InProgress, Record(Outcome::Skipped), Skipped),
        (InProgress, EscalatedOut, Failed),
        (InProgress, Complete(MtResult::Completed), Completed),
        (Pending, Complete(MtResult::Failed), Failed),
        (InProgress, Complete(MtResult::Failed), Failed),
        (Blocked, Complete(MtResult::Failed), Failed),
        (Pending, Complete(MtResult::Skipped), Skipped),
        (InProgress, Complete(MtResult::Skipped), Skipped),
        (Blocked, Complete(MtResult::Skipped), Skipped),
    ]
};

impl MtStatus {
    /// The status a trigger leads to from here, if the table has such a row.
    #[must_use]
    pub fn after(self, trigger: MtTrigger) -> Option<Self> {
        MT_TRANSITIONS.iter().find(|(from, by, _)| *from == self && *by == trigger).map(|(_, _, to)| *to)
    }

    /// What may be asked for from here, in table order.
    pub fn allowed(self) -> impl Iterator<Item = MtTrigger> {
        let here =
            MT_TRANSITIONS.iter().filter(move |(from, _, _)| *from == self).map(|(_, trigger, _)| *trigger);
        here.filter(|trigger| *trigger != MtTrigger::EscalatedOut)
    }
}

impl std::fmt::Display for MtTrigger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Start => f.write_str("start_mt"),
            Self::Record(outcome) => write!(f, "record_iteration {outcome}"),
            Self::EscalatedOut => f.write_str("escalation past the last level"),
            Self::Complete(result) => write!(f, "complete_mt {result}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_final_micro_task_never_moves() {
        for status in MtStatus::ALL.iter().filter(|status| status.is_final()) {
            assert_eq!(status.allowed().count(), 0, "{status}");
        }
    }

    #[test]
    fn every_other_one_can_be_ended_without_success() {
        for status in MtStatus::ALL.iter().filter(|status| !status.is_final()) {
            for result in [MtResult::Failed, MtResult::Skipped] {
                assert_eq!(status.after(MtTrigger::Complete(result)), Some(result.into()), "{status}");
            }
        }
    }

    #[test]
    fn only_work_in_progress_can_succeed() {
        for status in MtStatus::ALL {
            let to = status.after(MtTrigger::Complete(MtResult::Completed));
            assert_eq!(to.is_some(), *status == MtStatus::InProgress, "{status}");
        }
    }
}
