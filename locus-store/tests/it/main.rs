//! The store on real files, through its ports; a second connection plays the other process, or the vandal.
#![expect(clippy::unwrap_used, reason = "what goes wrong in a helper fails the test")]

mod check;
mod damage;
mod derived;
mod locking;
mod open;
mod queries;
mod query_language;
mod recorded;
mod support;
