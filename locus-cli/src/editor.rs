//! Long texts, written in an editor of the user's choice.

use crate::error::CliError;
use crate::session::Session;
use std::ffi::OsStr;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, ExitStatus};
use tempfile::TempPath;

/// The variables that name the editor, in this order.
const EDITORS: [&str; 2] = ["VISUAL", "EDITOR"];

/// A text as it left the editor, in a file that only its owner reads.
pub(crate) struct Draft {
    text: String,
    file: TempPath,
}

impl Draft {
    /// Has a text written, or this one edited, about `subject`. None if it is empty or as it was.
    ///
    /// # Errors
    /// If there is no editor, or it fails; what was written until then is kept in its file.
    pub(crate) fn write(
        session: &Session<'_>,
        subject: &str,
        before: &str,
    ) -> Result<Option<Self>, CliError> {
        let editor = EDITORS.iter().find_map(|name| session.env.variable(name));
        let editor = editor.ok_or_else(|| CliError::Editor("neither VISUAL nor EDITOR is set".into()))?;
        let file = written(subject, before).map_err(|error| unusable("the file to edit".as_ref(), error))?;
        let ended = start(editor, file.as_os_str());
        let left = std::fs::read(&file).map_err(|error| unusable(&file, error))?;
        let fault = match ended {
            Ok(status) if status.success() => None,
            Ok(status) => Some(format!("the editor `{editor}` ended with {status}")),
            Err(error) => Some(format!("the editor `{editor}` can't be started: {error}")),
        };
        let text = String::from_utf8(left).map_err(|_| "what was written is not UTF-8".to_owned());
        match (fault, text) {
            (Some(fault), Ok(text)) if is_same(&text, before) => Err(CliError::Editor(fault)),
            (Some(fault), _) | (None, Err(fault)) => Err(keep(file, CliError::Editor(fault))),
            (None, Ok(text)) if is_same(&text, before) || text.trim().is_empty() => Ok(None),
            (None, Ok(text)) => Ok(Some(Self { text: text.trim_end().to_owned(), file })),
        }
    }

    /// What was written.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// What became of it. The file goes once the text is on record; where it was refused the refusal says where the
    /// text is.
    pub(crate) fn after<T>(self, outcome: Result<T, CliError>) -> Result<T, CliError> {
        match outcome {
            // It was the answer that could not be written.
            Ok(_) | Err(CliError::Output(_)) => outcome,
            Err(error) => Err(keep(self.file, error)),
        }
    }
}

/// Editors end a text with a line feed, which says nothing.
fn is_same(text: &str, before: &str) -> bool {
    text.trim_end() == before.trim_end()
}

fn written(subject: &str, text: &str) -> std::io::Result<TempPath> {
    let mut file = tempfile::Builder::new().prefix(&format!("locus-{subject}-")).suffix(".md").tempfile()?;
    file.write_all(text.as_bytes())?;
    if !text.is_empty() && !text.ends_with('\n') {
        file.write_all(b"\n")?;
    }
    file.flush()?;
    // Closed: some systems let nobody else write an open file.
    Ok(file.into_temp_path())
}

/// The variable may hold options: the shell takes it apart, as it does for git.
#[cfg(unix)]
fn start(editor: &str, file: &OsStr) -> std::io::Result<ExitStatus> {
    Command::new("sh").arg("-c").arg(format!("{editor} \"$@\"")).arg(editor).arg(file).status()
}

/// The variable may hold options.
#[cfg(not(unix))]
fn start(editor: &str, file: &OsStr) -> std::io::Result<ExitStatus> {
    let mut words = editor.split_whitespace();
    Command::new(words.next().unwrap_or_default()).args(words).arg(file).status()
}

fn keep(file: TempPath, error: CliError) -> CliError {
    match file.keep() {
        Ok(path) => CliError::Kept { error: Box::new(error), path: path.display().to_string() },
        Err(_) => error,
    }
}

fn unusable(path: &Path, error: std::io::Error) -> CliError {
    CliError::File { path: path.display().to_string(), error }
}
