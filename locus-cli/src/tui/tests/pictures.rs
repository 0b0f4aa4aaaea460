//! The screen at several sizes.

use super::Desk;
use crate::tui::message::{Board, Message};
use locus_core::app::ops::{AddDependency, EdgeRequest, GateWp, UpdateWp};
use locus_core::domain::{Gate, GateResult, WpId, WpStatus};

fn id(text: &str) -> WpId {
    text.parse().unwrap()
}

/// A project with something everywhere.
fn project(width: u16, height: u16) -> Desk {
    let mut desk = Desk::new(width, height);
    desk.packet("WP-1-Login-v1", "Log in with a passkey");
    desk.packet("WP-1-Sync-v1", "登录页面 👩\u{200d}💻 und noch viel mehr Text, der nicht passt");
    desk.packet("WP-1-A-Name-That-Is-Far-Too-Long-For-Any-Column-v12", "Escape \u{1b}[31m me");
    desk.packet("WP-1-Titled-By-Its-Own-Id-Only-v1", "WP-1-Titled-By-Its-Own-Id-Only-v1");
    desk.packet("WP-1-Search-v2", "Find things");
    for ready in ["WP-1-Login-v1", "WP-1-Sync-v1", "WP-1-Search-v2"] {
        desk.elsewhere(&UpdateWp::status(id(ready), WpStatus::Ready));
    }
    desk.elsewhere(&GateWp::new(id("WP-1-Login-v1"), Gate::PreWork, GateResult::Pass));
    desk.elsewhere(&GateWp::new(id("WP-1-Search-v2"), Gate::PreWork, GateResult::Fail));
    desk.elsewhere(&UpdateWp { claim: true, ..UpdateWp::new(id("WP-1-Login-v1")) });
    let edge = EdgeRequest::new(id("WP-1-Login-v1"), "blocks", id("WP-1-Sync-v1")).unwrap();
    desk.elsewhere(&AddDependency { edge, description: None });
    desk.wake();
    desk
}

#[test]
fn two_columns_at_60_cells_and_the_others_sideways() {
    let mut desk = project(60, 20);
    insta::assert_snapshot!("60x20", desk.picture());
    desk.press("→→→");
    insta::assert_snapshot!("60x20_sideways", desk.picture());
}

#[test]
fn a_refusal_lies_over_the_lowest_lines() {
    let mut desk = project(60, 20);
    desk.press("→→→>");
    insta::assert_snapshot!("60x20_refused", desk.picture());
}

#[test]
fn three_columns_at_80_cells_a_menu_and_a_line_to_type() {
    let mut desk = project(80, 24);
    let (to_take_in, to_write, conflicts) = (2, 1, 0);
    desk.happens(Message::Compared(Board::Differs { to_take_in, to_write, conflicts }));
    insta::assert_snapshot!("80x24", desk.picture());
    desk.press("→m");
    insta::assert_snapshot!("80x24_menu", desk.picture());
    desk.press("⎋/status:ready or 登录");
    insta::assert_snapshot!("80x24_prompt", desk.picture());
}

#[test]
fn all_columns_at_200_cells() {
    let mut desk = project(200, 50);
    insta::assert_snapshot!("200x50", desk.picture());
    desk.press("x");
    assert_eq!(desk.state.columns_shown(), 7);
}

#[test]
fn a_packet_opens_with_tabs() {
    let mut desk = project(80, 24);
    desk.press("⏎");
    insta::assert_snapshot!("80x24_opened", desk.picture());
    desk.press("→");
    insta::assert_snapshot!("80x24_dependencies", desk.picture());
    desk.press("→");
    insta::assert_snapshot!("80x24_history", desk.picture());
}

#[test]
fn the_help_fits_on_the_smallest_screen() {
    let mut desk = project(60, 20);
    desk.press("?");
    insta::assert_snapshot!("60x20_help", desk.picture());
}

#[test]
fn a_tiny_screen_is_no_trouble() {
    for (width, height) in [(0, 0), (1, 1), (5, 3), (25, 4), (300, 2)] {
        let mut desk = project(width, height);
        for keys in ["", "m", "⎋?", "⎋/abc", "⎋⏎", "→→→G", "⎋jjjkkk→→→→>"] {
            desk.press(keys);
            desk.picture();
        }
    }
}
