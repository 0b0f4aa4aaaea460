//! `locus doctor`: is everything as it should be? Changes nothing, unless it is asked to put right what can be.

mod aspect;
mod examine;
mod files;
mod report;

use crate::args::Doctor;
use crate::backup::{self, Backup};
use crate::error::CliError;
use crate::exit::Exit;
use crate::project::Project;
use crate::session::Session;
use crate::wire::{self, Need};
use examine::Findings;
use locus_core::domain::CapabilityAxis::{FsWrite, Read, Write};

pub(super) fn run(session: &mut Session<'_>, args: &Doctor) -> Result<Exit, CliError> {
    session.may(if args.fix { &[Read, Write, FsWrite] } else { &[Read] })?;
    let project = session.project()?;
    let found = examine::all(session, &project)?;
    if !args.fix || !found.is_fixable() {
        return report::deliver(session, &found, None);
    }
    let backup = fix(&project, &found)?;
    let left = examine::all(session, &project)?;
    report::deliver(session, &left, Some((&found, &backup)))
}

/// Puts right what can be, behind a backup.
fn fix(project: &Project, found: &Findings) -> Result<Backup, CliError> {
    let mut store = wire::store(&project.db, Need::Existing, &project.config)?;
    let now = wire::now()?.to_string();
    let backup = backup::make_beside(&mut store, &project.db, &now)?;
    if found.has_derived() {
        store.repair()?;
    }
    files::fix(project);
    Ok(backup)
}
