//! `locus wp create`.

use crate::support::TestEnv;
use std::process::Stdio;

#[test]
fn a_packet_gets_its_id_from_its_title() {
    let env = TestEnv::project();
    assert_output_snapshot!(env.locus(["wp", "create", "Add a login"]), @"✓ WP-1-Add-A-Login-v1 created: stub (version 1)");
    assert_output_snapshot!(env.locus(["wp", "create", "Add a login", "--phase", "2"]), @"✓ WP-2-Add-A-Login-v1 created: stub (version 1)");
    assert_output_snapshot!(env.locus(["wp", "create", "Add a login"]), @"
    ✓ WP-1-Add-A-Login-v2 created: stub (version 1)
    WP-1-Add-A-Login-v1 is there already; this is another packet
    ");
}

#[test]
fn packets_of_one_title_made_at_the_same_moment_are_all_made() {
    const AT_ONCE: usize = 6;
    const ROUNDS: usize = 5;
    let env = TestEnv::project();
    let mut ids = std::collections::BTreeSet::new();
    for _ in 0..ROUNDS {
        let create = || env.command(["--json", "wp", "create", "Same title"]).stdout(Stdio::piped()).spawn();
        let running: Vec<_> = (0..AT_ONCE).map(|_| create().unwrap()).collect();
        for child in running {
            let output = child.wait_with_output().unwrap();
            let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(answer["changed"], true, "{answer}");
            ids.insert(answer["data"]["wp"]["wp_id"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!(ids.len(), AT_ONCE * ROUNDS, "{ids:?}");
    assert!(ids.contains("WP-1-Same-Title-v30"), "no number is left out");
}

#[test]
fn the_same_packet_again_is_no_second_one() {
    let env = TestEnv::project();
    let create = ["wp", "create", "First", "--id", "WP-1", "--label", "b", "--label", "a"];
    env.locus(create).success();
    assert_output_snapshot!(env.locus(create), @"= WP-1 unchanged: stub (version 1)");
    assert_eq!(env.events(), 1);
}

#[test]
fn another_packet_under_the_same_id_is_refused() {
    let env = TestEnv::with_packet("stub");
    assert_output_snapshot!(env.locus(["wp", "create", "Other", "--id", "WP-1"]), @r"
    --- stderr
    error: WP-1 exists already with other content
    hint: see `locus wp show WP-1`, or choose another id
    --- exit 5
    ");
    assert_output_snapshot!(env.locus(["--json", "wp", "create", "Other", "--id", "WP-1"]), @r#"
    --- stderr
    {"duration_ms":0,"error":{"code":"LOCUS-EXISTS","details":{"deleted":false,"wp_id":"WP-1"},"hint":"see `locus wp show WP-1`, or choose another id","message":"WP-1 exists already with other content"},"events_emitted":[],"success":false}
    --- exit 5
    "#);
}

#[test]
fn everything_given_is_kept() {
    let env = TestEnv::project();
    let args = [
        "wp",
        "create",
        "All",
        "--id",
        "WP-all",
        "--desc",
        "-",
        "--priority",
        "0",
        "--type",
        "bug",
        "--phase",
        "0.5",
        "--routing",
        "GOV_LIGHT",
        "--packet",
        ".GOV/WP-all.md",
        "--assignee",
        "bob",
        "--reporter",
        "cleo",
        "--label",
        "x",
        "--due",
        "2026-03-01T12:00:00+01:00",
        "--spec-session",
        "s-1",
        "--metadata",
        r#"{"k":[1,2.5]}"#,
        "--json",
    ];
    let answer = env.locus_with(args, "first line\nsecond line\n").success().json();
    let wp = &answer["data"]["wp"];
    assert_eq!(wp["description"], "first line\nsecond line");
    assert_eq!((&wp["priority"], &wp["type"]), (&0.into(), &"bug".into()));
    assert_eq!(wp["governance"]["phase"], "0.5");
    assert_eq!(wp["governance"]["routing"], "GOV_LIGHT");
    assert_eq!(wp["governance"]["task_packet_path"], ".GOV/WP-all.md");
    assert_eq!((&wp["assignee"], &wp["reporter"]), (&"bob".into(), &"cleo".into()));
    assert_eq!(wp["due_at"], "2026-03-01T11:00:00.000Z");
    assert_eq!(wp["metadata"], serde_json::json!({ "k": [1, 2.5] }));
    assert_eq!(answer["events_emitted"], serde_json::json!(["FR-EVT-WP-001"]));
}

#[test]
fn bad_arguments_are_wrong_usage_and_name_the_field() {
    let env = TestEnv::project();
    assert_output_snapshot!(env.locus(["wp", "create", "  "]), @r"
    --- stderr
    error: TITLE: blank; 1 to 200 characters are needed
    --- exit 2
    ");
    assert_output_snapshot!(env.locus(["wp", "create", "x", "--priority", "7"]), @r"
    --- stderr
    error: --priority: 7 is not from 0 (most urgent) to 4
    --- exit 2
    ");
    assert_output_snapshot!(env.locus(["wp", "create", "x", "--id", "WP-../../etc"]), @r"
    --- stderr
    error: WP: not a packet id: WP-, then a letter or digit, then letters, digits, '.', '_' or '-', at most 128 bytes
    hint: ids of packets begin with WP-, in capitals; `locus wp list` shows them
    --- exit 2
    ");
    assert_output_snapshot!(env.locus(["wp", "create", "x", "--metadata", "{"]), @r"
    --- stderr
    error: --metadata: not JSON: EOF while parsing an object at line 1 column 1
    --- exit 2
    ");
    assert_output_snapshot!(env.locus(["wp", "create", "x", "--type", "epic"]), @r"
    --- stderr
    error: invalid value 'epic' for '--type <TYPE>'
      [possible values: feature, bug, refactor, docs, test, chore]

    For more information, try '--help'.
    --- exit 2
    ");
    let error = env.locus(["--json", "wp", "create", "x", "--due", "someday"]).exits(2).error();
    assert_eq!(error["error"]["details"]["field"], "due_at");
    assert_eq!(env.events(), 0);
}

#[test]
fn a_viewer_may_not_create() {
    let env = TestEnv::project();
    assert_output_snapshot!(env.locus(["--role", "viewer", "wp", "create", "x"]), @r"
    --- stderr
    error: locus.write is needed and not held by this role
    hint: coder, orchestrator, operator may; the role comes from --role or LOCUS_ROLE
    --- exit 6
    ");
}

#[test]
fn labels_are_told_apart_by_commas() {
    let env = TestEnv::project();
    env.locus(["wp", "create", "First", "--id", "WP-1", "--label", "auth,api", "--label", "web"]).success();
    let shown = env.locus(["wp", "show", "WP-1", "--json"]).success().json();
    assert_eq!(shown["data"]["wp"]["labels"], serde_json::json!(["api", "auth", "web"]));
    env.locus(["wp", "update", "WP-1", "--label", "api,cli"]).success();
    let found = |query| {
        env.locus(["wp", "list", "--label", query, "--json"]).success().json()["data"]["total_count"].take()
    };
    assert_eq!((found("api,cli"), found("api,auth")), (1.into(), 0.into()));
}

#[test]
fn a_priority_in_words_is_told_what_a_priority_is() {
    let env = TestEnv::new();
    assert_output_snapshot!(env.locus(["wp", "create", "Add a login", "--priority", "high"]), @r"
    --- stderr
    error: invalid value 'high' for '--priority <N>': a priority is a number, 0 (most urgent) to 4

    For more information, try '--help'.
    --- exit 2
    ");
    assert_output_snapshot!(env.locus(["ready", "--priority-max", "P1"]), @r"
    --- stderr
    error: invalid value 'P1' for '--priority-max <N>': a priority is a number, 0 (most urgent) to 4

    For more information, try '--help'.
    --- exit 2
    ");
}

#[test]
fn what_is_due_may_be_told_from_now() {
    let env = TestEnv::project();
    env.locus(["wp", "create", "Soon", "--id", "WP-1", "--due", "7d"]).success();
    env.locus(["wp", "create", "Sooner", "--id", "WP-2", "--due", "tomorrow"]).success();
    let due = |query: &str| {
        env.locus(["--json", "wp", "list", query]).success().json()["data"]["total_count"].clone()
    };
    assert_eq!((due("due<6d"), due("due<8d"), due("due:tomorrow")), (1.into(), 2.into(), 1.into()));
    assert_output_snapshot!(env.locus(["wp", "update", "WP-1", "--due", "soon"]), @r#"
    --- stderr
    error: --due: "soon" is not an RFC 3339 time such as TIME
    hint: --due also takes 7d, today, tomorrow or a date such as 2026-12-01
    --- exit 2
    "#);
}
