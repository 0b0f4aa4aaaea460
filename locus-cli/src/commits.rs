//! Hearing of commits, whichever process makes them: each one changes the database's write-ahead log.

use crate::error::CliError;
use notify::event::ModifyKind;
use notify::{ErrorKind, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::ffi::OsString;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// How long commits are gathered before they are told of: a busy writer makes thousands a second.
const GATHER: Duration = Duration::from_millis(20);

/// What was heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heard {
    /// There may be something new.
    Commit,
    /// Nobody reads stdout any more.
    ReaderGone,
}

/// Listens from when it is made until it is dropped.
#[derive(Debug)]
pub(crate) struct Ears {
    heard: Receiver<Heard>,
    _watcher: RecommendedWatcher,
}

impl Ears {
    /// Ears for a database, and for the reader of stdout if that is where output goes.
    ///
    /// # Errors
    /// If the system can't tell of changes there.
    pub(crate) fn of(db: &Path, writes_to_stdout: bool) -> Result<Self, CliError> {
        let db =
            db.canonicalize().map_err(|error| CliError::File { path: db.display().to_string(), error })?;
        let (heard_by, heard) = channel();
        if writes_to_stdout {
            listen_for_the_reader(heard_by.clone());
        }
        let files = files(&db);
        let mut watcher =
            notify::recommended_watcher(move |event| hear(event, &files, &heard_by)).map_err(deaf)?;
        // Files come and go; the folder stays.
        watcher.watch(db.parent().unwrap_or(&db), RecursiveMode::NonRecursive).map_err(deaf)?;
        Ok(Self { heard, _watcher: watcher })
    }

    /// Waits for the next thing to hear.
    ///
    /// # Errors
    /// If the system stopped telling.
    pub(crate) fn next(&self) -> Result<Heard, CliError> {
        let first =
            self.heard.recv().map_err(|_| CliError::Watch("the system stopped telling of them".into()))?;
        std::thread::sleep(GATHER);
        let gone =
            std::iter::once(first).chain(self.heard.try_iter()).any(|heard| heard == Heard::ReaderGone);
        Ok(if gone { Heard::ReaderGone } else { Heard::Commit })
    }
}

/// The names a commit shows at: the log's, and the database's where another file takes its place.
fn files(db: &Path) -> Vec<OsString> {
    let name = db.file_name().unwrap_or_default().to_owned();
    let mut log = name.clone();
    log.push("-wal");
    vec![name, log]
}

/// Passes on what may be a commit. Reading is none, so that looking for news wakes nobody.
fn hear(event: notify::Result<notify::Event>, files: &[OsString], heard: &Sender<Heard>) {
    let is_news = match event {
        Ok(event) if !event.need_rescan() => {
            !matches!(event.kind, EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)))
                && event
                    .paths
                    .iter()
                    .filter_map(|path| path.file_name())
                    .any(|name| files.iter().any(|file| file == name))
        }
        // More happened than could be kept track of.
        _ => true,
    };
    if is_news {
        // Nobody listens any more when the command ends.
        let _ = heard.send(Heard::Commit);
    }
}

/// A pipe's reader may go away while there is nothing to write, which would then never be noticed.
#[cfg(unix)]
fn listen_for_the_reader(heard: Sender<Heard>) {
    use rustix::event::{PollFd, PollFlags, poll};
    std::thread::spawn(move || {
        let stdout = std::io::stdout();
        // Errors and hang-ups are always told; nothing else is asked for.
        let mut pipe = [PollFd::new(&stdout, PollFlags::empty())];
        while let Err(rustix::io::Errno::INTR) = poll(&mut pipe, None) {}
        let [pipe] = pipe;
        if pipe.revents().intersects(PollFlags::ERR | PollFlags::HUP) {
            let _ = heard.send(Heard::ReaderGone);
        }
    });
}

/// Elsewhere it is noticed at the next event.
#[cfg(not(unix))]
fn listen_for_the_reader(_heard: Sender<Heard>) {}

fn deaf(error: notify::Error) -> CliError {
    CliError::Watch(match error.kind {
        ErrorKind::MaxFilesWatch => "the system watches as many files as it can already".to_owned(),
        ErrorKind::Io(error) => error.kind().to_string(),
        _ => "the system doesn't tell of them there".to_owned(),
    })
}
