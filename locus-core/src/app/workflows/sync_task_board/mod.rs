//! `sync_task_board`: board and database are brought in step (task-board.md §3). The plan is pure; applying it is
//! the only part that writes: the database first, then the board, then the base, so that a crash in between looks
//! like nothing that anybody meant.

mod add;
mod apply;
mod plan;
mod push;
mod request;

pub use add::AddToTaskBoard;
pub(super) use apply::title_of;
pub(super) use plan::lines_by_packet;
pub use push::PushTaskBoard;
pub use request::{SyncReport, SyncTaskBoard, Synced};
