//! The job interface (cli.md §3): one JSON job in, one JSON result out. Pure serde: whoever streams lines,
//! a command or a server, speaks jobs through [`JobRunner`]: each in a transaction of its own, many in one, or a whole
//! stream in one that is kept as a whole or not at all.

mod answer;
mod asked;
mod atomic;
mod batch;
mod envelope;
mod hint;
mod idempotency;
mod place;
mod runner;
mod schema;

pub use answer::JobOutcome;
pub use asked::JobLine;
pub use atomic::{RolledBack, Undone};
pub use envelope::MAX_JOB_BYTES;
pub use hint::hint;
pub use runner::JobRunner;
pub use schema::schema;
