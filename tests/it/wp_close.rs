//! `locus wp close`.

use crate::support::TestEnv;

#[test]
fn a_done_packet_is_closed_once() {
    let env = TestEnv::with_packet("done");
    assert_output_snapshot!(env.locus(["wp", "close", "WP-1", "--reason", "shipped"]), @"✓ WP-1 closed: done (version 5)");
    assert_output_snapshot!(env.locus(["wp", "close", "WP-1"]), @"= WP-1 unchanged: done (version 5)");
}

#[test]
fn a_packet_not_yet_begun_is_shown_its_next_step() {
    let env = TestEnv::with_packet("stub");
    assert_output_snapshot!(env.locus(["wp", "close", "WP-1"]), @r"
    --- stderr
    error: WP-1 is stub: close is not allowed: only a done packet whose post_work gate is passed or skipped is closed
    hint: try `locus wp update WP-1 --status ready`; allowed now: ready, cancelled
    --- exit 4
    ");
    env.locus(["wp", "update", "WP-1", "--status", "ready"]).success();
    assert_output_snapshot!(env.locus(["wp", "close", "WP-1"]), @r"
    --- stderr
    error: WP-1 is ready: close is not allowed: only a done packet whose post_work gate is passed or skipped is closed
    hint: try `locus wp gate WP-1 pre-work pass`; allowed now: pre_work pass, pre_work fail, stub, blocked, cancelled
    --- exit 4
    ");
}

#[test]
fn before_the_gate_it_is_refused() {
    let env = TestEnv::with_packet("in_progress");
    let before = env.events();
    assert_output_snapshot!(env.locus(["wp", "close", "WP-1"]), @r"
    --- stderr
    error: WP-1 is in_progress: close is not allowed: only a done packet whose post_work gate is passed or skipped is closed
    hint: try `locus wp gate WP-1 post-work pass`; allowed now: post_work pass, post_work fail, ready, blocked, cancelled
    --- exit 4
    ");
    assert_eq!(env.locus(["--json", "wp", "close", "WP-1"]).exits(4).error()["error"]["code"], "LOCUS-GATE");
    assert_eq!(env.events(), before);
}
