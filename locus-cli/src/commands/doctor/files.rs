//! The files around a project: what killed commands left, and who may use them.

use crate::backup;
use crate::project::Project;
use locus_taskboard::{BOARD_PREFIX, left_behind as left_in, take_away};
use std::fs::{self, File, Metadata, Permissions};
use std::path::{Path, PathBuf};

/// Files that nobody needs any more.
pub(super) fn left_behind(project: &Project) -> Vec<PathBuf> {
    let board = project.board().and_then(|board| board.canonicalize().ok());
    let mut left: Vec<_> =
        board.iter().filter_map(|board| board.parent()).flat_map(|at| left_in(at, BOARD_PREFIX)).collect();
    let backups = backup::folder_beside(&project.db);
    for folder in project.db.parent().into_iter().chain([backups.as_path()]) {
        left.extend(left_in(folder, backup::PREFIX));
    }
    let lock = migration_lock(&project.db);
    // A file that only tells others to wait, and whose work is done: the schema is up to date, or nothing could be
    // looked at.
    if File::options().write(true).open(&lock).is_ok_and(|lock| lock.try_lock().is_ok()) {
        left.push(lock);
    }
    left
}

fn migration_lock(db: &Path) -> PathBuf {
    let mut name = db.as_os_str().to_owned();
    name.push(".lock");
    name.into()
}

/// Files with records in them that others than their owner may use, each with its mode.
pub(super) fn open_to_others(project: &Project) -> Vec<(PathBuf, u32)> {
    let mut files = vec![project.db.clone()];
    files.extend(backup::beside(&project.db));
    let backups = fs::read_dir(backup::folder_beside(&project.db)).into_iter().flatten().flatten();
    let backups = backups.map(|entry| entry.path());
    files.extend(backups.filter(|path| path.extension().is_some_and(|ending| ending == "db")));
    let open = files.into_iter().filter_map(|path| {
        let found = fs::metadata(&path).ok().filter(|found| found.is_file() && found.len() > 0)?;
        wide_mode(&found).map(|mode| (path, mode))
    });
    let mut open: Vec<_> = open.collect();
    open.sort();
    open
}

/// The mode, if it lets in anybody but the owner.
#[cfg(unix)]
fn wide_mode(found: &Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(found.permissions().mode() & 0o777).filter(|mode| mode & 0o077 != 0)
}

#[cfg(not(unix))]
fn wide_mode(_found: &Metadata) -> Option<u32> {
    None
}

/// What the owner keeps of a mode.
#[cfg(unix)]
fn narrowed(mode: u32) -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(Permissions::from_mode(mode & !0o077))
}

#[cfg(not(unix))]
fn narrowed(_mode: u32) -> Option<Permissions> {
    None
}

/// Takes away what was left, and shuts others out. What can't be is found again.
pub(super) fn fix(project: &Project) {
    for path in left_behind(project) {
        take_away(&path);
    }
    for (path, mode) in open_to_others(project) {
        if let Some(mode) = narrowed(mode) {
            drop(fs::set_permissions(path, mode));
        }
    }
}
