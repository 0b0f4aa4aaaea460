//! A file of events as `sync_events` sees it.

use super::{EventWithContent, Wait};

/// Why a file of events can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EventFileFailure {
    /// There is none.
    #[error("there is no file {path}")]
    Missing {
        /// Where it was looked for.
        path: String,
    },
    /// It can't be read.
    #[error("the file {path} can't be read: {reason}")]
    Unreadable {
        /// Which file.
        path: String,
        /// Why.
        reason: String,
    },
    /// It can't be written.
    #[error("the file {path} can't be written: {reason}")]
    Unwritable {
        /// Which file.
        path: String,
        /// Why.
        reason: String,
    },
    /// Another process is adding to it.
    #[error("another process is adding to the file {path}; waited {waited_ms} ms for it")]
    Locked {
        /// Which file.
        path: String,
        /// How long, in milliseconds.
        waited_ms: u64,
    },
    /// It holds what is no valid event, or no chain: `HSK-400-INVALID-EVENT`.
    #[error("{path}, {place}: {reason}")]
    Invalid {
        /// Which file.
        path: String,
        /// The line, or the event.
        place: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl EventFileFailure {
    /// The file it is about.
    #[must_use]
    pub fn path(&self) -> &str {
        match self {
            Self::Missing { path }
            | Self::Unreadable { path, .. }
            | Self::Unwritable { path, .. }
            | Self::Locked { path, .. }
            | Self::Invalid { path, .. } => path,
        }
    }
}

/// The events of a file, one by one.
pub type EventLines<'a> = Box<dyn Iterator<Item = Result<EventWithContent, EventFileFailure>> + 'a>;

/// A file of events that is only ever added to.
pub trait EventFile: std::fmt::Debug {
    /// Its path, for messages.
    fn path(&self) -> &str;

    /// Its events in the order they stand, each valid by itself and as it was sealed. An event that was cut off at
    /// the very end while it was written is left out.
    ///
    /// # Errors
    /// If it is not there or can't be read.
    fn read(&self) -> Result<EventLines<'_>, EventFileFailure>;

    /// Opens it for adding to, creating it if it is not there; others that want to add to it wait.
    ///
    /// # Errors
    /// If it can't be created or opened, or others add to it for longer than may be waited.
    fn open_end(&self, wait: Wait) -> Result<Box<dyn EventSink + '_>, EventFileFailure>;
}

/// The end of a file of events. Dropped without [`finish`](EventSink::finish) the file is as it was.
pub trait EventSink: std::fmt::Debug {
    /// Adds an event.
    ///
    /// # Errors
    /// If it can't be written.
    fn put(&mut self, event: &EventWithContent) -> Result<(), EventFileFailure>;

    /// Makes what was added last.
    ///
    /// # Errors
    /// If it can't be written.
    fn finish(self: Box<Self>) -> Result<(), EventFileFailure>;
}

/// Finds files of events at the paths that jobs name.
pub trait EventFiles: std::fmt::Debug {
    /// The file at this path; it need not be there.
    fn event_file(&self, path: &str) -> Box<dyn EventFile>;
}
