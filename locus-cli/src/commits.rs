//! Hearing of commits, whichever process makes them: each one changes the database's write-ahead log.

use crate::error::CliError;
use notify::event::ModifyKind;
use notify::{ErrorKind, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::path::{Path, PathBuf};
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
        let places = places(&db);
        let mut watcher =
            notify::recommended_watcher(move |event| hear(event, &places, &heard_by)).map_err(deaf)?;
        // A file that takes another's place is seen from its folder only.
        watcher.watch(folder(&db), RecursiveMode::NonRecursive).map_err(deaf)?;
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

/// Where a commit shows: at the log, and at the database or its folder where another one takes its place.
fn places(db: &Path) -> [PathBuf; 3] {
    let mut log = db.as_os_str().to_owned();
    log.push("-wal");
    [log.into(), db.to_owned(), folder(db).to_owned()]
}

fn folder(db: &Path) -> &Path {
    db.parent().unwrap_or(db)
}

/// Passes on what may be a commit. Reading is none, so that looking for news wakes nobody.
fn hear(event: notify::Result<notify::Event>, places: &[PathBuf], heard: &Sender<Heard>) {
    let is_news = match event {
        Ok(event) if !event.need_rescan() => {
            !matches!(event.kind, EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)))
                && event.paths.iter().any(|path| places.contains(path))
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
