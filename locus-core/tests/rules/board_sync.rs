//! The board and the database, both ways (task-board.md §2, §3), on real files.

use crate::support::PATIENCE;
use locus_core::app::ops::{CreateWp, DeleteWp, UpdateWp};
use locus_core::app::workflows::{PushTaskBoard, SyncTaskBoard, Synced};
use locus_core::app::{Engine, Error, Verdict};
use locus_core::domain::board::{ChangeKind, Side, WarningCode};
use locus_core::domain::{GateResult, Role, Routing, WpStatus};
use locus_core::event::EventType;
use locus_core::memory::MemoryStore;
use locus_core::ports::Board;
use locus_core::testing::{self, REPLICA, packet};
use locus_fr::FlightRecorder;
use locus_taskboard::{BoardFile, Vocabulary};

pub(crate) const BOARD: &str = "# Board\n\n## Ready for Dev\nprose\n- **[WP-A]** - [READY_FOR_DEV]\n- **[WP-B]** - [READY_FOR_DEV]\n  - detail of B\n\n## In Progress\n\n## Done\n- **[WP-C]** - [VALIDATED]\n";

/// A board file and a repository.
pub(crate) struct Desk {
    folder: tempfile::TempDir,
    pub(crate) engine: Engine,
}

impl Desk {
    pub(crate) fn new(text: impl AsRef<[u8]>) -> Self {
        let engine = testing::engine(Box::new(MemoryStore::new(REPLICA)), Box::new(FlightRecorder));
        let desk = Self { folder: tempfile::tempdir().unwrap(), engine };
        desk.write(text);
        desk
    }

    /// A board both sides know.
    pub(crate) fn synced() -> Self {
        let mut desk = Self::new(BOARD);
        assert_eq!(desk.sync().report.db_changes.len(), 3);
        desk
    }

    pub(crate) fn file(&self) -> BoardFile {
        let path = self.folder.path().join("b.md");
        let lock = self.folder.path().join("b.lock");
        BoardFile { path, vocabulary: Vocabulary::default(), lock, wait: PATIENCE }
    }

    pub(crate) fn write(&self, text: impl AsRef<[u8]>) {
        std::fs::write(self.folder.path().join("b.md"), text).unwrap();
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.folder.path().join("b.md")).unwrap()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.bytes()).unwrap()
    }

    /// A person edits the board.
    pub(crate) fn edit(&self, from: &str, to: &str) {
        let text = self.text();
        assert!(text.contains(from), "{text}");
        self.write(text.replacen(from, to, 1));
    }

    pub(crate) fn sync_with(&mut self, sync: &SyncTaskBoard, board: &dyn Board) -> Result<Synced, Error> {
        sync.run(&mut self.engine, board, &testing::caller(Role::Operator))
    }

    pub(crate) fn sync_as(&mut self, sync: &SyncTaskBoard) -> Synced {
        let file = self.file();
        self.sync_with(sync, &file).unwrap()
    }

    pub(crate) fn sync(&mut self) -> Synced {
        self.sync_as(&SyncTaskBoard::default())
    }

    pub(crate) fn prefer(&mut self, side: Side) -> Synced {
        self.sync_as(&SyncTaskBoard { prefer: Some(side), ..SyncTaskBoard::default() })
    }

    pub(crate) fn push(&mut self) -> Synced {
        let file = self.file();
        PushTaskBoard.run(&mut self.engine, &file).unwrap()
    }

    pub(crate) fn go(&mut self, id: &str, status: WpStatus) {
        let mut update = UpdateWp::status(id.parse().unwrap(), status);
        update.reason = Some("because".parse().unwrap());
        self.engine.run(&update, &testing::caller(Role::Operator)).unwrap();
    }

    pub(crate) fn status(&mut self, id: &str) -> Option<WpStatus> {
        let id = id.parse().unwrap();
        self.engine.view(|txn| Ok(txn.packet(&id)?)).unwrap().map(|wp| wp.status)
    }

    pub(crate) fn head(&mut self) -> u64 {
        self.engine.view(|txn| Ok(txn.chain_head()?.sequence)).unwrap()
    }

    /// Nothing is left to do on either side, and looking for it writes nothing.
    #[track_caller]
    pub(crate) fn assert_quiet(&mut self) {
        let (bytes, head) = (self.bytes(), self.head());
        let check = self.sync_as(&SyncTaskBoard { check: true, ..SyncTaskBoard::default() });
        assert_eq!(check.verdict(), Verdict::Done, "{:?}", check.report);
        let again = self.sync();
        assert!(!again.report.is_drift() && !again.changed && again.events.is_empty(), "{again:?}");
        assert_eq!((self.bytes(), self.head()), (bytes, head));
    }
}

