//! Every refusal, typed: code, cause, and what is allowed (locus.md §2, cli.md §3).

use crate::app::OperationName;
use crate::domain::enums::text_enum;
use crate::domain::{CapabilityError, Timestamp, UserId, WorkPacket, WpId};
use crate::ports::{BoardFailure, EventFileFailure, RecorderError, StoreError};
use crate::replay::ReplayError;
use serde_json::{Value, json};
use std::collections::BTreeSet;

text_enum! {
    /// The code of a refusal, stable for programs.
    ErrorCode {
        /// What was named is not there.
        NotFound = "LOCUS-NOT-FOUND",
        /// The id is taken.
        Exists = "LOCUS-EXISTS",
        /// The move stands in no row of the state machine.
        State = "LOCUS-STATE",
        /// A gate is in the way.
        Gate = "LOCUS-GATE",
        /// The edge would close a cycle.
        Cycle = "LOCUS-CYCLE",
        /// Somebody else was faster, or said something else under the same key.
        Conflict = "LOCUS-CONFLICT",
        /// A field is not valid.
        Invalid = "LOCUS-INVALID",
        /// The job's envelope is not valid.
        Job = "LOCUS-JOB",
        /// The Task Board can't be used.
        Board = "LOCUS-BOARD",
        /// The store failed.
        Store = "LOCUS-STORE",
        /// The store or the board was busy for too long.
        Busy = "LOCUS-BUSY",
        /// The stream it belongs to was undone as a whole.
        RolledBack = "LOCUS-ROLLED-BACK",
        /// An unknown capability.
        UnknownCapability = "HSK-4001",
        /// A capability that is not held.
        CapabilityDenied = "HSK-403-CAPABILITY",
        /// An event breaks the registry's rules.
        InvalidEvent = "HSK-400-INVALID-EVENT",
    }
}

/// A move that is not allowed now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// What it is about.
    pub subject: String,
    /// Where that stands.
    pub current: String,
    /// What was asked.
    pub asked: String,
    /// What is allowed from there.
    pub allowed: Vec<String>,
    /// Why it is refused, as a fragment.
    pub why: String,
    /// The number that would have been right, where a number was wrong.
    pub expected: Option<u64>,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} is {}: {} is not allowed: {}", self.subject, self.current, self.asked, self.why)
    }
}

/// Two requests that don't go together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// The packet was written since it was read.
    #[error("{wp_id} is at version {actual}, not {expected}: it was changed in the meantime")]
    Version {
        /// The packet.
        wp_id: WpId,
        /// The version expected.
        expected: u64,
        /// The version it has.
        actual: u64,
    },
    /// The op_id was used for another request.
    #[error("op_id {op_id} was already used for another request")]
    OpId {
        /// The op_id.
        op_id: String,
    },
    /// The key stands for something else already.
    #[error("{what} {key} is already there with other content")]
    Content {
        /// What it is.
        what: &'static str,
        /// Its key.
        key: String,
    },
    /// Somebody has gone on from what was to be undone.
    #[error("{what} by {by} at {at}, after what is to be undone")]
    Since {
        /// What happened, as a fragment.
        what: String,
        /// Who did it.
        by: UserId,
        /// When.
        at: Timestamp,
    },
    /// Somebody else has the packet.
    #[error("{wp_id} belongs to {by}{}", until.map(|t| format!(" until {t}")).unwrap_or_default())]
    Claimed {
        /// The packet.
        wp_id: WpId,
        /// Who has it.
        by: UserId,
        /// Until when, if the claim lapses.
        until: Option<Timestamp>,
    },
    /// Nobody has the packet, or whoever had it let the claim run out.
    #[error("nobody has {wp_id} now")]
    Unclaimed {
        /// The packet.
        wp_id: WpId,
    },
}

impl Conflict {
    /// Somebody has this packet.
    pub(crate) fn claimed(wp: &WorkPacket, by: &UserId) -> Self {
        let until = wp.lease.as_ref().map(|lease| lease.until);
        Self::Claimed { wp_id: wp.wp_id.clone(), by: by.clone(), until }
    }
}

