//! `locus status`: the project at a glance.

use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{Cell, Style, Table, event_table, mt_table};
use crate::session::{Effect, Session};
use locus_core::app::Error;
use locus_core::domain::{Filter, MicroTask, MtStatus, WpStatus};
use locus_core::ports::{EventQuery, EventRecord, ReadTxn, StatusCounts};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// How many running micro-tasks and how many events are shown.
const SHOWN: usize = 10;
const EVENTS: u32 = 5;

/// What is shown.
struct Glance {
    counts: StatusCounts,
    running: Vec<MicroTask>,
    events: Vec<EventRecord>,
}

pub(super) fn run(session: &mut Session<'_>) -> Result<Exit, CliError> {
    let project = session.project()?;
    let glance = session.view(|txn| {
        Ok(Glance {
            counts: txn.counts()?,
            running: running(txn)?,
            events: txn.events(&EventQuery { newest: true, limit: EVENTS, ..EventQuery::default() })?,
        })
    })?;
    let board = project.board().map(|path| path.display().to_string());
    let db = project.db.display().to_string();
    session.deliver(&data(&glance, &db, board.as_deref()), Effect::default(), |style| {
        text(&glance, &db, board.as_deref(), style)
    })?;
    Ok(Exit::Done)
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

fn data(glance: &Glance, db: &str, board: Option<&str>) -> Value {
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
        "db": db,
        "board": board,
        "total": glance.counts.total(),
        "by_status": by_status,
        "ready": glance.counts.ready,
        "blocked": glance.counts.blocked,
        "running_micro_tasks": running.collect::<Vec<_>>(),
        "last_events": events.collect::<Vec<_>>(),
    })
}

fn text(glance: &Glance, db: &str, board: Option<&str>, style: Style) -> String {
    let mut text = String::new();
    let mut places = Table::new(&["PROJECT", ""]);
    places.row([Cell::new("database"), Cell::new(db)]);
    places.row([Cell::new("board"), Cell::new(board.unwrap_or("none"))]);
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
