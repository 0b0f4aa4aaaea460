//! The merge driver: a setting of the repository and a line of its own attributes, none of it in the work tree.

use crate::error::CliError;
use crate::git::Change;
use crate::git::block::{Block, BlockFault, without};
use crate::git::repository::{Repository, real};
use locus_taskboard::replace_file;
use std::fmt::Write as _;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

const DRIVER: (&str, &str) = ("merge.locus-board.driver", "locus board merge %O %A %B");
const NAME: (&str, &str) = ("merge.locus-board.name", "Task Board, merged by packet");
const ATTRIBUTE: &str = "merge=locus-board";

/// The merge driver for one board of a repository.
#[derive(Debug)]
pub(crate) struct MergeDriver<'r> {
    repository: &'r Repository,
    /// The repository's own attributes.
    path: PathBuf,
    block: Block,
}

impl<'r> MergeDriver<'r> {
    /// The driver for the board at this path.
    ///
    /// # Errors
    /// If the board lies outside of the work tree.
    pub(crate) fn of(repository: &'r Repository, board: &Path) -> Result<Self, CliError> {
        let folder = real(board.parent().unwrap_or(Path::new(".")))?;
        let board = board.file_name().map_or(folder.clone(), |name| folder.join(name));
        let inside = repository.inside(&board)?.ok_or_else(|| {
            let (board, top) = (board.display(), repository.top.display());
            CliError::Git(format!("the board {board} is not in the work tree {top}"))
        })?;
        let body = format!("{} {ATTRIBUTE}\n", pattern(&inside));
        let block = Block { name: format!("merge of {inside:?}"), body };
        Ok(Self { repository, path: repository.path("info/attributes")?, block })
    }

    /// Registers the driver or takes it out; answers whether anything changed.
    ///
    /// # Errors
    /// If the setting is somebody else's, the marked lines were edited, or a file can't be written.
    pub(crate) fn apply(&self, change: Change) -> Result<bool, CliError> {
        let setting = self.repository.setting(DRIVER.0)?;
        if let Some(other) = setting.as_deref().filter(|setting| *setting != DRIVER.1) {
            let path = self.repository.path("config")?.display().to_string();
            return Err(CliError::Hook { path, fault: BlockFault::OtherDriver(other.to_owned()) });
        }
        let attributes = match fs::read(&self.path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(self.failed(error)),
        };
        match change {
            Change::Install => {
                let written = self.put_in(attributes.as_deref())?;
                if setting.is_none() {
                    self.repository.set(NAME.0, NAME.1)?;
                    self.repository.set(DRIVER.0, DRIVER.1)?;
                }
                Ok(written || setting.is_none())
            }
            Change::Uninstall => {
                let (written, still_used) = self.take_out(attributes.as_deref().unwrap_or_default())?;
                // Another board of this repository may be merged by it.
                let unset = setting.is_some() && !still_used;
                if unset {
                    self.repository.unset(DRIVER.0)?;
                    if self.repository.setting(NAME.0)?.is_some_and(|name| name == NAME.1) {
                        self.repository.unset(NAME.0)?;
                    }
                }
                Ok(written || unset)
            }
        }
    }

    fn put_in(&self, attributes: Option<&[u8]>) -> Result<bool, CliError> {
        let Some(text) = attributes else {
            let folder = self.path.parent().unwrap_or(Path::new("."));
            let made = fs::create_dir_all(folder).and_then(|()| fs::write(&self.path, self.block.file("")));
            return made.map(|()| true).map_err(|error| self.failed(error));
        };
        let new = match self.find(text)? {
            Some(found) if found.is_current => return Ok(false),
            Some(found) => self.block.renew(text, &found),
            // The last line that fits a path counts.
            None => self.block.insert(text, text.len()),
        };
        replace_file(&self.path, &new).map(|()| true).map_err(|error| self.failed(error))
    }

    /// Answers whether the line was there, and whether another one names the driver.
    fn take_out(&self, text: &[u8]) -> Result<(bool, bool), CliError> {
        let found = self.find(text)?;
        let rest = found.as_ref().map_or(text.to_vec(), |found| without(text, found));
        let written = match &found {
            None => Ok(()),
            Some(found) if found.made && rest.is_empty() => fs::remove_file(&self.path),
            Some(_) => replace_file(&self.path, &rest),
        };
        written.map_err(|error| self.failed(error))?;
        let still_used = String::from_utf8_lossy(&rest).contains(ATTRIBUTE);
        Ok((found.is_some(), still_used))
    }

    fn find(&self, text: &[u8]) -> Result<Option<crate::git::block::Found>, CliError> {
        let refused = |fault| CliError::Hook { path: self.path.display().to_string(), fault };
        self.block.find(text).map_err(refused)
    }

    fn failed(&self, error: std::io::Error) -> CliError {
        CliError::File { path: self.path.display().to_string(), error }
    }
}

/// A path as a pattern of gitattributes that fits it alone.
fn pattern(path: &str) -> String {
    let mut glob = String::from("/");
    for c in path.chars() {
        if ['*', '?', '[', '\\'].contains(&c) {
            glob.push('\\');
        }
        glob.push(c);
    }
    if !glob.contains(|c: char| c.is_whitespace() || c.is_control() || c == '"') {
        return glob;
    }
    let mut text = String::from("\"");
    for c in glob.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            c if c.is_ascii_control() => {
                // Writing to a String can't fail.
                let _ = write!(text, "\\{:03o}", u32::from(c));
            }
            c => text.push(c),
        }
    }
    text + "\""
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn a_pattern_fits_one_path() {
        assert_eq!(pattern("docs/TASK_BOARD.md"), "/docs/TASK_BOARD.md");
        assert_eq!(pattern("a[1]*.md"), r"/a\[1]\*.md");
        assert_eq!(pattern("my \"docs\"/b.md"), r#""/my \"docs\"/b.md""#);
        assert_eq!(pattern("a\tb*"), "\"/a\\011b\\\\*\"");
    }
}
