//! A board over a repository in memory, whose requests are answered on the spot.

use crate::error::CliError;
use crate::render::Style;
use crate::tui::message::{Action, Message, Outcome, Request};
use crate::tui::state::{Dialog, Notice, State};
use crate::tui::update::update;
use crate::tui::view::{Look, draw};
use crate::tui::{act, dossier, look};
use locus_core::app::ops::CreateWp;
use locus_core::app::{Caller, Engine, Operation};
use locus_core::domain::{Role, WpStatus};
use locus_core::testing;
use locus_fr::FlightRecorder;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

pub(super) struct Desk {
    pub(super) state: State,
    pub(super) engine: Engine,
    pub(super) caller: Caller,
    /// What was asked for and is not answered yet.
    pub(super) waiting: Vec<Request>,
}

impl Desk {
    /// An empty project on a screen of this size.
    pub(super) fn new(width: u16, height: u16) -> Self {
        let engine = testing::replica(0, Box::new(FlightRecorder));
        let state = State::new("crates · tester".to_owned(), width, height);
        Self { state, engine, caller: testing::caller(Role::Operator), waiting: Vec::new() }
    }

    /// Something is written by somebody else; nobody has told the board yet.
    pub(super) fn elsewhere<O: Operation>(&mut self, operation: &O) {
        self.engine.run(operation, &self.caller).unwrap();
    }

    /// A packet with a title.
    pub(super) fn packet(&mut self, id: &str, title: &str) {
        self.elsewhere(&CreateWp { title: title.parse().unwrap(), ..testing::packet(id) });
    }

    /// Opens the board, or hears that something changed.
    pub(super) fn wake(&mut self) {
        self.happens(Message::Woken);
    }

    /// Something happens, and what it asks for is done.
    pub(super) fn happens(&mut self, message: Message) {
        self.only_happens(message);
        self.answer();
    }

    /// Something happens, and what it asks for has to wait.
    pub(super) fn only_happens(&mut self, message: Message) {
        self.waiting.extend(update(&mut self.state, message));
    }

    /// Does what was asked for, until nothing more is.
    pub(super) fn answer(&mut self) {
        let mut turns = 0;
        while !self.waiting.is_empty() {
            turns += 1;
            assert!(turns < 50, "the board never has enough: {:?}", self.waiting);
            for request in std::mem::take(&mut self.waiting) {
                for message in self.answers(request) {
                    self.only_happens(message);
                }
            }
        }
    }

    fn answers(&mut self, request: Request) -> Vec<Message> {
        let mut told = Vec::new();
        match request {
            Request::Look(wanted) => {
                let (me, now) = (&self.caller.actor.id, self.engine.clock().now());
                let read = self.engine.view(|txn| look::look(txn, &wanted, me, now, |part| told.push(part)));
                read.unwrap();
                told.push(Message::Looked);
            }
            Request::Open(wp_id) => {
                let read = dossier::read(&mut self.engine, &self.caller, &wp_id, Style::PLAIN);
                told.push(read.map_or_else(
                    |error| Message::Unreadable(error.into()),
                    |dossier| Message::Opened(Box::new(dossier)),
                ));
            }
            Request::Act(Action::Write(change)) => {
                told.push(match act::write(&mut self.engine, &self.caller, change) {
                    Ok((what, done)) => {
                        let wp = &done.output.wp.wp;
                        let said = format!("{what} {}", wp.wp_id);
                        Message::Done(Outcome { said, moved: Some((wp.wp_id.clone(), wp.status)) })
                    }
                    Err(error) => Message::Refused(CliError::into(error)),
                });
            }
            // What needs a board's file is tried with the real binary.
            Request::Compare | Request::Act(_) => {}
        }
        told
    }

    /// Keys by their letters; `⏎`, `⎋`, `⌫` and arrows stand for themselves.
    pub(super) fn press(&mut self, keys: &str) {
        for key in keys.chars() {
            let code = match key {
                '⏎' => KeyCode::Enter,
                '⎋' => KeyCode::Esc,
                '⌫' => KeyCode::Backspace,
                '←' => KeyCode::Left,
                '→' => KeyCode::Right,
                '↑' => KeyCode::Up,
                '↓' => KeyCode::Down,
                letter => KeyCode::Char(letter),
            };
            self.happens(Message::Key(KeyEvent::new(code, KeyModifiers::NONE)));
        }
    }

    /// The selected packet, if there is one.
    pub(super) fn selected(&self) -> Option<&str> {
        self.state.card().map(|card| card.wp.wp_id.as_str())
    }

    /// Where the selection is.
    pub(super) fn column(&self) -> WpStatus {
        self.state.columns[self.state.focus].status
    }

    /// Where a packet stands.
    pub(super) fn status(&mut self, id: &str) -> WpStatus {
        let id = id.parse().unwrap();
        self.engine.view(|txn| Ok(txn.packet(&id)?.unwrap().status)).unwrap()
    }

    /// What is said at the foot.
    pub(super) fn said(&self) -> String {
        match &self.state.notice {
            None => String::new(),
            Some(Notice::Said(text)) => text.clone(),
            Some(Notice::Refused(refusal)) => {
                format!("{}\n{}", refusal.message, refusal.hint.clone().unwrap_or_default())
            }
        }
    }

    /// The moves on offer.
    pub(super) fn menu(&self) -> Vec<String> {
        match &self.state.dialog {
            Some(Dialog::Menu(menu)) => {
                let name = |by: Option<_>| {
                    by.map_or("close".to_owned(), |by: locus_core::domain::WpTrigger| by.to_string())
                };
                menu.choices.iter().map(|choice| name(choice.by)).collect()
            }
            other => panic!("no menu: {other:?}"),
        }
    }

    /// The screen.
    pub(super) fn picture(&self) -> String {
        let size = (self.state.width, self.state.height);
        let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
        terminal.draw(|frame| draw(frame, &self.state, Look { colour: true })).unwrap();
        // The backend has no text of a screen without cells.
        if size.0 == 0 { String::new() } else { terminal.backend().to_string() }
    }
}
