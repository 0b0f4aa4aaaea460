//! What must hold of a payload besides its keys and types. Checked on the way out and on the way in.

use crate::error::{InvalidEvent, join};
use locus_core::event::{Event, Shift, WorkQueryExecuted, WpChanges};

/// Checks an event; a fault's key is named from the envelope down.
pub(crate) fn check(event: &Event) -> Result<(), InvalidEvent> {
    check_payload(event).map_err(|fault| fault.under("payload"))
}

fn check_payload(event: &Event) -> Result<(), InvalidEvent> {
    match event {
        Event::WorkPacketCreated(p) if p.version != 1 => {
            Err(InvalidEvent::at("version", format!("{}; a new packet has version 1", p.version)))
        }
        Event::WorkPacketUpdated(p) => counts("version", p.version).and_then(|()| changes(&p.changes)),
        Event::WorkPacketGated(p) => {
            counts("version", p.version)?;
            both("result", &p.result).and_then(|()| both("status", &p.status))
        }
        Event::WorkPacketCompleted(p) => counts("version", p.version),
        Event::WorkPacketDeleted(p) => counts("version", p.version),
        Event::MtIterationCompleted(p) => {
            counts("iteration", p.iteration).and_then(|()| both("status", &p.status))
        }
        Event::MtStarted(p) => {
            both("status", &p.status).and_then(|()| both("escalation_level", &p.escalation_level))
        }
        Event::MtCompleted(p) => {
            both("status", &p.status)?;
            p.final_iteration.map_or(Ok(()), |number| counts("final_iteration", number))
        }
        Event::MtFailed(p) => both("status", &p.status),
        Event::SyncFailed(p) => error_code("code", &p.code),
        Event::WorkQueryExecuted(p) => query(p),
        Event::WorkPacketCreated(_)
        | Event::MicroTasksRegistered(_)
        | Event::MtEscalated(_)
        | Event::DependencyAdded(_)
        | Event::DependencyRemoved(_)
        | Event::TaskBoardEntryAdded(_)
        | Event::TaskBoardSynced(_)
        | Event::TaskBoardStatusChanged(_)
        | Event::SyncStarted(_)
        | Event::SyncCompleted(_) => Ok(()),
    }
}

fn changes(changes: &WpChanges) -> Result<(), InvalidEvent> {
    let WpChanges {
        title,
        description,
        status,
        priority,
        work_type,
        phase,
        routing,
        task_packet_path,
        assignee,
        lease,
        labels,
        due_at,
        metadata,
        spec_session_id,
        pre_work,
        post_work,
    } = changes;
    let checks = [
        both_if("title", title.as_ref()),
        both_if("description", description.as_ref()),
        both_if("status", status.as_ref()),
        both_if("priority", priority.as_ref()),
        both_if("type", work_type.as_ref()),
        both_if("phase", phase.as_ref()),
        both_if("routing", routing.as_ref()),
        both_if("labels", labels.as_ref()),
        both_if("metadata", metadata.as_ref()),
        both_if("pre_work", pre_work.as_ref()),
        both_if("post_work", post_work.as_ref()),
        either_if("task_packet_path", task_packet_path.as_ref()),
        either_if("assignee", assignee.as_ref()),
        either_if("lease", lease.as_ref()),
        either_if("due_at", due_at.as_ref()),
        either_if("spec_session_id", spec_session_id.as_ref()),
    ];
    checks.into_iter().collect::<Result<(), _>>().map_err(|fault| fault.under("changes"))
}

/// A field that is always there has a value before and after.
fn both<T>(key: &str, shift: &Shift<T>) -> Result<(), InvalidEvent> {
    let missing = |side| Err(InvalidEvent::at(join(key, side), "missing key"));
    match (&shift.from, &shift.to) {
        (None, _) => missing("from"),
        (_, None) => missing("to"),
        (Some(_), Some(_)) => Ok(()),
    }
}

fn both_if<T>(key: &str, shift: Option<&Shift<T>>) -> Result<(), InvalidEvent> {
    shift.map_or(Ok(()), |shift| both(key, shift))
}

/// An optional field that changed has a value before, after or both.
fn either_if<T>(key: &str, shift: Option<&Shift<T>>) -> Result<(), InvalidEvent> {
    match shift {
        Some(Shift { from: None, to: None }) => Err(InvalidEvent::at(key, "neither from nor to")),
        _ => Ok(()),
    }
}

fn counts(key: &str, number: u64) -> Result<(), InvalidEvent> {
    if number == 0 { Err(InvalidEvent::at(key, "0; it counts from 1")) } else { Ok(()) }
}

/// Fixed names only, so that no free text gets into an event through them.
fn query(query: &WorkQueryExecuted) -> Result<(), InvalidEvent> {
    name("op", &query.op)?;
    for (index, filter) in query.filters.iter().enumerate() {
        name(&format!("filters[{index}]"), filter)?;
    }
    if query.filters.is_sorted_by(|a, b| a < b) {
        Ok(())
    } else {
        Err(InvalidEvent::at("filters", "not sorted, or a key twice"))
    }
}

fn name(key: &str, text: &str) -> Result<(), InvalidEvent> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    if (1..=64).contains(&text.len()) && text.bytes().all(plain) {
        Ok(())
    } else {
        Err(InvalidEvent::at(key, format!("{text:?} is not a name: 1 to 64 of a-z, 0-9 and '_'")))
    }
}

fn error_code(key: &str, text: &str) -> Result<(), InvalidEvent> {
    let plain = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-';
    if (1..=64).contains(&text.len()) && text.bytes().all(plain) {
        Ok(())
    } else {
        Err(InvalidEvent::at(key, format!("{text:?} is not an error code: 1 to 64 of A-Z, 0-9 and '-'")))
    }
}
