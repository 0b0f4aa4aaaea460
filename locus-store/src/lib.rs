//! The Locus repository on SQLite: [`SqliteStore`] implements the ports of `locus_core::ports`.
//!
//! One file, in WAL mode; several processes may write at once and wait for each other. What queries need is kept
//! when it is written (open blockers, readiness, totals, the search index), so that reading a page costs the same
//! however many packets there are. No text of SQLite shows in an error.
//!
//! ```
//! use locus_core::domain::{Filter, ReplicaId, Timestamp};
//! use locus_core::ports::Store as _;
//! use locus_store::{Birth, SqliteStore};
//!
//! let birth = Birth {
//!     replica_id: ReplicaId::new(uuid::Uuid::from_u128(7)),
//!     created_at: "2026-02-01T00:00:00Z".parse()?,
//! };
//! let mut store = SqliteStore::in_memory(birth)?;
//! let view = store.read()?;
//! assert_eq!(view.chain_head()?.replica_id, birth.replica_id);
//! assert_eq!(view.ready(&Filter::default())?.total_count, 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

mod backup;
mod cells;
mod check;
mod derived;
mod dropped;
mod error;
mod migrate;
mod open;
mod options;
mod packet_state;
#[cfg(test)]
mod plans;
mod precedence;
mod query;
mod read;
mod rows;
mod store;
mod turn;
mod txn;

pub use check::{Finding, FindingKind};
pub use options::{Access, Birth, Durability, OpenOptions};
pub use store::SqliteStore;
