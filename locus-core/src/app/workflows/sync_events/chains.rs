//! The chains of a file: gapless and linked, replica by replica, and the same as what the store knows of them.

use crate::app::Error;
use crate::domain::canonical::Hash;
use crate::domain::{ReplicaId, Timestamp, VectorClock};
use crate::ports::{EventFile, EventFileFailure, EventRecord, ReadTxn};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// The events of a file by replica and number, as far as their links go. A file that grew on two branches may hold
/// an event twice, and lines out of order.
#[derive(Debug, Default)]
pub(super) struct Chains {
    links: BTreeMap<ReplicaId, BTreeMap<u64, Link>>,
}

#[derive(Debug, PartialEq, Eq)]
struct Link {
    hash: Hash,
    prev_hash: Hash,
    timestamp: Timestamp,
}

impl Chains {
    /// Takes an event; answers whether it is new.
    pub(super) fn take(&mut self, file: &dyn EventFile, event: &EventRecord) -> Result<bool, Error> {
        let link = Link { hash: event.hash, prev_hash: event.prev_hash, timestamp: event.context.timestamp };
        match self.links.entry(event.replica_id).or_default().entry(event.sequence) {
            Entry::Vacant(place) => {
                place.insert(link);
                Ok(true)
            }
            Entry::Occupied(there) if *there.get() == link => Ok(false),
            Entry::Occupied(_) => {
                Err(invalid(file, event.replica_id, event.sequence, "it is there twice, with other content"))
            }
        }
    }

    /// Each replica's events must follow on one another.
    pub(super) fn check_links(&self, file: &dyn EventFile) -> Result<(), Error> {
        for (replica, links) in &self.links {
            for ((before, earlier), (sequence, link)) in links.iter().zip(links.iter().skip(1)) {
                if *sequence != before + 1 {
                    let what = format!("event {before} comes before it; what stood between is missing");
                    return Err(invalid(file, *replica, *sequence, what));
                }
                if link.prev_hash != earlier.hash {
                    return Err(invalid(file, *replica, *sequence, "it doesn't follow the event before it"));
                }
                if link.timestamp < earlier.timestamp {
                    return Err(invalid(
                        file,
                        *replica,
                        *sequence,
                        "its time is before that of the event before it",
                    ));
                }
            }
        }
        Ok(())
    }

    /// What both know must be the same; what the file adds must follow on what the store knows.
    pub(super) fn check_against(&self, file: &dyn EventFile, txn: &dyn ReadTxn) -> Result<(), Error> {
        let own = txn.chain_head()?;
        for (replica, links) in &self.links {
            let (Some((first, begin)), Some((last, _))) = (links.first_key_value(), links.last_key_value())
            else {
                continue;
            };
            let known = own.clock.get(*replica);
            if *replica == own.replica_id && *last > own.sequence {
                let what = format!(
                    "it is this store's own, which ends at {}: the store was put back to an older state",
                    own.sequence
                );
                return Err(invalid(file, *replica, *last, what));
            }
            if *first > known + 1 {
                let what =
                    format!("the file begins with it, but only {known} events of its replica are known");
                return Err(invalid(file, *replica, *first, what));
            }
            // The newest that both have; since each names the one before, all before it are the same then.
            let (common, hash) = match links.range(..=known).next_back() {
                Some((common, link)) => (*common, link.hash),
                None => (first - 1, begin.prev_hash),
            };
            let stored = match common.checked_sub(1) {
                None => Hash::ZERO,
                Some(before) => {
                    let found = txn.replica_events(*replica, before, 1)?;
                    found.first().map_or(Hash::ZERO, |event| event.record.hash)
                }
            };
            if stored != hash {
                return Err(invalid(
                    file,
                    *replica,
                    common,
                    "the store knows another event under that number",
                ));
            }
        }
        Ok(())
    }

    /// The newest event of each replica.
    pub(super) fn newest(&self) -> VectorClock {
        let newest =
            self.links.iter().filter_map(|(replica, links)| Some((*replica, *links.last_key_value()?.0)));
        newest.collect()
    }

    /// How many events there are.
    pub(super) fn events(&self) -> u64 {
        self.links.values().map(|links| links.len() as u64).sum()
    }
}

fn invalid(file: &dyn EventFile, replica: ReplicaId, sequence: u64, reason: impl Into<String>) -> Error {
    let place = format!("event {sequence} of replica {replica}");
    EventFileFailure::Invalid { path: file.path().to_owned(), place, reason: reason.into() }.into()
}
