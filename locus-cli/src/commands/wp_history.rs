//! `locus wp history`: every version, from the Bronze records and the events that tell who made them.

use crate::args::WpNamed;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{Cell, Table, moment};
use crate::session::{Effect, Session};
use locus_core::app::Error;
use locus_core::app::ops::GetWpStatus;
use locus_core::domain::{BronzeId, BronzeKey, BronzeRecord};
use locus_core::ports::{EventQuery, EventRecord, ReadTxn};
use serde_json::{Value, json};
use std::collections::HashMap;

/// Events read at once.
const PAGE: u32 = 1000;

/// A version with the event that made it.
type Version = (BronzeRecord, Option<EventRecord>);

pub(super) fn run(session: &mut Session<'_>, args: &WpNamed) -> Result<Exit, CliError> {
    let GetWpStatus { wp_id } = args.params().request()?;
    let versions = session.view(|txn| {
        let records = txn.history(&BronzeKey::WorkPacket(wp_id.clone()))?;
        if records.is_empty() {
            return Err(Error::no_packet(&wp_id));
        }
        let mut makers = makers(txn, &wp_id)?;
        let with_maker = |record: BronzeRecord| {
            let maker = makers.remove(&record.bronze_id);
            (record, maker)
        };
        Ok(records.into_iter().map(with_maker).collect::<Vec<Version>>())
    })?;
    let data = json!({ "wp_id": wp_id, "versions": data(&versions)? });
    session.deliver(&data, Effect::default(), |style| {
        let mut table = Table::new(&["VERSION", "TIME (UTC)", "OPERATION", "STATUS", "ACTOR", "EVENT"]);
        for (record, event) in &versions {
            let content: Value = serde_json::from_str(&record.content).unwrap_or_default();
            table.row([
                Cell::new(record.version),
                Cell::new(moment(record.created_at)),
                Cell::new(record.operation),
                Cell::new(content.get("status").and_then(Value::as_str).unwrap_or("-")),
                Cell::new(event.as_ref().map_or("-", |event| event.context.actor_id.as_str())),
                Cell::new(event.as_ref().map_or_else(String::new, |event| format!("#{}", event.sequence))),
            ]);
        }
        table.text(style)
    })?;
    Ok(Exit::Done)
}

/// The events about a packet, by the record each wrote.
fn makers(
    txn: &dyn ReadTxn,
    wp_id: &locus_core::domain::WpId,
) -> Result<HashMap<BronzeId, EventRecord>, Error> {
    let mut makers = HashMap::new();
    let mut query = EventQuery { wp_id: Some(wp_id.clone()), limit: PAGE, ..EventQuery::default() };
    loop {
        let page = txn.events(&query)?;
        let Some(last) = page.last() else { return Ok(makers) };
        query.after_sequence = last.sequence;
        for event in page {
            let payload: Value = serde_json::from_str(&event.payload).unwrap_or_default();
            let id = payload.get("bronze_id").and_then(Value::as_str).and_then(|id| id.parse().ok());
            if let Some(id) = id {
                makers.insert(id, event);
            }
        }
    }
}

fn data(versions: &[Version]) -> Result<Vec<Value>, CliError> {
    let version = |(record, event): &Version| {
        let content: Value = serde_json::from_str(&record.content)?;
        Ok(json!({
            "version": record.version,
            "bronze_id": record.bronze_id,
            "operation": record.operation,
            "created_at": record.created_at,
            "content_hash": record.content_hash,
            "actor": event.as_ref().map(|event| event.context.actor),
            "actor_id": event.as_ref().map(|event| &event.context.actor_id),
            "event_type": event.as_ref().map(|event| event.event_type),
            "sequence": event.as_ref().map(|event| event.sequence),
            "content": content,
        }))
    };
    let all: Result<_, serde_json::Error> = versions.iter().map(version).collect();
    all.map_err(|error| CliError::Data { path: "a stored version".into(), reason: error.to_string() })
}
