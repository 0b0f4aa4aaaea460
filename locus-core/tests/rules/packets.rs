//! create, update, close, delete.

use crate::support::Jobs;
use serde_json::json;

#[test]
fn a_new_packet_has_the_defaults() {
    let mut jobs = Jobs::default();
    let answer = jobs.ok("create_wp", json!({ "wp_id": "WP-1", "title": "T" }));
    insta::assert_json_snapshot!(answer["data"]["wp"], { ".vector_clock" => "[clock]" });
    assert_eq!(answer["events_emitted"], json!(["FR-EVT-WP-001"]));
    assert_eq!(answer["data"]["task_board_updated"], false);
}

#[test]
fn an_id_is_never_used_again() {
    let mut jobs = Jobs::default();
    jobs.packet("WP-1", "stub");
    jobs.ok("delete_wp", json!({ "wp_id": "WP-1" }));
    let error = jobs.refused("LOCUS-EXISTS", "create_wp", json!({ "wp_id": "WP-1", "title": "WP-1" }));
    assert_eq!(error["details"]["deleted"], true);
    for operation in ["get_wp_status", "delete_wp", "close_wp"] {
        jobs.refused("LOCUS-NOT-FOUND", operation, json!({ "wp_id": "WP-1" }));
    }
    jobs.refused("LOCUS-NOT-FOUND", "update_wp", json!({ "wp_id": "WP-1", "updates": { "title": "x" } }));
    jobs.refused("LOCUS-NOT-FOUND", "register_mts", json!({ "wp_id": "WP-1", "mt_definitions": [] }));
}

#[test]
fn a_repeated_create_compares_with_the_packet_as_it_is_now() {
    let mut jobs = Jobs::default();
    let request = json!({ "wp_id": "WP-1", "title": "T", "labels": ["b", "a", "b"] });
    let first = jobs.ok("create_wp", request.clone());
    jobs.ok("update_wp", json!({ "wp_id": "WP-1", "updates": { "status": "ready" } }));
    let again = jobs.ok("create_wp", request.clone());
    assert_eq!((&again["changed"], &again["data"]["wp"]["version"]), (&json!(false), &json!(2)));
    assert_ne!(again["data"]["bronze_id"], first["data"]["bronze_id"], "the standing record is the newest");
    jobs.ok("update_wp", json!({ "wp_id": "WP-1", "updates": { "labels": null } }));
    jobs.refused("LOCUS-EXISTS", "create_wp", request);
}

#[test]
fn null_clears_what_is_optional_and_nothing_else() {
    let mut jobs = Jobs::default();
    let full = json!({ "wp_id": "WP-1", "title": "T", "description": "d", "assignee": "ada", "labels": ["x"],
        "due_at": "2026-02-01T00:00:00Z", "task_packet_path": "a.md", "spec_session_id": "s", "metadata": {"k": 1} });
    jobs.ok("create_wp", full);
    let nulls = json!({ "description": null, "assignee": null, "labels": null, "due_at": null,
        "task_packet_path": null, "spec_session_id": null, "metadata": null });
    let wp = jobs.ok("update_wp", json!({ "wp_id": "WP-1", "updates": nulls }))["data"]["wp"].clone();
    assert_eq!((&wp["description"], &wp["labels"], &wp["metadata"]), (&json!(""), &json!([]), &json!({})));
    for key in ["assignee", "due_at"] {
        assert!(wp.get(key).is_none(), "{key}");
    }
    for key in ["title", "status", "priority", "type", "phase", "routing"] {
        let error =
            jobs.refused("LOCUS-INVALID", "update_wp", json!({ "wp_id": "WP-1", "updates": { key: null } }));
        assert_eq!(error["details"]["field"], format!("updates.{key}"));
    }
    jobs.refused("LOCUS-INVALID", "gate_wp", json!({ "wp_id": "WP-1", "gate": "pre_work", "result": null }));
}

#[test]
fn an_update_without_a_difference_writes_nothing_but_a_note_always_does() {
    let mut jobs = Jobs::default();
    jobs.packet("WP-1", "ready");
    for updates in [json!({}), json!({ "status": "ready", "title": "WP-1", "priority": 2 })] {
        let answer = jobs.ok("update_wp", json!({ "wp_id": "WP-1", "updates": updates }));
        assert_eq!((&answer["changed"], &answer["data"]["wp"]["version"]), (&json!(false), &json!(2)));
    }
    for count in 1..=2 {
        let answer = jobs.ok("update_wp", json!({ "wp_id": "WP-1", "note": "same words" }));
        assert_eq!(answer["changed"], true);
        assert_eq!(answer["data"]["wp"]["notes"].as_array().map(Vec::len), Some(count));
    }
    jobs.refused("LOCUS-INVALID", "update_wp", json!({ "wp_id": "WP-1" }));
}

