//! Taking back what was done to a packet itself.

use super::plan::Reversal;
use super::refusal::{of_packet, standing};
use super::run::Remark;
use crate::app::ops::{DeleteWp, UpdateWp, WpUpdates};
use crate::app::{Conflict, Error, OperationName};
use crate::domain::{Guard, Text, WorkPacket, WpId, WpRefusal, WpTrigger};
use crate::event::{Event, WorkPacketGated, WorkPacketUpdated, WpChanges};
use crate::ports::{EventRecord, LoggedEvent, ReadTxn, StoreError};
use crate::replay::{Reader, packet_before};
use std::collections::BTreeSet;

type Taken = Result<(Reversal, Vec<Remark>), Error>;

/// A packet that nobody has touched since is deleted.
pub(super) fn created(reader: Reader<'_>, record: &EventRecord, wp_id: &WpId) -> Taken {
    standing(reader.txn, wp_id, OperationName::CreateWp)?;
    let mut log = reader.txn.packet_log(wp_id)?;
    log.extend(reader.txn.incoming_edge_log(wp_id)?);
    let work = |event: &&LoggedEvent| {
        // Lines on the board follow the packet by themselves.
        event.record.hash != record.hash && !event.record.event_type.code().starts_with("FR-EVT-TB-")
    };
    if let Some(later) = log.iter().rev().find(work) {
        return Err(since(format!("{wp_id} was worked on"), &later.record));
    }
    let reason = Some(text("undo of its creation")?);
    let request = DeleteWp { reason, ..DeleteWp::new(wp_id.clone()) };
    Ok((Reversal::Delete(request), vec![Remark::IdSpent]))
}

/// The fields that an update changed get their values of before.
pub(super) fn updated(reader: Reader<'_>, record: &EventRecord, said: &WorkPacketUpdated) -> Taken {
    let operation = OperationName::UpdateWp;
    let now = standing(reader.txn, &said.wp_id, operation)?;
    let before = before(reader, &said.wp_id, record)?;
    let mut request = UpdateWp::new(said.wp_id.clone());
    request.updates = values_of(&said.changes, &before);
    if request.updates == WpUpdates::default() {
        let why = if said.changes.lease.is_some() {
            "a lease is not set back; it lapses by itself, or when somebody else is assigned"
        } else {
            "notes stay"
        };
        return Err(of_packet(reader.txn, &now, operation, why)?);
    }
    unchanged_since(reader, record, &said.wp_id, &registers(&said.changes)?)?;
    if said.changes.status.is_some() {
        request.reason = way_back(reader.txn, &now, &before, operation)?;
    }
    let mut remarks = Vec::new();
    if !said.notes.is_empty() {
        remarks.push(Remark::NotesStay);
    }
    let cleared_with_assignee = said.changes.assignee.is_some() && before.lease.is_none();
    if said.changes.lease.is_some() && !cleared_with_assignee {
        remarks.push(Remark::LeaseNotRestored);
    }
    Ok((Reversal::Update(Box::new(request)), remarks))
}

/// A packet that a gate moved is moved back.
pub(super) fn gated(reader: Reader<'_>, record: &EventRecord, said: &WorkPacketGated) -> Taken {
    let operation = OperationName::GateWp;
    let now = standing(reader.txn, &said.wp_id, operation)?;
    if said.status.from == said.status.to {
        let why = "a judgement that moved nothing stays; the gate can be judged again";
        return Err(of_packet(reader.txn, &now, operation, why)?);
    }
    unchanged_since(reader, record, &said.wp_id, &lifecycle())?;
    let before = before(reader, &said.wp_id, record)?;
    let mut request = UpdateWp::status(said.wp_id.clone(), before.status);
    request.reason = way_back(reader.txn, &now, &before, operation)?;
    Ok((Reversal::Update(Box::new(request)), Vec::new()))
}

fn before(reader: Reader<'_>, wp_id: &WpId, record: &EventRecord) -> Result<WorkPacket, Error> {
    packet_before(reader, wp_id, record)?.ok_or_else(|| Error::no_packet(wp_id))
}