#[test]
fn a_first_sync_adopts_and_leaves_the_file_alone() {
    let mut desk = Desk::synced();
    assert_eq!(desk.text(), BOARD);
    assert_eq!(desk.status("WP-C"), Some(WpStatus::Done));
    desk.assert_quiet();
}

#[test]
fn a_line_moved_by_hand_moves_the_packet_and_says_that_gates_were_jumped() {
    let mut desk = Desk::synced();
    desk.edit("- **[WP-A]** - [READY_FOR_DEV]\n", "");
    desk.edit("## Done\n", "## Done\n- **[WP-A]** - [VALIDATED]\n");
    let text = desk.text();
    let synced = desk.sync();
    let change = &synced.report.db_changes[0];
    assert_eq!((change.kind, change.gate_bypassed), (ChangeKind::Moved, true));
    let types = [
        EventType::SyncStarted,
        EventType::WorkPacketUpdated,
        EventType::TaskBoardStatusChanged,
        EventType::TaskBoardSynced,
        EventType::SyncCompleted,
    ];
    assert_eq!(synced.events, types);
    assert_eq!((desk.status("WP-A"), desk.text()), (Some(WpStatus::Done), text));
    desk.assert_quiet();
}

#[test]
fn a_changed_token_alone_decides() {
    let mut desk = Desk::synced();
    desk.edit("[WP-A]** - [READY_FOR_DEV]", "[WP-A]** - [SUPERSEDED]");
    let synced = desk.sync();
    assert_eq!(synced.report.db_changes[0].kind, ChangeKind::TokenChanged);
    assert_eq!(desk.status("WP-A"), Some(WpStatus::Cancelled));
    desk.assert_quiet();
}

#[test]
fn a_failed_verdict_fails_the_gate_and_releases_nobody() {
    let mut desk = Desk::synced();
    desk.edit("[WP-C]** - [VALIDATED]", "[WP-C]** - [FAIL]");
    let synced = desk.sync();
    assert!(synced.events.contains(&EventType::WorkPacketGated));
    assert_eq!(desk.status("WP-C"), Some(WpStatus::Gated));
    desk.assert_quiet();
}

#[test]
fn a_status_changed_in_the_database_moves_one_line_with_its_details() {
    let mut desk = Desk::synced();
    desk.go("WP-B", WpStatus::Cancelled);
    let synced = desk.sync();
    assert_eq!((synced.report.board_changes.len(), synced.report.wrote_board), (1, true));
    let expected = BOARD.replace("- **[WP-B]** - [READY_FOR_DEV]\n  - detail of B\n", "")
        + "\n## Superseded (Archive)\n- **[WP-B]** - [SUPERSEDED]\n  - detail of B\n";
    assert_eq!(desk.text(), expected);
    desk.assert_quiet();
}

#[test]
fn different_packets_changed_on_both_sides_both_survive() {
    let mut desk = Desk::synced();
    desk.go("WP-A", WpStatus::Stub);
    desk.edit("[WP-C]** - [VALIDATED]", "[WP-C]** - [ABANDONED]");
    let synced = desk.sync();
    assert_eq!((synced.report.db_changes.len(), synced.report.board_changes.len()), (1, 1));
    assert_eq!(desk.status("WP-C"), Some(WpStatus::Cancelled));
    assert!(
        desk.text().contains("## Stub Backlog (Not Activated)\n- **[WP-A]** - [STUB]\n"),
        "{}",
        desk.text()
    );
    desk.assert_quiet();
}

#[test]
fn the_same_packet_changed_differently_is_a_conflict_until_a_side_is_preferred() {
    for (side, expected) in [(Side::Board, WpStatus::Cancelled), (Side::Db, WpStatus::Stub)] {
        let mut desk = Desk::synced();
        desk.go("WP-A", WpStatus::Stub);
        desk.edit("[WP-A]** - [READY_FOR_DEV]", "[WP-A]** - [SUPERSEDED]");
        let text = desk.text();
        for _ in 0..2 {
            let synced = desk.sync();
            assert_eq!((synced.verdict(), synced.report.conflicts.len()), (Verdict::Conflicts, 1));
            assert_eq!((desk.status("WP-A"), desk.text()), (Some(WpStatus::Stub), text.clone()));
        }
        desk.prefer(side);
        assert_eq!(desk.status("WP-A"), Some(expected), "{side}");
        desk.assert_quiet();
    }
}

