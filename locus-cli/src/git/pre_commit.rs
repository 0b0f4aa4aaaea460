//! The pre-commit hook that checks the board.

use crate::error::CliError;
use crate::git::Change;
use crate::git::block::{Block, BlockFault, without};
use crate::git::repository::{Repository, not_text, real};
use crate::project::FOLDER;
use locus_taskboard::replace_file;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// The hook of a repository, with the check of one project in it.
#[derive(Debug)]
pub(crate) struct PreCommit {
    /// The file.
    pub(crate) path: PathBuf,
    block: Block,
}

/// How a hook begins that we make.
const SHEBANG: &str = "#!/bin/sh\n";

/// Programs that read a hook as the block is written.
const SHELLS: [&str; 6] = ["sh", "bash", "dash", "ash", "ksh", "zsh"];

impl PreCommit {
    /// The hook that checks the project in this folder.
    pub(crate) fn of(repository: &Repository, project: &Path) -> Result<Self, CliError> {
        let project = real(project)?;
        let inside = repository.inside(&project)?;
        let folder = match inside.as_deref() {
            // Git runs hooks at the top of the work tree, whichever that is.
            Some("") => ".".to_owned(),
            Some(inside) => format!("./{inside}"),
            None => project.to_str().ok_or_else(|| not_text(&project))?.to_owned(),
        };
        let path = repository.path("hooks")?.join("pre-commit");
        Ok(Self { path, block: Block { name: format!("check of {folder:?}"), body: body(&folder) } })
    }

    /// Puts the check in or takes it out; answers whether anything changed.
    ///
    /// # Errors
    /// If the hook can't be changed, or is none that may be.
    pub(crate) fn apply(&self, change: Change) -> Result<bool, CliError> {
        let text = match fs::read(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return if change == Change::Install { self.make().map(|()| true) } else { Ok(false) };
            }
            Err(error) => return Err(self.failed(error)),
        };
        let found = self.block.find(&text).map_err(|fault| self.refused(fault))?;
        let new = match (change, found) {
            (Change::Install, Some(found)) if found.is_current => return Ok(false),
            (Change::Install, Some(found)) => self.block.renew(&text, &found),
            (Change::Install, None) => {
                let at = self.behind_shebang(&text)?;
                self.block.insert(&text, at)
            }
            (Change::Uninstall, None) => return Ok(false),
            (Change::Uninstall, Some(found)) => {
                let rest = without(&text, &found);
                if found.made && rest == SHEBANG.as_bytes() {
                    fs::remove_file(&self.path).map_err(|error| self.failed(error))?;
                    return Ok(true);
                }
                rest
            }
        };
        replace_file(&self.path, &new).map_err(|error| self.failed(error))?;
        Ok(true)
    }

    /// Makes a hook with nothing else in it.
    fn make(&self) -> Result<(), CliError> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o755);
        let text = self.block.file(SHEBANG);
        let made = fs::create_dir_all(folder).and_then(|()| options.open(&self.path));
        made.and_then(|mut file| file.write_all(&text)).map_err(|error| self.failed(error))
    }

    /// Where the block goes into a hook that is there: in front of all it does, so that it runs even if that ends
    /// with `exit` or `exec`.
    fn behind_shebang(&self, text: &[u8]) -> Result<usize, CliError> {
        let end = text.iter().position(|byte| *byte == b'\n').map_or(text.len(), |at| at + 1);
        let first = text.get(..end).and_then(|line| std::str::from_utf8(line).ok());
        let program = first.and_then(|line| line.strip_prefix("#!")).unwrap_or_default();
        let mut words = program.split_whitespace().map(|word| word.rsplit('/').next().unwrap_or(word));
        let shell = words.find(|word| *word != "env" && !word.starts_with('-'));
        if !shell.is_some_and(|shell| SHELLS.contains(&shell)) {
            return Err(self.refused(BlockFault::NotShell));
        }
        if !is_executable(&self.path).map_err(|error| self.failed(error))? {
            return Err(self.refused(BlockFault::NotExecutable));
        }
        Ok(end)
    }

    fn refused(&self, fault: BlockFault) -> CliError {
        CliError::Hook { path: self.path.display().to_string(), fault }
    }

    fn failed(&self, error: std::io::Error) -> CliError {
        CliError::File { path: self.path.display().to_string(), error }
    }
}

#[cfg(unix)]
fn is_executable(path: &Path) -> std::io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::metadata(path)?.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(_path: &Path) -> std::io::Result<bool> {
    Ok(true)
}

/// The check: without a word while there is nothing to say. In a work tree that has no project in this folder it does nothing.
fn body(folder: &str) -> String {
    let folder = quoted(folder);
    format!(
        "if ! command -v locus >/dev/null 2>&1; then\n\
         \x20 echo 'locus is not on the path: the Task Board is not checked' >&2\n\
         elif [ -d {folder}/{FOLDER} ] && ! told=$(cd {folder} && locus board sync --check 2>&1); then\n\
         \x20 printf '%s\\n' \"$told\" >&2\n\
         \x20 echo 'commit refused: `locus board sync` brings the Task Board and the database in step' >&2\n\
         \x20 exit 1\n\
         fi\n"
    )
}

/// A text as one word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}
