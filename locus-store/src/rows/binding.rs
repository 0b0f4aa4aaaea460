//! `bindings`.

use crate::cells::{Cells, Stored, all, one, run, text};
use locus_core::domain::WpId;
use locus_core::domain::binding::WorkPacketBinding;
use locus_core::ports::StoreError;
use rusqlite::{Connection, named_params};

const BY_PACKET: &str = "SELECT work_packet_id, spec_id, task_board_id, refinement_ref, signature_ref, mode, \
    workflow_context, capability_registry_version FROM bindings WHERE work_packet_id = :work_packet_id";
pub(crate) const BEHIND: &str = "SELECT work_packet_id, spec_id, task_board_id, refinement_ref, signature_ref, mode, \
    workflow_context, capability_registry_version FROM bindings WHERE work_packet_id > :after \
    ORDER BY work_packet_id LIMIT :limit";
const PUT: &str = "INSERT OR REPLACE INTO bindings (work_packet_id, spec_id, task_board_id, refinement_ref, \
    signature_ref, mode, workflow_context, capability_registry_version) VALUES (:work_packet_id, :spec_id, \
    :task_board_id, :refinement_ref, :signature_ref, :mode, :workflow_context, :capability_registry_version)";

impl Stored for WorkPacketBinding {
    const TABLE: &'static str = "bindings";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            work_packet_id: cells.get(text)?,
            spec_id: cells.get(text)?,
            task_board_id: cells.get(text)?,
            refinement_ref: cells.get(text)?,
            signature_ref: cells.optional(text)?,
            mode: cells.get(text)?,
            workflow_context: cells.get(text)?,
            capability_registry_version: cells.get(text)?,
        })
    }
}

pub(crate) fn get(conn: &Connection, id: &WpId) -> Result<Option<WorkPacketBinding>, StoreError> {
    one(conn, BY_PACKET, named_params! { ":work_packet_id": id.as_str() })
}

pub(crate) fn behind(
    conn: &Connection,
    after: Option<&WpId>,
    limit: u32,
) -> Result<Vec<WorkPacketBinding>, StoreError> {
    let after = after.map_or("", WpId::as_str);
    all(conn, BEHIND, named_params! { ":after": after, ":limit": limit })
}

pub(crate) fn put(conn: &Connection, binding: &WorkPacketBinding) -> Result<(), StoreError> {
    let params = named_params! {
        ":work_packet_id": binding.work_packet_id.as_str(),
        ":spec_id": binding.spec_id.as_str(),
        ":task_board_id": binding.task_board_id.as_str(),
        ":refinement_ref": binding.refinement_ref.as_str(),
        ":signature_ref": binding.signature_ref.as_ref().map(AsRef::<str>::as_ref),
        ":mode": binding.mode.as_str(),
        ":workflow_context": binding.workflow_context.as_str(),
        ":capability_registry_version": binding.capability_registry_version.as_str(),
    };
    run(conn, PUT, params)?;
    Ok(())
}
