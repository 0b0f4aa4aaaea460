//! `locus events export`: page by page, so that memory stays flat and no reader holds the database up.

use crate::args::EventsExport;
use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;
use crate::wire::Need;
use locus_core::app::{Engine, Error};
use locus_core::ports::{EventQuery, EventRecord};
use locus_core::replay::{Reader, with_content};
use locus_fr::{content_line, to_line};

/// Events read at once.
const PAGE: u32 = 500;

pub(super) fn run(session: &mut Session<'_>, args: &EventsExport) -> Result<Exit, CliError> {
    session.may_read()?;
    let mut engine = session.engine(Need::Existing)?;
    let mut after = 0;
    loop {
        let lines = engine.read_log(|reader| lines(reader, after, args.with_content))?;
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
fn lines(reader: Reader<'_>, after: u64, content: bool) -> Result<Vec<(u64, String)>, Error> {
    let line = |record: EventRecord| {
        let sequence = record.sequence;
        if !content {
            return Ok((sequence, to_line(&record)));
        }
        let event = with_content(reader, record)?;
        Ok((sequence, content_line(&event.record, &event.bronze)))
    };
    reader.txn.events(&page(after))?.into_iter().map(line).collect()
}
