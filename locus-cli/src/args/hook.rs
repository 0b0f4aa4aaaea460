//! `locus hook …`

use clap::{Args, Subcommand};

/// What can be done with git's hooks.
#[derive(Debug, Subcommand)]
pub(crate) enum HookCommand {
    /// Have git check the board before each commit
    ///
    /// Puts a marked block into the repository's pre-commit hook, in front of what is there: a commit is refused while
    /// board and database differ. Where `locus` is not on the path the commit goes on with one line of warning.
    #[command(after_help = "Example:\n  locus hook install --merge-driver")]
    Install(Hook),
    /// Take out what `hook install` put in, and nothing else
    #[command(after_help = "Example:\n  locus hook uninstall")]
    Uninstall(Hook),
}

/// What is to be put in or taken out.
#[derive(Debug, Args)]
pub(crate) struct Hook {
    /// Also `locus board merge` as git's merge driver for the board: in the repository's own settings, not in a file
    /// that is committed
    #[arg(long)]
    pub(crate) merge_driver: bool,
}
