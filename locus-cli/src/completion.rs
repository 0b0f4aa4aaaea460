//! What a shell asks for while somebody types: words of the command line, with the ids that are there. It must be
//! quick and say nothing else: whatever goes wrong, there is nothing to offer.

use crate::args::{self, Global};
use crate::env::Env;
use crate::exit::Exit;
use crate::io::Io;
use crate::render::plain;
use crate::session::Session;
use clap::{Arg, Command, ValueHint};
use clap_complete::CompletionCandidate;
use clap_complete::engine::ArgValueCompleter;
use clap_complete::env::Shells;
use locus_core::app::Error;
use locus_core::domain::{Filter, WorkPacket, WpId};
use locus_core::ports::ReadTxn;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// The variable a completion script sets to its shell's name.
pub(crate) const VARIABLE: &str = "LOCUS_COMPLETE";

/// How many ids are offered.
const OFFERED: usize = 50;

/// How many ids are read for them: deleted ones are among them.
const READ: u32 = 200;

/// How much of a title is shown.
const TITLE: usize = 60;

/// The value names that stand for packets, for micro-tasks and for files.
const PACKETS: [&str; 4] = ["WP", "FROM", "TO", "FROM|ID"];
const MICRO_TASKS: [&str; 1] = ["MT"];
const FILES: [&str; 7] = ["FILE", "PATH", "DIR", "DB", "BASE", "OURS", "THEIRS"];

/// Answers a completion script; none if it is none that asks.
pub(crate) fn answer(arguments: &[OsString], io: &mut Io<'_>, env: &Env) -> Option<Exit> {
    let shells = Shells::builtins();
    let shell = shells.completer(env.variable(VARIABLE)?)?;
    let words = arguments.split(|word| word == "--").nth(1).map(<[OsString]>::len)?;
    let words = arguments.get(arguments.len().checked_sub(words)?..).filter(|_| words > 0);
    let words = words.unwrap_or_default().to_vec();
    let mut offered = Vec::new();
    let known = Known { env: env.clone(), db: db_of(&words), wp: packet_of(&words) };
    let mut command = with_values(args::command(), &known);
    let here = Some(env.current_dir());
    if shell.write_complete(&mut command, words, here, &mut offered).is_ok() {
        // A shell that has gone needs no answer.
        let _ = io.output.write_all(&offered).and_then(|()| io.output.flush());
    }
    Some(Exit::Done)
}

/// What completing a value goes by.
#[derive(Clone)]
struct Known {
    env: Env,
    /// The database named on the line.
    db: Option<PathBuf>,
    /// The packet named on the line, whose micro-tasks are meant.
    wp: Option<WpId>,
}

fn packet_of(words: &[OsString]) -> Option<WpId> {
    words.iter().find_map(|word| word.to_str()?.parse().ok())
}

fn db_of(words: &[OsString]) -> Option<PathBuf> {
    let behind = words.windows(2).find(|pair| pair.first().is_some_and(|word| word == "--db"));
    let within = || words.iter().find_map(|word| word.to_str()?.strip_prefix("--db="));
    behind.and_then(|pair| pair.last()).map(PathBuf::from).or_else(|| within().map(PathBuf::from))
}

/// The command line with all that can be completed in it.
fn with_values(command: Command, known: &Known) -> Command {
    let completed = command.mut_args(|arg| with_value(arg, known));
    completed.mut_subcommands(|command| with_values(command, known))
}

fn with_value(arg: Arg, known: &Known) -> Arg {
    let stands_for = |names: &[&str]| {
        arg.get_value_names().and_then(<[_]>::first).is_some_and(|name| names.contains(&name.as_str()))
    };
    // A new packet's id is none that is there.
    if stands_for(&PACKETS) && arg.get_id() != "id" {
        let known = known.clone();
        return arg.add(ArgValueCompleter::new(move |typed: &OsStr| known.packets(typed)));
    }
    if stands_for(&MICRO_TASKS) {
        let known = known.clone();
        return arg.add(ArgValueCompleter::new(move |typed: &OsStr| known.micro_tasks(typed)));
    }
    if stands_for(&FILES) { arg.value_hint(ValueHint::AnyPath) } else { arg }
}

impl Known {
    fn read<T: Default>(&self, read: impl FnOnce(&dyn ReadTxn) -> Result<T, Error>) -> T {
        let options = Global { db: self.db.clone(), ..Global::default() };
        let (mut nothing, mut out, mut errors) = (std::io::empty(), std::io::sink(), std::io::sink());
        let session = Session::new(options, None, Io::plain(&mut nothing, &mut out, &mut errors), &self.env);
        session.view(read).unwrap_or_default()
    }

    fn packets(&self, typed: &OsStr) -> Vec<CompletionCandidate> {
        let Some(typed) = typed.to_str() else { return Vec::new() };
        let (found, more) = self.read(|txn| match typed {
            "" => first(txn),
            typed => beginning_with(txn, typed),
        });
        let mut offered: Vec<_> = found.iter().map(candidate).collect();
        if more {
            // With it a shell doesn't take what the first ids have in common for what all have.
            let typed = if typed.len() < "WP-".len() { "WP-" } else { typed };
            let help = Some("… and more; type on".into());
            offered.push(CompletionCandidate::new(typed).help(help));
        }
        offered
    }

    fn micro_tasks(&self, typed: &OsStr) -> Vec<CompletionCandidate> {
        let (Some(typed), Some(wp)) = (typed.to_str(), &self.wp) else { return Vec::new() };
        let found = self.read(|txn| Ok(txn.micro_tasks(wp)?));
        let found = found.iter().filter(|mt| mt.mt_id().as_str().starts_with(typed)).take(OFFERED);
        let told = |name: &str| Some(shortened(name).into());
        found
            .map(|mt| CompletionCandidate::new(mt.mt_id().as_str()).help(told(mt.definition.name.as_str())))
            .collect()
    }
}

fn candidate(wp: &WorkPacket) -> CompletionCandidate {
    let help = format!("{}: {}", wp.status, shortened(wp.title.as_str()));
    CompletionCandidate::new(wp.wp_id.as_str()).help(Some(help.into()))
}

fn shortened(title: &str) -> String {
    plain(title).chars().take(TITLE).collect()
}

/// What can be worked on, for somebody who has typed nothing yet; packets by id if nothing can.
fn first(txn: &dyn ReadTxn) -> Result<(Vec<WorkPacket>, bool), Error> {
    let ready = txn.ready(&Filter { limit: READ / 4, ..Filter::default() })?.items;
    if ready.is_empty() { beginning_with(txn, "") } else { Ok((ready, true)) }
}

/// The first undeleted packets whose ids begin so, and whether there may be more.
fn beginning_with(txn: &dyn ReadTxn, typed: &str) -> Result<(Vec<WorkPacket>, bool), Error> {
    let exact: Option<WpId> = typed.parse().ok();
    // What comes between the longest part that is an id and the whole of it is nothing, but for odd characters.
    let behind: Option<WpId> = (1..=typed.len()).rev().find_map(|end| typed.get(..end)?.parse().ok());
    let page = txn.ids_after(behind.as_ref(), READ)?;
    let full = page.len() == READ as usize;
    let beyond = page.last().is_some_and(|id| id.as_str() > typed && !id.as_str().starts_with(typed));
    let mut found = Vec::new();
    for id in exact.iter().chain(&page).filter(|id| id.as_str().starts_with(typed)) {
        if found.len() == OFFERED {
            return Ok((found, true));
        }
        found.extend(txn.packet(id)?.filter(|wp| !wp.is_deleted()));
    }
    Ok((found, full && !beyond))
}
