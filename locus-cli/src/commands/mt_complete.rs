//! `locus mt complete`.

use crate::args::MtComplete;
use crate::error::CliError;
use crate::exit::Exit;
use crate::params::json;
use crate::render::mt_line;
use crate::session::Session;
use locus_core::app::ops::CompleteMt;

pub(super) fn run(session: &mut Session<'_>, args: &MtComplete) -> Result<Exit, CliError> {
    let params = args
        .named
        .params()
        .with("result", args.result.as_deref())
        .with("final_iteration", args.final_iteration)
        .with("validation_result", json("--validation", args.validation.as_deref())?);
    session.mutate::<CompleteMt>(&params, |done, style| {
        mt_line("ended", &done.output.micro_task.mt, done.changed, style)
    })
}
