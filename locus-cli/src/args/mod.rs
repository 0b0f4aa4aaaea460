//! The command line: what may be typed.

mod any_case;
mod board;
mod claim;
mod dep;
mod events;
mod filter;
mod hook;
mod import;
mod more;
mod mt;
mod reads;
mod words;
mod wp;

pub(crate) use board::{BoardAdd, BoardCommand, BoardMerge, BoardSync, BoardWatch};
pub(crate) use claim::{Claim, Claimed, Ready, Renew};
pub(crate) use dep::{DepAdd, DepCommand, DepGraph, DepRemove, DepTree, GraphFormat};
pub(crate) use events::{
    EventFilters, EventsCommand, EventsExport, EventsList, EventsReplay, EventsSync, EventsTail,
    EventsValidate, EventsVerify,
};
pub(crate) use filter::{Filters, Paged};
pub(crate) use hook::{Hook, HookCommand};
pub(crate) use import::{Import, ImportCommand, ImportFile, ImportGovArgs};
pub(crate) use more::{
    Backup, Completions, Diagnostics, Doctor, Job, Man, Schema, SchemaName, SearchArgs, Undo,
};
pub(crate) use mt::{MtCommand, MtComplete, MtList, MtNamed, MtRecord, MtRegister, MtStart};
pub(crate) use reads::ReadIds;
pub(crate) use words::parse;
pub(crate) use wp::{
    CLEARABLE, WpCommand, WpCreate, WpEnd, WpGate, WpHistory, WpList, WpNamed, WpNote, WpReopen, WpUpdate,
};

use clap::builder::{PossibleValuesParser, Str};
use clap::{Args, CommandFactory as _, Parser, Subcommand};
use locus_core::domain::Role;
use std::path::PathBuf;

/// Locus tracks work: packets, gates, micro-tasks, dependencies, a markdown Task Board, and an event for
/// everything that happens.
#[derive(Debug, Parser)]
#[command(
    name = "locus",
    version,
    after_help = "Examples:\n  locus demo                      the whole life of a packet, told step by step\n  locus init                      start a project in this folder\n  locus wp create \"Add a login\"   put work on record\n  locus ready                     what can be worked on now"
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// The command line as it is parsed. Where a number belongs `-1` is one, if a wrong one, and no option.
pub(crate) fn command() -> clap::Command {
    fn with_numbers(command: clap::Command) -> clap::Command {
        let is_number = |names: &[Str]| names.iter().any(|name| ["N", "MS"].contains(&name.as_str()));
        let marked = command.mut_args(|arg| {
            let number = arg.get_value_names().is_some_and(is_number);
            if number { arg.allow_negative_numbers(true) } else { arg }
        });
        marked.mut_subcommands(with_numbers)
    }
    with_numbers(Cli::command())
}

