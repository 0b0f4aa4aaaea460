//! `locus wp update`.

use crate::support::TestEnv;

#[test]
fn fields_and_status_change_together() {
    let env = TestEnv::with_packet("stub");
    let args = ["wp", "update", "WP-1", "--status", "ready", "--title", "Better", "--label", "x", "-v"];
    assert_output_snapshot!(env.locus(args), @r"
    ✓ WP-1 updated: ready (version 2)
    events: FR-EVT-WP-002
    ");
    assert_output_snapshot!(env.locus(["wp", "update", "WP-1", "--title", "Better"]), @"= WP-1 unchanged: ready (version 2)");
}

#[test]
fn a_move_that_is_not_allowed_names_one_that_is() {
    let env = TestEnv::with_packet("ready");
    assert_output_snapshot!(env.locus(["wp", "update", "WP-1", "--status", "done"]), @r"
    --- stderr
    error: WP-1 is ready: done is not allowed: there is no such move from here
    hint: try `locus wp gate WP-1 pre-work pass`; allowed now: pre_work pass, pre_work fail, stub, blocked, cancelled
    --- exit 4
    ");
    assert_output_snapshot!(env.locus(["--json", "wp", "update", "WP-1", "--status", "done"]), @r#"
    --- stderr
    {"duration_ms":0,"error":{"code":"LOCUS-STATE","details":{"allowed":["pre_work pass","pre_work fail","stub","blocked","cancelled"],"asked":"done","current":"ready"},"hint":"try `locus wp gate WP-1 pre-work pass`; allowed now: pre_work pass, pre_work fail, stub, blocked, cancelled","message":"WP-1 is ready: done is not allowed: there is no such move from here"},"events_emitted":[],"success":false}
    --- exit 4
    "#);
}

#[test]
fn a_stale_version_is_a_conflict() {
    let env = TestEnv::with_packet("ready");
    let args = ["wp", "update", "WP-1", "--title", "x", "--expected-version", "1"];
    assert_output_snapshot!(env.locus(args), @r"
    --- stderr
    error: WP-1 is at version 2, not 1: it was changed in the meantime
    hint: look at it with `locus wp show WP-1` and repeat the change on its newest version
    --- exit 5
    ");
}

#[test]
fn optional_fields_can_be_cleared() {
    let env = TestEnv::with_packet("stub");
    env.locus(["wp", "update", "WP-1", "--assignee", "bob", "--due", "2026-03-01T00:00:00Z", "--label", "x"])
        .success();
    let args =
        ["--json", "wp", "update", "WP-1", "--clear", "assignee", "--clear", "due", "--clear", "labels"];
    let wp = &env.locus(args).success().json()["data"]["wp"];
    assert_eq!((wp.get("assignee"), wp.get("due_at")), (None, None));
    assert_eq!(wp["labels"], serde_json::json!([]));
    let both = ["wp", "update", "WP-1", "--assignee", "bob", "--clear", "assignee"];
    assert_output_snapshot!(env.locus(both), @r"
    --- stderr
    error: assignee can't be set and cleared at once
    --- exit 2
    ");
}

#[test]
fn nothing_to_change_is_wrong_usage() {
    let env = TestEnv::with_packet("stub");
    assert_output_snapshot!(env.locus(["wp", "update", "WP-1"]), @r"
    --- stderr
    error: nothing to change; give an option such as --status, --title, --edit or --note
    --- exit 2
    ");
    assert_output_snapshot!(env.locus(["wp", "update", "WP-9", "--title", "x"]), @r"
    --- stderr
    error: there is no packet WP-9
    hint: `locus wp list` and `locus search` show what packets there are
    --- exit 3
    ");
}

#[test]
fn names_are_taken_however_they_are_typed_and_dates_without_a_time() {
    let env = TestEnv::with_packet("stub");
    env.locus(["wp", "update", "WP-1", "--status", "READY", "--due", "2026-12-01"]).success();
    let wp = &env.locus(["--json", "wp", "gate", "WP-1", "PRE_WORK", "Pass"]).success().json()["data"]["wp"];
    assert_eq!((&wp["status"], &wp["due_at"]), (&"in_progress".into(), &"2026-12-01T00:00:00.000Z".into()));
    assert!(env.locus(["wp", "list", "--status", "In-Progress,Done"]).success().stdout().contains("WP-1"));
    assert!(env.locus(["events", "list", "--since", "2020-01-01"]).success().stdout().contains("WP-1"));
    assert_output_snapshot!(env.locus(["wp", "update", "WP-1", "--status", "open"]), @r"
    --- stderr
    error: invalid value 'open' for '--status <STATUS>'
      [possible values: stub, ready, in_progress, blocked, gated, done, cancelled]

    hint: a similar value exists: 'done'

    For more information, try '--help'.
    --- exit 2
    ");
}

#[test]
fn a_refused_option_is_named_as_it_was_typed() {
    let env = TestEnv::with_packet("stub");
    assert_output_snapshot!(env.locus(["wp", "update", "WP-1", "--due", "2026-13-01"]), @r#"
    --- stderr
    error: --due: "2026-13-01" is not an RFC 3339 time such as TIME
    hint: --due also takes 7d, today, tomorrow or a date such as 2026-12-01
    --- exit 2
    "#);
    assert_output_snapshot!(env.locus(["wp", "update", "WP-1", "--packet", "../x"]), @r"
    --- stderr
    error: --packet: not a path inside the repository: relative, without '..'
    --- exit 2
    ");
    assert_output_snapshot!(env.locus(["wp", "update", "WP-1", "--metadata", "[]"]), @r"
    --- stderr
    error: --metadata: invalid type: sequence, expected a map
    --- exit 2
    ");
}
