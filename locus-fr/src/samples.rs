//! One event of each type, with every optional set, and sealed logs of them; for the tests.

use crate::{FlightRecorder, query_line, to_line};
use locus_core::domain::canonical::{Digest, Hash};
use locus_core::domain::{
    ActorKind, BronzeId, BronzeKey, BronzeOperation, BronzeRecord, DependencyId, DependencyType, EventId,
    FailureCategory, Gate, GateResult, IterationOutcome, Lease, MaxIterations, MtResult, MtStatus, NoteId,
    Phase, Priority, ReplicaId, Routing, Source, TaskBoardStatus, Timestamp, TraceId, VectorClock, WorkType,
    WpStatus,
};
use locus_core::event::{
    DependencyAdded, DependencyRemoved, Event, EventType, MicroTasksRegistered, MtCompleted, MtEscalated,
    MtFailed, MtIterationCompleted, MtStarted, RegisteredMt, RemovedEdge, Shift, SyncCompleted, SyncFailed,
    SyncKind, SyncStarted, TaskBoardEntryAdded, TaskBoardStatusChanged, TaskBoardSynced, WorkPacketCompleted,
    WorkPacketCreated, WorkPacketDeleted, WorkPacketGated, WorkPacketUpdated, WorkQueryExecuted, WpChanges,
    WrittenNote,
};
use locus_core::ports::{ChainHead, EnvelopeContext, EventRecord, QueryRecord, Recorder, RecorderError};
use std::str::FromStr;
use uuid::Uuid;

pub(crate) fn parsed<T: FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

pub(crate) const fn bronze(number: u128) -> BronzeId {
    BronzeId::new(Uuid::from_u128(number))
}

const EDGE: DependencyId = DependencyId::new(Uuid::from_u128(0xde));

fn shift<T>(from: T, to: T) -> Shift<T> {
    Shift { from: Some(from), to: Some(to) }
}

fn notes() -> Vec<WrittenNote> {
    let note_id = NoteId::new(Uuid::from_u128(5));
    vec![WrittenNote { note_id, bronze_id: bronze(6), content: Digest::of("a note") }]
}

/// One event of the type.
pub(crate) fn sample(event_type: EventType) -> Event {
    match event_type {
        EventType::WorkPacketCreated => work_packet_created().into(),
        EventType::WorkPacketUpdated => work_packet_updated().into(),
        EventType::WorkPacketGated => work_packet_gated().into(),
        EventType::WorkPacketCompleted => work_packet_completed().into(),
        EventType::WorkPacketDeleted => work_packet_deleted().into(),
        EventType::MicroTasksRegistered => micro_tasks_registered().into(),
        EventType::MtIterationCompleted => mt_iteration_completed().into(),
        EventType::MtStarted => mt_started().into(),
        EventType::MtCompleted => mt_completed().into(),
        EventType::MtEscalated => mt_escalated().into(),
        EventType::MtFailed => mt_failed().into(),
        EventType::DependencyAdded => dependency_added().into(),
        EventType::DependencyRemoved => dependency_removed().into(),
        EventType::TaskBoardEntryAdded => task_board_entry_added().into(),
        EventType::TaskBoardSynced => task_board_synced().into(),
        EventType::TaskBoardStatusChanged => task_board_status_changed().into(),
        EventType::SyncStarted => SyncStarted { kind: SyncKind::TaskBoard }.into(),
        EventType::SyncCompleted => SyncCompleted { kind: SyncKind::EventsImport, changes: 4 }.into(),
        EventType::SyncFailed => {
            SyncFailed { kind: SyncKind::EventsExport, code: "LOCUS-BOARD".into() }.into()
        }
        EventType::WorkQueryExecuted => work_query_executed().into(),
    }
}

