//! What is recorded: exactly the events listed, never free text, and rows that can be rebuilt.

use crate::life::{Step, Then, life, write_line};
use crate::support::Jobs;
use locus_core::app::{OperationKind, OperationName};
use locus_core::domain::BronzeKey;
use locus_core::domain::canonical::Hash;
use locus_core::event::EventType;
use locus_core::ports::{EventQuery, EventRecord};
use locus_core::testing::REPLICA;
use locus_fr::{query_line, to_line};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn all_events(jobs: &mut Jobs) -> Vec<EventRecord> {
    let query = EventQuery { limit: 1000, ..EventQuery::default() };
    jobs.engine.view(|txn| Ok(txn.events(&query)?)).unwrap()
}

/// A text like no other, in letters that stand in no hash and no id.
fn plant(what: &str) -> String {
    let half = |byte: u8| char::from(b'g' + byte % 16);
    Hash::of(what).0.iter().flat_map(|byte| [half(byte >> 4), half(*byte)]).collect()
}

type Steps = Vec<(&'static str, Value)>;

/// A life in which every text that people or models write is a planted one.
fn planted() -> (Jobs, Steps) {
    let jobs = Jobs::with_folder();
    let [prose, text, detail, token] = ["prose", "entry", "detail", "token"].map(plant);
    let board = format!(
        "# {prose}\n\n## Ready for Dev\n- **[WP-3]** - [READY_FOR_DEV] {text}\n  - {detail}\n- **[WP-4]** - [{token}]\n"
    );
    std::fs::write(jobs.folder.path(&plant("board")), board).unwrap();
    (jobs, [planted_work(), planted_ends(), planted_questions()].concat())
}

fn planted_work() -> Steps {
    let named = |name: &str| json!({ plant(&format!("{name} key")): [plant(&format!("{name} value"))] });
    let path = |name: &str| format!("{}/{}.rs", plant(&format!("{name} folder")), plant(name));
    vec![
        (
            "create_wp",
            json!({ "wp_id": "WP-1", "title": plant("title"), "description": plant("description"),
            "metadata": named("metadata") }),
        ),
        ("create_wp", json!({ "wp_id": "WP-2", "title": plant("second title") })),
        (
            "update_wp",
            json!({ "wp_id": "WP-1", "updates": { "status": "ready", "title": plant("new title"),
            "description": plant("new description"), "metadata": named("new metadata") },
            "note": plant("note"), "reason": plant("reason") }),
        ),
        (
            "gate_wp",
            json!({ "wp_id": "WP-1", "gate": "pre_work", "result": "pass", "notes": plant("gate notes") }),
        ),
        (
            "register_mts",
            json!({ "wp_id": "WP-1", "mt_definitions": [{ "mt_id": "MT-001", "name": plant("name"),
            "scope": plant("scope"), "done_criteria": [plant("criterion"), plant("criterion 2")],
            "files": { "read": [path("read")], "modify": [path("modify")], "create": [path("create")] },
            "metadata": named("mt metadata") }] }),
        ),
        ("start_mt", json!({ "wp_id": "WP-1", "mt_id": "MT-001", "model_id": "m" })),
        (
            "record_iteration",
            json!({ "wp_id": "WP-1", "mt_id": "MT-001", "iteration": 1, "model_id": "m",
            "outcome": "SUCCESS", "error_summary": plant("error") }),
        ),
        (
            "complete_mt",
            json!({ "wp_id": "WP-1", "mt_id": "MT-001", "validation_result": { "passed": true,
            "blocking_failures": [plant("failure")], "warnings": [plant("warning")],
            "evidence_ref": plant("evidence") } }),
        ),
    ]
}

fn planted_ends() -> Steps {
    vec![
        (
            "add_dependency",
            json!({ "from_wp_id": "WP-1", "to_wp_id": "WP-2", "type": "blocks",
            "description": plant("edge") }),
        ),
        ("remove_dependency", json!({ "from_wp_id": "WP-1", "to_wp_id": "WP-2", "type": "blocks" })),
        (
            "gate_wp",
            json!({ "wp_id": "WP-1", "gate": "post_work", "result": "pass", "notes": plant("more notes") }),
        ),
        ("close_wp", json!({ "wp_id": "WP-1", "reason": plant("closing") })),
        (
            "update_wp",
            json!({ "wp_id": "WP-1", "updates": { "status": "ready" }, "reason": plant("reopening") }),
        ),
        ("delete_wp", json!({ "wp_id": "WP-2", "reason": plant("deletion") })),
    ]
}

fn planted_questions() -> Steps {
    let filter = || {
        json!({ "text": plant("text"), "labels": [plant("label")], "assignee": plant("assignee"),
        "calendar_policy_id": plant("calendar") })
    };
    let mut search = filter();
    search["query"] = plant("query").into();
    vec![
        ("query_ready", filter()),
        ("query_blocked", filter()),
        ("get_wp_status", json!({ "wp_id": "WP-1" })),
        ("get_mt_progress", json!({ "wp_id": "WP-1" })),
        ("search", search),
        ("sync_task_board", json!({ "board_path": plant("board") })),
        ("sync_events", json!({ "direction": "export", "path": plant("file") })),
    ]
}

/// All texts in a value, those of keys included, that were planted.
fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.extend(text.split(['/', '.']).map(str::to_owned)),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(map) => map.iter().for_each(|(key, item)| {
            found.push(key.clone());
            texts(item, found);
        }),
        _ => {}
    }
}

