//! The chains of an export, which is in the common order: each event follows on the one before it, and is the same as
//! what the store knows of it.

use crate::app::Error;
use crate::domain::canonical::Hash;
use crate::domain::{ReplicaId, VectorClock};
use crate::ports::{ChainHead, EventFileFailure, EventRecord, ReadTxn};
use std::collections::BTreeMap;

/// How far the chains of an export were followed, in the memory of their ends.
#[derive(Debug)]
pub(super) struct Chains<'a> {
    path: &'a str,
    own: ReplicaId,
    known: VectorClock,
    ends: BTreeMap<ReplicaId, (u64, Hash)>,
}

impl<'a> Chains<'a> {
    /// The chains in `path`, as seen from a store whose own chain stands there.
    pub(super) fn new(path: &'a str, head: ChainHead) -> Self {
        Self { path, own: head.replica_id, known: head.clock, ends: BTreeMap::new() }
    }

    /// Follows an event; answers whether it is new to the store.
    pub(super) fn follow(&mut self, event: &EventRecord, txn: &dyn ReadTxn) -> Result<bool, Error> {
        let (replica, sequence) = (event.replica_id, event.sequence);
        let (before, hash) = self.ends.get(&replica).copied().unwrap_or((0, Hash::ZERO));
        let refused = |reason: &str| Err(self.invalid(replica, sequence, reason));
        if sequence != before + 1 {
            return refused(&format!("event {before} of its replica comes before it"));
        }
        if event.prev_hash != hash {
            return refused("it doesn't follow the event before it");
        }
        let known = self.known.get(replica);
        if replica == self.own && sequence > known {
            return refused(
                "it is this store's own, which doesn't know it: the store was put back to an older state",
            );
        }
        self.ends.insert(replica, (sequence, event.hash));
        // Since each names the one before, all before it are the same then.
        if sequence == known {
            self.compare(replica, sequence, event.hash, txn)?;
        }
        Ok(sequence > known)
    }

    /// Compares the ends of chains that the store knows further. Answers how many events both have.
    pub(super) fn in_common(&self, txn: &dyn ReadTxn) -> Result<u64, Error> {
        let mut common = 0;
        for (replica, (sequence, hash)) in &self.ends {
            let known = self.known.get(*replica);
            if *sequence < known {
                self.compare(*replica, *sequence, *hash, txn)?;
            }
            common += known.min(*sequence);
        }
        Ok(common)
    }

    fn compare(&self, replica: ReplicaId, sequence: u64, hash: Hash, txn: &dyn ReadTxn) -> Result<(), Error> {
        let stored = txn.replica_events(replica, sequence - 1, 1)?;
        if stored.first().is_some_and(|event| event.record.hash == hash) {
            return Ok(());
        }
        Err(self.invalid(replica, sequence, "the store knows another event under that number"))
    }

    fn invalid(&self, replica: ReplicaId, sequence: u64, reason: &str) -> Error {
        let place = format!("event {sequence} of replica {replica}");
        EventFileFailure::Invalid { path: self.path.to_owned(), place, reason: reason.to_owned() }.into()
    }
}
