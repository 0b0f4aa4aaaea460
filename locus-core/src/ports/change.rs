//! What an operation wants written: whole rows, each with the id of its Bronze record.

use crate::domain::canonical::{self, Hash};
use crate::domain::{
    BronzeId, BronzeKey, BronzeOperation, BronzeRecord, Dependency, Iteration, MicroTask, Timestamp,
    WorkNote, WorkPacket,
};

/// A row to be written. `before` is what the transaction holds now: what is derived from the difference
/// (blocker counts, the search index) needs no second read.
#[derive(Debug, Clone, PartialEq)]
pub enum Row {
    /// A packet: new without `before`, else replaced.
    WorkPacket {
        /// What stands there.
        before: Option<Box<WorkPacket>>,
        /// What is to stand there.
        after: Box<WorkPacket>,
    },
    /// A new note.
    Note(Box<WorkNote>),
    /// A micro-task: new without `before`, else replaced.
    MicroTask {
        /// What stands there.
        before: Option<Box<MicroTask>>,
        /// What is to stand there.
        after: Box<MicroTask>,
    },
    /// A new iteration.
    Iteration(Box<Iteration>),
    /// A new edge.
    DependencyAdded(Box<Dependency>),
    /// An edge that goes; its `bronze_id` is that of the record that says so.
    DependencyRemoved {
        /// The edge.
        edge: Box<Dependency>,
        /// The record it had before.
        previous: BronzeId,
    },
}

/// A row to be written, and what is done to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The row.
    pub row: Row,
    /// What is done.
    pub operation: BronzeOperation,
}

impl Change {
    /// The Bronze record of this change: the row after it, as canonical JSON.
    ///
    /// # Errors
    /// If the row has no JSON form; no row that the domain can build is like that.
    pub fn bronze(&self, now: Timestamp) -> Result<BronzeRecord, serde_json::Error> {
        let (key, bronze_id, version, previous) = self.identity();
        let content = match &self.row {
            Row::WorkPacket { after, .. } => canonical::of(after),
            Row::Note(note) => canonical::of(note),
            Row::MicroTask { after, .. } => canonical::of(after),
            Row::Iteration(iteration) => canonical::of(iteration),
            Row::DependencyAdded(edge) | Row::DependencyRemoved { edge, .. } => canonical::of(edge),
        }?;
        Ok(BronzeRecord {
            bronze_id,
            key,
            operation: self.operation,
            content_hash: Hash::of(&content),
            version,
            previous_bronze_id: previous,
            content,
            created_at: now,
        })
    }

    fn identity(&self) -> (BronzeKey, BronzeId, u64, Option<BronzeId>) {
        match &self.row {
            Row::WorkPacket { before, after } => {
                let previous = before.as_ref().map(|wp| wp.bronze_id);
                (BronzeKey::WorkPacket(after.wp_id.clone()), after.bronze_id, after.version, previous)
            }
            Row::Note(note) => (BronzeKey::Note(note.note_id), note.bronze_id, 1, None),
            Row::MicroTask { before, after } => {
                let key = BronzeKey::MicroTask(after.wp_id.clone(), after.mt_id().clone());
                (key, after.bronze_id, after.version, before.as_ref().map(|mt| mt.bronze_id))
            }
            Row::Iteration(iteration) => {
                (BronzeKey::Iteration(iteration.key()), iteration.bronze_id, 1, None)
            }
            Row::DependencyAdded(edge) => {
                (BronzeKey::Dependency(edge.dependency_id), edge.bronze_id, 1, None)
            }
            Row::DependencyRemoved { edge, previous } => {
                (BronzeKey::Dependency(edge.dependency_id), edge.bronze_id, 2, Some(*previous))
            }
        }
    }
}
