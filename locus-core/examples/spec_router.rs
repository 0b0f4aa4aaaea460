//! A prompt was routed; its result becomes a Work Packet with its binding, or nothing does.
//!
//! `cargo run -p locus-core --example spec_router`
#![expect(clippy::print_stdout, reason = "an example talks")]

use locus_core::app::{Engine, RouteRequest, SpecRoutingResult};
use locus_core::domain::binding::WorkPacketBinding;
use locus_core::domain::{Phase, Role, Routing};
use locus_core::memory::MemoryStore;
use locus_core::testing::{self, REPLICA};
use locus_fr::FlightRecorder;

fn routed(id: &str, title: &str) -> Result<SpecRoutingResult, Box<dyn std::error::Error>> {
    Ok(SpecRoutingResult {
        wp_id: id.parse()?,
        title: title.parse()?,
        description: "The prompt, refined until it could be built.".parse()?,
        prompt_type: Some("feature_request".parse()?),
        phase: Phase::P1,
        governance_mode: Routing::Strict,
        task_packet_path: Some(format!(".GOV/task_packets/{id}.md").parse()?),
        session_id: "session-2026-02-01".parse()?,
        priority: None,
        work_type: None,
    })
}

fn binding(id: &str) -> Result<WorkPacketBinding, Box<dyn std::error::Error>> {
    Ok(WorkPacketBinding {
        spec_id: "master-spec-v02.116".parse()?,
        task_board_id: "TASK_BOARD".parse()?,
        work_packet_id: id.parse()?,
        refinement_ref: "refinements/calendar.md".parse()?,
        signature_ref: Some("signatures/operator-7".parse()?),
        mode: Routing::Strict,
        workflow_context: "spec-router".parse()?,
        capability_registry_version: "1".parse()?,
    })
}

fn packets(engine: &mut Engine) -> Result<u64, Box<dyn std::error::Error>> {
    Ok(engine.view(|txn| Ok(txn.counts()?.total()))?)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The clock and ids of `testing` repeat from run to run; a real router brings its own.
    let mut engine = testing::engine(Box::new(MemoryStore::new(REPLICA)), Box::new(FlightRecorder));
    let router = testing::caller(Role::Orchestrator);

    println!("1. Three days of strict work, bound to its specification:");
    let result = routed("WP-1-Calendar-Sync-v1", "Sync calendars both ways")?;
    let request =
        RouteRequest { scope_days: 3.0, surfaces: 2, binding: Some(binding("WP-1-Calendar-Sync-v1")?) };
    let done = engine.route(&result, &request, &router)?;
    println!("   {} is there, reported by {}", done.output.wp.wp.wp_id, done.output.wp.wp.reporter);

    println!("2. The same size of work without a binding:");
    let result = routed("WP-1-Mail-Import-v1", "Import mail")?;
    let refused = engine.route(&result, &RouteRequest { binding: None, ..request.clone() }, &router);
    println!("   refused: {}", refused.err().ok_or("work of this size needs a binding")?);

    println!("3. A binding to a packet that does not exist:");
    let wrong = RouteRequest { binding: Some(binding("WP-1-Nowhere-v1")?), ..request };
    let refused = engine.route(&result, &wrong, &router);
    println!("   refused: {}", refused.err().ok_or("a binding must name a packet that exists")?);

    println!("   nothing is left of both: {} packet, {} events", packets(&mut engine)?, events(&mut engine)?);
    let diagnostics = engine.view(|txn| Ok(txn.diagnostics(10)?))?;
    println!("   and {} diagnostics tell of them", diagnostics.len());
    Ok(())
}

fn events(engine: &mut Engine) -> Result<u64, Box<dyn std::error::Error>> {
    Ok(engine.view(|txn| Ok(txn.chain_head()?.sequence))?)
}