#[test]
fn reopening_needs_a_reason_resets_the_gates_and_keeps_started_at() {
    let mut jobs = Jobs::default();
    jobs.packet("WP-1", "done");
    jobs.ok("close_wp", json!({ "wp_id": "WP-1" }));
    let started = jobs.status("WP-1")["wp"]["started_at"].clone();
    let error = jobs.refused(
        "LOCUS-STATE",
        "update_wp",
        json!({ "wp_id": "WP-1", "updates": { "status": "ready" } }),
    );
    assert_eq!(error["details"], json!({ "current": "done", "asked": "ready", "allowed": ["ready"] }));
    let blank = json!({ "wp_id": "WP-1", "updates": { "status": "ready" }, "reason": "  " });
    jobs.refused("LOCUS-STATE", "update_wp", blank);
    let reopen = json!({ "wp_id": "WP-1", "updates": { "status": "ready" }, "reason": "it broke" });
    let wp = jobs.ok("update_wp", reopen)["data"]["wp"].clone();
    assert_eq!(wp["governance"]["gates"]["post_work"], json!({ "status": "pending" }));
    assert_eq!((wp.get("completed_at"), wp.get("closed_at")), (None, None));
    assert_eq!(wp["started_at"], started);
    assert_eq!(wp["notes"][0]["note_type"], "system");
}

#[test]
fn the_version_is_checked_after_existence_and_before_everything_else() {
    let mut jobs = Jobs::default();
    jobs.packet("WP-1", "stub");
    let stale = |updates| json!({ "wp_id": "WP-1", "updates": updates, "expected_version": 9 });
    let error = jobs.refused("LOCUS-CONFLICT", "update_wp", stale(json!({})));
    assert_eq!(error["details"], json!({ "wp_id": "WP-1", "expected_version": 9, "actual_version": 1 }));
    jobs.refused("LOCUS-CONFLICT", "update_wp", stale(json!({ "status": "done" })));
    jobs.refused("LOCUS-CONFLICT", "close_wp", json!({ "wp_id": "WP-1", "expected_version": 9 }));
    jobs.refused("LOCUS-NOT-FOUND", "close_wp", json!({ "wp_id": "WP-2", "expected_version": 9 }));
}

#[test]
fn only_a_done_packet_behind_its_gate_is_closed() {
    let mut jobs = Jobs::default();
    for status in ["stub", "ready", "in_progress", "blocked", "gated", "cancelled"] {
        let id = format!("WP-{status}");
        jobs.packet(&id, status);
        jobs.refused("LOCUS-GATE", "close_wp", json!({ "wp_id": id }));
    }
    jobs.packet("WP-done", "done");
    let closed = jobs.ok("close_wp", json!({ "wp_id": "WP-done", "reason": "shipped" }));
    assert!(closed["data"]["wp"]["closed_at"].is_string());
    let again = jobs.ok("close_wp", json!({ "wp_id": "WP-done", "reason": "shipped" }));
    assert_eq!((&again["changed"], &again["events_emitted"]), (&json!(false), &json!([])));
}

#[test]
fn a_claim_takes_a_free_packet_and_a_lapsed_one_only() {
    let mut jobs = Jobs::default();
    jobs.packet("WP-1", "ready");
    let actor = |id: &str| json!({ "actor": { "kind": "agent", "id": id } });
    let claim = json!({ "wp_id": "WP-1", "claim": true });
    let mut ask =
        |id: &str, params: &serde_json::Value| jobs.job("update_wp", params.clone(), actor(id), json!({}));
    assert_eq!(ask("ada", &claim)["data"]["wp"]["assignee"], "ada");
    assert_eq!(ask("ada", &claim)["changed"], false, "one's own packet is a repetition");
    let taken = ask("bob", &claim);
    assert_eq!(
        (&taken["error"]["code"], &taken["error"]["details"]["assignee"]),
        (&json!("LOCUS-CONFLICT"), &json!("ada"))
    );
    let lease = json!({ "wp_id": "WP-1", "claim": true, "lease_ms": 0 });
    assert_eq!(ask("ada", &lease)["data"]["wp"]["lease"]["by"], "ada");
    assert_eq!(ask("bob", &claim)["data"]["wp"]["assignee"], "bob", "the lease has lapsed");
    ask("bob", &lease);
    let again = ask("bob", &claim);
    assert_eq!(again["changed"], true, "one's own lapsed lease is taken anew");
    assert_eq!(again["data"]["wp"].get("lease"), None);
    assert_eq!(ask("ada", &claim)["error"]["code"], "LOCUS-CONFLICT");
    for wrong in [
        json!({ "wp_id": "WP-1", "updates": {}, "lease_ms": 5 }),
        json!({ "wp_id": "WP-1", "updates": { "assignee": "x" }, "claim": true }),
        json!({ "wp_id": "WP-404", "claim": true, "lease_ms": u64::MAX }),
    ] {
        assert_eq!(ask("bob", &wrong)["error"]["code"], "LOCUS-INVALID");
    }
}

