//! What is recorded: exactly the events listed, never free text, and rows that can be rebuilt.

use crate::support::Jobs;
use locus_core::app::OperationName;
use locus_core::domain::BronzeKey;
use locus_core::ports::{EventQuery, EventRecord};
use serde_json::{Value, json};

fn all_events(jobs: &mut Jobs) -> Vec<EventRecord> {
    let query = EventQuery { limit: 1000, ..EventQuery::default() };
    jobs.engine.view(|txn| Ok(txn.events(&query)?)).unwrap()
}

/// A life in which every free text is a planted word.
fn planted() -> (Jobs, Vec<(&'static str, Value)>) {
    let steps = vec![
        (
            "create_wp",
            json!({ "wp_id": "WP-1", "title": "planted-title", "description": "planted-description",
            "metadata": { "planted-key": "planted-value" } }),
        ),
        ("create_wp", json!({ "wp_id": "WP-2", "title": "planted-second" })),
        (
            "update_wp",
            json!({ "wp_id": "WP-1", "updates": { "status": "ready", "title": "planted-new-title" },
            "note": "planted-note", "reason": "planted-reason" }),
        ),
        (
            "gate_wp",
            json!({ "wp_id": "WP-1", "gate": "pre_work", "result": "pass", "notes": "planted-gate-notes" }),
        ),
        (
            "register_mts",
            json!({ "wp_id": "WP-1", "mt_definitions": [{ "mt_id": "MT-001", "name": "planted-name",
            "scope": "planted-scope", "done_criteria": ["planted-criterion"] }] }),
        ),
        ("start_mt", json!({ "wp_id": "WP-1", "mt_id": "MT-001", "model_id": "m" })),
        (
            "record_iteration",
            json!({ "wp_id": "WP-1", "mt_id": "MT-001", "iteration": 1, "model_id": "m",
            "outcome": "SUCCESS", "error_summary": "planted-error" }),
        ),
        (
            "complete_mt",
            json!({ "wp_id": "WP-1", "mt_id": "MT-001",
            "validation_result": { "passed": true, "warnings": ["planted-warning"] } }),
        ),
        (
            "add_dependency",
            json!({ "from_wp_id": "WP-1", "to_wp_id": "WP-2", "type": "blocks",
            "description": "planted-edge" }),
        ),
        ("remove_dependency", json!({ "from_wp_id": "WP-1", "to_wp_id": "WP-2", "type": "blocks" })),
        ("gate_wp", json!({ "wp_id": "WP-1", "gate": "post_work", "result": "pass" })),
        ("close_wp", json!({ "wp_id": "WP-1", "reason": "planted-closing" })),
        ("delete_wp", json!({ "wp_id": "WP-2", "reason": "planted-deletion" })),
        ("search", json!({ "query": "planted-query", "text": "planted-text" })),
    ];
    (Jobs::default(), steps)
}

#[test]
fn free_text_never_reaches_an_event() {
    let (mut jobs, steps) = planted();
    for (operation, params) in steps {
        jobs.ok(operation, params);
    }
    let events = all_events(&mut jobs);
    let queries = jobs.engine.view(|txn| Ok(txn.query_events(100)?)).unwrap();
    let written = format!("{events:?} {queries:?}");
    assert!(!written.contains("planted"), "{written}");
}

#[test]
fn each_operation_emits_only_what_it_may() {
    let (mut jobs, steps) = planted();
    for (operation, params) in steps {
        let name: OperationName = operation.parse().unwrap();
        let allowed: Vec<_> = name.events().iter().map(|event| event.code()).collect();
        let answer = jobs.ok(operation, params);
        let emitted = answer["events_emitted"].as_array().unwrap();
        assert!(!emitted.is_empty(), "{operation}");
        assert!(
            emitted.iter().all(|code| allowed.contains(&code.as_str().unwrap())),
            "{operation}: {emitted:?}"
        );
    }
}

#[test]
fn every_bronze_id_of_an_event_has_its_record() {
    let (mut jobs, steps) = planted();
    for (operation, params) in steps {
        jobs.ok(operation, params);
    }
    let mut seen = 0;
    for event in all_events(&mut jobs) {
        let payload: Value = serde_json::from_str(&event.payload).unwrap();
        let mut stack = vec![&payload];
        while let Some(value) = stack.pop() {
            match value {
                Value::Object(map) => stack.extend(map.values()),
                Value::Array(items) => stack.extend(items),
                Value::String(text) if text.starts_with("brz_") => {
                    let id = text.parse().unwrap();
                    assert!(jobs.engine.view(|txn| Ok(txn.bronze(id)?)).unwrap().is_some(), "{text}");
                    seen += 1;
                }
                _ => {}
            }
        }
    }
    assert!(seen > 12, "{seen}");
}

#[test]
fn the_newest_record_of_a_packet_is_the_packet() {
    let (mut jobs, steps) = planted();
    for (operation, params) in steps {
        jobs.ok(operation, params);
    }
    for id in ["WP-1", "WP-2"] {
        let wp_id: locus_core::domain::WpId = id.parse().unwrap();
        let (wp, history) = jobs
            .engine
            .view(|txn| Ok((txn.packet(&wp_id)?, txn.history(&BronzeKey::WorkPacket(wp_id.clone()))?)))
            .unwrap();
        let newest = history.last().unwrap();
        let mut rebuilt: locus_core::domain::WorkPacket = serde_json::from_str(&newest.content).unwrap();
        rebuilt.bronze_id = newest.bronze_id;
        assert_eq!(Some(rebuilt), wp);
    }
}

#[test]
fn no_event_is_earlier_than_the_one_before() {
    let (mut jobs, steps) = planted();
    for (operation, params) in steps {
        jobs.ok(operation, params);
    }
    let times: Vec<_> = all_events(&mut jobs).iter().map(|event| event.context.timestamp).collect();
    assert!(times.is_sorted());
}
