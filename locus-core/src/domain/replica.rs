//! Vector clocks: how much of each replica's history something has seen.

use super::ReplicaId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The newest sequence number seen of each replica.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct VectorClock(BTreeMap<ReplicaId, u64>);

impl VectorClock {
    /// A clock that has seen nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// What it has seen of a replica, 0 if nothing.
    #[must_use]
    pub fn get(&self, replica: ReplicaId) -> u64 {
        self.0.get(&replica).copied().unwrap_or(0)
    }

    /// Takes note of a replica's event; a clock never runs backwards.
    pub fn observe(&mut self, replica: ReplicaId, sequence: u64) {
        let seen = self.0.entry(replica).or_insert(0);
        *seen = sequence.max(*seen);
    }

    /// Each replica with the newest sequence seen of it, by replica.
    pub fn iter(&self) -> impl Iterator<Item = (ReplicaId, u64)> + '_ {
        self.0.iter().map(|(replica, sequence)| (*replica, *sequence))
    }
}

impl FromIterator<(ReplicaId, u64)> for VectorClock {
    fn from_iter<I: IntoIterator<Item = (ReplicaId, u64)>>(entries: I) -> Self {
        let mut clock = Self::new();
        for (replica, sequence) in entries {
            clock.observe(replica, sequence);
        }
        clock
    }
}
