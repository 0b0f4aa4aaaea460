//! A board in a file.

use crate::lines::Lines;
use crate::parse::{ParsedBoard, parse};
use crate::patch::patch;
use crate::replace;
use crate::vocabulary::Vocabulary;
use locus_core::domain::board::Edit;
use locus_core::domain::canonical::Hash;
use locus_core::ports::{Board, BoardFailure, BoardLock, LoadedBoard, PatchedBoard, Wait, said};
use std::ffi::OsStr;
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::PathBuf;
use std::time::Duration;

/// The largest board that is read: 64 MiB.
pub const MAX_BOARD_BYTES: u64 = 64 << 20;

const NO_BOARD: &str = "it does not look like one: it has no section for a status, no line of a packet, and no name that \
                        ends in .md";

/// The board at a path.
#[derive(Debug, Clone)]
pub struct BoardFile {
    /// Where it is.
    pub path: PathBuf,
    /// What its headings and tokens mean.
    pub vocabulary: Vocabulary,
    /// The file that keeps other syncs out while one runs; never beside the board.
    pub lock: PathBuf,
    /// How long to wait for another sync.
    pub wait: Duration,
}

impl Board for BoardFile {
    fn lock(&self, wait: Wait) -> Result<Box<dyn BoardLock>, BoardFailure> {
        replace::lock(self, wait.or(self.wait))
    }

    fn load(&self) -> Result<LoadedBoard, BoardFailure> {
        let path = self.path.display().to_string();
        let bytes = self.read().map_err(|error| match error.kind() {
            ErrorKind::NotFound => BoardFailure::Missing { path: path.clone() },
            _ => self.unreadable(said(&error)),
        })?;
        if let Some(line) = conflict_marker(&bytes) {
            return Err(BoardFailure::ConflictMarkers { path, line });
        }
        let parsed = parse(&bytes, &self.vocabulary);
        Ok(self.loaded(bytes, parsed))
    }

    fn patch(&self, board: &LoadedBoard, edits: &[Edit]) -> Result<PatchedBoard, BoardFailure> {
        let unpatchable = |reason| BoardFailure::Unpatchable { path: board.path.clone(), reason };
        if !edits.is_empty() && !self.looks_like_a_board(board) {
            return Err(unpatchable(NO_BOARD.to_owned()));
        }
        let patched =
            patch(&board.bytes, &self.vocabulary, edits).map_err(|error| unpatchable(error.to_string()))?;
        Ok(PatchedBoard { board: self.loaded(patched.bytes, patched.board), changes: patched.changes })
    }

    fn replace(&self, expected: Hash, new: &LoadedBoard) -> Result<bool, BoardFailure> {
        let is_expected = || Ok(Hash::of(self.read()?) == expected);
        let unwritable = |error: std::io::Error| {
            let reason = said(&error);
            BoardFailure::Unwritable { path: self.path.display().to_string(), reason }
        };
        if new.hash == expected || !is_expected().map_err(unwritable)? {
            return is_expected().map_err(unwritable);
        }
        replace::replace(&self.path, &new.bytes, is_expected).map_err(unwritable)
    }
}

impl BoardFile {
    fn loaded(&self, bytes: Vec<u8>, parsed: ParsedBoard) -> LoadedBoard {
        LoadedBoard {
            path: self.path.display().to_string(),
            hash: Hash::of(&bytes),
            words: self.vocabulary.hash(),
            status_sections: parsed
                .sections
                .iter()
                .filter(|section| section.section.status.is_some())
                .count(),
            entries: parsed.entries,
            warnings: parsed.warnings,
            bytes,
        }
    }

    /// Whether it is empty, has a line that a board has, or a name that says so: else a mistyped path would have any
    /// file of text end in a list of packets.
    fn looks_like_a_board(&self, board: &LoadedBoard) -> bool {
        let is_markdown =
            |ending: &OsStr| ["md", "markdown"].iter().any(|one| ending.eq_ignore_ascii_case(one));
        board.status_sections > 0
            || !board.entries.is_empty()
            || board.bytes.trim_ascii().is_empty()
            || self.path.extension().is_some_and(is_markdown)
    }

    fn unreadable(&self, reason: String) -> BoardFailure {
        BoardFailure::Unreadable { path: self.path.display().to_string(), reason }
    }

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
    use locus_core::domain::WpStatus;
    use std::path::Path;

    fn board(path: &Path) -> BoardFile {
        let lock = path.with_extension("lock");
        BoardFile { path: path.to_owned(), vocabulary: Vocabulary::default(), lock, wait: Duration::ZERO }
    }

