//! `locus dep remove`.

use crate::args::DepRemove;
use crate::commands::dep_add::line;
use crate::error::CliError;
use crate::exit::Exit;
use crate::params::Params;
use crate::session::Session;
use locus_core::app::ops::RemoveDependency;

pub(super) fn run(session: &mut Session<'_>, args: &DepRemove) -> Result<Exit, CliError> {
    let params = match &args.kind {
        None if args.from.starts_with("WP-") => {
            let from = &args.from;
            return Err(CliError::Usage(format!(
                "TYPE and TO are missing, as in `locus dep remove {from} blocks WP-…`; `locus dep list {from}` shows them"
            )));
        }
        None => Params::of("dependency_id", args.from.as_str()),
        Some(kind) => Params::of("from_wp_id", args.from.as_str())
            .with("type", Some(kind.as_str()))
            .with("to_wp_id", args.to.as_deref()),
    };
    session.mutate::<RemoveDependency>(&params, |done, style| line("removed", done, style))
}
