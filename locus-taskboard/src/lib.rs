//! `TASK_BOARD.md`, edited by people and agents alike: reading what it says without losing a byte of it, editing
//! single lines of it, and writing a fresh one (task-board.md).
//!
//! - [`parse`] finds the entry lines of a board, with their sections and tokens; it never fails.
//! - [`Vocabulary`] says which headings and tokens stand for which status, and where a line has its token; a
//!   [`Dialect`] is one that comes with Locus.
//! - [`Lines`] knows where each line of a text stands and how it ends.
//! - [`patch`] moves, adds and removes single lines and leaves every other byte alone.
//! - [`merge`] merges two edited boards packet by packet.
//! - [`render`] writes the canonical board of some packets.
//! - [`BoardFile`] is a board in a file, the adapter of core's [`Board`](locus_core::ports::Board) port. It replaces
//!   its file in one step, under a lock.
//!
//! ```
//! use locus_core::domain::{WpStatus, board::Edit};
//! use locus_taskboard::{Vocabulary, parse, patch};
//!
//! let vocabulary = Vocabulary::default();
//! let text = b"# Board\n\n## Done\n- **[WP-1-Login]** - [FAIL]\n\n## Blocked\n";
//! let board = parse(text, &vocabulary);
//! let entry = &board.entries[0];
//! assert_eq!((entry.wp_id.as_str(), entry.line), ("WP-1-Login", 4));
//!
//! let sight = entry.first_sight().unwrap();
//! assert_eq!(sight.status, WpStatus::Gated, "a failed verdict is not done");
//! assert!(sight.failed);
//!
//! let edit = Edit::Place { line: 4, status: WpStatus::Blocked };
//! let patched = patch(text, &vocabulary, &[edit])?;
//! assert_eq!(patched.bytes, b"# Board\n\n## Done\n\n## Blocked\n- **[WP-1-Login]** - [BLOCKED]\n");
//! # Ok::<(), locus_taskboard::PatchError>(())
//! ```
#![forbid(unsafe_code)]

mod check;
mod dialect;
mod entry;
mod file;
mod layout;
mod lines;
mod merge;
mod parse;
mod patch;
mod reading;
mod render;
mod replace;
mod splice;
mod structure;
mod vocabulary;
mod words;

pub use dialect::Dialect;
pub use entry::LineForm;
pub use file::{BoardFile, MAX_BOARD_BYTES};
pub use lines::{Line, LineEnd, Lines};
pub use merge::{MergeConflict, Merged, merge};
pub use parse::{BoardSection, ParsedBoard, parse};
pub use patch::{PatchError, Patched, patch};
pub use render::{BoardItem, render};
pub use replace::{BOARD_PREFIX, left_behind, replace_file, take_away};
pub use vocabulary::Vocabulary;
pub use words::{SectionWord, TokenWord, VocabularyError};
