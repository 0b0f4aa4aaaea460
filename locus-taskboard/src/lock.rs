//! The lock that keeps the writers of a board apart.

use crate::write::{WriteError, io_error};
use std::fs::{File, TryLockError};
use std::path::PathBuf;
use std::time::Duration;

/// How long to sleep between two tries to take a lock.
const PAUSE: Duration = Duration::from_millis(10);

/// An advisory lock that all writers of a board take. Its file is never taken away: two could hold it then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardLock {
    /// Its file, in a folder that is there: in `.locus/`, never beside the board.
    pub path: PathBuf,
    /// How long to wait for whoever holds it.
    pub wait: Duration,
}

impl BoardLock {
    /// The lock, held until the file is dropped.
    pub(crate) fn take(&self) -> Result<File, WriteError> {
        let file = File::options().write(true).create(true).truncate(false).open(&self.path);
        let file = file.map_err(io_error(&self.path))?;
        let mut left = self.wait;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::Error(error)) => return Err(io_error(&self.path)(error)),
                Err(TryLockError::WouldBlock) if left.is_zero() => {
                    let path = self.path.display().to_string();
                    return Err(WriteError::LockHeld { path, waited: self.wait });
                }
                Err(TryLockError::WouldBlock) => {
                    let pause = left.min(PAUSE);
                    std::thread::sleep(pause);
                    left -= pause;
                }
            }
        }
    }
}
