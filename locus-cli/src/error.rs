//! What a command can fail with: one clear sentence, a code, an exit code and what to do next.

use crate::commands::RefusedLine;
use crate::exit::Exit;
use crate::git::BlockFault;
use crate::hint;
use crate::pointed;
use crate::render::{Style, count, plain};
use crate::typed;
use locus_core::app::{Error, ErrorCode};
use locus_core::domain::query::QueryError;
use locus_core::ports::{StoreError, said};
use serde_json::{Value, json};
use std::io::ErrorKind;

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    /// The operation was refused.
    #[error(transparent)]
    Refused(#[from] Error),
    /// The operation refused what an argument says.
    #[error("{}", typed::refusal(.0))]
    Argument(Error),
    /// What was named is not there, but something with nearly its name is.
    #[error("{error}")]
    Near {
        /// The refusal.
        error: Box<CliError>,
        /// What is there.
        near: Vec<String>,
    },
    /// A part of an id that is a part of several.
    #[error("{typed:?} is part of the ids of {} {what}s", named.len() + more)]
    Several {
        /// What kind of thing has them.
        what: &'static str,
        /// The part.
        typed: String,
        /// The first of them.
        named: Vec<String>,
        /// How many more there are.
        more: usize,
    },
    /// An argument is no query.
    #[error("{argument}: {error}")]
    Query {
        /// Which argument.
        argument: &'static str,
        /// What it says.
        query: String,
        /// What is wrong, and where.
        error: QueryError,
    },
    /// The arguments don't go together.
    #[error("{0}")]
    Usage(String),
    /// Records have no such field.
    #[error("--fields: there is no field {field:?}")]
    UnknownField {
        /// What was typed.
        field: String,
        /// What was probably meant.
        near: Option<String>,
        /// What there is.
        known: Vec<String>,
    },
    /// What was typed is no command, or has something in it that is none of its arguments.
    #[error("{sentence}")]
    Typed {
        /// What is wrong.
        sentence: String,
        /// What was probably meant.
        hint: String,
    },
    /// There is no project here.
    #[error("there is no Locus project in {from} or above it")]
    NoProject {
        /// Where it was looked for.
        from: String,
    },
    /// The settings are not valid.
    #[error("{path}, line {line}: {reason}")]
    Config {
        /// Which file.
        path: String,
        /// Which line, from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// A file can't be used.
    #[error("{path} can't be used: {}", reason(error))]
    File {
        /// Which file.
        path: String,
        /// What happened.
        error: std::io::Error,
    },
    /// Data in a file or on stdin is not what it should be.
    #[error("{path} is not valid: {reason}")]
    Data {
        /// Where it came from.
        path: String,
        /// What is wrong.
        reason: String,
    },
    /// Lines of a file are no valid events.
    #[error("{bad} of {lines} lines in {path} are not valid events")]
    BadEvents {
        /// Which file.
        path: String,
        /// How many.
        bad: u64,
        /// Of how many.
        lines: u64,
        /// The first of them.
        faults: Vec<Value>,
    },
    /// Lines of a file of records were refused, and so all of it.
    #[error("{} in {path} {} refused; nothing was taken in", count(refused.len() as u64, "line", "lines"), if refused.len() == 1 { "was" } else { "were" })]
    RefusedLines {
        /// Which file.
        path: String,
        /// Each of them.
        refused: Vec<RefusedLine>,
    },
    /// A chain of events doesn't hold.
    #[error("the chain of events in {path} does not hold: {fault}")]
    BrokenChain {
        /// Which file.
        path: String,
        /// The first line that breaks it, and why.
        fault: String,
        /// The line's number in a file.
        line: u64,
    },
    /// Changes of files can't be heard of.
    #[error("changes can't be followed: {0}")]
    Watch(String),
    /// Git can't do what is needed of it.
    #[error("{0}")]
    Git(String),
    /// No text came out of the editor.
    #[error("{0}")]
    Editor(String),
    /// A text that somebody wrote was not taken in; it is still there.
    #[error("{error}")]
    Kept {
        /// Why it was not taken in.
        error: Box<CliError>,
        /// The file it is in.
        path: String,
    },
    /// A file of git's can't be changed.
    #[error("{path} is left as it is: {fault}")]
    Hook {
        /// Which file.
        path: String,
        /// Why.
        fault: BlockFault,
    },
    /// Output can't be written.
    #[error("the output can't be written: {}", reason(.0))]
    Output(#[source] std::io::Error),
}

/// What the system said, in plain words.
pub(crate) fn reason(error: &std::io::Error) -> String {
    if error.kind() == ErrorKind::NotFound {
        return "there is no such file or folder".to_owned();
    }
    said(error)
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        Self::Refused(error.into())
    }
}

impl CliError {
    /// Whether whoever read the output has gone.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == ErrorKind::BrokenPipe)
    }

    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Argument(Error::Invalid { .. })
            | Self::Usage(_)
            | Self::UnknownField { .. }
            | Self::Query { .. }
            | Self::Typed { .. } => Exit::Usage,
            Self::Refused(Error::Store(StoreError::Missing { .. })) => Exit::NotFound,
            Self::File { error, .. } if error.kind() == ErrorKind::NotFound => Exit::NotFound,
            Self::NoProject { .. } | Self::Several { .. } => Exit::NotFound,
            Self::BrokenChain { .. }
            | Self::Git(_)
            | Self::Editor(_)
            | Self::Output(_)
            | Self::File { .. }
            | Self::Watch(_) => Exit::Failed,
            Self::Hook { .. } => Exit::Conflict,
            Self::Config { .. } | Self::Data { .. } | Self::BadEvents { .. } | Self::RefusedLines { .. } => {
                Exit::BadInput
            }
            Self::Near { error, .. } | Self::Kept { error, .. } => error.exit(),
            Self::Refused(error) | Self::Argument(error) => error.code().into(),
        }
    }

    fn code(&self) -> ErrorCode {
        match self {
            Self::Refused(Error::Store(StoreError::Missing { .. }))
            | Self::NoProject { .. }
            | Self::Several { .. } => ErrorCode::NotFound,
            Self::Near { error, .. } | Self::Kept { error, .. } => error.code(),
            Self::Refused(error) | Self::Argument(error) => error.code(),
            Self::File { error, .. } if error.kind() == ErrorKind::NotFound => ErrorCode::NotFound,
            Self::Usage(_)
            | Self::UnknownField { .. }
            | Self::Typed { .. }
            | Self::Query { .. }
            | Self::Config { .. }
            | Self::File { .. }
            | Self::Data { .. }
            | Self::RefusedLines { .. }
            | Self::Git(_)
            | Self::Editor(_) => ErrorCode::Invalid,
            Self::Hook { .. } => ErrorCode::Conflict,
            Self::BadEvents { .. } | Self::BrokenChain { .. } => ErrorCode::InvalidEvent,
            Self::Output(_) | Self::Watch(_) => ErrorCode::Store,
        }
    }

    fn details(&self) -> Value {
        match self {
            Self::Query { argument, query, error } => pointed::details(argument, query, error),
            Self::UnknownField { field, known, .. } => json!({ "field": field, "known": known }),
            Self::Near { error, .. } => error.details(),
            Self::Kept { error, path } => {
                let mut details = error.details();
                details["kept_in"] = json!(path);
                details
            }
            Self::Several { what, typed, named, more } => {
                json!({ "what": what, "id": typed, "candidates": named, "total": named.len() + more })
            }
            Self::Refused(error) | Self::Argument(error) => error.details(),
            Self::Config { path, line, .. } => json!({ "path": path, "line": line }),
            Self::File { path, .. } | Self::Data { path, .. } | Self::Hook { path, .. } => {
                json!({ "path": path })
            }
            Self::BadEvents { path, bad, lines, faults } => {
                json!({ "path": path, "bad": bad, "lines": lines, "faults": faults })
            }
            Self::RefusedLines { path, refused } => json!({ "path": path, "refused_lines": refused }),
            Self::BrokenChain { path, line, .. } => json!({ "path": path, "line": line }),
            Self::Usage(_)
            | Self::Typed { .. }
            | Self::NoProject { .. }
            | Self::Git(_)
            | Self::Editor(_)
            | Self::Output(_)
            | Self::Watch(_) => {
                json!({})
            }
        }
    }

    /// One JSON object (cli.md §1).
    pub(crate) fn to_json(&self, duration_ms: Option<f64>) -> Value {
        let mut error =
            json!({ "code": self.code(), "message": self.to_string(), "details": self.details() });
        if let (Some(hint), Some(map)) = (hint::of(self), error.as_object_mut()) {
            map.insert("hint".into(), hint.into());
        }
        let mut object = json!({ "success": false, "error": error, "events_emitted": [] });
        if let (Some(duration), Some(map)) = (duration_ms, object.as_object_mut()) {
            map.insert("duration_ms".into(), duration.into());
        }
        object
    }

    /// The sentence and the hint, for people.
    pub(crate) fn to_text(&self, style: Style) -> String {
        let mut text = format!("{} {}\n", style.error("error:"), plain(&self.to_string()));
        if let Self::Query { query, error, .. } = self {
            text.push_str(&pointed::lines(query, error));
        }
        if let Self::RefusedLines { refused, .. } = self {
            text.extend(refused.iter().map(|line| format!("  {}\n", plain(&line.to_string()))));
        }
        if let Some(hint) = hint::of(self) {
            text.push_str(&format!("{} {}\n", style.faint("hint:"), plain(&hint)));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_argument_is_wrong_usage_and_bad_data_is_not() {
        let invalid = || Error::invalid("title", "blank");
        assert_eq!(CliError::Argument(invalid()).exit(), Exit::Usage);
        assert_eq!(CliError::Refused(invalid()).exit(), Exit::BadInput);
    }

    #[test]
    fn escape_sequences_in_errors_are_shown_not_obeyed() {
        let text = CliError::Usage("no \u{1b}[31mred".into()).to_text(Style::PLAIN);
        assert_eq!(text, "error: no \\u{1b}[31mred\n");
    }
}
