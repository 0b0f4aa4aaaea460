//! `locus mt start`.

use crate::args::MtStart;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::mt_line;
use crate::session::Session;
use locus_core::app::ops::StartMt;

pub(super) fn run(session: &mut Session<'_>, args: &MtStart) -> Result<Exit, CliError> {
    let params = args
        .named
        .params()
        .with("model_id", Some(args.model.as_str()))
        .with("lora_id", args.lora.as_deref())
        .with("escalation_level", args.level);
    session.mutate::<StartMt>(&params, |done, style| {
        mt_line("started", &done.output.micro_task.mt, done.changed, style)
    })
}
