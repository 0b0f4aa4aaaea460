//! `locus mt list`.

use crate::args::MtList;
use crate::error::CliError;
use crate::exit::Exit;
use crate::params::Params;
use crate::render::{count, mt_table};
use crate::session::Session;
use locus_core::app::ops::GetMtProgress;

pub(super) fn run(session: &mut Session<'_>, args: &MtList) -> Result<Exit, CliError> {
    let params = Params::of("wp_id", args.wp_id.as_str());
    session.query::<GetMtProgress>(&params, |progress, style| {
        if progress.micro_tasks.is_empty() {
            return "No micro-tasks.\n".to_owned();
        }
        let table = mt_table(progress.micro_tasks.iter().map(|view| &view.mt), style);
        let totals = &progress.totals;
        let line = format!(
            "{} of {} completed, {}, {} read, {} written",
            totals.completed,
            totals.total,
            count(totals.iterations, "iteration", "iterations"),
            count(totals.tokens_prompt, "token", "tokens"),
            totals.tokens_completion,
        );
        format!("{table}{}\n", style.faint(&line))
    })
}
