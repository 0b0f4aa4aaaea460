//! What every repository must do, as cases that run on any [`Store`](crate::ports::Store).
//!
//! Stamp them into a test module with [`store_conformance!`](crate::store_conformance).
