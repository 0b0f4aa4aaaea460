//! Changes, by the operations that the commands run.

use super::message::{Action, Message, Outcome, Write};
use super::worker::Bench;
use crate::autosync;
use crate::commands::{create_next, undone};
use crate::error::CliError;
use crate::render::{packet_lines, plain, sync_line};
use locus_core::app::ops::{CloseWp, GateWp, UpdateWp};
use locus_core::app::workflows::{ReleaseClaim, SyncTaskBoard, Undo};
use locus_core::app::{Caller, Done, Engine, Error, WpWritten};
use locus_core::domain::{Text, WpTrigger};
use locus_core::ports::Boards as _;

/// Does it.
///
/// # Errors
/// The refusal, for whoever asked.
pub(super) fn act(bench: &Bench, action: Action) -> Result<Message, CliError> {
    let mut engine = bench.engine()?;
    match action {
        Action::PreviewUndo => {
            let done = Undo { dry_run: true }.run(&mut engine, &bench.caller)?;
            Ok(Message::Previewed(undone(&done.output, bench.style)))
        }
        Action::Undo => {
            let done = Undo { dry_run: false }.run(&mut engine, &bench.caller)?;
            let said = undone(&done.output, bench.style).lines().next().unwrap_or_default().to_owned();
            Ok(Message::Done(Outcome { said: with_push(bench, &mut engine, &done, said), moved: None }))
        }
        Action::Sync => sync(bench, &mut engine),
        Action::Write(change) => {
            let (what, done) = write(&mut engine, &bench.caller, change)?;
            let wp = &done.output.wp.wp;
            let said = packet_lines(&what, wp, done.changed, bench.style).trim_end().to_owned();
            let moved = Some((wp.wp_id.clone(), wp.status));
            Ok(Message::Done(Outcome { said: with_push(bench, &mut engine, &done, said), moved }))
        }
    }
}

/// Runs the operation of a change. Answers what it is called, too.
pub(super) fn write(
    engine: &mut Engine,
    caller: &Caller,
    change: Write,
) -> Result<(String, Done<WpWritten>), CliError> {
    let (what, done) = match change {
        Write::Move { wp_id, version, by: WpTrigger::Update(to), said } => {
            let mut request = UpdateWp::status(wp_id, to);
            request.expected_version = Some(version);
            request.reason = said.map(|said| text("reason", &said)).transpose()?;
            ("moved".to_owned(), engine.run(&request, caller)?)
        }
        Write::Move { wp_id, version, by: by @ WpTrigger::Gate(gate, result), said } => {
            let mut request = GateWp::new(wp_id, gate, result);
            request.expected_version = Some(version);
            request.notes = said.map(|said| text("notes", &said)).transpose()?;
            (by.to_string(), engine.run(&request, caller)?)
        }
        Write::Close { wp_id, version } => {
            let request = CloseWp { expected_version: Some(version), ..CloseWp::new(wp_id) };
            ("closed".to_owned(), engine.run(&request, caller)?)
        }
        Write::Claim { wp_id, version } => {
            let request = UpdateWp { claim: true, expected_version: Some(version), ..UpdateWp::new(wp_id) };
            ("claimed".to_owned(), engine.run(&request, caller)?)
        }
        Write::Release { wp_id, version } => {
            let release = ReleaseClaim { wp_id, expected_version: Some(version) };
            ("released".to_owned(), release.run(engine, caller)?)
        }
        Write::Note { wp_id, text: note } => {
            if note.trim().is_empty() {
                return Err(CliError::Usage("a note must say something".into()));
            }
            let request = UpdateWp { note: Some(text("note", &note)?), ..UpdateWp::new(wp_id) };
            ("noted".to_owned(), engine.run(&request, caller)?)
        }
        Write::Create { title } => ("created".to_owned(), engine.run(&create_next(&title)?, caller)?),
    };
    Ok((what, done))
}

fn text(field: &str, said: &str) -> Result<Text, Error> {
    said.parse().map_err(|refusal| Error::invalid(field, refusal))
}

/// Brings the board along as every command does. What goes wrong with that is said behind what is done.
fn with_push<T>(bench: &Bench, engine: &mut Engine, done: &Done<T>, mut said: String) -> String {
    if !bench.no_sync && autosync::moves_the_board(&done.events) {
        for warning in autosync::push(engine, &bench.boards).1 {
            said.push_str("; ");
            said.push_str(&plain(&warning));
        }
    }
    said
}

fn sync(bench: &Bench, engine: &mut Engine) -> Result<Message, CliError> {
    let board = bench.boards.open(None).map_err(Error::from)?;
    let report = SyncTaskBoard::default().run(engine, board.as_ref(), &bench.caller)?.report;
    let warnings: Vec<_> = report.warnings.iter().collect();
    let said = sync_line(&report, &warnings, bench.style).trim_end().to_owned();
    Ok(Message::Done(Outcome { said, moved: None }))
}
