//! `locus hook install` and `locus hook uninstall`.

use crate::args::Hook;
use crate::error::CliError;
use crate::exit::Exit;
use crate::git::{Change, MergeDriver, PreCommit, Repository};
use crate::render::plain;
use crate::session::{Effect, Session};
use locus_core::app::Error;
use serde_json::json;

pub(super) fn install(session: &mut Session<'_>, args: &Hook) -> Result<Exit, CliError> {
    run(session, args, Change::Install)
}

pub(super) fn uninstall(session: &mut Session<'_>, args: &Hook) -> Result<Exit, CliError> {
    run(session, args, Change::Uninstall)
}

fn run(session: &mut Session<'_>, args: &Hook, change: Change) -> Result<Exit, CliError> {
    if session.options.db.is_some() || session.env.variable("LOCUS_DB").is_some() {
        let reason = "a hook belongs to a project's folder; --db and LOCUS_DB name a database only";
        return Err(CliError::Usage(reason.into()));
    }
    let project = session.project()?;
    let repository = Repository::of(session.env.current_dir())?;
    let hook = PreCommit::of(&repository, &project.root)?;
    let board = || session.boards(&project).own_path().map_err(Error::from);
    // What was put in is taken out, asked for by name or not.
    let named = args.merge_driver;
    let concerned = named || (change == Change::Uninstall && board().is_ok());
    let driver = concerned.then(|| MergeDriver::of(&repository, &board()?)).transpose()?;
    let hook_changed = hook.apply(change)?;
    let driver_changed = driver.map(|driver| driver.apply(change)).transpose()?;
    let driver_changed = driver_changed.filter(|changed| named || *changed);
    let changed = hook_changed || driver_changed == Some(true);
    let path = hook.path.display().to_string();
    let answer =
        json!({ "hook": path, "hook_changed": hook_changed, "merge_driver_changed": driver_changed });
    session.deliver(&answer, Effect { changed: Some(changed), events: &[] }, |style| {
        let done = |what: &str, changed: bool| match (change, changed) {
            (Change::Install, true) => format!("{} {what} put in\n", style.good("✓")),
            (Change::Install, false) => format!("{} {what} was there\n", style.faint("=")),
            (Change::Uninstall, true) => format!("{} {what} taken out\n", style.good("✓")),
            (Change::Uninstall, false) => format!("{} {what} was not there\n", style.faint("=")),
        };
        let driver = driver_changed.map(|changed| done("merge driver for the board", changed));
        done(&format!("check of the board in {}", plain(&path)), hook_changed) + &driver.unwrap_or_default()
    })?;
    Ok(Exit::Done)
}
