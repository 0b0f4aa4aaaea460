//! `locus init`: a project in this folder.

use crate::config::Config;
use crate::error::CliError;
use crate::exit::Exit;
use crate::gov;
use crate::project::{FOLDER, Project};
use crate::render::plain;
use crate::session::{Effect, Session};
use crate::wire::{self, Need};
use locus_fr::parse_line;
use serde_json::json;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, ErrorKind, Read as _};
use std::path::Path;

/// A database in git would be put back, copied and merged as a file; its log is what replicas exchange.
const GITIGNORE: &str = "# The database is this machine's own: `locus events sync FILE` exchanges what is in it.\n*\n!.gitignore\n!config.toml\n";

pub(super) fn run(session: &mut Session<'_>) -> Result<Exit, CliError> {
    if session.options.db.is_some() || session.env.variable("LOCUS_DB").is_some() {
        let project = session.project()?;
        return finish(session, &project, None);
    }
    let folder = session.env.absolute(FOLDER);
    let settings = folder.join("config.toml");
    let named = session.options.board.as_deref().or(session.env.variable("LOCUS_BOARD").map(Path::new));
    let named = named.map(Path::to_owned);
    fs::create_dir_all(&folder).map_err(|error| failed(&folder, error))?;
    write_new(&folder.join(".gitignore"), GITIGNORE)?;
    let written = write_new(&settings, &Config::template(named.as_deref()))?;
    let project = Project::find(None, None, session.env)?;
    if let Some(missing) = named.as_ref().and(project.board()).filter(|board| written && !board.is_file()) {
        session.warn(&format!("there is no board at {} yet", missing.display()));
    }
    let kept = named.filter(|board| !written && project.config.board.as_ref() != Some(board));
    let kept = kept.map(|_| {
        format!(
            "The board's setting was not changed; it stands in {}.\n",
            plain(&settings.display().to_string())
        )
    });
    finish(session, &project, kept)
}

/// Makes the database; `kept` tells of a setting asked for that stayed as it was.
fn finish(session: &mut Session<'_>, project: &Project, kept: Option<String>) -> Result<Exit, CliError> {
    let there = project.db.exists();
    drop(wire::store(&project.db, Need::Create, &project.config)?);
    let path = project.db.display().to_string();
    let board = project.board().is_some_and(|board| board.is_file());
    let log = log_beside(&session.env.absolute("."));
    let governance = gov::beside(&session.env.absolute("."));
    let effect = Effect { changed: Some(!there), events: &[] };
    session.deliver(&json!({ "db": path, "created": !there }), effect, |style| {
        let kept = kept.unwrap_or_default();
        if there {
            return format!("{} is already there; nothing was changed.\n{kept}", style.strong(&plain(&path)));
        }
        let log =
            log.map(|file| format!("`locus events sync {}` takes in what is on record, ", plain(&file)));
        let log = log.unwrap_or_default();
        let sync = if board { "`locus board sync` takes in the Task Board, " } else { "" };
        let gov = governance
            .map(|folder| format!("`locus import gov {}` takes in the governance folder, ", plain(&folder)));
        let gov = gov.unwrap_or_default();
        let next = format!("Next: {log}{sync}{gov}`locus wp create TITLE` puts work on record.");
        format!("{} Started a project: {}\n{kept}{next}\n", style.good("✓"), style.strong(&plain(&path)))
    })?;
    Ok(Exit::Done)
}

/// How much of a file is looked at: more than the first line of a log has.
const FIRST_LINE: u64 = 4 << 20;

/// The file of events in this folder, of which a clone is to know before it knows the board: else what the log says of
/// packets would come upon what the board says.
fn log_beside(folder: &Path) -> Option<String> {
    let files = fs::read_dir(folder).ok()?.filter_map(Result::ok).map(|entry| entry.path());
    let mut files: Vec<_> = files.filter(|path| path.extension() == Some("jsonl".as_ref())).collect();
    files.sort();
    let log = files.into_iter().find(|path| path.is_file() && begins_with_an_event(path).unwrap_or(false))?;
    Some(log.file_name()?.to_string_lossy().into_owned())
}

fn begins_with_an_event(path: &Path) -> std::io::Result<bool> {
    let mut line = String::new();
    BufReader::new(File::open(path)?.take(FIRST_LINE)).read_line(&mut line)?;
    Ok(parse_line(line.trim_end()).is_ok())
}

fn failed(path: &Path, error: std::io::Error) -> CliError {
    CliError::File { path: path.display().to_string(), error }
}

/// Writes a file that isn't there yet; one that is stays as it is. Answers whether it was written.
fn write_new(path: &Path, text: &str) -> Result<bool, CliError> {
    use std::io::Write as _;
    match fs::OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => {
            file.write_all(text.as_bytes()).map_err(|error| failed(path, error))?;
            Ok(true)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(failed(path, error)),
    }
}