fn work_packet_created() -> WorkPacketCreated {
    WorkPacketCreated {
        wp_id: parsed("WP-1"),
        version: 1,
        bronze_id: bronze(1),
        source: Source::Job,
        title: Digest::of("Sign in with a passkey"),
        description: Digest::of(""),
        status: WpStatus::Stub,
        priority: Priority::default(),
        work_type: WorkType::Feature,
        phase: Phase::P0_5,
        routing: Routing::Standard,
        labels: [parsed("auth"), parsed("über \"alles\"")].into(),
        assignee: Some(parsed("ada")),
        reporter: parsed("spec_router"),
        task_packet_path: Some(parsed(".GOV/task_packets/WP-1.md")),
        spec_session_id: Some(parsed("session-7")),
        due_at: Some(parsed("2026-03-01T00:00:00Z")),
        gate_bypassed: false,
    }
}

fn work_packet_updated() -> WorkPacketUpdated {
    let lease = Lease { by: parsed("ada"), until: parsed("2026-02-01T01:00:00Z") };
    let changes = WpChanges {
        title: Some(shift(Digest::of("old"), Digest::of("new"))),
        description: Some(shift(Digest::of(""), Digest::of("more"))),
        status: Some(shift(WpStatus::Stub, WpStatus::Ready)),
        priority: Some(shift(Priority::default(), 0.try_into().unwrap())),
        work_type: Some(shift(WorkType::Bug, WorkType::Docs)),
        phase: Some(shift(Phase::P1, Phase::P2)),
        routing: Some(shift(Routing::Light, Routing::Strict)),
        task_packet_path: Some(Shift { from: Some(parsed("a.md")), to: None }),
        assignee: Some(Shift { from: None, to: Some(parsed("ada")) }),
        lease: Some(Shift { from: None, to: Some(lease) }),
        labels: Some(shift([].into(), [parsed("auth")].into())),
        due_at: Some(Shift { from: None, to: Some(parsed("2026-03-01T00:00:00Z")) }),
        metadata: Some(shift(Digest::of("{}"), Digest::of("{\"a\":1}"))),
        spec_session_id: Some(Shift { from: Some(parsed("session-7")), to: Some(parsed("session-8")) }),
        pre_work: Some(shift(GateResult::Pass, GateResult::Pending)),
        post_work: Some(shift(GateResult::Fail, GateResult::Pending)),
    };
    WorkPacketUpdated {
        wp_id: parsed("WP-1"),
        version: 2,
        bronze_id: bronze(1),
        source: Source::TaskBoardSync,
        changes: Box::new(changes),
        notes: notes(),
        reason: Some(Digest::of("again")),
        spec_session_id: Some(parsed("session-8")),
        gate_bypassed: true,
    }
}

fn work_packet_gated() -> WorkPacketGated {
    WorkPacketGated {
        wp_id: parsed("WP-1"),
        version: 3,
        bronze_id: bronze(1),
        source: Source::Cli,
        gate: Gate::PreWork,
        result: shift(GateResult::Pending, GateResult::Pass),
        status: shift(WpStatus::Ready, WpStatus::InProgress),
        validated_by: Some(parsed("grace")),
        notes: Some(Digest::of("fine")),
        validation_report_ref: Some(parsed("reports/1")),
        spec_session_id: Some(parsed("session-7")),
        gate_bypassed: false,
    }
}

fn work_packet_completed() -> WorkPacketCompleted {
    WorkPacketCompleted {
        wp_id: parsed("WP-1"),
        version: 5,
        bronze_id: bronze(1),
        source: Source::Cli,
        closed_at: parsed("2026-02-01T00:00:00Z"),
        notes: notes(),
        reason: Some(Digest::of("shipped")),
        spec_session_id: Some(parsed("session-7")),
    }
}

fn work_packet_deleted() -> WorkPacketDeleted {
    WorkPacketDeleted {
        wp_id: parsed("WP-1"),
        version: 6,
        bronze_id: bronze(1),
        source: Source::Job,
        status: WpStatus::Cancelled,
        dependencies: vec![RemovedEdge { dependency_id: EDGE, bronze_id: bronze(2) }],
        reason: Some(Digest::of("a duplicate")),
        spec_session_id: Some(parsed("session-7")),
    }
}

