//! `locus wp show`.

use crate::support::TestEnv;

#[test]
fn everything_about_a_packet_is_shown() {
    let env = TestEnv::with_packet("in_progress");
    env.locus(["wp", "create", "Second", "--id", "WP-2"]).success();
    env.locus(["dep", "add", "WP-1", "blocks", "WP-2", "--desc", "needs the table"]).success();
    env.locus(["dep", "add", "WP-1", "tests", "WP-2"]).success();
    env.locus_with(["mt", "register", "WP-1", "-"], r#"[{"mt_id":"MT-001","name":"one"}]"#).success();
    env.locus(["wp", "update", "WP-1", "--desc", "Two\nlines", "--label", "x", "--note", "a note"]).success();
    assert_output_snapshot!(env.locus(["wp", "show", "WP-1"]), @r"
    WP-1  First

      status     in_progress
      priority   2 (0 is the most urgent)
      type       feature
      phase      1, GOV_STANDARD
      pre-work   pass by ada, now (TIME)
      post-work  pending
      reporter   ada
      created    now (TIME)
      updated    now (TIME), version 4
      started    now (TIME)
      labels     x

      Two
      lines

    Dependencies
      blocks WP-2  needs the table
      tests WP-2

    Micro-tasks
    MT      STATUS   ITERATION  LEVEL  STARTED WITH  NAME
    MT-001  pending  0/5        0      -             one

    Notes
      user by ada, now (TIME)
        a note
    ");
    assert_output_snapshot!(env.locus(["dep", "list", "WP-2"]), @r"
    WP-2
      blocked by WP-1  needs the table
      tested by WP-1
    ");
}

#[test]
fn escape_sequences_are_shown_not_obeyed() {
    let env = TestEnv::project();
    let title = "evil \u{1b}[2J\u{7}title \u{202e}abc";
    env.locus(["wp", "create", title, "--id", "WP-1", "--desc", "a\u{1b}]0;x\u{7}\nb"]).success();
    env.locus(["wp", "note", "WP-1", "note \u{9b}31m"]).success();
    for args in
        [["wp", "show", "WP-1"].as_slice(), &["wp", "list"], &["search", "evil"], &["board", "render"]]
    {
        let output = env.locus(args).success();
        let bad = output.stdout().chars().find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}');
        assert_eq!(bad, None, "{args:?}: {}", output.stdout());
    }
    assert_output_snapshot!(env.locus(["wp", "list"]), @r#"
    PACKET  STATUS  PRIO  TYPE     ASSIGNEE  TITLE
    WP-1    stub    2     feature  -         evil \u{1b}[2J\u{7}title \u{202e}abc
    "#);
    let exact = &env.locus(["--json", "wp", "show", "WP-1"]).success().json()["data"]["wp"]["title"];
    assert_eq!(exact, title);
}

#[test]
fn an_unknown_packet_is_not_found() {
    let env = TestEnv::project();
    assert_output_snapshot!(env.locus(["wp", "show", "WP-9"]), @r"
    --- stderr
    error: there is no packet WP-9
    hint: `locus wp list` and `locus search` show what packets there are
    --- exit 3
    ");
    assert_output_snapshot!(env.locus(["wp", "show", "../x"]), @r"
    --- stderr
    error: WP: not a packet id: WP-, then a letter or digit, then letters, digits, '.', '_' or '-', at most 128 bytes
    hint: ids of packets begin with WP-, in capitals; `locus wp list` shows them
    --- exit 2
    ");
}

#[test]
fn an_id_mistyped_is_answered_with_the_one_meant() {
    let env = TestEnv::project();
    env.locus(["wp", "create", "Add a login"]).success();
    assert_output_snapshot!(env.locus(["wp", "note", "WP-1-Add-A-Logn-v1", "x"]), @r"
    --- stderr
    error: there is no packet WP-1-Add-A-Logn-v1
    hint: did you mean WP-1-Add-A-Login-v1?
    --- exit 3
    ");
    assert_output_snapshot!(env.locus(["--json", "mt", "list", "WP-1-Add-A-Lgoin-v1"]), @r#"
    --- stderr
    {"duration_ms":0,"error":{"code":"LOCUS-NOT-FOUND","details":{"id":"WP-1-Add-A-Lgoin-v1","what":"packet"},"hint":"did you mean WP-1-Add-A-Login-v1?","message":"there is no packet WP-1-Add-A-Lgoin-v1"},"events_emitted":[],"success":false}
    --- exit 3
    "#);
    assert_output_snapshot!(env.locus(["wp", "note", "wp-1-add-a-login-v1", "x"]), @r"
    --- stderr
    error: WP: not a packet id: WP-, then a letter or digit, then letters, digits, '.', '_' or '-', at most 128 bytes
    hint: did you mean WP-1-Add-A-Login-v1?
    --- exit 2
    ");
    assert_output_snapshot!(env.locus(["wp", "create", "x", "--id", "foo"]), @r"
    --- stderr
    error: WP: not a packet id: WP-, then a letter or digit, then letters, digits, '.', '_' or '-', at most 128 bytes
    hint: ids of packets begin with WP-, in capitals; `locus wp list` shows them
    --- exit 2
    ");
}
