//! A packet taken over from the Task Board, in the status the board gives it: the sync's form of `create_wp`.

use crate::app::ops::CreateWp;
use crate::app::ops::create_wp::created;
use crate::app::{Context, Decision, Error, Operation, OperationName, PacketView, WpWritten};
use crate::domain::{Gate, GateResult, GateStatus, MtSummary, WpStatus};
use crate::ports::ReadTxn;

/// A packet to adopt. The board is trusted: a status that only gates lead to is recorded as a bypass.
#[derive(Debug, Clone, PartialEq)]
pub struct AdoptWp {
    /// What the packet is.
    pub packet: CreateWp,
    /// Where its line has it.
    pub status: WpStatus,
    /// Whether the line says that the post_work gate failed.
    pub failed: bool,
}

impl Operation for AdoptWp {
    const NAME: OperationName = OperationName::CreateWp;
    type Output = WpWritten;

    fn decide(&self, txn: &dyn ReadTxn, cx: &Context<'_>) -> Result<Decision<WpWritten>, Error> {
        if let Some(standing) = txn.packet(&self.packet.wp_id)? {
            let deleted = standing.is_deleted();
            let is_same = self.packet.describes(&standing, cx.caller) && standing.status == self.status;
            if deleted || !is_same {
                return Err(Error::Exists { wp_id: standing.wp_id, deleted });
            }
            return Ok(Decision::unchanged(WpWritten::new(PacketView::full(txn, standing)?)));
        }
        let mut wp = self.packet.packet(cx);
        wp.enter(self.status, cx.now);
        if self.failed {
            let failed = GateStatus::judged(GateResult::Fail, cx.caller.actor.id.clone(), cx.now);
            wp.governance.gates.set(Gate::PostWork, failed);
        }
        let bypassed = matches!(wp.status, WpStatus::InProgress | WpStatus::Gated | WpStatus::Done);
        let (change, event) = created(&wp, cx, bypassed);
        let view = PacketView { wp, micro_tasks: MtSummary::default(), notes: Some(Vec::new()) };
        Ok(Decision { changes: vec![change], events: vec![event.into()], output: WpWritten::new(view) })
    }
}
