//! Reading events and the records they name.

use super::ReplayError;
use crate::domain::{
    BronzeId, BronzeKey, BronzeRecord, Dependency, Iteration, MicroTask, WorkNote, WorkPacket,
};
use crate::event::Event;
use crate::ports::{EventRecord, EventWithContent, LogRead, ReadTxn, Recorder};
use serde::de::DeserializeOwned;

/// Reads events and records of a store.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// Where they are.
    pub txn: &'a dyn ReadTxn,
    /// What knows their JSON.
    pub recorder: &'a dyn Recorder,
}

impl Reader<'_> {
    /// The event of a record.
    ///
    /// # Errors
    /// If it breaks a rule of the registry.
    pub fn event(&self, record: &EventRecord) -> Result<Event, ReplayError> {
        Ok(self.recorder.open(record)?)
    }

    /// The row that a record which an event names holds, if it is the row with this key.
    pub(crate) fn row<T: DeserializeOwned + Keyed>(
        &self,
        event: &EventRecord,
        bronze_id: BronzeId,
        key: &BronzeKey,
    ) -> Result<T, ReplayError> {
        let record = named(self.txn, event, bronze_id)?;
        if record.key != *key {
            let what = format!("it is the record of {}, not of {key}", record.key);
            return Err(ReplayError::disagreement(event, bronze_id, what));
        }
        let row: T = serde_json::from_str(&record.content)
            .map_err(|error| ReplayError::disagreement(event, bronze_id, error.to_string()))?;
        if row.key() == *key {
            return Ok(row);
        }
        Err(ReplayError::disagreement(event, bronze_id, format!("it says {}, not {key}", row.key())))
    }
}

/// A row that knows its own key.
pub(crate) trait Keyed {
    fn key(&self) -> BronzeKey;
}

impl Keyed for WorkPacket {
    fn key(&self) -> BronzeKey {
        BronzeKey::WorkPacket(self.wp_id.clone())
    }
}

impl Keyed for WorkNote {
    fn key(&self) -> BronzeKey {
        BronzeKey::Note(self.note_id)
    }
}

impl Keyed for MicroTask {
    fn key(&self) -> BronzeKey {
        BronzeKey::MicroTask(self.wp_id.clone(), self.mt_id().clone())
    }
}

impl Keyed for Iteration {
    fn key(&self) -> BronzeKey {
        BronzeKey::Iteration(Self::key(self))
    }
}

impl Keyed for Dependency {
    fn key(&self) -> BronzeKey {
        BronzeKey::Dependency(self.dependency_id)
    }
}

fn named(
    log: &(impl LogRead + ?Sized),
    event: &EventRecord,
    bronze_id: BronzeId,
) -> Result<BronzeRecord, ReplayError> {
    let (replica_id, sequence) = (event.replica_id, event.sequence);
    log.bronze(bronze_id)?.ok_or(ReplayError::MissingRecord { replica_id, sequence, bronze_id })
}

/// An event with the records it names.
///
/// # Errors
/// If one of them is not there, or the event breaks a rule of the registry.
pub fn with_content(reader: Reader<'_>, record: EventRecord) -> Result<EventWithContent, ReplayError> {
    let ids = reader.event(&record)?.bronze_ids();
    let bronze = ids.into_iter().map(|id| named(reader.txn, &record, id)).collect::<Result<_, _>>()?;
    Ok(EventWithContent { record, bronze })
}
