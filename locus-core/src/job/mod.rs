//! The job interface (cli.md §3): one JSON job in, one JSON result out. Pure serde: whoever streams lines,
//! a command or a server, speaks jobs through [`JobRunner`].

mod answer;
mod envelope;
mod hint;
mod idempotency;
mod runner;
mod schema;

pub use answer::JobOutcome;
pub use envelope::MAX_JOB_BYTES;
pub use hint::hint;
pub use runner::JobRunner;
pub use schema::schema;
