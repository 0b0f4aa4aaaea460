//! What was probably meant: ids in part where a command only reads, suggestions everywhere else.

use crate::support::TestEnv;
use crate::support::env::job;
use serde_json::json;

/// A project with packets whose ids have much in common.
fn project() -> TestEnv {
    let env = TestEnv::project();
    for title in ["Add a login", "Add a letter", "Send mail"] {
        env.locus(["wp", "create", title]).success();
    }
    env.locus(["wp", "create", "Send mail again", "--id", "WP-1-Send-Mail-v2"]).success();
    let definitions = r#"[{"mt_id":"MT-001","name":"Look"},{"mt_id":"MT-002","name":"Write"}]"#;
    env.locus(["wp", "update", "WP-1-Add-A-Login-v1", "--status", "ready"]).success();
    env.locus(["wp", "gate", "WP-1-Add-A-Login-v1", "pre-work", "pass"]).success();
    env.locus_with(["mt", "register", "WP-1-Add-A-Login-v1", "-"], definitions).success();
    env.locus(["dep", "add", "WP-1-Add-A-Letter-v1", "blocks", "WP-1-Add-A-Login-v1"]).success();
    env
}

#[test]
fn whoever_reads_may_type_any_part_of_an_id_that_no_other_has() {
    let env = project();
    let reading: [&[&str]; 9] = [
        &["ready", "--explain"],
        &["wp", "show"],
        &["wp", "history"],
        &["dep", "list"],
        &["dep", "tree"],
        &["dep", "chain"],
        &["mt", "list"],
        &["events", "list", "--wp"],
        &["events", "tail", "--wp"],
    ];
    for command in reading {
        let whole = env.locus(command.iter().chain(&["WP-1-Add-A-Login-v1"])).success();
        for part in ["login", "LOGIN-V1", "wp-1-add-a-login"] {
            let output = env.locus(command.iter().chain(&[part])).success();
            assert_eq!(output.stdout(), whole.stdout(), "{command:?} {part}");
            assert_eq!(output.stderr(), format!("note: {part} is WP-1-Add-A-Login-v1\n"), "{command:?}");
        }
        let json = env.locus(command.iter().chain(&["login", "--json"])).success();
        assert_eq!(json.stderr(), "", "an answer in JSON says the id itself");
        assert_eq!(whole.stderr(), "");
    }
}

