//! Texts that a terminal would obey, wherever they can get in: in what people read they are shown, never sent.

use crate::support::TestEnv;
use crate::support::env::job;
use serde_json::{Value, json};

/// What a terminal obeys or hides: sequences of both kinds, a title, a bell, a return over the line, turned text, and
/// characters without a width.
const NASTY: &str = "a\u{1b}[31m\u{1b}]0;owned\u{7}\u{9b}2J\u{90}q\u{9c}\u{7f}\u{8}\r\u{202e}\u{2066}\u{200e}\u{200b}\u{feff}\u{e0041}z";

/// Whether a terminal would obey or hide it; of what it hides, only what is used here.
fn is_obeyed(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{202e}' | '\u{2066}' | '\u{feff}' | '\u{e0041}')
}

#[track_caller]
fn assert_shown(what: &[&str], text: &str) {
    if let Some(c) = text.chars().find(|c| is_obeyed(*c)) {
        let line = text.lines().find(|line| line.contains(c)).unwrap_or_default();
        panic!("{what:?} sends {} in {}", c.escape_unicode(), line.escape_debug());
    }
}

/// Runs a command and holds all it says against the law, as a pipe gets it and as one that wants colours does.
#[track_caller]
fn shows(env: &TestEnv, args: &[&str]) -> String {
    let output = env.locus(args);
    assert_shown(args, output.stdout());
    assert_shown(args, output.stderr());
    let coloured = env.command(args).env("CLICOLOR_FORCE", "1").output().unwrap();
    for text in [coloured.stdout, coloured.stderr] {
        assert_only_colours(args, &String::from_utf8(text).unwrap());
    }
    output.all()
}

/// Takes out the colours that Locus itself writes, which are numbers between `ESC [` and `m`; 31 is red and may be one
/// of them, so that the text is told by what stands before it.
fn assert_only_colours(what: &[&str], text: &str) {
    assert!(!text.contains("a\u{1b}[31m"), "{what:?} sends a colour that somebody wrote");
    let mut rest = String::new();
    for (number, part) in text.split("\u{1b}[").enumerate() {
        let plain = match (number, part.split_once('m')) {
            (0, _) => part,
            (_, Some((code, plain))) if code.chars().all(|c| c.is_ascii_digit() || c == ';') => plain,
            _ => panic!("{what:?} sends a sequence that is no colour: {}", part.escape_debug()),
        };
        rest.push_str(plain);
    }
    assert_shown(what, &rest);
}

/// A project in which every text is nasty that can be.
fn nasty_project() -> TestEnv {
    let env = TestEnv::project();
    let by = |mut job: Value| {
        job["actor"] = json!({ "kind": "agent", "id": NASTY });
        job["job_id"] = json!(NASTY);
        job
    };
    let update = |updates: Value| {
        job("update_wp", json!({ "wp_id": "WP-1", "updates": updates, "note": NASTY, "reason": NASTY }))
    };
    let mt = json!({ "mt_id": "MT-001", "name": NASTY, "scope": NASTY, "done_criteria": [NASTY],
        "files": { "modify": [NASTY] }, "metadata": { NASTY: NASTY } });
    let jobs = [
        job(
            "create_wp",
            json!({ "wp_id": "WP-1", "title": NASTY, "description": format!("{NASTY}\n{NASTY}"), "assignee": NASTY,
            "reporter": NASTY, "labels": [NASTY], "spec_session_id": NASTY, "task_packet_path": NASTY, "metadata": { NASTY: NASTY } }),
        ),
        job("create_wp", json!({ "wp_id": "WP-2", "title": NASTY })),
        job("create_wp", json!({ "wp_id": "WP-3", "title": NASTY })),
        job(
            "add_dependency",
            json!({ "from_wp_id": "WP-1", "to_wp_id": "WP-2", "type": "blocks", "description": NASTY }),
        ),
        update(json!({ "status": "ready" })),
        job(
            "gate_wp",
            json!({ "wp_id": "WP-1", "gate": "pre_work", "result": "pass", "notes": NASTY, "validated_by": NASTY,
            "validation_report_ref": NASTY }),
        ),
        job("register_mts", json!({ "wp_id": "WP-1", "mt_definitions": [mt] })),
        job("start_mt", json!({ "wp_id": "WP-1", "mt_id": "MT-001", "model_id": NASTY, "lora_id": NASTY })),
        job(
            "record_iteration",
            json!({ "wp_id": "WP-1", "mt_id": "MT-001", "iteration": 1, "model_id": NASTY, "lora_id": NASTY,
            "outcome": "RETRY", "error_summary": NASTY, "output_artifact_ref": NASTY, "validation_artifact_ref": NASTY }),
        ),
        job("delete_wp", json!({ "wp_id": "WP-3", "reason": NASTY })),
    ];
    let output = env.jobs(&jobs.map(by));
    assert_eq!(output.code(), 0, "{}", output.all());
    // Diagnostics keep what was refused.
    let refused = job("update_wp", json!({ "wp_id": "WP-1", "updates": { NASTY: 1 } }));
    assert_eq!(env.jobs(&[by(refused)]).code(), 7);
    env
}

