//! How a store is opened.

use locus_core::domain::{ReplicaId, Timestamp};
use std::time::Duration;

/// Who a new store is. Ids and times come from outside: this crate knows no clock and no randomness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Birth {
    /// The replica it is from now on.
    pub replica_id: ReplicaId,
    /// When it was created.
    pub created_at: Timestamp,
}

/// What may be done to the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Read, write, and create it if there is none or an empty one.
    Create(Birth),
    /// Read and write what is there; read only, if it or its folder is write-protected.
    Existing,
    /// Read only.
    ReadOnly,
}

/// What a power cut may cost; no crash of a process costs anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// Perhaps the last commits, never consistency (`synchronous=NORMAL`).
    #[default]
    Normal,
    /// Nothing (`synchronous=FULL`).
    Full,
}

/// How a store is opened (locus.md §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenOptions {
    /// What may be done to the file.
    pub access: Access,
    /// How long to wait for other processes: 10 seconds unless said otherwise.
    pub wait: Duration,
    /// What a power cut may cost.
    pub durability: Durability,
    /// How much of the file is kept in memory, in KiB; SQLite's own 2 MiB unless said otherwise. More is for writing a
    /// lot at once.
    pub cache_kib: Option<u32>,
}

impl OpenOptions {
    /// With this access, the rest as usual.
    #[must_use]
    pub const fn new(access: Access) -> Self {
        Self { access, wait: Duration::from_secs(10), durability: Durability::Normal, cache_kib: None }
    }

    /// The same with another wait.
    #[must_use]
    pub const fn wait(self, wait: Duration) -> Self {
        Self { wait, ..self }
    }

    /// The same with so much of the file in memory, in KiB.
    #[must_use]
    pub const fn cache(self, kib: u32) -> Self {
        Self { cache_kib: Some(kib), ..self }
    }

    /// The same with another durability.
    #[must_use]
    pub const fn durability(self, durability: Durability) -> Self {
        Self { durability, ..self }
    }
}
