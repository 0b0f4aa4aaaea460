//! `locus events …`.

use crate::support::TestEnv;
use crate::support::env::job;
use serde_json::json;

#[test]
fn events_are_listed_and_filtered() {
    let env = TestEnv::with_packet("in_progress");
    env.locus(["wp", "create", "Second", "--id", "WP-2", "--actor", "bob"]).success();
    assert_output_snapshot!(env.locus(["events", "list"]), @r"
    SEQ  WHEN  CODE           EVENT                ACTOR  ABOUT
    1    now   FR-EVT-WP-001  work_packet_created  ada    WP-1
    2    now   FR-EVT-WP-002  work_packet_updated  ada    WP-1
    3    now   FR-EVT-WP-003  work_packet_gated    ada    WP-1
    4    now   FR-EVT-WP-001  work_packet_created  bob    WP-2
    ");
    assert_output_snapshot!(env.locus(["events", "list", "--by", "bob"]), @r"
    SEQ  WHEN  CODE           EVENT                ACTOR  ABOUT
    4    now   FR-EVT-WP-001  work_packet_created  bob    WP-2
    ");
    assert_output_snapshot!(env.locus(["events", "list", "--wp", "WP-1", "--limit", "1"]), @r"
    SEQ  WHEN  CODE           EVENT              ACTOR  ABOUT
    3    now   FR-EVT-WP-003  work_packet_gated  ada    WP-1
    ");
    assert_output_snapshot!(env.locus(["events", "list", "--since", "2999-01-01T00:00:00Z"]), @"No events.");
    assert_output_snapshot!(env.locus(["events", "list", "--since", "tomorrow"]), @"No events.");
    assert_eq!(
        env.locus(["--jsonl", "events", "list", "--since", "1h"]).success().stdout().lines().count(),
        4
    );
    assert_output_snapshot!(env.locus(["events", "list", "--since", "then"]), @r#"
    --- stderr
    error: --since: "then" is not an RFC 3339 time such as TIME
    hint: --since also takes 7d, today, tomorrow or a date such as 2026-12-01
    --- exit 2
    "#);
    let events = env.locus(["--json", "events", "list", "--type", "work_packet_gated"]).success().json();
    assert_eq!(events["data"]["events"][0]["event_code"], "FR-EVT-WP-003");
}

#[test]
fn an_export_is_valid_and_its_chain_holds_without_a_store() {
    let env = TestEnv::with_packet("done");
    let other = TestEnv::new();
    for form in [&["events", "export"][..], &["events", "export", "--with-content"]] {
        let export = env.locus(form).success();
        assert_eq!(export.stdout().lines().count(), 4);
        other.write("e.jsonl", export.stdout());
        other.locus(["events", "validate", "e.jsonl"]).success();
        other.locus(["events", "verify", "e.jsonl"]).success();
        other.locus_with(["events", "verify", "-"], export.stdout()).success();
    }
    assert_output_snapshot!(other.locus(["events", "validate", "e.jsonl"]), @"✓ 4 events and 0 query events, all valid");
    assert_output_snapshot!(other.locus(["events", "verify", "e.jsonl"]), @"✓ 4 events verified; the chain holds up to #4 (HASH)");
    assert_output_snapshot!(env.locus(["events", "verify"]), @"✓ 4 events verified; the chain holds up to #4 (HASH)");
}

#[test]
fn exports_of_many_pages_come_in_order_and_texts_stay_out() {
    let env = TestEnv::project();
    let create = |n: usize| job("create_wp", json!({ "wp_id": format!("WP-{n}"), "title": "a secret" }));
    let jobs: Vec<_> = (1..=1001).map(create).collect();
    env.jobs(&jobs).success();
    let export = env.locus(["events", "export"]).success();
    let sequences: Vec<u64> = export
        .stdout()
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["sequence"].as_u64().unwrap())
        .collect();
    assert_eq!(sequences, (1..=1001).collect::<Vec<_>>());
    assert!(!export.stdout().contains("a secret"));
    let content = env.locus(["events", "export", "--with-content"]).success();
    assert_eq!(content.stdout().matches("a secret").count(), 1001);
}

#[test]
fn a_changed_dropped_or_reordered_line_is_found() {
    let env = TestEnv::with_packet("done");
    let export = env.locus(["events", "export"]).success().stdout().to_owned();
    let lines: Vec<&str> = export.lines().collect();
    let verify = |lines: &[&str]| env.locus_with(["events", "verify", "-"], lines.join("\n"));
    let changed = lines[1].replace("\"ada\"", "\"eve\"");
    assert_output_snapshot!(verify(&[lines[0], &changed, lines[2]]), @r"
    --- stderr
    error: the chain of events in stdin does not hold: line 2: hash: not the hash of the event: it was changed after it was sealed
    hint: events before that place are sound; what follows it can't be judged
    --- exit 1
    ");
    assert_output_snapshot!(verify(&[lines[0], lines[2], lines[3]]), @r"
    --- stderr
    error: the chain of events in stdin does not hold: line 2: sequence: 3 does not follow 1
    hint: events before that place are sound; what follows it can't be judged
    --- exit 1
    ");
    assert_output_snapshot!(verify(&[lines[1], lines[0]]), @r"
    --- stderr
    error: the chain of events in stdin does not hold: line 1: sequence: the chain begins at 2, not at 1
    hint: --from accepts a file that begins later in a chain
    --- exit 1
    ");
    let error = env.locus_with(["--json", "events", "verify", "-"], lines[1..].join("\n")).exits(1).error();
    assert_eq!(error["error"]["details"]["line"], 1);
    env.locus_with(["events", "verify", "-", "--from"], lines[1..].join("\n")).success();
    let _ = verify(&[]).exits(1);
}

#[test]
fn bad_lines_are_listed_with_their_place_and_all_counted() {
    let env = TestEnv::with_packet("ready");
    let export = env.locus(["events", "export"]).success().stdout().to_owned();
    let line = export.lines().next().unwrap();
    let bad = [
        "{nope".to_owned(),
        line.replace("FR-EVT-WP-001", "FR-EVT-WP-002"),
        line.replace("\"actor\":", "\"colour\":1,\"actor\":"),
        line.to_owned(),
    ];
    assert_output_snapshot!(env.locus_with(["events", "validate", "-"], bad.join("\n")), @r#"
    line 1: not JSON: key must be a string at column 2
    line 2: event_code: "FR-EVT-WP-002" is not the code of work_packet_created, which is FR-EVT-WP-001
    line 3: colour: unknown key
    --- stderr
    error: 3 of 4 lines in stdin are not valid events
    hint: each line must be an event as `locus events export` writes it
    --- exit 7
    "#);
    let many = "x\n".repeat(1000);
    let error = env.locus_with(["--json", "events", "validate", "-"], &many).exits(7).error();
    assert_eq!(error["error"]["details"]["bad"], 1000);
    assert_eq!(error["error"]["details"]["faults"].as_array().unwrap().len(), 20);
    assert!(env.locus_with(["events", "validate", "-"], &many).exits(7).stdout().contains("… and 980 more"));
    assert_output_snapshot!(env.locus(["events", "validate", "missing.jsonl"]), @r"
    --- stderr
    error: missing.jsonl can't be used: there is no such file or folder
    --- exit 3
    ");
}

#[test]
fn one_event_is_no_plural() {
    let env = TestEnv::with_packet("stub");
    assert_output_snapshot!(env.locus(["events", "verify"]), @"✓ 1 event verified; the chain holds up to #1 (HASH)");
    let export = env.locus(["events", "export"]).success();
    assert_output_snapshot!(env.locus_with(["events", "validate", "-"], export.stdout()), @"✓ 1 event and 0 query events, all valid");
}

#[test]
fn lists_come_one_event_a_line_and_all_of_them_if_asked() {
    let env = TestEnv::project();
    let create = |n: usize| job("create_wp", json!({ "wp_id": format!("WP-{n}"), "title": "x" }));
    let jobs: Vec<_> = (1..=1001).map(create).chain([job("query_ready", json!({}))]).collect();
    env.jobs(&jobs).success();
    env.locus(["wp", "update", "WP-7", "--status", "ready"]).success();
    let lines = |args: &[&str]| env.locus([&["events", "list", "--jsonl"], args].concat()).success();
    let export = env.locus(["events", "export"]).success();
    assert_eq!(lines(&["--limit", "0"]).stdout(), export.stdout());
    let newest: Vec<_> = export.stdout().lines().skip(1002 - 20).map(|line| format!("{line}\n")).collect();
    assert_eq!(lines(&[]).stdout(), newest.concat());
    let found = lines(&["--limit", "0", "--wp", "WP-7"]).stdout().lines().count();
    assert_eq!((found, lines(&["--limit", "0", "--by", "bob"]).stdout()), (2, ""));
    let queries = lines(&["--limit", "0", "--queries"]);
    assert_eq!(queries.stdout(), lines(&["--queries"]).stdout());
    env.locus_with(["events", "validate", "-"], queries.stdout()).success();
    assert_output_snapshot!(env.locus(["events", "list", "--limit", "0"]), @r"
    --- stderr
    error: --limit 0 needs --jsonl: all of them are too much for one answer
    --- exit 2
    ");
}

#[test]
fn queries_are_exported_only_when_asked_for_and_behind_the_events() {
    let env = TestEnv::with_packet("ready");
    for query in [&["ready"][..], &["search", "first"], &["ready", "--type", "bug"]] {
        env.locus(query).success();
    }
    let plain = env.locus(["events", "export"]).success();
    let export = env.locus(["events", "export", "--queries"]).success();
    let queries = export.stdout().strip_prefix(plain.stdout()).unwrap();
    let told: Vec<_> = queries
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|query| format!("{} {} {}", query["sequence"], query["type"], query["payload"]["op"]))
        .collect();
    assert_eq!(
        told,
        [
            r#"1 "work_query_executed" "query_ready""#,
            r#"2 "work_query_executed" "search""#,
            r#"3 "work_query_executed" "query_ready""#
        ]
    );
    assert_output_snapshot!(env.locus_with(["events", "validate", "-"], export.stdout()), @"✓ 2 events and 3 query events, all valid");
    env.locus_with(["events", "verify", "-"], export.stdout()).success();
    let content = env.locus(["events", "export", "--queries", "--with-content"]).success();
    assert!(content.stdout().ends_with(queries));
    env.locus_with(["events", "verify", "-"], content.stdout()).success();
}

#[test]
fn a_file_of_the_projects_own_events_is_compared_with_its_database() {
    let env = TestEnv::with_packet("done");
    for form in [&["events", "export"][..], &["events", "export", "--with-content"]] {
        let export = env.locus(form).success().stdout().to_owned();
        let cut = export.lines().take(3).collect::<Vec<_>>().join("\n");
        insta::allow_duplicates! {
            assert_output_snapshot!(env.locus_with(["events", "verify", "-"], &cut), @r"
            --- stderr
            error: the chain of events in stdin does not hold: it ends at event 3, but the store has 4
            hint: if it is an older export, --from accepts it as a part of the chain
            --- exit 1
            ");
        }
        let error = env.locus_with(["--json", "events", "verify", "-"], &cut).exits(1).error();
        assert_eq!(error["error"]["details"]["line"], 3);
        env.locus_with(["events", "verify", "-", "--from"], &cut).success();
        TestEnv::new().locus_with(["events", "verify", "-"], &cut).success();
        TestEnv::with_packet("done").locus_with(["events", "verify", "-"], &cut).success();
    }
}

#[test]
fn a_chain_that_is_another_one_than_the_databases_own_is_found() {
    let env = TestEnv::with_packet("ready");
    let copy = env.write("copy.db", std::fs::read(env.path(".locus/locus.db")).unwrap());
    std::fs::copy(env.path(".locus/locus.db-wal"), env.path("copy.db-wal")).unwrap();
    let other = |args: &[&str]| env.locus([&["--db", copy.to_str().unwrap()], args].concat()).success();
    other(&["wp", "note", "WP-1", "hello"]);
    let longer = other(&["events", "export"]);
    assert_output_snapshot!(env.locus_with(["events", "verify", "-"], longer.stdout()), @r"
    --- stderr
    error: the chain of events in stdin does not hold: it ends at event 3, but the store ends at 2
    hint: the database may have been put back to an older state
    --- exit 1
    ");
    env.locus(["wp", "note", "WP-1", "good bye"]).success();
    for args in [&["events", "verify", "-"][..], &["events", "verify", "-", "--from"]] {
        insta::allow_duplicates! {
            assert_output_snapshot!(env.locus_with(args, longer.stdout()), @r"
            --- stderr
            error: the chain of events in stdin does not hold: its event 3 is not the one of that number in the store
            hint: one of the two chains was made up, or the database was put back to an older state and went on from there
            --- exit 1
            ");
        }
    }
}

#[test]
fn a_project_that_cant_be_read_doesnt_keep_a_file_from_being_verified() {
    let env = TestEnv::with_packet("stub");
    let export = env.locus(["events", "export"]).success();
    env.write(".locus/config.toml", "nonsense = 1\n");
    let verified = env.locus_with(["events", "verify", "-"], export.stdout());
    assert_eq!(verified.code(), 0);
    assert!(verified.stderr().starts_with("warning: the file was not compared with the database: "));
}

#[test]
fn events_of_the_executor_are_told_apart() {
    let env = TestEnv::with_packet("stub");
    let export = env.locus(["events", "export"]).success();
    let line = export.stdout().trim_end();
    let executor = line
        .replace("work_packet_created", "micro_task_loop_started")
        .replace("FR-EVT-WP-001", "FR-EVT-MT-001");
    let unknown = line.replace("work_packet_created", "work_packet_eaten");
    let validated =
        env.locus_with(["events", "validate", "-"], format!("{executor}\n{line}\n{unknown}\n")).exits(7);
    let told: Vec<_> = validated.stdout().lines().collect();
    assert_eq!(
        told[0],
        "line 1: type: \"micro_task_loop_started\" is an event of the MT Executor, not of Locus"
    );
    assert!(told[1].starts_with("line 3: type: \"work_packet_eaten\" is not one of work_packet_created, "));
}

#[test]
fn a_log_that_lost_all_its_events_is_found_in_its_project() {
    let env = TestEnv::with_packet("ready");
    env.write("empty.jsonl", "");
    let verified = env.locus(["events", "verify", "empty.jsonl"]).exits(1);
    assert!(verified.stderr().contains("it holds no event, but the store has 2"), "{}", verified.stderr());
    TestEnv::project().locus_with(["events", "verify", "-"], "").success();
}
