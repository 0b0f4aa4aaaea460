//! `locus completions`.

use crate::args::{self, Cli};
use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;
use clap::CommandFactory;

pub(super) fn run(session: &mut Session<'_>, args: &args::Completions) -> Result<Exit, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "locus", &mut script);
    session.output().write_all(&script).and_then(|()| session.output().flush()).map_err(CliError::Output)?;
    Ok(Exit::Done)
}
