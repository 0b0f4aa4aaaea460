//! What the events make of the rows. State is a function of the set of events, taken in the order that all replicas
//! agree on: lamport, replica, sequence (locus.md §3, sync_events; §5). The events of one replica alone give back
//! exactly its rows; those of several give the same rows on each of them, in whichever order they came in.
//!
//! Events hold no text. It comes from the Bronze records they name, which must be as they were when the events were
//! sealed, and agree with what the events say.

mod dispute;
mod edges;
mod error;
mod fields;
mod history;
mod micro_tasks;
mod order;
mod packet;
mod reader;
mod registers;
mod witness;

pub use dispute::{Dispute, DisputeKind};
pub use edges::{EdgeReplay, InactiveEdge};
pub use error::ReplayError;
pub use fields::FieldChange;
pub use history::{HistoryStep, Moment, NoSuchState, PastPacket, packet_at, packet_before, packet_history};
pub use order::InOrder;
pub use packet::{PacketReplay, replay_packet};
pub(crate) use reader::Records;
pub use reader::{Reader, with_content};
