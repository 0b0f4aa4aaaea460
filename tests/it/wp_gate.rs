//! `locus wp gate`.

use crate::support::TestEnv;

#[test]
fn a_passed_gate_moves_the_packet() {
    let env = TestEnv::with_packet("ready");
    assert_output_snapshot!(env.locus(["wp", "gate", "WP-1", "pre-work", "pass", "--notes", "clear"]), @"✓ WP-1 pre-work pass: in_progress (version 3)");
    assert_output_snapshot!(env.locus(["wp", "gate", "WP-1", "pre_work", "pass", "--notes", "clear"]), @"= WP-1 unchanged: in_progress (version 3)");
    let args = ["--json", "wp", "gate", "WP-1", "post-work", "fail", "--by", "val", "--report", "r.md"];
    let gates = &env.locus(args).success().json()["data"]["wp"]["governance"]["gates"];
    assert_eq!(gates["post_work"]["validated_by"], "val");
    assert_eq!(gates["post_work"]["validation_report_ref"], "r.md");
}

#[test]
fn work_that_starts_before_what_it_waits_for_is_told() {
    let env = TestEnv::with_packet("ready");
    env.locus(["wp", "create", "Second", "--id", "WP-2"]).success();
    env.locus(["dep", "add", "WP-2", "blocks", "WP-1"]).success();
    let gate = ["wp", "gate", "WP-1", "pre-work", "pass"];
    assert_output_snapshot!(env.locus(gate), @r"
    ✓ WP-1 pre-work pass: in_progress (version 3)
    note: waits for WP-2 (stub)
    ");
    assert_eq!(env.locus(gate.iter().chain(&["-q"])).success().stdout(), "");
    env.locus(gate.iter().chain(&["--json"])).success().json();
}

#[test]
fn a_gate_out_of_turn_is_refused_with_the_one_that_is_due() {
    let env = TestEnv::with_packet("ready");
    assert_output_snapshot!(env.locus(["wp", "gate", "WP-1", "post-work", "pass"]), @r"
    --- stderr
    error: WP-1 is ready: post_work pass is not allowed: the pre_work gate is not passed
    hint: try `locus wp gate WP-1 pre-work pass`; allowed now: pre_work pass, pre_work fail, stub, blocked, cancelled
    --- exit 4
    ");
    assert_output_snapshot!(env.locus(["wp", "gate", "WP-1", "pre-work", "skip"]), @r"
    --- stderr
    error: WP-1 is ready: pre_work skip is not allowed: this routing does not allow a gate to be skipped
    hint: try `locus wp gate WP-1 pre-work pass`; allowed now: pre_work pass, pre_work fail, stub, blocked, cancelled
    --- exit 4
    ");
}

#[test]
fn open_micro_tasks_hold_the_second_gate_back() {
    let env = TestEnv::with_packet("in_progress");
    env.locus_with(["mt", "register", "WP-1", "-"], r#"[{"mt_id":"MT-001","name":"one"}]"#).success();
    assert_output_snapshot!(env.locus(["wp", "gate", "WP-1", "post-work", "pass"]), @r"
    --- stderr
    error: WP-1 is in_progress: post_work pass is not allowed: micro-tasks are still pending, in progress or blocked
    hint: finish its micro-tasks first: `locus mt list WP-1`
    --- exit 4
    ");
}

#[test]
fn a_coder_can_not_pass_its_own_gate() {
    let env = TestEnv::with_packet("ready");
    assert_output_snapshot!(env.locus(["--role", "coder", "wp", "gate", "WP-1", "pre-work", "pass"]), @r"
    --- stderr
    error: locus.gate is needed and not held by this role
    hint: validator, operator may; the role comes from --role or LOCUS_ROLE
    --- exit 6
    ");
}
