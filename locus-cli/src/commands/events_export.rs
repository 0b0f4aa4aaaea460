//! `locus events export`: page by page, so that memory stays flat and no reader holds the database up.

use crate::args::EventsExport;
use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;
use crate::wire::Need;
use locus_core::app::{Engine, Error};
use locus_core::domain::{BronzeId, BronzeRecord};
use locus_core::ports::{EventQuery, EventRecord, ReadTxn};
use locus_fr::{content_line, to_line};
use serde_json::Value;

/// Events read at once.
const PAGE: u32 = 500;

pub(super) fn run(session: &mut Session<'_>, args: &EventsExport) -> Result<Exit, CliError> {
    session.may_read()?;
    let mut engine = session.engine(Need::Existing)?;
    let mut after = 0;
    loop {
        let lines = engine.view(|txn| lines(txn, after, args.with_content))?;
        let Some((last, _)) = lines.last() else { break };
        after = *last;
        let output = session.output();
        for (_, line) in &lines {
            writeln!(output, "{line}").map_err(CliError::Output)?;
        }
    }
    session.output().flush().map_err(CliError::Output)?;
    Ok(Exit::Done)
}

/// Each event of a store in turn, page by page.
pub(super) fn each_event<E: From<Error>>(
    engine: &mut Engine,
    mut take: impl FnMut(&EventRecord) -> Result<(), E>,
) -> Result<(), E> {
    let mut after = 0;
    loop {
        let records = engine.view(|txn| Ok(txn.events(&page(after))?))?;
        let Some(last) = records.last() else { return Ok(()) };
        after = last.sequence;
        records.iter().try_for_each(&mut take)?;
    }
}

fn page(after_sequence: u64) -> EventQuery {
    EventQuery { after_sequence, limit: PAGE, ..EventQuery::default() }
}

/// A page of lines, each with its sequence.
fn lines(txn: &dyn ReadTxn, after: u64, with_content: bool) -> Result<Vec<(u64, String)>, Error> {
    let line = |record: &EventRecord| {
        let line = if with_content { content_line(record, &bronze(txn, record)?) } else { to_line(record) };
        Ok((record.sequence, line))
    };
    txn.events(&page(after))?.iter().map(line).collect()
}

/// The Bronze records an event names, in the order it names them.
fn bronze(txn: &dyn ReadTxn, record: &EventRecord) -> Result<Vec<BronzeRecord>, Error> {
    let payload: Value = serde_json::from_str(&record.payload).unwrap_or_default();
    let mut ids = Vec::new();
    named_records(&payload, &mut ids);
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.extend(txn.bronze(id)?);
    }
    Ok(found)
}

fn named_records(value: &Value, ids: &mut Vec<BronzeId>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value.as_str() {
                    Some(id) if key == "bronze_id" => ids.extend(id.parse::<BronzeId>()),
                    _ => named_records(value, ids),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| named_records(item, ids)),
        _ => {}
    }
}
