//! op_id: the same job twice.

use crate::support::Jobs;
use serde_json::{Value, json};

const ID: &str = "0190a6e0-0000-7000-8000-000000000001";

fn send(jobs: &mut Jobs, operation: &str, params: Value, envelope: Value) -> Value {
    jobs.job(operation, params, envelope, json!({ "op_id": ID }))
}

#[test]
fn a_replay_is_the_stored_answer_as_it_was_then() {
    let mut jobs = Jobs::default();
    let params = json!({ "wp_id": "WP-1", "title": "t" });
    let first = send(&mut jobs, "create_wp", params.clone(), json!({}));
    jobs.ok("update_wp", json!({ "wp_id": "WP-1", "updates": { "title": "u" } }));
    let again = send(&mut jobs, "create_wp", params, json!({}));
    assert_eq!((&again["data"], &again["changed"]), (&first["data"], &json!(true)));
    assert_eq!(again["events_emitted"], first["events_emitted"]);
    assert_eq!((first.get("replayed"), &again["replayed"]), (None, &json!(true)));
    assert_eq!(again["op_id"], ID);
    assert_eq!(jobs.head(), 2);
}

#[test]
fn another_request_actor_or_role_under_the_same_op_id_is_a_conflict() {
    let mut jobs = Jobs::default();
    let params = json!({ "wp_id": "WP-1", "title": "t" });
    send(&mut jobs, "create_wp", params.clone(), json!({}));
    for (params, envelope) in [
        (json!({ "wp_id": "WP-1", "title": "other" }), json!({})),
        (params.clone(), json!({ "actor": { "kind": "human", "id": "tester" } })),
        (params, json!({ "role": "coder" })),
    ] {
        assert_eq!(send(&mut jobs, "create_wp", params, envelope)["error"]["code"], "LOCUS-CONFLICT");
    }
}

#[test]
fn a_refusal_is_not_stored() {
    let mut jobs = Jobs::default();
    let close = json!({ "wp_id": "WP-1" });
    assert_eq!(send(&mut jobs, "close_wp", close.clone(), json!({}))["error"]["code"], "LOCUS-NOT-FOUND");
    jobs.packet("WP-1", "done");
    assert_eq!(send(&mut jobs, "close_wp", close, json!({}))["success"], true);
}

#[test]
fn a_repetition_is_stored_too_and_queries_ignore_the_op_id() {
    let mut jobs = Jobs::default();
    jobs.packet("WP-1", "stub");
    for _ in 0..2 {
        assert_eq!(send(&mut jobs, "query_ready", json!({}), json!({})).get("replayed"), None);
    }
    let nothing = json!({ "wp_id": "WP-1", "updates": {} });
    assert_eq!(send(&mut jobs, "update_wp", nothing.clone(), json!({}))["changed"], false);
    assert_eq!(send(&mut jobs, "update_wp", nothing, json!({}))["replayed"], true);
}

#[test]
fn params_are_checked_before_the_op_id() {
    let mut jobs = Jobs::default();
    send(&mut jobs, "create_wp", json!({ "wp_id": "WP-1", "title": "t" }), json!({}));
    let wrong = json!({ "wp_id": "WP-1", "title": "" });
    assert_eq!(send(&mut jobs, "create_wp", wrong, json!({}))["error"]["code"], "LOCUS-INVALID");
}
