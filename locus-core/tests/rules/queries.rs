//! ready, blocked, search and what they answer besides packets.

use crate::support::Jobs;
use serde_json::{Value, json};

fn ids(answer: &Value, key: &str) -> Vec<String> {
    let list = answer["data"][key].as_array().unwrap();
    list.iter().map(|wp| wp["wp_id"].as_str().unwrap().to_owned()).collect()
}

fn blocks(jobs: &mut Jobs, from: &str, to: &str) {
    jobs.ok("add_dependency", json!({ "from_wp_id": from, "type": "blocks", "to_wp_id": to }));
}

#[test]
fn blocked_packets_say_why() {
    let mut jobs = Jobs::default();
    for (id, status) in [
        ("WP-open", "ready"),
        ("WP-gone", "cancelled"),
        ("WP-held", "ready"),
        ("WP-own", "blocked"),
        ("WP-done", "done"),
    ] {
        jobs.packet(id, status);
    }
    for from in ["WP-open", "WP-gone", "WP-done"] {
        blocks(&mut jobs, from, "WP-held");
    }
    let answer = jobs.ok("query_blocked", json!({}));
    assert_eq!(ids(&answer, "blocked_wps"), ["WP-held", "WP-own"]);
    let held = &answer["data"]["blocked_wps"][0];
    assert_eq!(held["reasons"], json!(["open_blocker", "blocker_cancelled"]));
    let open =
        json!([{ "wp_id": "WP-gone", "status": "cancelled" }, { "wp_id": "WP-open", "status": "ready" }]);
    assert_eq!(held["open_blockers"], open);
    let own = &answer["data"]["blocked_wps"][1];
    assert_eq!((&own["reasons"], &own["open_blockers"]), (&json!(["status_blocked"]), &json!([])));
    assert_eq!(ids(&jobs.ok("query_ready", json!({})), "ready_wps"), ["WP-open"]);
}

#[test]
fn depends_on_is_shown_but_holds_nobody_up() {
    let mut jobs = Jobs::default();
    jobs.packet("WP-A", "ready");
    jobs.packet("WP-B", "stub");
    jobs.ok("add_dependency", json!({ "from_wp_id": "WP-A", "type": "depends-on", "to_wp_id": "WP-B" }));
    assert_eq!(ids(&jobs.ok("query_ready", json!({})), "ready_wps"), ["WP-A"]);
}

#[test]
fn filters_are_answered_as_they_were_given() {
    let mut jobs = Jobs::default();
    jobs.packet_with("WP-A", "ready", json!({ "assignee": "tester", "priority": 1 }));
    jobs.packet("WP-B", "ready");
    let filters = json!({ "assignee": "self", "status": ["ready"], "priority_max": 1, "limit": 5,
        "calendar_policy_id": "cal", "sort_by": "age" });
    let answer = jobs.ok("query_ready", filters);
    assert_eq!(ids(&answer, "ready_wps"), ["WP-A"]);
    let applied =
        json!({ "assignee": "self", "status": ["ready"], "priority_max": 1, "calendar_policy_id": "cal" });
    assert_eq!(answer["data"]["filters_applied"], applied);
    assert_eq!(answer["data"]["sort_policy"], "age");
    assert_eq!(answer["data"]["warnings"].as_array().map(Vec::len), Some(1));
    assert_eq!(answer["events_emitted"], json!(["FR-EVT-QUERY-001"]));
    assert!(answer["data"]["ready_wps"][0].get("notes").is_none());
    for (field, value) in [
        ("limit", json!(10001)),
        ("offset", json!(-1)),
        ("status", json!("open")),
        ("sort_by", json!("luck")),
    ] {
        let error = jobs.refused("LOCUS-INVALID", "query_ready", json!({ field: value }));
        assert_eq!(error["details"]["field"], field);
    }
}

#[test]
fn a_query_is_logged_apart_from_the_chain() {
    let mut jobs = Jobs::default();
    jobs.packet("WP-A", "ready");
    let head = jobs.head();
    jobs.ok("query_ready", json!({ "priority_max": 2, "labels": [] }));
    assert_eq!(jobs.head(), head);
    let logged = jobs.engine.view(|txn| Ok(txn.query_events(10)?)).unwrap();
    assert_eq!(logged.len(), 1);
    let event = &logged[0].record.event;
    assert_eq!((event.op.as_str(), event.result_count), ("query_ready", 1));
    assert_eq!(event.filters, ["labels", "priority_max"]);
}

#[test]
fn search_answers_packets_with_score_and_passage() {
    let mut jobs = Jobs::default();
    jobs.packet_with("WP-A", "ready", json!({ "title": "Parse the board" }));
    jobs.packet_with("WP-B", "stub", json!({ "title": "Parse the log" }));
    let answer = jobs.ok("search", json!({ "query": "parse boa", "status": "ready" }));
    let found = &answer["data"]["results"][0];
    assert_eq!((&found["wp"]["wp_id"], &found["snippet"]), (&json!("WP-A"), &json!("[Parse] the [board]")));
    assert!(found["score"].is_number());
    assert_eq!(answer["data"]["total_count"], 1);
    assert_eq!(jobs.ok("search", json!({ "query": "\" OR 1" }))["data"]["total_count"], 0);
    jobs.refused("LOCUS-INVALID", "search", json!({ "query": "a\u{0}" }));
    jobs.refused("LOCUS-INVALID", "search", json!({}));
}
