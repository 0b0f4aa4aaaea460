//! `update_wp`: fields, status, notes, claims.

use crate::app::context::written;
use crate::app::ops::lookup;
use crate::app::params::{Fields, FromParams};
use crate::app::{
    Caller, Conflict, Context, Decision, Error, Operation, OperationName, PacketView, WpWritten,
};
use crate::domain::canonical::Digest;
use crate::domain::{
    BronzeOperation, Label, Lease, Metadata, NoteType, Phase, Priority, Reference, RepoPath, Routing, Text,
    Timestamp, Title, UserId, WorkNote, WorkPacket, WorkType, WpId, WpStatus, WpTrigger,
};
use crate::event::{WorkPacketUpdated, WpChanges};
use crate::ports::{Change, ReadTxn, Row};
use std::collections::BTreeSet;

/// New values of a packet's fields; `None` leaves a field alone, `Some(None)` clears it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WpUpdates {
    /// What it is called.
    pub title: Option<Title>,
    /// What it is about.
    pub description: Option<Text>,
    /// Where it stands.
    pub status: Option<WpStatus>,
    /// How urgent it is.
    pub priority: Option<Priority>,
    /// What kind of work it is.
    pub work_type: Option<WorkType>,
    /// Its phase.
    pub phase: Option<Phase>,
    /// How strictly its gates are held.
    pub routing: Option<Routing>,
    /// Where its own file lies.
    pub task_packet_path: Option<Option<RepoPath>>,
    /// Who works on it.
    pub assignee: Option<Option<UserId>>,
    /// Its labels.
    pub labels: Option<BTreeSet<Label>>,
    /// When it is due.
    pub due_at: Option<Option<Timestamp>>,
    /// What others keep with it.
    pub metadata: Option<Metadata>,
    /// The routing session it came from.
    pub spec_session_id: Option<Option<Reference>>,
}

/// A change of a packet.
#[derive(Debug, Clone, PartialEq)]
pub struct UpdateWp {
    /// The packet.
    pub wp_id: WpId,
    /// New values.
    pub updates: WpUpdates,
    /// A note to append.
    pub note: Option<Text>,
    /// Why; needed to reopen, kept as a system note.
    pub reason: Option<Text>,
    /// The version the change was prepared on.
    pub expected_version: Option<u64>,
    /// Whether the actor takes the packet, if it is free.
    pub claim: bool,
    /// How long the claim holds, in milliseconds; for good if not given.
    pub lease_ms: Option<u64>,
}

impl UpdateWp {
    /// A change that changes nothing yet.
    #[must_use]
    pub fn new(wp_id: WpId) -> Self {
        Self {
            wp_id,
            updates: WpUpdates::default(),
            note: None,
            reason: None,
            expected_version: None,
            claim: false,
            lease_ms: None,
        }
    }

    /// A move to another status.
    #[must_use]
    pub fn status(wp_id: WpId, status: WpStatus) -> Self {
        let mut request = Self::new(wp_id);
        request.updates.status = Some(status);
        request
    }
}

impl WpUpdates {
    fn from_fields(fields: &mut Fields<'_>) -> Result<Self, Error> {
        Ok(Self {
            title: fields.optional("title")?,
            description: fields.clearable("description")?,
            status: fields.optional("status")?,
            priority: fields.optional("priority")?,
            work_type: fields.optional("type")?,
            phase: fields.optional("phase")?,
            routing: fields.optional("routing")?,
            task_packet_path: fields.nullable("task_packet_path")?,
            assignee: fields.nullable("assignee")?,
            labels: fields.clearable("labels")?,
            due_at: fields.nullable("due_at")?,
            metadata: fields.clearable("metadata")?,
            spec_session_id: fields.nullable("spec_session_id")?,
        })
    }

    /// Sets everything but the status, which the state machine decides about.
    fn apply(&self, wp: &mut WorkPacket, caller: &Caller) {
        fn set<T: Clone>(field: &mut T, value: &Option<T>) {
            if let Some(value) = value {
                *field = value.clone();
            }
        }
        set(&mut wp.title, &self.title);
        set(&mut wp.description, &self.description);
        set(&mut wp.priority, &self.priority);
        set(&mut wp.work_type, &self.work_type);
        set(&mut wp.governance.phase, &self.phase);
        set(&mut wp.governance.routing, &self.routing);
        set(&mut wp.governance.task_packet_path, &self.task_packet_path);
        set(&mut wp.governance.spec_session_id, &self.spec_session_id);
        set(&mut wp.labels, &self.labels);
        set(&mut wp.due_at, &self.due_at);
        set(&mut wp.metadata, &self.metadata);
        if let Some(assignee) = &self.assignee {
            let assignee = assignee.as_ref().map(|person| caller.resolve(person));
            if wp.assignee != assignee {
                wp.assignee = assignee;
                wp.lease = None;
            }
        }
    }
}

/// Ten years of 365 days.
const LONGEST_LEASE_MS: u64 = 10 * 365 * 24 * 60 * 60 * 1000;

