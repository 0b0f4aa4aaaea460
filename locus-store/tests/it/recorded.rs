//! Events, query events, answers.

use crate::support::{Folder, at, birth, create, id, in_memory, packet, write};
use locus_core::domain::canonical::Hash;
use locus_core::domain::{
    ActorKind, BronzeOperation, EventId, OpId, ReplicaId, Timestamp, TraceId, VectorClock,
};
use locus_core::event::{EventType, WorkQueryExecuted};
use locus_core::ports::{
    Change, EnvelopeContext, EventQuery, EventRecord, JobResult, QueryRecord, Row, Store as _, StoreError,
    Wait,
};
use uuid::Uuid;

const DAY: i64 = 24 * 60;

fn context(timestamp: Timestamp) -> EnvelopeContext {
    EnvelopeContext {
        event_id: EventId::new(Uuid::from_u128(1)),
        timestamp,
        actor: ActorKind::Agent,
        actor_id: "ada".parse().unwrap(),
        trace_id: TraceId::new(Uuid::from_u128(2)),
        job_id: Some("job".parse().unwrap()),
    }
}

fn record(sequence: u64, prev_hash: Hash) -> EventRecord {
    EventRecord {
        context: context(at(0)),
        event_type: EventType::WorkPacketCreated,
        replica_id: birth(1).replica_id,
        sequence,
        vector_clock: [(birth(1).replica_id, sequence)].into_iter().collect(),
        prev_hash,
        hash: Hash::of(sequence.to_string()),
        payload: "{}".into(),
        wp_id: Some(id("WP-1")),
        mt_id: None,
    }
}

#[test]
fn events_come_back_as_they_were_with_any_clock() {
    let mut store = in_memory();
    let first = record(1, Hash::ZERO);
    let mut second = record(2, first.hash);
    second.vector_clock.observe(ReplicaId::new(Uuid::from_u128(9)), 4);
    write(&mut store, |txn| {
        txn.append(&first).unwrap();
        txn.append(&second).unwrap();
        assert_eq!(txn.chain_head().unwrap(), second.head());
    });
    let view = store.read().unwrap();
    assert_eq!(view.chain_head().unwrap(), second.head());
    let all = EventQuery { limit: 10, ..EventQuery::default() };
    assert_eq!(view.events(&all).unwrap(), [first, second]);
}

#[test]
fn an_own_clock_takes_no_room() {
    let folder = Folder::new();
    write(&mut folder.create(), |txn| txn.append(&record(1, Hash::ZERO)).unwrap());
    let stored: Option<String> =
        folder.raw().query_row("SELECT vector_clock FROM flight_events", [], |row| row.get(0)).unwrap();
    assert_eq!(stored, None);
}

#[test]
fn a_foreign_replica_does_not_continue_the_chain() {
    let mut store = in_memory();
    let foreign = EventRecord { replica_id: birth(2).replica_id, ..record(1, Hash::ZERO) };
    let mut txn = store.write(Wait::Default).unwrap();
    assert!(matches!(txn.append(&foreign), Err(StoreError::Failed { .. })));
    txn.append(&record(1, Hash::ZERO)).unwrap();
}

#[test]
fn before_the_first_event_the_head_is_all_zeros() {
    let head = in_memory().read().unwrap().chain_head().unwrap();
    assert_eq!((head.sequence, head.hash, head.timestamp), (0, Hash::ZERO, None));
    assert_eq!(head.clock, VectorClock::new());
}

fn query(minute: i64) -> QueryRecord {
    let event = WorkQueryExecuted {
        op: "query_ready".into(),
        filters: vec!["limit".into(), "status".into()],
        result_count: 3,
        duration_ms: 1,
    };
    QueryRecord { context: context(at(minute)), event }
}

#[test]
fn query_events_last_thirty_days_and_no_number_comes_twice() {
    let folder = Folder::new();
    let mut store = folder.create();
    for minute in [0, 1, 30 * DAY, 90 * DAY] {
        write(&mut store, |txn| txn.append_query(&query(minute)).unwrap());
        let left = store.read().unwrap().query_events(10).unwrap();
        assert_eq!(left.first().map(|newest| &newest.record), Some(&query(minute)), "the newest first");
        assert!(left.iter().all(|old| at(minute).since(old.record.context.timestamp) <= 30 * 86_400_000));
    }
    let sequence: i64 =
        folder.raw().query_row("SELECT sequence FROM query_events", [], |row| row.get(0)).unwrap();
    assert_eq!(sequence, 4);
}

#[test]
fn an_answer_is_never_overwritten() {
    let mut store = in_memory();
    let result = JobResult {
        op_id: OpId::new(Uuid::from_u128(1)),
        request_hash: Hash::of("request"),
        created_at: at(0),
        answer: "{}".into(),
    };
    write(&mut store, |txn| txn.put_job_result(&result).unwrap());
    let mut txn = store.write(Wait::Default).unwrap();
    assert!(matches!(txn.put_job_result(&result), Err(StoreError::Failed { .. })));
}

#[test]
fn a_change_of_what_no_longer_stands_is_refused() {
    let mut store = in_memory();
    write(&mut store, |txn| create(txn, &packet("WP-1")));
    let mut stale = packet("WP-1");
    stale.version = 7;
    let mut after = stale.clone();
    after.version = 8;
    let row = Row::WorkPacket { before: Some(Box::new(stale)), after: Box::new(after) };
    let mut txn = store.write(Wait::Default).unwrap();
    let refused = txn.apply(&Change { row, operation: BronzeOperation::Update });
    assert!(matches!(refused, Err(StoreError::Failed { .. })));
}
