//! `locus import …`

use clap::{Args, Subcommand};

/// An import.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub(crate) struct Import {
    #[command(subcommand)]
    pub(crate) command: Option<ImportCommand>,
    #[command(flatten)]
    pub(crate) file: ImportFile,
}

/// What can be taken in besides a file.
#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// A Handshake governance folder: build order, Task Board, packets, stubs and micro-tasks
    ///
    /// Takes in what is missing and changes nothing that stands: it can be repeated at any time. What dangles, is
    /// doubled or would close a cycle is told; everything else goes in.
    #[command(after_help = "Example:\n  locus import gov .GOV --dry-run")]
    Gov(ImportGovArgs),
}

/// A file of lines.
#[derive(Debug, Args)]
pub(crate) struct ImportFile {
    /// An export, or records, one a line; stdin if not given or `-`
    pub(crate) file: Option<String>,
    /// Take in what is not refused, a thousand records at a time, instead of all or nothing
    #[arg(long)]
    pub(crate) keep_going: bool,
}

/// A governance folder.
#[derive(Debug, Args)]
pub(crate) struct ImportGovArgs {
    /// The folder with BUILD_ORDER.md, TASK_BOARD.md and task_packets/; any of them may be missing
    pub(crate) dir: String,
    /// Say what would come in, and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}
