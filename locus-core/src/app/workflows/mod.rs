//! Workflows read, plan purely, run many operations in one transaction, and touch files outside of it.

mod sync_task_board;

pub use sync_task_board::{AddToTaskBoard, PushTaskBoard, SyncReport, SyncTaskBoard, Synced};
