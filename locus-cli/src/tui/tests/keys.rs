//! What keys and news do to the board.

use super::Desk;
use crate::tui::message::{Board, Message, Refusal, Request};
use crate::tui::state::{Dialog, End};
use locus_core::app::ops::{GateWp, UpdateWp};
use locus_core::domain::{Gate, GateResult, WpStatus};

/// A board with WP-1 to WP-`packets` as stubs; the first is selected.
fn stubs(packets: u64) -> Desk {
    let mut desk = Desk::new(200, 30);
    for number in 1..=packets {
        desk.packet(&format!("WP-{number}"), "Some work");
    }
    desk.wake();
    desk.press("←");
    desk
}

#[test]
fn the_selection_goes_about_and_stops_at_the_edges() {
    let mut desk = stubs(3);
    assert_eq!(desk.selected(), Some("WP-1"));
    desk.press("jj");
    assert_eq!(desk.selected(), Some("WP-3"));
    desk.press("jjjk");
    assert_eq!(desk.selected(), Some("WP-2"));
    desk.press("Gg↑");
    assert_eq!(desk.selected(), Some("WP-1"));
    desk.press("←");
    assert_eq!(desk.column(), WpStatus::Stub);
    desk.press("→→→→→→→→");
    assert_eq!((desk.column(), desk.selected()), (WpStatus::Done, None));
}

#[test]
fn a_packet_goes_through_its_life_by_keys_and_the_eye_follows() {
    let mut desk = stubs(2);
    desk.press(">");
    assert_eq!((desk.column(), desk.selected()), (WpStatus::Ready, Some("WP-1")));
    desk.press(">");
    assert_eq!(desk.menu(), ["pre_work pass"], "a gate is not judged without a look");
    desk.press("⏎");
    assert_eq!((desk.column(), desk.selected()), (WpStatus::InProgress, Some("WP-1")));
    desk.press("m");
    assert_eq!(desk.menu(), ["post_work pass", "post_work fail", "ready", "blocked", "cancelled"]);
    desk.press("1");
    assert_eq!((desk.column(), desk.selected()), (WpStatus::Done, Some("WP-1")));
    desk.press("m");
    assert_eq!(desk.menu(), ["ready", "close"]);
    desk.press("2");
    assert_eq!(desk.said(), "closed WP-1");
}

