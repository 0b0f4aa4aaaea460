//! `locus` alone: where you are, and what to do next; or how to begin.

use super::status::drift;
use crate::error::CliError;
use crate::exit::Exit;
use crate::project::{DEFAULT_BOARDS, Project};
use crate::render::{Drift, Style, count, packet_table, plain};
use crate::session::{Effect, Session};
use crate::wire::Need;
use locus_core::domain::{Filter, Source, WorkPacket, WpStatus};
use locus_core::ports::StatusCounts;
use serde::Serialize;
use serde_json::json;
use std::fmt::Write as _;

/// How many packets are shown of those that are yours and of those that are ready, and how many commands.
const SHOWN: u32 = 3;
const COMMANDS: usize = 4;

/// A command to go on with.
#[derive(Debug, Serialize)]
struct Next {
    command: String,
    why: &'static str,
}

fn next(command: impl Into<String>, why: &'static str) -> Next {
    Next { command: command.into(), why }
}

/// A project as whoever works in it needs to see it first.
struct Place {
    root: String,
    db: String,
    board: Option<String>,
    drift: Option<Drift>,
    counts: StatusCounts,
    /// Open packets assigned to the actor.
    mine: Vec<WorkPacket>,
    /// Others that can be worked on.
    ready: Vec<WorkPacket>,
    /// A packet that waits to be called ready, where nothing is.
    stub: Option<WorkPacket>,
}

pub(super) fn run(session: &mut Session<'_>) -> Result<Exit, CliError> {
    let project = match session.project() {
        Ok(project) => project,
        Err(CliError::NoProject { from }) => return begin(session, &from),
        Err(error) => return Err(error),
    };
    let place = place(session, &project)?;
    let steps = steps(&place);
    let id = |wp: &WorkPacket| json!({ "wp_id": wp.wp_id, "status": wp.status, "title": wp.title });
    let data = json!({
        "project": place.root,
        "db": place.db,
        "board": place.board,
        "drift": place.drift,
        "total": place.counts.total(),
        "ready": place.counts.ready,
        "blocked": place.counts.blocked,
        "mine": place.mine.iter().map(id).collect::<Vec<_>>(),
        "first_ready": place.ready.iter().map(id).collect::<Vec<_>>(),
        "next": steps,
    });
    session.deliver(&data, Effect::default(), |style| text(&place, &steps, style))?;
    Ok(Exit::Done)
}

/// Outside of a project.
fn begin(session: &mut Session<'_>, from: &str) -> Result<Exit, CliError> {
    let board = DEFAULT_BOARDS.iter().find(|path| session.env.absolute(path).is_file());
    let mut steps = match board {
        Some(board) => vec![
            next(format!("locus init --board {board}"), "start a project here, with the board that is here"),
            next("locus board sync", "then take in what stands on it; the board stays as it is"),
        ],
        None => {
            vec![next("locus init", "start a project in this folder: makes .locus/, touches nothing else")]
        }
    };
    steps.push(next("locus demo", "see a packet's whole life first, in a folder that goes away"));
    steps.push(next("locus --help", "all commands"));
    let data = json!({ "project": null, "next": steps });
    session.deliver(&data, Effect::default(), |style| {
        let here = plain(from);
        format!("There is no Locus project in {here} or above it.\n\n{}", list(&steps, "Begin", style))
    })?;
    Ok(Exit::Done)
}

fn place(session: &Session<'_>, project: &Project) -> Result<Place, CliError> {
    session.may_read()?;
    let actor = session.caller(Source::Cli)?.actor.id;
    let mut engine = session.engine(Need::Existing)?;
    let (counts, mine, ready, stub) = engine.view(|txn| {
        let few = Filter { limit: SHOWN, ..Filter::default() };
        let open = [WpStatus::InProgress, WpStatus::Gated, WpStatus::Blocked, WpStatus::Ready].to_vec();
        let mine = txn.list(&Filter { assignees: vec![actor.clone()], statuses: open, ..few.clone() })?.items;
        let mut ready = txn.ready(&Filter { limit: 2 * SHOWN, ..few.clone() })?.items;
        ready.retain(|wp| wp.assignee.as_ref() != Some(&actor));
        ready.truncate(SHOWN as usize);
        let counts = txn.counts()?;
        let stub = Filter { limit: 1, statuses: vec![WpStatus::Stub], ..few };
        let stub = if counts.ready == 0 { txn.list(&stub)?.items.pop() } else { None };
        Ok((counts, mine, ready, stub))
    })?;
    let board = project.board();
    Ok(Place {
        root: project.root.display().to_string(),
        db: project.db.display().to_string(),
        drift: board.as_ref().and_then(|_| drift(session, project, &mut engine).ok()),
        board: board.map(|path| path.strip_prefix(&project.root).unwrap_or(&path).display().to_string()),
        counts,
        mine,
        ready,
        stub,
    })
}

