//! The rules of Locus, without anything around them: what a Work Packet is, how it moves, what blocks what, who may
//! do what, and which events tell of it. No I/O, no clock, no randomness: time and ids come in through [`ports`].
//!
//! An [`app::Engine`] over a repository, a recorder, a clock and ids runs the operations of [`app::ops`]. Each one
//! decides purely; the engine commits state, Bronze records and events in one transaction.
//!
//! ```
//! use locus_core::app::ops::{CreateWp, GateWp, QueryReady, UpdateWp};
//! use locus_core::domain::{Gate, GateResult, Role, WpStatus};
//! use locus_core::memory::MemoryStore;
//! use locus_core::testing::{self, REPLICA};
//! use locus_fr::FlightRecorder;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // `testing` brings a clock and ids that repeat; a program brings its own.
//! let mut engine = testing::engine(Box::new(MemoryStore::new(REPLICA)), Box::new(FlightRecorder));
//! let me = testing::caller(Role::Operator);
//!
//! let packet = CreateWp::new("WP-1-Login-v1".parse()?, "Log in with a passkey".parse()?);
//! engine.run(&packet, &me)?;
//! engine.run(&UpdateWp::status(packet.wp_id.clone(), WpStatus::Ready), &me)?;
//!
//! let ready = engine.query(&QueryReady::default(), &me)?;
//! assert_eq!(ready.output.total_count, 1);
//!
//! // Work starts through its gate; a stub or a finished packet would be refused with what is allowed instead.
//! let done = engine.run(&GateWp::new(packet.wp_id.clone(), Gate::PreWork, GateResult::Pass), &me)?;
//! assert_eq!(done.output.wp.wp.status, WpStatus::InProgress);
//! let refused = engine.run(&UpdateWp::status(packet.wp_id, WpStatus::Done), &me).unwrap_err();
//! assert_eq!(refused.code().as_str(), "LOCUS-STATE");
//! # Ok(())
//! # }
//! ```
//!
//! | module | holds | may use |
//! |---|---|---|
//! | [`domain`] | values and rules over values | nothing of ours |
//! | [`event`] | the 20 typed events | `domain` |
//! | [`ports`] | what the rules need from outside | `domain`, `event` |
//! | [`graph`] | questions about dependencies | `domain`, `ports` |
//! | [`replay`] | what the events make of the rows | `domain`, `event`, `ports`, `graph` |
//! | [`app`], [`job`] | operations, engine, workflows; jobs as JSON | all of the above |
//! | [`schema`] | what JSON Schemas have in common | nothing of ours |
//! | [`memory`] | a repository in memory | all but `app`, `job` |
#![forbid(unsafe_code)]

pub mod app;
pub mod domain;
pub mod event;
pub mod graph;
pub mod job;
pub mod memory;
pub mod ports;
pub mod replay;
pub mod schema;
#[cfg(feature = "testing")]
pub mod testing;
