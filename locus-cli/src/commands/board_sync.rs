//! `locus board sync`, short `locus sync`.

use crate::args::BoardSync;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{Telling, sync_report};
use crate::session::{Effect, Session};
use crate::wire::Need;
use locus_core::app::Error;
use locus_core::app::workflows::{SyncTaskBoard, Synced};
use locus_core::domain::Source;
use locus_core::ports::Boards as _;

pub(super) fn run(session: &mut Session<'_>, args: &BoardSync) -> Result<Exit, CliError> {
    told(session, args, false)
}

/// `locus board diff`: what a sync would do, all of it.
pub(super) fn diff(session: &mut Session<'_>) -> Result<Exit, CliError> {
    told(session, &BoardSync { dry_run: true, ..BoardSync::default() }, true)
}

fn told(session: &mut Session<'_>, args: &BoardSync, all: bool) -> Result<Exit, CliError> {
    let prefer = args.prefer.as_deref().map(str::parse).transpose();
    let sync = SyncTaskBoard {
        board_path: None,
        check: args.check,
        dry_run: args.dry_run,
        adopt: !args.no_adopt,
        prefer: prefer.map_err(|refusal| CliError::Argument(Error::invalid("prefer", refusal)))?,
        accept_removals: args.accept_removals,
    };
    let planned = args.check || args.dry_run;
    let synced = self::sync(session, &sync, if planned { Need::Trial } else { Need::Create })?;
    let telling = Telling { planned, all };
    let effect = Effect { changed: Some(synced.changed), events: &synced.events };
    session.deliver(&synced.report, effect, |style| sync_report(&synced.report, telling, style))?;
    Ok(synced.verdict().into())
}

/// Syncs the project's board.
pub(super) fn sync(session: &Session<'_>, sync: &SyncTaskBoard, need: Need) -> Result<Synced, CliError> {
    let caller = session.caller(Source::Cli)?;
    let project = session.project()?;
    let board = session.boards(&project).open(None).map_err(Error::from)?;
    Ok(sync.run(&mut session.engine(need)?, board.as_ref(), &caller)?)
}
