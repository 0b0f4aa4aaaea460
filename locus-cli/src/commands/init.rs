//! `locus init`: a project in this folder.

use crate::config::Config;
use crate::error::CliError;
use crate::exit::Exit;
use crate::project::{FOLDER, Project};
use crate::session::{Effect, Session};
use crate::wire::{self, Need};
use serde_json::json;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

pub(super) fn run(session: &mut Session<'_>) -> Result<Exit, CliError> {
    if session.options.db.is_some() || session.env.variable("LOCUS_DB").is_some() {
        let project = session.project()?;
        return finish(session, &project.db, project.db.exists(), &project.config);
    }
    let folder = session.env.absolute(FOLDER);
    let settings = folder.join("config.toml");
    let there = folder.join("locus.db").is_file();
    let named = session.options.board.as_deref().or(session.env.variable("LOCUS_BOARD").map(Path::new));
    fs::create_dir_all(&folder).map_err(|error| failed(&folder, error))?;
    write_new(&settings, &Config::template(named))?;
    let project = Project::find(None, None, session.env)?;
    finish(session, &project.db, there, &project.config)
}

fn finish(session: &mut Session<'_>, db: &Path, there: bool, config: &Config) -> Result<Exit, CliError> {
    drop(wire::store(db, Need::Create, config)?);
    let path = db.display().to_string();
    let effect = Effect { changed: Some(!there), events: &[] };
    session.deliver(&json!({ "db": path, "created": !there }), effect, |style| {
        if there {
            format!("{} is already there; nothing was changed.\n", style.strong(&path))
        } else {
            let next = "Next: `locus board sync` takes in a Task Board, `locus wp create TITLE` puts work on record.";
            format!("{} Started a project: {}\n{next}\n", style.good("✓"), style.strong(&path))
        }
    })?;
    Ok(Exit::Done)
}

fn failed(path: &Path, error: std::io::Error) -> CliError {
    CliError::File { path: path.display().to_string(), error }
}

/// Writes a file that isn't there yet; one that is stays as it is.
fn write_new(path: &Path, text: &str) -> Result<(), CliError> {
    use std::io::Write as _;
    match fs::OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => file.write_all(text.as_bytes()).map_err(|error| failed(path, error)),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(failed(path, error)),
    }
}
