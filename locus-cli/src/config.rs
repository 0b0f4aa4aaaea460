//! `.locus/config.toml`.

use crate::error::CliError;
use locus_core::domain::query::{Expression, QueryError};
use locus_taskboard::Vocabulary;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::{Error, ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The largest file of settings that is read, in bytes.
const MAX_SETTINGS: u64 = 1024 * 1024;

/// How long to wait for other processes where the project doesn't say.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// What a project sets for itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// The Task Board, seen from the project's folder.
    pub(crate) board: Option<PathBuf>,
    /// Which headings and tokens of the board stand for which status; Handshake's own if not given.
    #[serde(default)]
    pub(crate) vocabulary: Vocabulary,
    /// What a power cut may cost.
    #[serde(default)]
    pub(crate) durability: Durability,
    /// Queries with a name.
    #[serde(default)]
    pub(crate) views: BTreeMap<String, View>,
    /// How long to wait for other processes, in milliseconds.
    busy_timeout_ms: Option<u64>,
}

/// A query that is written down.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct View(pub(crate) Expression);

impl TryFrom<String> for View {
    type Error = String;

    fn try_from(query: String) -> Result<Self, String> {
        query.parse().map(Self).map_err(|error: QueryError| format!("{query:?} is no query: {error}"))
    }
}

/// What a power cut may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Durability {
    /// Perhaps the last commits.
    #[default]
    Normal,
    /// Nothing.
    Full,
}

impl From<Durability> for locus_store::Durability {
    fn from(durability: Durability) -> Self {
        match durability {
            Durability::Normal => Self::Normal,
            Durability::Full => Self::Full,
        }
    }
}

impl Config {
    /// Reads a project's settings; a missing file sets nothing.
    ///
    /// # Errors
    /// If it can't be read, or holds a key or value that is none.
    pub(crate) fn load(path: &Path) -> Result<Self, CliError> {
        match read(path) {
            Ok(text) => Self::parse(&text).map_err(|(line, reason)| CliError::Config {
                path: path.display().to_string(),
                line,
                reason,
            }),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(CliError::File { path: path.display().to_string(), error }),
        }
    }

    fn parse(text: &str) -> Result<Self, (usize, String)> {
        toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            let before = text.bytes().take(start).filter(|byte| *byte == b'\n').count();
            (before + 1, error.message().trim().replace('\n', " "))
        })
    }

    /// How long to wait for other processes.
    pub(crate) fn busy_timeout(&self) -> Duration {
        self.busy_timeout_ms.map_or(BUSY_TIMEOUT, Duration::from_millis)
    }

    /// The file `locus init` writes.
    pub(crate) fn template(board: Option<&Path>) -> String {
        let board = match board {
            // A JSON string is a TOML string, but for DEL.
            Some(board) => {
                let text = serde_json::Value::from(board.display().to_string()).to_string();
                format!("board = {}", text.replace('\u{7f}', "\\u007f"))
            }
            None => "# board = \"docs/TASK_BOARD.md\"".to_owned(),
        };
        format!(
            "# Settings of this Locus project.\n\n\
             # The Task Board, seen from the folder that holds .locus/. Without it the first of\n\
             # {} is taken.\n{board}\n\n\
             # What a power cut may cost: \"normal\" perhaps the last commits, \"full\" nothing.\n\
             # durability = \"normal\"\n\n\
             # How long a command waits for other processes that are writing, in milliseconds.\n\
             # busy_timeout_ms = 10000\n\n\
             # Queries with a name, for --view: `locus wp list --view mine`.\n\
             # [views]\n\
             # mine = \"assignee:self -status:done\"\n\
             # stale = \"is:open updated>2w\"\n\n\
             # How the board speaks: \"handshake\", or \"plain\" for task lists (- [ ] **[WP-1]** text) below Backlog,\n\
             # Todo, Doing, Blocked, Review, Done, Cancelled. Or words of your own, all statuses, those that Locus\n\
             # writes first; with checkbox = true a token is the mark of a checkbox, and may be left out.\n\
             # [vocabulary]\n\
             # dialect = \"plain\"\n\
             # sections = [{{ heading = \"Backlog\", status = \"stub\" }}, ...]\n\
             # tokens = [{{ token = \"TODO\", status = \"ready\" }}, ...]\n",
            crate::project::DEFAULT_BOARDS.join(", "),
        )
    }
}

/// The text of a file of settings; they come with a clone, so that they may be anything.
fn read(path: &Path) -> std::io::Result<String> {
    // Asked before it is opened: opening a pipe would wait for somebody at its other end.
    if !std::fs::metadata(path)?.is_file() {
        return Err(Error::other("it is no file"));
    }
    let mut text = String::new();
    let length = std::fs::File::open(path)?.take(MAX_SETTINGS + 1).read_to_string(&mut text)?;
    if length as u64 > MAX_SETTINGS { Err(Error::other("it is larger than 1 MiB")) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_is_a_valid_file_and_keeps_the_board() {
        assert_eq!(Config::parse(&Config::template(None)), Ok(Config::default()));
        let odd = Path::new("a \"b\"\\c\u{7f}\n.md");
        assert_eq!(Config::parse(&Config::template(Some(odd))).unwrap().board.as_deref(), Some(odd));
    }

    #[test]
    fn a_refusal_names_key_and_line() {
        let refused = |text| Config::parse(text).unwrap_err();
        let (line, reason) = refused("board = \"x\"\n\ncolour = 1\n");
        assert_eq!(line, 3);
        assert!(reason.contains("colour"), "{reason}");
        assert_eq!(refused("durability = \"maybe\"").0, 1);
        assert_eq!(refused("\nbusy_timeout_ms = -1").0, 2);
        assert!(Config::parse("not toml").is_err());
    }
}
