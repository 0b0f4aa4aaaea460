//! What is around the params.

use crate::support::{Jobs, PATIENCE};
use locus_core::ports::{Boards as _, EventFiles as _, Wait};
use serde_json::{Value, json};

fn job() -> Value {
    json!({ "job_kind": "locus_operation", "protocol_id": "locus_create_wp_v1",
        "input": { "operation": "create_wp", "params": { "wp_id": "WP-1", "title": "t" } } })
}

#[track_caller]
fn refused(change: impl FnOnce(&mut Value)) -> Value {
    let mut jobs = Jobs::default();
    let mut request = job();
    change(&mut request);
    let answer = jobs.line(request.to_string().as_bytes());
    assert_eq!(answer["error"]["code"], "LOCUS-JOB", "{answer}");
    assert_eq!(jobs.head(), 0);
    answer
}

#[test]
fn unknown_keys_are_refused_by_name_wherever_they_stand() {
    for (path, key) in [("", "colour"), ("/input", "flavour"), ("/actor", "shoe_size")] {
        let answer = refused(|job| {
            job["actor"] = json!({ "kind": "agent", "id": "a" });
            job.pointer_mut(path).unwrap()[key] = json!(1);
        });
        assert!(answer["error"]["message"].as_str().unwrap().contains(key), "{answer}");
    }
}

#[test]
fn broken_envelopes_are_refused() {
    refused(|job| *job = json!([1]));
    refused(|job| *job = json!({}));
    refused(|job| job["input"] = json!("x"));
    refused(|job| job["input"]["params"] = json!([]));
    refused(|job| job["input"]["operation"] = json!("fly"));
    refused(|job| job["input"]["op_id"] = json!("not a uuid"));
    refused(|job| job["input"]["schema_version"] = json!("poe-2.0"));
    refused(|job| job["input"]["capabilities_requested"] = json!("locus.write"));
    refused(|job| job["input"]["engine_id"] = json!(5));
    refused(|job| job["input"]["budget"] = json!({ "max_duration_ms": "soon" }));
    refused(|job| job["role"] = json!("king"));
    refused(|job| job["actor"] = json!({ "kind": "robot", "id": "r" }));
    refused(|job| job["protocol_id"] = json!("locus_create_wp_v2"));
}

#[test]
fn what_is_no_json_gets_an_id_but_no_diagnostic() {
    let mut jobs = Jobs::default();
    for line in [b"{nope".as_slice(), b"\xff\xfe", b"[[[[", b"1e999"] {
        let answer = jobs.line(line);
        assert_eq!(answer["error"]["code"], "LOCUS-JOB");
        assert_eq!((&answer["protocol_id"], &answer["op_id"]), (&Value::Null, &Value::Null));
        assert!(answer["diagnostic_id"].is_string());
    }
    let deep = "[".repeat(100_000);
    assert_eq!(jobs.line(deep.as_bytes())["error"]["code"], "LOCUS-JOB");
    assert_eq!(jobs.engine.view(|txn| Ok(txn.diagnostics(10)?.len())).unwrap(), 0);
}

#[test]
fn a_refused_job_leaves_one_diagnostic_about_its_packet() {
    let mut jobs = Jobs::default();
    let answer = jobs.run("close_wp", json!({ "wp_id": "WP-404" }));
    let kept = jobs.engine.view(|txn| Ok(txn.diagnostics(10)?)).unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].id.to_string(), answer["diagnostic_id"]);
    assert_eq!(
        (kept[0].code.as_str(), kept[0].wp_id.as_ref().map(ToString::to_string)),
        ("LOCUS-NOT-FOUND", Some("WP-404".into()))
    );
}

#[test]
fn only_registrations_may_be_large() {
    let mut jobs = Jobs::default();
    let text = "x".repeat(40_000);
    let answer = jobs.run("create_wp", json!({ "wp_id": "WP-1", "title": "t", "description": text }));
    assert_eq!(answer["error"]["code"], "LOCUS-JOB");
    jobs.packet("WP-1", "stub");
    let mts: Vec<_> = (0..400)
        .map(|n| json!({ "mt_id": format!("MT-{n:03}"), "name": "n", "scope": "s".repeat(100) }))
        .collect();
    jobs.ok("register_mts", json!({ "wp_id": "WP-1", "mt_definitions": mts }));
    let huge = vec![b' '; 1024 * 1024 + 1];
    assert_eq!(jobs.line(&huge)["error"]["code"], "LOCUS-JOB");
}

