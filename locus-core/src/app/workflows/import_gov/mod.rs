//! Taking in a Handshake governance folder: what its files say is compared with what stands, and what is missing is
//! created in one transaction. Reading the files is the caller's; here are only values. What stands is never changed
//! but for metadata keys it lacks, and never taken away, so that an import can be repeated at any time.

mod edges;
mod folder;
mod micro_tasks;
mod packets;
mod plan;
mod report;
mod request;

pub use folder::{GovEdge, GovFolder, GovMicroTask, GovOrigin, GovPacket, GovState, Place};
pub use report::{Finding, FindingKind, GovReport, Tally};
pub use request::{GovImported, ImportGov};
