//! core
#![forbid(unsafe_code)]
pub mod app;
pub mod domain;
pub mod event;
pub mod graph;
pub mod job;
pub mod memory;
pub mod ports;
#[cfg(feature = "testing")]
pub mod testing;
