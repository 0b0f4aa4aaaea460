//! A board in a file.

use crate::lines::Lines;
use crate::lock::BoardLock;
use crate::parse::parse;
use crate::vocabulary::Vocabulary;
use locus_core::domain::canonical::Hash;
use locus_core::ports::{Board, BoardFailure, LoadedBoard};
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::PathBuf;

/// The largest board that is read: 64 MiB.
const MAX_BOARD_BYTES: u64 = 64 << 20;

/// The board at a path.
#[derive(Debug, Clone)]
pub struct BoardFile {
    /// Where it is.
    pub path: PathBuf,
    /// What its headings and tokens mean.
    pub vocabulary: Vocabulary,
    /// What keeps writers apart.
    pub lock: BoardLock,
}

impl Board for BoardFile {
    fn load(&self) -> Result<LoadedBoard, BoardFailure> {
        let path = self.path.display().to_string();
        let bytes = self.bytes()?;
        if let Some(line) = conflict_marker(&bytes) {
            return Err(BoardFailure::ConflictMarkers { path, line });
        }
        let parsed = parse(&bytes, &self.vocabulary);
        Ok(LoadedBoard { path, hash: Hash::of(&bytes), entries: parsed.entries, warnings: parsed.warnings })
    }
}

impl BoardFile {
    /// Its bytes as they are now.
    ///
    /// # Errors
    /// If it is missing, no file, larger than 64 MiB or can't be read.
    pub fn bytes(&self) -> Result<Vec<u8>, BoardFailure> {
        let path = || self.path.display().to_string();
        self.read().map_err(|error| match error.kind() {
            ErrorKind::NotFound => BoardFailure::Missing { path: path() },
            ErrorKind::Other => BoardFailure::Unreadable { path: path(), reason: error.to_string() },
            kind => BoardFailure::Unreadable { path: path(), reason: kind.to_string() },
        })
    }

    /// Refusals of our own are of the kind `Other`.
    fn read(&self) -> std::io::Result<Vec<u8>> {
        let metadata = std::fs::metadata(&self.path)?;
        if !metadata.is_file() {
            // Asked before it is opened: opening a pipe would wait for a writer.
            let what = if metadata.is_dir() { "it is a directory" } else { "it is no regular file" };
            return Err(std::io::Error::other(what));
        }
        let mut bytes = Vec::new();
        let read = File::open(&self.path)?.take(MAX_BOARD_BYTES + 1).read_to_end(&mut bytes)?;
        if read as u64 > MAX_BOARD_BYTES {
            return Err(std::io::Error::other("it is larger than 64 MiB"));
        }
        Ok(bytes)
    }
}

/// The first line, from 1, that starts like a conflict marker of git.
fn conflict_marker(bytes: &[u8]) -> Option<usize> {
    let lines = Lines::of(bytes);
    let is_marker = |text: &[u8]| text.starts_with(b"<<<<<<< ") || text.starts_with(b">>>>>>> ");
    let mut contents = lines.as_slice().iter().map(|line| bytes.get(line.content()).unwrap_or_default());
    contents.position(is_marker).map(|index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;
    use std::time::Duration;

    fn load(path: &Path) -> Result<LoadedBoard, BoardFailure> {
        let lock = BoardLock { path: path.with_extension("lock"), wait: Duration::ZERO };
        BoardFile { path: path.to_owned(), vocabulary: Vocabulary::default(), lock }.load()
    }

    fn load_bytes(bytes: &[u8]) -> Result<LoadedBoard, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("TASK_BOARD.md");
        std::fs::write(&path, bytes).unwrap();
        load(&path).map_err(|failure| failure.to_string().replace(&*folder.path().to_string_lossy(), "…"))
    }

    #[test]
    fn a_board_is_loaded_with_the_hash_of_its_bytes() {
        let bytes = b"\xef\xbb\xbf## Done\r\n- **[WP-1]** - [DONE]\r\n- **[WP 2]**\xff";
        let board = load_bytes(bytes).unwrap();
        assert_eq!(board.hash, Hash::of(bytes));
        assert_eq!((board.entries.len(), board.warnings.len()), (1, 1));
        assert!(board.path.ends_with("TASK_BOARD.md"));
    }

    #[test]
    fn an_empty_file_is_a_board_without_entries() {
        assert!(load_bytes(b"").unwrap().entries.is_empty());
    }

    #[test]
    fn a_missing_board_and_a_directory_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(load(&folder.path().join("x.md")), Err(BoardFailure::Missing { .. })));
        let BoardFailure::Unreadable { reason, .. } = load(folder.path()).unwrap_err() else { panic!() };
        assert_eq!(reason, "it is a directory");
        let below_a_file = folder.path().join("file");
        std::fs::write(&below_a_file, "").unwrap();
        let BoardFailure::Unreadable { reason, .. } = load(&below_a_file.join("x.md")).unwrap_err() else {
            panic!()
        };
        assert_eq!(reason, "not a directory");
    }

    #[test]
    fn a_file_over_the_limit_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("big.md");
        File::create(&path).unwrap().set_len(MAX_BOARD_BYTES + 1).unwrap();
        let BoardFailure::Unreadable { reason, .. } = load(&path).unwrap_err() else { panic!() };
        assert_eq!(reason, "it is larger than 64 MiB");
    }

    #[test]
    fn conflict_markers_are_refused_with_their_line() {
        insta::assert_snapshot!(
            load_bytes(b"## Done\r\n<<<<<<< HEAD\r\n- **[WP-1]**\r\n").unwrap_err(),
            @"the board …/TASK_BOARD.md holds git conflict markers, the first in line 2"
        );
        assert!(load_bytes(b"## Done\n=======\n>>>>>>> theirs").unwrap_err().ends_with("in line 3"));
        assert!(load_bytes(b"\xef\xbb\xbf<<<<<<< HEAD\n").unwrap_err().ends_with("in line 1"));
        assert!(load_bytes(b"## Done\n <<<<<<< HEAD\n<<<<<<<x\n=======\n").is_ok());
    }
}
