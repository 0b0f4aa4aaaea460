//! `locus board …`

use clap::{Args, Subcommand};

/// What can be done with the board.
#[derive(Debug, Subcommand)]
pub(crate) enum BoardCommand {
    /// Take in what the board says
    ///
    /// Packets that stand on the board and not in the database come in, with the status of their section. The
    /// board itself is not written.
    #[command(after_help = "Example:\n  locus board sync --check")]
    Sync(BoardSync),
    /// Print a board made from the database alone
    #[command(after_help = "Example:\n  locus board render > TASK_BOARD.md")]
    Render,
}

/// A sync.
#[derive(Debug, Args)]
pub(crate) struct BoardSync {
    /// Only say whether there is drift: exit code 1 if there is, 5 with a conflict
    #[arg(long)]
    pub(crate) check: bool,
    /// Say what would be done, and do nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Leave out packets that the database doesn't know
    #[arg(long)]
    pub(crate) no_adopt: bool,
}