#[test]
fn fields_are_refused_by_name() {
    let mut jobs = Jobs::default();
    jobs.packet("WP-1", "stub");
    let long = "x".repeat(201);
    let deep = (0..60).fold(json!(1), |inner, _| json!({ "k": inner }));
    let cases = [
        ("wp_id", json!("WP-a/../b")),
        ("wp_id", json!(7)),
        ("title", json!(long)),
        ("title", json!("nul\u{0}")),
        ("priority", json!(-1)),
        ("priority", json!("1")),
        ("priority", json!(1.0)),
        ("type", json!("epic")),
        ("phase", json!(1)),
        ("routing", json!("gov_strict")),
        ("task_packet_path", json!("..\\x")),
        ("reporter", json!("")),
        ("labels", json!("ui")),
        ("labels", json!([1])),
        ("due_at", json!("tomorrow")),
        ("metadata", json!([])),
        ("metadata", deep),
    ];
    for (field, value) in cases {
        let mut params = json!({ "wp_id": "WP-2", "title": "t" });
        params[field] = value.clone();
        let error = jobs.refused("LOCUS-INVALID", "create_wp", params);
        assert_eq!(error["details"]["field"], field, "{value}");
    }
    let error = jobs.refused("LOCUS-INVALID", "create_wp", json!({ "wp_id": "WP-2" }));
    assert_eq!((&error["details"]["field"], &error["message"]), (&json!("title"), &json!("title: missing")));
}

#[test]
fn every_reason_is_kept_as_a_note_and_self_is_the_actor() {
    let mut jobs = Jobs::default();
    jobs.packet_with("WP-1", "ready", json!({ "assignee": "self" }));
    assert_eq!(jobs.status("WP-1")["wp"]["assignee"], "tester");
    let cancel = json!({ "wp_id": "WP-1", "updates": { "status": "cancelled" }, "reason": "not needed" });
    let wp = jobs.ok("update_wp", cancel)["data"]["wp"].clone();
    assert_eq!(
        (&wp["notes"][0]["content"], &wp["notes"][0]["note_type"]),
        (&json!("not needed"), &json!("system"))
    );
    let same = json!({ "wp_id": "WP-1", "updates": { "assignee": "self" }, "reason": "again" });
    assert_eq!(jobs.ok("update_wp", same)["changed"], false, "a repetition needs no reason");
}

#[test]
fn what_is_allowed_is_what_would_succeed() {
    let mut jobs = Jobs::default();
    jobs.packet("WP-1", "in_progress");
    jobs.ok(
        "register_mts",
        json!({ "wp_id": "WP-1", "mt_definitions": [{ "mt_id": "MT-001", "name": "n" }] }),
    );
    let allowed = json!(["post_work fail", "ready", "blocked", "cancelled"]);
    let error = jobs.refused("LOCUS-GATE", "close_wp", json!({ "wp_id": "WP-1" }));
    assert_eq!(error["details"]["allowed"], allowed);
    let error =
        jobs.refused("LOCUS-STATE", "update_wp", json!({ "wp_id": "WP-1", "updates": { "status": "done" } }));
    assert_eq!(error["details"]["allowed"], allowed);
}

#[test]
fn the_last_day_of_the_calendar_is_a_time_like_any_other() {
    let mut jobs = Jobs::default();
    jobs.packet_with("WP-1", "stub", json!({ "due_at": "9999-12-31T23:59:59.999Z" }));
    assert_eq!(jobs.status("WP-1")["wp"]["due_at"], "9999-12-31T23:59:59.999Z");
}
