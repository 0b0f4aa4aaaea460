//! What two replicas said under one key, and only one of them can stand.

use crate::domain::enums::text_enum;
use crate::domain::{ReplicaId, WpId};
use schemars::JsonSchema;
use serde::Serialize;

text_enum! {
    /// What could not stand beside what stands.
    DisputeKind {
        /// A micro-task that another replica registered otherwise, earlier in the common order.
        MicroTask = "micro_task",
        /// An iteration that another replica recorded otherwise, earlier in the common order.
        Iteration = "iteration",
        /// An edge that would close a cycle with edges earlier in the common order.
        Cycle = "cycle",
        /// An edge to or from a packet that was deleted earlier in the common order.
        DeletedPacket = "deleted_packet",
    }
}

/// Something that is in the log, but not in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Dispute {
    /// What it is.
    pub kind: DisputeKind,
    /// The packet; of an edge the one it starts at.
    pub wp_id: WpId,
    /// Its key within the packet, or the edge.
    pub key: String,
    /// The replica that said it.
    pub replica_id: ReplicaId,
    /// The number of its event there.
    pub sequence: u64,
    /// The cycle, packet by packet with the first repeated at the end.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cycle: Vec<WpId>,
}
