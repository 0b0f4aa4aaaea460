//! Writing a board: under a lock, and so that a crash leaves the old one or the new one.

use crate::file::BoardFile;
use locus_core::ports::{BoardFailure, BoardLock, said};
use std::fs::{File, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A held lock: the system lets go of it when the file is closed, a crash included.
#[derive(Debug)]
struct Held(#[expect(dead_code, reason = "what counts is that it stays open")] File);

impl BoardLock for Held {}

/// How long to sleep between two tries.
const TRY_AGAIN: Duration = Duration::from_millis(5);

/// Waits for its turn.
pub(crate) fn lock(board: &BoardFile, wait: Duration) -> Result<Box<dyn BoardLock>, BoardFailure> {
    let path = board.path.display().to_string();
    let unwritable = |error: std::io::Error| {
        let reason = format!("its lock {} can't be taken: {}", board.lock.display(), said(&error));
        BoardFailure::Unwritable { path: path.clone(), reason }
    };
    let file =
        File::options().create(true).truncate(false).write(true).open(&board.lock).map_err(unwritable)?;
    let began = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Box::new(Held(file))),
            Err(TryLockError::Error(error)) => return Err(unwritable(error)),
            Err(TryLockError::WouldBlock) if began.elapsed() >= wait => {
                let waited_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
                return Err(BoardFailure::Locked { path, waited_ms });
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(TRY_AGAIN),
        }
    }
}

/// What the name of a file begins with that is to take a board's place.
pub const BOARD_PREFIX: &str = ".locus-board-";
const SUFFIX: &str = ".tmp";

/// The files in a folder that a killed command left: `.tmp` behind this prefix, and held locked by nobody, as those who
/// still write such a file do. Where files can't be locked there are none.
pub fn left_behind(folder: &Path, prefix: &str) -> Vec<PathBuf> {
    let mut left = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let is_ours = name.to_str().is_some_and(|name| name.starts_with(prefix) && name.ends_with(SUFFIX));
        // Only what is a file itself: a link is not followed.
        if is_ours && entry.file_type().is_ok_and(|kind| kind.is_file()) && is_unheld(&entry.path()) {
            left.push(entry.path());
        }
    }
    left.sort();
    left
}

/// Whether nobody holds a file locked.
fn is_unheld(path: &Path) -> bool {
    File::options().write(true).open(path).is_ok_and(|file| file.try_lock().is_ok())
}

/// Takes away a file that a killed command left, unless somebody holds it locked by now. Answers whether it is gone.
pub fn take_away(path: &Path) -> bool {
    let Ok(file) = File::options().write(true).open(path) else { return !path.exists() };
    file.try_lock().is_ok() && std::fs::remove_file(path).is_ok()
}

/// Takes away what a killed sync left in this folder. What can't be taken away is no reason not to write the board.
fn sweep(folder: &Path) {
    for path in left_behind(folder, BOARD_PREFIX) {
        take_away(&path);
    }
}

/// Puts these bytes in place of the file that the path leads to: a crash leaves the old ones or the new ones. The
/// file's mode stays, and a link stays a link.
///
/// # Errors
/// If the file is not there, or can't be written.
pub fn replace_file(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    replace(path, bytes, || Ok(true)).map(drop)
}

/// Puts these bytes in place of the file that the path leads to, if `is_expected` still holds when they are on the
/// disk: an editor knows nothing of the lock. The file's mode stays. Answers whether it was replaced.
pub(crate) fn replace(
    path: &Path,
    bytes: &[u8],
    is_expected: impl Fn() -> std::io::Result<bool>,
) -> std::io::Result<bool> {
    let target = path.canonicalize()?;
    let folder = target.parent().unwrap_or(Path::new("."));
    sweep(folder);
    let mut file = tempfile::Builder::new().prefix(BOARD_PREFIX).suffix(SUFFIX).tempfile_in(folder)?;
    // Keeps it from being swept away by a sync of another database; where files can't be locked nothing is swept.
    drop(file.as_file().try_lock());
    file.write_all(bytes)?;
    file.as_file().set_permissions(std::fs::metadata(&target)?.permissions())?;
    file.as_file().sync_all()?;
    if !is_expected()? {
        return Ok(false);
    }
    file.persist(&target).map_err(|error| error.error)?;
    // The rename itself should outlive a power cut too; not every system lets a folder be opened for that.
    drop(File::open(folder).and_then(|folder| folder.sync_all()));
    Ok(true)
}
