//! What ties a packet to the specification it was routed from (locus.md §7).

use super::{InvalidValue, Reference, Routing, WpId};
use serde::{Deserialize, Serialize};

/// A `WorkPacketBinding`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkPacketBinding {
    /// The specification.
    pub spec_id: Reference,
    /// The Task Board the packet stands on.
    pub task_board_id: Reference,
    /// The packet.
    pub work_packet_id: WpId,
    /// The refinement it was made from.
    pub refinement_ref: Reference,
    /// Who signed it off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature_ref: Option<Reference>,
    /// How strictly it is held; not `GOV_NONE`.
    pub mode: Routing,
    /// The workflow it runs in.
    pub workflow_context: Reference,
    /// The capability registry it was checked against.
    pub capability_registry_version: Reference,
}

impl WorkPacketBinding {
    /// Whether work of this size needs a binding: strict or standard, and more than a day or several surfaces.
    #[must_use]
    pub const fn is_required(routing: Routing, scope_days: f64, surfaces: u32) -> bool {
        matches!(routing, Routing::Strict | Routing::Standard) && (scope_days > 1.0 || surfaces >= 2)
    }

    /// Checks what can be checked without a store.
    ///
    /// # Errors
    /// If the mode is `GOV_NONE`.
    pub fn validate(&self) -> Result<(), InvalidValue> {
        if self.mode == Routing::None {
            Err(InvalidValue::new("GOV_NONE is no mode for a binding"))
        } else {
            Ok(())
        }
    }
}