    fn load(path: &Path) -> Result<LoadedBoard, BoardFailure> {
        board(path).load()
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

    #[test]
    fn only_a_file_that_looks_like_a_board_takes_lines() {
        let folder = tempfile::tempdir().unwrap();
        let takes_lines = |name: &str, text: &str| {
            let file = board(&folder.path().join(name));
            std::fs::write(&file.path, text).unwrap();
            let (wp_id, title) = ("WP-1".parse().unwrap(), "One".parse().unwrap());
            file.patch(&file.load().unwrap(), &[Edit::Add { wp_id, title, status: WpStatus::Stub }])
        };
        for (name, text) in [
            ("notes.md", "# Notes\n\nprose\n"),
            ("BOARD.Markdown", "prose"),
            ("board", ""),
            ("board", "\n \n"),
            ("board.txt", "## Done\n"),
            ("board.txt", "## Team\n- **[WP-2]** - [DONE]\n"),
        ] {
            assert!(takes_lines(name, text).is_ok(), "{name} {text:?}");
        }
        for (name, text) in [("settings.conf", "# Colours\nkey=value\n"), ("passwd", "root:x:0:0\n")] {
            let refused = takes_lines(name, text).unwrap_err().to_string();
            assert!(refused.contains("can't take the change: it does not look like one"), "{refused}");
        }
    }

    #[test]
    fn a_lock_keeps_another_sync_out_until_it_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let board = board(&folder.path().join("b.md"));
        let held = board.lock(Wait::Default).unwrap();
        assert!(matches!(board.lock(Wait::Default), Err(BoardFailure::Locked { .. })));
        drop(held);
        assert!(board.lock(Wait::Default).is_ok());
    }

    #[test]
    fn a_board_is_replaced_only_as_long_as_it_is_the_one_expected() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("b.md");
        std::fs::write(&path, "## Ready for Dev\n- **[WP-1]** - [READY_FOR_DEV]\n").unwrap();
        let file = board(&path);
        let old = file.load().unwrap();
        let edits = [Edit::Place { line: 2, status: WpStatus::Done }];
        let new = file.patch(&old, &edits).unwrap().board;
        std::fs::write(&path, "## Done\n").unwrap();
        assert_eq!(file.replace(old.hash, &new), Ok(false));
        assert_eq!(std::fs::read(&path).unwrap(), b"## Done\n");
        std::fs::write(&path, &old.bytes).unwrap();
        assert_eq!(file.replace(old.hash, &new), Ok(true));
        assert_eq!(std::fs::read(&path).unwrap(), new.bytes);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no file is left over");
    }

    #[test]
    fn what_a_killed_sync_left_goes_with_the_next_write_and_what_another_one_writes_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("b.md");
        std::fs::write(&path, "## Done\n- **[WP-1]** - [DONE]\n").unwrap();
        for name in [".locus-board-left.tmp", ".locus-board-busy.tmp", ".locus-board-mine", "mine.tmp"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        let busy = File::open(folder.path().join(".locus-board-busy.tmp")).unwrap();
        busy.lock().unwrap();
        let file = board(&path);
        let old = file.load().unwrap();
        let edits = [Edit::Place { line: 2, status: locus_core::domain::WpStatus::Stub }];
        let new = file.patch(&old, &edits).unwrap().board;
        assert_eq!(file.replace(old.hash, &new), Ok(true));
        let names = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        assert_eq!(names, [".locus-board-busy.tmp", ".locus-board-mine", "b.md", "mine.tmp"]);
    }

    #[cfg(unix)]
    #[test]
    fn mode_and_link_survive_and_the_same_bytes_are_not_written() {
        use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
        let folder = tempfile::tempdir().unwrap();
        let (target, link) = (folder.path().join("real.md"), folder.path().join("b.md"));
        std::fs::write(&target, "## Done\n- **[WP-1]** - [DONE]\n").unwrap();
        std::fs::set_permissions(&target, std::fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        let file = board(&link);
        let old = file.load().unwrap();
        let inode = std::fs::metadata(&target).unwrap().ino();
        assert_eq!(file.replace(old.hash, &old), Ok(true));
        assert_eq!(std::fs::metadata(&target).unwrap().ino(), inode);
        let edits = [Edit::Place { line: 2, status: locus_core::domain::WpStatus::Stub }];
        let new = file.patch(&old, &edits).unwrap().board;
        assert_eq!(file.replace(old.hash, &new), Ok(true));
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        let metadata = std::fs::metadata(&target).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o777, 0o640);
        assert_ne!(metadata.ino(), inode);
    }
}
