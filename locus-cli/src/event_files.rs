//! Files of events that a project exchanges with its replicas.

use crate::project::Project;
use locus_core::ports::{EventFile, EventFiles};
use locus_fr::EventLogFile;
use std::path::PathBuf;

/// Finds files at paths seen from the project's folder.
#[derive(Debug)]
pub(crate) struct ProjectEventFiles {
    root: PathBuf,
}

impl ProjectEventFiles {
    pub(crate) fn new(project: &Project) -> Self {
        Self { root: project.root.clone() }
    }
}

impl EventFiles for ProjectEventFiles {
    fn event_file(&self, path: &str) -> Box<dyn EventFile> {
        Box::new(EventLogFile::new(self.root.join(path)))
    }
}
