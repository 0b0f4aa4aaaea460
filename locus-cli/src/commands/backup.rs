//! `locus backup`: a copy of the database, made while others go on writing.

use crate::args::Backup;
use crate::backup;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{count, plain};
use crate::session::{Effect, Session};
use crate::wire::{self, Need};
use serde_json::json;

pub(super) fn run(session: &mut Session<'_>, args: &Backup) -> Result<Exit, CliError> {
    session.may_read()?;
    let project = session.project()?;
    let path = session.env.absolute(&args.file);
    let mut store = wire::store(&project.db, Need::Existing, &project.config)?;
    let made = backup::make(&mut store, &project.db, path)?;
    let data = json!({
        "backup": made.path.display().to_string(),
        "bytes": made.bytes,
        "head": { "replica_id": made.head.replica_id, "sequence": made.head.sequence, "hash": made.head.hash },
    });
    let quiet = session.options.quiet;
    session.deliver(&data, Effect::default(), |style| {
        if quiet {
            return String::new();
        }
        let events = count(made.head.sequence, "event", "events");
        format!("{} {}: {events}, verified\n", style.good("✓"), plain(&made.path.display().to_string()))
    })?;
    Ok(Exit::Done)
}
