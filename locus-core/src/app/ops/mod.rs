//! One file per operation: its request, how a job spells it, and what it decides.

mod add_dependency;
mod adopt_mts;
mod adopt_wp;
mod close_wp;
mod complete_mt;
mod create_wp;
mod delete_wp;
mod explain;
mod filter_params;
mod follow_board;
mod gate_wp;
mod get_mt_progress;
mod get_wp_status;
pub(crate) mod lookup;
mod query_blocked;
mod query_ready;
mod record_iteration;
mod register_mts;
mod remove_dependency;
mod search;
mod start_mt;
mod update_wp;

pub(crate) use add_dependency::LinkWps;
pub use add_dependency::{AddDependency, DependencyWritten, EdgeRequest};
pub use adopt_mts::AdoptMts;
pub use adopt_wp::AdoptWp;
pub use close_wp::CloseWp;
pub use complete_mt::CompleteMt;
pub use create_wp::CreateWp;
pub use delete_wp::DeleteWp;
pub use explain::{
    BlockedExplained, Cause, ExplainBlocked, ExplainPacket, ExplainReady, Held, PacketExplained,
    ReadyExplained, Standing,
};
pub use filter_params::FilterParams;
pub use follow_board::FollowBoard;
pub use gate_wp::GateWp;
pub use get_mt_progress::{GetMtProgress, MtProgress, MtTotals};
pub use get_wp_status::{Dependencies, GetWpStatus, WpStatusAnswer};
pub use query_blocked::{BlockedWps, QueryBlocked};
pub use query_ready::{QueryReady, ReadyWps};
pub use record_iteration::{IterationRecorded, RecordIteration};
pub use register_mts::{MtsRegistered, RegisterMts};
pub use remove_dependency::{EdgeToRemove, RemoveDependency};
pub use search::{FoundWp, Search, SearchResults};
pub use start_mt::{MtWritten, StartMt};
pub use update_wp::{UpdateWp, WpUpdates};
