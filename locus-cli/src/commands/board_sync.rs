//! `locus board sync`, short `locus sync`.

use crate::args::BoardSync;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{Telling, sync_report};
use crate::session::{Effect, Session};
use crate::wire::Need;
use locus_core::app::Error;
use locus_core::app::workflows::SyncTaskBoard;
use locus_core::domain::Source;
use locus_core::ports::Boards as _;

pub(super) fn run(session: &mut Session<'_>, args: &BoardSync) -> Result<Exit, CliError> {
    sync(session, args, false)
}

/// `locus board diff`: what a sync would do, all of it.
pub(super) fn diff(session: &mut Session<'_>) -> Result<Exit, CliError> {
    sync(session, &BoardSync { dry_run: true, ..BoardSync::default() }, true)
}

fn sync(session: &mut Session<'_>, args: &BoardSync, all: bool) -> Result<Exit, CliError> {
    let prefer = args.prefer.as_deref().map(str::parse).transpose();
    let sync = SyncTaskBoard {
        board_path: None,
        check: args.check,
        dry_run: args.dry_run,
        adopt: !args.no_adopt,
        prefer: prefer.map_err(|refusal| CliError::Argument(Error::invalid("prefer", refusal)))?,
        accept_removals: args.accept_removals,
    };
    let caller = session.caller(Source::Cli)?;
    let project = session.project()?;
    let board = session.boards(&project).open(None).map_err(Error::from)?;
    let synced = sync.run(&mut session.engine(Need::Create)?, board.as_ref(), &caller)?;
    let telling = Telling { planned: args.check || args.dry_run, all };
    let effect = Effect { changed: Some(synced.changed), events: &synced.events };
    session.deliver(&synced.report, effect, |style| sync_report(&synced.report, telling, style))?;
    Ok(synced.verdict().into())
}