#[test]
fn both_sides_changed_to_the_same_is_nothing() {
    let mut desk = Desk::synced();
    desk.go("WP-A", WpStatus::Cancelled);
    desk.edit("[WP-A]** - [READY_FOR_DEV]", "[WP-A]** - [SUPERSEDED]");
    assert!(!desk.sync().report.is_drift());
    desk.assert_quiet();
}

#[test]
fn section_and_token_changed_to_different_things_is_a_conflict() {
    let mut desk = Desk::synced();
    desk.edit("- **[WP-A]** - [READY_FOR_DEV]\n", "");
    desk.edit("## In Progress\n", "## In Progress\n- **[WP-A]** - [STUB]\n");
    assert_eq!(desk.sync().report.conflicts.len(), 1);
    assert_eq!(desk.status("WP-A"), Some(WpStatus::Ready));
}

#[test]
fn spelling_order_and_notes_are_no_change() {
    let mut desk = Desk::synced();
    desk.write(
        BOARD.replace("## Ready for Dev", "## READY  for dev (next)").replace("[VALIDATED]", "[DONE] - well"),
    );
    let synced = desk.sync();
    assert!(!synced.report.is_drift(), "{synced:?}");
    desk.assert_quiet();
}

#[test]
fn a_line_taken_off_unlists_the_packet_until_its_status_changes() {
    let mut desk = Desk::synced();
    desk.edit("- **[WP-A]** - [READY_FOR_DEV]\n", "");
    let synced = desk.sync();
    assert_eq!(synced.report.db_changes[0].kind, ChangeKind::Removed);
    assert_eq!(desk.status("WP-A"), Some(WpStatus::Ready));
    desk.assert_quiet();
    desk.go("WP-A", WpStatus::Cancelled);
    assert_eq!(desk.sync().report.board_changes[0].kind, ChangeKind::Added);
    desk.assert_quiet();
}

#[test]
fn a_line_put_back_is_listed_again() {
    let mut desk = Desk::synced();
    desk.edit("- **[WP-A]** - [READY_FOR_DEV]\n", "");
    desk.sync();
    desk.edit("## In Progress\n", "## In Progress\n- **[WP-A]** - [IN_PROGRESS]\n");
    let synced = desk.sync();
    assert_eq!(synced.report.db_changes[0].kind, ChangeKind::Added);
    assert_eq!(desk.status("WP-A"), Some(WpStatus::InProgress));
    desk.assert_quiet();
}

#[test]
fn a_strict_packet_is_not_jumped_and_its_line_goes_back() {
    let mut desk = Desk::new("## Ready for Dev\n\n## Done\n");
    desk.sync();
    let strict = CreateWp { routing: Routing::Strict, ..packet("WP-S") };
    desk.engine.run(&strict, &testing::caller(Role::Operator)).unwrap();
    desk.go("WP-S", WpStatus::Ready);
    desk.sync();
    let before = desk.text();
    desk.edit("- **[WP-S]** - [READY_FOR_DEV]\n", "");
    desk.edit("## Done\n", "## Done\n- **[WP-S]** - [VALIDATED]\n");
    let synced = desk.sync();
    assert_eq!(synced.report.warnings[0].code, WarningCode::StrictJump);
    assert_eq!((desk.status("WP-S"), desk.text()), (Some(WpStatus::Ready), before));
    desk.assert_quiet();
}

#[test]
fn an_older_board_put_back_is_a_conflict_and_rolls_nothing_back() {
    for (side, expected) in [(Side::Board, WpStatus::Ready), (Side::Db, WpStatus::Cancelled)] {
        let mut desk = Desk::synced();
        desk.edit("[WP-A]** - [READY_FOR_DEV]", "[WP-A]** - [SUPERSEDED]");
        desk.sync();
        desk.write(BOARD);
        for _ in 0..2 {
            let synced = desk.sync();
            let found = (synced.verdict(), synced.report.conflicts.len());
            assert_eq!(found, (Verdict::Conflicts, 1), "{synced:?}");
            assert_eq!((desk.status("WP-A"), desk.text().as_str()), (Some(WpStatus::Cancelled), BOARD));
        }
        desk.prefer(side);
        assert_eq!(desk.status("WP-A"), Some(expected));
        desk.assert_quiet();
    }
}

