//! `locus events replay`: the rows as the events make them, in a store of their own.

use crate::args::EventsReplay;
use crate::config::Config;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{Style, count, plain};
use crate::session::{Effect, Session};
use crate::wire::{self, Need};
use locus_core::app::workflows::{Difference, EventsSynced, SyncDirection, SyncEvents, differences, replay};
use locus_core::app::{Actor, Caller, Engine};
use locus_core::domain::{ActorKind, Role, Source};
use locus_fr::EventLogFile;
use serde_json::json;
use std::fmt::Write as _;
use std::time::Duration;

/// Differences that are told in full.
const TOLD: usize = 20;

pub(super) fn run(session: &mut Session<'_>, args: &EventsReplay) -> Result<Exit, CliError> {
    session.may_read()?;
    match &args.into {
        Some(path) => rebuild(session, args, path),
        None => compare(session, args),
    }
}

/// A new database of what the events make.
fn rebuild(session: &mut Session<'_>, args: &EventsReplay, into: &str) -> Result<Exit, CliError> {
    let caller = session.caller(Source::Import)?;
    let path = session.env.absolute(into);
    if path.exists() {
        return Err(CliError::Usage(format!("{into} is there already; name a new file")));
    }
    let mut target = wire::engine(wire::store(&path, Need::Create, &Config::default())?)?;
    let events = fill(session, args, &mut target, &caller).inspect_err(|_| {
        // Half a database helps nobody, and this one did not exist before.
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{suffix}", path.display()));
        }
    })?;
    let data =
        json!({ "events": events.report.events, "database": into, "disputes": events.report.disputes });
    session.deliver(&data, Effect::default(), |_| {
        format!("{} replayed into {}\n", count(events.report.events, "event", "events"), plain(into))
    })?;
    Ok(Exit::Done)
}

fn compare(session: &mut Session<'_>, args: &EventsReplay) -> Result<Exit, CliError> {
    let mut target = wire::engine(wire::in_memory()?)?;
    // What is done to a store that nobody sees needs nobody's leave.
    let actor = Actor { kind: ActorKind::System, id: session.caller(Source::Import)?.actor.id };
    let caller = Caller::new(actor, Role::Operator, Source::Import);
    let events = fill(session, args, &mut target, &caller)?.report.events;
    let mut live = session.engine(Need::Existing)?;
    let found = live.view(|live| target.view(|replayed| differences(live, replayed)))?;
    let data = json!({ "events": events, "identical": found.is_empty(), "differences": found });
    session.deliver(&data, Effect::default(), |style| told(events, &found, style))?;
    Ok(if found.is_empty() { Exit::Done } else { Exit::Failed })
}

fn fill(
    session: &Session<'_>,
    args: &EventsReplay,
    target: &mut Engine,
    caller: &Caller,
) -> Result<EventsSynced, CliError> {
    match &args.file {
        Some(file) => {
            let sync = SyncEvents { direction: SyncDirection::Import, path: file.clone() };
            // Nothing is added to it, so that nothing is waited for.
            let file = EventLogFile::new(session.env.absolute(file), Duration::ZERO);
            Ok(sync.run(target, &file, caller)?)
        }
        None => {
            let mut live = session.engine(Need::Existing)?;
            Ok(live.read_log(|log| replay(log, target, caller))?)
        }
    }
}

fn told(events: u64, found: &[Difference], style: Style) -> String {
    let events = count(events, "event", "events");
    if found.is_empty() {
        return format!(
            "{} {events} replayed; the rebuilt rows are the database's, table by table\n",
            style.good("✓")
        );
    }
    let mut text = String::new();
    for Difference { table, key, live, replayed } in found.iter().take(TOLD) {
        let _ = writeln!(text, "  {} {table} {}", style.error("differs"), plain(key));
        let _ = writeln!(text, "    database: {}", plain(&live.to_string()));
        let _ = writeln!(text, "    events:   {}", plain(&replayed.to_string()));
    }
    let _ = writeln!(
        text,
        "{events} replayed; {} from the database",
        count(found.len() as u64, "row differs", "rows differ")
    );
    text
}
