//! Hearing of changed files from the system: the folders they are in are watched, never the files, which editors
//! replace.

use crate::error::CliError;
use crate::wakes::{Pace, Places, Wake};
use notify::event::ModifyKind;
use notify::{ErrorKind, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// The system's service, and the folders it tells of.
#[derive(Debug)]
pub(crate) struct Ears {
    watcher: RecommendedWatcher,
    wakes: Receiver<Wake>,
    folders: BTreeSet<PathBuf>,
}

impl Ears {
    /// Ears that listen to nothing yet.
    ///
    /// # Errors
    /// If the system has no such service, or no more of it.
    pub(crate) fn open() -> Result<Self, CliError> {
        let (heard, wakes) = channel();
        let watcher = notify::recommended_watcher(move |event| hear(event, &heard)).map_err(deaf)?;
        Ok(Self { watcher, wakes, folders: BTreeSet::new() })
    }

    /// Listens to these folders and no others. A folder that was taken away and made again is another one, so each
    /// is asked for anew. Answers whether all of them were still there.
    ///
    /// # Errors
    /// If the system can't tell of changes in one of them.
    pub(crate) fn turn_to(&mut self, folders: BTreeSet<PathBuf>) -> Result<bool, CliError> {
        for folder in std::mem::replace(&mut self.folders, folders) {
            // Fails for a folder that is gone.
            let _ = self.watcher.unwatch(&folder);
        }
        let mut all = true;
        for folder in &self.folders {
            match self.watcher.watch(folder, RecursiveMode::NonRecursive) {
                Err(error) if matches!(error.kind, ErrorKind::PathNotFound) => all = false,
                watched => watched.map_err(deaf)?,
            }
        }
        Ok(all)
    }

    /// Waits until something happened to these places and it was quiet for a while, or for so long at most.
    ///
    /// # Errors
    /// If the system stopped telling.
    pub(crate) fn wait(
        &self,
        pace: Pace,
        places: &Places,
        at_most: Option<Duration>,
    ) -> Result<(), CliError> {
        let heard = pace.wait(&self.wakes, places, at_most);
        heard.map_err(|_| CliError::Watch("the system stopped telling of changes".to_owned()))
    }
}

/// Passes on what may be a change. Reading the files, and so a look that finds nothing new, wakes nobody.
fn hear(event: notify::Result<notify::Event>, heard: &Sender<Wake>) {
    let event = match event {
        Ok(event) if !event.need_rescan() => event,
        _ => {
            // Nobody listens any more when the command ends.
            let _ = heard.send(Wake::Anything);
            return;
        }
    };
    if matches!(event.kind, EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_))) {
        return;
    }
    for path in event.paths {
        let _ = heard.send(Wake::Touched(path));
    }
}

fn deaf(error: notify::Error) -> CliError {
    CliError::Watch(match error.kind {
        ErrorKind::MaxFilesWatch => "the system watches as many files as it can already".to_owned(),
        ErrorKind::Io(error) => error.kind().to_string(),
        _ => "the system doesn't tell of changes there".to_owned(),
    })
}