#[test]
fn free_text_reaches_no_event_neither_whole_nor_in_part() {
    let (mut jobs, steps) = planted();
    let mut hidden: Vec<_> = ["prose", "entry", "detail", "token", "unwritable", "refused"].map(plant).into();
    for (operation, params) in steps {
        texts(&params, &mut hidden);
        jobs.ok(operation, params);
    }
    // Failures tell of themselves, too.
    std::fs::create_dir(jobs.folder.path(&plant("unwritable"))).unwrap();
    jobs.run("sync_events", json!({ "direction": "export", "path": plant("unwritable") }));
    jobs.refused("LOCUS-EXISTS", "create_wp", json!({ "wp_id": "WP-1", "title": plant("refused") }));
    hidden.retain(|text| text.len() == 64);
    assert!(hidden.len() > 50, "{}", hidden.len());
    let mut written: Vec<_> = all_events(&mut jobs).iter().map(to_line).collect();
    let queries = jobs.engine.view(|txn| Ok(txn.query_events(100)?)).unwrap();
    written.extend(queries.iter().map(|query| query_line(&query.record, REPLICA, query.sequence).unwrap()));
    let written = written.join("\n");
    for name in OperationName::ALL.iter().flat_map(|name| name.events()) {
        let emitted = written.contains(&format!("\"type\":\"{name}\""));
        let needs_more_lives =
            [EventType::MtEscalated, EventType::MtFailed, EventType::TaskBoardStatusChanged];
        assert!(emitted || needs_more_lives.contains(name), "{name}");
    }
    for part in hidden.iter().flat_map(|text| text.as_bytes().windows(8)) {
        let part = std::str::from_utf8(part).unwrap();
        assert!(!written.contains(part), "{part} in\n{written}");
    }
}

/// The types of the events in the chain, and how many queries were logged.
fn recorded(jobs: &mut Jobs) -> (Vec<EventType>, usize) {
    let events = all_events(jobs).iter().map(|event| event.event_type).collect();
    (events, jobs.engine.view(|txn| Ok(txn.query_events(1000)?)).unwrap().len())
}

#[test]
fn each_operation_emits_exactly_what_the_table_says() {
    let mut jobs = Jobs::with_folder();
    let (mut succeeded, mut repeated, mut refused) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut emitted: BTreeSet<EventType> = BTreeSet::new();
    for step in life("1") {
        let (operation, params, then) = match step {
            Step::Line(wp_id) => {
                write_line(&jobs, &wp_id);
                continue;
            }
            Step::Job(operation, params, then) => (operation, params, then),
        };
        let told = format!("{operation} {params} {then:?}");
        let (before, queries_before) = recorded(&mut jobs);
        let answer = jobs.run(operation, params);
        let (after, queries_after) = recorded(&mut jobs);
        let (code, events) = match then {
            Then::Emits(events) => (None, events),
            Then::Repeats => (None, &[][..]),
            Then::Refused(code) => (Some(code), &[][..]),
            Then::Fails(code, events) => (Some(code), events),
        };
        assert_eq!(answer["error"]["code"].as_str(), code, "{told}: {answer}");
        let is_query = events == [EventType::WorkQueryExecuted];
        let chained = if is_query { &[] } else { events };
        assert_eq!(&after[before.len()..], chained, "{told}");
        assert_eq!(queries_after - queries_before, usize::from(is_query), "{told}");
        if code.is_none() {
            let codes: Vec<_> = events.iter().map(|event| event.code()).collect();
            assert_eq!(answer["events_emitted"], json!(codes), "{told}");
            assert_eq!(answer["changed"], !(events.is_empty() || is_query), "{told}");
        }
        let name: OperationName = operation.parse().unwrap();
        assert!(events.iter().all(|event| name.events().contains(event)), "{told}");
        match (code, events) {
            (Some(_), _) => refused.insert(name),
            (None, []) => repeated.insert(name),
            (None, _) => succeeded.insert(name),
        };
        emitted.extend(events);
    }
    let all: BTreeSet<_> = OperationName::ALL.iter().copied().collect();
    assert_eq!((&succeeded, &refused), (&all, &all));
    assert_eq!(emitted.len(), EventType::ALL.len());
    // What can't be repeated by its content: locus.md §3.
    let never = [OperationName::DeleteWp, OperationName::RemoveDependency];
    let repeatable = |name: &&OperationName| name.kind() != OperationKind::Query && !never.contains(name);
    assert_eq!(repeated, OperationName::ALL.iter().filter(repeatable).copied().collect());
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
