//! The rules of locus.md through the job interface, on the in-memory repository.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod board_add;
mod board_corpus;
mod board_crash;
mod board_laws;
mod board_push;
mod board_story;
pub(crate) mod board_sync;
mod board_warnings;
mod capabilities;
mod claims;
mod clocks;
mod conformance;
mod dependencies;
mod envelope;
mod events;
mod gates;
mod history;
mod idempotency;
mod import_gov;
mod life;
mod micro_tasks;
mod packets;
mod queries;
mod query_language;
mod replicas;
mod replicas_meet;
mod replicas_refuse;
mod router;
mod schema;
mod support;
mod tampering;
mod torn_jobs;
mod undo;
mod units;
