//! `locus import` of records.

use crate::support::TestEnv;
use serde_json::{Value, json};
use std::io::Write;
use std::process::Stdio;

fn packet(id: &str, status: &str) -> Value {
    json!({ "work_packet": { "wp_id": id, "title": id, "status": status } })
}

fn blocks(from: &str, to: &str) -> Value {
    json!({ "dependency": { "from_wp_id": from, "type": "blocks", "to_wp_id": to } })
}

fn records(records: &[Value]) -> String {
    records.iter().map(|record| format!("{record}\n")).collect()
}

#[test]
fn packets_edges_and_micro_tasks_come_in_and_a_repetition_changes_nothing() {
    let env = TestEnv::project();
    let tasks =
        json!({ "micro_tasks": { "wp_id": "WP-1", "mt_definitions": [{ "mt_id": "MT-001", "name": "m" }] } });
    let file =
        records(&[packet("WP-1", "in_progress"), packet("WP-2", "ready"), blocks("WP-1", "WP-2"), tasks]);
    env.write("records.jsonl", format!("\n{file}"));
    assert_output_snapshot!(env.locus(["import", "records.jsonl"]), @"✓ took in 2 packets, 1 dependency, 1 list of micro-tasks");
    assert_output_snapshot!(env.locus(["import", "records.jsonl"]), @"✓ nothing new; 4 were there already");
    let ready = env.locus(["ready", "--json"]).success().json();
    assert_eq!(ready["data"]["ready_wps"][0]["wp_id"], "WP-1");
    let log = env.locus(["events", "export"]).success();
    assert!(log.stdout().lines().all(|line| line.contains("\"source\":\"import\"")), "{}", log.stdout());
    assert!(log.stdout().contains("\"gate_bypassed\":true"));
}

