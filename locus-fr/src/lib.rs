//! The Flight Recorder: what an event looks like as JSON, what makes it valid, and the hash chain that shows when
//! a log was tampered with (locus.md §5).
//!
//! - [`FlightRecorder`] turns a typed event, the Bronze records written along and the chain's head into a sealed record.
//! - [`to_line`], [`query_line`] and [`content_line`] write a record as one line of JSON, [`parse_line`] reads any of
//!   the three, strictly: what is not exactly what Locus writes is refused, with the key that is wrong.
//! - [`EventLogFile`] is a file of events with their content, as replicas exchange it: core's
//!   [`EventFile`](locus_core::ports::EventFile) port.
//! - [`export_line`] writes, and [`parse_export_line`] reads, the lines that a whole project is exported as.
//! - [`schema`] says as a JSON Schema what a line looks like.
//! - [`Validator`] and [`Verifier`] go through a file line by line: is each line valid, does the chain hold.
//!
//! ```
//! use locus_core::domain::canonical::Hash;
//! use locus_core::domain::{ActorKind, EventId, ReplicaId, Timestamp, TraceId, VectorClock};
//! use locus_core::event::{SyncKind, SyncStarted};
//! use locus_core::ports::{ChainHead, EnvelopeContext, Recorder};
//! use locus_fr::{FlightRecorder, Verifier, to_line};
//! use uuid::Uuid;
//!
//! let head = ChainHead {
//!     replica_id: ReplicaId::new(Uuid::from_u128(1)),
//!     sequence: 0,
//!     hash: Hash::ZERO,
//!     timestamp: None,
//!     clock: VectorClock::new(),
//! };
//! let context = EnvelopeContext {
//!     event_id: EventId::new("019c16a4-d800-7000-8000-000000000001".parse::<Uuid>()?),
//!     timestamp: "2026-02-01T00:00:00Z".parse::<Timestamp>()?,
//!     actor: ActorKind::Human,
//!     actor_id: "ada".parse()?,
//!     trace_id: TraceId::new(Uuid::from_u128(2)),
//!     job_id: None,
//! };
//! let record = FlightRecorder.seal(&SyncStarted { kind: SyncKind::TaskBoard }.into(), context, &head, &[])?;
//! assert_eq!(record.sequence, 1);
//!
//! let line = to_line(&record);
//! let mut verifier = Verifier::new();
//! verifier.feed(&line)?;
//! assert!(verifier.feed(&line).is_err(), "the same line again is no successor");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

mod content;
mod decode;
mod encode;
mod envelope;
mod error;
mod export;
mod file;
mod foreign;
mod json;
mod line;
mod recorder;
mod rules;
mod schema;
mod seal;
mod validate;
mod verify;
mod wire;

#[cfg(test)]
mod places;
#[cfg(test)]
mod samples;

pub use content::content_line;
pub use decode::event_of;
pub use envelope::{query_line, to_line};
pub use error::{BadLine, InvalidEvent};
pub use export::{begins_export, export_line, parse_export_line};
pub use file::EventLogFile;
pub use line::{Line, QueryLine, parse_line};
pub use recorder::FlightRecorder;
pub use schema::schema;
pub use validate::{Tally, Validator};
pub use verify::{Link, Verifier};
