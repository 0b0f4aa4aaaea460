//! What a refusal of the command line suggests.

use super::commands;
use crate::error::CliError;
use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// What to say of a command line whose command is not there.
pub(crate) fn command(refusal: &clap::Error, root: &Command) -> Option<CliError> {
    if refusal.kind() != ErrorKind::InvalidSubcommand {
        return None;
    }
    let Some(ContextValue::String(typed)) = refusal.get(ContextKind::InvalidSubcommand) else { return None };
    let mut words = within(refusal);
    words.push(typed.clone());
    Some(no_command(root, &words))
}

/// Whether a command is spelt or called nearly so.
pub(crate) fn is_nearly_a_command(root: &Command, word: &str) -> bool {
    !commands::meant(root, &[], word).is_empty()
}

/// What to say of words that are no command.
pub(crate) fn no_command(root: &Command, words: &[String]) -> CliError {
    let (typed, within) = words.split_last().map_or(("", words), |(typed, within)| (typed.as_str(), within));
    let meant = commands::meant(root, within, typed);
    let hint = match meant.split_last() {
        Some((only, [])) => format!("did you mean `{only}`?"),
        Some((last, others)) => format!("did you mean `{}` or `{last}`?", others.join("`, `")),
        None => {
            let help = std::iter::once("locus").chain(within.iter().map(String::as_str)).chain(["--help"]);
            format!("`{}` shows what there is", help.collect::<Vec<_>>().join(" "))
        }
    };
    CliError::Typed { sentence: format!("there is no command `{}`", words.join(" ")), hint }
}

/// The commands in front of the one that is not there.
fn within(refusal: &clap::Error) -> Vec<String> {
    let Some(ContextValue::StyledStr(usage)) = refusal.get(ContextKind::Usage) else { return Vec::new() };
    let usage = usage.to_string();
    let words = usage.split_whitespace().skip_while(|word| *word != "locus").skip(1);
    words.take_while(|word| !word.starts_with(['[', '<'])).map(str::to_owned).collect()
}
