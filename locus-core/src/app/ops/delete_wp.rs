//! `delete_wp`: a packet leaves a tombstone, its edges go with it.

use crate::app::ops::lookup;
use crate::app::params::{Fields, FromParams};
use crate::app::{Context, Decision, Error, Operation, OperationName, PacketView, WpWritten};
use crate::domain::canonical::Digest;
use crate::domain::{BronzeOperation, Dependency, Text, Tombstone, WpId};
use crate::event::{RemovedEdge, WorkPacketDeleted};
use crate::ports::{Change, Direction, ReadTxn, Row};

/// A packet to delete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeleteWp {
    /// The packet.
    pub wp_id: WpId,
    /// Why; kept on the tombstone.
    pub reason: Option<Text>,
    /// The version it was judged on.
    pub expected_version: Option<u64>,
}

impl DeleteWp {
    /// Deletes a packet without more words.
    #[must_use]
    pub const fn new(wp_id: WpId) -> Self {
        Self { wp_id, reason: None, expected_version: None }
    }
}

impl FromParams for DeleteWp {
    fn from_params(params: &mut Fields<'_>) -> Result<Self, Error> {
        Ok(Self {
            wp_id: params.required("wp_id")?,
            reason: params.optional("reason")?,
            expected_version: params.optional("expected_version")?,
        })
    }
}

/// The removal of an edge: its last Bronze record follows on the one it had.
pub(super) fn removal(edge: Dependency, cx: &Context<'_>) -> (Change, Dependency) {
    let previous = edge.bronze_id;
    let removed = Dependency { bronze_id: cx.bronze_id(), ..edge };
    let row = Row::DependencyRemoved { edge: Box::new(removed.clone()), previous };
    (Change { row, operation: BronzeOperation::Delete }, removed)
}

impl Operation for DeleteWp {
    const NAME: OperationName = OperationName::DeleteWp;
    type Output = WpWritten;

    fn decide(&self, txn: &dyn ReadTxn, cx: &Context<'_>) -> Result<Decision<WpWritten>, Error> {
        let before = lookup::packet(txn, &self.wp_id)?;
        lookup::expect_version(&before, self.expected_version)?;
        let mut after = before.clone();
        after.tombstone = Some(Tombstone {
            deleted_at: cx.now,
            deleted_by: cx.caller.actor.id.clone(),
            reason: self.reason.clone(),
        });
        cx.touch(&mut after);
        let mut edges = txn.dependencies(&self.wp_id, Direction::Incoming)?;
        edges.extend(txn.dependencies(&self.wp_id, Direction::Outgoing)?);
        let (mut changes, removed): (Vec<_>, Vec<_>) =
            edges.into_iter().map(|edge| removal(edge, cx)).unzip();
        let event = WorkPacketDeleted {
            wp_id: after.wp_id.clone(),
            version: after.version,
            bronze_id: after.bronze_id,
            source: cx.caller.source,
            status: before.status,
            dependencies: removed
                .iter()
                .map(|edge| RemovedEdge { dependency_id: edge.dependency_id, bronze_id: edge.bronze_id })
                .collect(),
            reason: self.reason.as_ref().map(Digest::of),
            spec_session_id: after.governance.spec_session_id.clone(),
        };
        let output = WpWritten::new(PacketView::full(txn, after.clone())?);
        let row = Row::WorkPacket { before: Some(Box::new(before)), after: Box::new(after) };
        changes.push(Change { row, operation: BronzeOperation::Delete });
        Ok(Decision { changes, events: vec![event.into()], output })
    }
}
