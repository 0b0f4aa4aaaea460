//! Workflows read, plan purely, run many operations in one transaction, and touch files outside of it.

mod claims;
mod examine;
mod import_gov;
mod sync_events;
mod sync_task_board;
mod transfer;
mod undo;

pub use claims::{ClaimReady, ReleaseClaim, RenewClaim};
pub use examine::{RowFault, examine};
pub use import_gov::{
    Finding, FindingKind, GovEdge, GovFolder, GovImported, GovMicroTask, GovOrigin, GovPacket, GovReport,
    GovState, ImportGov, Place, Tally,
};
pub use sync_events::{
    Difference, EventsReport, EventsSynced, SyncDirection, SyncEvents, differences, replay,
};
pub use sync_task_board::{AddToTaskBoard, PushTaskBoard, SyncReport, SyncTaskBoard, Synced};
pub use transfer::{ImportRecords, Imported, Record, RecordsImported, export_project, import_project};
pub use undo::{Remark, Undo, Undone, UndoneOperation};
