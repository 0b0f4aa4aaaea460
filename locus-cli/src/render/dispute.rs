//! What came in from other replicas and is not in force.

use crate::render::{Style, plain};
use locus_core::replay::{Dispute, DisputeKind};

/// One line on what could not stand, and why.
pub(crate) fn dispute(dispute: &Dispute, style: Style) -> String {
    format!("  {} {}\n", style.error("not in force"), plain(&why(dispute)))
}

fn why(dispute: &Dispute) -> String {
    let Dispute { kind, wp_id, key, cycle, .. } = dispute;
    match kind {
        DisputeKind::MicroTask => {
            format!("{key} in {wp_id}: another replica registered it otherwise, earlier")
        }
        DisputeKind::Iteration => {
            format!("iteration {key} in {wp_id}: another replica recorded it otherwise, earlier")
        }
        DisputeKind::DeletedPacket => format!("{key}: one of the two packets was deleted"),
        DisputeKind::Cycle => {
            let path: Vec<_> = cycle.iter().map(ToString::to_string).collect();
            format!("{key}: it would close a cycle: {}", path.join(" → "))
        }
    }
}
