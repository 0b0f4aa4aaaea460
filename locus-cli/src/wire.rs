//! Puts the engine together: store, Flight Recorder, clock, ids.

use crate::clock::SystemClock;
use crate::config::Config;
use crate::ids::UuidV7;
use locus_core::app::{Engine, Error};
use locus_core::domain::{ReplicaId, Timestamp};
use locus_core::ports::{Clock as _, Ids as _, ReadTxn, Store, StoreError, Txn, Wait};
use locus_fr::FlightRecorder;
use locus_store::{Access, Birth, OpenOptions, SqliteStore};
use std::path::Path;

/// What a command wants of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// It must be there.
    Existing,
    /// Something is tried and nothing kept: where there is none, an empty one in memory does.
    Trial,
    /// It comes to be if it isn't there.
    Create,
    /// As before, for writing a lot at once.
    Bulk,
}

/// How much of the database is kept in memory while a lot is written, in KiB.
const BULK_CACHE: u32 = 192 * 1024;

fn clock() -> Result<SystemClock, StoreError> {
    SystemClock::start().map_err(|error| StoreError::Failed { reason: error.reason })
}

/// The time it is.
pub(crate) fn now() -> Result<Timestamp, StoreError> {
    Ok(clock()?.now())
}

/// The identity of a new store.
fn birth() -> Result<Birth, StoreError> {
    let now = now()?;
    Ok(Birth { replica_id: ReplicaId::new(UuidV7::new().uuid(now)), created_at: now })
}

/// A store that nobody else sees and that goes with the command.
pub(crate) fn in_memory() -> Result<SqliteStore, StoreError> {
    SqliteStore::in_memory(birth()?)
}

/// Opens the database.
pub(crate) fn store(path: &Path, need: Need, config: &Config) -> Result<SqliteStore, StoreError> {
    let access = match need {
        Need::Existing | Need::Trial => Access::Existing,
        Need::Create | Need::Bulk => Access::Create(birth()?),
    };
    let durability = config.durability.into();
    let mut options = OpenOptions::new(access).durability(durability).wait(config.busy_timeout());
    if need == Need::Bulk {
        options = options.cache(BULK_CACHE);
    }
    match SqliteStore::open(path, options) {
        Err(StoreError::Missing { .. }) if need == Need::Trial => in_memory(),
        opened => opened,
    }
}

/// An engine over a store.
pub(crate) fn engine(store: impl Store + 'static) -> Result<Engine, Error> {
    Ok(Engine::new(Box::new(store), Box::new(FlightRecorder), Box::new(clock()?), Box::new(UuidV7::new())))
}

/// Stands in for a store that can't be opened: each use says why, so that each job gets its answer.
#[derive(Debug)]
pub(crate) struct Unavailable(pub(crate) StoreError);

impl Store for Unavailable {
    fn read(&mut self) -> Result<Box<dyn ReadTxn + '_>, StoreError> {
        Err(self.0.clone())
    }

    fn write(&mut self, _wait: Wait) -> Result<Box<dyn Txn + '_>, StoreError> {
        Err(self.0.clone())
    }

    fn count_dropped_query(&mut self) -> Result<(), StoreError> {
        Err(self.0.clone())
    }

    fn dropped_queries(&mut self) -> Result<u64, StoreError> {
        Err(self.0.clone())
    }
}