#[test]
fn fields_without_effect_are_echoed() {
    let mut jobs = Jobs::default();
    let mut input = json!({ "schema_version": "poe-1.0", "engine_id": "e", "engine_version_req": ">=1", "inputs": [1],
        "budget": { "max_duration_ms": 50 }, "determinism": "D1", "evidence_policy": {}, "output_spec": {} });
    let answer = jobs.job(
        "create_wp",
        json!({ "wp_id": "WP-1", "title": "t" }),
        json!({ "job_id": "j-1" }),
        input.clone(),
    );
    input.as_object_mut().unwrap().remove("schema_version");
    assert_eq!(answer["provenance"], input);
    let query = locus_core::ports::EventQuery { limit: 1, ..Default::default() };
    let event = jobs.engine.view(|txn| Ok(txn.events(&query)?)).unwrap().pop().unwrap();
    assert_eq!(event.context.job_id.map(|id| id.to_string()).as_deref(), Some("j-1"));
}

#[test]
fn a_missing_file_of_events_is_told() {
    let mut jobs = Jobs::default();
    let error = jobs.refused("LOCUS-NOT-FOUND", "sync_events", json!({ "direction": "import", "path": "x" }));
    assert_eq!(error["details"]["path"], "/nowhere/x");
    jobs.refused("LOCUS-INVALID", "sync_events", json!({ "direction": "sideways", "path": "x" }));
    jobs.refused("LOCUS-INVALID", "sync_events", json!({ "direction": "import", "path": " " }));
    jobs.refused("LOCUS-INVALID", "sync_events", json!({ "direction": "import" }));
}

#[test]
fn a_missing_board_is_told() {
    let mut jobs = Jobs::default();
    let error = jobs.refused("LOCUS-BOARD", "sync_task_board", json!({ "board_path": "nowhere.md" }));
    assert_eq!(error["details"]["path"], "nowhere.md");
    jobs.refused("LOCUS-INVALID", "sync_task_board", json!({ "mode": "sideways" }));
}

#[test]
fn a_budget_also_bounds_the_wait_for_files() {
    let mut jobs = Jobs::with_folder();
    std::fs::write(jobs.folder.path("TASK_BOARD.md"), "## Ready for Dev\n").unwrap();
    let board = jobs.folder.open(None).unwrap();
    let file = jobs.folder.event_file("log.jsonl");
    jobs.ok("create_wp", json!({ "wp_id": "WP-1", "title": "x" }));
    let _held = (board.lock(Wait::Default).unwrap(), file.open_end(Wait::Default).unwrap());
    for (operation, params) in [
        ("sync_task_board", json!({})),
        ("sync_events", json!({ "direction": "export", "path": "log.jsonl" })),
    ] {
        let budget = json!({ "budget": { "max_duration_ms": 0 } });
        let error = &jobs.job(operation, params, json!({}), budget)["error"];
        assert_eq!(error["code"], "LOCUS-BUSY", "{operation}: {error}");
        let waited = error["details"]["waited_ms"].as_u64().unwrap();
        assert!(u128::from(waited) < PATIENCE.as_millis(), "{operation}: {error}");
    }
}

#[test]
fn an_unknown_key_is_named_before_one_that_is_missing() {
    let mut jobs = Jobs::default();
    for (operation, params, unknown) in [
        ("create_wp", json!({ "wp_id": "WP-1", "titel": "t" }), "titel"),
        ("remove_dependency", json!({ "from": "WP-1" }), "from"),
        ("search", json!({ "q": 1 }), "q"),
    ] {
        let error = jobs.refused("LOCUS-INVALID", operation, params);
        assert_eq!(error["details"]["field"], unknown);
    }
    let known = jobs.refused("LOCUS-INVALID", "close_wp", json!({ "id": "WP-1" }))["message"].clone();
    assert_eq!(known, "id: unknown key; known are expected_version, reason, wp_id");
}
