//! `locus import …`

use clap::Args;

/// An import.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Import {
    /// An export, or records, one a line; `-` reads stdin
    pub(crate) file: String,
    /// Take in what is not refused, a thousand records at a time, instead of all or nothing
    #[arg(long)]
    pub(crate) keep_going: bool,
}
