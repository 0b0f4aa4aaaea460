//! Autosync: the database's changes go onto the board, and nothing comes in (task-board.md §4).

use crate::board_sync::{BOARD, Desk};
use locus_core::app::Verdict;
use locus_core::app::ops::{CreateWp, DeleteWp, UpdateWp};
use locus_core::domain::board::WarningCode;
use locus_core::domain::{Role, Routing, WpStatus};
use locus_core::testing::{self, packet};

#[test]
fn a_push_writes_what_the_database_changed_and_takes_nothing_in() {
    let mut desk = Desk::synced();
    desk.edit("[WP-C]** - [VALIDATED]", "[WP-C]** - [ABANDONED]");
    desk.go("WP-A", WpStatus::Stub);
    let pushed = desk.push();
    assert!(pushed.report.wrote_board && desk.text().contains("- **[WP-A]** - [STUB]\n"));
    assert_eq!(desk.status("WP-C"), Some(WpStatus::Done), "nothing comes in");
    assert_eq!(desk.sync().report.db_changes.len(), 1);
    assert_eq!(desk.status("WP-C"), Some(WpStatus::Cancelled));
    desk.assert_quiet();
}

#[test]
fn a_push_leaves_a_line_alone_that_a_person_changed() {
    let mut desk = Desk::synced();
    desk.edit("[WP-A]** - [READY_FOR_DEV]", "[WP-A]** - [SUPERSEDED]");
    desk.go("WP-A", WpStatus::Stub);
    let text = desk.text();
    let pushed = desk.push();
    assert_eq!(pushed.report.warnings[0].code, WarningCode::EditedSince);
    assert_eq!(desk.text(), text);
    assert_eq!(desk.sync().verdict(), Verdict::Conflicts);
}

#[test]
fn a_push_leaves_deleted_strict_and_missing_packets_alone_where_a_person_was_at_their_lines() {
    let mut desk = Desk::synced();
    let operator = testing::caller(Role::Operator);
    desk.engine.run(&CreateWp { routing: Routing::Strict, ..packet("WP-S") }, &operator).unwrap();
    desk.sync();
    desk.edit("- **[WP-S]** - [STUB]\n", "");
    desk.edit("## Done\n", "## Done\n- **[WP-S]** - [VALIDATED] - by hand\n");
    desk.edit("[WP-B]** - [READY_FOR_DEV]", "[WP-B]** - [BLOCKED] - by hand");
    desk.edit("- **[WP-A]** - [READY_FOR_DEV]\n", "");
    let text = desk.text();
    let mut retitled = UpdateWp::new("WP-S".parse().unwrap());
    retitled.updates.title = Some("another".parse().unwrap());
    desk.engine.run(&retitled, &operator).unwrap();
    desk.engine.run(&DeleteWp::new("WP-B".parse().unwrap()), &operator).unwrap();
    desk.go("WP-A", WpStatus::Blocked);
    let pushed = desk.push();
    assert_eq!(desk.text(), text);
    assert_eq!(pushed.report.warnings.len(), 3, "{:?}", pushed.report.warnings);
    assert!(!pushed.report.wrote_board && pushed.events.is_empty());
}

#[test]
fn a_board_pushed_over_is_stale_when_it_comes_back() {
    let mut desk = Desk::synced();
    desk.edit("prose\n", "prose, edited by hand\n");
    let edited = desk.bytes();
    desk.go("WP-A", WpStatus::Blocked);
    assert!(desk.push().report.wrote_board);
    for older in [BOARD.as_bytes(), edited.as_slice()] {
        desk.write(older);
        assert_eq!(desk.sync().verdict(), Verdict::Conflicts);
        assert_eq!(desk.status("WP-A"), Some(WpStatus::Blocked));
    }
}
