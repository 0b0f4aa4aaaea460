//! A git repository, as the `git` command tells of it.

use crate::error::CliError;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The repository around a folder.
#[derive(Debug)]
pub(crate) struct Repository {
    /// The top of its work tree, without links.
    pub(crate) top: PathBuf,
}

/// What git answered: its exit code and what it printed.
struct Answer {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Repository {
    /// The repository whose work tree a folder is in.
    ///
    /// # Errors
    /// If there is none, or no git.
    pub(crate) fn of(folder: &Path) -> Result<Self, CliError> {
        let top = PathBuf::from(said(run(folder, &["rev-parse", "--show-toplevel"])?)?);
        Ok(Self { top: real(&top)? })
    }

    /// Where git keeps something of this repository, other work trees and settings considered.
    pub(crate) fn path(&self, name: &str) -> Result<PathBuf, CliError> {
        Ok(self.top.join(said(run(&self.top, &["rev-parse", "--git-path", name])?)?))
    }

    /// A value of the repository's own settings.
    pub(crate) fn setting(&self, key: &str) -> Result<Option<String>, CliError> {
        let answer = run(&self.top, &["config", "--local", "--get", key])?;
        // Its way to say that it isn't set.
        if answer.code == Some(1) { Ok(None) } else { said(answer).map(Some) }
    }

    pub(crate) fn set(&self, key: &str, value: &str) -> Result<(), CliError> {
        said(run(&self.top, &["config", "--local", key, value])?).map(drop)
    }

    pub(crate) fn unset(&self, key: &str) -> Result<(), CliError> {
        said(run(&self.top, &["config", "--local", "--unset", key])?).map(drop)
    }

    /// A path seen from the top of the work tree, with `/` between its parts; none if it lies outside.
    pub(crate) fn inside(&self, path: &Path) -> Result<Option<String>, CliError> {
        let Ok(inside) = path.strip_prefix(&self.top) else { return Ok(None) };
        let parts: Result<Vec<&str>, CliError> =
            inside.iter().map(|part| part.to_str().ok_or_else(|| not_text(path))).collect();
        Ok(Some(parts?.join("/")))
    }
}

/// A path without links.
pub(crate) fn real(path: &Path) -> Result<PathBuf, CliError> {
    path.canonicalize().map_err(|error| CliError::File { path: path.display().to_string(), error })
}

/// The refusal of a path that can't be written down.
pub(crate) fn not_text(path: &Path) -> CliError {
    CliError::Data { path: path.display().to_string(), reason: "its name is not UTF-8".into() }
}

fn run(folder: &Path, args: &[&str]) -> Result<Answer, CliError> {
    // In the one language in which its refusals are known.
    let output = Command::new("git").args(args).current_dir(folder).env("LC_ALL", "C").output();
    let output = output.map_err(|error| match error.kind() {
        ErrorKind::NotFound => CliError::Git("git is not installed, or not on the path".into()),
        kind => CliError::Git(format!("git can't be run: {kind}")),
    })?;
    let out = String::from_utf8(output.stdout);
    let mut out = out.map_err(|_| CliError::Git("git answered with a name that is not UTF-8".into()))?;
    if out.ends_with('\n') {
        out.pop();
    }
    Ok(Answer { code: output.status.code(), out, err: String::from_utf8_lossy(&output.stderr).into_owned() })
}

/// What git printed, if it did as it was asked.
fn said(answer: Answer) -> Result<String, CliError> {
    if answer.code == Some(0) {
        return Ok(answer.out);
    }
    let line = answer.err.lines().next().unwrap_or_default();
    let line = line.trim_start_matches("fatal: ").trim_start_matches("error: ");
    Err(CliError::Git(format!("git refuses: {}", if line.is_empty() { "it does not say why" } else { line })))
}
