//! A file of events that is a list.

use crate::ports::{EventFile, EventFileFailure, EventLines, EventSink, EventWithContent, Wait};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A file of events in memory; its clones are the same file.
#[derive(Debug, Default, Clone)]
pub struct EventList(Arc<Mutex<Vec<EventWithContent>>>);

impl EventList {
    /// A file with these lines.
    #[must_use]
    pub fn new(lines: Vec<EventWithContent>) -> Self {
        Self(Arc::new(Mutex::new(lines)))
    }

    /// Its lines.
    #[must_use]
    pub fn lines(&self) -> Vec<EventWithContent> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<EventWithContent>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl EventFile for EventList {
    fn path(&self) -> &str {
        "list"
    }

    fn read(&self) -> Result<EventLines<'_>, EventFileFailure> {
        Ok(Box::new(self.lines().into_iter().map(Ok)))
    }

    fn open_end(&self, _wait: Wait) -> Result<Box<dyn EventSink + '_>, EventFileFailure> {
        Ok(Box::new(End { list: self, added: Vec::new() }))
    }
}

#[derive(Debug)]
struct End<'a> {
    list: &'a EventList,
    added: Vec<EventWithContent>,
}

impl EventSink for End<'_> {
    fn put(&mut self, event: &EventWithContent) -> Result<(), EventFileFailure> {
        self.added.push(event.clone());
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), EventFileFailure> {
        self.list.lock().extend(self.added);
        Ok(())
    }
}
