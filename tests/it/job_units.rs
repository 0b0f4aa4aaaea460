//! `locus job --batch` and `locus job --atomic`.

use crate::support::TestEnv;
use crate::support::env::job;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

fn create(id: &str) -> Value {
    job("create_wp", json!({ "wp_id": id, "title": id }))
}

fn stream(jobs: &[Value]) -> String {
    jobs.iter().map(|job| format!("{job}\n")).collect()
}

fn codes(results: &[Value]) -> Vec<&str> {
    results.iter().map(|result| result["error"]["code"].as_str().unwrap_or("done")).collect()
}

#[test]
fn an_atomic_stream_with_a_refusal_leaves_nothing_and_says_so_line_by_line() {
    let env = TestEnv::project();
    let missing = job("close_wp", json!({ "wp_id": "WP-9" }));
    let output = env.locus_with(["job", "--atomic"], stream(&[create("WP-1"), missing, create("WP-2")]));
    assert_output_snapshot!(output, @r#"
    {"success":false,"protocol_id":"locus_create_wp_v1","op_id":null,"error":{"code":"LOCUS-ROLLED-BACK","message":"nothing of the atomic stream is kept: its job 2 was refused (LOCUS-NOT-FOUND)","hint":"Correct that job and send the whole stream again.","details":{"code":"LOCUS-NOT-FOUND","job":2}},"diagnostic_id":"diag_UUID","events_emitted":[],"duration_ms":0}
    {"success":false,"protocol_id":"locus_close_wp_v1","op_id":null,"error":{"code":"LOCUS-NOT-FOUND","message":"there is no packet WP-9","hint":"Check the id; query_ready, search and get_wp_status show what packets there are.","details":{"id":"WP-9","what":"packet"}},"diagnostic_id":"diag_UUID","events_emitted":[],"duration_ms":0}
    {"success":false,"protocol_id":"locus_create_wp_v1","op_id":null,"error":{"code":"LOCUS-ROLLED-BACK","message":"nothing of the atomic stream is kept: its job 2 was refused (LOCUS-NOT-FOUND)","hint":"Correct that job and send the whole stream again.","details":{"code":"LOCUS-NOT-FOUND","job":2}},"diagnostic_id":"diag_UUID","events_emitted":[],"duration_ms":0}
    --- exit 3
    "#);
    assert_eq!(env.events(), 0);
}

#[test]
fn an_atomic_stream_is_kept_whole_and_put_on_the_board_at_once() {
    let env = TestEnv::new();
    let board = env.write("TASK_BOARD.md", "## Ready for Dev\n\n## Done\n");
    env.locus(["init"]).success();
    let jobs: Vec<_> = (0..300).map(|n| create(&format!("WP-{n}"))).collect();
    let results = env.locus_with(["job", "--atomic"], stream(&jobs)).success().results();
    assert!(results.len() == 300 && results.iter().all(|result| result["changed"] == true));
    assert_eq!(env.events(), 300 + board_events(&env));
    assert!(std::fs::read_to_string(board).unwrap().contains("WP-299"));
}

fn board_events(env: &TestEnv) -> usize {
    let log = env.locus(["events", "export"]).success();
    log.stdout().lines().filter(|line| !line.contains("work_packet_created")).count()
}

#[test]
fn the_exit_code_of_an_atomic_stream_is_that_of_the_refusal_that_undid_it() {
    let env = TestEnv::project();
    let sync = job("sync_events", json!({ "direction": "export", "path": "events.jsonl" }));
    let results = env.locus_with(["job", "--atomic"], stream(&[create("WP-1"), sync])).exits(7).results();
    assert_eq!(codes(&results), ["LOCUS-ROLLED-BACK", "LOCUS-JOB"]);
    assert!(!env.path("events.jsonl").exists());
    let viewer = env.locus_with(["--role", "viewer", "job", "--atomic"], stream(&[create("WP-1")]));
    assert_eq!(codes(&viewer.exits(6).results()), ["HSK-403-CAPABILITY"]);
}

#[test]
fn nobody_waits_for_a_batch_to_be_full() {
    let env = TestEnv::project();
    let mut child = env.command(["job", "--batch", "1000"]);
    let mut child = child.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
    for number in 1..=3 {
        write!(stdin, "{}", stream(&[create(&format!("WP-{number}-a")), create(&format!("WP-{number}-b"))]))
            .unwrap();
        for _ in 0..2 {
            assert!(answers.next().unwrap().unwrap().contains("\"changed\":true"));
        }
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn what_a_batch_answered_survives_a_kill() {
    let env = TestEnv::project();
    let mut child = env.command(["job", "--batch", "50"]);
    let mut child = child.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let feed = std::thread::spawn(move || {
        // Ends with the process that reads it.
        (0..100_000).try_for_each(|n| writeln!(stdin, "{}", create(&format!("WP-{n}")))).unwrap_err();
    });
    let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
    let answered: Vec<Value> =
        answers.by_ref().take(120).map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    feed.join().unwrap();
    let id = |result: &Value| json!({ "wp_id": result["data"]["wp"]["wp_id"] });
    let shown: Vec<_> = answered.iter().map(|result| job("get_wp_status", id(result))).collect();
    assert_eq!(env.jobs(&shown).success().results().len(), 120);
    env.locus(["events", "verify"]).success();
    env.locus(["doctor"]).success();
}

#[test]
fn queries_in_a_batch_are_answered_and_logged_as_ever() {
    let env = TestEnv::with_packet("ready");
    let query = job("query_ready", json!({}));
    let jobs = stream(&[query.clone(), create("WP-2"), query]);
    let results = env.locus_with(["job", "--batch", "10"], jobs).success().results();
    assert_eq!((&results[0]["data"]["total_count"], &results[2]["changed"]), (&json!(1), &json!(false)));
    let logged = env.locus(["events", "list", "--queries", "--json"]).success().json();
    assert_eq!(logged["data"]["queries"].as_array().map(Vec::len), Some(2), "{logged}");
}

#[test]
fn a_batch_and_an_atomic_stream_are_two_things() {
    let env = TestEnv::project();
    env.locus(["job", "--atomic", "--batch", "10"]).exits(2);
    env.locus(["job", "--batch", "0"]).exits(2);
}
