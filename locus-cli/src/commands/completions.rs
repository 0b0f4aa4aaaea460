//! `locus completions`: the script by which a shell asks `locus` itself, so that ids are those that are there now.

use crate::args;
use crate::completion::VARIABLE;
use crate::error::CliError;
use crate::exit::Exit;
use crate::session::{Effect, Session};
use clap_complete::env::Shells;
use serde_json::json;

pub(super) fn run(session: &mut Session<'_>, args: &args::Completions) -> Result<Exit, CliError> {
    let mut script = Vec::new();
    let shells = Shells::builtins();
    let shell = shells.completer(&args.shell.to_string());
    let shell = shell.ok_or_else(|| CliError::Usage(format!("{} is not completed", args.shell)))?;
    shell.write_registration(VARIABLE, "locus", "locus", "locus", &mut script).map_err(CliError::Output)?;
    let script = String::from_utf8_lossy(&script);
    session.deliver(&json!({ "script": script }), Effect::default(), |_| script.to_string())?;
    Ok(Exit::Done)
}