/// What to type next, the most likely first.
fn steps(place: &Place) -> Vec<Next> {
    let mut steps = Vec::new();
    let apart = place.drift.as_ref().is_some_and(|drift| !drift.is_none());
    if apart && place.counts.total() == 0 {
        steps.push(next("locus board sync", "take in what stands on the board"));
    } else if apart {
        steps.push(next(
            "locus board diff",
            "see where board and database differ; `locus board sync` settles it",
        ));
    }
    if place.counts.total() == 0 {
        steps.push(next("locus wp create \"Add a login\"", "put work on record"));
        steps.push(next("locus demo", "see a packet's whole life first"));
        return steps;
    }
    steps.extend(place.mine.first().map(step_with));
    if place.ready.iter().any(|wp| wp.assignee.is_none()) {
        steps.push(next("locus ready --claim --for 30m", "take the first ready packet that nobody has"));
    } else if let Some(stub) = &place.stub {
        let ready = format!("locus wp update {} --status ready", stub.wp_id);
        steps.push(next(ready, "say that it can be worked on"));
        steps.push(next("locus wp list --status stub", "what else only waits for that"));
    } else if place.mine.is_empty() {
        steps.push(next("locus wp create \"Add a login\"", "put more work on record"));
    }
    if place.counts.blocked > 0 {
        steps.push(next("locus blocked", "what is held up, and why"));
    }
    steps.push(next("locus status", "the project at a glance"));
    steps.truncate(COMMANDS);
    steps
}

/// What leads on with a packet that is yours.
fn step_with(wp: &WorkPacket) -> Next {
    let id = &wp.wp_id;
    match wp.status {
        WpStatus::Ready => {
            next(format!("locus wp gate {id} pre-work pass"), "start on the packet that is yours")
        }
        WpStatus::InProgress => {
            next(format!("locus wp gate {id} post-work pass"), "once yours is done and checked")
        }
        _ => next(format!("locus dep chain {id}"), "what yours waits for"),
    }
}

fn list(steps: &[Next], heading: &str, style: Style) -> String {
    let widest = |of: fn(&Next) -> &str| steps.iter().map(|step| of(step).chars().count()).max().unwrap_or(0);
    let width = widest(|step| &step.command);
    let fits = style.width.is_none_or(|columns| 2 + width + 2 + widest(|step| step.why) <= columns);
    let mut text = format!("{}\n", style.strong(heading));
    for Next { command, why } in steps {
        if fits {
            let _ = writeln!(text, "  {command:<width$}  {}", style.faint(why));
        } else {
            let _ = write!(text, "  {command}\n{}", style.block(why, "    "));
        }
    }
    text
}

fn text(place: &Place, steps: &[Next], style: Style) -> String {
    let mut text = format!("{}\n{}\n", style.strong(&plain(&place.root)), counts(&place.counts));
    if let Some(board) = &place.board {
        let _ = writeln!(text, "board {}{}", plain(board), state(place.drift.as_ref()));
    }
    if !place.mine.is_empty() {
        let _ = write!(text, "\n{}\n{}", style.strong("Yours"), packet_table(&place.mine, style));
    }
    if !place.ready.is_empty() {
        let _ = write!(text, "\n{}\n{}", style.strong("Ready"), packet_table(&place.ready, style));
        if place.counts.ready > (place.ready.len() + place.mine.len()) as u64 {
            let all = format!("`locus ready` shows all {}", place.counts.ready);
            let _ = writeln!(text, "{}", style.faint(&all));
        }
    }
    let _ = write!(text, "\n{}", list(steps, "Next", style));
    text
}

/// How many packets there are, where they stand, and how many can be worked on.
fn counts(counts: &StatusCounts) -> String {
    if counts.total() == 0 {
        return "no packets yet".to_owned();
    }
    let there = WpStatus::ALL.iter().filter(|status| counts.of(**status) > 0);
    let there: Vec<_> = there.map(|status| format!("{} {status}", counts.of(*status))).collect();
    let held = counts.blocked;
    let held = if held > 0 { format!(", {held} held up") } else { String::new() };
    let all = count(counts.total(), "packet", "packets");
    format!("{all}: {}; {} can be worked on now{held}", there.join(", "), counts.ready)
}

fn state(drift: Option<&Drift>) -> &'static str {
    match drift {
        None => " (can't be compared; `locus board sync --check` says why)",
        Some(drift) if drift.is_none() => " (in step)",
        Some(_) => " (differs from the database)",
    }
}
