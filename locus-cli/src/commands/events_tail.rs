//! `locus events tail`: the end of the log, and what is added to it.

use crate::args::EventsTail;
use crate::commands::events_export::PAGE;
use crate::commands::events_list::{about_a_packet, query_of};
use crate::commits::{Ears, Heard};
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::event_line;
use crate::session::Session;
use crate::wire::Need;
use locus_core::ports::{EventQuery, EventRecord};
use locus_fr::to_line;

pub(super) fn run(session: &mut Session<'_>, args: &EventsTail) -> Result<Exit, CliError> {
    session.may_read()?;
    let filter = query_of(&args.filters)?;
    let mut engine = session.engine(Need::Existing)?;
    // Before the first look: what happens from here on is heard, and what happened until here is read.
    let ears = match args.follow {
        true => Some(Ears::of(&session.project()?.db, session.writes_to_stdout())?),
        false => None,
    };
    let newest = EventQuery { newest: true, limit: args.lines, ..filter.clone() };
    let (mut after, records) = engine.view(|txn| {
        about_a_packet(txn, &filter)?;
        Ok((txn.chain_head()?.sequence, txn.events(&newest)?))
    })?;
    drop(engine);
    tell(session, &records)?;
    let Some(ears) = ears else { return Ok(Exit::Done) };
    while ears.next()? == Heard::Commit {
        after = tell_behind(session, &filter, after)?;
    }
    Ok(Exit::Done)
}

/// Tells of what came behind this sequence; answers up to where. The database is opened anew each time: another file
/// may have taken its place.
fn tell_behind(session: &mut Session<'_>, filter: &EventQuery, mut after: u64) -> Result<u64, CliError> {
    let mut engine = session.engine(Need::Existing)?;
    loop {
        let query = EventQuery { after_sequence: after, limit: PAGE, ..filter.clone() };
        let (head, records) = engine.view(|txn| Ok((txn.chain_head()?.sequence, txn.events(&query)?)))?;
        tell(session, &records)?;
        match records.last() {
            Some(last) if records.len() == PAGE as usize => after = last.sequence,
            _ => return Ok(head),
        }
    }
}

fn tell(session: &mut Session<'_>, records: &[EventRecord]) -> Result<(), CliError> {
    let style = session.style();
    let line =
        |record: &EventRecord| if session.options.json { to_line(record) } else { event_line(record, style) };
    let lines: String = records.iter().map(|record| line(record) + "\n").collect();
    if lines.is_empty() { Ok(()) } else { session.print(format_args!("{lines}")) }
}
