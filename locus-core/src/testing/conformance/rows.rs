//! Rows: written whole, read whole, or not at all.

use super::Reference;
use super::{operator, run};
use crate::app::Engine;
use crate::app::ops::{
    AddDependency, CompleteMt, CreateWp, DeleteWp, EdgeRequest, GateWp, GetMtProgress, GetWpStatus,
    RecordIteration, RegisterMts, StartMt, UpdateWp,
};
use crate::domain::{
    EscalationLevel, FailureCategory, Gate, GateResult, IterationOutcome, MtDefinition, MtFiles, MtResult,
    Role, ValidationResult, WpStatus,
};
use crate::ports::{Direction, Wait};
use crate::testing::{caller, packet};

/// A packet in which every field says something.
fn rich_packet() -> CreateWp {
    let mut request = packet("WP-1-Rich-v1");
    request.title = "Ünïcode \"title\" with 'quotes' and \u{1b}[31m".parse().unwrap();
    request.description = "line one\nline two\t\u{1F600}".parse().unwrap();
    request.priority = 0.try_into().unwrap();
    request.assignee = Some("ada".parse().unwrap());
    request.reporter = Some("grace".parse().unwrap());
    request.labels = ["z", "a b", "ä"].iter().map(|label| label.parse().unwrap()).collect();
    request.task_packet_path = Some(".GOV/task_packets/WP-1-Rich-v1.md".parse().unwrap());
    request.spec_session_id = Some("session-1".parse().unwrap());
    request.due_at = Some("2026-03-01T12:00:00+02:00".parse().unwrap());
    let metadata = r#"{"n":1.5,"big":18446744073709551615,"neg":-3,"list":[null,true,{"deep":"x"}]}"#;
    request.metadata = serde_json::from_str(metadata).unwrap();
    request
}

