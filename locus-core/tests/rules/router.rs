//! The Spec Router's surface: all or nothing.

use crate::support::Jobs;
use locus_core::app::{RouteRequest, SpecRoutingResult};
use locus_core::domain::binding::WorkPacketBinding;
use locus_core::domain::{Phase, Role, Routing};
use locus_core::testing;

fn result(id: &str, mode: Routing) -> SpecRoutingResult {
    SpecRoutingResult {
        wp_id: id.parse().unwrap(),
        title: "t".parse().unwrap(),
        description: "d".parse().unwrap(),
        prompt_type: Some("bug_report".parse().unwrap()),
        phase: Phase::P1,
        governance_mode: mode,
        task_packet_path: None,
        session_id: "s-1".parse().unwrap(),
        priority: None,
        work_type: None,
    }
}

fn binding(id: &str, mode: Routing) -> WorkPacketBinding {
    WorkPacketBinding {
        spec_id: "spec".parse().unwrap(),
        task_board_id: "board".parse().unwrap(),
        work_packet_id: id.parse().unwrap(),
        refinement_ref: "r".parse().unwrap(),
        signature_ref: None,
        mode,
        workflow_context: "w".parse().unwrap(),
        capability_registry_version: "1".parse().unwrap(),
    }
}

#[test]
fn a_routed_packet_is_there_with_its_binding() {
    let mut jobs = Jobs::default();
    let caller = testing::caller(Role::Orchestrator);
    let bound = binding("WP-1", Routing::Strict);
    let request = RouteRequest { scope_days: 2.0, surfaces: 1, binding: Some(bound.clone()) };
    let done = jobs.engine.route(&result("WP-1", Routing::Strict), &request, &caller).unwrap();
    assert_eq!(done.output.wp.wp.reporter.as_str(), "spec_router");
    let id = "WP-1".parse().unwrap();
    assert_eq!(jobs.engine.view(|txn| Ok(txn.binding(&id)?)).unwrap(), Some(bound));
}

#[test]
fn large_strict_or_standard_work_needs_a_binding_and_small_or_light_does_not() {
    let caller = testing::caller(Role::Orchestrator);
    let cases = [
        (Routing::Strict, 1.0, 1, true),
        (Routing::Strict, 1.1, 1, false),
        (Routing::Standard, 0.5, 2, false),
        (Routing::Light, 9.0, 9, true),
        (Routing::None, 9.0, 9, true),
    ];
    for (mode, scope_days, surfaces, allowed) in cases {
        let mut jobs = Jobs::default();
        let request = RouteRequest { scope_days, surfaces, binding: None };
        assert_eq!(jobs.engine.route(&result("WP-1", mode), &request, &caller).is_ok(), allowed, "{mode}");
    }
}

#[test]
fn a_failing_binding_leaves_one_diagnostic_and_nothing_else() {
    let caller = testing::caller(Role::Orchestrator);
    for wrong in [binding("WP-404", Routing::Strict), binding("WP-1", Routing::None)] {
        let mut jobs = Jobs::default();
        let request = RouteRequest { scope_days: 2.0, surfaces: 1, binding: Some(wrong) };
        assert!(jobs.engine.route(&result("WP-1", Routing::Strict), &request, &caller).is_err());
        let (packets, diagnostics) =
            jobs.engine.view(|txn| Ok((txn.counts()?.total(), txn.diagnostics(10)?.len()))).unwrap();
        assert_eq!((packets, jobs.head(), diagnostics), (0, 0, 1));
    }
}

#[test]
fn who_may_not_write_may_not_route() {
    let mut jobs = Jobs::default();
    let refused = jobs.engine.route(
        &result("WP-1", Routing::Light),
        &RouteRequest::default(),
        &testing::caller(Role::Viewer),
    );
    assert_eq!(refused.unwrap_err().code().as_str(), "HSK-403-CAPABILITY");
}
