//! The 20 events (locus.md §5), as types. Their envelope, JSON rules and chain are the fr crate's.
//!
//! A payload carries ids, before → after and Bronze ids; free text never, a [`Digest`](crate::domain::canonical::Digest)
//! stands in its place.

mod board;
mod dep;
mod mt;
mod query;
mod records;
mod registry;
mod sync;
mod wp;

pub use board::{TaskBoardEntryAdded, TaskBoardStatusChanged, TaskBoardSynced};
pub use dep::{DependencyAdded, DependencyRemoved};
pub use mt::{
    MicroTasksRegistered, MtCompleted, MtEscalated, MtFailed, MtIterationCompleted, MtStarted, RegisteredMt,
};
pub use query::WorkQueryExecuted;
pub use registry::{Event, EventType};
pub use sync::{SyncCompleted, SyncFailed, SyncKind, SyncStarted};
pub use wp::{
    RemovedEdge, Shift, WorkPacketCompleted, WorkPacketCreated, WorkPacketDeleted, WorkPacketGated,
    WorkPacketUpdated, WpChanges, WrittenNote,
};