fn micro_tasks_registered() -> MicroTasksRegistered {
    let micro_task = RegisteredMt {
        mt_id: parsed("MT-002"),
        bronze_id: bronze(1),
        name: Digest::of("Parse the header"),
        scope: Digest::of("src/header.rs"),
        done_criteria: vec![Digest::of("tests pass")],
        depends_on: vec![parsed("MT-001")],
        max_iterations: MaxIterations::default(),
        escalation_levels: 6,
    };
    MicroTasksRegistered { wp_id: parsed("WP-1"), source: Source::Job, micro_tasks: vec![micro_task] }
}

fn mt_iteration_completed() -> MtIterationCompleted {
    MtIterationCompleted {
        wp_id: parsed("WP-1"),
        mt_id: parsed("MT-001"),
        bronze_id: bronze(1),
        mt_bronze_id: bronze(2),
        source: Source::Job,
        iteration: 2,
        escalation_level: 1,
        model_id: parsed("qwen2.5-coder:7b"),
        lora_id: Some(parsed("rust")),
        outcome: IterationOutcome::Escalate,
        duration_ms: 1200,
        tokens_prompt: 900,
        tokens_completion: 300,
        claimed_complete: true,
        validation_passed: Some(false),
        output_artifact_ref: Some(parsed("artifacts/1")),
        validation_artifact_ref: Some(parsed("artifacts/2")),
        error_summary: Some(Digest::of("it does not compile")),
        failure_category: Some(FailureCategory::SyntaxErrorIsolated),
        status: shift(MtStatus::InProgress, MtStatus::InProgress),
    }
}

fn mt_started() -> MtStarted {
    MtStarted {
        wp_id: parsed("WP-1"),
        mt_id: parsed("MT-001"),
        bronze_id: bronze(1),
        source: Source::Job,
        status: shift(MtStatus::Pending, MtStatus::InProgress),
        model_id: parsed("qwen2.5-coder:7b"),
        lora_id: Some(parsed("rust")),
        escalation_level: shift(0, 0),
    }
}

fn mt_completed() -> MtCompleted {
    MtCompleted {
        wp_id: parsed("WP-1"),
        mt_id: parsed("MT-001"),
        bronze_id: bronze(1),
        source: Source::Job,
        status: shift(MtStatus::InProgress, MtStatus::Completed),
        result: MtResult::Completed,
        final_iteration: Some(2),
        validation_passed: Some(true),
    }
}

fn mt_escalated() -> MtEscalated {
    MtEscalated {
        wp_id: parsed("WP-1"),
        mt_id: parsed("MT-001"),
        bronze_id: bronze(1),
        source: Source::Job,
        from_level: 4,
        to_level: 5,
        hard_gate: true,
    }
}

fn mt_failed() -> MtFailed {
    MtFailed {
        wp_id: parsed("WP-1"),
        mt_id: parsed("MT-001"),
        bronze_id: bronze(1),
        source: Source::Job,
        status: shift(MtStatus::InProgress, MtStatus::Failed),
        escalation_level: 5,
        escalated_out: true,
    }
}

fn dependency_added() -> DependencyAdded {
    DependencyAdded {
        dependency_id: EDGE,
        bronze_id: bronze(1),
        source: Source::Import,
        from_wp_id: parsed("WP-1"),
        to_wp_id: parsed("WP-2"),
        kind: DependencyType::Blocks,
        description: Some(Digest::of("the schema comes first")),
    }
}

fn dependency_removed() -> DependencyRemoved {
    DependencyRemoved {
        dependency_id: EDGE,
        bronze_id: bronze(2),
        source: Source::Cli,
        from_wp_id: parsed("WP-1"),
        to_wp_id: parsed("WP-2"),
        kind: DependencyType::Blocks,
    }
}

