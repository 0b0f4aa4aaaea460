//! `locus wp …`

use crate::args::Paged;
use crate::args::any_case::any_case;
use crate::args::filter::priority;
use crate::args::words::unmarked;
use crate::params::Params;
use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use locus_core::domain::{Phase, Routing, WorkType, WpStatus};

/// What can be done with packets.
#[derive(Debug, Subcommand)]
pub(crate) enum WpCommand {
    /// Create a packet; it starts as a stub
    #[command(
        after_help = "Example:\n  locus wp create \"Add a login\" --priority 1 --label auth --desc \"Name and password\""
    )]
    Create(Box<WpCreate>),
    /// Change fields, move to another status, add a note
    #[command(after_help = "Example:\n  locus wp update WP-1-Add-A-Login-v1 --status ready --assignee ada")]
    Update(Box<WpUpdate>),
    /// Judge a gate
    #[command(
        after_help = "Example:\n  locus wp gate WP-1-Add-A-Login-v1 pre-work pass --notes \"scope is clear\""
    )]
    Gate(WpGate),
    /// Close a packet that is done
    #[command(after_help = "Example:\n  locus wp close WP-1-Sign-Up-v1")]
    Close(WpEnd),
    /// Delete a packet; its history stays
    #[command(after_help = "Example:\n  locus wp delete WP-1-Add-A-Login-v1 --reason \"created twice\"")]
    Delete(WpEnd),
    /// Take up a packet again that is done or cancelled
    #[command(after_help = "Example:\n  locus wp reopen WP-1-Sign-Up-v1 --reason \"a bug in production\"")]
    Reopen(WpReopen),
    /// All about one packet
    #[command(after_help = "Examples:\n  locus wp show WP-1-Add-A-Login-v1\n  locus wp show login")]
    Show(WpNamed),
    /// List packets of any status
    ///
    /// A query is conditions side by side, all of which must hold; `or` between them asks for one side, `-` or `not` turns
    /// the next one around, parentheses group. `field:value` or `field:one,other`, and <, <=, >, >= for priority and times;
    /// other words are looked for in title and description. Fields: id, status, priority, type, phase, routing, pre_work,
    /// post_work, assignee and reporter (self, none), label, title, text, is (ready, blocked, open, claimed, overdue), has
    /// (assignee, lease, label, description, packet, started, completed, closed, due), blocks, blocked_by, and the times
    /// created, updated, started, completed, closed, due. updated>7d is longer ago than 7 days, due<7d is due within them;
    /// days such as 2026-11-01, today or yesterday are whole days in UTC. The shell wants quotation marks around < > ( ).
    #[command(
        after_help = "Examples:\n  locus wp list --status in_progress,blocked\n  locus wp list status:ready \"priority<=1\" label:api -assignee:ada \"updated>7d\"\n  locus wp list \"is:ready (label:api or login) -has:assignee\"\n  locus wp list --views"
    )]
    List(WpList),
    /// Add a note: as an argument, from stdin, or written in an editor
    #[command(after_help = "Example:\n  locus wp note WP-1-Add-A-Login-v1 \"talked to design\"")]
    Note(WpNote),
    /// What happened to a packet, when and by whom, field by field; or how it was
    ///
    /// A deleted packet's history stays. Where events of other replicas came in, all replicas tell the same history.
    #[command(after_help = "Examples:\n  locus wp history login\n  locus wp history login --at 1")]
    History(WpHistory),
}

/// One packet.
#[derive(Debug, Args)]
pub(crate) struct WpNamed {
    /// The packet: its id, or any part of it that no other has, such as `login`; without -vN the newest version
    #[arg(value_name = "WP")]
    pub(super) wp_id: String,
}

impl WpNamed {
    /// As params of an operation.
    pub(crate) fn params(&self) -> Params {
        Params::of("wp_id", self.wp_id.as_str())
    }
}

/// A list of packets.
#[derive(Debug, Args)]
pub(crate) struct WpList {
    /// Conditions, such as status:ready label:api -assignee:ada; quoted for the shell where it needs that
    #[arg(value_name = "QUERY", value_parser = unmarked)]
    pub(crate) query: Vec<String>,
    #[command(flatten)]
    pub(crate) packets: Paged,
    /// List the queries that .locus/config.toml gives a name
    #[arg(long, conflicts_with_all = ["query", "condition", "view"])]
    pub(crate) views: bool,
}