fn nothing_free(ready: u64, narrowed: bool) -> String {
    match (ready, narrowed) {
        (0, false) => "no packet is ready".to_owned(),
        (0, true) => "no packet that was asked for is ready".to_owned(),
        _ => format!("every ready packet is taken ({ready})"),
    }
}

/// Why an operation was refused or failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// What was named is not there.
    #[error("there is no {what} {id}")]
    NotFound {
        /// What kind of thing.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// There is no ready packet that nobody has.
    #[error("there is nothing to claim: {}", nothing_free(*.ready, *.narrowed))]
    NothingFree {
        /// How many are ready.
        ready: u64,
        /// Whether only some were asked for.
        narrowed: bool,
    },
    /// The id is taken.
    #[error("{wp_id} {}", if *.deleted { "was deleted, and an id is never used again" } else { "exists already with other content" })]
    Exists {
        /// The id.
        wp_id: WpId,
        /// Whether the packet with it was deleted.
        deleted: bool,
    },
    /// The move stands in no row of the state machine.
    #[error("{0}")]
    State(Box<Refused>),
    /// A gate is in the way.
    #[error("{0}")]
    Gate(Box<Refused>),
    /// The edge would close a cycle.
    #[error("that would close a cycle: {}", .path.join(" → "))]
    Cycle {
        /// The packets in order, the first repeated at the end.
        path: Vec<String>,
    },
    /// Two requests that don't go together.
    #[error(transparent)]
    Conflict(Conflict),
    /// A field is not valid.
    #[error("{field}: {reason}")]
    Invalid {
        /// The field's path.
        field: String,
        /// What is wrong and what is allowed.
        reason: String,
    },
    /// The job's envelope is not valid.
    #[error("{0}")]
    Job(String),
    /// A workflow among jobs that are all to be kept or none.
    #[error("{operation} commits by itself, so that it can't be undone with the rest of an atomic stream")]
    NotAtomic {
        /// The workflow.
        operation: OperationName,
    },
    /// A job whose stream was undone as a whole.
    #[error("nothing of the atomic stream is kept: its job {job} was refused ({code})")]
    RolledBack {
        /// The number of the refused job in the stream, from 1.
        job: u64,
        /// The code of that refusal.
        code: ErrorCode,
    },
    /// A file of events can't be used.
    #[error(transparent)]
    EventFile(#[from] EventFileFailure),
    /// Events can't be replayed.
    #[error(transparent)]
    Replay(ReplayError),
    /// The Task Board can't be used.
    #[error(transparent)]
    Board(#[from] BoardFailure),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A capability is unknown or not held.
    #[error(transparent)]
    Capability(#[from] CapabilityError),
    /// The Flight Recorder refused an event.
    #[error(transparent)]
    InvalidEvent(#[from] RecorderError),
}

impl From<Conflict> for Error {
    fn from(conflict: Conflict) -> Self {
        Self::Conflict(conflict)
    }
}

impl From<ReplayError> for Error {
    fn from(error: ReplayError) -> Self {
        match error {
            ReplayError::Store(error) => Self::Store(error),
            ReplayError::Recorder(error) => Self::InvalidEvent(error),
            other => Self::Replay(other),
        }
    }
}

impl Error {
    /// A field that is not valid.
    #[must_use]
    pub fn invalid(field: impl Into<String>, reason: impl ToString) -> Self {
        Self::Invalid { field: field.into(), reason: reason.to_string() }
    }

    /// A key that is none of those that may be there.
    pub(crate) fn unknown_key(field: impl Into<String>, known: BTreeSet<&str>) -> Self {
        let known = known.into_iter().collect::<Vec<_>>().join(", ");
        Self::invalid(field, format!("unknown key; known are {known}"))
    }

    /// A packet that is not there.
    #[must_use]
    pub fn no_packet(id: &WpId) -> Self {
        Self::NotFound { what: "packet", id: id.to_string() }
    }

    /// Its code.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::NotFound { .. } | Self::NothingFree { .. } => ErrorCode::NotFound,
            Self::Exists { .. } => ErrorCode::Exists,
            Self::State(_) => ErrorCode::State,
            Self::Gate(_) => ErrorCode::Gate,
            Self::Cycle { .. } => ErrorCode::Cycle,
            Self::Conflict(_) => ErrorCode::Conflict,
            Self::Invalid { .. } => ErrorCode::Invalid,
            Self::Job(_) | Self::NotAtomic { .. } => ErrorCode::Job,
            Self::RolledBack { .. } => ErrorCode::RolledBack,
            Self::Board(BoardFailure::Locked { .. })
            | Self::EventFile(EventFileFailure::Locked { .. })
            | Self::Store(StoreError::Busy { .. }) => ErrorCode::Busy,
            Self::Board(_) => ErrorCode::Board,
            Self::EventFile(EventFileFailure::Missing { .. }) => ErrorCode::NotFound,
            Self::EventFile(EventFileFailure::Invalid { .. }) | Self::Replay(_) => ErrorCode::InvalidEvent,
            Self::EventFile(_) => ErrorCode::Store,
            Self::Store(_) => ErrorCode::Store,
            Self::Capability(CapabilityError::Unknown(_)) => ErrorCode::UnknownCapability,
            Self::Capability(_) => ErrorCode::CapabilityDenied,
            Self::InvalidEvent(_) => ErrorCode::InvalidEvent,
        }
    }

    /// What a program can act on.
    #[must_use]
    pub fn details(&self) -> Value {
        match self {
            Self::NotFound { what, id } => json!({ "what": what, "id": id }),
            Self::NothingFree { ready, .. } => json!({ "ready": ready }),
            Self::Exists { wp_id, deleted } => json!({ "wp_id": wp_id, "deleted": deleted }),
            Self::State(refused) | Self::Gate(refused) => {
                let mut details =
                    json!({ "current": refused.current, "asked": refused.asked, "allowed": refused.allowed });
                if let (Some(expected), Some(map)) = (refused.expected, details.as_object_mut()) {
                    map.insert("expected".into(), expected.into());
                }
                details
            }
            Self::Cycle { path } => json!({ "cycle": path }),
            Self::Conflict(Conflict::Version { wp_id, expected, actual }) => {
                json!({ "wp_id": wp_id, "expected_version": expected, "actual_version": actual })
            }
            Self::Conflict(Conflict::OpId { op_id }) => json!({ "op_id": op_id }),
            Self::Conflict(Conflict::Content { what, key }) => json!({ "what": what, "key": key }),
            Self::Conflict(Conflict::Since { what, by, at }) => json!({ "what": what, "by": by, "at": at }),
            Self::Conflict(Conflict::Claimed { wp_id, by, until }) => {
                json!({ "wp_id": wp_id, "assignee": by, "until": until })
            }
            Self::Conflict(Conflict::Unclaimed { wp_id }) => json!({ "wp_id": wp_id }),
            Self::Invalid { field, .. } => json!({ "field": field }),
            Self::Board(BoardFailure::ConflictMarkers { path, line }) => {
                json!({ "path": path, "line": line })
            }
            Self::Board(BoardFailure::Locked { path, waited_ms })
            | Self::EventFile(EventFileFailure::Locked { path, waited_ms }) => {
                json!({ "path": path, "waited_ms": waited_ms })
            }
            Self::Board(failure) => json!({ "path": failure.path() }),
            Self::EventFile(failure) => json!({ "path": failure.path() }),
            Self::Store(StoreError::Busy { waited_ms }) => json!({ "waited_ms": waited_ms }),
            Self::Store(StoreError::NewerSchema { found, known }) => {
                json!({ "found": found, "known": known })
            }
            Self::Capability(CapabilityError::Unknown(id)) => json!({ "capability": id }),
            Self::Capability(CapabilityError::Denied { needed, .. }) => json!({ "capability": needed }),
            Self::Capability(CapabilityError::OutOfScope { capability, .. }) => {
                json!({ "capability": capability.axis })
            }
            Self::InvalidEvent(error) => json!({ "event": error.event_type }),
            Self::NotAtomic { operation } => json!({ "operation": operation }),
            Self::RolledBack { job, code } => json!({ "job": job, "code": code }),
            Self::Job(_) | Self::Store(_) | Self::Replay(_) => json!({}),
        }
    }
}
