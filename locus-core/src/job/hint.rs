//! What a caller of jobs can do about a refusal, in the words of the job interface.

use crate::app::{Conflict, Error};
use crate::domain::CapabilityError;
use crate::ports::{BoardFailure, EventFileFailure, StoreError};

/// One sentence on what to do next, if there is something to do.
#[must_use]
pub fn hint(error: &Error) -> Option<String> {
    let hint = match error {
        Error::NotFound { what, .. } => format!("Check the id; query_ready, search and get_wp_status show what {what}s there are."),
        Error::Exists { deleted: true, .. } => "Choose another id, for example with the next version suffix.".into(),
        Error::Exists { .. } => "Use update_wp to change the packet, or choose another id.".into(),
        Error::State(refused) | Error::Gate(refused) if refused.allowed.is_empty() => {
            format!("Nothing leads on from {} by itself.", refused.current)
        }
        Error::State(refused) | Error::Gate(refused) => format!("Allowed now: {}.", refused.allowed.join(", ")),
        Error::Cycle { .. } => "Remove one edge of the cycle first, or use type \"related\", which may go round.".into(),
        Error::Conflict(Conflict::Version { .. }) => "Read the packet again and repeat the change on its newest version.".into(),
        Error::Conflict(Conflict::Since { .. }) => "Change it with an operation of its own.".into(),
        Error::Conflict(Conflict::OpId { .. }) => "Use a new op_id for a new request.".into(),
        Error::Conflict(Conflict::Content { .. }) => "Compare with what is stored; a repetition must say the same.".into(),
        Error::NothingFree { .. } => "query_ready shows what is ready, and who has it.".into(),
        Error::Conflict(Conflict::Unclaimed { .. }) => "Claim it with update_wp.".into(),
        Error::Conflict(Conflict::Claimed { .. }) => "Take another packet, or ask its assignee to release it.".into(),
        Error::Invalid { .. } => "Correct the field and send the job again.".into(),
        Error::Job(_) => "A job is {\"job_kind\":\"locus_operation\",\"protocol_id\":\"locus_<operation>_v1\",\"input\":{\"operation\":…,\"params\":{…}}}.".into(),
        Error::NotAtomic { .. } => "Send it in a stream of its own, before or after.".into(),
        Error::RolledBack { .. } => "Correct that job and send the whole stream again.".into(),
        Error::Board(BoardFailure::ConflictMarkers { .. }) => "Finish the merge in the board, then sync again.".into(),
        Error::Board(BoardFailure::Locked { .. }) | Error::EventFile(EventFileFailure::Locked { .. }) => {
            "Try again; nothing was written.".into()
        }
        Error::Board(_) => "Name the board with board_path.".into(),
        Error::EventFile(EventFileFailure::Invalid { .. }) | Error::Replay(_) => {
            "Nothing was taken in. Export the events again where they come from.".into()
        }
        Error::EventFile(_) => "Check the path; it is seen from the project's folder.".into(),
        Error::Store(StoreError::Busy { .. }) => "Try again; nothing was written.".into(),
        Error::Store(StoreError::NewerSchema { .. }) => "Use a Locus at least as new as the one that wrote the database.".into(),
        Error::Capability(CapabilityError::Unknown(_)) => "Known are locus.read, locus.write, locus.gate, locus.delete, locus.sync, fs.read and fs.write.".into(),
        Error::Capability(CapabilityError::Denied { requested: true, .. }) => "Add it to capabilities_requested, or leave that key out.".into(),
        Error::Capability(CapabilityError::OutOfScope { .. }) => "Ask for a path that the file is below, or for the capability without one.".into(),
        Error::Capability(_) => "Ask someone whose role holds it.".into(),
        Error::Store(_) | Error::InvalidEvent(_) => return None,
    };
    Some(hint)
}
