//! `locus job`.

use crate::support::TestEnv;
use crate::support::env::job;
use serde_json::json;
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

#[test]
fn one_line_in_one_line_out_and_the_first_failure_is_the_exit_code() {
    let env = TestEnv::project();
    let create = job("create_wp", json!({ "wp_id": "WP-1", "title": "First" }));
    let missing = job("get_wp_status", json!({ "wp_id": "WP-9" }));
    let bad = job("create_wp", json!({ "wp_id": "WP-2", "title": " " }));
    let input = format!("{create}\n\n  \n{missing}\nnot json\n{bad}\n{create}");
    assert_output_snapshot!(env.locus_with(["job"], input), @r#"
    {"success":true,"protocol_id":"locus_create_wp_v1","op_id":null,"changed":true,"data":{"wp":{"wp_id":"WP-1","version":1,"title":"First","description":"","status":"stub","priority":2,"governance":{"phase":"1","routing":"GOV_STANDARD","gates":{"pre_work":{"status":"pending"},"post_work":{"status":"pending"}},"task_board_status":"STUB"},"type":"feature","labels":[],"reporter":"ada","micro_tasks":{"total":0,"completed":0,"failed":0,"in_progress":0,"mt_ids":[]},"created_at":"TIME","updated_at":"TIME","notes":[],"metadata":{},"vector_clock":{"UUID":1}},"bronze_id":"brz_UUID","task_board_updated":false},"events_emitted":["FR-EVT-WP-001"],"duration_ms":0}
    {"success":false,"protocol_id":"locus_get_wp_status_v1","op_id":null,"error":{"code":"LOCUS-NOT-FOUND","message":"there is no packet WP-9","hint":"Check the id; query_ready, search and get_wp_status show what packets there are.","details":{"id":"WP-9","what":"packet"}},"diagnostic_id":"diag_UUID","events_emitted":[],"duration_ms":0}
    {"success":false,"protocol_id":null,"op_id":null,"error":{"code":"LOCUS-JOB","message":"not JSON: expected ident at line 1 column 2","hint":"A job is {\"job_kind\":\"locus_operation\",\"protocol_id\":\"locus_<operation>_v1\",\"input\":{\"operation\":…,\"params\":{…}}}.","details":{}},"diagnostic_id":"diag_UUID","events_emitted":[],"duration_ms":0}
    {"success":false,"protocol_id":"locus_create_wp_v1","op_id":null,"error":{"code":"LOCUS-INVALID","message":"title: blank; 1 to 200 characters are needed","hint":"Correct the field and send the job again.","details":{"field":"title"}},"diagnostic_id":"diag_UUID","events_emitted":[],"duration_ms":0}
    {"success":true,"protocol_id":"locus_create_wp_v1","op_id":null,"changed":false,"data":{"wp":{"wp_id":"WP-1","version":1,"title":"First","description":"","status":"stub","priority":2,"governance":{"phase":"1","routing":"GOV_STANDARD","gates":{"pre_work":{"status":"pending"},"post_work":{"status":"pending"}},"task_board_status":"STUB"},"type":"feature","labels":[],"reporter":"ada","micro_tasks":{"total":0,"completed":0,"failed":0,"in_progress":0,"mt_ids":[]},"created_at":"TIME","updated_at":"TIME","notes":[],"metadata":{},"vector_clock":{"UUID":1}},"bronze_id":"brz_UUID","task_board_updated":false},"events_emitted":[],"duration_ms":0}
    --- exit 3
    "#);
}

#[test]
fn a_job_may_be_written_over_several_lines_in_a_file_or_on_stdin() {
    let env = TestEnv::project();
    let create = job("create_wp", json!({ "wp_id": "WP-1", "title": "First", "metadata": { "a": [{}] } }));
    let pretty = serde_json::to_string_pretty(&create).unwrap();
    env.write("pretty.json", &pretty);
    let by_file = env.locus(["job", "pretty.json"]).success().results();
    assert_eq!((by_file.len(), &by_file[0]["changed"]), (1, &true.into()));
    let twice = format!("{pretty}\n{create}\n{pretty}\n");
    let by_stdin = env.locus_with(["job", "-"], twice).success().results();
    assert_eq!(by_stdin.iter().filter(|result| result["changed"] == false).count(), 3);
    env.write("wrapped.json", create.to_string().replacen(',', ",\n", 2));
    assert_eq!(env.locus(["job", "wrapped.json"]).success().results().len(), 1);
    env.write("lines.jsonl", format!("{create}\n{create}\n"));
    assert_eq!(env.locus(["job", "lines.jsonl"]).success().results().len(), 2);
}

#[test]
fn a_job_that_is_never_finished_does_not_swallow_the_next() {
    let env = TestEnv::project();
    let create = job("create_wp", json!({ "wp_id": "WP-1", "title": "First" }));
    let results = env.locus_with(["job"], format!("{{\n{create}\n{{\n")).exits(7).results();
    let done: Vec<_> = results.iter().map(|result| result["success"].as_bool().unwrap()).collect();
    assert_eq!(done, [false, true, false]);
}

#[test]
fn answers_come_as_the_jobs_do_while_the_stream_stays_open() {
    let env = TestEnv::project();
    let mut command = env.command(["job"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
    for number in 1..=3 {
        let create = job("create_wp", json!({ "wp_id": format!("WP-{number}"), "title": "x" }));
        writeln!(stdin, "{create}").unwrap();
        let answer = answers.next().unwrap().unwrap();
        assert!(answer.contains("\"success\":true"), "{answer}");
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_board_that_comes_while_the_stream_is_open_is_found() {
    let env = TestEnv::project();
    let mut command = env.command(["job"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut answer = || {
        writeln!(stdin, "{}", job("sync_task_board", json!({}))).unwrap();
        answers.next().unwrap().unwrap()
    };
    assert!(answer().contains("LOCUS-BOARD"));
    env.write("TASK_BOARD.md", "## Ready for Dev\n- **[WP-1]** - [READY_FOR_DEV]\n");
    let found = answer();
    assert!(found.contains("\"success\":true") && found.contains("WP-1"), "{found}");
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(7), "the first answer was a refusal");
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let env = TestEnv::project();
    let mut command = env.command(["job"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    drop(child.stdout.take());
    let lines = format!("{}\n", job("query_ready", json!({}))).repeat(1000);
    drop(stdin.write_all(lines.as_bytes()));
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap()), (Some(0), String::new()));
}

#[test]
fn a_repeated_op_id_gets_the_answer_of_the_first_time() {
    let env = TestEnv::project();
    let mut create = job("create_wp", json!({ "wp_id": "WP-1", "title": "First" }));
    create["input"]["op_id"] = json!("019c16a4-d800-7000-8000-000000000001");
    let results = env.jobs(&[create.clone(), create.clone()]).success().results();
    assert_eq!((&results[1]["changed"], &results[1]["replayed"]), (&true.into(), &true.into()));
    create["input"]["params"]["title"] = json!("Other");
    assert_eq!(env.jobs(&[create]).exits(5).results()[0]["error"]["code"], "LOCUS-CONFLICT");
}

#[test]
fn the_process_may_do_no_more_than_its_role() {
    let env = TestEnv::with_packet("ready");
    let mut gate = job("gate_wp", json!({ "wp_id": "WP-1", "gate": "pre_work", "result": "pass" }));
    gate["role"] = json!("operator");
    let output = env.locus_with(["--role", "coder", "job"], gate.to_string()).exits(6);
    assert_eq!(output.results()[0]["error"]["code"], "HSK-403-CAPABILITY");
}

#[test]
fn a_missing_file_is_not_found() {
    let env = TestEnv::project();
    assert_output_snapshot!(env.locus(["job", "missing.jsonl"]), @r"
    --- stderr
    error: missing.jsonl can't be used: there is no such file or folder
    --- exit 3
    ");
    assert_output_snapshot!(env.locus(["job", "."]), @r"
    --- stderr
    error: . can't be used: is a directory
    --- exit 1
    ");
}