#[test]
fn nothing_that_is_on_record_reaches_the_terminal() {
    let env = nasty_project();
    let all: [&[&str]; 28] = [
        &["status"],
        &["wp", "list"],
        &["wp", "show", "WP-1"],
        &["wp", "show", "WP-3"],
        &["wp", "history", "WP-1"],
        &["wp", "history", "WP-3"],
        &["wp", "history", "WP-1", "--at", "1"],
        &["mt", "list", "WP-1"],
        &["mt", "show", "WP-1", "MT-001"],
        &["dep", "list", "WP-1"],
        &["dep", "tree", "WP-2"],
        &["dep", "chain", "WP-2"],
        &["dep", "graph"],
        &["dep", "graph", "--format", "mermaid"],
        &["dep", "graph", "--format", "text"],
        &["dep", "graph", "--format", "svg"],
        &["ready"],
        &["ready", "--explain"],
        &["ready", "--explain", "WP-1"],
        &["blocked"],
        &["search", "owned"],
        &["events", "list"],
        &["events", "tail"],
        &["diagnostics"],
        &["undo", "--dry-run"],
        &["wp", "update", "WP-1", "--title", "x", "--note", "y"],
        &["undo"],
        &["doctor"],
    ];
    for args in all {
        shows(&env, args);
    }
    // A terminal cuts what has no room; what is left of an escape is no sequence.
    for columns in [10, 40, 60] {
        for args in
            [["wp", "list"].as_slice(), &["mt", "list", "WP-1"], &["events", "list"], &["diagnostics"]]
        {
            assert_shown(args, &crate::output::on_terminal(&env, columns, args));
        }
    }
    let odd = format!("wp_id,title,metadata.{}", NASTY.replace(['\r', ','], ""));
    shows(&env, &["wp", "list", "--fields", &odd]);
    shows(&env, &["wp", "list", "--fields", NASTY]);
    // Each of these writes what stands there already, or is refused by it.
    for args in
        [["wp", "close", "WP-1"].as_slice(), &["wp", "create", "x", "--id", "WP-3"], &["wp", "show", "WP-3x"]]
    {
        shows(&env, args);
    }
}

#[test]
fn nothing_on_a_board_reaches_the_terminal() {
    let env = nasty_project();
    let line = NASTY.replace('\r', "");
    env.write(
        "TASK_BOARD.md",
        format!(
            "# {line}\n## Ready for Dev\n- **[WP-9]** - [{line}] {line}\n- **[WP-{line}]** - [STUB]\n- **[WP-1]** - [STUB]\n\
             ## {line}\n- **[WP-2]** - [STUB] {line}\n- **[WP-9]** - [DONE]\n## Done ({line})\n- **[WP-8]** - [STUB]\n"
        ),
    );
    for args in [
        ["board", "diff"].as_slice(),
        &["board", "sync"],
        &["board", "sync", "--prefer", "db"],
        &["status"],
        &["wp", "list"],
    ] {
        shows(&env, args);
    }
    env.write("TASK_BOARD.md", format!("<<<<<<< {line}\n"));
    shows(&env, &["board", "sync"]);
    let versions = [("base", "STUB"), ("ours", "DONE"), ("theirs", "BLOCKED")];
    for (name, token) in versions {
        env.write(name, format!("## Done ({name}{line})\n- **[WP-1]** - [{token}{line}]\n"));
    }
    shows(&env, &["board", "merge", "base", "ours", "theirs"]);
}

