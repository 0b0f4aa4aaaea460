//! Boards of a project.

use crate::project::{DEFAULT_BOARDS, Project};
use locus_core::ports::{Board, BoardFailure, Boards};
use locus_taskboard::{BoardFile, Vocabulary};
use std::path::PathBuf;

/// Finds the project's board, or one at a path seen from the project's folder.
#[derive(Debug)]
pub(crate) struct ProjectBoards {
    root: PathBuf,
    own: Option<PathBuf>,
}

impl ProjectBoards {
    pub(crate) fn new(project: &Project) -> Self {
        Self { root: project.root.clone(), own: project.board() }
    }
}

impl Boards for ProjectBoards {
    fn open(&self, path: Option<&str>) -> Result<Box<dyn Board>, BoardFailure> {
        let path = path.map(|path| self.root.join(path)).or_else(|| self.own.clone());
        let path = path.ok_or_else(|| BoardFailure::Missing {
            path: format!("any of {} in {}", DEFAULT_BOARDS.join(", "), self.root.display()),
        })?;
        Ok(Box::new(BoardFile { path, vocabulary: Vocabulary::default() }))
    }
}
