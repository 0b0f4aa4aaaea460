//! A copy of the database in a new file: whole and verified, or not there at all.

use crate::error::CliError;
use locus_core::ports::ChainHead;
use locus_store::SqliteStore;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

/// What the name of an unfinished copy begins with.
pub(crate) const PREFIX: &str = ".locus-backup-";
/// What the name of an unfinished copy ends with.
const SUFFIX: &str = ".tmp";
/// What SQLite and Locus call the files that they keep beside a database.
pub(crate) const BESIDE: [&str; 6] = ["-wal", "-shm", "-journal", "-dropped-queries", ".lock", ".board.lock"];

/// A finished backup.
#[derive(Debug)]
pub(crate) struct Backup {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Where its chain of events ends, which is where the database's ended.
    pub(crate) head: ChainHead,
    /// How large it is.
    pub(crate) bytes: u64,
}

/// Copies the database to a file that isn't there yet, and is its owner's alone.
///
/// # Errors
/// If there is something at that path, it is one that belongs to the database itself, its folder is missing or can't
/// be written, or the copy is not sound.
pub(crate) fn make(store: &mut SqliteStore, db: &Path, path: PathBuf) -> Result<Backup, CliError> {
    let unusable = |path: &Path, error| CliError::File { path: path.display().to_string(), error };
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return Err(taken(&path)) };
    let folder = folder.canonicalize().map_err(|error| unusable(folder, error))?;
    // As it really is called: what was typed may lead over `..`.
    let path = folder.join(name);
    if belongs_to(db, &path) {
        let reason = format!("{} is a name of the database's own files; choose another", path.display());
        return Err(CliError::Usage(reason));
    }
    // A link counts too, wherever it leads.
    if path.symlink_metadata().is_ok() {
        return Err(taken(&path));
    }
    let unwritable = |error| unusable(&path, error);
    let copy = tempfile::Builder::new().prefix(PREFIX).suffix(SUFFIX).tempfile_in(&folder);
    let copy = copy.map_err(unwritable)?;
    // Shows `doctor` that it is no leftover; where files can't be locked, none is taken for one.
    drop(copy.as_file().try_lock());
    let head = store.copy_into(copy.path())?;
    copy.as_file().sync_all().map_err(unwritable)?;
    let bytes = copy.as_file().metadata().map_err(unwritable)?.len();
    copy.persist_noclobber(&path).map_err(|refused| match refused.error.kind() {
        ErrorKind::AlreadyExists => taken(&path),
        _ => unwritable(refused.error),
    })?;
    // The name should outlive a power cut too; not every system lets a folder be opened for that.
    drop(File::open(&folder).and_then(|folder| folder.sync_all()));
    Ok(Backup { path, head, bytes })
}

/// Copies the database into the folder `backups` beside it, under the time it is.
pub(crate) fn make_beside(store: &mut SqliteStore, db: &Path, now: &str) -> Result<Backup, CliError> {
    let folder = folder_beside(db);
    let made = private_folder(&folder);
    made.map_err(|error| CliError::File { path: folder.display().to_string(), error })?;
    let mut name = db.file_stem().unwrap_or_default().to_owned();
    // Not every system takes a colon in a name.
    name.push(format!("-{}.db", now.replace(':', "-")));
    make(store, db, folder.join(name))
}

/// Where backups are that nobody chose a place for.
pub(crate) fn folder_beside(db: &Path) -> PathBuf {
    db.with_file_name("backups")
}

fn private_folder(path: &Path) -> Result<(), Error> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        made => made,
    }
}

fn taken(path: &Path) -> CliError {
    CliError::Usage(format!("{} is there already; name a new file", path.display()))
}

/// Whether a file of this name would be taken for a part of the database.
fn belongs_to(db: &Path, target: &Path) -> bool {
    let names = [Some(db.to_owned()), db.canonicalize().ok()];
    names.iter().flatten().any(|db| {
        let folder = db.parent().and_then(|folder| folder.canonicalize().ok());
        let same_folder = folder.as_deref() == target.parent();
        same_folder && beside(db).any(|path| same_name(&path, target))
    })
}

/// The files that may stand beside a database.
pub(crate) fn beside(db: &Path) -> impl Iterator<Item = PathBuf> {
    BESIDE.iter().map(move |ending| {
        let mut name: OsString = db.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    })
}

/// Some systems don't tell capitals from small letters.
fn same_name(one: &Path, other: &Path) -> bool {
    match (one.file_name(), other.file_name()) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        _ => false,
    }
}
