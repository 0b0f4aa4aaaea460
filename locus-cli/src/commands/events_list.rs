//! `locus events list`.

use crate::args::EventsList;
use crate::error::CliError;
use crate::exit::Exit;
use crate::params::moment_of;
use crate::render::{Cell, Table, event_table, moment};
use crate::session::{Effect, Session};
use locus_core::app::Error;
use locus_core::ports::{EventQuery, EventRecord, QueryRecord};
use serde_json::{Value, json};

pub(super) fn run(session: &mut Session<'_>, args: &EventsList) -> Result<Exit, CliError> {
    if args.queries {
        return queries(session, args.limit);
    }
    let query = query(args)?;
    let records = session.view(|txn| Ok(txn.events(&query)?))?;
    let data = json!({ "events": records.iter().map(as_json).collect::<Result<Vec<_>, _>>()? });
    session.deliver(&data, Effect::default(), |style| {
        let table = event_table(&records, style);
        if table.is_empty() { "No events.\n".to_owned() } else { table }
    })?;
    Ok(Exit::Done)
}

fn query(args: &EventsList) -> Result<EventQuery, CliError> {
    fn parsed<T: std::str::FromStr<Err: ToString>>(
        field: &str,
        text: Option<&String>,
    ) -> Result<Option<T>, CliError> {
        let refused = |refusal: T::Err| CliError::Argument(Error::invalid(field, refusal.to_string()));
        text.map(|text| text.parse().map_err(refused)).transpose()
    }
    Ok(EventQuery {
        after_sequence: 0,
        wp_id: parsed("wp", args.wp.as_ref())?,
        event_type: parsed("type", args.event_type.as_ref())?,
        since: parsed("since", args.since.as_deref().map(moment_of).as_ref())?,
        actor_id: parsed("by", args.by.as_ref())?,
        newest: true,
        limit: args.limit,
    })
}

/// The event as it stands in an export.
fn as_json(record: &EventRecord) -> Result<Value, CliError> {
    serde_json::from_str(&locus_fr::to_line(record)).map_err(|error| CliError::Data {
        path: format!("event {}", record.sequence),
        reason: error.to_string(),
    })
}

fn queries(session: &mut Session<'_>, limit: u32) -> Result<Exit, CliError> {
    let records = session.view(|txn| Ok(txn.query_events(limit)?))?;
    let listed = |record: &QueryRecord| {
        json!({
            "timestamp": record.context.timestamp, "actor_id": record.context.actor_id, "op": record.event.op,
            "filters": record.event.filters, "result_count": record.event.result_count,
            "duration_ms": record.event.duration_ms,
        })
    };
    let data = json!({ "queries": records.iter().map(listed).collect::<Vec<_>>() });
    session.deliver(&data, Effect::default(), |style| {
        let mut table = Table::new(&["TIME (UTC)", "QUERY", "RESULTS", "MS", "ACTOR", "FILTERS"]);
        for record in &records {
            table.row([
                Cell::new(moment(record.context.timestamp)),
                Cell::new(&record.event.op),
                Cell::new(record.event.result_count),
                Cell::new(record.event.duration_ms),
                Cell::new(&record.context.actor_id),
                Cell::new(record.event.filters.join(", ")),
            ]);
        }
        if table.is_empty() { "No queries.\n".to_owned() } else { table.text(style) }
    })?;
    Ok(Exit::Done)
}