impl FromParams for UpdateWp {
    fn from_params(params: &mut Fields<'_>) -> Result<Self, Error> {
        let mut request = Self::new(params.required("wp_id")?);
        request.note = params.optional("note")?;
        request.reason = params.optional("reason")?;
        request.expected_version = params.optional("expected_version")?;
        request.claim = params.optional("claim")?.unwrap_or(false);
        request.lease_ms = Self::lease_ms(params)?;
        match params.nested("updates")? {
            Some(mut fields) => {
                request.updates = WpUpdates::from_fields(&mut fields)?;
                fields.finish()?;
            }
            // A note or a claim is a request by itself.
            None if request.note.is_some() || request.claim => {}
            None => return Err(Error::invalid("updates", "missing; give the fields to change")),
        }
        if request.lease_ms.is_some() && !request.claim {
            return Err(Error::invalid("lease_ms", "only a claim has a lease"));
        }
        if request.claim && request.updates.assignee.is_some() {
            return Err(Error::invalid("updates.assignee", "a claim sets the assignee itself"));
        }
        Ok(request)
    }
}

impl UpdateWp {
    /// How long a claim holds, if it says so.
    pub(crate) fn lease_ms(params: &mut Fields<'_>) -> Result<Option<u64>, Error> {
        params.number("lease_ms", 0..=LONGEST_LEASE_MS)
    }

    /// Gives the packet to the actor, if it is free.
    fn take(&self, wp: &mut WorkPacket, cx: &Context<'_>) -> Result<(), Error> {
        let actor = &cx.caller.actor.id;
        if let Some(by) = wp.assignee.as_ref().filter(|by| *by != actor && !wp.is_free(cx.now)) {
            return Err(Conflict::claimed(wp, by).into());
        }
        let lapsed = wp.lease.as_ref().is_some_and(|lease| lease.until <= cx.now);
        if lapsed || wp.assignee.as_ref() != Some(actor) {
            wp.assignee = Some(actor.clone());
            wp.lease = None;
        }
        if let Some(lease_ms) = self.lease_ms {
            let until = i64::try_from(lease_ms).ok().and_then(|ms| cx.now.plus_millis(ms).ok());
            let until = until.ok_or_else(|| Error::invalid("lease_ms", "too far in the future"))?;
            wp.lease = Some(Lease { by: actor.clone(), until });
        }
        Ok(())
    }

    /// The reason and the note, as they are kept: an event holds only their digests.
    fn notes(&self, cx: &Context<'_>) -> Vec<WorkNote> {
        let reason = self.reason.iter().map(|text| (text, NoteType::System));
        let note = self.note.iter().map(|text| (text, NoteType::User));
        reason.chain(note).map(|(text, kind)| cx.note(&self.wp_id, text.clone(), kind)).collect()
    }
}

impl Operation for UpdateWp {
    const NAME: OperationName = OperationName::UpdateWp;
    type Output = WpWritten;

    fn decide(&self, txn: &dyn ReadTxn, cx: &Context<'_>) -> Result<Decision<WpWritten>, Error> {
        let before = lookup::packet(txn, &self.wp_id)?;
        lookup::expect_version(&before, self.expected_version)?;
        let mut after = before.clone();
        self.updates.apply(&mut after, cx.caller);
        if self.claim {
            self.take(&mut after, cx)?;
        }
        let target = self.updates.status.filter(|status| *status != before.status);
        if target.is_none() && after == before && self.note.is_none() {
            return Ok(Decision::unchanged(WpWritten::new(PacketView::full(txn, before)?)));
        }
        if let Some(target) = target {
            let trigger = WpTrigger::Update(target);
            let reason_given = self.reason.as_ref().is_some_and(|reason| !reason.as_str().trim().is_empty());
            let facts = before.facts(reason_given, txn.mt_summary(&self.wp_id)?.counts.open());
            let status = before.status.after(trigger, &facts);
            after
                .enter(status.map_err(|refusal| lookup::refused(&before, trigger, &facts, refusal))?, cx.now);
        }
        cx.touch(&mut after);
        let notes = self.notes(cx);
        let event = WorkPacketUpdated {
            wp_id: after.wp_id.clone(),
            version: after.version,
            bronze_id: after.bronze_id,
            source: cx.caller.source,
            changes: Box::new(WpChanges::between(&before, &after)),
            notes: written(&notes),
            reason: self.reason.as_ref().map(Digest::of),
            spec_session_id: after.governance.spec_session_id.clone(),
            gate_bypassed: false,
        };
        let mut view = PacketView::full(txn, after.clone())?;
        view.notes.get_or_insert_default().extend(notes.iter().cloned());
        let row = Row::WorkPacket { before: Some(Box::new(before)), after: Box::new(after) };
        let mut changes = vec![Change { row, operation: BronzeOperation::Update }];
        changes.extend(
            notes
                .into_iter()
                .map(|note| Change { row: Row::Note(Box::new(note)), operation: BronzeOperation::Create }),
        );
        Ok(Decision { changes, events: vec![event.into()], output: WpWritten::new(view) })
    }
}
