//! Registering, starting, iterating, escalating, ending.

use crate::support::{Jobs, merge};
use serde_json::{Value, json};

fn with_mts(jobs: &mut Jobs, definitions: Value) {
    jobs.packet("WP-1", "in_progress");
    jobs.ok("register_mts", json!({ "wp_id": "WP-1", "mt_definitions": definitions }));
}

fn started(definition: Value) -> Jobs {
    let mut jobs = Jobs::default();
    with_mts(&mut jobs, json!([definition]));
    jobs.ok("start_mt", mt(json!({ "model_id": "m" })));
    jobs
}

fn mt(more: Value) -> Value {
    let mut params = json!({ "wp_id": "WP-1", "mt_id": "MT-001" });
    merge(&mut params, more);
    params
}

fn attempt(number: u64, outcome: &str) -> Value {
    mt(json!({ "iteration": number, "model_id": "m", "outcome": outcome }))
}

const PLAIN: fn() -> Value = || json!({ "mt_id": "MT-001", "name": "n" });

#[test]
fn a_registration_is_repeated_per_micro_task() {
    let mut jobs = Jobs::default();
    with_mts(&mut jobs, json!([PLAIN()]));
    let more = json!([PLAIN(), { "mt_id": "MT-002", "name": "two", "depends_on": ["MT-001"] }]);
    let answer = jobs.ok("register_mts", json!({ "wp_id": "WP-1", "mt_definitions": more }));
    assert_eq!(answer["data"]["micro_tasks"].as_array().map(Vec::len), Some(2));
    let again = jobs.ok("register_mts", json!({ "wp_id": "WP-1", "mt_definitions": more }));
    assert_eq!((&again["changed"], &again["events_emitted"]), (&json!(false), &json!([])));
    let other = json!([{ "mt_id": "MT-001", "name": "other" }]);
    jobs.refused("LOCUS-CONFLICT", "register_mts", json!({ "wp_id": "WP-1", "mt_definitions": other }));
    assert_eq!(jobs.status("WP-1")["wp"]["version"], 3, "micro-tasks leave the packet's version alone");
}

#[test]
fn micro_task_dependencies_must_be_there_and_run_in_no_circle() {
    let mut jobs = Jobs::default();
    jobs.packet("WP-1", "stub");
    let mut register = |definitions: Value| {
        jobs.run("register_mts", json!({ "wp_id": "WP-1", "mt_definitions": definitions }))
    };
    let circle = json!([
        { "mt_id": "MT-001", "name": "a", "depends_on": ["MT-002"] },
        { "mt_id": "MT-002", "name": "b", "depends_on": ["MT-001"] },
    ]);
    let answer = register(circle);
    assert_eq!(answer["error"]["code"], "LOCUS-CYCLE");
    assert_eq!(answer["error"]["details"]["cycle"], json!(["MT-001", "MT-002", "MT-001"]));
    let own = register(json!([{ "mt_id": "MT-001", "name": "a", "depends_on": ["MT-001"] }]));
    assert_eq!(own["error"]["details"]["cycle"], json!(["MT-001", "MT-001"]));
    let missing = register(json!([{ "mt_id": "MT-001", "name": "a", "depends_on": ["MT-999"] }]));
    assert_eq!(missing["error"]["code"], "LOCUS-NOT-FOUND");
}

#[test]
fn closed_packets_take_no_new_micro_tasks() {
    let mut jobs = Jobs::default();
    for status in ["done", "cancelled"] {
        let id = format!("WP-{status}");
        jobs.packet(&id, status);
        jobs.refused("LOCUS-STATE", "register_mts", json!({ "wp_id": id, "mt_definitions": [PLAIN()] }));
        let dangling = json!([{ "mt_id": "MT-001", "name": "n", "depends_on": ["MT-009"] }]);
        jobs.refused("LOCUS-NOT-FOUND", "register_mts", json!({ "wp_id": id, "mt_definitions": dangling }));
    }
}

