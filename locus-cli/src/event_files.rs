//! Files of events that a project exchanges with its replicas.

use crate::project::{OwnFiles, Project};
use locus_core::ports::{EventFile, EventFileFailure, EventFiles, EventLines, EventSink, Wait};
use locus_fr::EventLogFile;
use std::path::PathBuf;
use std::time::Duration;

/// Finds files at paths seen from the project's folder.
#[derive(Debug)]
pub(crate) struct ProjectEventFiles {
    root: PathBuf,
    kept: OwnFiles,
    wait: Duration,
}

impl ProjectEventFiles {
    pub(crate) fn new(project: &Project) -> Self {
        Self { root: project.root.clone(), kept: project.own_files(), wait: project.config.busy_timeout() }
    }

    /// The file at this very path.
    pub(crate) fn at(&self, path: PathBuf) -> Box<dyn EventFile> {
        if self.kept.has(&path) {
            return Box::new(Kept(path.display().to_string()));
        }
        Box::new(EventLogFile::new(path, self.wait))
    }
}

impl EventFiles for ProjectEventFiles {
    fn event_file(&self, path: &str) -> Box<dyn EventFile> {
        self.at(self.root.join(path))
    }
}

/// A file that is none of events, whatever is in it.
#[derive(Debug)]
struct Kept(String);

impl EventFile for Kept {
    fn path(&self) -> &str {
        &self.0
    }

    fn read(&self) -> Result<EventLines<'_>, EventFileFailure> {
        Err(EventFileFailure::Unreadable { path: self.0.clone(), reason: OwnFiles::REFUSAL.into() })
    }

    fn open_end(&self, _wait: Wait) -> Result<Box<dyn EventSink + '_>, EventFileFailure> {
        Err(EventFileFailure::Unwritable { path: self.0.clone(), reason: OwnFiles::REFUSAL.into() })
    }
}
