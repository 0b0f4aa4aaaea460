//! `locus events export`: page by page, so that memory stays flat and no reader holds the database up.

use crate::args::EventsExport;
use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;
use crate::wire::Need;
use locus_core::app::{Engine, Error};
use locus_core::ports::{EventQuery, EventRecord};
use locus_core::replay::{Reader, with_content};
use locus_fr::{content_line, query_line, to_line};

/// Events read at once.
pub(super) const PAGE: u32 = 500;

pub(super) fn run(session: &mut Session<'_>, args: &EventsExport) -> Result<Exit, CliError> {
    session.may_read()?;
    let mut engine = session.engine(Need::Existing)?;
    let output = session.output();
    let mut write = |line: String| writeln!(output, "{line}").map_err(CliError::Output);
    let mut after = 0;
    loop {
        let lines = engine.read_log(|reader| lines(reader, after, args.with_content))?;
        let Some((last, _)) = lines.last() else { break };
        after = *last;
        lines.into_iter().try_for_each(|(_, line)| write(line))?;
    }
    if args.queries {
        each_query(&mut engine, 0, write)?;
    }
    session.output().flush().map_err(CliError::Output)?;
    Ok(Exit::Done)
}

/// Each event that is asked for in turn, oldest first, page by page.
pub(super) fn each_event<E: From<Error>>(
    engine: &mut Engine,
    wanted: &EventQuery,
    mut take: impl FnMut(&EventRecord) -> Result<(), E>,
) -> Result<(), E> {
    let mut query = EventQuery { limit: PAGE, ..wanted.clone() };
    loop {
        let records = engine.view(|txn| Ok(txn.events(&query)?))?;
        let Some(last) = records.last() else { return Ok(()) };
        query.after_sequence = last.sequence;
        records.iter().try_for_each(&mut take)?;
    }
}

/// The line of each query event behind this number in turn, page by page.
pub(super) fn each_query(
    engine: &mut Engine,
    mut after: u64,
    mut take: impl FnMut(String) -> Result<(), CliError>,
) -> Result<(), CliError> {
    loop {
        let (replica, queries) =
            engine.view(|txn| Ok((txn.chain_head()?.replica_id, txn.query_events_after(after, PAGE)?)))?;
        let Some(last) = queries.last() else { return Ok(()) };
        after = last.sequence;
        for query in &queries {
            let line = query_line(&query.record, replica, query.sequence);
            take(line.map_err(|fault| CliError::Data {
                path: format!("query event {}", query.sequence),
                reason: fault.to_string(),
            })?)?;
        }
    }
}

/// A page of lines, each with its sequence.
fn lines(reader: Reader<'_>, after: u64, content: bool) -> Result<Vec<(u64, String)>, Error> {
    let line = |record: EventRecord| {
        let sequence = record.sequence;
        if !content {
            return Ok((sequence, to_line(&record)));
        }
        let event = with_content(reader, record)?;
        Ok((sequence, content_line(&event.record, &event.bronze)))
    };
    let page = EventQuery { after_sequence: after, limit: PAGE, ..EventQuery::default() };
    reader.txn.events(&page)?.into_iter().map(line).collect()
}
