//! Words of a query that begin with `-`, which clap would take for options.

use super::{Cli, Command, WpCommand, command};
use clap::{ArgMatches, FromArgMatches as _};
use std::convert::Infallible;
use std::ffi::OsString;

/// Stands for the `-` while clap looks. No argument of a process can hold it.
const MARK: char = '\0';

/// The command line these arguments say, the first being the program's name, and how they were typed.
pub(crate) fn parse(arguments: Vec<OsString>) -> Result<(Cli, ArgMatches), clap::Error> {
    // Of all commands only the list takes a query without an option.
    if !arguments.iter().any(|argument| argument == "list") {
        return matched(arguments);
    }
    match matched(arguments.iter().map(marked).collect()) {
        Ok(found) if matches!(found.0.command, Some(Command::Wp(WpCommand::List(_)))) => Ok(found),
        Err(refusal) if !refusal.to_string().contains(MARK) => Err(refusal),
        // They were no words of a query.
        _ => matched(arguments),
    }
}

fn matched(arguments: Vec<OsString>) -> Result<(Cli, ArgMatches), clap::Error> {
    let typed = command().try_get_matches_from(arguments)?;
    Ok((Cli::from_arg_matches(&typed)?, typed))
}

/// The argument with a mark, if it can only be a condition: no option has a name of several letters behind one `-`.
fn marked(argument: &OsString) -> OsString {
    let Some(rest) = argument.to_str().and_then(|text| text.strip_prefix('-')) else {
        return argument.clone();
    };
    let name =
        rest.bytes().take_while(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-')).count();
    let operator = rest.get(name..).is_some_and(|rest| rest.starts_with([':', '=', '<', '>', '!']));
    let condition = name > 1 && operator && !rest.starts_with('-');
    let group = rest.trim_start_matches('-').starts_with(['(', '"']);
    if condition || group { format!("{MARK}{rest}").into() } else { argument.clone() }
}

/// A word as it was typed.
pub(super) fn unmarked(word: &str) -> Result<String, Infallible> {
    Ok(word.replacen(MARK, "-", 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_conditions_are_kept_from_being_options() {
        for word in ["-assignee:ada", "-has:due", "-pre-work=pass", "-updated>7d", "-(a", "-\"a b\"", "--(a"]
        {
            assert!(marked(&word.into()).to_string_lossy().starts_with(MARK), "{word}");
        }
        for word in
            ["-", "-q", "-qv", "-w=a:b", "--sort=age", "--where=a:b", "-n5", "a:b", "-login", "--", "--db"]
        {
            assert_eq!(marked(&word.into()), word, "{word}");
        }
    }
}
