//! Text for people: aligned, quiet, and safe whatever stands in a title.

mod board;
mod board_line;
mod dependency;
mod dispute;
mod event;
mod gov;
mod history;
mod micro_task;
mod packet;
mod safe;
mod style;
mod table;

pub(crate) use board::{Telling, sync_report};
pub(crate) use board_line::sync_line;
pub(crate) use dependency::{chain, edge, edges, graph_dot, graph_mermaid, tree};
pub(crate) use dispute::dispute;
pub(crate) use event::{event_line, event_table};
pub(crate) use gov::gov_report;
pub(crate) use history::{changes, history};
pub(crate) use micro_task::{iteration_table, mt_line, mt_table};
pub(crate) use packet::{packet_lines, packet_table, show_packet, title};
pub(crate) use safe::{block, count, moment, plain};
pub(crate) use style::Style;
#[cfg(feature = "tui")]
pub(crate) use style::of_status;
pub(crate) use table::{Cell, Table};
