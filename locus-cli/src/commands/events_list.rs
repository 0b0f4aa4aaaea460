//! `locus events list`.

use crate::args::{EventFilters, EventsList};
use crate::commands::events_export::{each_event, each_query};
use crate::error::CliError;
use crate::exit::Exit;
use crate::params::moment_of;
use crate::render::{Cell, Column, Table, event_table};
use crate::session::{Effect, Session};
use crate::wire::Need;
use locus_core::app::Error;
use locus_core::domain::query::TimeField;
use locus_core::ports::{EventQuery, EventRecord, LoggedQuery, ReadTxn};
use locus_fr::to_line;
use serde_json::{Value, json};

pub(super) fn run(session: &mut Session<'_>, args: &EventsList) -> Result<Exit, CliError> {
    let lines_of_export = session.options.jsonl && session.options.fields.is_empty();
    match (lines_of_export, args.limit, args.queries) {
        (true, ..) => lines(session, args),
        (false, 0, _) if session.options.jsonl => {
            Err(CliError::Usage("--limit 0 goes without --fields".to_owned()))
        }
        (false, 0, _) => {
            let reason = "--limit 0 needs --jsonl: all of them are too much for one answer";
            Err(CliError::Usage(reason.to_owned()))
        }
        (false, _, false) => table(session, args),
        (false, _, true) => query_table(session, args.limit),
    }
}

/// Which events are asked for.
pub(super) fn query_of(filters: &EventFilters) -> Result<EventQuery, CliError> {
    fn parsed<T: std::str::FromStr<Err: ToString>>(
        field: &str,
        text: Option<&String>,
    ) -> Result<Option<T>, CliError> {
        let refused = |refusal: T::Err| CliError::Argument(Error::invalid(field, refusal.to_string()));
        text.map(|text| text.parse().map_err(refused)).transpose()
    }
    let since = filters.since.as_deref().map(|since| moment_of(since, TimeField::Created));
    Ok(EventQuery {
        wp_id: parsed("wp_id", filters.wp.as_ref())?,
        event_type: parsed("type", filters.event_type.as_ref())?,
        since: parsed("since", since.as_ref())?,
        actor_id: parsed("by", filters.by.as_ref())?,
        ..EventQuery::default()
    })
}

/// Refuses a packet that nobody knows: that it has no events would be true, and no help.
pub(super) fn about_a_packet(txn: &dyn ReadTxn, query: &EventQuery) -> Result<(), Error> {
    match &query.wp_id {
        Some(wp_id) if txn.packet(wp_id)?.is_none() => Err(Error::no_packet(wp_id)),
        _ => Ok(()),
    }
}

/// The newest.
fn newest(args: &EventsList) -> Result<EventQuery, CliError> {
    Ok(EventQuery { newest: true, limit: args.limit, ..query_of(&args.filters)? })
}

fn table(session: &mut Session<'_>, args: &EventsList) -> Result<Exit, CliError> {
    let query = newest(args)?;
    let records = session.view(|txn| {
        about_a_packet(txn, &query)?;
        Ok(txn.events(&query)?)
    })?;
    let data = json!({ "events": records.iter().map(as_json).collect::<Result<Vec<_>, _>>()? });
    session.deliver(&data, Effect::default(), |style| {
        let table = event_table(&records, style);
        if table.is_empty() { "No events.\n".to_owned() } else { table }
    })?;
    Ok(Exit::Done)
}

/// The event as it stands in an export.
fn as_json(record: &EventRecord) -> Result<Value, CliError> {
    serde_json::from_str(&to_line(record)).map_err(|error| CliError::Data {
        path: format!("event {}", record.sequence),
        reason: error.to_string(),
    })
}

/// One a line, by sequence; all of them page by page.
fn lines(session: &mut Session<'_>, args: &EventsList) -> Result<Exit, CliError> {
    session.may_read()?;
    let query = query_of(&args.filters)?;
    let mut engine = session.engine(Need::Existing)?;
    engine.view(|txn| about_a_packet(txn, &query))?;
    let output = session.output();
    let mut write = |line: String| writeln!(output, "{line}").map_err(CliError::Output);
    match (args.queries, args.limit) {
        (false, 0) => each_event(&mut engine, &query, |record| write(to_line(record)))?,
        (false, _) => {
            let query = newest(args)?;
            let records = engine.view(|txn| Ok(txn.events(&query)?))?;
            records.iter().try_for_each(|record| write(to_line(record)))?;
        }
        (true, 0) => each_query(&mut engine, 0, write)?,
        (true, limit) => {
            let newest = engine.view(|txn| Ok(txn.query_events(limit)?))?;
            let before = newest.last().map_or(0, |oldest| oldest.sequence.saturating_sub(1));
            each_query(&mut engine, before, write)?;
        }
    }
    session.output().flush().map_err(CliError::Output)?;
    Ok(Exit::Done)
}

fn query_table(session: &mut Session<'_>, limit: u32) -> Result<Exit, CliError> {
    let queries = session.view(|txn| Ok(txn.query_events(limit)?))?;
    let listed = |LoggedQuery { record, .. }: &LoggedQuery| {
        json!({
            "timestamp": record.context.timestamp, "actor_id": record.context.actor_id, "op": record.event.op,
            "filters": record.event.filters, "result_count": record.event.result_count,
            "duration_ms": record.event.duration_ms,
        })
    };
    let data = json!({ "queries": queries.iter().map(listed).collect::<Vec<_>>() });
    session.deliver(&data, Effect::default(), |style| {
        let mut table = Table::new([
            Column::spare("WHEN", 4),
            Column::whole("QUERY"),
            Column::spare("RESULTS", 3),
            Column::spare("MS", 1),
            Column::spare("ACTOR", 2),
            Column::text("FILTERS"),
        ]);
        for LoggedQuery { record, .. } in &queries {
            table.row([
                Cell::new(style.when(record.context.timestamp)),
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
