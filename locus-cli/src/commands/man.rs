//! `locus man`.

use crate::args::{self, Cli};
use crate::error::CliError;
use crate::exit::Exit;
use crate::near;
use crate::session::{Effect, Session};
use clap::{Command, CommandFactory as _};
use clap_mangen::{Man, generate_to};
use serde_json::json;

pub(super) fn run(session: &mut Session<'_>, args: &args::Man) -> Result<Exit, CliError> {
    let mut root = Cli::command().disable_help_subcommand(true);
    root.build();
    match (of(&root, &args.words), args.words.as_slice()) {
        (Some(command), _) => print(session, command.clone()),
        (None, [folder]) if !is_slip(session, &root, folder) => write(session, folder),
        (None, words) => Err(near::no_command(&root, words)),
    }
}

/// The command of this name; what isn't one may be a folder.
fn of<'c>(root: &'c Command, words: &[String]) -> Option<&'c Command> {
    words.iter().try_fold(root, |command, word| command.get_subcommands().find(|sub| sub.get_name() == word))
}

/// Whether a command was meant rather than a folder: nobody wants a new folder for a slip of the keyboard.
fn is_slip(session: &Session<'_>, root: &Command, word: &str) -> bool {
    let is_path = word.contains(std::path::is_separator) || session.env.absolute(word).is_dir();
    !is_path && near::is_nearly_a_command(root, word)
}

fn print(session: &mut Session<'_>, command: Command) -> Result<Exit, CliError> {
    let mut page = Vec::new();
    Man::new(command).render(&mut page).map_err(CliError::Output)?;
    let page = String::from_utf8_lossy(&page);
    session.deliver(&json!({ "page": page }), Effect::default(), |_| page.to_string())?;
    Ok(Exit::Done)
}

/// All pages, one a command.
fn write(session: &mut Session<'_>, folder: &str) -> Result<Exit, CliError> {
    let folder = session.env.absolute(folder);
    std::fs::create_dir_all(&folder)
        .and_then(|()| generate_to(Cli::command(), &folder))
        .map_err(|error| CliError::File { path: folder.display().to_string(), error })?;
    let written = json!({ "folder": folder.display().to_string() });
    session.deliver(&written, Effect::default(), |_| String::new())?;
    Ok(Exit::Done)
}