#[test]
fn a_board_that_lost_its_sections_or_most_lines_is_a_conflict_unless_it_is_meant() {
    let many: String = (0..30).map(|n| format!("- **[WP-{n}]** - [STUB]\n")).collect();
    for broken in ["# nothing left\n", "## Stub Backlog\n- **[WP-1]** - [STUB]\n"] {
        let mut desk = Desk::new(format!("## Stub Backlog\n{many}"));
        desk.sync();
        desk.write(broken);
        assert_eq!(desk.sync().verdict(), Verdict::Conflicts);
        let accepted = desk.sync_as(&SyncTaskBoard { accept_removals: true, ..SyncTaskBoard::default() });
        assert!(accepted.report.db_changes.iter().all(|change| change.kind == ChangeKind::Removed));
        desk.assert_quiet();
    }
}

#[test]
fn a_deleted_packets_line_goes_and_put_back_is_ignored() {
    let mut desk = Desk::synced();
    desk.engine.run(&DeleteWp::new("WP-B".parse().unwrap()), &testing::caller(Role::Operator)).unwrap();
    desk.sync();
    assert_eq!(desk.text(), BOARD.replace("- **[WP-B]** - [READY_FOR_DEV]\n  - detail of B\n", ""));
    desk.assert_quiet();
    desk.edit("prose\n", "prose\n- **[WP-B]** - [READY_FOR_DEV]\n");
    let synced = desk.sync();
    assert_eq!(synced.report.warnings[0].code, WarningCode::DeletedId);
    assert!(!synced.report.is_drift());
    desk.assert_quiet();
}

#[test]
fn what_is_left_out_comes_in_later() {
    let mut desk = Desk::new(BOARD);
    let none = desk.sync_as(&SyncTaskBoard { adopt: false, ..SyncTaskBoard::default() });
    assert!(!none.report.is_drift());
    assert_eq!(desk.sync().report.db_changes.len(), 3);
    desk.assert_quiet();
}

#[test]
fn a_board_that_was_read_and_written_over_is_stale_when_it_comes_back() {
    let mut desk = Desk::synced();
    desk.edit("prose\n", "prose, edited by hand\n");
    let committed = desk.bytes();
    desk.go("WP-A", WpStatus::Blocked);
    desk.sync();
    desk.write(&committed);
    assert_eq!(desk.sync().verdict(), Verdict::Conflicts);
    assert_eq!(desk.status("WP-A"), Some(WpStatus::Blocked));
}

#[test]
fn a_failed_verdict_on_a_gated_packet_fails_its_gate_and_done_takes_it_back() {
    let mut desk = Desk::new("## Gated\n- **[WP-A]** - [GATED]\n\n## Done\n");
    desk.sync();
    desk.edit("[GATED]", "[FAIL]");
    let synced = desk.sync();
    assert_eq!(synced.report.db_changes[0].kind, ChangeKind::TokenChanged);
    let post_work = |desk: &mut Desk| {
        let id = "WP-A".parse().unwrap();
        let wp = desk.engine.view(|txn| Ok(txn.packet(&id)?)).unwrap().unwrap();
        wp.governance.gates.post_work.status
    };
    assert_eq!(post_work(&mut desk), GateResult::Fail);
    desk.assert_quiet();
    desk.write("## Gated\n\n## Done\n- **[WP-A]** - [VALIDATED]\n");
    desk.sync();
    assert_eq!((desk.status("WP-A"), post_work(&mut desk)), (Some(WpStatus::Done), GateResult::Pending));
    desk.assert_quiet();
}

#[test]
fn the_line_that_counts_goes_on_counting() {
    let mut desk = Desk::new(
        "## Ready for Dev\n\n## In Progress\n- **[WP-A]** - [IN_PROGRESS]\n\n## Blocked\n\n## Done\n- **[WP-A]** - [VALIDATED] - counts\n",
    );
    desk.sync();
    desk.go("WP-A", WpStatus::Ready);
    desk.sync();
    desk.go("WP-A", WpStatus::Blocked);
    desk.sync();
    assert!(desk.text().contains("## Blocked\n- **[WP-A]** - [BLOCKED] - counts\n"), "{}", desk.text());
    assert!(desk.text().contains("- **[WP-A]** - [IN_PROGRESS]\n"));
    desk.assert_quiet();
}

#[test]
fn a_packet_unlisted_long_ago_stays_unlisted_when_the_database_wins() {
    let mut desk = Desk::synced();
    desk.edit("- **[WP-A]** - [READY_FOR_DEV]\n", "");
    desk.sync();
    let older = desk.bytes();
    desk.go("WP-C", WpStatus::Ready);
    desk.sync();
    desk.write(&older);
    desk.prefer(Side::Db);
    assert!(!desk.text().contains("WP-A") && desk.text().contains("- **[WP-C]** - [READY_FOR_DEV]\n"));
    desk.assert_quiet();
}
