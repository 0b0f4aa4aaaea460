//! `locus events sync`: in from the file, then out to it.

use crate::args::EventsSync;
use crate::error::CliError;
use crate::event_files::ProjectEventFiles;
use crate::exit::Exit;
use crate::render::{Style, count, dispute};
use crate::session::{Effect, Session};
use crate::wire::Need;
use locus_core::app::workflows::{EventsReport, EventsSynced, SyncDirection, SyncEvents};
use locus_core::domain::Source;
use serde_json::json;
use std::fmt::Write as _;

pub(super) fn run(session: &mut Session<'_>, args: &EventsSync) -> Result<Exit, CliError> {
    let caller = session.caller(Source::Import)?;
    let path = session.env.absolute(&args.file);
    // A file that is yet to be made has nothing to take in.
    let imports = !args.export && (args.import || path.exists());
    let file = ProjectEventFiles::new(&session.project()?).at(path);
    let mut engine = session.engine(Need::Create)?;
    let mut exchange = |direction| {
        let sync = SyncEvents { direction, path: args.file.clone() };
        sync.run(&mut engine, file.as_ref(), &caller)
    };
    let taken_in = if imports { exchange(SyncDirection::Import)? } else { EventsSynced::default() };
    let added = if args.import { EventsSynced::default() } else { exchange(SyncDirection::Export)? };
    if taken_in.changed() {
        session.push(&mut engine)?;
    }
    let events = [taken_in.events, added.events].concat();
    let effect = Effect { changed: Some(!events.is_empty()), events: &events };
    let data = json!({ "imported": taken_in.report, "exported": added.report });
    session.deliver(&data, effect, |style| told(&taken_in.report, &added.report, style))?;
    Ok(Exit::Done)
}

fn told(taken_in: &EventsReport, added: &EventsReport, style: Style) -> String {
    let mut text: String = taken_in.disputes.iter().map(|one| dispute(one, style)).collect();
    let (came, went) = (count(taken_in.events, "event", "events"), count(added.events, "event", "events"));
    let _ = match (taken_in.events, added.events) {
        (0, 0) => writeln!(text, "nothing to exchange"),
        (_, 0) => writeln!(text, "took in {came}"),
        (0, _) => writeln!(text, "added {went} to the file"),
        _ => writeln!(text, "took in {came}, added {went} to the file"),
    };
    text
}