/// The values of before for the fields that changed. Gates and leases have no field of their own.
fn values_of(changes: &WpChanges, before: &WorkPacket) -> WpUpdates {
    fn value<T: Clone, S>(changed: &Option<S>, before: &T) -> Option<T> {
        changed.as_ref().map(|_| before.clone())
    }
    let governance = &before.governance;
    WpUpdates {
        title: value(&changes.title, &before.title),
        description: value(&changes.description, &before.description),
        status: value(&changes.status, &before.status),
        priority: value(&changes.priority, &before.priority),
        work_type: value(&changes.work_type, &before.work_type),
        phase: value(&changes.phase, &governance.phase),
        routing: value(&changes.routing, &governance.routing),
        task_packet_path: value(&changes.task_packet_path, &governance.task_packet_path),
        assignee: value(&changes.assignee, &before.assignee),
        labels: value(&changes.labels, &before.labels),
        due_at: value(&changes.due_at, &before.due_at),
        metadata: value(&changes.metadata, &before.metadata),
        spec_session_id: value(&changes.spec_session_id, &governance.spec_session_id),
    }
}

/// What is written together: the gates go with the status, a lease with the assignee.
fn registers(changes: &WpChanges) -> Result<BTreeSet<String>, Error> {
    let written = serde_json::to_value(changes);
    let written = written.map_err(|error| StoreError::Failed { reason: error.to_string() })?;
    let names = written.as_object().into_iter().flat_map(serde_json::Map::keys);
    let register = |name: &String| match name.as_str() {
        "pre_work" | "post_work" => "status".to_owned(),
        "lease" => "assignee".to_owned(),
        other => other.to_owned(),
    };
    Ok(names.map(register).collect())
}

fn lifecycle() -> BTreeSet<String> {
    BTreeSet::from(["status".to_owned()])
}

/// Nobody may have written these since, here or on another replica that did not know of it.
fn unchanged_since(
    reader: Reader<'_>,
    record: &EventRecord,
    wp_id: &WpId,
    mine: &BTreeSet<String>,
) -> Result<(), Error> {
    for LoggedEvent { record: later, .. } in reader.txn.packet_log(wp_id)?.into_iter().rev() {
        if later.hash == record.hash || record.knew(&later) {
            continue;
        }
        let theirs = match reader.event(&later)? {
            Event::WorkPacketUpdated(said) => registers(&said.changes)?,
            Event::WorkPacketGated(_) | Event::WorkPacketCompleted(_) => lifecycle(),
            Event::WorkPacketCreated(_) => mine.clone(),
            _ => continue,
        };
        let both: Vec<_> = mine.intersection(&theirs).map(String::as_str).collect();
        if !both.is_empty() {
            let was = if both.len() == 1 { "was" } else { "were" };
            return Err(since(format!("{} of {wp_id} {was} changed", both.join(", ")), &later));
        }
    }
    Ok(())
}

/// Whether an update leads back to where the packet stood, gates and all; answers the reason to give, if it takes one.
fn way_back(
    txn: &dyn ReadTxn,
    now: &WorkPacket,
    before: &WorkPacket,
    operation: OperationName,
) -> Result<Option<Text>, Error> {
    let open = txn.mt_summary(&now.wp_id)?.counts.open();
    let trigger = WpTrigger::Update(before.status);
    let silent = now.status.after(trigger, &now.facts(false, open));
    if now.status.after(trigger, &now.facts(true, open)).is_err() {
        let why = format!("no update leads back to {}", before.status);
        return Err(of_packet(txn, now, operation, why)?);
    }
    let mut then = now.clone();
    then.enter(before.status, now.updated_at);
    if then.governance.gates != before.governance.gates {
        let why = format!("back in {}, its gates would not stand as they stood", before.status);
        return Err(of_packet(txn, now, operation, why)?);
    }
    let takes_reason = silent == Err(WpRefusal::Guard(Guard::ReasonGiven));
    takes_reason.then(|| text(&format!("undo of {operation}"))).transpose()
}

fn text(words: &str) -> Result<Text, Error> {
    words.parse().map_err(|refusal| Error::invalid("reason", refusal))
}

pub(super) fn since(what: String, later: &EventRecord) -> Error {
    let context = &later.context;
    Conflict::Since { what, by: context.actor_id.clone(), at: context.timestamp }.into()
}
