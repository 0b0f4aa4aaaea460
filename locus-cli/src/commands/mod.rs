//! What each command does; one file a command.

mod backup;
mod blocked;
mod board_add;
mod board_merge;
mod board_render;
mod board_sync;
mod board_watch;
mod claim;
mod completions;
mod demo;
mod dep_add;
mod dep_chain;
mod dep_graph;
mod dep_list;
mod dep_remove;
mod dep_tree;
mod diagnostics;
mod doctor;
mod events_export;
mod events_list;
mod events_replay;
mod events_sync;
mod events_tail;
mod events_validate;
mod events_verify;
mod export;
mod home;
mod hook;
mod import_file;
mod import_gov;
mod init;
mod job;
mod man;
mod mt_complete;
mod mt_list;
mod mt_record;
mod mt_register;
mod mt_show;
mod mt_start;
mod ready;
mod schema;
mod search;
mod status;
#[cfg(feature = "tui")]
mod tui;
mod undo;
mod wp_close;
mod wp_create;
mod wp_delete;
mod wp_gate;
mod wp_history;
mod wp_list;
mod wp_note;
mod wp_reopen;
mod wp_show;
mod wp_update;

pub(crate) use import_file::RefusedLine;
#[cfg(feature = "tui")]
pub(crate) use {mt_show::show as show_mt, undo::text as undone, wp_create::create_next};

use crate::args::{
    BoardCommand, Command, DepCommand, EventsCommand, HookCommand, ImportCommand, MtCommand, WpCommand,
};
use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;

/// Runs the command typed.
pub(crate) fn run(session: &mut Session<'_>, command: &Option<Command>) -> Result<Exit, CliError> {
    match command {
        None => home::run(session),
        Some(Command::Init) => init::run(session),
        Some(Command::Demo) => demo::run(session),
        Some(Command::Status) => status::run(session),
        Some(Command::Wp(command)) => wp(session, command),
        Some(Command::Mt(command)) => mt(session, command),
        Some(Command::Dep(command)) => dep(session, command),
        Some(Command::Ready(args)) => ready::run(session, args),
        Some(Command::Claim(args)) => claim::run(session, args),
        Some(Command::Renew(args)) => claim::renew(session, args),
        Some(Command::Release(args)) => claim::release(session, args),
        Some(Command::Blocked(args)) => blocked::run(session, args),
        Some(Command::Search(args)) => search::run(session, args),
        Some(Command::Board(command)) => board(session, command),
        Some(Command::Sync(args)) => board_sync::run(session, args),
        Some(Command::Hook(HookCommand::Install(args))) => hook::install(session, args),
        Some(Command::Hook(HookCommand::Uninstall(args))) => hook::uninstall(session, args),
        Some(Command::Events(command)) => events(session, command),
        Some(Command::Job(args)) => job::run(session, args),
        Some(Command::Export) => export::run(session),
        #[cfg(feature = "tui")]
        Some(Command::Tui) => tui::run(session),
        Some(Command::Undo(args)) => undo::run(session, args),
        Some(Command::Import(args)) => match &args.command {
            Some(ImportCommand::Gov(args)) => import_gov::run(session, args),
            None => import_file::run(session, &args.file),
        },
        Some(Command::Backup(args)) => backup::run(session, args),
        Some(Command::Doctor(args)) => doctor::run(session, args),
        Some(Command::Diagnostics(args)) => diagnostics::run(session, args),
        Some(Command::Schema(args)) => schema::run(session, args),
        Some(Command::Completions(args)) => completions::run(session, args),
        Some(Command::Man(args)) => man::run(session, args),
    }
}

fn wp(session: &mut Session<'_>, command: &WpCommand) -> Result<Exit, CliError> {
    match command {
        WpCommand::Create(args) => wp_create::run(session, args),
        WpCommand::Update(args) => wp_update::run(session, args),
        WpCommand::Gate(args) => wp_gate::run(session, args),
        WpCommand::Close(args) => wp_close::run(session, args),
        WpCommand::Delete(args) => wp_delete::run(session, args),
        WpCommand::Reopen(args) => wp_reopen::run(session, args),
        WpCommand::Show(args) => wp_show::run(session, args),
        WpCommand::List(args) => wp_list::run(session, args),
        WpCommand::Note(args) => wp_note::run(session, args),
        WpCommand::History(args) => wp_history::run(session, args),
    }
}

fn mt(session: &mut Session<'_>, command: &MtCommand) -> Result<Exit, CliError> {
    match command {
        MtCommand::Register(args) => mt_register::run(session, args),
        MtCommand::Start(args) => mt_start::run(session, args),
        MtCommand::Record(args) => mt_record::run(session, args),
        MtCommand::Complete(args) => mt_complete::run(session, args),
        MtCommand::List(args) => mt_list::run(session, args),
        MtCommand::Show(args) => mt_show::run(session, args),
    }
}

fn dep(session: &mut Session<'_>, command: &DepCommand) -> Result<Exit, CliError> {
    match command {
        DepCommand::Add(args) => dep_add::run(session, args),
        DepCommand::Remove(args) => dep_remove::run(session, args),
        DepCommand::List(args) => dep_list::run(session, args),
        DepCommand::Tree(args) => dep_tree::run(session, args),
        DepCommand::Chain(args) => dep_chain::run(session, args),
        DepCommand::Graph(args) => dep_graph::run(session, args),
    }
}

fn board(session: &mut Session<'_>, command: &BoardCommand) -> Result<Exit, CliError> {
    match command {
        BoardCommand::Sync(args) => board_sync::run(session, args),
        BoardCommand::Diff => board_sync::diff(session),
        BoardCommand::Add(args) => board_add::run(session, args),
        BoardCommand::Merge(args) => board_merge::run(session, args),
        BoardCommand::Render => board_render::run(session),
        BoardCommand::Watch(args) => board_watch::run(session, args),
    }
}

fn events(session: &mut Session<'_>, command: &EventsCommand) -> Result<Exit, CliError> {
    match command {
        EventsCommand::List(args) => events_list::run(session, args),
        EventsCommand::Tail(args) => events_tail::run(session, args),
        EventsCommand::Export(args) => events_export::run(session, args),
        EventsCommand::Replay(args) => events_replay::run(session, args),
        EventsCommand::Sync(args) => events_sync::run(session, args),
        EventsCommand::Verify(args) => events_verify::run(session, args),
        EventsCommand::Validate(args) => events_validate::run(session, args),
    }
}
