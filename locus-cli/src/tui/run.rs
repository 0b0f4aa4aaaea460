//! `locus tui` from taking the terminal to giving it back.

use super::message::Message;
use super::screen::Screen;
use super::state::{End, State};
use super::update::update;
use super::view::Look;
use super::worker::Worker;
use super::{input, live};
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::plain;
use crate::session::Session;
use crate::wire::Need;
use locus_core::domain::Source;
use ratatui::crossterm::terminal::size;
use std::sync::mpsc::{Receiver, Sender, channel};

/// Shows the board until somebody has seen enough.
pub(crate) fn run(session: &mut Session<'_>) -> Result<Exit, CliError> {
    if session.options.json {
        return Err(CliError::Usage(
            "the board in the terminal has no JSON; `locus wp list --json` has".into(),
        ));
    }
    if !session.can_draw() {
        return Err(CliError::Usage(
            "this is no terminal that a board can be drawn on; `locus status` and `locus wp list` work anywhere"
                .into(),
        ));
    }
    session.may_read()?;
    // What is not there is refused before the terminal is taken.
    session.engine(Need::Existing)?;
    let (told, messages) = channel();
    let worker = Worker::of(session, told.clone())?;
    let mut state = state(session)?;
    listen(session, &told)?;
    let look = Look { colour: session.style().colour };
    let screen = Screen::take(session.output(), look).map_err(CliError::Output)?;
    let shown = show(screen, &mut state, &worker, &messages);
    match state.over {
        Some(End::Signal(signal)) => input::end_by(signal),
        Some(End::Lost(what)) => return Err(CliError::Output(std::io::Error::other(what))),
        Some(End::Quit) | None => {}
    }
    shown.map(|()| Exit::Done)
}

fn state(session: &Session<'_>) -> Result<State, CliError> {
    let project = session.project()?;
    let caller = session.caller(Source::Cli)?;
    let name = project.root.file_name().unwrap_or(project.root.as_os_str());
    let role = session.options.role.as_deref().or(session.env.variable("LOCUS_ROLE"));
    let role = role.map(|role| format!(" as {role}")).unwrap_or_default();
    let heading = format!("{} · {}{role}", name.to_string_lossy(), caller.actor.id);
    let (width, height) = size().map_err(CliError::Output)?;
    Ok(State::new(plain(&heading).into_owned(), width, height))
}

/// Has everything told that is told from outside.
fn listen(session: &Session<'_>, told: &Sender<Message>) -> Result<(), CliError> {
    input::listen_for_signals(told.clone()).map_err(CliError::Output)?;
    if let Err(deaf) = live::follow(session.project()?, told.clone()) {
        // The board can be looked at all the same.
        let _ = told.send(live::deaf(&deaf));
    }
    input::listen(told.clone());
    Ok(())
}

/// Draws, waits, takes in what happened, until it is over. Whatever waits already is taken in before the next drawing.
fn show(
    mut screen: Screen<'_>,
    state: &mut State,
    worker: &Worker,
    messages: &Receiver<Message>,
) -> Result<(), CliError> {
    worker.ask(state.missing());
    while state.over.is_none() {
        screen.draw(state).map_err(CliError::Output)?;
        let Ok(first) = messages.recv() else { return Ok(()) };
        for message in std::iter::once(first).chain(messages.try_iter()) {
            worker.ask(update(state, message));
        }
    }
    Ok(())
}