#[test]
fn nothing_that_was_typed_comes_back_raw() {
    let env = TestEnv::with_packet("ready");
    let id = format!("WP-{NASTY}");
    let all: [&[&str]; 27] = [
        &[NASTY],
        &["wp", NASTY],
        &["wp", "list", &format!("--{NASTY}")],
        &["wp", "show", &id],
        &["wp", "show", "WP-1", NASTY],
        &["wp", "create", "t", "--id", &id],
        &["wp", "create", "t", "--metadata", NASTY],
        &["wp", "create", "t", "--due", NASTY],
        &["wp", "create", "t", "--type", NASTY],
        &["wp", "update", "WP-1", "--status", NASTY],
        &["wp", "update", "WP-1", "--priority", NASTY],
        &["wp", "gate", "WP-1", NASTY, "pass"],
        &["wp", "history", "WP-1", "--at", NASTY],
        &["mt", "register", "WP-1", NASTY],
        &["dep", "add", "WP-1", NASTY, "WP-2"],
        &["dep", "remove", NASTY],
        &["search", NASTY],
        &["events", "validate", NASTY],
        &["events", "sync", &format!("{NASTY}/x")],
        &["job", NASTY],
        &["import", "gov", NASTY],
        &["schema", NASTY],
        &["completions", NASTY],
        &["--db", NASTY, "ready"],
        &["--board", NASTY, "board", "sync"],
        &["--actor", &NASTY.repeat(40), "wp", "create", "x"],
        &["--role", NASTY, "ready"],
    ];
    for args in all {
        shows(&env, args);
    }
}

#[cfg(unix)]
#[test]
fn nothing_in_the_name_or_the_lines_of_a_file_reaches_the_terminal() {
    let env = TestEnv::new();
    let name = format!("in {NASTY}");
    let inside = env.path(&name);
    std::fs::create_dir(&inside).unwrap();
    let shows_inside = |args: &[&str]| {
        let output = env.command(args).current_dir(&inside).output().unwrap();
        assert_shown(args, &String::from_utf8(output.stdout).unwrap());
        assert_shown(args, &String::from_utf8(output.stderr).unwrap());
    };
    shows_inside(&["status"]);
    shows_inside(&["init", "--board", NASTY]);
    shows_inside(&["init", "--board", "other.md"]);
    shows_inside(&["init"]);
    shows_inside(&[]);
    shows_inside(&["status"]);
    shows_inside(&["hook", "install"]);
    drop(std::process::Command::new("git").args(["init", "-q"]).current_dir(&inside).output());
    shows_inside(&["hook", "install"]);
    shows_inside(&["hook", "uninstall"]);
    env.write(
        &format!("{name}/events.jsonl"),
        format!("{NASTY}\n{{\"type\":\"{NASTY}\"}}\n{{\"{}\":1}}\n", NASTY.escape_unicode()),
    );
    env.write(&format!("{name}/keys.jsonl"), json!({ NASTY: 1 }).to_string());
    for file in ["events.jsonl", "keys.jsonl"] {
        for args in [["events", "validate", file], ["events", "verify", file], ["events", "sync", file]] {
            shows_inside(&args);
        }
    }
    env.write(&format!("{name}/gov/task_packets/{NASTY}/packet.json"), "{");
    env.write(
        &format!("{name}/gov/task_packets/{NASTY}/MT-001.json"),
        json!({ "mt_id": NASTY, "wp_id": NASTY }).to_string(),
    );
    env.write(&format!("{name}/gov/BUILD_ORDER.md"), format!("| {NASTY} |\n|---|\n| WP-{NASTY} |\n"));
    shows_inside(&["import", "gov", "gov"]);
    env.write(&format!("{name}/mts.json"), json!([{ "mt_id": NASTY, NASTY: 1 }]).to_string());
    shows_inside(&["mt", "register", "WP-1", "mts.json"]);
    for settings in
        [format!("{NASTY} = 1"), format!("board = {NASTY}"), "durability = \"\\u001b[31m\"".to_owned()]
    {
        env.write(&format!("{name}/.locus/config.toml"), settings);
        shows_inside(&["ready"]);
    }
}
