//! The exit codes of cli.md §2.

use locus_core::app::ErrorCode;
use locus_core::app::Verdict;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Done.
    Done = 0,
    /// Failed, or a check found something.
    Failed = 1,
    /// Wrong usage.
    Usage = 2,
    /// What was named is not there.
    NotFound = 3,
    /// Refused by a rule: state, gate, cycle.
    Refused = 4,
    /// Conflict: version, op_id, id, sync.
    Conflict = 5,
    /// A capability is missing.
    Denied = 6,
    /// Bad input data.
    BadInput = 7,
}

impl From<ErrorCode> for Exit {
    fn from(code: ErrorCode) -> Self {
        match code {
            ErrorCode::NotFound => Self::NotFound,
            ErrorCode::State | ErrorCode::Gate | ErrorCode::Cycle => Self::Refused,
            ErrorCode::Exists | ErrorCode::Conflict => Self::Conflict,
            ErrorCode::UnknownCapability | ErrorCode::CapabilityDenied => Self::Denied,
            ErrorCode::Invalid | ErrorCode::Job | ErrorCode::Board | ErrorCode::InvalidEvent => {
                Self::BadInput
            }
            ErrorCode::Store | ErrorCode::Busy | ErrorCode::RolledBack => Self::Failed,
        }
    }
}

impl From<Verdict> for Exit {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Done => Self::Done,
            Verdict::Drift => Self::Failed,
            Verdict::Conflicts => Self::Conflict,
            Verdict::Refused(code) => code.into(),
        }
    }
}
