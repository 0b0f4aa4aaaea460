//! A Micro-Task Executor at work: register, iterate, escalate, complete.
//!
//! `cargo run -p locus-core --example mt_executor`
#![expect(clippy::print_stdout, reason = "an example talks")]

use locus_core::app::MtExecutor;
use locus_core::app::ops::{CompleteMt, CreateWp, GateWp, GetMtProgress, RecordIteration, StartMt, UpdateWp};
use locus_core::domain::{
    FailureCategory, Gate, GateResult, IterationOutcome, MtDefinition, MtResult, Role, WpStatus,
};
use locus_core::memory::MemoryStore;
use locus_core::testing::{self, REPLICA};
use locus_fr::FlightRecorder;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The clock and ids of `testing` repeat from run to run; a real executor brings its own.
    let mut engine = testing::engine(Box::new(MemoryStore::new(REPLICA)), Box::new(FlightRecorder));
    let operator = testing::caller(Role::Operator);
    let packet = CreateWp::new("WP-1-Parser-v1".parse()?, "Parse boards without losing a byte".parse()?);
    engine.run(&packet, &operator)?;
    engine.run(&UpdateWp::status(packet.wp_id.clone(), WpStatus::Ready), &operator)?;
    engine.run(&GateWp::new(packet.wp_id.clone(), Gate::PreWork, GateResult::Pass), &operator)?;

    let mut executor = MtExecutor::new(&mut engine, testing::caller(Role::Coder));
    let lines = MtDefinition::new("MT-001".parse()?, "Split lines".parse()?);
    let mut entries = MtDefinition::new("MT-002".parse()?, "Find entries".parse()?);
    entries.depends_on = vec!["MT-001".parse()?];
    executor.on_mts_generated(packet.wp_id.clone(), vec![lines.clone(), entries])?;
    println!("two micro-tasks registered, the second depends on the first");

    let (wp_id, mt_id) = (packet.wp_id, lines.mt_id);
    let small = "qwen2.5-coder:7b".parse::<locus_core::domain::Reference>()?;
    let start = StartMt {
        wp_id: wp_id.clone(),
        mt_id: mt_id.clone(),
        model_id: small.clone(),
        lora_id: None,
        escalation_level: None,
    };
    executor.on_mt_started(&start)?;

    let attempt =
        |number, outcome| RecordIteration::new(wp_id.clone(), mt_id.clone(), number, small.clone(), outcome);
    let mut failed = attempt(1, IterationOutcome::Retry);
    failed.failure_category = Some(FailureCategory::IncompleteImplementation);
    executor.on_iteration_completed(&failed)?;
    let escalated = executor.on_iteration_completed(&attempt(2, IterationOutcome::Escalate))?;
    let level = escalated.output.micro_task.mt.escalation.current_level;
    println!("two attempts failed; now at level {level}, events: {:?}", escalated.events);

    executor.on_iteration_completed(&attempt(1, IterationOutcome::Success))?;
    let repeated = executor.on_iteration_completed(&attempt(1, IterationOutcome::Success))?;
    println!("the third succeeded; reporting it twice changed something: {}", repeated.changed);
    executor.on_mt_completed(&CompleteMt::new(wp_id.clone(), mt_id, MtResult::Completed))?;

    let progress = engine.query(&GetMtProgress { wp_id, mt_id: None }, &operator)?.output;
    for view in &progress.micro_tasks {
        println!(
            "{} {}: {} iterations",
            view.mt.mt_id(),
            view.mt.status,
            view.iterations.as_ref().map_or(0, Vec::len)
        );
    }
    println!("{} of {} completed", progress.totals.completed, progress.totals.total);
    Ok(())
}
