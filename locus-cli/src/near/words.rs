//! What a refusal of the command line suggests.

use super::commands;
use crate::error::CliError;
use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// What to say of a command that is not there.
pub(crate) fn command(refusal: &clap::Error, root: &Command) -> Option<CliError> {
    if refusal.kind() != ErrorKind::InvalidSubcommand {
        return None;
    }
    let Some(ContextValue::String(typed)) = refusal.get(ContextKind::InvalidSubcommand) else { return None };
    let within = within(refusal);
    let path: Vec<_> = within.iter().map(String::as_str).chain([typed.as_str()]).collect();
    let sentence = format!("there is no command `{}`", path.join(" "));
    let meant = commands::meant(root, &within, typed);
    let help = if within.is_empty() {
        "locus --help".to_owned()
    } else {
        format!("locus {} --help", within.join(" "))
    };
    let hint = match meant.split_last() {
        Some((only, [])) => format!("did you mean `{only}`?"),
        Some((last, others)) => format!("did you mean `{}` or `{last}`?", others.join("`, `")),
        None => format!("`{help}` shows what there is"),
    };
    Some(CliError::Typed { sentence, hint })
}

/// The commands in front of the one that is not there.
fn within(refusal: &clap::Error) -> Vec<String> {
    let Some(ContextValue::StyledStr(usage)) = refusal.get(ContextKind::Usage) else { return Vec::new() };
    let usage = usage.to_string();
    let words = usage.split_whitespace().skip_while(|word| *word != "locus").skip(1);
    words.take_while(|word| !word.starts_with(['[', '<'])).map(str::to_owned).collect()
}
