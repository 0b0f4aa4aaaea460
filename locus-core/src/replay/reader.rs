//! Reading events and the records they name, as they were when the event was sealed.

use super::ReplayError;
use crate::domain::canonical::Hash;
use crate::domain::{
    BronzeId, BronzeKey, BronzeRecord, Dependency, Iteration, MicroTask, ReplicaId, WorkNote, WorkPacket,
};
use crate::event::Event;
use crate::ports::{EventRecord, EventWithContent, ReadTxn, Recorder, StoreError};
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

    /// A replica's event with this number.
    pub(crate) fn record(&self, replica: ReplicaId, sequence: u64) -> Result<EventRecord, ReplayError> {
        let found = self.txn.replica_events(replica, sequence.saturating_sub(1), 1)?;
        let found = found.into_iter().next().filter(|event| event.record.sequence == sequence);
        found.map(|event| event.record).ok_or_else(|| {
            let reason = format!("event {sequence} of replica {replica} is not where the log says");
            StoreError::Damaged { reason }.into()
        })
    }

    /// The records that an event names.
    pub(crate) fn records<'e>(
        &self,
        record: &'e EventRecord,
        event: &Event,
    ) -> Result<Records<'e>, ReplayError> {
        let (replica_id, sequence) = (record.replica_id, record.sequence);
        let named = event.bronze_ids().into_iter().map(|bronze_id| {
            let found = self.txn.bronze(bronze_id)?;
            found.ok_or(ReplayError::MissingRecord { replica_id, sequence, bronze_id })
        });
        let bronze = named.collect::<Result<Vec<_>, ReplayError>>()?;
        self.check(record, &bronze)?;
        Ok(Records { event: record, bronze })
    }

    /// These must be the records that an event names, in its order, as they were when it was sealed.
    pub(crate) fn check(&self, event: &EventRecord, bronze: &[BronzeRecord]) -> Result<(), ReplayError> {
        let changed = |bronze: &[BronzeRecord]| {
            let bronze = bronze.iter().map(|record| record.bronze_id).collect();
            Err(ReplayError::Changed { replica_id: event.replica_id, sequence: event.sequence, bronze })
        };
        match bronze.iter().find(|record| Hash::of(&record.content) != record.content_hash) {
            Some(record) => changed(std::slice::from_ref(record)),
            None if !self.recorder.vouches(event, bronze) => changed(bronze),
            None => Ok(()),
        }
    }
}

/// An event's records.
#[derive(Debug)]
pub(crate) struct Records<'a> {
    /// The event.
    pub(crate) event: &'a EventRecord,
    bronze: Vec<BronzeRecord>,
}

impl Records<'_> {
    /// The row that one of them holds, if it is the row with this key.
    pub(crate) fn row<T: DeserializeOwned + Keyed>(
        &self,
        bronze_id: BronzeId,
        key: &BronzeKey,
    ) -> Result<T, ReplayError> {
        let Self { event, bronze } = self;
        let record = bronze.iter().find(|record| record.bronze_id == bronze_id);
        let record = record.ok_or(ReplayError::MissingRecord {
            replica_id: event.replica_id,
            sequence: event.sequence,
            bronze_id,
        })?;
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

/// An event with the records it names.
///
/// # Errors
/// If one of them is not there or not as it was when the event was sealed, or the event breaks a rule of the registry.
pub fn with_content(reader: Reader<'_>, record: EventRecord) -> Result<EventWithContent, ReplayError> {
    let event = reader.event(&record)?;
    let bronze = reader.records(&record, &event)?.bronze;
    Ok(EventWithContent { record, bronze })
}
