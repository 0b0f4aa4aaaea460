//! `locus undo`.

use crate::support::TestEnv;
use serde_json::json;

#[test]
fn an_update_is_taken_back_and_done_again() {
    let env = TestEnv::with_packet("ready");
    env.locus(["wp", "update", "WP-1", "--title", "Second", "--assignee", "bob", "--note", "as agreed"])
        .success();
    assert_output_snapshot!(env.locus(["undo", "--dry-run"]), @r"
    = would undo: update_wp of WP-1 (event 3, now)
         title        Second → First
         assignee     bob → (none)
    note: the notes written with it stay
    ");
    assert_eq!(env.events(), 3, "a dry run records nothing");
    assert_output_snapshot!(env.locus(["undo"]), @r"
    ✓ undone: update_wp of WP-1 (event 3, now)
         title        Second → First
         assignee     bob → (none)
    note: the notes written with it stay
    ");
    assert_output_snapshot!(env.locus(["undo"]), @r"
    ✓ undone: update_wp of WP-1 (event 4, now)
         title        First → Second
         assignee     (none) → bob
    ");
    assert_eq!(env.events(), 5);
}

#[test]
fn json_says_what_was_undone_and_how() {
    let env = TestEnv::with_packet("ready");
    let tried = env.locus(["--json", "undo", "--dry-run"]).success().json();
    assert_eq!((&tried["changed"], &tried["events_emitted"]), (&json!(false), &json!([])));
    let answer = env.locus(["--json", "undo"]).success().json();
    assert_eq!((&answer["changed"], &answer["events_emitted"]), (&json!(true), &json!(["FR-EVT-WP-002"])));
    let data = &answer["data"];
    assert_eq!(data["undone"]["operation"], "update_wp");
    assert_eq!(data["undone"]["sequence"], 2);
    assert_eq!(data["reversal"], "update_wp");
    assert_eq!(data["changes"], json!([{ "field": "status", "from": "ready", "to": "stub" }]));
    assert_eq!(data["wp"]["version"], 3);
    assert_eq!(tried["data"]["changes"], data["changes"]);
}

#[test]
fn a_new_packet_and_an_edge_are_taken_back() {
    let env = TestEnv::with_packet("stub");
    env.locus(["wp", "create", "Other", "--id", "WP-2"]).success();
    env.locus(["dep", "add", "WP-1", "blocks", "WP-2"]).success();
    assert_output_snapshot!(env.locus(["undo"]), @r"
    ✓ undone: add_dependency of WP-1 blocks WP-2 (event 3, now)
         the edge is removed
    ");
    assert_output_snapshot!(env.locus(["undo"]), @r"
    ✓ undone: remove_dependency of WP-1 blocks WP-2 (event 4, now)
         the edge is added again
    note: the edge has a new id
    ");
    env.locus(["wp", "create", "Third", "--id", "WP-3"]).success();
    assert_output_snapshot!(env.locus(["undo"]), @r"
    ✓ undone: create_wp of WP-3 (event 6, now)
         the packet is deleted
    note: the id can't be used again
    ");
    assert_output_snapshot!(env.locus(["undo"]), @r"
    --- stderr
    error: WP-3 is deleted: undo of delete_wp is not allowed: what is deleted stays deleted, and its id is never used again
    hint: `locus events list` shows what happened
    --- exit 4
    ");
}

#[test]
fn a_gate_is_followed_by_the_move_back() {
    let env = TestEnv::with_packet("in_progress");
    assert_output_snapshot!(env.locus(["undo"]), @r"
    ✓ undone: gate_wp of WP-1 (event 3, now)
         status       in_progress → ready
         pre-work     pass by ada, TIME → pending
    ");
    env.locus(["wp", "gate", "WP-1", "pre-work", "pass"]).success();
    env.locus(["wp", "gate", "WP-1", "post-work", "pass"]).success();
    assert_output_snapshot!(env.locus(["undo"]), @r"
    --- stderr
    error: WP-1 is done: undo of gate_wp is not allowed: no update leads back to in_progress
    hint: try `locus wp reopen WP-1 --reason …`
    --- exit 4
    ");
}

#[test]
fn what_cannot_be_taken_back_is_refused_with_what_is_allowed() {
    let env = TestEnv::with_packet("in_progress");
    env.locus_with(["mt", "register", "WP-1", "-"], r#"[{"mt_id":"MT-001","name":"one"}]"#).success();
    assert_output_snapshot!(env.locus(["undo"]), @r"
    --- stderr
    error: MT-001 in WP-1 is pending: undo of register_mts is not allowed: what a micro-task went through stays on record
    hint: allowed now: start_mt, complete_mt failed, complete_mt skipped
    --- exit 4
    ");
    let error = env.locus(["--json", "undo"]).exits(4).error();
    assert_eq!(error["error"]["code"], "LOCUS-STATE");
    assert_eq!(error["error"]["details"]["asked"], "undo of register_mts");
    env.locus(["wp", "note", "WP-1", "only this"]).success();
    assert_output_snapshot!(env.locus(["undo"]), @r"
    --- stderr
    error: WP-1 is in_progress: undo of update_wp is not allowed: notes stay
    hint: allowed now: post_work fail, ready, blocked, cancelled
    --- exit 4
    ");
    assert_output_snapshot!(env.locus(["--actor", "nobody", "undo"]), @r"
    --- stderr
    error: there is no operation of nobody to undo
    hint: `locus events list` shows who did what; --actor says who you are
    --- exit 3
    ");
    env.locus(["wp", "update", "WP-1", "--priority", "0"]).success();
    assert_output_snapshot!(env.locus(["--role", "viewer", "undo"]), @r"
    --- stderr
    error: locus.write is needed and not held by this role
    hint: coder, orchestrator, operator may; the role comes from --role or LOCUS_ROLE
    --- exit 6
    ");
}

#[test]
fn what_somebody_changed_since_is_a_conflict() {
    let env = TestEnv::with_packet("stub");
    env.locus(["wp", "update", "WP-1", "--title", "Second"]).success();
    env.locus(["--actor", "bob", "wp", "update", "WP-1", "--title", "Third"]).success();
    assert_output_snapshot!(env.locus(["undo"]), @r"
    --- stderr
    error: title of WP-1 was changed by bob at TIME, after what is to be undone
    hint: undo takes back only what nobody has gone on from; change it with a command of its own, such as `locus wp update`, or see `locus wp history WP`
    --- exit 5
    ");
}

#[test]
fn the_board_follows_an_undo() {
    let env = TestEnv::new();
    env.write("TASK_BOARD.md", "# Board\n\n## Stub Backlog\n\n## Ready for Dev\n");
    env.locus(["init"]).success();
    env.locus(["wp", "create", "First", "--id", "WP-1"]).success();
    env.locus(["wp", "update", "WP-1", "--status", "ready"]).success();
    let board = || std::fs::read_to_string(env.path("TASK_BOARD.md")).unwrap();
    assert!(board().contains("**[WP-1]** - [READY_FOR_DEV]"), "{}", board());
    let tried = env.locus(["--json", "undo", "--dry-run"]).success().json();
    assert_eq!(tried["data"]["task_board_updated"], false);
    // What the sync wrote in between is not what is undone.
    let answer = env.locus(["--json", "undo"]).success().json();
    assert_eq!(answer["data"]["task_board_updated"], true);
    assert!(board().contains("**[WP-1]** - [STUB]"), "{}", board());
}

#[test]
fn without_a_project_there_is_nothing_to_undo() {
    let env = TestEnv::new();
    env.locus(["undo"]).exits(3);
    env.locus(["--db", "none.db", "undo"]).exits(3);
    assert!(!env.path("none.db").exists());
}
