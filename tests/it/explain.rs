//! `locus ready --explain` and `locus blocked`: the grounds.

use crate::support::TestEnv;
use serde_json::json;

/// WP-1 ready before WP-2 ready before WP-3 ready; WP-4 cancelled before WP-3, too.
fn chain() -> TestEnv {
    let env = TestEnv::with_packet("ready");
    for (id, title, status) in
        [("WP-2", "Second", "ready"), ("WP-3", "Third", "ready"), ("WP-4", "Fourth", "cancelled")]
    {
        env.locus(["wp", "create", title, "--id", id]).success();
        env.locus(["wp", "update", id, "--status", status]).success();
    }
    for (from, to) in [("WP-1", "WP-2"), ("WP-2", "WP-3"), ("WP-4", "WP-3")] {
        env.locus(["dep", "add", from, "blocks", to]).success();
    }
    env
}

#[test]
fn each_ready_packet_says_why_it_stands_there_and_what_it_unblocks() {
    let env = chain();
    env.locus(["wp", "create", "Urgent", "--id", "WP-0", "--priority", "0"]).success();
    env.locus(["wp", "update", "WP-0", "--status", "ready"]).success();
    env.locus(["wp", "create", "Later", "--id", "WP-5"]).success();
    env.locus(["wp", "update", "WP-5", "--status", "ready"]).success();
    assert_output_snapshot!(env.locus(["ready", "--explain"]), @r"
    WP-0 ready priority 0  Urgent
      first: by priority, then ready before in_progress, then age
      nobody waits for it
    WP-1 ready priority 2  First
      less urgent than the one before
      unblocks WP-2
      2 wait behind it
    WP-5 ready priority 2  Later
      as urgent as the one before, but newer
      nobody waits for it
    ");
    let data = env.locus(["--json", "ready", "--explain"]).success().json()["data"].take();
    assert_eq!(data["ready_wps"].as_array().unwrap().len(), 3);
    let second = json!({
        "wp_id": "WP-1", "decided_by": "priority",
        "unblocks": { "releases": ["WP-2"], "waiting": ["WP-2", "WP-3"], "complete": true },
    });
    assert_eq!(data["explanations"][1], second);
    assert_output_snapshot!(env.locus(["ready", "--explain", "--type", "bug"]), @"Nothing of that is ready; `locus ready` shows what is.");
}

#[test]
fn what_is_held_up_is_led_back_to_where_something_can_be_done() {
    let env = chain();
    assert_output_snapshot!(env.locus(["blocked"]), @r"
    WP-2 ready priority 2  Second
      held up by WP-1 (ready)
    WP-3 ready priority 2  Third
      held up by WP-4 (cancelled, never done by itself)
      held up by WP-1 (ready), through WP-2
    ");
    let data = env.locus(["--json", "blocked"]).success().json()["data"].take();
    let causes = json!({
        "wp_id": "WP-3", "complete": true,
        "roots": [
            { "wp_id": "WP-4", "status": "cancelled", "path": ["WP-4"] },
            { "wp_id": "WP-1", "status": "ready", "path": ["WP-2", "WP-1"] },
        ],
    });
    assert_eq!(data["root_causes"][1], causes);
    assert_eq!(data["blocked_wps"][1]["reasons"], json!(["open_blocker", "blocker_cancelled"]));
    env.locus(["wp", "delete", "WP-1", "--reason", "not needed"]).success();
    env.locus(["wp", "update", "WP-2", "--status", "blocked"]).success();
    assert_output_snapshot!(env.locus(["blocked", "--status", "blocked"]), @r"
    WP-2 blocked priority 2  Second
      held up by its own status
    ");
}

#[test]
fn a_packet_that_is_held_up_says_what_would_free_it() {
    let env = chain();
    assert_output_snapshot!(env.locus(["ready", "--explain", "WP-3"]), @r"
    WP-3 isn't ready  Third
      held up by WP-2 (ready)
      held up by WP-4, which was given up and is never done by itself
      in the end by WP-1 (ready), through WP-2
      nobody waits for it
    What would free it
      locus wp reopen WP-4 --reason …
      or locus dep remove WP-4 blocks WP-3
      locus wp gate WP-1 pre-work pass
    ");
    let data = env.locus(["--json", "ready", "--explain", "WP-3"]).success().json()["data"].take();
    assert_eq!((&data["readiness"], &data["wp"]["wp_id"]), (&json!("blocked"), &json!("WP-3")));
    let obstacles = json!([
        { "kind": "open_blocker", "wp_id": "WP-2", "status": "ready" },
        { "kind": "open_blocker", "wp_id": "WP-4", "status": "cancelled" },
    ]);
    assert_eq!(data["obstacles"], obstacles);
    assert_eq!(data["root_causes"][1]["moves"], json!(["pre_work pass"]));
}

#[test]
fn each_status_says_what_leads_on() {
    let env = TestEnv::with_packet("stub");
    assert_output_snapshot!(env.locus(["ready", "--explain", "WP-1"]), @r"
    WP-1 isn't ready  First
      its status is stub: thought of, not activated
      nobody waits for it
    What would free it
      locus wp update WP-1 --status ready
    ");
    env.locus(["wp", "update", "WP-1", "--status", "ready"]).success();
    env.locus(["claim", "WP-1"]).success();
    assert_output_snapshot!(env.locus(["ready", "--explain", "WP-1"]), @r"
    WP-1 is ready  First
      status ready to be taken up, and every blocker is done
      ada has it
      nobody waits for it
    What comes next
      locus wp gate WP-1 pre-work pass
    ");
    env.locus(["wp", "gate", "WP-1", "pre-work", "fail"]).success();
    assert_output_snapshot!(env.locus(["ready", "--explain", "WP-1"]), @r"
    WP-1 isn't ready  First
      its status is gated: a gate refused it (pre-work fail, post-work pending)
      ada has it
      nobody waits for it
    What would free it
      locus wp update WP-1 --status ready
    ");
    env.locus(["wp", "gate", "WP-1", "pre-work", "pass"]).success();
    env.locus_with(["mt", "register", "WP-1", "-"], r#"[{"mt_id":"MT-001","name":"one"}]"#).success();
    assert_output_snapshot!(env.locus(["ready", "--explain", "WP-1"]), @r"
    WP-1 is ready  First
      status in_progress and being worked on, and every blocker is done
      ada has it
      nobody waits for it
    What comes next
      locus mt list WP-1
    ");
    env.locus(["wp", "delete", "WP-1", "--reason", "not needed"]).success();
    assert_output_snapshot!(env.locus(["ready", "--explain", "WP-1"]), @r"
    WP-1 isn't ready  First
      it was deleted by ada, now (TIME); its id is spent
      ada has it
    ");
}

#[test]
fn a_packet_off_the_board_is_said_to_be() {
    let env = TestEnv::with_packet("ready");
    let board = env.write("TASK_BOARD.md", "# Board\n");
    env.locus(["sync"]).success();
    let listed = std::fs::read_to_string(&board).unwrap();
    let without: String =
        listed.lines().filter(|line| !line.contains("WP-1")).map(|line| format!("{line}\n")).collect();
    env.write("TASK_BOARD.md", without);
    env.locus(["sync", "--accept-removals"]).success();
    let text = env.locus(["ready", "--explain", "WP-1"]).success().stdout().to_owned();
    assert!(text.contains("it isn't on the Task Board: `locus board add WP-1` lists it"), "{text}");
}

#[test]
fn what_can_not_be_explained_is_refused() {
    let env = TestEnv::with_packet("ready");
    assert_output_snapshot!(env.locus(["ready", "--explain", "WP-9"]), @r"
    --- stderr
    error: there is no packet WP-9
    hint: `locus wp list` and `locus search` show what packets there are
    --- exit 3
    ");
    env.locus(["ready", "--explain", "nonsense"]).exits(3);
    env.locus(["ready", "WP-1"]).exits(2);
    env.locus(["ready", "--explain", "--claim"]).exits(2);
    env.locus(["ready", "--explain", "WP-1", "--type", "bug"]).exits(2);
    env.locus(["--role", "nobody", "ready", "--explain"]).exits(2);
}
