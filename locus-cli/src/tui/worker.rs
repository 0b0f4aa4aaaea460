//! The thread that reads and writes. Each request opens the database anew, as each command does: whatever takes its
//! place is what is read.

use super::look::look;
use super::message::{Board, Look, Message, Refusal, Request};
use super::{act, dossier};
use crate::boards::ProjectBoards;
use crate::error::CliError;
use crate::project::Project;
use crate::render::Style;
use crate::session::Session;
use crate::wire::{self, Need};
use locus_core::app::workflows::SyncTaskBoard;
use locus_core::app::{Caller, Engine, Error};
use locus_core::domain::{Source, WpId};
use locus_core::ports::{BoardFailure, Boards as _};
use std::sync::mpsc::{Receiver, Sender, channel};

/// Where requests go.
#[derive(Debug)]
pub(super) struct Worker(Sender<Request>);

/// What the thread has at hand.
pub(super) struct Bench {
    pub(super) project: Project,
    pub(super) boards: ProjectBoards,
    pub(super) caller: Caller,
    /// Whether the board is left alone.
    pub(super) no_sync: bool,
    /// How texts are written.
    pub(super) style: Style,
    told: Sender<Message>,
}

impl Worker {
    /// Starts the thread for a session's project, actor and options.
    ///
    /// # Errors
    /// If the session has no project or no valid actor.
    pub(super) fn of(session: &Session<'_>, told: Sender<Message>) -> Result<Self, CliError> {
        let project = session.project()?;
        let bench = Bench {
            boards: session.boards(&project),
            project,
            caller: session.caller(Source::Cli)?,
            no_sync: session.options.no_sync,
            // Lines are broken when they are drawn, and times told from when they are read.
            style: Style { width: None, now: None, ..session.style() },
            told,
        };
        let (requests, asked) = channel();
        std::thread::spawn(move || bench.work(&asked));
        Ok(Self(requests))
    }

    /// Has all of this done, one after the other.
    pub(super) fn ask(&self, requests: Vec<Request>) {
        for request in requests {
            // A thread that is gone has said so.
            let _ = self.0.send(request);
        }
    }
}

/// Says that the thread has ended, however it did.
struct LastWord<'a>(&'a Sender<Message>);

impl Drop for LastWord<'_> {
    fn drop(&mut self) {
        // Nobody listens any more when the command ends.
        let _ = self.0.send(Message::WorkerLost);
    }
}

impl Bench {
    fn work(&self, asked: &Receiver<Request>) {
        let _last_word = LastWord(&self.told);
        for request in asked {
            match request {
                Request::Look(look) => {
                    self.unless_unreadable(self.look(&look));
                    self.tell(Message::Looked);
                }
                Request::Open(wp_id) => self.unless_unreadable(self.open(&wp_id)),
                Request::Compare => self.tell(Message::Compared(self.compare())),
                Request::Act(action) => {
                    self.tell(act::act(self, action).unwrap_or_else(|error| Message::Refused(error.into())));
                }
            }
        }
    }

    fn tell(&self, message: Message) {
        // Nobody listens any more when the command ends.
        let _ = self.told.send(message);
    }

    fn unless_unreadable(&self, read: Result<(), CliError>) {
        if let Err(error) = read {
            self.tell(Message::Unreadable(error.into()));
        }
    }

    pub(super) fn engine(&self) -> Result<Engine, CliError> {
        Ok(wire::engine(wire::store(&self.project.db, Need::Existing, &self.project.config)?)?)
    }

    fn look(&self, wanted: &Look) -> Result<(), CliError> {
        let mut engine = self.engine()?;
        let now = engine.clock().now();
        Ok(engine.view(|txn| look(txn, wanted, &self.caller.actor.id, now, |message| self.tell(message)))?)
    }

    fn open(&self, wp_id: &WpId) -> Result<(), CliError> {
        let mut engine = self.engine()?;
        let style = Style { now: Some(engine.clock().now()), ..self.style };
        let dossier = dossier::read(&mut engine, &self.caller, wp_id, style)?;
        self.tell(Message::Opened(Box::new(dossier)));
        Ok(())
    }

    /// What a sync would do.
    fn compare(&self) -> Board {
        let check = SyncTaskBoard { check: true, ..SyncTaskBoard::default() };
        let checked = self
            .boards
            .open(None)
            .map_err(Error::from)
            .map_err(CliError::from)
            .and_then(|board| Ok(check.run(&mut self.engine()?, board.as_ref(), &self.caller)?));
        match checked {
            Ok(synced) => Board::of(&synced.report),
            Err(CliError::Refused(Error::Board(BoardFailure::Missing { .. }) | Error::Capability(_))) => {
                Board::Unknown
            }
            Err(error) => Board::Unusable(Refusal::from(error)),
        }
    }
}
