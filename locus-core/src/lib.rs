//! core
#![forbid(unsafe_code)]
pub mod domain;
pub mod event;
pub mod graph;
pub mod ports;
