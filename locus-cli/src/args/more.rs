//! Commands of one level.

use crate::args::Filters;
use clap::{Args, ValueEnum};

/// A search.
#[derive(Debug, Args)]
pub(crate) struct SearchArgs {
    /// The words; the beginning of a word finds it too
    #[arg(required = true)]
    pub(crate) query: Vec<String>,
    #[command(flatten)]
    pub(crate) filters: Filters,
}

/// Jobs.
#[derive(Debug, Args)]
pub(crate) struct Job {
    /// A file with one job, or one a line; stdin if not given or `-`
    pub(crate) file: Option<String>,
    /// All jobs or none: the first refusal undoes the whole stream. Results come at the end
    #[arg(long, conflicts_with = "batch")]
    pub(crate) atomic: bool,
    /// Commit up to N jobs at once, fewer where no more are there yet. Each result comes after its commit
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) batch: Option<u32>,
}

/// A backup.
#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// The new file
    pub(crate) file: String,
}

/// An examination.
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Back the database up, then put right what can be worked out again
    #[arg(long)]
    pub(crate) fix: bool,
}

/// Diagnostics.
#[derive(Debug, Args)]
pub(crate) struct Diagnostics {
    /// How many at most
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(..=10_000))]
    pub(crate) limit: u32,
}

/// A schema.
#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// Which one
    pub(crate) name: SchemaName,
}

/// The name of a schema.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum SchemaName {
    /// Roles, what they grant, and what each operation needs
    Capabilities,
    /// A line of the event log, as a JSON Schema
    Events,
    /// A job and its result, as a JSON Schema
    Job,
    /// What `board sync --json` answers, as a JSON Schema
    Board,
}

/// Completions.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// Which shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// Manual pages.
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// A command, such as `wp create`, whose page is printed; or a folder for the pages of all. The main page if not
    /// given; `./wp` is a folder in any case
    #[arg(value_name = "COMMAND|DIR")]
    pub(crate) words: Vec<String>,
}

/// An undo.
#[derive(Debug, Args)]
pub(crate) struct Undo {
    /// Only say what would be done
    #[arg(long)]
    pub(crate) dry_run: bool,
}
