//! Writing a board's file so that whoever reads it, at any time, finds the old board or the new one.

use crate::file::BoardFile;
use locus_core::domain::canonical::Hash;
use locus_core::ports::BoardFailure;
use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::time::Duration;
use tempfile::{Builder, NamedTempFile};

/// Why a board can't be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The board that was to be replaced can't be read.
    #[error(transparent)]
    Board(#[from] BoardFailure),
    /// Another writer holds the lock.
    #[error("the lock {path} was held by another writer for {} ms", waited.as_millis())]
    LockHeld {
        /// The lock's file.
        path: String,
        /// How long it was waited for.
        waited: Duration,
    },
    /// A file can't be written: the board's or the lock's.
    #[error("{path} can't be written: {source}")]
    Io {
        /// Which file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
}

/// What became of a new text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replaced {
    /// It is the board now.
    Written,
    /// It was the board already; nothing was written.
    Unchanged,
    /// The board isn't the one that was expected; nothing was written.
    Changed,
}

/// What became of a first text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Created {
    /// It is the board now.
    Written,
    /// There is something already; nothing was written.
    Exists,
}

impl BoardFile {
    /// Replaces the board, if it is still the one with this hash, under the lock and in one step: a crash leaves
    /// the old board or the new one (task-board.md §3). Its mode stays, and if the path is a symbolic link, the
    /// file it leads to is replaced.
    ///
    /// # Errors
    /// If the board can't be read, the lock can't be had in time, or a file can't be written.
    pub fn replace(&self, expected: Hash, bytes: &[u8]) -> Result<Replaced, WriteError> {
        let _lock = self.lock.take()?;
        let is_expected = |old: &[u8]| Hash::of(old) == expected;
        let old = self.bytes()?;
        if !is_expected(&old) {
            return Ok(Replaced::Changed);
        }
        if old == bytes {
            return Ok(Replaced::Unchanged);
        }
        let target = std::fs::canonicalize(&self.path).map_err(io_error(&self.path))?;
        let permissions = std::fs::metadata(&target).map_err(io_error(&target))?.permissions();
        let new = written_beside(&target, bytes, &temporary()).map_err(io_error(&target))?;
        new.as_file().set_permissions(permissions).map_err(io_error(&target))?;
        new.as_file().sync_all().map_err(io_error(&target))?;
        // Looked at once more: an editor knows nothing of the lock, and writing to a disk takes its time.
        if !is_expected(&self.bytes()?) {
            return Ok(Replaced::Changed);
        }
        new.persist(&target).map_err(|failed| io_error(&target)(failed.error))?;
        sync_folder(&target).map_err(io_error(&target))?;
        Ok(Replaced::Written)
    }

    /// Writes the board if there is none, as [`replace`](Self::replace) does.
    ///
    /// # Errors
    /// If the lock can't be had in time, or a file can't be written.
    pub fn create(&self, bytes: &[u8]) -> Result<Created, WriteError> {
        let _lock = self.lock.take()?;
        let mut builder = temporary();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let new = written_beside(&self.path, bytes, &builder).map_err(io_error(&self.path))?;
        new.as_file().sync_all().map_err(io_error(&self.path))?;
        match new.persist_noclobber(&self.path) {
            Ok(_) => sync_folder(&self.path).map_err(io_error(&self.path)).map(|()| Created::Written),
            Err(failed) if failed.error.kind() == ErrorKind::AlreadyExists => Ok(Created::Exists),
            Err(failed) => Err(io_error(&self.path)(failed.error)),
        }
    }
}

pub(crate) fn io_error(path: &Path) -> impl FnOnce(std::io::Error) -> WriteError {
    |source| WriteError::Io { path: path.display().to_string(), source }
}

/// A file nobody else can read.
fn temporary() -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(".task-board-").suffix(".tmp");
    builder
}

