//! What becomes of an id that is not there: a command that only reads takes up the one that was meant, any other says
//! which that might be.

use super::ids::{Candidates, Meant};
use crate::args::{Command, ReadIds};
use crate::commands;
use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;
use clap::ArgMatches;
use locus_core::app::Error;
use locus_core::domain::{MtId, WpId};
use locus_core::ports::ReadTxn;

/// How many ids are read at once.
const PAGE: u32 = 10_000;

/// Packet and micro-task.
const IDS: usize = 2;

/// Runs a command. Where it only reads, an id that is not there may be any part of one; nothing is looked for as long
/// as ids are typed in full.
pub(crate) fn run(session: &mut Session<'_>, command: &mut Option<Command>) -> Result<Exit, CliError> {
    for _ in 0..IDS {
        let error = match commands::run(session, command) {
            Ok(exit) => return Ok(exit),
            Err(error) => error,
        };
        let Some(ids) = command.as_mut().and_then(Command::reads) else { return Err(error) };
        take_up(session, ids, error)?;
    }
    commands::run(session, command)
}

/// Puts the id that was meant in place of what was typed, if that is what the command failed with.
fn take_up(session: &mut Session<'_>, ids: ReadIds<'_>, error: CliError) -> Result<(), CliError> {
    let (what, typed, place) = match (missing(&error), ids.mt) {
        (Some("packet"), _) => ("packet", ids.wp, String::new()),
        (Some(what @ "micro-task"), Some(mt)) => (what, mt, format!(" in {}", ids.wp)),
        _ => return Err(error),
    };
    if !may_be_part(typed) || is_deleted(session, typed)? {
        return Err(error);
    }
    let meant = match place.strip_prefix(" in ") {
        Some(wp) => among_micro_tasks(session, wp, typed)?,
        None => among_packets(session, typed)?.meant(),
    };
    let nothing = || CliError::Refused(Error::NotFound { what, id: format!("{typed}{place}") });
    match meant {
        Meant::One(id) => {
            session.aside(&format!("{typed} is {id}"));
            *typed = id;
            Ok(())
        }
        Meant::Several(named, more) => Err(CliError::Several { what, typed: typed.clone(), named, more }),
        Meant::Nearly(id) => Err(CliError::Near { error: Box::new(nothing()), near: vec![id] }),
        Meant::Nothing => Err(nothing()),
    }
}

/// Whether an id could hold it.
fn may_be_part(typed: &str) -> bool {
    !typed.is_empty() && format!("WP-0{typed}").parse::<WpId>().is_ok()
}

/// Whether it is a whole id, if that of a packet which is no more: then no other is meant.
fn is_deleted(session: &Session<'_>, typed: &str) -> Result<bool, CliError> {
    match typed.parse::<WpId>() {
        Ok(id) => session.view(|txn| Ok(txn.packet(&id)?.is_some())),
        Err(_) => Ok(false),
    }
}

/// Which of the ids named is none: it is not there, or can't be one.
fn missing(error: &CliError) -> Option<&'static str> {
    match error {
        CliError::Refused(Error::NotFound { what, .. }) => Some(what),
        CliError::Argument(Error::Invalid { field, .. }) if field == "wp_id" => Some("packet"),
        CliError::Argument(Error::Invalid { field, .. }) if field == "mt_id" => Some("micro-task"),
        _ => None,
    }
}

/// An error that names an id which is not there, with those that were probably meant.
pub(crate) fn suggest(session: &Session<'_>, typed: &ArgMatches, error: CliError) -> CliError {
    match nearly(session, typed, &error) {
        Some(near) if !near.is_empty() => CliError::Near { error: Box::new(error), near },
        _ => error,
    }
}

fn nearly(session: &Session<'_>, typed: &ArgMatches, error: &CliError) -> Option<Vec<String>> {
    let argument = |name: &str| typed.try_get_raw(name).ok()??.next()?.to_str().map(str::to_owned);
    match error {
        CliError::Refused(Error::NotFound { what: "packet", id }) => {
            among_packets(session, id).ok().map(Candidates::suggested)
        }
        CliError::Refused(Error::NotFound { what: "micro-task", id }) => {
            let (mt, wp) = id.split_once(" in ")?;
            of_micro_task(session, wp, mt)
        }
        CliError::Argument(Error::Invalid { field, .. }) => match field.as_str() {
            "wp_id" => among_packets(session, &argument("wp_id")?).ok().map(Candidates::suggested),
            "from_wp_id" => among_packets(session, &argument("from")?).ok().map(Candidates::suggested),
            "to_wp_id" => among_packets(session, &argument("to")?).ok().map(Candidates::suggested),
            "mt_id" => of_micro_task(session, &argument("wp_id")?, &argument("mt_id")?),
            _ => None,
        },
        _ => None,
    }
}

fn of_micro_task(session: &Session<'_>, wp: &str, mt: &str) -> Option<Vec<String>> {
    match among_micro_tasks(session, wp, mt).ok()? {
        Meant::One(id) | Meant::Nearly(id) => Some(vec![id]),
        Meant::Several(ids, 0) => Some(ids),
        Meant::Several(..) | Meant::Nothing => None,
    }
}

/// The undeleted packets that a text may stand for: ids alone are read, in the order of their index.
fn among_packets(session: &Session<'_>, typed: &str) -> Result<Candidates, CliError> {
    session.view(|txn| {
        let mut candidates = Candidates::of(typed);
        let mut after: Option<WpId> = None;
        loop {
            let page = txn.ids_after(after.as_ref(), PAGE)?;
            for id in page.iter().filter(|id| candidates.concerns(id.as_str())).collect::<Vec<_>>() {
                if txn.has_packet(id)? {
                    candidates.add(id.as_str());
                }
            }
            after = page.last().cloned();
            if page.len() < PAGE as usize {
                return Ok(candidates);
            }
        }
    })
}

/// The micro-task of a packet that a text stands for: its number will do.
fn among_micro_tasks(session: &Session<'_>, wp: &str, typed: &str) -> Result<Meant, CliError> {
    let ids = session.view(|txn| known_micro_tasks(txn, wp))?;
    let number = |id: &str| id.to_ascii_uppercase().trim_start_matches("MT-").parse::<u64>().ok();
    let same = |id: &&MtId| number(typed).is_some_and(|typed| number(id.as_str()) == Some(typed));
    if let Some(id) = ids.iter().find(same) {
        return Ok(Meant::One(id.to_string()));
    }
    // One number is not nearly another.
    let mut candidates = Candidates::of(typed);
    let part = typed.to_ascii_uppercase();
    ids.iter().filter(|id| id.as_str().contains(&part)).for_each(|id| candidates.add(id.as_str()));
    Ok(candidates.meant())
}

fn known_micro_tasks(txn: &dyn ReadTxn, wp: &str) -> Result<Vec<MtId>, Error> {
    let wp_id: WpId = wp.parse().map_err(|refusal| Error::invalid("wp_id", refusal))?;
    Ok(txn.micro_tasks(&wp_id)?.iter().map(|mt| mt.mt_id().clone()).collect())
}