#[test]
fn a_move_that_is_not_allowed_is_refused_where_one_is_with_what_is() {
    let mut desk = stubs(1);
    desk.press(">");
    desk.elsewhere(&GateWp::new("WP-1".parse().unwrap(), Gate::PreWork, GateResult::Fail));
    desk.wake();
    // Gated: there is no way to done before the gate is passed.
    desk.press("→→→");
    assert_eq!((desk.column(), desk.selected()), (WpStatus::Gated, Some("WP-1")));
    desk.press(">");
    insta::assert_snapshot!(desk.said(), @r"
    WP-1 is gated: done is not allowed: there is no such move from here
    try `locus wp gate WP-1 pre-work pass`; allowed now: ready, blocked, cancelled, pre_work pass, pre_work fail
    ");
    assert_eq!((desk.column(), desk.selected()), (WpStatus::Gated, Some("WP-1")));
    assert_eq!(desk.status("WP-1"), WpStatus::Gated);
}

#[test]
fn what_somebody_else_changed_meanwhile_is_not_overwritten_but_shown() {
    let mut desk = stubs(1);
    desk.elsewhere(&UpdateWp::status("WP-1".parse().unwrap(), WpStatus::Cancelled));
    desk.press(">");
    insta::assert_snapshot!(desk.said(), @r"
    WP-1 is at version 2, not 1: it was changed in the meantime
    look at it with `locus wp show WP-1` and repeat the change on its newest version
    ");
    assert_eq!(desk.status("WP-1"), WpStatus::Cancelled);
    assert_eq!(desk.selected(), None, "the board has read what is true now");
    desk.press("x");
    desk.press("→→→→→→");
    assert_eq!(desk.selected(), Some("WP-1"));
}

#[test]
fn reopening_asks_why_and_keeps_what_was_typed_when_it_is_refused() {
    let mut desk = stubs(1);
    desk.press(">>⏎m1");
    assert_eq!(desk.status("WP-1"), WpStatus::Done);
    desk.press("m1⏎");
    assert_eq!(desk.status("WP-1"), WpStatus::Done, "a reason is needed");
    assert!(matches!(&desk.state.dialog, Some(Dialog::Prompt(_))));
    desk.press("it broke⏎");
    assert_eq!(desk.status("WP-1"), WpStatus::Ready);
    assert_eq!((desk.column(), desk.selected()), (WpStatus::Ready, Some("WP-1")));
}

#[test]
fn notes_claims_and_new_packets_are_written_by_the_one_at_the_keys() {
    let mut desk = stubs(1);
    desk.press("c");
    assert!(desk.state.card().unwrap().is_held);
    desk.press("r");
    assert!(!desk.state.card().unwrap().is_held);
    desk.press("nlook at the log⏎");
    let id = "WP-1".parse().unwrap();
    let notes = desk.engine.view(|txn| Ok(txn.notes(&id)?)).unwrap();
    assert_eq!(notes.last().unwrap().content.as_str(), "look at the log");
    desk.press("aAdd a loginn⌫⏎");
    assert_eq!(desk.selected(), Some("WP-1-Add-A-Login-v1"));
}

#[test]
fn what_is_typed_is_not_lost_where_it_is_refused() {
    let mut desk = stubs(1);
    desk.press("a ⏎");
    assert_ne!(desk.said(), "");
    let Some(Dialog::Prompt(prompt)) = &desk.state.dialog else { panic!("{:?}", desk.state.dialog) };
    assert_eq!(prompt.text(), " ");
    desk.press("⎋");
    assert!(desk.state.dialog.is_none());
}

#[test]
fn a_filter_shows_some_and_esc_shows_all_again() {
    let mut desk = stubs(12);
    desk.press("/id:WP-12⏎");
    assert_eq!((desk.selected(), desk.state.columns[0].total), (Some("WP-12"), Some(1)));
    desk.press("/⌫⌫⌫⌫⌫⌫⌫⌫priority<⏎");
    insta::assert_snapshot!(desk.said(), @r"
    no query: a value of priority is missing here
    allowed here: 0, 1, 2, 3, 4
    ");
    assert!(matches!(&desk.state.dialog, Some(Dialog::Prompt(_))), "it can be mended where it is");
    desk.press("⎋⎋");
    assert_eq!(desk.state.columns[0].total, Some(12));
    assert!(desk.state.over.is_none());
}

#[test]
fn only_what_is_shown_is_read_however_many_there_are() {
    let mut desk = stubs(300);
    let read = desk.state.columns[0].cards.len();
    assert!(read < 60, "{read} cards read");
    assert_eq!(desk.state.columns[0].total, Some(300));
    desk.press("G");
    let column = &desk.state.columns[0];
    assert_eq!(desk.selected(), Some("WP-300"));
    assert!(column.cards.len() < 60 && column.from > 200, "{} from {}", column.cards.len(), column.from);
}

#[test]
fn the_selection_stays_with_its_packet_when_others_come_and_go() {
    let mut desk = stubs(3);
    desk.press("j");
    assert_eq!(desk.selected(), Some("WP-2"));
    desk.elsewhere(&UpdateWp::status("WP-1".parse().unwrap(), WpStatus::Ready));
    desk.wake();
    assert_eq!(desk.selected(), Some("WP-2"));
    desk.elsewhere(&UpdateWp::status("WP-2".parse().unwrap(), WpStatus::Ready));
    desk.wake();
    assert_eq!(desk.selected(), Some("WP-3"), "the one that took its place");
}

#[test]
fn an_answer_to_an_older_filter_is_not_shown() {
    let mut desk = stubs(3);
    desk.only_happens(Message::Woken);
    let old = std::mem::take(&mut desk.waiting);
    assert!(matches!(&old[..], [Request::Look(_)]));
    desk.press("/id:WP-2⏎");
    desk.waiting.extend(old);
    desk.answer();
    assert_eq!(desk.state.columns[0].total, Some(1));
}

#[test]
fn one_look_is_asked_for_at_a_time() {
    let mut desk = stubs(3);
    for _ in 0..10 {
        desk.only_happens(Message::Woken);
    }
    assert_eq!(desk.waiting.len(), 1);
    desk.packet("WP-4", "Came last");
    desk.answer();
    assert_eq!(desk.state.columns[0].total, Some(4));
}

#[test]
fn while_something_is_written_the_keys_go_on_but_nothing_else_is_written() {
    let mut desk = stubs(2);
    let key = |letter| {
        Message::Key(ratatui::crossterm::event::KeyEvent::from(ratatui::crossterm::event::KeyCode::Char(
            letter,
        )))
    };
    desk.only_happens(key('c'));
    desk.only_happens(key('j'));
    assert_eq!(desk.selected(), Some("WP-2"));
    desk.only_happens(key('c'));
    assert_eq!(desk.said(), "still writing: one thing at a time");
    desk.only_happens(key('q'));
    assert!(desk.state.over.is_none());
    desk.answer();
    desk.press("q");
    assert_eq!(desk.state.over, Some(End::Quit));
}

#[test]
fn an_opened_packet_is_read_again_when_something_changes() {
    let mut desk = stubs(1);
    desk.press("⏎");
    let status =
        |desk: &Desk| desk.state.opened.as_ref().unwrap().dossier.as_ref().unwrap().tabs[0].contains("ready");
    assert!(!status(&desk));
    desk.elsewhere(&UpdateWp::status("WP-1".parse().unwrap(), WpStatus::Ready));
    desk.wake();
    assert!(status(&desk));
    desk.press("GGkg⎋");
    assert!(desk.state.opened.is_none() && desk.state.over.is_none());
}

#[test]
fn what_cannot_be_read_is_said_and_not_asked_for_again_and_again() {
    let mut desk = stubs(1);
    desk.only_happens(Message::Woken);
    desk.waiting.clear();
    let why = Refusal { message: "the database is gone".into(), hint: None };
    desk.only_happens(Message::Unreadable(why));
    desk.only_happens(Message::Looked);
    assert_eq!(desk.waiting, [Request::Compare]);
    desk.waiting.clear();
    desk.only_happens(Message::Compared(Board::Unknown));
    assert_eq!(desk.waiting, []);
    assert_eq!(desk.said(), "the database is gone\n");
}
