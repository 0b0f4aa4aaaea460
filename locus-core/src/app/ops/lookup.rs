//! Checks that several operations share: existence, version, and how a refused move is told.

use crate::app::{Conflict, Error, Refused};
use crate::domain::{
    Facts, Guard, Iteration, IterationOutcome, MicroTask, MtId, MtResult, MtTrigger, WorkPacket, WpId,
    WpRefusal, WpTrigger,
};
use crate::ports::ReadTxn;

/// The packet, if it is there and not deleted.
pub(crate) fn packet(txn: &dyn ReadTxn, id: &WpId) -> Result<WorkPacket, Error> {
    txn.packet(id)?.filter(|wp| !wp.is_deleted()).ok_or_else(|| Error::no_packet(id))
}

/// Refuses a packet that is not there or deleted.
pub(crate) fn exists(txn: &dyn ReadTxn, id: &WpId) -> Result<(), Error> {
    if txn.has_packet(id)? { Ok(()) } else { Err(Error::no_packet(id)) }
}

/// The micro-task and its packet, if both are there.
pub(crate) fn micro_task(
    txn: &dyn ReadTxn,
    id: &WpId,
    mt_id: &MtId,
) -> Result<(WorkPacket, MicroTask), Error> {
    let wp = packet(txn, id)?;
    let mt = txn
        .micro_task(id, mt_id)?
        .ok_or_else(|| Error::NotFound { what: "micro-task", id: format!("{mt_id} in {id}") })?;
    Ok((wp, mt))
}

/// Refuses a write that was prepared on another version.
pub(crate) fn expect_version(wp: &WorkPacket, expected: Option<u64>) -> Result<(), Error> {
    match expected {
        Some(expected) if expected != wp.version => {
            Err(Conflict::Version { wp_id: wp.wp_id.clone(), expected, actual: wp.version }.into())
        }
        _ => Ok(()),
    }
}

/// A refused move of a packet as an error: which code it has is said in locus.md §2.
pub(crate) fn refused(wp: &WorkPacket, trigger: WpTrigger, facts: &Facts<'_>, refusal: WpRefusal) -> Error {
    let why = match refusal {
        WpRefusal::NoSuchMove => "there is no such move from here",
        WpRefusal::Guard(Guard::PreWorkOpen) => "the pre_work gate is not passed",
        WpRefusal::Guard(Guard::PreWorkPending) => "the pre_work gate is already judged",
        WpRefusal::Guard(Guard::ReasonGiven) => "reopening needs a reason",
        WpRefusal::Guard(Guard::RoutingAllowsSkip) => "this routing does not allow a gate to be skipped",
        WpRefusal::Guard(Guard::MicroTasksFinal) => "micro-tasks are still pending, in progress or blocked",
    };
    let details = Box::new(Refused {
        subject: wp.wp_id.to_string(),
        current: wp.status.to_string(),
        asked: trigger.to_string(),
        allowed: wp.status.allowed(facts).map(|trigger| trigger.to_string()).collect(),
        why: why.into(),
        expected: None,
    });
    let by_gate = matches!(trigger, WpTrigger::Gate(..));
    let gate_rule = matches!(
        refusal,
        WpRefusal::Guard(Guard::PreWorkOpen | Guard::RoutingAllowsSkip | Guard::MicroTasksFinal)
    );
    if by_gate && gate_rule { Error::Gate(details) } else { Error::State(details) }
}

/// A refused move of a micro-task.
pub(crate) fn mt_refused(mt: &MicroTask, asked: impl ToString, why: impl Into<String>) -> Error {
    Error::State(Box::new(mt_refusal(mt, asked, why, |_| true)))
}

/// A refused move of a micro-task; of the moves that its status has only some are possible now.
pub(crate) fn mt_refusal(
    mt: &MicroTask,
    asked: impl ToString,
    why: impl Into<String>,
    possible: impl Fn(&MtTrigger) -> bool,
) -> Refused {
    Refused {
        subject: format!("{} in {}", mt.mt_id(), mt.wp_id),
        current: mt.status.to_string(),
        asked: asked.to_string(),
        allowed: mt.status.allowed().filter(possible).map(|trigger| trigger.to_string()).collect(),
        why: why.into(),
        expected: None,
    }
}

/// What a micro-task may do that has iterated so far: it is completed only by a success.
pub(crate) fn mt_allowed(mt: &MicroTask, newest: Option<&Iteration>) -> Vec<String> {
    let succeeded = newest.is_some_and(|newest| newest.outcome == IterationOutcome::Success);
    let completed = MtTrigger::Complete(MtResult::Completed);
    let allowed = mt.status.allowed().filter(|trigger| succeeded || *trigger != completed);
    allowed.map(|trigger| trigger.to_string()).collect()
}

/// An operation on a micro-task that its packet's status forbids.
pub(crate) fn wp_forbids(txn: &dyn ReadTxn, wp: &WorkPacket, asked: impl ToString, why: &str) -> Error {
    let open = match txn.mt_summary(&wp.wp_id) {
        Ok(summary) => summary.counts.open(),
        Err(error) => return error.into(),
    };
    Error::State(Box::new(Refused {
        subject: wp.wp_id.to_string(),
        current: wp.status.to_string(),
        asked: asked.to_string(),
        allowed: wp.status.allowed(&wp.facts(false, open)).map(|trigger| trigger.to_string()).collect(),
        why: why.into(),
        expected: None,
    }))
}
