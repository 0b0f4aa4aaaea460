//! `locus status`: the project at a glance. What would cost more the larger the project is has a bound, and says so.

use crate::error::CliError;
use crate::exit::Exit;
use crate::project::Project;
use crate::render::{CriticalPath, Drift, Glance, Next, glance};
use crate::session::{Effect, Session};
use crate::wire::Need;
use locus_core::app::workflows::SyncTaskBoard;
use locus_core::app::{Engine, Error};
use locus_core::domain::{Filter, Source, WpId, WpStatus};
use locus_core::graph::{critical_path, impact};
use locus_core::ports::{Boards as _, EventQuery, ReadTxn, StatusCounts};
use std::collections::HashMap;

const EVENTS: u32 = 5;
/// How many ready packets are shown, and how many packets and edges are looked at behind each.
const READY: u32 = 3;
const BEHIND: usize = 1_000;
/// How many unfinished packets the critical path is looked for among.
const UNFINISHED: u32 = 1_000;
/// How many running micro-tasks are listed.
const RUNNING: u32 = 10_000;

pub(super) fn run(session: &mut Session<'_>) -> Result<Exit, CliError> {
    session.may_read()?;
    let project = session.project()?;
    let mut engine = session.engine(Need::Existing)?;
    let board = project.board();
    let drift = board.as_ref().and_then(|_| drift(session, &project, &mut engine).ok());
    let seen = engine.view(|txn| {
        let newest = EventQuery { newest: true, limit: EVENTS, ..EventQuery::default() };
        let counts = txn.counts()?;
        Ok(Glance {
            db: project.db.display().to_string(),
            board: board.map(|path| path.display().to_string()),
            drift,
            next: next(txn)?,
            critical_path: longest(txn, &counts)?,
            running: txn.running_micro_tasks(RUNNING)?,
            events: txn.events(&newest)?,
            counts,
        })
    })?;
    session.deliver(&seen.data(), Effect::default(), |style| glance(&seen, style))?;
    Ok(Exit::Done)
}

/// What a sync would do. Status has an answer without it too.
pub(super) fn drift(
    session: &Session<'_>,
    project: &Project,
    engine: &mut Engine,
) -> Result<Drift, CliError> {
    let check = SyncTaskBoard { check: true, ..SyncTaskBoard::default() };
    let board = session.boards(project).open(None).map_err(Error::from)?;
    let report = check.run(engine, board.as_ref(), &session.caller(Source::Cli)?)?.report;
    Ok(Drift {
        db_changes: report.db_changes.len(),
        board_changes: report.board_changes.len(),
        conflicts: report.conflicts.len(),
    })
}

/// The first ready packets, with what they unblock.
fn next(txn: &dyn ReadTxn) -> Result<Vec<Next>, Error> {
    let ready = txn.ready(&Filter { limit: READY, ..Filter::default() })?.items;
    let next = ready.into_iter().map(|wp| Ok(Next { unblocks: impact(txn, &wp.wp_id, BEHIND)?, wp }));
    next.collect()
}

/// The longest chain of unfinished work, if few enough packets are unfinished.
fn longest(txn: &dyn ReadTxn, counts: &StatusCounts) -> Result<CriticalPath, Error> {
    let unfinished = counts.total() - counts.of(WpStatus::Done) - counts.of(WpStatus::Cancelled);
    let too_many = CriticalPath::TooMany { unfinished };
    if unfinished > UNFINISHED.into() {
        return Ok(too_many);
    }
    let statuses = WpStatus::ALL.iter().copied().filter(|status| !status.is_closed()).collect();
    let open = txn.list(&Filter { statuses, limit: UNFINISHED, ..Filter::default() })?.items;
    let standing: HashMap<WpId, WpStatus> = open.iter().map(|wp| (wp.wp_id.clone(), wp.status)).collect();
    let ids = open.into_iter().map(|wp| wp.wp_id);
    let Some(path) = critical_path(txn, ids, UNFINISHED as usize)? else { return Ok(too_many) };
    let stands = |id: WpId| Some((id.clone(), *standing.get(&id)?));
    Ok(CriticalPath::Found(path.into_iter().filter_map(stands).collect()))
}