#[test]
fn a_part_that_several_ids_have_is_answered_with_them() {
    let env = project();
    assert_output_snapshot!(env.locus(["wp", "show", "add"]), @r#"
    --- stderr
    error: "add" is part of the ids of 2 packets
    hint: did you mean WP-1-Add-A-Letter-v1 or WP-1-Add-A-Login-v1? A longer part names one
    --- exit 3
    "#);
    for number in 1..=9 {
        env.locus(["wp", "create", "x", "--id", &format!("WP-Many-{number}")]).success();
    }
    assert_output_snapshot!(env.locus(["--json", "dep", "tree", "many"]), @r#"
    --- stderr
    {"duration_ms":0,"error":{"code":"LOCUS-NOT-FOUND","details":{"candidates":["WP-Many-1","WP-Many-2","WP-Many-3","WP-Many-4","WP-Many-5"],"id":"many","total":9,"what":"packet"},"hint":"did you mean WP-Many-1, WP-Many-2, WP-Many-3, WP-Many-4, WP-Many-5 or one of 4 more? A longer part names one","message":"\"many\" is part of the ids of 9 packets"},"events_emitted":[],"success":false}
    --- exit 3
    "#);
}

#[test]
fn a_packet_named_without_its_version_is_the_newest_that_is_there() {
    let env = project();
    let shown = |part: &str| {
        let output = env.locus(["--json", "wp", "show", part]).success().json();
        output["data"]["wp"]["wp_id"].as_str().unwrap().to_owned()
    };
    assert_eq!(shown("send-mail"), "WP-1-Send-Mail-v2");
    assert_eq!(shown("send-mail-v1"), "WP-1-Send-Mail-v1");
    env.locus(["wp", "delete", "WP-1-Send-Mail-v2"]).success();
    assert_eq!(shown("send-mail"), "WP-1-Send-Mail-v1", "what was deleted is not meant");
    env.locus(["wp", "show", "WP-1-Send-Mail-v2"]).exits(3);
    env.locus(["wp", "history", "WP-1-Send-Mail-v2"]).success();
    env.locus(["wp", "delete", "WP-1-Add-A-Letter-v1"]).success();
    env.locus(["wp", "create", "x", "--id", "WP-1-Add-A-Letter-v1-B"]).success();
    env.locus(["wp", "show", "WP-1-Add-A-Letter-v1"]).exits(3);
    env.locus(["wp", "create", "x", "--id", "WP-1-Send-Mail"]).success();
    assert_eq!(shown("WP-1-Send-Mail"), "WP-1-Send-Mail", "an id that is there is itself");
}

#[test]
fn micro_tasks_are_found_by_their_number() {
    let env = project();
    for part in ["2", "MT-2", "mt-002", "002"] {
        let output = env.locus(["mt", "show", "login", part]).success();
        assert!(output.stdout().contains("MT-002") && !output.stdout().contains("MT-001"), "{part}");
    }
    assert_output_snapshot!(env.locus(["mt", "show", "login", "mt"]), @r#"
    --- stderr
    note: login is WP-1-Add-A-Login-v1
    error: "mt" is part of the ids of 2 micro-tasks
    hint: did you mean MT-001 or MT-002? A longer part names one
    --- exit 3
    "#);
    assert_output_snapshot!(env.locus(["mt", "show", "login", "7"]), @r"
    --- stderr
    note: login is WP-1-Add-A-Login-v1
    error: there is no micro-task 7 in WP-1-Add-A-Login-v1
    hint: `locus mt list WP-1-Add-A-Login-v1` shows what micro-tasks there are
    --- exit 3
    ");
}

#[test]
fn nothing_is_written_about_a_packet_that_is_named_in_part() {
    let env = project();
    let events = env.events();
    let writing: [&[&str]; 14] = [
        &["wp", "update", "login", "--title", "x"],
        &["wp", "note", "login", "x"],
        &["wp", "gate", "login", "post-work", "pass"],
        &["wp", "close", "login"],
        &["wp", "delete", "login"],
        &["wp", "reopen", "login", "--reason", "x"],
        &["claim", "login"],
        &["renew", "login"],
        &["release", "login"],
        &["mt", "register", "login", "-"],
        &["mt", "start", "login", "MT-001", "--model", "m"],
        &["mt", "record", "login", "MT-001", "SUCCESS", "--iteration", "1", "--model", "m"],
        &["mt", "complete", "login", "MT-001"],
        &["dep", "add", "login", "blocks", "WP-1-Send-Mail-v1"],
    ];
    for args in writing {
        let refused = env.locus_with(args, "[]").exits(2);
        assert!(
            refused.stderr().ends_with("hint: did you mean WP-1-Add-A-Login-v1?\n"),
            "{args:?}: {}",
            refused.stderr()
        );
    }
    let to = env.locus(["dep", "add", "WP-1-Send-Mail-v1", "blocks", "letter"]).exits(2);
    assert!(to.stderr().contains("did you mean WP-1-Add-A-Letter-v1?"), "{}", to.stderr());
    let mt = env.locus(["mt", "complete", "WP-1-Add-A-Login-v1", "MT-01"]).exits(2);
    assert!(mt.stderr().contains("did you mean MT-001?"), "{}", mt.stderr());
    let mt = env.locus(["mt", "complete", "WP-1-Add-A-Login-v1", "MT-0001"]).exits(3);
    assert!(mt.stderr().contains("did you mean MT-001?"), "{}", mt.stderr());
    assert_eq!(env.events(), events);
}

#[test]
fn jobs_name_packets_in_full() {
    let env = project();
    let results = env.jobs(&[
        job("get_wp_status", json!({ "wp_id": "login" })),
        job("get_wp_status", json!({ "wp_id": "WP-1-Add-A-Login" })),
        job("get_mt_progress", json!({ "wp_id": "WP-1-Add-A-Login-v1", "mt_id": "MT-1" })),
    ]);
    let codes: Vec<_> = results.results().iter().map(|result| result["error"]["code"].clone()).collect();
    assert_eq!(codes, ["LOCUS-INVALID", "LOCUS-NOT-FOUND", "LOCUS-INVALID"]);
}

#[test]
fn what_nobody_has_is_not_found() {
    let env = project();
    assert_output_snapshot!(env.locus(["wp", "show", "payment"]), @r"
    --- stderr
    error: there is no packet payment
    hint: `locus wp list` and `locus search` show what packets there are
    --- exit 3
    ");
    env.locus(["events", "list", "--wp", "WP-9"]).exits(3);
    env.locus(["events", "tail", "--wp", "WP-9"]).exits(3);
}

#[test]
fn a_command_that_is_none_is_answered_with_those_that_are() {
    let env = TestEnv::new();
    assert_output_snapshot!(env.locus(["create", "Add a login"]), @r"
    --- stderr
    error: there is no command `create`
    hint: did you mean `locus wp create`?
    --- exit 2
    ");
    assert_output_snapshot!(env.locus(["list"]), @r"
    --- stderr
    error: there is no command `list`
    hint: did you mean `locus wp list`, `locus mt list` or `locus dep list`?
    --- exit 2
    ");
    assert_output_snapshot!(env.locus(["--db", "x.db", "wp", "add", "Add a login"]), @r"
    --- stderr
    error: there is no command `wp add`
    hint: did you mean `locus wp create`?
    --- exit 2
    ");
    assert_output_snapshot!(env.locus(["--json", "add"]), @r#"
    --- stderr
    {"error":{"code":"LOCUS-INVALID","details":{},"hint":"did you mean `locus wp create`, `locus mt register` or `locus dep add`?","message":"there is no command `add`"},"events_emitted":[],"success":false}
    --- exit 2
    "#);
    assert_output_snapshot!(env.locus(["frobnicate"]), @r"
    --- stderr
    error: there is no command `frobnicate`
    hint: `locus --help` shows what there is
    --- exit 2
    ");
}

#[test]
fn values_and_options_are_suggested_in_the_hint() {
    let env = TestEnv::new();
    let hints: [(&[&str], &str); 5] = [
        (&["wp", "list", "--status", "redy"], "'ready'"),
        (&["wp", "list", "--type", "bugg"], "'bug'"),
        (&["wp", "update", "WP-1", "--clear", "label"], "'labels'"),
        (&["dep", "add", "WP-1", "block", "WP-2"], "'blocks'"),
        (&["wp", "list", "--statsu", "ready"], "'--status'"),
    ];
    for (args, meant) in hints {
        let refused = env.locus(args.iter().chain(&["--json"])).exits(2).error();
        let hint = refused["error"]["hint"].as_str().unwrap_or_default();
        assert!(hint.contains(meant), "{args:?}: {refused}");
        let text = env.locus(args).exits(2);
        assert!(text.stderr().contains("\nhint: ") && text.stderr().contains(meant), "{}", text.stderr());
    }
}

#[test]
fn a_key_that_is_none_is_answered_with_the_one_meant() {
    let env = project();
    let definitions = r#"[{"mt_id":"MT-003","name":"x","scop":"y"}]"#;
    let refused = env.locus_with(["mt", "register", "WP-1-Send-Mail-v1", "-"], definitions).exits(7);
    assert!(refused.stderr().ends_with("hint: did you mean scope?\n"), "{}", refused.stderr());
    let definitions = r#"[{"mt_id":"MT-003","name":"x","colour":"y"}]"#;
    let refused = env.locus_with(["mt", "register", "WP-1-Send-Mail-v1", "-"], definitions).exits(7);
    assert!(!refused.stderr().contains("hint:"), "{}", refused.stderr());
}
