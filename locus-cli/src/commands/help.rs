//! `locus` alone: what there is, and where you are.

use crate::args::Cli;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::plain;
use crate::session::Session;
use clap::CommandFactory;

pub(super) fn run(session: &mut Session<'_>) -> Result<Exit, CliError> {
    let help = Cli::command().render_help();
    let help = if session.style().colour { help.ansi().to_string() } else { help.to_string() };
    let here = match session.project() {
        Ok(project) => format!("You are in the project of {}.", plain(&project.root.display().to_string())),
        Err(CliError::NoProject { .. }) => {
            "There is no project here yet: `locus init` starts one, `locus demo` shows what it does."
                .to_owned()
        }
        Err(error) => return Err(error),
    };
    session.print(format_args!("{help}\n{here}\n"))?;
    Ok(Exit::Done)
}
