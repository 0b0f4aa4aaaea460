//! What an operation decides with, and what it decides.

use crate::app::Caller;
use crate::domain::canonical::Digest;
use crate::domain::{
    BronzeId, DependencyId, MicroTask, NoteId, NoteType, Text, Timestamp, VectorClock, WorkNote, WorkPacket,
    WpId,
};
use crate::event::{Event, WrittenNote};
use crate::ports::{ChainHead, Change, Ids};

/// Everything an operation may know besides the store: who asks, the time, new ids, where the chain stands.
#[derive(Debug)]
pub struct Context<'a> {
    /// The moment of the operation, never before the newest event.
    pub now: Timestamp,
    /// Who asks.
    pub caller: &'a Caller,
    /// Where the chain stands: the operation's first event gets the next number.
    pub head: &'a ChainHead,
    /// New ids.
    pub ids: &'a dyn Ids,
}

impl Context<'_> {
    /// A new Bronze id.
    #[must_use]
    pub fn bronze_id(&self) -> BronzeId {
        BronzeId::new(self.ids.uuid(self.now))
    }

    /// A new edge id.
    #[must_use]
    pub fn dependency_id(&self) -> DependencyId {
        DependencyId::new(self.ids.uuid(self.now))
    }

    /// Lets a clock see the operation's first event.
    pub fn observe(&self, clock: &mut VectorClock) {
        clock.observe(self.head.replica_id, self.head.sequence + 1);
    }

    /// Makes a packet the next version of itself.
    pub fn touch(&self, wp: &mut WorkPacket) {
        wp.version += 1;
        // A replica whose clock is ahead may have written it.
        wp.updated_at = self.now.max(wp.updated_at);
        wp.bronze_id = self.bronze_id();
        self.observe(&mut wp.vector_clock);
    }

    /// Makes a micro-task the next version of itself.
    pub fn touch_mt(&self, mt: &mut MicroTask) {
        mt.version += 1;
        mt.bronze_id = self.bronze_id();
    }

    /// A new note by the caller.
    #[must_use]
    pub fn note(&self, wp_id: &WpId, content: Text, note_type: NoteType) -> WorkNote {
        WorkNote {
            note_id: NoteId::new(self.ids.uuid(self.now)),
            wp_id: wp_id.clone(),
            author: self.caller.actor.id.clone(),
            content,
            created_at: self.now,
            note_type,
            bronze_id: self.bronze_id(),
        }
    }
}

/// What an event says of a note.
pub(crate) fn written(notes: &[WorkNote]) -> Vec<WrittenNote> {
    let written = |note: &WorkNote| WrittenNote {
        note_id: note.note_id,
        bronze_id: note.bronze_id,
        content: Digest::of(&note.content),
    };
    notes.iter().map(written).collect()
}

/// What an operation wants done. Without changes and events it is a repetition: nothing is written.
#[derive(Debug)]
pub struct Decision<O> {
    /// Rows to write, in this order.
    pub changes: Vec<Change>,
    /// Events to record, in this order.
    pub events: Vec<Event>,
    /// What to answer.
    pub output: O,
}

impl<O> Decision<O> {
    /// Nothing to do; the answer as things stand.
    #[must_use]
    pub const fn unchanged(output: O) -> Self {
        Self { changes: Vec::new(), events: Vec::new(), output }
    }
}