fn task_board_entry_added() -> TaskBoardEntryAdded {
    TaskBoardEntryAdded { wp_id: parsed("WP-1"), status: TaskBoardStatus::Ready }
}

fn task_board_status_changed() -> TaskBoardStatusChanged {
    TaskBoardStatusChanged {
        wp_id: parsed("WP-1"),
        from: TaskBoardStatus::Ready,
        to: TaskBoardStatus::InProgress,
    }
}

fn task_board_synced() -> TaskBoardSynced {
    TaskBoardSynced {
        board_hash: Hash::of("board"),
        entries: 12,
        db_changes: 3,
        board_changes: 1,
        conflicts: 0,
    }
}

fn work_query_executed() -> WorkQueryExecuted {
    WorkQueryExecuted {
        op: "query_ready".into(),
        filters: vec!["limit".into(), "phase".into()],
        result_count: 17,
        duration_ms: 2,
    }
}

/// What the envelope of the n-th event says: each is one second after the one before.
pub(crate) fn context(number: u64) -> EnvelopeContext {
    let timestamp: Timestamp = parsed("2026-02-01T00:00:00Z");
    let timestamp = timestamp.plus_millis(i64::try_from(number).unwrap() * 1000).unwrap();
    let id = uuid::Builder::from_unix_timestamp_millis(
        timestamp.millis().unsigned_abs(),
        &[0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
    );
    EnvelopeContext {
        event_id: EventId::new(id.into_uuid()),
        timestamp,
        actor: ActorKind::Agent,
        actor_id: parsed("Ada \"the first\"\u{1f}"),
        trace_id: TraceId::new(Uuid::from_u128(9)),
        job_id: Some(parsed("job-1")),
    }
}

pub(crate) fn empty_head() -> ChainHead {
    ChainHead {
        replica_id: ReplicaId::new(Uuid::from_u128(0xa)),
        sequence: 0,
        hash: Hash::ZERO,
        timestamp: None,
        clock: [(ReplicaId::new(Uuid::from_u128(0xb)), 3)].into_iter().collect::<VectorClock>(),
    }
}

/// A record for each that an event names.
pub(crate) fn records_of(event: &Event) -> Vec<BronzeRecord> {
    let record = |bronze_id| BronzeRecord {
        bronze_id,
        key: BronzeKey::WorkPacket(parsed("WP-1")),
        operation: BronzeOperation::Create,
        content_hash: Hash::of("{}"),
        version: 1,
        previous_bronze_id: None,
        content: "{}".to_owned(),
        created_at: context(1).timestamp,
    };
    event.bronze_ids().into_iter().map(record).collect()
}

/// It behind the head, with records as it names them.
pub(crate) fn sealed(event: &Event, number: u64, head: &ChainHead) -> Result<EventRecord, RecorderError> {
    FlightRecorder.seal(event, context(number), head, &records_of(event))
}

/// The types of events that are chained.
pub(crate) fn chained_types() -> impl Iterator<Item = EventType> + Clone {
    EventType::ALL.iter().copied().filter(|kind| *kind != EventType::WorkQueryExecuted)
}

/// A sealed log of so many events, of all types in turn.
pub(crate) fn sealed_log(length: usize) -> Vec<EventRecord> {
    let mut head = empty_head();
    let events = chained_types().cycle().take(length).map(sample);
    (1..)
        .zip(events)
        .map(|(number, event)| {
            let record = sealed(&event, number, &head).unwrap();
            head = record.head();
            record
        })
        .collect()
}

/// A line with the sample of the type.
pub(crate) fn line_of(event_type: EventType) -> String {
    match sample(event_type) {
        Event::WorkQueryExecuted(event) => {
            let query = QueryRecord { context: context(1), event };
            query_line(&query, empty_head().replica_id, 1).unwrap()
        }
        event => to_line(&sealed(&event, 1, &empty_head()).unwrap()),
    }
}
