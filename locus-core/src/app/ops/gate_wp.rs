//! `gate_wp`: a gate is judged, and the packet moves with it.

use crate::app::ops::lookup;
use crate::app::params::{Fields, FromParams};
use crate::app::{Context, Decision, Error, Operation, OperationName, PacketView, WpWritten};
use crate::domain::{
    BronzeOperation, Gate, GateResult, GateStatus, Reference, Text, UserId, WpId, WpTrigger,
};
use crate::event::WorkPacketGated;
use crate::ports::{Change, ReadTxn, Row};
use schemars::JsonSchema;
use serde::Deserialize;

/// A judgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateWp {
    /// The packet.
    pub wp_id: WpId,
    /// Which gate.
    pub gate: Gate,
    /// Pass, fail or skip.
    pub result: GateResult,
    /// Who judged; the actor if nobody is named.
    pub validated_by: Option<UserId>,
    /// What there is to say about it.
    pub notes: Option<Text>,
    /// Where the report lies.
    pub validation_report_ref: Option<Reference>,
    /// The version the judgement was made on.
    pub expected_version: Option<u64>,
}

impl GateWp {
    /// A judgement by the actor, without more words.
    #[must_use]
    pub const fn new(wp_id: WpId, gate: Gate, result: GateResult) -> Self {
        Self {
            wp_id,
            gate,
            result,
            validated_by: None,
            notes: None,
            validation_report_ref: None,
            expected_version: None,
        }
    }
}

/// What a gate operation may say: anything but `pending`.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Judgement {
    Pass,
    Fail,
    Skip,
}

impl From<Judgement> for GateResult {
    fn from(judgement: Judgement) -> Self {
        match judgement {
            Judgement::Pass => Self::Pass,
            Judgement::Fail => Self::Fail,
            Judgement::Skip => Self::Skip,
        }
    }
}

impl FromParams for GateWp {
    fn from_params(params: &mut Fields<'_>) -> Result<Self, Error> {
        let (wp_id, gate) = (params.required("wp_id")?, params.required("gate")?);
        let mut request = Self::new(wp_id, gate, params.required::<Judgement>("result")?.into());
        request.validated_by = params.optional("validated_by")?;
        request.notes = params.optional("notes")?;
        request.validation_report_ref = params.optional("validation_report_ref")?;
        request.expected_version = params.optional("expected_version")?;
        Ok(request)
    }
}

impl Operation for GateWp {
    const NAME: OperationName = OperationName::GateWp;
    type Output = WpWritten;

    fn decide(&self, txn: &dyn ReadTxn, cx: &Context<'_>) -> Result<Decision<WpWritten>, Error> {
        let before = lookup::packet(txn, &self.wp_id)?;
        lookup::expect_version(&before, self.expected_version)?;
        let standing = before.governance.gates.get(self.gate);
        let judged = GateStatus {
            status: self.result,
            validated_at: Some(cx.now),
            validated_by: Some(self.validated_by.clone().unwrap_or_else(|| cx.caller.actor.id.clone())),
            notes: self.notes.clone(),
            validation_report_ref: self.validation_report_ref.clone(),
        };
        if (GateStatus { validated_at: standing.validated_at, ..judged.clone() }) == *standing {
            return Ok(Decision::unchanged(WpWritten::new(PacketView::full(txn, before)?)));
        }
        let trigger = WpTrigger::Gate(self.gate, self.result);
        let view = PacketView::full(txn, before)?;
        let before = view.wp.clone();
        let facts = before.facts(false, view.micro_tasks.counts.open());
        let status = before.status.after(trigger, &facts);
        let status = status.map_err(|refusal| lookup::refused(&before, trigger, &facts, refusal))?;
        let mut after = before.clone();
        if status != before.status {
            after.enter(status, cx.now);
        }
        after.governance.gates.set(self.gate, judged);
        cx.touch(&mut after);
        let event = WorkPacketGated::between(&before, &after, self.gate, cx.caller.source);
        let output = WpWritten::new(PacketView { wp: after.clone(), ..view });
        let row = Row::WorkPacket { before: Some(Box::new(before)), after: Box::new(after) };
        let change = Change { row, operation: BronzeOperation::Gate };
        Ok(Decision { changes: vec![change], events: vec![event.into()], output })
    }
}
