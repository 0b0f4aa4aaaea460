//! A crash between two steps of a sync.

use crate::board_sync::Desk;
use locus_core::app::workflows::SyncTaskBoard;
use locus_core::domain::WpStatus;
use locus_core::domain::board::Edit;
use locus_core::domain::canonical::Hash;
use locus_core::event::EventType;
use locus_core::ports::{Board, BoardFailure, BoardLock, EventQuery, LoadedBoard, PatchedBoard, Wait};
use locus_taskboard::BoardFile;
use std::cell::Cell;

/// A board on which a crash happens: before or after it is replaced.
#[derive(Debug)]
struct Crashing {
    file: BoardFile,
    after_replacing: bool,
    crashes: Cell<bool>,
}

impl Board for Crashing {
    fn lock(&self, wait: Wait) -> Result<Box<dyn BoardLock>, BoardFailure> {
        self.file.lock(wait)
    }

    fn load(&self) -> Result<LoadedBoard, BoardFailure> {
        self.file.load()
    }

    fn patch(&self, board: &LoadedBoard, edits: &[Edit]) -> Result<PatchedBoard, BoardFailure> {
        self.file.patch(board, edits)
    }

    fn replace(&self, expected: Hash, new: &LoadedBoard) -> Result<bool, BoardFailure> {
        if self.after_replacing {
            self.file.replace(expected, new)?;
        }
        self.crashes.set(true);
        Err(BoardFailure::Unwritable { path: new.path.clone(), reason: "a crash".into() })
    }
}

#[test]
fn a_crash_between_two_steps_is_made_good_by_the_next_sync() {
    for after_replacing in [false, true] {
        let mut desk = Desk::synced();
        desk.go("WP-A", WpStatus::Stub);
        desk.edit("[WP-C]** - [VALIDATED]", "[WP-C]** - [ABANDONED]");
        let board = Crashing { file: desk.file(), after_replacing, crashes: Cell::new(false) };
        assert!(desk.sync_with(&SyncTaskBoard::default(), &board).is_err() && board.crashes.get());
        desk.sync();
        assert_eq!(desk.status("WP-C"), Some(WpStatus::Cancelled));
        assert_eq!(desk.text().matches("WP-A").count(), 1);
        assert!(desk.text().contains("- **[WP-A]** - [STUB]\n"));
        desk.assert_quiet();
    }
}

#[test]
fn a_failed_sync_leaves_one_event_that_says_so() {
    let mut desk = Desk::synced();
    desk.go("WP-A", WpStatus::Stub);
    desk.edit("[WP-C]** - [VALIDATED]", "[WP-C]** - [ABANDONED]");
    let board = Crashing { file: desk.file(), after_replacing: false, crashes: Cell::new(false) };
    assert!(desk.sync_with(&SyncTaskBoard::default(), &board).is_err());
    let newest = EventQuery { newest: true, limit: 1, ..EventQuery::default() };
    let event = desk.engine.view(|txn| Ok(txn.events(&newest)?)).unwrap().pop().unwrap();
    assert_eq!(event.event_type, EventType::SyncFailed);
}

/// A board that a person saves once more just before it would be replaced.
#[derive(Debug)]
struct SavedAgain {
    file: BoardFile,
    text: String,
    saved: Cell<bool>,
}

impl Board for SavedAgain {
    fn lock(&self, wait: Wait) -> Result<Box<dyn BoardLock>, BoardFailure> {
        self.file.lock(wait)
    }

    fn load(&self) -> Result<LoadedBoard, BoardFailure> {
        self.file.load()
    }

    fn patch(&self, board: &LoadedBoard, edits: &[Edit]) -> Result<PatchedBoard, BoardFailure> {
        self.file.patch(board, edits)
    }

    fn replace(&self, expected: Hash, new: &LoadedBoard) -> Result<bool, BoardFailure> {
        if !self.saved.replace(true) {
            std::fs::write(&self.file.path, &self.text).unwrap();
        }
        self.file.replace(expected, new)
    }
}

#[test]
fn an_edit_made_while_the_sync_runs_is_newer_than_what_it_has_just_taken_in() {
    let mut desk = Desk::synced();
    desk.go("WP-A", WpStatus::Stub);
    desk.edit("- **[WP-B]** - [READY_FOR_DEV]\n  - detail of B\n", "");
    let taken_off = desk.text();
    desk.edit("[WP-C]** - [VALIDATED]", "[WP-C]** - [ABANDONED]");
    // The person takes the second thought back: WP-C is validated after all.
    let board = SavedAgain { file: desk.file(), text: taken_off, saved: Cell::new(false) };
    let synced = desk.sync_with(&SyncTaskBoard::default(), &board).unwrap();
    assert_eq!(desk.status("WP-C"), Some(WpStatus::Done));
    assert!(desk.text().contains("- **[WP-C]** - [VALIDATED]\n"), "{}", desk.text());
    let told = synced.report.db_changes.iter().filter(|change| change.wp_id.as_str() == "WP-B").count();
    assert_eq!(told, 1, "{:?}", synced.report.db_changes);
    desk.assert_quiet();
}
