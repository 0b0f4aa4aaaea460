//! `locus board watch`: a sync whenever the board or the database changed (task-board.md §4).

use super::board_sync::sync;
use crate::args::BoardWatch;
use crate::ears::Ears;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::sync_line;
use crate::session::{Effect, Session};
use crate::wakes::{Pace, Places};
use crate::wire::Need;
use locus_core::app::Error;
use locus_core::app::workflows::{SyncReport, SyncTaskBoard, Synced};
use locus_core::domain::WpId;
use locus_core::domain::board::{BoardConflict, BoardWarning, WarningCode};
use locus_core::ports::{BoardFailure, StoreError};
use std::collections::BTreeSet;
use std::time::Duration;

/// The longest wait while changes come one after the other.
const MOST: Duration = Duration::from_secs(2);

/// When to try again what somebody else was in the way of: that they are gone touches no file.
const TRY_AGAIN: Duration = Duration::from_secs(5);

pub(super) fn run(session: &mut Session<'_>, args: &BoardWatch) -> Result<Exit, CliError> {
    let quiet = Duration::from_millis(args.debounce);
    let pace = Pace { quiet, most: MOST.max(quiet) };
    let mut ears = Ears::open()?;
    let mut last = None;
    loop {
        let places = Places::of(session.project()?.live_files());
        // Before the sync: what happens from here on is heard, and what happened until here is read.
        let all_heard = ears.turn_to(places.folders())?;
        let turn = Turn::take(session, last.is_none())?;
        if last.as_ref().is_none_or(|last| turn.is_news_after(last)) {
            turn.tell(last.as_ref(), session)?;
        }
        let at_most = if all_heard { turn.try_again() } else { Some(TRY_AGAIN) };
        ears.wait(pace, &places, at_most)?;
        last = Some(turn);
    }
}

/// A sync, or what was in its way.
enum Turn {
    Synced(Synced),
    Held(Error),
}

/// What a warning is about: its line may be another one after each edit.
fn subject(warning: &BoardWarning) -> (WarningCode, Option<&WpId>) {
    (warning.code, warning.wp_id.as_ref())
}

/// What is wrong with a board.
fn wrong(report: &SyncReport) -> (&[BoardConflict], BTreeSet<(WarningCode, Option<&WpId>)>) {
    (&report.conflicts, report.warnings.iter().map(subject).collect())
}

impl Turn {
    /// Syncs once. What is not right with the board, or somebody else in the way, may change; anything else ends the
    /// watch. A database that was there and is gone is not made again.
    fn take(session: &mut Session<'_>, first: bool) -> Result<Self, CliError> {
        session.begin();
        let need = if first { Need::Create } else { Need::Existing };
        match sync(session, &SyncTaskBoard::default(), need) {
            Ok(synced) => Ok(Self::Synced(synced)),
            Err(CliError::Refused(error @ (Error::Board(_) | Error::Store(StoreError::Busy { .. })))) => {
                Ok(Self::Held(error))
            }
            Err(error) => Err(error),
        }
    }

    /// Whether it is worth a line: it did something, or what is wrong is not what was wrong before.
    fn is_news_after(&self, last: &Self) -> bool {
        match (self, last) {
            (Self::Synced(now), Self::Synced(last)) => {
                now.report.is_drift() || wrong(&now.report) != wrong(&last.report)
            }
            (Self::Held(now), Self::Held(last)) => obstacle(now) != obstacle(last),
            _ => true,
        }
    }

    /// Says what it came to; in text without the warnings given last time.
    fn tell(&self, last: Option<&Self>, session: &mut Session<'_>) -> Result<(), CliError> {
        match self {
            Self::Synced(Synced { report, changed, events, .. }) => {
                let known = match last {
                    Some(Self::Synced(last)) => wrong(&last.report).1,
                    _ => BTreeSet::new(),
                };
                let new: Vec<_> =
                    report.warnings.iter().filter(|warning| !known.contains(&subject(warning))).collect();
                let effect = Effect { changed: Some(*changed), events };
                session.deliver(report, effect, |style| sync_line(report, &new, style))
            }
            Self::Held(error) => {
                session.report(&CliError::Refused(error.clone()));
                Ok(())
            }
        }
    }

    /// When to sync again though nothing is heard of.
    fn try_again(&self) -> Option<Duration> {
        let Self::Held(error) = self else { return None };
        let in_the_way = matches!(
            error,
            Error::Store(_) | Error::Board(BoardFailure::Locked { .. } | BoardFailure::Unwritable { .. })
        );
        in_the_way.then_some(TRY_AGAIN)
    }
}

/// What is in the way, however long it was waited for.
fn obstacle(error: &Error) -> Error {
    match error {
        Error::Store(StoreError::Busy { .. }) => StoreError::Busy { waited_ms: 0 }.into(),
        Error::Board(BoardFailure::Locked { path, .. }) => {
            BoardFailure::Locked { path: path.clone(), waited_ms: 0 }.into()
        }
        other => other.clone(),
    }
}