/// Options of every command.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// The database file, instead of the project's [env: LOCUS_DB]
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) db: Option<PathBuf>,
    /// The Task Board, instead of the project's [env: LOCUS_BOARD]
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) board: Option<PathBuf>,
    /// Who acts; the login name if not given [env: LOCUS_ACTOR]
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) actor: Option<String>,
    /// In which role; operator if not given [env: LOCUS_ROLE]
    #[arg(long, global = true, value_name = "ROLE", value_parser = PossibleValuesParser::new(Role::ALL.iter().map(|role| role.as_str())))]
    pub(crate) role: Option<String>,
    /// Answer with one JSON object
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Answer with JSON, each record of a list on a line of its own
    #[arg(long, global = true)]
    pub(crate) jsonl: bool,
    /// Tell only these fields of each record, such as wp_id,title,governance.phase
    #[arg(long, global = true, value_name = "FIELD,…", value_delimiter = ',')]
    pub(crate) fields: Vec<String>,
    /// Never show a long answer in a pager [env: LOCUS_PAGER, PAGER]
    #[arg(long, global = true)]
    pub(crate) no_pager: bool,
    /// Leave the Task Board alone after this command
    #[arg(long, global = true)]
    pub(crate) no_sync: bool,
    /// Say nothing where all went well
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say more: exact times, and which events were recorded
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start a project in this folder
    ///
    /// Makes .locus/ with the database and a commented config.toml, and touches nothing else. With --board the
    /// board's path is put into the settings.
    #[command(after_help = "Example:\n  locus init --board docs/TASK_BOARD.md")]
    Init,
    /// Tell the whole life of a packet, step by step, in a folder that goes away afterwards
    #[command(after_help = "Example:\n  locus demo")]
    Demo,
    /// The project at a glance
    #[command(after_help = "Example:\n  locus status")]
    Status,
    /// The board as columns in the terminal, live
    ///
    /// Arrows or h j k l go about, Enter opens a packet, m, < and > move it, / filters, ? shows all keys. What others do
    /// shows as it happens; a move that isn't allowed is refused with the reason and what is.
    #[cfg(feature = "tui")]
    #[command(after_help = "Example:\n  locus tui")]
    Tui,
    /// Work Packets
    #[command(
        subcommand,
        disable_help_subcommand = true,
        after_help = "Example:\n  locus wp create \"Add a login\" --priority 1"
    )]
    Wp(WpCommand),
    /// Micro-Tasks of a packet
    #[command(subcommand, disable_help_subcommand = true, after_help = "Example:\n  locus mt list send-mail")]
    Mt(MtCommand),
    /// Dependencies between packets
    #[command(
        subcommand,
        disable_help_subcommand = true,
        after_help = "Example:\n  locus dep add WP-1-Add-A-Login-v1 blocks WP-1-Send-Mail-v1"
    )]
    Dep(DepCommand),
    /// What can be worked on now, the most urgent first
    ///
    /// With --claim the first one that nobody has is taken in the same step, for the actor: of many who ask at once each
    /// gets another packet, and one whose lease has run out is free again.
    #[command(
        after_help = "Examples:\n  locus ready --assignee self --limit 5\n  locus ready --explain\n  locus ready --explain WP-1-Add-A-Login-v1\n  locus ready --claim --for 30m --type bug"
    )]
    Ready(Ready),
    /// Take a packet: you become its assignee, if nobody else is
    ///
    /// Of many who claim at once one wins. With --for the claim lapses by itself; then the packet is free again.
    #[command(after_help = "Example:\n  locus claim WP-1-Add-A-Login-v1 --for 30m")]
    Claim(Claim),
    /// Have your claim end later; only whoever has the packet can
    #[command(after_help = "Example:\n  locus renew WP-1-Send-Mail-v1 --for 1h")]
    Renew(Renew),
    /// Give a packet back: it has no assignee and no lease then; only whoever has the packet can
    #[command(after_help = "Example:\n  locus release WP-1-Send-Mail-v1")]
    Release(Claimed),
    /// What is held up, and by what in the end
    #[command(after_help = "Example:\n  locus blocked --type bug")]
    Blocked(Paged),
    /// Find packets by words in title, description, labels and notes
    #[command(after_help = "Example:\n  locus search login --status ready")]
    Search(SearchArgs),
    /// The markdown Task Board
    #[command(
        subcommand,
        disable_help_subcommand = true,
        after_help = "Example:\n  locus board sync --check"
    )]
    Board(BoardCommand),
    /// Short for `board sync`
    #[command(after_help = "Example:\n  locus sync --dry-run")]
    Sync(BoardSync),
    /// Git's part: a hook that checks the board, and a merge driver
    #[command(subcommand, disable_help_subcommand = true, after_help = "Example:\n  locus hook install")]
    Hook(HookCommand),
    /// The Flight Recorder: an event for everything that happened
    #[command(subcommand, disable_help_subcommand = true, after_help = "Example:\n  locus events verify")]
    Events(EventsCommand),
    /// Run JSON jobs, one a line, and answer each with one line
    ///
    /// A job is {"job_kind":"locus_operation","protocol_id":"locus_OPERATION_v1","input":{"operation":"OPERATION",
    /// "params":{…}}}. The exit code is that of the first failure.
    #[command(after_help = "Example:\n  locus job < jobs.jsonl > results.jsonl")]
    Job(Job),
    /// Write out the whole project as JSON, one line each, for `import` elsewhere
    ///
    /// Holds the log of all known replicas with its records, bindings, stored answers to jobs, and what is remembered of
    /// the board. Left out is what tells of this database only: its identity, queries, refused jobs.
    #[command(after_help = "Example:\n  locus export > project.jsonl")]
    Export,
    /// Take back your last operation by a new one, where there is a way back
    ///
    /// An update gets the values of before, as long as nobody has changed them since; a new packet is deleted, and its
    /// id is spent; a gate that moved a packet is followed by the move back; an edge is removed or added again. Notes
    /// stay. What can't be taken back is refused, and the refusal says what is allowed. Nothing is erased: the
    /// reversal is an operation of its own, so that undoing an undo does it again.
    #[command(after_help = "Example:\n  locus undo --dry-run")]
    Undo(Undo),
    /// Take in an export, records from elsewhere, or a governance folder
    ///
    /// An export rebuilds an empty database, or brings another replica of the same project up to date; the database
    /// stays the replica it is. Records are {\"work_packet\":{…}} with the params of create_wp and perhaps a status,
    /// {\"dependency\":{…}} with those of add_dependency, and {\"micro_tasks\":{…}} with those of register_mts. What is
    /// there already is passed over, so that an import may be repeated.
    #[command(
        after_help = "Examples:\n  locus import project.jsonl\n  locus import gov .GOV\n  echo '{\"work_packet\":{\"wp_id\":\"WP-1\",\"title\":\"Log in\",\"status\":\"ready\"}}' | locus import -"
    )]
    Import(Import),
    /// Copy the database into a new file while others go on writing, and verify the copy
    ///
    /// The copy is a database of its own: --db names it.
    #[command(after_help = "Example:\n  locus backup ../before-the-merge.db")]
    Backup(Backup),
    /// Look for damage in database, events, records and board; changes nothing without --fix
    ///
    /// --fix makes a verified backup first, then works out again what is derived from what stands (readiness,
    /// counts, the search index), takes away what killed commands left, and makes the files their owner's alone. What
    /// was recorded is never touched: where that is damaged, the doctor says what is at risk and what can be done.
    #[command(after_help = "Examples:\n  locus doctor\n  locus doctor --fix")]
    Doctor(Doctor),
    /// Refused jobs, the newest first
    #[command(after_help = "Example:\n  locus diagnostics --limit 5")]
    Diagnostics(Diagnostics),
    /// What is allowed, and what events, jobs and answers look like
    #[command(
        after_help = "Examples:\n  locus schema capabilities\n  locus schema events > events.schema.json"
    )]
    Schema(Schema),
    /// A completion script for your shell, with the packets that are there
    ///
    /// The script has the shell ask `locus` at each Tab: for commands, options, values, ids of packets and micro-tasks.
    /// Put it where your shell looks, see below, and make it anew with a new Locus. In PowerShell
    /// `locus completions powershell | Out-String | Invoke-Expression` belongs into $PROFILE.
    #[command(
        after_help = "Examples:\n  locus completions bash > ~/.local/share/bash-completion/completions/locus\n  locus completions zsh > ~/.zfunc/_locus\n  locus completions fish > ~/.config/fish/completions/locus.fish"
    )]
    Completions(Completions),
    /// Manual pages, one a command
    #[command(
        after_help = "Examples:\n  locus man wp create | man -l -\n  locus man ~/.local/share/man/man1"
    )]
    Man(Man),
}