fn written_beside(target: &Path, bytes: &[u8], builder: &Builder<'_, '_>) -> std::io::Result<NamedTempFile> {
    let mut file = builder.tempfile_in(folder_of(target))?;
    file.write_all(bytes)?;
    Ok(file)
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes a rename outlast a power failure, where a folder can be synced.
fn sync_folder(file: &Path) -> std::io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    match File::open(folder_of(file))?.sync_all() {
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
        synced => synced,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lock::BoardLock;
    use crate::vocabulary::Vocabulary;
    use tempfile::TempDir;

    const OLD: &[u8] = b"## Done\n";
    const NEW: &[u8] = b"## Done\n- **[WP-1]** - [VALIDATED]\n";

    /// A board in a folder of its own, its lock in another one.
    fn board(bytes: Option<&[u8]>) -> (TempDir, BoardFile) {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("docs")).unwrap();
        let path = root.path().join("docs/BOARD.md");
        if let Some(bytes) = bytes {
            std::fs::write(&path, bytes).unwrap();
        }
        let lock = BoardLock { path: root.path().join("board.lock"), wait: Duration::ZERO };
        (root, BoardFile { path, vocabulary: Vocabulary::default(), lock })
    }

    fn names_in(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    fn assert_alone(board: &BoardFile, bytes: &[u8]) {
        assert_eq!(std::fs::read(&board.path).unwrap(), bytes);
        assert_eq!(names_in(folder_of(&board.path)), ["BOARD.md"], "nothing is left beside the board");
    }

    #[test]
    fn the_board_that_was_expected_is_replaced() {
        let (_root, board) = board(Some(OLD));
        assert_eq!(board.replace(Hash::of(OLD), NEW).unwrap(), Replaced::Written);
        assert_alone(&board, NEW);
    }

    #[test]
    fn a_board_that_changed_meanwhile_is_left_alone() {
        let (_root, board) = board(Some(b"somebody's edit"));
        assert_eq!(board.replace(Hash::of(OLD), NEW).unwrap(), Replaced::Changed);
        assert_alone(&board, b"somebody's edit");
        assert_eq!(board.replace(Hash::of(OLD), b"somebody's edit").unwrap(), Replaced::Changed);
    }

    #[test]
    fn the_same_bytes_are_not_written_again() {
        let (_root, board) = board(Some(OLD));
        let long_ago = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1);
        File::options().write(true).open(&board.path).unwrap().set_modified(long_ago).unwrap();
        assert_eq!(board.replace(Hash::of(OLD), OLD).unwrap(), Replaced::Unchanged);
        assert_eq!(std::fs::metadata(&board.path).unwrap().modified().unwrap(), long_ago);
        assert_alone(&board, OLD);
    }

    #[test]
    fn a_missing_board_is_not_made_by_replacing_it() {
        let (_root, board) = board(None);
        let refused = board.replace(Hash::of(b""), NEW).unwrap_err();
        assert!(matches!(refused, WriteError::Board(BoardFailure::Missing { .. })), "{refused}");
        assert!(!board.path.exists());
    }

    #[test]
    fn a_missing_board_is_created_when_asked_and_no_other_overwritten() {
        let (_root, board) = board(None);
        assert_eq!(board.create(OLD).unwrap(), Created::Written);
        assert_alone(&board, OLD);
        assert_eq!(board.create(NEW).unwrap(), Created::Exists);
        assert_alone(&board, OLD);
    }

    #[test]
    fn a_board_in_a_folder_that_is_missing_is_refused() {
        let (root, mut board) = board(None);
        board.path = root.path().join("nowhere/BOARD.md");
        assert!(matches!(board.create(OLD), Err(WriteError::Io { .. })));
        assert!(!root.path().join("nowhere").exists());
    }

    #[test]
    fn a_lock_that_is_held_too_long_is_an_error_and_nothing_is_written() {
        let (_root, mut board) = board(Some(OLD));
        board.lock.wait = Duration::from_millis(25);
        let held = board.lock.take().unwrap();
        for refused in [board.replace(Hash::of(OLD), NEW).unwrap_err(), board.create(NEW).unwrap_err()] {
            let WriteError::LockHeld { waited, .. } = &refused else { panic!("{refused}") };
            assert_eq!(*waited, board.lock.wait);
            assert!(refused.to_string().ends_with("board.lock was held by another writer for 25 ms"));
        }
        assert_alone(&board, OLD);
        drop(held);
        assert_eq!(board.replace(Hash::of(OLD), NEW).unwrap(), Replaced::Written);
    }

    #[test]
    fn a_lock_that_cannot_be_opened_is_named() {
        let (root, mut board) = board(Some(OLD));
        board.lock.path = root.path().join("nowhere/board.lock");
        let refused = board.replace(Hash::of(OLD), NEW).unwrap_err().to_string();
        assert!(refused.contains("nowhere/board.lock can't be written: "), "{refused}");
        assert_alone(&board, OLD);
    }

    #[test]
    fn writers_that_start_over_lose_nothing() {
        let (_root, mut board) = board(Some(b""));
        board.lock.wait = Duration::from_secs(60);
        let append = |letter: u8| {
            loop {
                let old = board.bytes().unwrap();
                let new = [old.as_slice(), &[letter]].concat();
                if board.replace(Hash::of(&old), &new).unwrap() == Replaced::Written {
                    return;
                }
            }
        };
        std::thread::scope(|scope| {
            for letter in b"abcd" {
                scope.spawn(move || (0..5).for_each(|_| append(*letter)));
            }
        });
        let mut written = std::fs::read(&board.path).unwrap();
        written.sort_unstable();
        assert_eq!(written, b"aaaaabbbbbcccccddddd");
    }

    #[test]
    fn a_reader_sees_the_old_board_or_the_new_one() {
        let boards = [vec![b'a'; 300_000], vec![b'b'; 200_000]];
        let (_root, board) = board(Some(&boards[0]));
        std::thread::scope(|scope| {
            let writer = scope.spawn(|| {
                for turn in 0..30 {
                    let (old, new) = (&boards[turn % 2], &boards[(turn + 1) % 2]);
                    assert_eq!(board.replace(Hash::of(old), new).unwrap(), Replaced::Written);
                }
            });
            while !writer.is_finished() {
                assert!(boards.contains(&std::fs::read(&board.path).unwrap()), "a torn board");
            }
        });
    }

    #[cfg(unix)]
    mod unix {
        use super::*;
        use std::os::unix::fs::{PermissionsExt, symlink};

        fn mode(path: &Path) -> u32 {
            std::fs::metadata(path).unwrap().permissions().mode() & 0o7777
        }

        #[test]
        fn the_mode_stays() {
            for bits in [0o600, 0o640, 0o664, 0o755] {
                let (_root, board) = board(Some(OLD));
                std::fs::set_permissions(&board.path, PermissionsExt::from_mode(bits)).unwrap();
                board.replace(Hash::of(OLD), NEW).unwrap();
                assert_eq!(mode(&board.path), bits);
            }
        }

        #[test]
        fn a_new_board_has_the_mode_of_any_new_file() {
            let (root, board) = board(None);
            board.create(OLD).unwrap();
            std::fs::write(root.path().join("other"), "").unwrap();
            assert_eq!(mode(&board.path), mode(&root.path().join("other")));
        }

        #[test]
        fn the_file_a_link_leads_to_is_replaced_in_its_own_folder() {
            let (root, mut board) = board(Some(OLD));
            let target = std::mem::replace(&mut board.path, root.path().join("LINK.md"));
            symlink("docs/BOARD.md", &board.path).unwrap();
            assert_eq!(board.replace(Hash::of(OLD), NEW).unwrap(), Replaced::Written);
            assert!(board.path.is_symlink());
            board.path = target;
            assert_alone(&board, NEW);
        }

        #[test]
        fn a_link_to_nowhere_is_no_place_to_create_a_board() {
            let (root, board) = board(None);
            symlink("nowhere.md", &board.path).unwrap();
            assert_eq!(board.create(OLD).unwrap(), Created::Exists);
            assert!(!root.path().join("docs/nowhere.md").exists());
        }
    }
}