/// A packet's past.
#[derive(Debug, Args)]
pub(crate) struct WpHistory {
    #[command(flatten)]
    pub(crate) named: WpNamed,
    /// Show the packet as it was: at this version, 2h ago, yesterday, at a date (midnight UTC) or moment as RFC 3339, such
    /// as 2026-02-01T12:00:00Z
    #[arg(long, value_name = "VERSION|TIME", conflicts_with = "all")]
    pub(crate) at: Option<String>,
    /// Tell what its micro-tasks went through too
    #[arg(long)]
    pub(crate) all: bool,
}

/// A new packet.
#[derive(Debug, Args)]
pub(crate) struct WpCreate {
    /// What it is called, 1 to 200 characters
    pub(crate) title: String,
    /// Its id, beginning with WP-; made of phase and title if not given: WP-1-Add-A-Login-v1, or the next free -vN
    #[arg(long, value_name = "WP")]
    pub(crate) id: Option<String>,
    /// What it is about; `-` reads it from stdin
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) desc: Option<String>,
    /// Write what it is about in $VISUAL or $EDITOR; an empty text creates nothing
    #[arg(long, conflicts_with = "desc")]
    pub(crate) edit: bool,
    /// How urgent it is, 0 (most) to 4; 2 if not given
    #[arg(long, value_name = "N", value_parser = priority)]
    pub(crate) priority: Option<u64>,
    /// What kind of work it is; feature if not given
    #[arg(long = "type", value_name = "TYPE", value_parser = any_case(WorkType::ALL.iter().map(|v| v.as_str())))]
    pub(crate) work_type: Option<String>,
    /// Its phase; 1 if not given
    #[arg(long, value_parser = any_case(Phase::ALL.iter().map(|v| v.as_str())))]
    pub(crate) phase: Option<String>,
    /// How strictly its gates are held; GOV_STANDARD if not given
    #[arg(long, value_parser = any_case(Routing::ALL.iter().map(|v| v.as_str())))]
    pub(crate) routing: Option<String>,
    /// Where its own file lies, relative to the repository, such as docs/packets/login.md
    #[arg(long, value_name = "PATH")]
    pub(crate) packet: Option<String>,
    /// Who works on it, such as ada; nobody if not given
    #[arg(long, value_name = "NAME")]
    pub(crate) assignee: Option<String>,
    /// Who brought it in; you if not given
    #[arg(long, value_name = "NAME")]
    pub(crate) reporter: Option<String>,
    /// A label, or several: auth,api
    #[arg(long = "label", value_name = "LABEL", value_delimiter = ',')]
    pub(crate) labels: Vec<String>,
    /// When it is due: 7d from now, tomorrow, a date such as 2026-12-01 (midnight UTC), or a moment as RFC 3339
    #[arg(long, value_name = "TIME")]
    pub(crate) due: Option<String>,
    /// The routing session it came from
    #[arg(long, value_name = "ID")]
    pub(crate) spec_session: Option<String>,
    /// A JSON object to keep with it, such as '{"ticket":"ABC-7"}'
    #[arg(long, value_name = "JSON")]
    pub(crate) metadata: Option<String>,
}

/// Fields `--clear` takes, with the param each stands for.
pub(crate) const CLEARABLE: [(&str, &str); 7] = [
    ("desc", "description"),
    ("labels", "labels"),
    ("metadata", "metadata"),
    ("assignee", "assignee"),
    ("due", "due_at"),
    ("packet", "task_packet_path"),
    ("spec-session", "spec_session_id"),
];

