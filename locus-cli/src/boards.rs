//! Boards of a project.

use crate::project::{DEFAULT_BOARDS, OwnFiles, Project};
use locus_core::ports::{Board, BoardFailure, Boards};
use locus_taskboard::{BoardFile, Vocabulary};
use std::path::PathBuf;
use std::time::Duration;

/// Finds the project's board, or one at a path seen from the project's folder.
#[derive(Debug)]
pub(crate) struct ProjectBoards {
    root: PathBuf,
    places: Vec<PathBuf>,
    lock: PathBuf,
    kept: OwnFiles,
    wait: Duration,
    vocabulary: Vocabulary,
}

impl ProjectBoards {
    /// The project's own board, if the file is there.
    pub(crate) fn own(&self) -> Option<Box<dyn Board>> {
        self.places.iter().find(|path| path.is_file())?;
        self.open(None).ok()
    }

    /// Where the project's own board is, or is to be. Looked for each time: a stream of jobs may be older than its board.
    pub(crate) fn own_path(&self) -> Result<PathBuf, BoardFailure> {
        let found = match self.places.as_slice() {
            [chosen] => Some(chosen),
            defaults => defaults.iter().find(|path| path.is_file()),
        };
        found.cloned().ok_or_else(|| BoardFailure::Missing {
            path: format!("any of {} in {}", DEFAULT_BOARDS.join(", "), self.root.display()),
        })
    }

    pub(crate) fn new(project: &Project) -> Self {
        Self {
            root: project.root.clone(),
            places: project.board_places(),
            lock: project.board_lock(),
            kept: project.own_files(),
            vocabulary: project.config.vocabulary.clone(),
            wait: project.config.busy_timeout(),
        }
    }
}

impl Boards for ProjectBoards {
    fn open(&self, path: Option<&str>) -> Result<Box<dyn Board>, BoardFailure> {
        let path = path.map_or_else(|| self.own_path(), |path| Ok(self.root.join(path)))?;
        if self.kept.has(&path) {
            let path = path.display().to_string();
            return Err(BoardFailure::Unreadable { path, reason: OwnFiles::REFUSAL.into() });
        }
        let (lock, wait, vocabulary) = (self.lock.clone(), self.wait, self.vocabulary.clone());
        Ok(Box::new(BoardFile { path, vocabulary, lock, wait }))
    }
}
