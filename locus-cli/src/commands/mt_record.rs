//! `locus mt record`.

use crate::args::MtRecord;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::mt_line;
use crate::session::Session;
use locus_core::app::ops::RecordIteration;

pub(super) fn run(session: &mut Session<'_>, args: &MtRecord) -> Result<Exit, CliError> {
    let params = args
        .named
        .params()
        .with("iteration", Some(args.iteration))
        .with("model_id", Some(args.model.as_str()))
        .with("outcome", Some(args.outcome.as_str()))
        .with("escalation_level", args.level)
        .with("lora_id", args.lora.as_deref())
        .with("tokens_prompt", args.tokens_prompt)
        .with("tokens_completion", args.tokens_completion)
        .with("duration_ms", args.duration_ms)
        .with("started_at", args.started_at.as_deref())
        .with("completed_at", args.completed_at.as_deref())
        .with("claimed_complete", args.claimed_complete.then_some(true))
        .with("validation_passed", args.validation_passed)
        .with("output_artifact_ref", args.output.as_deref())
        .with("validation_artifact_ref", args.validation.as_deref())
        .with("error_summary", args.error.as_deref())
        .with("failure_category", args.category.as_deref());
    session.mutate::<RecordIteration>(&params, |done, style| {
        mt_line(&format!("recorded {}", args.outcome), &done.output.micro_task.mt, done.changed, style)
    })
}
