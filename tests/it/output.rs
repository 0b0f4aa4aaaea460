//! How answers go out: lines of JSON, chosen fields, tables in the width of the terminal, a pager.

use crate::support::{Output, TestEnv};
use locus_cli::{Env, Io, run};
use serde_json::{Value, json};

/// A project with titles of every width, an edge, a claim, and a micro-task.
fn project() -> TestEnv {
    let env = TestEnv::project();
    let packets = [
        (
            "WP-1-Log-In-With-A-Passkey-v1",
            "Log in with a passkey, and with a password where there is no passkey yet",
            "0",
        ),
        ("WP-1-LLM-Core-v3", "任务跟踪：每个任务都有一个门，门前门后都有人看着，谁也不能越过", "1"),
        (
            "WP-2-Emoji-v1",
            "👩\u{200d}💻 e\u{301}e\u{301} 🚀🚀 with\ttabs, \u{202e}turned\u{202c} and hidden\u{200b}",
            "2",
        ),
    ];
    for (id, title, priority) in packets {
        env.locus(["wp", "create", title, "--id", id, "--priority", priority]).success();
        env.locus(["wp", "update", id, "--status", "ready"]).success();
    }
    env.locus(["claim", "WP-1-LLM-Core-v3", "--for", "2h"]).success();
    env.locus(["dep", "add", "WP-1-Log-In-With-A-Passkey-v1", "blocks", "WP-2-Emoji-v1"]).success();
    env.locus_with(["mt", "register", "WP-1-LLM-Core-v3", "-"], r#"[{"mt_id":"MT-001","name":"one"}]"#)
        .success();
    env
}

/// What a command writes on a terminal of so many columns.
pub(crate) fn on_terminal(env: &TestEnv, columns: usize, args: &[&str]) -> String {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut input = std::io::empty();
    let io = Io::plain(&mut input, &mut out, &mut err).on_terminal(columns, 24);
    let here = Env::default().in_dir(env.root().to_owned());
    let code = run(std::iter::once("locus").chain(args.iter().copied()), io, &here);
    assert_eq!((code, String::from_utf8(err).unwrap().as_str()), (0, ""));
    String::from_utf8(out).unwrap()
}

macro_rules! assert_terminal_snapshot {
    ($text:expr, @$snapshot:literal) => {
        insta::with_settings!({ filters => crate::support::insta_filters() }, {
            insta::assert_snapshot!($text, @$snapshot);
        })
    };
}

#[test]
fn at_60_columns_ids_are_whole_and_titles_are_cut() {
    let env = project();
    assert_terminal_snapshot!(on_terminal(&env, 60, &["wp", "list"]), @r"
    PACKET                         STATUS   TITLE
    WP-1-Log-In-With-A-Passkey-v1  ○ ready  Log in with a passk…
    WP-1-LLM-Core-v3               ○ ready  任务跟踪：每个任务…
    WP-2-Emoji-v1                  ○ ready  👩‍💻 éé 🚀🚀 with tab…
    ");
    assert_terminal_snapshot!(on_terminal(&env, 60, &["blocked"]), @r"
    WP-2-Emoji-v1 ○ ready priority 2  👩‍💻 éé 🚀🚀 with tabs, \u{…
      held up by WP-1-Log-In-With-A-Passkey-v1 (○ ready)
    ");
    assert_terminal_snapshot!(on_terminal(&env, 60, &["events", "list", "--limit", "3"]), @r"
    SEQ  EVENT                   ABOUT
    7    work_packet_updated     WP-1-LLM-Core-v3
    8    dependency_added        WP-1-Log-In-With-A-Passkey-v1
    9    micro_tasks_registered  WP-1-LLM-Core-v3
    ");
    assert_terminal_snapshot!(on_terminal(&env, 60, &["mt", "list", "WP-1-LLM-Core-v3"]), @r"
    MT      STATUS     ITERATION  LEVEL  STARTED WITH  NAME
    MT-001  ○ pending  0/5        0      -             one
    0 of 1 completed, 0 iterations, 0 tokens read, 0 written
    ");
}

#[test]
fn at_80_columns_what_matters_least_gives_way() {
    let env = project();
    assert_terminal_snapshot!(on_terminal(&env, 80, &["wp", "list"]), @r"
    PACKET                         STATUS   PRIO  TYPE     TITLE
    WP-1-Log-In-With-A-Passkey-v1  ○ ready  0     feature  Log in with a passkey, a…
    WP-1-LLM-Core-v3               ○ ready  1     feature  任务跟踪：每个任务都有一…
    WP-2-Emoji-v1                  ○ ready  2     feature  👩‍💻 éé 🚀🚀 with tabs, \u…
    ");
}

#[test]
fn at_200_columns_nothing_is_left_out() {
    let env = project();
    assert_terminal_snapshot!(on_terminal(&env, 200, &["wp", "list"]), @r"
    PACKET                         STATUS   PRIO  TYPE     ASSIGNEE       TITLE
    WP-1-Log-In-With-A-Passkey-v1  ○ ready  0     feature  -              Log in with a passkey, and with a password where there is no passkey yet
    WP-1-LLM-Core-v3               ○ ready  1     feature  ada (2h left)  任务跟踪：每个任务都有一个门，门前门后都有人看着，谁也不能越过
    WP-2-Emoji-v1                  ○ ready  2     feature  -              👩‍💻 éé 🚀🚀 with tabs, \u{202e}turned\u{202c} and hidden\u{200b}
    ");
}

#[test]
fn a_pipe_gets_everything_in_words_only() {
    assert_output_snapshot!(project().locus(["wp", "list"]), @r"
    PACKET                         STATUS  PRIO  TYPE     ASSIGNEE       TITLE
    WP-1-Log-In-With-A-Passkey-v1  ready   0     feature  -              Log in with a passkey, and with a password where there is no passkey yet
    WP-1-LLM-Core-v3               ready   1     feature  ada (2h left)  任务跟踪：每个任务都有一个门，门前门后都有人看着，谁也不能越过
    WP-2-Emoji-v1                  ready   2     feature  -              👩‍💻 éé 🚀🚀 with tabs, \u{202e}turned\u{202c} and hidden\u{200b}
    ");
}

#[test]
fn no_line_of_a_table_is_wider_than_the_terminal() {
    let env = project();
    let commands: [&[&str]; 6] = [
        &["wp", "list"],
        &["ready"],
        &["blocked"],
        &["events", "list"],
        &["events", "list", "--queries"],
        &["wp", "list", "--fields", "wp_id,title,priority,description,status,governance"],
    ];
    for columns in [60, 80, 100] {
        for args in commands {
            let text = on_terminal(&env, columns, args);
            let widest = text.lines().map(unicode_width::UnicodeWidthStr::width).max().unwrap_or(0);
            assert!(widest <= columns, "{args:?} takes {widest} of {columns} columns:\n{text}");
        }
    }
}

#[test]
fn times_are_told_from_now_and_exactly_where_asked_for() {
    let env = project();
    let told = |args: &[&str]| env.locus(args).success().stdout().to_owned();
    let newest = told(&["events", "list", "--limit", "1"]);
    assert!(newest.contains("WHEN") && newest.contains("now") && !newest.contains(":"), "{newest}");
    let exact = told(&["events", "list", "--limit", "1", "-v"]);
    assert!(exact.matches(':').count() == 2, "{exact}");
    let at = env.locus(["events", "list", "--limit", "1", "--json"]).success().json();
    assert!(at["data"]["events"][0]["timestamp"].as_str().unwrap().ends_with('Z'));
    assert!(told(&["wp", "list"]).contains("ada (2h left)"));
    assert!(told(&["wp", "list", "-v"]).contains("ada until 2"));
    assert!(told(&["wp", "show", "WP-1-LLM-Core-v3"]).contains("lapses in 2h ("));
}

#[test]
fn a_list_as_jsonl_is_a_record_a_line() {
    let env = project();
    let lines = |args: &[&str]| env.locus([args, &["--jsonl"]].concat()).success().results();
    let ids = |args: &[&str]| lines(args).iter().map(|line| line["wp_id"].clone()).collect::<Value>();
    assert_eq!(ids(&["ready"]), json!(["WP-1-Log-In-With-A-Passkey-v1", "WP-1-LLM-Core-v3"]));
    assert_eq!(ids(&["blocked"]), json!(["WP-2-Emoji-v1"]));
    assert_eq!(lines(&["wp", "list"]).len(), 3);
    assert_eq!(lines(&["search", "passkey"])[0]["wp"]["wp_id"], "WP-1-Log-In-With-A-Passkey-v1");
    assert_eq!(lines(&["mt", "list", "WP-1-LLM-Core-v3"])[0]["mt_id"], "MT-001");
    assert_eq!(lines(&["dep", "list", "WP-2-Emoji-v1"])[0]["type"], "blocks");
    assert_eq!(lines(&["events", "list", "--queries", "--limit", "1"]).len(), 1);
    assert_eq!(lines(&["diagnostics"]), [json!(null); 0]);
}

#[test]
fn an_answer_about_one_thing_is_one_line() {
    let env = project();
    let shown = env.locus(["--jsonl", "wp", "show", "WP-1-LLM-Core-v3"]).success().results();
    assert_eq!((shown.len(), &shown[0]["wp"]["wp_id"]), (1, &json!("WP-1-LLM-Core-v3")));
    let made = env.locus(["--jsonl", "wp", "create", "x", "--id", "WP-9"]).success().results();
    assert_eq!((made.len(), &made[0]["wp"]["version"]), (1, &json!(1)));
}

#[test]
fn a_refusal_is_an_object_on_stderr_with_jsonl_too() {
    let env = TestEnv::project();
    let refused = env.locus(["--jsonl", "wp", "show", "WP-9"]).exits(3);
    assert_eq!(refused.error()["error"]["code"], "LOCUS-NOT-FOUND");
    assert_eq!(env.locus(["--jsonl", "wp", "show"]).exits(2).error()["success"], false);
}

#[test]
fn only_the_fields_asked_for_are_told() {
    let env = project();
    let fields =
        |args: &[&str]| env.locus([args, &["--fields", "wp_id,priority,governance.phase,due_at"]].concat());
    assert_output_snapshot!(fields(&["ready"]), @r"
    WP_ID                          PRIORITY  GOVERNANCE.PHASE  DUE_AT
    WP-1-Log-In-With-A-Passkey-v1  0         1                 -
    WP-1-LLM-Core-v3               1         1                 -
    ");
    assert_output_snapshot!(fields(&["ready", "--limit", "1"]), @r"
    WP_ID                          PRIORITY  GOVERNANCE.PHASE  DUE_AT
    WP-1-Log-In-With-A-Passkey-v1  0         1                 -
    1 of 2; --limit and --offset show the others
    ");
    assert_output_snapshot!(fields(&["ready", "--jsonl"]), @r#"
    {"due_at":null,"governance.phase":"1","priority":0,"wp_id":"WP-1-Log-In-With-A-Passkey-v1"}
    {"due_at":null,"governance.phase":"1","priority":1,"wp_id":"WP-1-LLM-Core-v3"}
    "#);
    assert_output_snapshot!(fields(&["ready", "--json"]), @r#"{"success":true,"changed":false,"data":{"filters_applied":{},"ready_wps":[{"due_at":null,"governance.phase":"1","priority":0,"wp_id":"WP-1-Log-In-With-A-Passkey-v1"},{"due_at":null,"governance.phase":"1","priority":1,"wp_id":"WP-1-LLM-Core-v3"}],"sort_policy":"hybrid","total_count":2},"events_emitted":["FR-EVT-QUERY-001"],"duration_ms":0}"#);
    assert_output_snapshot!(fields(&["search", "passkey", "--jsonl"]), @r#"{"due_at":null,"governance.phase":"1","priority":0,"wp_id":"WP-1-Log-In-With-A-Passkey-v1"}"#);
    assert_output_snapshot!(fields(&["wp", "show", "WP-2-Emoji-v1"]), @r"
    WP_ID          PRIORITY  GOVERNANCE.PHASE  DUE_AT
    WP-2-Emoji-v1  2         1                 -
    ");
    assert_output_snapshot!(fields(&["ready", "--type", "bug"]), @"Nothing of that is ready; `locus ready` shows what is.");
}

#[test]
fn texts_and_times_among_the_fields_are_made_readable() {
    let env = project();
    let told = |args: &[&str]| env.locus(args);
    assert_output_snapshot!(told(&["wp", "list", "--fields", "title,updated_at,labels,lease,status"]), @r#"
    TITLE                                                                     UPDATED_AT  LABELS  LEASE                                            STATUS
    Log in with a passkey, and with a password where there is no passkey yet  now                 -                                                ready
    任务跟踪：每个任务都有一个门，门前门后都有人看着，谁也不能越过            now                 {"by":"ada","until":"TIME"}  ready
    👩‍💻 éé 🚀🚀 with tabs, \u{202e}turned\u{202c} and hidden\u{200b}           now                 -                                                ready
    "#);
    assert_output_snapshot!(told(&["dep", "list", "WP-2-Emoji-v1", "--fields", "from_wp_id,type,to_wp_id"]), @r"
    FROM_WP_ID                     TYPE    TO_WP_ID
    WP-1-Log-In-With-A-Passkey-v1  blocks  WP-2-Emoji-v1
    ");
    assert_output_snapshot!(told(&["mt", "list", "WP-1-LLM-Core-v3", "--fields", "mt_id,status,escalation.current_level"]), @r"
    MT_ID   STATUS   ESCALATION.CURRENT_LEVEL
    MT-001  pending  0
    ");
    assert_output_snapshot!(told(&["events", "list", "--limit", "2", "--fields", "sequence,timestamp,payload.mt_id,type"]), @r"
    SEQUENCE  TIMESTAMP  PAYLOAD.MT_ID  TYPE
    8         now        -              dependency_added
    9         now        -              micro_tasks_registered
    ");
}

#[test]
fn a_field_that_there_is_not_is_refused_before_anything_is_read() {
    let nowhere = TestEnv::new();
    assert_output_snapshot!(nowhere.locus(["ready", "--fields", "wp_id,titel"]), @r#"
    --- stderr
    error: --fields: there is no field "titel"
    hint: did you mean title? known are assignee, closed_at, completed_at, created_at, description, due_at, governance, labels, lease, metadata, micro_tasks, notes, open_blockers, priority, reasons, reporter, started_at, status, title, tombstone, type, updated_at, vector_clock, version, wp_id
    --- exit 2
    "#);
    let refused = nowhere.locus(["--json", "blocked", "--fields", "colour"]).exits(2).error();
    assert_eq!(refused["error"]["details"]["field"], "colour");
    assert!(refused["error"]["details"]["known"].as_array().unwrap().contains(&json!("open_blockers")));
    assert_output_snapshot!(nowhere.locus(["diagnostics", "--fields", "\u{1b}[31m"]), @r#"
    --- stderr
    error: --fields: there is no field "\u{1b}[31m"
    hint: known are code, fingerprint, id, message, severity, source, surface, timestamp, title, wp_id
    --- exit 2
    "#);
}

#[test]
fn a_command_without_records_has_no_fields() {
    let env = TestEnv::project();
    assert_output_snapshot!(env.locus(["wp", "create", "x", "--fields", "wp_id"]), @r"
    --- stderr
    error: --fields goes with commands that list records, such as `locus ready`
    --- exit 2
    ");
    assert_output_snapshot!(env.locus(["ready", "--claim", "--fields", "wp_id"]), @r"
    --- stderr
    error: --fields goes with commands that list records, such as `locus ready`
    --- exit 2
    ");
    assert_eq!(env.events(), 0);
}

#[test]
fn every_list_knows_the_fields_of_its_records() {
    let env = project();
    env.jobs(&[crate::support::env::job("update_wp", json!({ "wp_id": "WP-7", "updates": {} }))]).exits(3);
    let lists: [&[&str]; 10] = [
        &["ready"],
        &["blocked"],
        &["search", "passkey"],
        &["wp", "list"],
        &["mt", "list", "WP-1-LLM-Core-v3"],
        &["mt", "show", "WP-1-LLM-Core-v3", "MT-001"],
        &["dep", "list", "WP-2-Emoji-v1"],
        &["events", "list"],
        &["events", "list", "--queries"],
        &["diagnostics"],
    ];
    for list in lists {
        let records = match list {
            // Its lines are those of an export.
            ["events", "list", "--queries"] => {
                let answer = env.locus([list, &["--json"]].concat()).success().json();
                answer["data"]["queries"].as_array().unwrap().clone()
            }
            list => env.locus([list, &["--jsonl"]].concat()).success().results(),
        };
        assert!(!records.is_empty(), "{list:?} has no record");
        for record in records {
            let names: Vec<_> = record.as_object().unwrap().keys().map(String::as_str).collect();
            env.locus([list, &["--fields", &names.join(",")]].concat()).success();
        }
    }
}

/// Runs a command on a terminal of a few lines, as `script` makes one; none, said aloud, where it isn't installed.
#[cfg(target_os = "linux")]
fn on_screen(env: &TestEnv, args: &str, variables: &[(&str, &str)]) -> Option<Output> {
    use std::process::{Command, Stdio};
    let binary = env!("CARGO_BIN_EXE_locus");
    let mut command = Command::new("script");
    let path = std::env::var_os("PATH").unwrap_or_default();
    command.args(["-qec", &format!("{binary} {args}"), "/dev/null"]).current_dir(env.root()).env_clear();
    command
        .env("PATH", path)
        .env("TERM", "xterm")
        .envs([("COLUMNS", "80"), ("LINES", "4")])
        .stdin(Stdio::null());
    match command.envs(variables.iter().copied()).output() {
        Ok(output) => Some(Output::new(output)),
        Err(_) => {
            use std::io::Write as _;
            std::io::stderr().write_all(b"SKIPPED: script is not installed\n").unwrap();
            None
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_pager_shows_what_a_terminal_is_too_short_for() {
    let env = project();
    env.write("pager", "#!/bin/sh\necho \"paged by $1\"\ncat > paged.txt\n");
    env.write("quits", "#!/bin/sh\necho enough\n");
    for name in ["pager", "quits"] {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(env.path(name), std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let Some(paged) = on_screen(&env, "wp list", &[("LOCUS_PAGER", "./pager me"), ("PAGER", "false")]) else {
        return;
    };
    assert_eq!((paged.code(), paged.stdout()), (0, "paged by me\r\n"));
    let text = std::fs::read_to_string(env.path("paged.txt")).unwrap();
    assert!(text.contains("WP-1-LLM-Core-v3") && text.contains("\u{1b}["), "{text}");
    let told = |args: &str, pager: &str| {
        let output = on_screen(&env, args, &[("PAGER", pager)]).unwrap();
        assert_eq!(output.code(), 0, "{}", output.all());
        output.stdout().to_owned()
    };
    assert_eq!(told("wp list", "./quits"), "enough\r\n", "quitting early is no error");
    // In each of these the list itself is there.
    for (args, pager) in [
        ("wp list", "./there-is-no-such-pager"),
        ("wp list", "cat"),
        ("wp list --no-pager", "./pager"),
        ("wp list --json", "./pager"),
        ("wp list --jsonl", "./pager"),
        ("wp list --limit 1", "./pager"),
    ] {
        let text = told(args, pager);
        assert!(text.contains("WP-1-") && !text.contains("paged"), "{args} with {pager}: {text}");
    }
}
