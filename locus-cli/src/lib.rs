//! The `locus` command: arguments become typed operations of `locus-core`, their answers become text or JSON.
//! This is the only crate that knows the terminal, the environment and the wall clock, and the only one that puts
//! store, board and Flight Recorder together.
//!
//! [`run()`] is the whole command without its process: streams and environment come from outside.
//!
//! ```
//! use locus_cli::{Env, Io, run};
//!
//! let (mut out, mut err) = (Vec::new(), Vec::new());
//! let code = run(["locus", "schema", "capabilities"], Io::plain(&mut std::io::empty(), &mut out, &mut err), &Env::default());
//! assert_eq!(code, 0);
//! assert!(String::from_utf8(out)?.contains("validator"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

mod ahead;
mod args;
mod asked;
mod autosync;
mod backup;
mod boards;
mod bulk;
mod clock;
mod commands;
mod commits;
mod completion;
mod config;
mod delivery;
mod ears;
mod editor;
mod env;
mod error;
mod event_files;
mod exit;
mod git;
mod gov;
mod hint;
mod ids;
mod io;
mod job_lines;
mod lines;
mod near;
mod pager;
mod params;
mod pointed;
mod progress;
mod project;
mod records;
mod render;
mod run;
mod session;
#[cfg(feature = "tui")]
mod tui;
mod typed;
mod verify;
mod wakes;
mod wire;

pub use env::Env;
pub use io::Io;
pub use run::run;