/// A change of a packet.
#[derive(Debug, Args)]
pub(crate) struct WpUpdate {
    /// The packet, such as WP-1-Add-A-Login-v1, in full
    #[arg(value_name = "WP")]
    pub(crate) wp_id: String,
    /// Where it stands
    #[arg(long, value_parser = any_case(WpStatus::ALL.iter().map(|v| v.as_str())))]
    pub(crate) status: Option<String>,
    /// What it is called
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// What it is about; `-` reads it from stdin
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) desc: Option<String>,
    /// Change what it is about in $VISUAL or $EDITOR; an empty text changes nothing
    #[arg(long, conflicts_with = "desc")]
    pub(crate) edit: bool,
    /// How urgent it is, 0 (most) to 4
    #[arg(long, value_name = "N", value_parser = priority)]
    pub(crate) priority: Option<u64>,
    /// What kind of work it is
    #[arg(long = "type", value_name = "TYPE", value_parser = any_case(WorkType::ALL.iter().map(|v| v.as_str())))]
    pub(crate) work_type: Option<String>,
    /// Its phase
    #[arg(long, value_parser = any_case(Phase::ALL.iter().map(|v| v.as_str())))]
    pub(crate) phase: Option<String>,
    /// How strictly its gates are held
    #[arg(long, value_parser = any_case(Routing::ALL.iter().map(|v| v.as_str())))]
    pub(crate) routing: Option<String>,
    /// Where its own file lies, relative to the repository, such as docs/packets/login.md
    #[arg(long, value_name = "PATH")]
    pub(crate) packet: Option<String>,
    /// Who works on it
    #[arg(long, value_name = "NAME")]
    pub(crate) assignee: Option<String>,
    /// All its labels: auth,api
    #[arg(long = "label", value_name = "LABEL", value_delimiter = ',')]
    pub(crate) labels: Vec<String>,
    /// When it is due: 7d from now, tomorrow, a date such as 2026-12-01 (midnight UTC), or a moment as RFC 3339
    #[arg(long, value_name = "TIME")]
    pub(crate) due: Option<String>,
    /// The routing session it came from
    #[arg(long, value_name = "ID")]
    pub(crate) spec_session: Option<String>,
    /// A JSON object to keep with it, such as '{"ticket":"ABC-7"}'
    #[arg(long, value_name = "JSON")]
    pub(crate) metadata: Option<String>,
    /// Empty a field; may be given several times
    #[arg(long, value_name = "FIELD", value_parser = PossibleValuesParser::new(CLEARABLE.map(|(field, _)| field)))]
    pub(crate) clear: Vec<String>,
    /// A note to add; `-` reads it from stdin
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) note: Option<String>,
    /// Why; needed to take up what is done or cancelled
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
    /// Refuse if the packet is at another version
    #[arg(long, value_name = "N")]
    pub(crate) expected_version: Option<u64>,
}

/// A judgement.
#[derive(Debug, Args)]
pub(crate) struct WpGate {
    /// The packet, such as WP-1-Add-A-Login-v1, in full
    #[arg(value_name = "WP")]
    pub(crate) wp_id: String,
    /// Which gate
    #[arg(value_name = "pre-work|post-work", hide_possible_values = true, value_parser = any_case(["pre-work", "post-work"]))]
    pub(crate) gate: String,
    /// The result
    #[arg(value_name = "pass|fail|skip", hide_possible_values = true, value_parser = any_case(["pass", "fail", "skip"]))]
    pub(crate) result: String,
    /// Who judged; you if not given
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
    /// What there is to say about it
    #[arg(long, value_name = "TEXT")]
    pub(crate) notes: Option<String>,
    /// Where the report lies: a path or any other reference
    #[arg(long, value_name = "REF")]
    pub(crate) report: Option<String>,
    /// Refuse if the packet is at another version
    #[arg(long, value_name = "N")]
    pub(crate) expected_version: Option<u64>,
}

/// The end of a packet.
#[derive(Debug, Args)]
pub(crate) struct WpEnd {
    /// The packet, such as WP-1-Add-A-Login-v1, in full
    #[arg(value_name = "WP")]
    wp_id: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Refuse if the packet is at another version
    #[arg(long, value_name = "N")]
    expected_version: Option<u64>,
}

impl WpEnd {
    /// As params of an operation.
    pub(crate) fn params(&self) -> Params {
        let params = Params::of("wp_id", self.wp_id.as_str()).with("reason", self.reason.as_deref());
        params.with("expected_version", self.expected_version)
    }
}

/// A reopening.
#[derive(Debug, Args)]
pub(crate) struct WpReopen {
    /// The packet, such as WP-1-Add-A-Login-v1, in full
    #[arg(value_name = "WP")]
    pub(crate) wp_id: String,
    /// Why; kept as a note
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
    /// Refuse if the packet is at another version
    #[arg(long, value_name = "N")]
    pub(crate) expected_version: Option<u64>,
}

/// A note.
#[derive(Debug, Args)]
pub(crate) struct WpNote {
    /// The packet, such as WP-1-Add-A-Login-v1, in full
    #[arg(value_name = "WP")]
    pub(crate) wp_id: String,
    /// What it says, in markdown; `-` reads it from stdin. Without it, on a terminal, $VISUAL or $EDITOR opens
    pub(crate) text: Option<String>,
    /// Write it in $VISUAL or $EDITOR, on a terminal or not
    #[arg(long, conflicts_with = "text")]
    pub(crate) edit: bool,
    /// Refuse if the packet is at another version
    #[arg(long, value_name = "N")]
    pub(crate) expected_version: Option<u64>,
}
