//! `locus wp reopen`.

use crate::support::TestEnv;

#[test]
fn a_done_packet_is_taken_up_again_with_a_reason() {
    let env = TestEnv::with_packet("done");
    assert_output_snapshot!(env.locus(["wp", "reopen", "WP-1", "--reason", "a bug"]), @"✓ WP-1 reopened: ready (version 5)");
    let wp = &env.locus(["--json", "wp", "show", "WP-1"]).success().json()["data"]["wp"];
    assert_eq!(wp["notes"][0]["content"], "a bug");
}

#[test]
fn what_is_open_is_not_reopened() {
    let env = TestEnv::with_packet("stub");
    assert_output_snapshot!(env.locus(["wp", "reopen", "WP-1", "--reason", "x"]), @r"
    --- stderr
    error: WP-1 is stub: reopen is not allowed: only what is done or cancelled is reopened
    hint: it is open already; `locus wp show WP-1` shows where it stands
    --- exit 4
    ");
    env.locus(["wp", "reopen", "WP-1"]).exits(2);
    env.locus(["wp", "reopen", "WP-2", "--reason", "x"]).exits(3);
}

#[test]
fn an_update_to_ready_without_a_reason_points_to_reopen() {
    let env = TestEnv::with_packet("done");
    assert_output_snapshot!(env.locus(["wp", "update", "WP-1", "--status", "ready"]), @r"
    --- stderr
    error: WP-1 is done: ready is not allowed: reopening needs a reason
    hint: try `locus wp reopen WP-1 --reason …`
    --- exit 4
    ");
}

#[test]
fn a_cancelled_packet_without_a_reason_points_to_reopen_too() {
    let env = TestEnv::with_packet("ready");
    env.locus(["wp", "update", "WP-1", "--status", "cancelled"]).success();
    assert_output_snapshot!(env.locus(["wp", "update", "WP-1", "--status", "ready"]), @r"
    --- stderr
    error: WP-1 is cancelled: ready is not allowed: reopening needs a reason
    hint: try `locus wp reopen WP-1 --reason …`
    --- exit 4
    ");
}
