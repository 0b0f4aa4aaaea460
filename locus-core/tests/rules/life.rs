//! A life in which every operation succeeds, is repeated and is refused: what locus.md §3 says each of them emits.

use crate::support::Jobs;
use locus_core::event::EventType::{self, *};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// What a job comes to.
#[derive(Debug)]
pub(crate) enum Then {
    /// It succeeds and emits exactly these.
    Emits(&'static [EventType]),
    /// It succeeds, and nothing changes.
    Repeats,
    /// It is refused.
    Refused(&'static str),
    /// It fails half-way and says so.
    Fails(&'static str, &'static [EventType]),
}

/// A step of the life.
#[derive(Debug)]
pub(crate) enum Step {
    Job(&'static str, Value, Then),
    /// A person puts a packet's line among those that are ready.
    Line(String),
}

const QUERY: Then = Then::Emits(&[WorkQueryExecuted]);

fn job(operation: &'static str, params: Value, then: Then) -> Step {
    Step::Job(operation, params, then)
}

/// The whole of it; packets are named after `tag`.
pub(crate) fn life(tag: &str) -> Vec<Step> {
    let wp = |name: &str| format!("WP-{tag}-{name}");
    let parts = [
        board(&wp),
        packets(&wp),
        registrations(&wp),
        micro_tasks(&wp),
        edges(&wp),
        endings(&wp),
        queries(&wp),
    ];
    parts.into_iter().flatten().chain(exchanges(tag)).collect()
}

fn sync(then: Then) -> Step {
    job("sync_task_board", json!({}), then)
}

fn board(wp: &dyn Fn(&str) -> String) -> Vec<Step> {
    let block = json!({ "wp_id": wp("D"), "updates": { "status": "blocked" } });
    vec![
        job("sync_task_board", json!({ "board_path": "missing.md" }), Then::Refused("LOCUS-BOARD")),
        job("sync_task_board", json!({ "mode": "neither" }), Then::Refused("LOCUS-INVALID")),
        Step::Line(wp("D")),
        job("sync_task_board", json!({ "dry_run": true }), Then::Repeats),
        sync(Then::Emits(&[SyncStarted, WorkPacketCreated, TaskBoardSynced, SyncCompleted])),
        sync(Then::Repeats),
        job("update_wp", block, Then::Emits(&[WorkPacketUpdated])),
        sync(Then::Emits(&[SyncStarted, TaskBoardSynced, SyncCompleted])),
        Step::Line(wp("D")),
        sync(Then::Emits(&[
            SyncStarted,
            WorkPacketUpdated,
            TaskBoardStatusChanged,
            TaskBoardSynced,
            SyncCompleted,
        ])),
    ]
}

fn packets(wp: &dyn Fn(&str) -> String) -> Vec<Step> {
    let create = |title: &str| json!({ "wp_id": wp("A"), "title": title });
    let update = |updates: Value| json!({ "wp_id": wp("A"), "updates": updates });
    let gate = |result: &str| json!({ "wp_id": wp("A"), "gate": "pre_work", "result": result });
    let note = || json!({ "wp_id": wp("A"), "updates": {}, "note": "again" });
    vec![
        job("create_wp", create("A"), Then::Emits(&[WorkPacketCreated])),
        job("create_wp", create("A"), Then::Repeats),
        job("create_wp", create("other"), Then::Refused("LOCUS-EXISTS")),
        job("create_wp", create(" "), Then::Refused("LOCUS-INVALID")),
        job("create_wp", json!({ "wp_id": wp("B"), "title": "B" }), Then::Emits(&[WorkPacketCreated])),
        job("create_wp", json!({ "wp_id": wp("C"), "title": "C" }), Then::Emits(&[WorkPacketCreated])),
        job(
            "update_wp",
            update(json!({ "status": "ready", "priority": 0 })),
            Then::Emits(&[WorkPacketUpdated]),
        ),
        job("update_wp", update(json!({ "status": "ready" })), Then::Repeats),
        job("update_wp", update(json!({ "status": "in_progress" })), Then::Refused("LOCUS-STATE")),
        job("update_wp", note(), Then::Emits(&[WorkPacketUpdated])),
        job("update_wp", note(), Then::Emits(&[WorkPacketUpdated])),
        job(
            "update_wp",
            json!({ "wp_id": wp("A"), "updates": { "priority": 1 }, "expected_version": 1 }),
            Then::Refused("LOCUS-CONFLICT"),
        ),
        job(
            "update_wp",
            json!({ "wp_id": wp("Z"), "updates": { "priority": 1 } }),
            Then::Refused("LOCUS-NOT-FOUND"),
        ),
        job("gate_wp", gate("skip"), Then::Refused("LOCUS-GATE")),
        job("gate_wp", gate("fail"), Then::Emits(&[WorkPacketGated])),
        job("gate_wp", gate("pass"), Then::Emits(&[WorkPacketGated])),
        job("gate_wp", gate("pass"), Then::Repeats),
        job("close_wp", json!({ "wp_id": wp("A") }), Then::Refused("LOCUS-GATE")),
    ]
}

fn registrations(wp: &dyn Fn(&str) -> String) -> Vec<Step> {
    let definition = |number: u32| json!({ "mt_id": format!("MT-{number:03}"), "name": format!("{number}") });
    let with_chain = |number: u32, gates: &[bool]| {
        let mut definition = definition(number);
        let level = |(level, gate)| json!({ "level": level, "model_id": "m", "is_hard_gate": gate });
        definition["escalation_chain"] = gates.iter().enumerate().map(level).collect();
        definition
    };
    let (hard_gate, short) = (with_chain(3, &[false, true]), with_chain(4, &[false]));
    let definitions = json!([definition(1), definition(2), hard_gate, short, definition(5), definition(6)]);
    let register = |definitions: Value| json!({ "wp_id": wp("A"), "mt_definitions": definitions });
    let mut other = definition(1);
    other["name"] = "other".into();
    vec![
        job("register_mts", register(definitions.clone()), Then::Emits(&[MicroTasksRegistered])),
        job("register_mts", register(definitions), Then::Repeats),
        job("register_mts", register(json!([other])), Then::Refused("LOCUS-CONFLICT")),
    ]
}

fn micro_tasks(wp: &dyn Fn(&str) -> String) -> Vec<Step> {
    let on = |mt: &str, more: Value| {
        let mut params = json!({ "wp_id": wp("A"), "mt_id": mt });
        crate::support::merge(&mut params, more);
        params
    };
    let start = |mt: &str| on(mt, json!({ "model_id": "m" }));
    let record = |mt: &str, number: u32, outcome: &str| {
        on(mt, json!({ "iteration": number, "model_id": "m", "outcome": outcome }))
    };
    vec![
        job("start_mt", start("MT-001"), Then::Emits(&[MtStarted])),
        job("start_mt", start("MT-001"), Then::Repeats),
        job("start_mt", start("MT-009"), Then::Refused("LOCUS-NOT-FOUND")),
        job("record_iteration", record("MT-001", 1, "RETRY"), Then::Emits(&[MtIterationCompleted])),
        job("record_iteration", record("MT-001", 1, "RETRY"), Then::Repeats),
        job("record_iteration", record("MT-001", 7, "RETRY"), Then::Refused("LOCUS-STATE")),
        job(
            "record_iteration",
            record("MT-001", 2, "ESCALATE"),
            Then::Emits(&[MtIterationCompleted, MtEscalated]),
        ),
        job("complete_mt", on("MT-001", json!({})), Then::Refused("LOCUS-STATE")),
        job("record_iteration", record("MT-001", 1, "SUCCESS"), Then::Emits(&[MtIterationCompleted])),
        job("complete_mt", on("MT-001", json!({})), Then::Emits(&[MtCompleted])),
        job("complete_mt", on("MT-001", json!({})), Then::Repeats),
        job("start_mt", start("MT-002"), Then::Emits(&[MtStarted])),
        job(
            "record_iteration",
            record("MT-002", 1, "SKIPPED"),
            Then::Emits(&[MtIterationCompleted, MtCompleted]),
        ),
        job("start_mt", start("MT-003"), Then::Emits(&[MtStarted])),
        job(
            "record_iteration",
            record("MT-003", 1, "ESCALATE"),
            Then::Emits(&[MtIterationCompleted, MtEscalated, MtFailed]),
        ),
        job("start_mt", start("MT-004"), Then::Emits(&[MtStarted])),
        job(
            "record_iteration",
            record("MT-004", 1, "ESCALATE"),
            Then::Emits(&[MtIterationCompleted, MtFailed]),
        ),
        job("complete_mt", on("MT-005", json!({ "result": "failed" })), Then::Emits(&[MtFailed])),
        job("start_mt", start("MT-006"), Then::Emits(&[MtStarted])),
        job("record_iteration", record("MT-006", 1, "BLOCKED"), Then::Emits(&[MtIterationCompleted])),
        job("start_mt", start("MT-006"), Then::Emits(&[MtStarted])),
        job("complete_mt", on("MT-006", json!({ "result": "skipped" })), Then::Emits(&[MtCompleted])),
    ]
}

fn edges(wp: &dyn Fn(&str) -> String) -> Vec<Step> {
    let edge = |from: &str, to: &str| json!({ "from_wp_id": wp(from), "to_wp_id": wp(to), "type": "blocks" });
    let mut described = edge("A", "B");
    described["description"] = "other".into();
    vec![
        job("add_dependency", edge("A", "B"), Then::Emits(&[DependencyAdded])),
        job("add_dependency", edge("A", "B"), Then::Repeats),
        job("add_dependency", described, Then::Refused("LOCUS-CONFLICT")),
        job("add_dependency", edge("B", "A"), Then::Refused("LOCUS-CYCLE")),
        job("remove_dependency", edge("A", "B"), Then::Emits(&[DependencyRemoved])),
        job("remove_dependency", edge("A", "B"), Then::Refused("LOCUS-NOT-FOUND")),
        job("add_dependency", edge("C", "B"), Then::Emits(&[DependencyAdded])),
    ]
}

fn endings(wp: &dyn Fn(&str) -> String) -> Vec<Step> {
    let done = json!({ "wp_id": wp("A"), "gate": "post_work", "result": "pass" });
    vec![
        job("gate_wp", done, Then::Emits(&[WorkPacketGated])),
        job("close_wp", json!({ "wp_id": wp("A"), "reason": "r" }), Then::Emits(&[WorkPacketCompleted])),
        job("close_wp", json!({ "wp_id": wp("A"), "reason": "r" }), Then::Repeats),
        job("delete_wp", json!({ "wp_id": wp("C") }), Then::Emits(&[WorkPacketDeleted])),
        job("delete_wp", json!({ "wp_id": wp("C") }), Then::Refused("LOCUS-NOT-FOUND")),
        sync(Then::Emits(&[
            SyncStarted,
            TaskBoardEntryAdded,
            TaskBoardEntryAdded,
            TaskBoardSynced,
            SyncCompleted,
        ])),
    ]
}

fn queries(wp: &dyn Fn(&str) -> String) -> Vec<Step> {
    let unknown = || json!({ "colour": "red" });
    vec![
        job("query_ready", json!({ "limit": 3 }), QUERY),
        job("query_ready", unknown(), Then::Refused("LOCUS-INVALID")),
        job("query_blocked", json!({}), QUERY),
        job("query_blocked", unknown(), Then::Refused("LOCUS-INVALID")),
        job("get_wp_status", json!({ "wp_id": wp("A") }), QUERY),
        job("get_wp_status", json!({ "wp_id": wp("C") }), Then::Refused("LOCUS-NOT-FOUND")),
        job("get_mt_progress", json!({ "wp_id": wp("A") }), QUERY),
        job("get_mt_progress", json!({ "wp_id": wp("Z") }), Then::Refused("LOCUS-NOT-FOUND")),
        job("search", json!({ "query": "planted" }), QUERY),
        job("search", json!({}), Then::Refused("LOCUS-INVALID")),
    ]
}

fn exchanges(tag: &str) -> Vec<Step> {
    let exchange = |direction: &str, path: &str| json!({ "direction": direction, "path": path });
    let file = format!("{tag}.jsonl");
    vec![
        job("sync_events", exchange("export", &file), Then::Emits(&[SyncStarted, SyncCompleted])),
        job("sync_events", exchange("export", &file), Then::Repeats),
        job("sync_events", exchange("import", &file), Then::Repeats),
        job("sync_events", exchange("sideways", &file), Then::Refused("LOCUS-INVALID")),
        job("sync_events", exchange("import", "missing.jsonl"), Then::Refused("LOCUS-NOT-FOUND")),
        // A folder is no file.
        job("sync_events", exchange("export", "."), Then::Fails("LOCUS-STORE", &[SyncStarted, SyncFailed])),
    ]
}

/// Puts a packet's line at the end of the board, as a person does.
pub(crate) fn write_line(jobs: &Jobs, wp_id: &str) {
    let path = jobs.folder.path("TASK_BOARD.md");
    let empty = "# B\n\n## Stub Backlog\n\n## Blocked\n\n## Done\n\n## Ready for Dev\n";
    let board = std::fs::read_to_string(&path).unwrap_or_else(|_| empty.to_owned());
    let entry = format!("- **[{wp_id}]**");
    let mut edited: String = board.split_inclusive('\n').filter(|line| !line.starts_with(&entry)).collect();
    // A board that equals an earlier one would be held back as stale.
    writeln!(edited, "{entry} - [READY_FOR_DEV] {}", board.len()).unwrap();
    std::fs::write(path, edited).unwrap();
}
