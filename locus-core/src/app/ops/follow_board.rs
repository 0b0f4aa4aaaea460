//! A status that the Task Board gives a packet: the sync's form of `update_wp` and `gate_wp`. The board is trusted;
//! what the state machine alone would refuse is recorded as a bypass.

use crate::app::ops::lookup;
use crate::app::{Context, Decision, Error, Operation, OperationName, PacketView, WpWritten};
use crate::domain::{BronzeOperation, Gate, GateResult, GateStatus, WpId, WpStatus};
use crate::event::{Event, WorkPacketGated, WorkPacketUpdated, WpChanges};
use crate::ports::{Change, ReadTxn, Row};

/// A packet that follows its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowBoard {
    /// The packet.
    pub wp_id: WpId,
    /// Where its line has it.
    pub status: WpStatus,
    /// Whether the line says that the post_work gate failed.
    pub failed: bool,
    /// Whether the state machine alone would refuse the move.
    pub bypassed: bool,
}

impl Operation for FollowBoard {
    const NAME: OperationName = OperationName::UpdateWp;
    type Output = WpWritten;

    fn decide(&self, txn: &dyn ReadTxn, cx: &Context<'_>) -> Result<Decision<WpWritten>, Error> {
        let before = lookup::packet(txn, &self.wp_id)?;
        let mut after = before.clone();
        if self.status != before.status {
            after.enter(self.status, cx.now);
        }
        if self.failed {
            let failed = GateStatus::judged(GateResult::Fail, cx.caller.actor.id.clone(), cx.now);
            after.governance.gates.set(Gate::PostWork, failed);
        }
        if after.status == WpStatus::Done && after.governance.gates.post_work.status == GateResult::Fail {
            // Whoever wrote that it is done took the verdict back.
            after.governance.gates.set(Gate::PostWork, GateStatus::PENDING);
        }
        cx.touch(&mut after);
        let event = if self.failed {
            let judged = WorkPacketGated::between(&before, &after, Gate::PostWork, cx.caller.source);
            Event::from(WorkPacketGated { gate_bypassed: self.bypassed, ..judged })
        } else {
            Event::from(WorkPacketUpdated {
                wp_id: after.wp_id.clone(),
                version: after.version,
                bronze_id: after.bronze_id,
                source: cx.caller.source,
                changes: Box::new(WpChanges::between(&before, &after)),
                notes: Vec::new(),
                reason: None,
                spec_session_id: after.governance.spec_session_id.clone(),
                gate_bypassed: self.bypassed,
            })
        };
        let output = WpWritten::new(PacketView::full(txn, after.clone())?);
        let operation = if self.failed { BronzeOperation::Gate } else { BronzeOperation::Update };
        let row = Row::WorkPacket { before: Some(Box::new(before)), after: Box::new(after) };
        Ok(Decision { changes: vec![Change { row, operation }], events: vec![event], output })
    }
}