#[test]
fn definitions_are_refused_by_path() {
    let mut jobs = Jobs::default();
    jobs.packet("WP-1", "stub");
    let cases = [
        ("mt_definitions[0].mt_id", json!({ "mt_id": "MT-1" })),
        ("mt_definitions[0].name", json!({ "name": " " })),
        ("mt_definitions[0].scope", json!({ "scope": "x".repeat(2001) })),
        ("mt_definitions[0].files", json!({ "files": { "create": ["a", "b", "c", "d"] } })),
        ("mt_definitions[0].files", json!({ "files": { "read": ["/etc/passwd"] } })),
        (
            "mt_definitions[0].done_criteria",
            json!({ "done_criteria": ["x","x","x","x","x","x","x","x","x"] }),
        ),
        ("mt_definitions[0].max_iterations", json!({ "max_iterations": 21 })),
        (
            "mt_definitions[0].escalation_chain",
            json!({ "escalation_chain": [{ "level": 1, "model_id": "m" }] }),
        ),
        ("mt_definitions[0].colour", json!({ "colour": "red" })),
    ];
    for (field, more) in cases {
        let mut definition = PLAIN();
        merge(&mut definition, more);
        let params = json!({ "wp_id": "WP-1", "mt_definitions": [definition] });
        assert_eq!(jobs.refused("LOCUS-INVALID", "register_mts", params)["details"]["field"], field);
    }
}

#[test]
fn a_micro_task_starts_when_its_packet_and_its_dependencies_allow() {
    let mut jobs = Jobs::default();
    jobs.packet("WP-1", "ready");
    let definitions = json!([PLAIN(), { "mt_id": "MT-002", "name": "b", "depends_on": ["MT-001"] }]);
    jobs.ok("register_mts", json!({ "wp_id": "WP-1", "mt_definitions": definitions }));
    jobs.refused("LOCUS-STATE", "start_mt", mt(json!({ "model_id": "m" })));
    jobs.ok("gate_wp", json!({ "wp_id": "WP-1", "gate": "pre_work", "result": "pass" }));
    let second = json!({ "wp_id": "WP-1", "mt_id": "MT-002", "model_id": "m" });
    let error = jobs.refused("LOCUS-STATE", "start_mt", second.clone());
    assert_eq!(error["details"]["allowed"], json!(["complete_mt failed", "complete_mt skipped"]));
    jobs.ok("complete_mt", mt(json!({ "result": "failed" })));
    jobs.refused("LOCUS-STATE", "start_mt", second.clone());
    jobs.refused("LOCUS-STATE", "complete_mt", mt(json!({ "result": "skipped" })));
    jobs.refused(
        "LOCUS-NOT-FOUND",
        "start_mt",
        json!({ "wp_id": "WP-1", "mt_id": "MT-009", "model_id": "m" }),
    );
}

#[test]
fn starting_twice_with_the_same_model_is_a_repetition() {
    let mut jobs = started(PLAIN());
    assert_eq!(jobs.ok("start_mt", mt(json!({ "model_id": "m" })))["changed"], false);
    jobs.refused("LOCUS-STATE", "start_mt", mt(json!({ "model_id": "other" })));
    jobs.refused("LOCUS-INVALID", "start_mt", mt(json!({ "model_id": "m", "escalation_level": 6 })));
}

#[test]
fn iterations_come_in_turn_and_not_too_many() {
    let mut jobs = started(json!({ "mt_id": "MT-001", "name": "n", "max_iterations": 2 }));
    let error = jobs.refused("LOCUS-STATE", "record_iteration", attempt(2, "RETRY"));
    assert_eq!(error["details"]["expected"], 1);
    jobs.ok("record_iteration", attempt(1, "RETRY"));
    jobs.ok("record_iteration", attempt(2, "RETRY"));
    let error = jobs.refused("LOCUS-STATE", "record_iteration", attempt(3, "RETRY"));
    let allowed = json!(["complete_mt failed", "complete_mt skipped"]);
    assert_eq!(
        error["details"],
        json!({ "current": "in_progress", "asked": "iteration 3 at level 0", "allowed": allowed })
    );
    let error = jobs.refused("LOCUS-STATE", "record_iteration", attempt(9, "RETRY"));
    assert_eq!(error["details"]["expected"], 3, "it is out of turn besides");
    jobs.ok("complete_mt", mt(json!({ "result": "failed" })));
    jobs.refused("LOCUS-STATE", "record_iteration", attempt(3, "SUCCESS"));
    jobs.refused("LOCUS-INVALID", "record_iteration", attempt(0, "RETRY"));
    jobs.refused("LOCUS-INVALID", "record_iteration", attempt(u64::MAX, "RETRY"));
}

