//! What is never undone, and why.

use crate::app::ops::lookup;
use crate::app::{Error, OperationName, Refused};
use crate::domain::{MtId, WorkPacket, WpId};
use crate::event::Event;
use crate::ports::ReadTxn;
use crate::replay::Reader;

/// The refusal of what nothing takes back.
pub(super) fn of(reader: Reader<'_>, operation: OperationName, event: &Event) -> Result<Error, Error> {
    Ok(match (operation, event) {
        (OperationName::SyncTaskBoard, _) => {
            let why = "what the Task Board says is changed on the board itself";
            refused("the Task Board", "synced", operation, Vec::new(), why)
        }
        (OperationName::SyncEvents, _) => {
            let why = "what replicas have told one another stays told";
            refused("the event log", "exchanged", operation, Vec::new(), why)
        }
        (_, Event::WorkPacketDeleted(said)) => deleted(&said.wp_id, operation),
        (_, Event::WorkPacketCompleted(said)) => {
            let wp = standing(reader.txn, &said.wp_id, operation)?;
            of_packet(reader.txn, &wp, operation, "a closed packet is only reopened")?
        }
        (_, Event::MicroTasksRegistered(said)) => {
            of_micro_task(reader, &said.wp_id, said.micro_tasks.first().map(|mt| &mt.mt_id), operation)?
        }
        (_, other) => match (other.wp_id(), other.mt_id()) {
            (Some(wp_id), Some(mt_id)) => of_micro_task(reader, wp_id, Some(mt_id), operation)?,
            _ => {
                let why = "it was done together with others, and only one operation is undone at a time";
                refused("the last step", "one of several", operation, Vec::new(), why)
            }
        },
    })
}

/// The packet that an operation was about, unless it is deleted.
pub(super) fn standing(
    txn: &dyn ReadTxn,
    wp_id: &WpId,
    operation: OperationName,
) -> Result<WorkPacket, Error> {
    let wp = txn.packet(wp_id)?.ok_or_else(|| Error::no_packet(wp_id))?;
    if wp.is_deleted() { Err(deleted(wp_id, operation)) } else { Ok(wp) }
}

fn deleted(wp_id: &WpId, operation: OperationName) -> Error {
    let why = "what is deleted stays deleted, and its id is never used again";
    refused(wp_id, "deleted", operation, Vec::new(), why)
}

/// A refusal that says what a packet may do instead.
pub(super) fn of_packet(
    txn: &dyn ReadTxn,
    wp: &WorkPacket,
    operation: OperationName,
    why: impl Into<String>,
) -> Result<Error, Error> {
    let facts = wp.facts(false, txn.mt_summary(&wp.wp_id)?.counts.open());
    let allowed = wp.status.allowed(&facts).map(|trigger| trigger.to_string()).collect();
    Ok(refused(&wp.wp_id, wp.status, operation, allowed, why))
}

fn of_micro_task(
    reader: Reader<'_>,
    wp_id: &WpId,
    mt_id: Option<&MtId>,
    operation: OperationName,
) -> Result<Error, Error> {
    let why = "what a micro-task went through stays on record";
    let wp = standing(reader.txn, wp_id, operation)?;
    let mt = mt_id.map(|mt_id| reader.txn.micro_task(wp_id, mt_id)).transpose()?.flatten();
    let Some(mt) = mt else { return of_packet(reader.txn, &wp, operation, why) };
    let newest = reader.txn.newest_iteration(wp_id, mt.mt_id())?;
    let allowed = lookup::mt_allowed(&mt, newest.as_ref());
    Ok(refused(format!("{} in {wp_id}", mt.mt_id()), mt.status, operation, allowed, why))
}

fn refused(
    subject: impl ToString,
    current: impl ToString,
    operation: OperationName,
    allowed: Vec<String>,
    why: impl Into<String>,
) -> Error {
    Error::State(Box::new(Refused {
        subject: subject.to_string(),
        current: current.to_string(),
        asked: format!("undo of {operation}"),
        allowed,
        why: why.into(),
        expected: None,
    }))
}
