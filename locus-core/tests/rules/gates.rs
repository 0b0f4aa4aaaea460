//! Gates and the moves they make.

use crate::support::Jobs;
use serde_json::{Value, json};

fn gate(id: &str, gate: &str, result: &str) -> Value {
    json!({ "wp_id": id, "gate": gate, "result": result })
}

#[test]
fn a_gate_in_the_wrong_status_is_a_wrong_state() {
    let mut jobs = Jobs::default();
    for status in ["stub", "blocked", "done", "cancelled"] {
        let id = format!("WP-{status}");
        jobs.packet(&id, status);
        jobs.refused("LOCUS-STATE", "gate_wp", gate(&id, "pre_work", "fail"));
    }
    for status in ["stub", "blocked", "cancelled"] {
        jobs.refused("LOCUS-STATE", "gate_wp", gate(&format!("WP-{status}"), "post_work", "pass"));
    }
    jobs.packet("WP-1", "ready");
    let error = jobs.refused("LOCUS-GATE", "gate_wp", gate("WP-1", "post_work", "pass"));
    assert_eq!(error["details"]["asked"], "post_work pass");
    let allowed = json!(["pre_work pass", "pre_work fail", "stub", "blocked", "cancelled"]);
    assert_eq!(error["details"]["allowed"], allowed);
}

#[test]
fn post_work_needs_pre_work() {
    let mut jobs = Jobs::default();
    jobs.packet("WP-1", "ready");
    jobs.ok("gate_wp", gate("WP-1", "pre_work", "fail"));
    assert_eq!(jobs.status("WP-1")["wp"]["status"], "gated");
    for result in ["pass", "fail"] {
        jobs.refused("LOCUS-GATE", "gate_wp", gate("WP-1", "post_work", result));
    }
    jobs.refused(
        "LOCUS-STATE",
        "update_wp",
        json!({ "wp_id": "WP-1", "updates": { "status": "in_progress" } }),
    );
    jobs.ok("gate_wp", gate("WP-1", "pre_work", "pass"));
    assert_eq!(jobs.status("WP-1")["wp"]["status"], "in_progress");
}

#[test]
fn a_failed_post_work_gate_can_be_passed_later() {
    let mut jobs = Jobs::default();
    jobs.packet("WP-1", "in_progress");
    jobs.ok("gate_wp", gate("WP-1", "post_work", "fail"));
    assert_eq!(jobs.status("WP-1")["wp"]["status"], "gated");
    let back = jobs.ok("update_wp", json!({ "wp_id": "WP-1", "updates": { "status": "in_progress" } }));
    assert_eq!(back["data"]["wp"]["governance"]["gates"]["post_work"], json!({ "status": "pending" }));
    let done = jobs.ok("gate_wp", gate("WP-1", "post_work", "pass"));
    assert_eq!(done["data"]["wp"]["status"], "done");
}

#[test]
fn the_same_judgement_again_is_a_repetition_whatever_the_status() {
    let mut jobs = Jobs::default();
    jobs.packet("WP-1", "done");
    let again = jobs.ok("gate_wp", gate("WP-1", "pre_work", "pass"));
    assert_eq!((&again["changed"], &again["events_emitted"]), (&json!(false), &json!([])));
    let by_name = json!({ "wp_id": "WP-1", "gate": "post_work", "result": "pass", "validated_by": "tester" });
    assert_eq!(jobs.ok("gate_wp", by_name)["changed"], false, "the actor is who validates by default");
    let other = json!({ "wp_id": "WP-1", "gate": "post_work", "result": "pass", "notes": "really" });
    jobs.refused("LOCUS-STATE", "gate_wp", other);
}

#[test]
fn open_micro_tasks_hold_the_post_work_gate() {
    let mut jobs = Jobs::default();
    jobs.packet("WP-1", "in_progress");
    jobs.ok(
        "register_mts",
        json!({ "wp_id": "WP-1", "mt_definitions": [{ "mt_id": "MT-001", "name": "n" }] }),
    );
    jobs.refused("LOCUS-GATE", "gate_wp", gate("WP-1", "post_work", "pass"));
    jobs.ok("gate_wp", gate("WP-1", "post_work", "fail"));
    jobs.refused("LOCUS-GATE", "gate_wp", gate("WP-1", "post_work", "pass"));
    jobs.ok("complete_mt", json!({ "wp_id": "WP-1", "mt_id": "MT-001", "result": "failed" }));
    jobs.ok("gate_wp", gate("WP-1", "post_work", "pass"));
}

#[test]
fn only_light_routings_skip() {
    let mut jobs = Jobs::default();
    for (routing, skips) in
        [("GOV_STRICT", false), ("GOV_STANDARD", false), ("GOV_LIGHT", true), ("GOV_NONE", true)]
    {
        let id = format!("WP-{routing}");
        jobs.packet_with(&id, "ready", json!({ "routing": routing }));
        let answer = jobs.run("gate_wp", gate(&id, "pre_work", "skip"));
        assert_eq!(answer["success"], skips, "{routing}");
        if !skips {
            assert_eq!(answer["error"]["code"], "LOCUS-GATE");
        }
    }
    jobs.refused("LOCUS-INVALID", "gate_wp", gate("WP-GOV_NONE", "pre_work", "pending"));
}

#[test]
fn an_event_tells_both_sides_of_a_judgement() {
    let mut jobs = Jobs::default();
    jobs.packet("WP-1", "ready");
    jobs.ok(
        "gate_wp",
        json!({ "wp_id": "WP-1", "gate": "pre_work", "result": "pass", "notes": "secret words" }),
    );
    let query = locus_core::ports::EventQuery { newest: true, limit: 1, ..Default::default() };
    let record = jobs.engine.view(|txn| Ok(txn.events(&query)?)).unwrap().pop().unwrap();
    let payload: Value = serde_json::from_str(&record.payload).unwrap();
    assert_eq!(payload["status"], json!({ "from": "ready", "to": "in_progress" }));
    assert_eq!(payload["result"], json!({ "from": "pending", "to": "pass" }));
    assert_eq!(payload["notes"]["len"], 12);
    assert!(!record.payload.contains("secret"));
}
