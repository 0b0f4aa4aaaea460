//! Where things are (cli.md §1): the database, the settings, the board.

use crate::config::Config;
use crate::env::Env;
use crate::error::CliError;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Where a board is looked for if none is named, in this order.
pub(crate) const DEFAULT_BOARDS: [&str; 4] = [
    ".GOV/roles_shared/TASK_BOARD.md",
    ".handshake/gov/TASK_BOARD.md",
    "docs/TASK_BOARD.md",
    "TASK_BOARD.md",
];

/// A project's folder within its root.
pub(crate) const FOLDER: &str = ".locus";

/// A database with its settings and its board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Project {
    /// The folder paths are seen from.
    pub(crate) root: PathBuf,
    /// The database file.
    pub(crate) db: PathBuf,
    /// What the project sets for itself.
    pub(crate) config: Config,
    /// The board named by option or variable.
    named_board: Option<PathBuf>,
}

/// What the database's name ends in, and the names of the files beside it.
const BESIDE: [&str; 6] = ["", "-wal", "-shm", "-journal", "-dropped-queries", BOARD_LOCK];

const BOARD_LOCK: &str = ".board.lock";

/// The files that only Locus writes: the database with what is beside it, and the settings. Neither a board nor a file
/// of events may be one of them.
#[derive(Debug, Clone)]
pub(crate) struct OwnFiles(PathBuf);

impl OwnFiles {
    /// What is said of a path that leads to one.
    pub(crate) const REFUSAL: &str = "Locus keeps this file for itself";

    /// Whether a path leads to one, links followed.
    pub(crate) fn has(&self, path: &Path) -> bool {
        let (Some((folder, name)), Some((own, db))) = (parts(path), parts(&self.0)) else { return false };
        let settings = own.ends_with(FOLDER) && matches!(name.to_str(), Some("config.toml" | ".gitignore"));
        let beside = name.as_encoded_bytes().strip_prefix(db.as_encoded_bytes());
        let beside = beside.is_some_and(|end| BESIDE.iter().any(|own| own.as_bytes() == end));
        folder == own && (settings || beside)
    }
}

/// The folder that a path really leads into, and the file's name in it.
fn parts(path: &Path) -> Option<(PathBuf, OsString)> {
    let real = path.canonicalize().or_else(|_| {
        let name = path.file_name().unwrap_or_default();
        path.parent().unwrap_or(Path::new("/")).canonicalize().map(|folder| folder.join(name))
    });
    let real = real.ok()?;
    Some((real.parent()?.to_owned(), real.file_name()?.to_owned()))
}

impl Project {
    /// The project for these options: `--db` or `LOCUS_DB` name a database directly, else `.locus/` is looked for
    /// upwards from the current folder.
    ///
    /// # Errors
    /// If there is none, or its settings are not valid.
    pub(crate) fn find(db: Option<&Path>, board: Option<&Path>, env: &Env) -> Result<Self, CliError> {
        let here = env.current_dir().to_owned();
        let named_board = board.or(env.variable("LOCUS_BOARD").map(Path::new)).map(|path| env.absolute(path));
        if let Some(db) = db.or(env.variable("LOCUS_DB").map(Path::new)) {
            return Ok(Self { root: here, db: env.absolute(db), config: Config::default(), named_board });
        }
        let root = here.ancestors().find(|folder| folder.join(FOLDER).is_dir());
        let root = root.ok_or_else(|| CliError::NoProject { from: here.display().to_string() })?.to_owned();
        let config = Config::load(&root.join(FOLDER).join("config.toml"))?;
        Ok(Self { db: root.join(FOLDER).join("locus.db"), root, config, named_board })
    }

    /// What the project keeps for itself.
    pub(crate) fn own_files(&self) -> OwnFiles {
        OwnFiles(self.db.clone())
    }

    /// The file that keeps two syncs apart; beside the database, never beside the board.
    pub(crate) fn board_lock(&self) -> PathBuf {
        let mut name = self.db.clone().into_os_string();
        name.push(BOARD_LOCK);
        name.into()
    }

    /// The project's board: the one named, the one in the settings, or the first default that is there.
    pub(crate) fn board(&self) -> Option<PathBuf> {
        self.chosen_board().or_else(|| self.board_places().into_iter().find(|path| path.is_file()))
    }

    /// Where the project's board may be, whether it is there or not.
    pub(crate) fn board_places(&self) -> Vec<PathBuf> {
        let defaults = || DEFAULT_BOARDS.iter().map(|path| self.root.join(path)).collect();
        self.chosen_board().map_or_else(defaults, |board| vec![board])
    }

    /// The files that a change of the project shows at: the board wherever it may be, and the log that every change of
    /// the database goes through.
    pub(crate) fn live_files(&self) -> Vec<PathBuf> {
        let mut files = self.board_places();
        let mut log = self.db.canonicalize().unwrap_or_else(|_| self.db.clone()).into_os_string();
        log.push("-wal");
        files.push(log.into());
        files
    }

    fn chosen_board(&self) -> Option<PathBuf> {
        let configured = || self.config.board.as_ref().map(|path| self.root.join(path));
        self.named_board.clone().or_else(configured)
    }
}
