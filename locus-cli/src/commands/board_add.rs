//! `locus board add`.

use crate::args::BoardAdd;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{Telling, sync_report};
use crate::session::{Effect, Session};
use crate::wire::Need;
use locus_core::app::Error;
use locus_core::app::workflows::AddToTaskBoard;
use locus_core::domain::Source;
use locus_core::ports::Boards as _;

pub(super) fn run(session: &mut Session<'_>, args: &BoardAdd) -> Result<Exit, CliError> {
    let wp_ids: Result<Vec<_>, _> = args.wp_ids.iter().map(|id| id.parse()).collect();
    let add = AddToTaskBoard {
        wp_ids: wp_ids.map_err(|refusal| CliError::Argument(Error::invalid("wp_id", refusal)))?,
    };
    let caller = session.caller(Source::Cli)?;
    let project = session.project()?;
    let board = session.boards(&project).open(None).map_err(Error::from)?;
    let added = add.run(&mut session.engine(Need::Existing)?, board.as_ref(), &caller)?;
    let telling = Telling { planned: false, all: true };
    let effect = Effect { changed: Some(added.changed), events: &added.events };
    session.deliver(&added.report, effect, |style| sync_report(&added.report, telling, style))?;
    Ok(added.verdict().into())
}
