//! Text for people: aligned, quiet, and safe whatever stands in a title.

mod board;
mod board_line;
mod column;
mod dependency;
mod dispute;
mod event;
mod explain;
mod gov;
mod graph;
mod history;
mod micro_task;
mod packet;
mod records;
mod safe;
mod status;
mod style;
mod symbol;
mod table;
mod time;
mod width;

pub(crate) use board::{Telling, sync_report};
pub(crate) use board_line::sync_line;
pub(crate) use column::Column;
pub(crate) use dependency::{chain, edge, edges, id_list, tree};
pub(crate) use dispute::dispute;
pub(crate) use event::{event_line, event_table};
pub(crate) use explain::{blocked, packet_explained, ready_explained, unblocks};
pub(crate) use gov::gov_report;
pub(crate) use graph::{Picture, dot, forest, mermaid, svg};
pub(crate) use history::{changes, history};
pub(crate) use micro_task::{iteration_table, mt_line, mt_table, mt_table_by_packet};
pub(crate) use packet::{packet_lines, packet_table, show_packet, title};
pub(crate) use records::{record_table, rest};
pub(crate) use safe::{block, count, plain};
pub(crate) use status::{CriticalPath, Drift, Glance, Next, glance};
pub(crate) use style::Style;
#[cfg(feature = "tui")]
pub(crate) use style::of_status;
#[cfg(feature = "tui")]
pub(crate) use symbol::of_status as symbol_of_status;
pub(crate) use table::{Cell, Table};
pub(crate) use time::{age, moment};
#[cfg(feature = "tui")]
pub(crate) use width::shortened;
pub(crate) use width::width_of;
