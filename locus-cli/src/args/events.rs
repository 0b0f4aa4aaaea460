//! `locus events …`

use crate::args::any_case::any_case;
use clap::{Args, Subcommand};
use locus_core::event::EventType;

/// What can be done with events.
#[derive(Debug, Subcommand)]
pub(crate) enum EventsCommand {
    /// The newest events
    #[command(after_help = "Example:\n  locus events list --wp login --limit 5")]
    List(EventsList),
    /// The newest events, the newest last; -f goes on with what comes
    #[command(
        after_help = "Goes on until its reader or you have had enough. With --json each event is a line, as in an \
        export.\n\nExample:\n  locus events tail -f --wp login"
    )]
    Tail(EventsTail),
    /// All events as JSON, one a line, by sequence
    #[command(
        after_help = "Examples:\n  locus events export > events.jsonl\n  locus events export --with-content > with-content.jsonl"
    )]
    Export(EventsExport),
    /// Check the hash chain: of the database, or of an exported file
    #[command(after_help = "Example:\n  locus events verify events.jsonl")]
    Verify(EventsVerify),
    /// Rebuild all rows from the events, and compare
    #[command(
        after_help = "Examples:\n  locus events replay\n  locus events replay with-content.jsonl --into rebuilt.db"
    )]
    Replay(EventsReplay),
    /// Exchange events with other replicas of the project, through a file
    #[command(
        after_help = "A file in git that all replicas use, one line an event: what is new in it is taken in, \
        then what it lacks is added. Give it `merge=union` in .gitattributes.\n\n\
        Example:\n  locus events sync locus-events.jsonl"
    )]
    Sync(EventsSync),
    /// Check each line of a file by itself; `-` reads stdin
    #[command(after_help = "Example:\n  locus events validate events.jsonl")]
    Validate(EventsValidate),
}

/// Which events.
#[derive(Debug, Args)]
pub(crate) struct EventFilters {
    /// About this packet; any part of its id that no other has will do
    #[arg(long, value_name = "WP")]
    pub(crate) wp: Option<String>,
    /// Of this type
    #[arg(long = "type", value_name = "TYPE", value_parser = any_case(EventType::ALL.iter().map(|v| v.as_str())))]
    pub(crate) event_type: Option<String>,
    /// Since 2h ago, today, a date such as 2026-12-01 (midnight UTC), or a moment as RFC 3339
    #[arg(long, value_name = "TIME")]
    pub(crate) since: Option<String>,
    /// By this actor (--actor says who you are)
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
}

/// A list.
#[derive(Debug, Args)]
pub(crate) struct EventsList {
    #[command(flatten)]
    pub(crate) filters: EventFilters,
    /// How many at most; 0, with --jsonl, is all
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(..=10_000))]
    pub(crate) limit: u32,
    /// Queries, which are a stream of their own, instead of events
    #[arg(long, conflicts_with_all = ["wp", "event_type", "since", "by"])]
    pub(crate) queries: bool,
}

/// The end of the log.
#[derive(Debug, Args)]
pub(crate) struct EventsTail {
    #[command(flatten)]
    pub(crate) filters: EventFilters,
    /// Go on with what comes, whichever process writes it
    #[arg(short, long)]
    pub(crate) follow: bool,
    /// How many of those that are there
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(..=10_000))]
    pub(crate) lines: u32,
}

/// An export.
#[derive(Debug, Args)]
pub(crate) struct EventsExport {
    /// With the records that hold the texts: {"event": …, "bronze": […]}
    #[arg(long)]
    pub(crate) with_content: bool,
    /// With query events, which are a stream of their own, behind the others
    #[arg(long)]
    pub(crate) queries: bool,
}

/// A replay.
#[derive(Debug, Args)]
pub(crate) struct EventsReplay {
    /// An export with its content (`events export --with-content`), or `events sync`'s file; the database's own log if
    /// not given
    pub(crate) file: Option<String>,
    /// Keep what was rebuilt as a new database in this file, instead of comparing it
    #[arg(long, value_name = "DB")]
    pub(crate) into: Option<String>,
}

/// An exchange.
#[derive(Debug, Args)]
pub(crate) struct EventsSync {
    /// The file
    pub(crate) file: String,
    /// Only take in what is new in the file
    #[arg(long, conflicts_with = "export")]
    pub(crate) import: bool,
    /// Only add to the file what it lacks
    #[arg(long)]
    pub(crate) export: bool,
}

/// A check of a chain.
#[derive(Debug, Args)]
pub(crate) struct EventsVerify {
    /// A file, or `-`; the database if not given
    pub(crate) file: Option<String>,
    /// Accept a part of a chain: a file that begins later, or ends before the project's own log does
    #[arg(long, requires = "file")]
    pub(crate) from: bool,
}

/// A check of lines.
#[derive(Debug, Args)]
pub(crate) struct EventsValidate {
    /// The file, or `-`
    pub(crate) file: String,
}
