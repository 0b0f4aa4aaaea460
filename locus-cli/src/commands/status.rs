//! `locus status`: the project at a glance.

use crate::error::CliError;
use crate::exit::Exit;
use crate::project::Project;
use crate::render::{Cell, Style, Table, event_table, mt_table};
use crate::session::{Effect, Session};
use crate::wire::Need;
use locus_core::app::workflows::SyncTaskBoard;
use locus_core::app::{Engine, Error};
use locus_core::domain::{Filter, MicroTask, MtStatus, Source, WpStatus};
use locus_core::ports::{Boards as _, EventQuery, EventRecord, ReadTxn, StatusCounts};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// How many running micro-tasks and how many events are shown.
const SHOWN: usize = 10;
const EVENTS: u32 = 5;

/// What is shown.
struct Glance {
    db: String,
    board: Option<String>,
    /// What a sync would do, if the board can be read and the caller may sync it.
    drift: Option<Drift>,
    counts: StatusCounts,
    running: Vec<MicroTask>,
    events: Vec<EventRecord>,
}

/// How far board and database are apart.
#[derive(Serialize)]
pub(super) struct Drift {
    db_changes: usize,
    board_changes: usize,
    conflicts: usize,
}

impl Drift {
    /// Whether they are in step.
    pub(super) const fn is_none(&self) -> bool {
        self.db_changes + self.board_changes + self.conflicts == 0
    }
}

pub(super) fn run(session: &mut Session<'_>) -> Result<Exit, CliError> {
    session.may_read()?;
    let project = session.project()?;
    let mut engine = session.engine(Need::Existing)?;
    let (counts, running, events) = engine.view(|txn| {
        let newest = EventQuery { newest: true, limit: EVENTS, ..EventQuery::default() };
        Ok((txn.counts()?, running(txn)?, txn.events(&newest)?))
    })?;
    let board = project.board();
    let drift = board.as_ref().and_then(|_| drift(session, &project, &mut engine).ok());
    let glance = Glance {
        db: project.db.display().to_string(),
        board: board.map(|path| path.display().to_string()),
        drift,
        counts,
        running,
        events,
    };
    session.deliver(&data(&glance), Effect::default(), |style| text(&glance, style))?;
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

/// Micro-tasks in progress: they start while their packet is in progress, and may outlast that.
fn running(txn: &dyn ReadTxn) -> Result<Vec<MicroTask>, Error> {
    let statuses = vec![WpStatus::InProgress, WpStatus::Blocked, WpStatus::Gated, WpStatus::Ready];
    let open = txn.list(&Filter { statuses, limit: Filter::MAX_LIMIT, ..Filter::default() })?;
    let mut running = Vec::new();
    for wp in open.items {
        if txn.mt_summary(&wp.wp_id)?.counts.in_progress > 0 {
            let mts = txn.micro_tasks(&wp.wp_id)?;
            running.extend(mts.into_iter().filter(|mt| mt.status == MtStatus::InProgress));
        }
    }
    Ok(running)
}

fn data(glance: &Glance) -> Value {
    let by_status: Map<_, _> =
        WpStatus::ALL.iter().map(|status| (status.to_string(), glance.counts.of(*status).into())).collect();
    let running = glance.running.iter().map(|mt| {
        json!({ "wp_id": mt.wp_id, "mt_id": mt.mt_id(), "name": mt.definition.name, "model_id": mt.model_id })
    });
    let events = glance.events.iter().map(|event| {
        json!({
            "sequence": event.sequence, "timestamp": event.context.timestamp, "type": event.event_type,
            "wp_id": event.wp_id, "mt_id": event.mt_id, "actor_id": event.context.actor_id,
        })
    });
    json!({
        "db": glance.db,
        "board": glance.board,
        "drift": glance.drift,
        "total": glance.counts.total(),
        "by_status": by_status,
        "ready": glance.counts.ready,
        "blocked": glance.counts.blocked,
        "running_micro_tasks": running.collect::<Vec<_>>(),
        "last_events": events.collect::<Vec<_>>(),
    })
}

fn board(glance: &Glance) -> String {
    let Some(path) = &glance.board else { return "none".to_owned() };
    match &glance.drift {
        None => format!("{path} (can't be compared; `locus board sync --check` says why)"),
        Some(drift) if drift.is_none() => format!("{path} (in step)"),
        Some(Drift { db_changes, board_changes, conflicts }) => format!(
            "{path} ({db_changes} to take in, {board_changes} to write, {conflicts} in conflict: `locus board sync`)"
        ),
    }
}

fn text(glance: &Glance, style: Style) -> String {
    let mut text = String::new();
    let mut places = Table::new(&["PROJECT", ""]);
    places.row([Cell::new("database"), Cell::new(&glance.db)]);
    places.row([Cell::new("board"), Cell::new(board(glance))]);
    let mut counts = Table::new(&["PACKETS", ""]);
    for status in WpStatus::ALL {
        counts.row([Cell::new(status), Cell::new(glance.counts.of(*status))]);
    }
    counts.row([Cell::new("all"), Cell::new(glance.counts.total())]);
    let _ = writeln!(text, "{}\n{}", places.text(style), counts.text(style));
    let (ready, blocked) = (glance.counts.ready, glance.counts.blocked);
    let _ =
        writeln!(text, "{ready} can be worked on now (`locus ready`), {blocked} held up (`locus blocked`)");
    if !glance.running.is_empty() {
        let more = glance.running.len().saturating_sub(SHOWN);
        let _ = write!(text, "\n{}\n", style.strong("Running micro-tasks"));
        let _ = write!(text, "{}", mt_table(glance.running.iter().take(SHOWN), style));
        if more > 0 {
            let _ = writeln!(text, "… and {more} more");
        }
    }
    if !glance.events.is_empty() {
        let _ = write!(text, "\n{}\n{}", style.strong("Last events"), event_table(&glance.events, style));
    }
    text
}