#[test]
fn a_repeated_iteration_compares_what_is_given() {
    let mut jobs = started(PLAIN());
    let mut full = attempt(1, "RETRY");
    merge(&mut full, json!({ "tokens_prompt": 7, "duration_ms": 1500 }));
    let first = jobs.ok("record_iteration", full);
    let iteration = &first["data"]["iteration"];
    let times =
        [&iteration["started_at"], &iteration["completed_at"]].map(|t| t.as_str().unwrap().to_owned());
    assert!(times[0] < times[1], "started_at is filled from the duration");
    assert_eq!(
        jobs.ok("record_iteration", attempt(1, "RETRY"))["changed"],
        false,
        "less is no other content"
    );
    let mut other = attempt(1, "RETRY");
    merge(&mut other, json!({ "tokens_prompt": 8 }));
    jobs.refused("LOCUS-CONFLICT", "record_iteration", other);
}

#[test]
fn a_lost_answer_to_an_escalation_can_be_asked_again() {
    let mut jobs = started(PLAIN());
    jobs.ok("record_iteration", attempt(1, "ESCALATE"));
    let again = jobs.ok("record_iteration", attempt(1, "ESCALATE"));
    assert_eq!(again["changed"], false, "without a level it is the newest one again");
    assert_eq!(again["data"]["iteration"]["escalation_level"], 0);
    let fresh = jobs.ok("record_iteration", attempt(1, "RETRY"));
    assert_eq!(fresh["data"]["iteration"]["escalation_level"], 1);
}

#[test]
fn escalation_ends_at_the_hard_gate_or_at_the_last_level() {
    let level = |level: u64, hard: bool| json!({ "level": level, "model_id": "m", "is_hard_gate": hard });
    let gate =
        json!({ "mt_id": "MT-001", "name": "n", "escalation_chain": [level(0, false), level(1, true)] });
    let mut jobs = started(gate);
    let answer = jobs.ok("record_iteration", attempt(1, "ESCALATE"));
    assert_eq!(answer["events_emitted"], json!(["FR-EVT-MT-002", "FR-EVT-MT-005", "FR-EVT-MT-006"]));
    assert_eq!(answer["data"]["micro_task"]["status"], "failed");

    let mut jobs = started(json!({ "mt_id": "MT-001", "name": "n", "escalation_chain": [level(0, false)] }));
    let answer = jobs.ok("record_iteration", attempt(1, "ESCALATE"));
    assert_eq!(answer["events_emitted"], json!(["FR-EVT-MT-002", "FR-EVT-MT-006"]));
    assert_eq!(answer["data"]["micro_task"]["escalation"]["current_level"], 0);
}

#[test]
fn a_drop_back_counts_and_goes_on_counting_at_the_old_level() {
    let mut jobs = started(PLAIN());
    jobs.ok("record_iteration", attempt(1, "ESCALATE"));
    jobs.ok("record_iteration", attempt(1, "BLOCKED"));
    let back = jobs.ok("start_mt", mt(json!({ "model_id": "m", "escalation_level": 0 })));
    let mt = &back["data"]["micro_task"];
    assert_eq!((&mt["escalation"]["drop_backs_count"], &mt["current_iteration"]), (&json!(1), &json!(1)));
    let next = jobs.ok("record_iteration", attempt(2, "RETRY"));
    assert_eq!(next["data"]["iteration"]["escalation_level"], 0);
}

