//! Packets that the board doesn't list get their line (task-board.md §3.4).

use crate::board_sync::{BOARD, Desk};
use locus_core::app::ops::DeleteWp;
use locus_core::app::workflows::{AddToTaskBoard, SyncTaskBoard, Synced};
use locus_core::app::{Error, ErrorCode, Verdict};
use locus_core::domain::board::ChangeKind;
use locus_core::domain::{Role, WpStatus};
use locus_core::event::EventType;
use locus_core::ports::Wait;
use locus_core::testing::{self, packet};

fn add_as(desk: &mut Desk, ids: &[&str], role: Role) -> Result<Synced, Error> {
    let add = AddToTaskBoard { wp_ids: ids.iter().map(|id| id.parse().unwrap()).collect() };
    let file = desk.file();
    add.run(&mut desk.engine, &file, &testing::caller(role))
}

fn add(desk: &mut Desk, ids: &[&str]) -> Result<Synced, Error> {
    add_as(desk, ids, Role::Operator)
}

/// A board from which a person took WP-A.
fn without_a() -> Desk {
    let mut desk = Desk::synced();
    desk.edit("- **[WP-A]** - [READY_FOR_DEV]\n", "");
    assert_eq!(desk.sync().report.db_changes[0].kind, ChangeKind::Removed);
    desk
}

#[test]
fn an_unlisted_packet_is_listed_again_where_its_status_stands() {
    let mut desk = without_a();
    let added = add(&mut desk, &["WP-A", "WP-A"]).unwrap();
    assert_eq!(added.report.board_changes.len(), 1);
    assert_eq!(added.report.board_changes[0].kind, ChangeKind::Added);
    assert!(added.changed && added.report.wrote_board && added.report.db_changes.is_empty());
    let types = [
        EventType::SyncStarted,
        EventType::TaskBoardEntryAdded,
        EventType::TaskBoardSynced,
        EventType::SyncCompleted,
    ];
    assert_eq!(added.events, types);
    let (line, detail) = ("- **[WP-A]** - [READY_FOR_DEV]\n", "  - detail of B\n");
    assert_eq!(desk.text(), BOARD.replace(line, "").replace(detail, &format!("{detail}{line}")));
    desk.assert_quiet();
    desk.edit("prose", "other prose");
    desk.edit("- **[WP-A]** - [READY_FOR_DEV]\n", "");
    assert_eq!(desk.sync().report.db_changes[0].kind, ChangeKind::Removed, "taken off again");
}

#[test]
fn a_line_taken_off_just_now_comes_back_before_anybody_synced() {
    let mut desk = Desk::synced();
    desk.edit("- **[WP-A]** - [READY_FOR_DEV]\n", "");
    desk.edit("prose", "other prose");
    assert!(add(&mut desk, &["WP-A"]).unwrap().report.wrote_board);
    desk.sync();
    desk.assert_quiet();
}

#[test]
fn what_is_listed_stays_as_it_is() {
    let mut desk = Desk::synced();
    let head = desk.head();
    let added = add(&mut desk, &["WP-A", "WP-C"]).unwrap();
    assert!(!added.changed && !added.report.wrote_board && added.events.is_empty());
    assert_eq!((desk.text().as_str(), desk.head()), (BOARD, head));
    // A line under an informational heading lists nothing.
    desk.edit("- **[WP-C]** - [VALIDATED]\n", "\n## Notes\n- **[WP-C]** - [VALIDATED]\n");
    assert!(add(&mut desk, &["WP-C"]).unwrap().report.wrote_board);
    assert!(desk.text().contains("## Done\n- **[WP-C]** - [VALIDATED]\n"), "{}", desk.text());
}

#[test]
fn nothing_else_goes_out_or_comes_in() {
    let mut desk = without_a();
    desk.edit("[WP-C]** - [VALIDATED]", "[WP-C]** - [ABANDONED]");
    desk.go("WP-B", WpStatus::Stub);
    let operator = testing::caller(Role::Operator);
    desk.engine.run(&packet("WP-NEW"), &operator).unwrap();
    add(&mut desk, &["WP-NEW"]).unwrap();
    assert_eq!(desk.status("WP-C"), Some(WpStatus::Done));
    assert!(desk.text().contains("- **[WP-B]** - [READY_FOR_DEV]\n"));
    assert!(!desk.text().contains("WP-A"));
    let synced = desk.sync();
    assert_eq!((synced.report.db_changes.len(), synced.report.board_changes.len()), (1, 1), "{synced:?}");
    desk.assert_quiet();
}

#[test]
fn changes_of_others_are_not_forgotten_where_the_board_was_in_step() {
    let mut desk = without_a();
    desk.go("WP-B", WpStatus::Stub);
    add(&mut desk, &["WP-A"]).unwrap();
    let check = desk.sync_as(&SyncTaskBoard { check: true, ..SyncTaskBoard::default() });
    assert_eq!(check.verdict(), Verdict::Drift);
    desk.sync();
    assert!(desk.text().contains("## Stub Backlog"), "{}", desk.text());
    desk.assert_quiet();
}

#[test]
fn a_packet_that_is_not_there_or_deleted_is_not_found_and_nothing_is_added() {
    let mut desk = without_a();
    let operator = testing::caller(Role::Operator);
    desk.engine.run(&packet("WP-GONE"), &operator).unwrap();
    desk.engine.run(&DeleteWp::new("WP-GONE".parse().unwrap()), &operator).unwrap();
    let text = desk.text();
    for other in ["WP-NOWHERE", "WP-GONE"] {
        let refused = add(&mut desk, &["WP-A", other]).unwrap_err();
        assert_eq!(refused.code(), ErrorCode::NotFound);
        assert!(refused.to_string().contains(other), "{refused}");
    }
    assert_eq!(add_as(&mut desk, &["WP-A"], Role::Coder).unwrap_err().code(), ErrorCode::CapabilityDenied);
    assert_eq!(desk.text(), text);
}

#[test]
fn an_older_board_put_back_gets_no_line() {
    let mut desk = without_a();
    desk.go("WP-B", WpStatus::Blocked);
    desk.sync();
    desk.write(BOARD.replace("- **[WP-A]** - [READY_FOR_DEV]\n", ""));
    let text = desk.text();
    let held = add(&mut desk, &["WP-A"]).unwrap();
    assert_eq!((held.verdict(), held.changed), (Verdict::Conflicts, false));
    assert_eq!(desk.text(), text);
}

#[test]
fn a_board_that_no_sync_has_seen_gets_its_line_and_its_own_packets_stay_to_be_taken_in() {
    let mut desk = Desk::new(BOARD);
    desk.engine.run(&packet("WP-NEW"), &testing::caller(Role::Operator)).unwrap();
    add(&mut desk, &["WP-NEW"]).unwrap();
    assert!(
        desk.text().contains("## Stub Backlog (Not Activated)\n- **[WP-NEW]** - [STUB]\n"),
        "{}",
        desk.text()
    );
    assert_eq!(desk.sync().report.db_changes.len(), 3);
    desk.assert_quiet();
}

#[test]
fn a_held_lock_keeps_the_board_as_it_is() {
    let mut desk = without_a();
    let (file, text) = (desk.file(), desk.text());
    let _held = locus_core::ports::Board::lock(&file, Wait::Default).unwrap();
    assert_eq!(add(&mut desk, &["WP-A"]).unwrap_err().code(), ErrorCode::Busy);
    assert_eq!(desk.text(), text);
}
