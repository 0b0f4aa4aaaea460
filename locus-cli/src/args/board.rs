//! `locus board …`

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// What can be done with the board.
#[derive(Debug, Subcommand)]
pub(crate) enum BoardCommand {
    /// Bring board and database in step, both ways
    ///
    /// What changed since the last sync decides, packet by packet. Of the board only the lines of packets that the
    /// database changed are written; every other byte stays.
    #[command(after_help = "Example:\n  locus board sync --check")]
    Sync(BoardSync),
    /// Say what a sync would do, and do nothing
    #[command(after_help = "Example:\n  locus board diff")]
    Diff,
    /// Give packets a line on the board again, and touch no other
    ///
    /// A packet whose line a person took off stays unlisted until its status changes, or until this. One that has a
    /// line is left as it is.
    #[command(after_help = "Example:\n  locus board add WP-1-Add-A-Login-v1")]
    Add(BoardAdd),
    /// Merge two edited boards by packet, as a merge driver of git; needs no project
    ///
    /// What only one side changed is taken from that side; a packet that both changed differently is in conflict, and
    /// no other with it. The result replaces OURS. Exit code: 0 merged, 1 with conflicts.
    /// `locus hook install --merge-driver` has git call it.
    #[command(after_help = "Example:\n  locus board merge base.md ours.md theirs.md")]
    Merge(BoardMerge),
    /// Print a board made from the database alone
    #[command(after_help = "Example:\n  locus board render > BOARD_FROM_LOCUS.md")]
    Render,
    /// Sync whenever the board or the database changed, until Ctrl-C
    ///
    /// Says a line for each sync that did something, or found something else wrong than before. What is in conflict is
    /// left alone on both sides until it is settled; a board that is missing or in the middle of a merge is waited for.
    #[command(after_help = "Example:\n  locus board watch")]
    Watch(BoardWatch),
}

/// Packets to list.
#[derive(Debug, Args)]
pub(crate) struct BoardAdd {
    /// The packets
    #[arg(value_name = "WP", required = true)]
    pub(crate) wp_ids: Vec<String>,
}

/// Three versions of a board.
#[derive(Debug, Args)]
pub(crate) struct BoardMerge {
    /// The version both sides were made from; git's %O
    pub(crate) base: PathBuf,
    /// Our version, which the result replaces; git's %A
    pub(crate) ours: PathBuf,
    /// Their version; git's %B
    pub(crate) theirs: PathBuf,
}

/// A sync.
#[derive(Debug, Default, Args)]
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
    /// Which side wins where both were changed
    #[arg(long, value_name = "SIDE", value_parser = ["board", "db"])]
    pub(crate) prefer: Option<String>,
    /// A board that lost most of its lines, or its last status section, is meant so
    #[arg(long)]
    pub(crate) accept_removals: bool,
}

/// A watch.
#[derive(Debug, Args)]
pub(crate) struct BoardWatch {
    /// How many milliseconds it must be quiet before a sync; it is done after two seconds in any case
    #[arg(long, value_name = "MS", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=60_000))]
    pub(crate) debounce: u64,
}
