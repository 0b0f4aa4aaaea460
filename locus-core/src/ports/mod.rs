//! What the rules need from outside: a store, a recorder of events, a board, a clock, ids. Object-safe and
//! synchronous; nothing of an adapter shows here.

mod board;
mod change;
mod env;
mod event_file;
mod events;
mod export;
mod replicas;
mod said;
mod store;

pub use board::{Board, BoardFailure, BoardLock, BoardRead, BoardState, Boards, LoadedBoard, PatchedBoard};
pub use change::{Change, Row};
pub use env::{Clock, Ids};
pub use event_file::{EventFile, EventFileFailure, EventFiles, EventLines, EventSink};
pub use events::{
    ChainHead, EnvelopeContext, EventRecord, LoggedQuery, QueryRecord, Recorder, RecorderError,
};
pub use export::{EXPORT_FORMAT, ExportLine};
pub use replicas::{EventPlace, EventWithContent, LoggedEvent, ReplicaHead, ReplicaRead};
pub use said::said;
pub use store::{
    Direction, EventQuery, Graph, JobResult, LogRead, MicroTasks, Packets, ReadTxn, SearchHit, StatusCounts,
    Store, StoreError, Txn, Wait,
};
