//! `locus wp history`: what happened to a packet, and how it was.

use crate::args::WpHistory;
use crate::error::CliError;
use crate::exit::Exit;
use crate::params::moment_of;
use crate::render::{history, show_packet};
use crate::session::{Effect, Session};
use locus_core::app::Error;
use locus_core::app::ops::{GetWpStatus, WpStatusAnswer};
use locus_core::domain::WpId;
use locus_core::domain::query::TimeField;
use locus_core::replay::{HistoryStep, Moment, packet_history};
use serde_json::{Value, json};

pub(super) fn run(session: &mut Session<'_>, args: &WpHistory) -> Result<Exit, CliError> {
    let GetWpStatus { wp_id } = args.named.params().request()?;
    match &args.at {
        Some(at) => past(session, &wp_id, at_of(at)?),
        None => steps(session, &wp_id, args.all),
    }
}

fn at_of(text: &str) -> Result<Moment, CliError> {
    if let Ok(version) = text.parse() {
        return Ok(Moment::Version(version));
    }
    moment_of(text, TimeField::Created).parse().map(Moment::Time).map_err(|_| {
        CliError::Usage(format!(
            "--at: {text:?} is neither a version such as 3 nor a time such as 2h, yesterday, 2026-02-01 or 2026-02-01T12:00:00Z"
        ))
    })
}

fn past(session: &mut Session<'_>, wp_id: &WpId, moment: Moment) -> Result<Exit, CliError> {
    let then = session.read_log(|reader| WpStatusAnswer::at(reader, wp_id, moment))?;
    session.deliver(&then, Effect::default(), |style| show_packet(&then, style))?;
    Ok(Exit::Done)
}

fn steps(session: &mut Session<'_>, wp_id: &WpId, all: bool) -> Result<Exit, CliError> {
    let (mut steps, own) = session.read_log(|reader| {
        let steps = packet_history(reader, wp_id)?;
        if steps.is_empty() {
            return Err(Error::no_packet(wp_id));
        }
        Ok((steps, reader.txn.chain_head()?.replica_id))
    })?;
    steps.retain(|step| all || !step.is_of_micro_task());
    let data = json!({ "wp_id": wp_id, "history": steps.iter().map(data).collect::<Vec<_>>() });
    session.deliver(&data, Effect::default(), |style| history(wp_id, &steps, own, style))?;
    Ok(Exit::Done)
}

fn data(step: &HistoryStep) -> Value {
    let context = &step.record.context;
    let payload: Value = serde_json::from_str(&step.record.payload).unwrap_or_default();
    let mut data = json!({
        "version": step.version,
        "status": step.status,
        "event_type": step.record.event_type,
        "timestamp": context.timestamp,
        "actor": context.actor,
        "actor_id": context.actor_id,
        "source": step.event.source(),
        "replica_id": step.record.replica_id,
        "sequence": step.record.sequence,
        "trace_id": context.trace_id,
        "changes": step.changes,
        "notes": step.notes,
        "edges_added": step.edges_added,
        "edges_removed": step.edges_removed,
    });
    // A micro-task's texts are in its own records; what happened to it is what the event says.
    let of_event: &[&str] =
        if step.is_of_micro_task() { &["payload"] } else { &["bronze_id", "gate_bypassed"] };
    for key in of_event {
        let value = if *key == "payload" { Some(&payload) } else { payload.get(key) };
        if let (Some(value), Some(map)) = (value, data.as_object_mut()) {
            map.insert((*key).to_owned(), value.clone());
        }
    }
    data
}
