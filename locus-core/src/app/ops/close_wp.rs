//! `close_wp`: a done packet is closed for good.

use crate::app::context::written;
use crate::app::ops::lookup;
use crate::app::params::{Fields, FromParams};
use crate::app::{Context, Decision, Error, Operation, OperationName, PacketView, Refused, WpWritten};
use crate::domain::canonical::Digest;
use crate::domain::{BronzeOperation, NoteType, Text, WorkNote, WpId, WpStatus};
use crate::event::WorkPacketCompleted;
use crate::ports::{Change, ReadTxn, Row};

/// A packet to close.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloseWp {
    /// The packet.
    pub wp_id: WpId,
    /// What there is to say; kept as a system note.
    pub reason: Option<Text>,
    /// The version it was judged on.
    pub expected_version: Option<u64>,
}

impl CloseWp {
    /// Closes a packet without more words.
    #[must_use]
    pub const fn new(wp_id: WpId) -> Self {
        Self { wp_id, reason: None, expected_version: None }
    }
}

impl FromParams for CloseWp {
    fn from_params(params: &mut Fields<'_>) -> Result<Self, Error> {
        Ok(Self {
            wp_id: params.required("wp_id")?,
            reason: params.optional("reason")?,
            expected_version: params.optional("expected_version")?,
        })
    }
}

impl Operation for CloseWp {
    const NAME: OperationName = OperationName::CloseWp;
    type Output = WpWritten;

    fn decide(&self, txn: &dyn ReadTxn, cx: &Context<'_>) -> Result<Decision<WpWritten>, Error> {
        let before = lookup::packet(txn, &self.wp_id)?;
        lookup::expect_version(&before, self.expected_version)?;
        if before.closed_at.is_some() {
            return Ok(Decision::unchanged(WpWritten::new(PacketView::full(txn, before)?)));
        }
        let gate_open = before.governance.gates.post_work.status.is_open();
        if before.status != WpStatus::Done || !gate_open {
            let open = txn.mt_summary(&self.wp_id)?.counts.open();
            return Err(Error::Gate(Box::new(Refused {
                subject: before.wp_id.to_string(),
                current: before.status.to_string(),
                asked: "close".into(),
                allowed: before
                    .status
                    .allowed(&before.facts(false, open))
                    .map(|trigger| trigger.to_string())
                    .collect(),
                why: "only a done packet whose post_work gate is passed or skipped is closed".into(),
                expected: None,
            })));
        }
        let mut after = before.clone();
        after.closed_at = Some(cx.now);
        cx.touch(&mut after);
        let notes: Vec<WorkNote> =
            self.reason.iter().map(|reason| cx.note(&self.wp_id, reason.clone(), NoteType::System)).collect();
        let event = WorkPacketCompleted {
            wp_id: after.wp_id.clone(),
            version: after.version,
            bronze_id: after.bronze_id,
            source: cx.caller.source,
            closed_at: cx.now,
            notes: written(&notes),
            reason: self.reason.as_ref().map(Digest::of),
            spec_session_id: after.governance.spec_session_id.clone(),
        };
        let mut view = PacketView::full(txn, after.clone())?;
        view.notes.get_or_insert_default().extend(notes.iter().cloned());
        let row = Row::WorkPacket { before: Some(Box::new(before)), after: Box::new(after) };
        let mut changes = vec![Change { row, operation: BronzeOperation::Close }];
        changes.extend(
            notes
                .into_iter()
                .map(|note| Change { row: Row::Note(Box::new(note)), operation: BronzeOperation::Create }),
        );
        Ok(Decision { changes, events: vec![event.into()], output: WpWritten::new(view) })
    }
}
