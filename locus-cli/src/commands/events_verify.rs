//! `locus events verify`: the chain of the database, or of a file.

use crate::args::EventsVerify;
use crate::commands::events_export::PAGE;
use crate::error::CliError;
use crate::exit::Exit;
use crate::lines::{Line, Lines, MAX_EVENT_LINE};
use crate::render::count;
use crate::session::{Effect, Session, name_of};
use crate::verify::{self, LogFault};
use crate::wire::Need;
use locus_core::app::{Engine, Error};
use locus_core::ports::{EventQuery, StoreError};
use locus_fr::{BadLine, Verifier};
use serde_json::json;

pub(super) fn run(session: &mut Session<'_>, args: &EventsVerify) -> Result<Exit, CliError> {
    let verifier = match &args.file {
        Some(file) => {
            let (verifier, lines) = of_file(session, file, args.from)?;
            match disagreement(session, &verifier, args.from) {
                Ok(None) => {}
                Ok(Some(fault)) => {
                    return Err(CliError::BrokenChain { path: name_of(file), fault, line: lines });
                }
                // The file speaks for itself all the same.
                Err(error) => session.warn(&format!("the file was not compared with the database: {error}")),
            }
            verifier
        }
        None => {
            session.may_read()?;
            of_store(&mut session.engine(Need::Existing)?)?
        }
    };
    let (tally, head, replicas) = (verifier.tally(), verifier.head(), verifier.heads().count());
    let data = json!({
        "events": tally.events,
        "queries": tally.queries,
        "replicas": replicas,
        "head": head.map(|head| json!({
            "replica_id": head.replica_id, "sequence": head.sequence, "hash": head.hash, "timestamp": head.timestamp,
        })),
    });
    session.deliver(&data, Effect::default(), |style| match head {
        None => "There are no events yet; nothing to verify.\n".to_owned(),
        Some(head) => format!(
            "{} {}{} verified; the chain holds up to #{} ({})\n",
            style.good("✓"),
            count(tally.events, "event", "events"),
            if replicas > 1 { format!(" of {replicas} replicas") } else { String::new() },
            head.sequence,
            head.hash,
        ),
    })?;
    Ok(Exit::Done)
}

fn broken(path: &str, bad: &BadLine) -> CliError {
    CliError::BrokenChain { path: path.to_owned(), fault: bad.to_string(), line: bad.line }
}

/// Verifies what a store holds, up to the first fault.
fn of_store(engine: &mut Engine) -> Result<Verifier, CliError> {
    verify::store(engine, |LogFault { sequence, what, .. }| {
        Err(CliError::BrokenChain { path: "the database".into(), fault: what, line: sequence })
    })
}

/// What a sound file has otherwise than the project's database: a chain that lost its end is still a chain, and one
/// that was made up is too. A part of it may end anywhere.
fn disagreement(session: &Session<'_>, file: &Verifier, part: bool) -> Result<Option<String>, CliError> {
    let mut engine = match session.engine(Need::Existing) {
        Err(CliError::NoProject { .. } | CliError::Refused(Error::Store(StoreError::Missing { .. }))) => {
            return Ok(None);
        }
        opened => opened?,
    };
    session.may_read()?;
    let store = engine.view(|txn| Ok(txn.chain_head()?))?;
    if !part && file.heads().next().is_none() && goes_on(&mut engine, 0)? {
        return Ok(Some(format!("it holds no event, but the store has {}", store.sequence)));
    }
    for end in file.heads() {
        let same = engine
            .view(|txn| Ok(txn.replica_events(end.replica_id, end.sequence.saturating_sub(1), 1)?))?;
        let own = end.replica_id == store.replica_id;
        match same.first() {
            Some(same) if same.record.hash != end.hash => {
                let whose = if own { String::new() } else { format!(" of replica {}", end.replica_id) };
                let fault =
                    format!("its event {}{whose} is not the one of that number in the store", end.sequence);
                return Ok(Some(fault));
            }
            None if own => {
                let fault =
                    format!("it ends at event {}, but the store ends at {}", end.sequence, store.sequence);
                return Ok(Some(fault));
            }
            Some(_) if own && !part && goes_on(&mut engine, end.sequence)? => {
                let fault =
                    format!("it ends at event {}, but the store has {}", end.sequence, store.sequence);
                return Ok(Some(fault));
            }
            // What other replicas have done since, the store has yet to hear of.
            _ => {}
        }
    }
    Ok(None)
}

/// Whether the store tells something behind this event of its own, besides of exchanges: a file that it has just
/// been synced with lacks these.
fn goes_on(engine: &mut Engine, after_sequence: u64) -> Result<bool, CliError> {
    let mut query = EventQuery { after_sequence, limit: PAGE, ..EventQuery::default() };
    loop {
        let page = engine.read_log(|reader| {
            let records = reader.txn.events(&query)?;
            let told = records.iter().map(|record| Ok((record.sequence, reader.event(record)?)));
            told.collect::<Result<Vec<_>, Error>>()
        })?;
        let Some((last, _)) = page.last() else { return Ok(false) };
        query.after_sequence = *last;
        if page.iter().any(|(_, event)| !event.tells_of_an_exchange()) {
            return Ok(true);
        }
    }
}

/// Verifies a file; answers how many lines it has, too.
fn of_file(session: &mut Session<'_>, file: &str, from: bool) -> Result<(Verifier, u64), CliError> {
    let name = name_of(file);
    let mut verifier = if from { Verifier::from_anywhere() } else { Verifier::new() };
    let mut lines = Lines::new(session.source(file)?, MAX_EVENT_LINE);
    let unreadable = |error| CliError::File { path: name.clone(), error };
    let mut number = 0;
    while let Some(line) = lines.next().map_err(unreadable)? {
        number += 1;
        match line {
            Line::Whole(line) => verifier.feed(line).map_err(|bad| broken(&name, &bad))?,
            Line::TooLong => {
                let fault = format!("line {number}: longer than any event");
                return Err(CliError::BrokenChain { path: name, fault, line: number });
            }
        };
    }
    Ok((verifier, number))
}
