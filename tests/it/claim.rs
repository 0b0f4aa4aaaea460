//! `locus claim`, `locus renew`, `locus release`, `locus ready --claim`.

use crate::support::TestEnv;

/// A lease's end differs from run to run.
const UNTIL: [&str; 2] = ["--for", "30m"];

#[test]
fn a_packet_is_claimed_renewed_and_released() {
    let env = TestEnv::with_packet("ready");
    assert_output_snapshot!(env.locus(["claim", "WP-1"]), @"✓ WP-1 claimed: ready (version 3)");
    assert_output_snapshot!(env.locus(["claim", "WP-1"]), @"= WP-1 unchanged: ready (version 3)");
    let args = ["claim", "WP-1", UNTIL[0], UNTIL[1], "-v"];
    assert_output_snapshot!(env.locus(args), @r"
    ✓ WP-1 claimed until TIME: ready (version 4)
    events: FR-EVT-WP-002
    ");
    assert_output_snapshot!(env.locus(["ready"]), @r"
    PACKET  STATUS  PRIO  TYPE     ASSIGNEE        TITLE
    WP-1    ready   2     feature  ada (30m left)  First
    ");
    assert_output_snapshot!(env.locus(["renew", "WP-1", "--for", "2d"]), @"✓ WP-1 claimed until TIME: ready (version 5)");
    assert_output_snapshot!(env.locus(["release", "WP-1"]), @"✓ WP-1 released: ready (version 6)");
    assert_output_snapshot!(env.locus(["release", "WP-1"]), @"= WP-1 unchanged: ready (version 6)");
    assert_output_snapshot!(env.locus(["renew", "WP-1"]), @"
    --- stderr
    error: nobody has WP-1 now
    hint: `locus claim WP-1` takes it
    --- exit 5
    ");
}

#[test]
fn history_and_show_tell_who_had_it_and_until_when() {
    let env = TestEnv::with_packet("ready");
    env.locus(["claim", "WP-1", "--for", "1h"]).success();
    let shown = env.locus(["wp", "show", "WP-1"]).success();
    assert!(shown.stdout().contains("  lease      ada, lapses in "), "{}", shown.stdout());
    env.locus(["release", "WP-1"]).success();
    let history = env.locus(["wp", "history", "WP-1"]).success();
    let lines: Vec<_> = history.stdout().lines().filter(|line| line.contains("lease")).collect();
    assert_eq!(lines.len(), 2, "{}", history.stdout());
}

#[test]
fn a_claim_is_undone_like_any_update() {
    let env = TestEnv::with_packet("ready");
    env.locus(["ready", "--claim", "--for", "30m"]).success();
    env.locus(["undo"]).success();
    let wp = env.locus(["--json", "wp", "show", "WP-1"]).success().json()["data"]["wp"].take();
    assert_eq!((wp.get("assignee"), wp.get("lease")), (None, None), "{wp}");
}

#[test]
fn what_somebody_else_has_is_not_taken_renewed_or_released() {
    let env = TestEnv::with_packet("ready");
    env.locus(["--actor", "bob", "claim", "WP-1"]).success();
    assert_output_snapshot!(env.locus(["claim", "WP-1", "--for", "5m"]), @r"
    --- stderr
    error: WP-1 belongs to bob
    hint: ask for it to be released, or take another: `locus ready --claim`
    --- exit 5
    ");
    env.locus(["--actor", "bob", "claim", "WP-1", "--for", "5m"]).success();
    for command in ["renew", "release"] {
        let refused = env.locus(["--json", command, "WP-1"]).exits(5).error();
        assert_eq!(refused["error"]["code"], "LOCUS-CONFLICT");
        assert_eq!(refused["error"]["details"]["assignee"], "bob");
        assert!(refused["error"]["details"]["until"].is_string(), "{refused}");
    }
}

#[test]
fn a_lease_that_has_run_out_frees_the_packet() {
    let env = TestEnv::with_packet("ready");
    env.locus(["--actor", "bob", "claim", "WP-1", "--for", "1ms"]).success();
    let taken = env.locus(["--json", "ready", "--claim"]).success().json();
    assert_eq!(
        (&taken["data"]["wp"]["wp_id"], &taken["data"]["wp"]["assignee"]),
        (&"WP-1".into(), &"ada".into())
    );
}

#[test]
fn the_first_ready_packet_that_is_free_is_taken() {
    let env = TestEnv::with_packet("ready");
    let none = TestEnv::project();
    assert_output_snapshot!(none.locus(["ready", "--claim"]), @r"
    --- stderr
    error: there is nothing to claim: no packet is ready
    hint: `locus blocked` shows what is held up, and why
    --- exit 3
    ");
    assert_output_snapshot!(env.locus(["ready", "--claim", UNTIL[0], UNTIL[1]]), @"✓ WP-1 claimed until TIME: ready (version 3)");
    assert_output_snapshot!(env.locus(["ready", "--claim"]), @r"
    --- stderr
    error: there is nothing to claim: every ready packet is taken (1)
    hint: `locus ready` shows who has them, and until when
    --- exit 3
    ");
    let refused = env.locus(["--json", "ready", "--claim"]).exits(3).error();
    assert_eq!(
        (&refused["error"]["code"], &refused["error"]["details"]["ready"]),
        (&"LOCUS-NOT-FOUND".into(), &1.into())
    );
}

#[test]
fn what_makes_no_sense_is_wrong_usage() {
    let env = TestEnv::with_packet("ready");
    assert_output_snapshot!(env.locus(["claim", "WP-1", "--for", "soon"]), @r#"
    --- stderr
    error: --for: "soon" is no time from now, such as 45s, 30m, 1h 30m or 2d
    --- exit 2
    "#);
    env.locus(["claim", "WP-1", "--for", "20 years"]).exits(2);
    env.locus(["claim", "WP-1", "--for", "8000d"]).exits(2);
    env.locus(["ready", "--for", "5m"]).exits(2);
    env.locus(["ready", "--claim", "--limit", "5"]).exits(2);
}

#[test]
fn every_writing_command_on_a_packet_refuses_a_stale_version() {
    let env = TestEnv::with_packet("done");
    let commands: [&[&str]; 9] = [
        &["claim", "WP-1"],
        &["renew", "WP-1"],
        &["release", "WP-1"],
        &["wp", "update", "WP-1", "--title", "x"],
        &["wp", "gate", "WP-1", "post-work", "fail"],
        &["wp", "close", "WP-1"],
        &["wp", "delete", "WP-1"],
        &["wp", "note", "WP-1", "x"],
        &["wp", "reopen", "WP-1", "--reason", "x"],
    ];
    let events = env.events();
    for command in commands {
        let args = ["--json"].iter().chain(command).chain(&["--expected-version", "1"]);
        let refused = env.locus(args).exits(5).error();
        assert_eq!(refused["error"]["details"]["actual_version"], 4, "{command:?}: {refused}");
    }
    assert_eq!(env.events(), events);
    env.locus(["wp", "reopen", "WP-1", "--reason", "x", "--expected-version", "4"]).success();
    env.locus(["wp", "note", "WP-1", "x", "--expected-version", "5"]).success();
}
