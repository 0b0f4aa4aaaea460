//! `create_wp`: a packet comes to be, as a stub.

use crate::app::params::{Fields, FromParams};
use crate::app::{Caller, Context, Decision, Error, Operation, OperationName, PacketView, WpWritten};
use crate::domain::canonical::Digest;
use crate::domain::{
    BronzeOperation, Gates, Governance, Label, Metadata, MtSummary, Phase, Priority, Reference, RepoPath,
    Routing, Text, Timestamp, Title, UserId, VectorClock, WorkPacket, WorkType, WpId, WpStatus,
};
use crate::event::WorkPacketCreated;
use crate::ports::{Change, ReadTxn, Row};
use std::collections::BTreeSet;

/// What a new packet is; see [`CreateWp::new`] for the defaults.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateWp {
    /// Its id.
    pub wp_id: WpId,
    /// What it is called.
    pub title: Title,
    /// What it is about.
    pub description: Text,
    /// How urgent it is.
    pub priority: Priority,
    /// What kind of work it is.
    pub work_type: WorkType,
    /// Its phase.
    pub phase: Phase,
    /// How strictly its gates are held.
    pub routing: Routing,
    /// Where its own file lies.
    pub task_packet_path: Option<RepoPath>,
    /// Who works on it.
    pub assignee: Option<UserId>,
    /// Who brought it in; the actor if nobody is named.
    pub reporter: Option<UserId>,
    /// Its labels.
    pub labels: BTreeSet<Label>,
    /// The routing session it came from.
    pub spec_session_id: Option<Reference>,
    /// When it is due.
    pub due_at: Option<Timestamp>,
    /// What others keep with it.
    pub metadata: Metadata,
}

impl CreateWp {
    /// A request with the defaults of locus.md §2: priority 2, feature, phase 1, `GOV_STANDARD`.
    #[must_use]
    pub fn new(wp_id: WpId, title: Title) -> Self {
        Self {
            wp_id,
            title,
            description: Text::default(),
            priority: Priority::default(),
            work_type: WorkType::Feature,
            phase: Phase::P1,
            routing: Routing::Standard,
            task_packet_path: None,
            assignee: None,
            reporter: None,
            labels: BTreeSet::new(),
            spec_session_id: None,
            due_at: None,
            metadata: Metadata::default(),
        }
    }

    /// The packet it asks for, in its first version.
    pub(super) fn packet(&self, cx: &Context<'_>) -> WorkPacket {
        let mut vector_clock = VectorClock::new();
        cx.observe(&mut vector_clock);
        WorkPacket {
            wp_id: self.wp_id.clone(),
            version: 1,
            title: self.title.clone(),
            description: self.description.clone(),
            status: WpStatus::Stub,
            priority: self.priority,
            governance: Governance {
                phase: self.phase,
                routing: self.routing,
                spec_session_id: self.spec_session_id.clone(),
                gates: Gates::PENDING,
                task_packet_path: self.task_packet_path.clone(),
            },
            work_type: self.work_type,
            labels: self.labels.clone(),
            assignee: self.assignee.as_ref().map(|person| cx.caller.resolve(person)),
            reporter: self.reporter(cx.caller),
            lease: None,
            created_at: cx.now,
            updated_at: cx.now,
            started_at: None,
            completed_at: None,
            due_at: self.due_at,
            closed_at: None,
            metadata: self.metadata.clone(),
            vector_clock,
            tombstone: None,
            bronze_id: cx.bronze_id(),
        }
    }

    fn reporter(&self, caller: &Caller) -> UserId {
        self.reporter.as_ref().map_or_else(|| caller.actor.id.clone(), |person| caller.resolve(person))
    }

    /// Whether a packet is, as it stands, what this request asks for.
    pub(super) fn describes(&self, wp: &WorkPacket, caller: &Caller) -> bool {
        let governance = &wp.governance;
        self.title == wp.title
            && self.description == wp.description
            && self.priority == wp.priority
            && self.work_type == wp.work_type
            && self.phase == governance.phase
            && self.routing == governance.routing
            && self.task_packet_path == governance.task_packet_path
            && self.assignee.as_ref().map(|person| caller.resolve(person)) == wp.assignee
            && self.reporter(caller) == wp.reporter
            && self.labels == wp.labels
            && self.spec_session_id == governance.spec_session_id
            && self.due_at == wp.due_at
            && self.metadata == wp.metadata
    }
}

impl FromParams for CreateWp {
    fn from_params(params: &mut Fields<'_>) -> Result<Self, Error> {
        let mut request = Self::new(params.required("wp_id")?, params.required("title")?);
        request.description = params.clearable("description")?.unwrap_or(request.description);
        request.priority = params.optional("priority")?.unwrap_or(request.priority);
        request.work_type = params.optional("type")?.unwrap_or(request.work_type);
        request.phase = params.optional("phase")?.unwrap_or(request.phase);
        request.routing = params.optional("routing")?.unwrap_or(request.routing);
        request.task_packet_path = params.nullable("task_packet_path")?.flatten();
        request.assignee = params.nullable("assignee")?.flatten();
        request.reporter = params.optional("reporter")?;
        request.labels = params.clearable("labels")?.unwrap_or_default();
        request.spec_session_id = params.nullable("spec_session_id")?.flatten();
        request.due_at = params.nullable("due_at")?.flatten();
        request.metadata = params.clearable("metadata")?.unwrap_or_default();
        Ok(request)
    }
}

/// The change and the event of a packet that comes to be.
pub(super) fn created(wp: &WorkPacket, cx: &Context<'_>, gate_bypassed: bool) -> (Change, WorkPacketCreated) {
    let event = WorkPacketCreated {
        wp_id: wp.wp_id.clone(),
        version: wp.version,
        bronze_id: wp.bronze_id,
        source: cx.caller.source,
        title: Digest::of(&wp.title),
        description: Digest::of(&wp.description),
        status: wp.status,
        priority: wp.priority,
        work_type: wp.work_type,
        phase: wp.governance.phase,
        routing: wp.governance.routing,
        labels: wp.labels.clone(),
        assignee: wp.assignee.clone(),
        reporter: wp.reporter.clone(),
        task_packet_path: wp.governance.task_packet_path.clone(),
        spec_session_id: wp.governance.spec_session_id.clone(),
        due_at: wp.due_at,
        gate_bypassed,
    };
    let row = Row::WorkPacket { before: None, after: Box::new(wp.clone()) };
    (Change { row, operation: BronzeOperation::Create }, event)
}

impl Operation for CreateWp {
    const NAME: OperationName = OperationName::CreateWp;
    type Output = WpWritten;

    fn decide(&self, txn: &dyn ReadTxn, cx: &Context<'_>) -> Result<Decision<WpWritten>, Error> {
        if let Some(standing) = txn.packet(&self.wp_id)? {
            let deleted = standing.is_deleted();
            if deleted || !self.describes(&standing, cx.caller) {
                return Err(Error::Exists { wp_id: self.wp_id.clone(), deleted });
            }
            return Ok(Decision::unchanged(WpWritten::new(PacketView::full(txn, standing)?)));
        }
        let wp = self.packet(cx);
        let (change, event) = created(&wp, cx, false);
        let view = PacketView { wp, micro_tasks: MtSummary::default(), notes: Some(Vec::new()) };
        Ok(Decision { changes: vec![change], events: vec![event.into()], output: WpWritten::new(view) })
    }
}
