//! The values Locus is about, and the rules that need nothing but values.

mod bronze;
mod capability;
mod dependency;
mod diagnostic;
pub(crate) mod enums;
mod escalation;
mod filter;
mod gate;
mod governance;
mod ids;
mod iteration;
mod micro_task;
mod mt_status;
mod note;
mod packet_state;
mod position;
mod replica;
mod text_rule;
mod texts;
mod time;
mod work_packet;
mod wp_status;

pub mod binding;
pub mod board;
pub mod canonical;
pub mod query;
pub mod strict_json;

pub use bronze::{BronzeKey, BronzeKind, BronzeOperation, BronzeRecord};
pub use capability::{Capability, CapabilityAxis, CapabilityError, Grants, Role};
pub use dependency::{Dependency, DependencyType, EdgeKey, InverseType};
pub use diagnostic::Diagnostic;
pub use enums::InvalidValue;
pub use escalation::{Escalation, EscalationChain, EscalationLevel};
pub use filter::{Filter, Page, Sort};
pub use gate::{Gate, GateResult, GateStatus, Gates};
pub use governance::{Governance, Phase, Priority, Routing, WorkType};
pub use ids::{
    ActorKind, BronzeId, DependencyId, DiagnosticId, EventId, MtId, NoteId, OpId, ReplicaId, Source, TraceId,
    UserId, WpId,
};
pub use iteration::{FailureCategory, Iteration, IterationKey, IterationOutcome};
pub use micro_task::{MicroTask, MtCounts, MtDefinition, MtFiles, MtSummary, ValidationResult};
pub use mt_status::{MT_TRANSITIONS, MtMove, MtResult, MtStatus, MtTrigger};
pub use note::{NoteType, WorkNote};
pub use packet_state::PacketState;
pub use position::Position;
pub use replica::VectorClock;
pub use texts::{Label, MaxIterations, Metadata, Reference, RepoPath, Scope, Text, Title};
pub use time::Timestamp;
pub use work_packet::{Lease, Tombstone, WorkPacket};
pub use wp_status::{
    Facts, Guard, TaskBoardStatus, Transition, WP_TRANSITIONS, WpRefusal, WpStatus, WpTrigger,
};