#[test]
fn a_list_is_no_object() {
    let mut jobs = started(PLAIN());
    for (key, list) in
        [("files", json!([["a.rs"], [], []])), ("files", json!([])), ("escalation_chain", json!([[0, "m"]]))]
    {
        let definition = json!({ "mt_id": "MT-002", "name": "n", key: list });
        let register = json!({ "wp_id": "WP-1", "mt_definitions": [definition] });
        let error = jobs.refused("LOCUS-INVALID", "register_mts", register);
        assert_eq!(error["details"]["field"], format!("mt_definitions[0].{key}"));
    }
    let complete = mt(json!({ "result": "failed", "validation_result": [false, ["x"]] }));
    let error = jobs.refused("LOCUS-INVALID", "complete_mt", complete);
    assert_eq!(error["message"], "validation_result: invalid type: sequence, expected a map");
}

#[test]
fn completion_needs_a_success_and_its_number() {
    let mut jobs = started(PLAIN());
    jobs.refused("LOCUS-STATE", "complete_mt", mt(json!({})));
    jobs.ok("record_iteration", attempt(1, "SUCCESS"));
    let error = jobs.refused("LOCUS-STATE", "complete_mt", mt(json!({ "final_iteration": 2 })));
    assert_eq!(error["details"]["expected"], 1);
    let done =
        jobs.ok("complete_mt", mt(json!({ "final_iteration": 1, "validation_result": { "passed": true } })));
    assert_eq!(done["data"]["micro_task"]["validation_result"]["passed"], true);
    assert_eq!(jobs.ok("complete_mt", mt(json!({})))["changed"], false);
}

#[test]
fn a_skipped_outcome_skips_the_micro_task() {
    let mut jobs = started(PLAIN());
    let answer = jobs.ok("record_iteration", attempt(1, "SKIPPED"));
    assert_eq!(answer["events_emitted"], json!(["FR-EVT-MT-002", "FR-EVT-MT-004"]));
    assert_eq!(answer["data"]["micro_task"]["status"], "skipped");
}

#[test]
fn micro_tasks_run_on_while_their_packet_is_blocked_but_not_when_it_is_over() {
    let mut jobs = started(PLAIN());
    jobs.ok("update_wp", json!({ "wp_id": "WP-1", "updates": { "status": "blocked" } }));
    jobs.ok("record_iteration", attempt(1, "RETRY"));
    jobs.ok("update_wp", json!({ "wp_id": "WP-1", "updates": { "status": "cancelled" } }));
    jobs.refused("LOCUS-STATE", "record_iteration", attempt(2, "RETRY"));
    jobs.refused("LOCUS-STATE", "complete_mt", mt(json!({ "result": "failed" })));
}

#[test]
fn progress_adds_up() {
    let mut jobs = started(PLAIN());
    let mut work = attempt(1, "SUCCESS");
    merge(&mut work, json!({ "tokens_prompt": 5, "tokens_completion": 3, "duration_ms": 20 }));
    jobs.ok("record_iteration", work);
    jobs.ok("complete_mt", mt(json!({})));
    let totals = jobs.ok("get_mt_progress", json!({ "wp_id": "WP-1" }))["data"]["totals"].clone();
    insta::assert_json_snapshot!(totals);
    let one = jobs.ok("get_mt_progress", mt(json!({})));
    assert_eq!(one["data"]["micro_tasks"][0]["iterations"][0]["outcome"], "SUCCESS");
    jobs.refused("LOCUS-NOT-FOUND", "get_mt_progress", json!({ "wp_id": "WP-1", "mt_id": "MT-002" }));
}

#[test]
fn an_end_that_is_not_given_is_now() {
    let mut jobs = started(PLAIN());
    let mut begun = attempt(1, "RETRY");
    merge(&mut begun, json!({ "started_at": "2026-01-01T00:00:00Z", "duration_ms": 1000 }));
    let iteration = jobs.ok("record_iteration", begun)["data"]["iteration"].clone();
    assert_eq!(
        (&iteration["started_at"], &iteration["duration_ms"]),
        (&json!("2026-01-01T00:00:00.000Z"), &json!(1000))
    );
    assert!(iteration["completed_at"].as_str().unwrap() > "2026-02-01");
}