fn rich_micro_task() -> MtDefinition {
    let mut definition = MtDefinition::new("MT-002".parse().unwrap(), "second".parse().unwrap());
    definition.scope = "the scope".parse().unwrap();
    definition.files = MtFiles::new(
        vec!["a.rs".parse().unwrap()],
        vec!["b.rs".parse().unwrap()],
        vec!["c.rs".parse().unwrap()],
    )
    .unwrap();
    definition.done_criteria = vec!["it runs".parse().unwrap(), "".parse().unwrap()];
    definition.depends_on = vec!["MT-001".parse().unwrap()];
    definition.max_iterations = 7.try_into().unwrap();
    let level = |level, is_hard_gate| EscalationLevel {
        level,
        model_id: "m".parse().unwrap(),
        lora_id: Some("l".parse().unwrap()),
        is_hard_gate,
    };
    definition.escalation_chain = vec![level(0, false), level(1, false), level(2, true)].try_into().unwrap();
    definition.metadata = serde_json::from_str(r#"{"k":[1,2]}"#).unwrap();
    definition
}

/// Fills a repository with one of everything; every answer must equal what is read afterwards.
fn fill(engine: &mut Engine) {
    let request = rich_packet();
    let wp_id = request.wp_id.clone();
    run(engine, &request);
    run(engine, &packet("WP-1-Other-v1"));
    let edge = EdgeRequest::new(wp_id.clone(), "documents", "WP-1-Other-v1".parse().unwrap()).unwrap();
    run(engine, &AddDependency { edge, description: Some("because".parse().unwrap()) });
    run(engine, &UpdateWp::status(wp_id.clone(), WpStatus::Ready));
    let mut gate = GateWp::new(wp_id.clone(), Gate::PreWork, GateResult::Pass);
    gate.notes = Some("fine".parse().unwrap());
    gate.validation_report_ref = Some("report.md".parse().unwrap());
    run(engine, &gate);
    let first = MtDefinition::new("MT-001".parse().unwrap(), "first".parse().unwrap());
    run(engine, &RegisterMts { wp_id: wp_id.clone(), definitions: vec![rich_micro_task(), first] });
    run(engine, &CompleteMt::new(wp_id.clone(), "MT-001".parse().unwrap(), MtResult::Skipped));
    let mt_id = "MT-002".parse::<crate::domain::MtId>().unwrap();
    let start = StartMt {
        wp_id: wp_id.clone(),
        mt_id: mt_id.clone(),
        model_id: "m".parse().unwrap(),
        lora_id: Some("l".parse().unwrap()),
        escalation_level: None,
    };
    run(engine, &start);
    let escalate = IterationOutcome::Escalate;
    let mut attempt = RecordIteration::new(wp_id.clone(), mt_id.clone(), 1, "m".parse().unwrap(), escalate);
    attempt.tokens_prompt = Some(10);
    attempt.duration_ms = Some(1200);
    attempt.error_summary = Some("it broke".parse().unwrap());
    attempt.failure_category = Some(FailureCategory::Unknown);
    attempt.validation_passed = Some(false);
    attempt.output_artifact_ref = Some("out".parse().unwrap());
    run(engine, &attempt);
    let success = IterationOutcome::Success;
    run(engine, &RecordIteration::new(wp_id.clone(), mt_id.clone(), 1, "m".parse().unwrap(), success));
    let mut complete = CompleteMt::new(wp_id.clone(), mt_id, MtResult::Completed);
    complete.validation_result = Some(ValidationResult {
        passed: true,
        blocking_failures: Vec::new(),
        warnings: vec!["slow".parse().unwrap()],
        evidence_ref: Some("evidence".parse().unwrap()),
    });
    run(engine, &complete);
    let mut note = UpdateWp::new(wp_id);
    note.note = Some("a **note**".parse().unwrap());
    note.claim = false;
    run(engine, &note);
}

/// Every kind of row, with every field filled, is read as the reference reads it.
pub fn every_row_is_read_as_it_was_written(make: &dyn Fn() -> Engine, reference: Reference<'_>) {
    let (mut subject, mut memory) = (make(), reference(0));
    fill(&mut subject);
    fill(&mut memory);
    for id in ["WP-1-Rich-v1", "WP-1-Other-v1"] {
        let status = GetWpStatus { wp_id: id.parse().unwrap() };
        let progress = GetMtProgress { wp_id: id.parse().unwrap(), mt_id: None };
        let reader = caller(Role::Viewer);
        assert_eq!(
            subject.query(&status, &reader).unwrap().output,
            memory.query(&status, &reader).unwrap().output,
            "{id}"
        );
        assert_eq!(
            subject.query(&progress, &reader).unwrap().output,
            memory.query(&progress, &reader).unwrap().output,
            "{id}"
        );
    }
    let tombstone =
        DeleteWp { reason: Some("gone".parse().unwrap()), ..DeleteWp::new("WP-1-Rich-v1".parse().unwrap()) };
    run(&mut subject, &tombstone);
    run(&mut memory, &tombstone);
    let deleted = |engine: &mut Engine| engine.view(|txn| Ok(txn.packet(&tombstone.wp_id)?)).unwrap();
    assert_eq!(deleted(&mut subject), deleted(&mut memory));
    let ids = |engine: &mut Engine, after: Option<&str>| {
        let after = after.map(|id| id.parse().unwrap());
        engine.view(|txn| Ok((txn.ids_after(after.as_ref(), 1)?, txn.bronze_count()?))).unwrap()
    };
    for after in [None, Some("WP-1-Other-v1"), Some("WP-1-Rich-v1")] {
        assert_eq!(ids(&mut subject, after), ids(&mut memory, after), "{after:?}");
    }
}

/// A unit that is dropped leaves rows, edges, events and the chain as they were.
pub fn a_dropped_unit_leaves_no_trace(make: &dyn Fn() -> Engine, _reference: Reference<'_>) {
    let mut engine = make();
    run(&mut engine, &packet("WP-1-Kept-v1"));
    let before = engine.view(|txn| Ok((txn.chain_head()?, txn.counts()?))).unwrap();
    {
        let mut unit = engine.begin(Wait::Default).unwrap();
        unit.run(&packet("WP-1-Lost-v1"), &operator()).unwrap();
        let edge =
            EdgeRequest::new("WP-1-Lost-v1".parse().unwrap(), "blocks", "WP-1-Kept-v1".parse().unwrap());
        unit.run(&AddDependency { edge: edge.unwrap(), description: None }, &operator()).unwrap();
    }
    let after = engine.view(|txn| Ok((txn.chain_head()?, txn.counts()?))).unwrap();
    assert_eq!(before, after);
    let kept = "WP-1-Kept-v1".parse().unwrap();
    let edges = engine.view(|txn| Ok(txn.dependencies(&kept, Direction::Incoming)?)).unwrap();
    assert!(edges.is_empty());
}

/// Operations of a unit build on one another, and commit together.
pub fn a_unit_sees_its_own_writes(make: &dyn Fn() -> Engine, _reference: Reference<'_>) {
    let mut engine = make();
    let mut unit = engine.begin(Wait::Default).unwrap();
    unit.run(&packet("WP-1-A-v1"), &operator()).unwrap();
    let refused = unit.run(&UpdateWp::status("WP-1-A-v1".parse().unwrap(), WpStatus::Done), &operator());
    assert!(refused.is_err(), "a refusal leaves the unit usable");
    unit.run(&UpdateWp::status("WP-1-A-v1".parse().unwrap(), WpStatus::Ready), &operator()).unwrap();
    assert_eq!(unit.txn().counts().unwrap().ready, 1);
    unit.commit().unwrap();
    assert_eq!(engine.view(|txn| Ok(txn.counts()?.ready)).unwrap(), 1);
}
