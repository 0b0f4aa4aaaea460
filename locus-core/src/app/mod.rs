//! The rules in motion: operations decide, one engine commits.

mod caller;
mod context;
mod engine;
mod error;
mod executor;
mod operations;
mod router;
mod sketch;
mod unit;
mod verdict;
mod view;

pub mod ops;
pub mod params;
pub mod workflows;

pub use caller::{Actor, Caller};
pub use context::{Context, Decision};
pub use engine::{Answered, Done, Engine, Operation, Query};
pub use error::{Conflict, Error, ErrorCode, Refused};
pub use executor::MtExecutor;
pub use operations::{OperationKind, OperationName};
pub use router::{RouteRequest, Routed, SpecRoutingResult};
pub use unit::Unit;
pub use verdict::Verdict;
pub use view::{BlockedView, MicroTaskView, PacketView, WpWritten};