#[test]
fn every_line_that_is_refused_is_told_and_then_nothing_is_taken_in() {
    let env = TestEnv::project();
    let unknown = json!({ "work_packet": { "wp_id": "WP-3", "title": "x", "colour": "red" } });
    let strict = json!({ "work_packet": { "wp_id": "WP-4", "title": "x", "routing": "GOV_STRICT", "status": "done" } });
    let both = json!({ "work_packet": { "wp_id": "WP-5", "title": "x" }, "dependency": {
        "from_wp_id": "WP-1", "type": "blocks", "to_wp_id": "WP-5" } });
    let lines =
        [packet("WP-1", "ready"), unknown, blocks("WP-1", "WP-9"), strict, both, json!({}), json!([1])];
    let file = format!("{}not JSON\n{}", records(&lines), records(&[packet("WP-6", "asleep")]));
    assert_output_snapshot!(env.locus_with(["import", "-"], &file), @r#"
    --- stderr
    error: 8 lines in stdin were refused; nothing was taken in
      line 2: work_packet.colour: unknown key; known are assignee, description, due_at, labels, metadata, phase, priority, reporter, routing, spec_session_id, status, task_packet_path, title, type, wp_id
      line 3: there is no packet WP-9
      line 4: WP-4 is new: done is not allowed: only its gates lead a GOV_STRICT packet there
      line 5: record: one of work_packet, dependency, micro_tasks is needed, and only one
      line 6: record: one of work_packet, dependency, micro_tasks is needed, and only one
      line 7: record: not a JSON object
      line 8: record: not JSON: expected ident at line 1 column 2
      line 9: work_packet.status: "asleep" is not one of stub, ready, in_progress, blocked, gated, done, cancelled
    hint: correct them, or take in the others with --keep-going
    --- exit 7
    "#);
    assert_eq!(env.events(), 0);
    let error = env.locus_with(["import", "-", "--json"], &file).exits(7).error();
    let refused = error["error"]["details"]["refused_lines"].as_array().unwrap().clone();
    assert_eq!(refused.len(), 8);
    assert_eq!(refused[0]["details"]["field"], "work_packet.colour");
}

#[test]
fn with_keep_going_the_other_lines_are_taken_in() {
    let env = TestEnv::project();
    let file = records(&[packet("WP-1", "ready"), packet("WP-0 0", "ready"), packet("WP-2", "ready")]);
    let output = env.locus_with(["import", "-", "--keep-going"], &file);
    assert_output_snapshot!(output, @r"
    ✓ took in 2 packets; 1 refused
    --- stderr
    warning: stdin, line 2: work_packet.wp_id: not a packet id: WP-, then a letter or digit, then letters, digits, '.', '_' or '-', at most 128 bytes
    ");
    let again = env.locus_with(["import", "-", "--keep-going", "--json"], &file).success().json();
    assert_eq!(again["data"]["imported"]["unchanged"], 2);
    assert_eq!(again["data"]["refused_lines"][0]["line"], 2);
}

#[test]
fn edges_against_the_order_of_their_packets_come_in_and_one_that_closes_a_cycle_is_refused() {
    let env = TestEnv::project();
    let packets = (0..40).map(|n| packet(&format!("WP-{n}"), "ready"));
    let back = (1..40).map(|n| blocks(&format!("WP-{n}"), &format!("WP-{}", n - 1)));
    let sound: Vec<_> = packets.chain(back).collect();
    let closing = json!({ "dependency": { "from_wp_id": "WP-3", "type": "depends-on", "to_wp_id": "WP-1" } });
    let file = records(&[sound.clone(), vec![closing]].concat());
    assert_output_snapshot!(env.locus_with(["import", "-"], &file), @r"
    --- stderr
    error: 1 line in stdin was refused; nothing was taken in
      line 80: that would close a cycle: WP-1 → WP-3 → WP-2 → WP-1
    hint: correct it, or take in the others with --keep-going
    --- exit 7
    ");
    assert_eq!(env.events(), 0);
    env.locus_with(["import", "-", "--keep-going"], &file).success();
    env.locus(["doctor"]).success();
    let again = env.locus_with(["import", "-", "--json"], records(&sound)).success().json();
    assert_eq!(again["data"]["imported"]["unchanged"], 79);
    let later = records(&[packet("WP-40", "ready"), blocks("WP-0", "WP-40"), blocks("WP-40", "WP-39")]);
    let refused = env.locus_with(["import", "-", "--json"], later).exits(7).error();
    assert_eq!(refused["error"]["details"]["refused_lines"][0]["line"], 3);
    assert_eq!(refused["error"]["details"]["refused_lines"][0]["code"], "LOCUS-CYCLE");
}

#[test]
fn a_dry_run_says_what_would_come_in_and_keeps_nothing() {
    let env = TestEnv::project();
    let file = records(&[packet("WP-1", "ready"), packet("WP-2", "ready"), blocks("WP-1", "WP-2")]);
    let output = env.locus_with(["import", "-", "--dry-run"], &file);
    assert_output_snapshot!(output, @"✓ would take in 2 packets, 1 dependency");
    let told = env.locus_with(["import", "-", "--dry-run", "--keep-going", "--json"], &file).success().json();
    assert_eq!((&told["changed"], &told["data"]["imported"]["dependencies"]), (&json!(false), &json!(1)));
    assert_eq!(env.events(), 0);
    let nowhere = TestEnv::new();
    let told = nowhere.locus_with(["--db", "none.db", "import", "-", "--dry-run"], &file).success();
    assert!(told.stdout().contains("would take in 2 packets") && !nowhere.path("none.db").exists());
}

#[test]
fn a_packet_that_changed_since_is_not_put_back() {
    let env = TestEnv::project();
    let file = records(&[packet("WP-1", "ready")]);
    env.locus_with(["import", "-"], &file).success();
    env.locus(["wp", "update", "WP-1", "--status", "blocked"]).success();
    let refused = env.locus_with(["import", "-", "--json"], &file).exits(7).error();
    assert_eq!(refused["error"]["details"]["refused_lines"][0]["code"], "LOCUS-EXISTS");
}

#[test]
fn an_import_is_no_way_round_a_gate() {
    let env = TestEnv::project();
    let file = records(&[packet("WP-1", "done")]);
    let refused = env.locus_with(["--role", "coder", "--json", "import", "-"], &file).exits(7).error();
    assert_eq!(refused["error"]["details"]["refused_lines"][0]["code"], "HSK-403-CAPABILITY");
    env.locus_with(["--role", "coder", "import", "-"], records(&[packet("WP-1", "ready")])).success();
    env.locus_with(["--role", "viewer", "import", "-"], records(&[packet("WP-2", "ready")])).exits(6);
}

#[test]
fn what_comes_in_stands_on_the_board() {
    let env = TestEnv::new();
    let board = env.write("TASK_BOARD.md", "## Ready for Dev\n\n## Done\n");
    env.locus(["init"]).success();
    env.locus_with(["import", "-"], records(&[packet("WP-1", "ready")])).success();
    assert!(std::fs::read_to_string(board).unwrap().contains("WP-1"));
}

/// Kills an import that has read so many records, and waits for more.
fn killed(env: &TestEnv, more: &[&str], sent: usize) {
    let mut child = env.command(["import", "-"].iter().chain(more));
    let mut child = child.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // Whoever could write so much more than a pipe holds has been read.
    for n in 0..sent + 2000 {
        writeln!(stdin, "{}", packet(&format!("WP-{n}"), "ready")).unwrap();
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_kill_leaves_nothing_or_whole_batches_and_a_repetition_completes_it() {
    let file: String = (0..3000).map(|n| format!("{}\n", packet(&format!("WP-{n}"), "ready"))).collect();
    for (more, left) in [(&[][..], 0), (&["--keep-going"][..], 1000)] {
        let env = TestEnv::project();
        killed(&env, more, left + 500);
        let there = env.events();
        assert!(there.is_multiple_of(1000) && there >= left && (there > 0) == (left > 0), "{there}");
        env.locus(["doctor"]).success();
        let done = env.locus_with(["import", "-", "--json"], &file).success().json();
        assert_eq!(done["data"]["imported"]["unchanged"], there);
        assert_eq!(env.events(), 3000);
    }
}

#[test]
fn a_file_that_is_not_there_is_not_found_and_stdin_may_be_empty() {
    let env = TestEnv::project();
    env.locus(["import", "none.jsonl"]).exits(3);
    env.locus(["import", "none.jsonl", "gov", "."]).exits(2);
    for args in [&["import", "-"][..], &["import"]] {
        assert_eq!(env.locus_with(args, "").success().stdout(), "✓ nothing new\n");
    }
}

#[test]
fn an_import_of_records_names_the_events_it_recorded() {
    let env = TestEnv::project();
    let records = [
        r#"{"work_packet":{"wp_id":"WP-A","title":"a"}}"#,
        r#"{"work_packet":{"wp_id":"WP-B","title":"b"}}"#,
        r#"{"dependency":{"from_wp_id":"WP-A","to_wp_id":"WP-B","type":"blocks"}}"#,
    ];
    env.write("records.jsonl", records.join("\n"));
    let events = |answer: serde_json::Value| answer["events_emitted"].as_array().unwrap().len();
    let import = |options: &[&str]| {
        let answer = env.locus(["--json", "import", "records.jsonl"].iter().chain(options)).success().json();
        events(answer)
    };
    let before = env.events();
    assert_eq!(import(&["--dry-run"]), 0);
    assert_eq!(import(&[]), 3);
    assert_eq!(env.events() - before, 3);
    assert_eq!(import(&[]), 0);
}

#[test]
fn a_folder_is_no_file_of_records() {
    let env = TestEnv::project();
    std::fs::create_dir(env.path("gov")).unwrap();
    assert_output_snapshot!(env.locus(["import", "gov/"]), @"
    --- stderr
    error: gov/ is a folder; `locus import gov gov/` takes in a Handshake governance folder
    --- exit 2
    ");
}
