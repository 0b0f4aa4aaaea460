//! Bronze, events, stored answers, diagnostics.

use super::Reference;
use super::{operator, run};
use crate::app::ops::{
    AddDependency, DeleteWp, EdgeRequest, EdgeToRemove, QueryReady, RemoveDependency, UpdateWp,
};
use crate::app::{Engine, Error};
use crate::domain::canonical::Hash;
use crate::domain::{BronzeKey, BronzeOperation, OpId, Timestamp, WpStatus};
use crate::event::EventType;
use crate::ports::{EventQuery, JobResult, ReadTxn, StoreError, Wait};
use crate::testing::packet;
use uuid::Uuid;

/// The records of a row are all there, oldest first, each pointing at the one before.
pub fn bronze_tells_the_whole_history(make: &dyn Fn() -> Engine, _reference: Reference<'_>) {
    let mut engine = make();
    let request = packet("WP-1-A-v1");
    run(&mut engine, &request);
    run(&mut engine, &UpdateWp::status(request.wp_id.clone(), WpStatus::Ready));
    run(&mut engine, &DeleteWp::new(request.wp_id.clone()));
    let key = BronzeKey::WorkPacket(request.wp_id);
    let history = engine.view(|txn| Ok(txn.history(&key)?)).unwrap();
    let operations: Vec<_> = history.iter().map(|record| record.operation).collect();
    assert_eq!(operations, [BronzeOperation::Create, BronzeOperation::Update, BronzeOperation::Delete]);
    for (index, record) in history.iter().enumerate() {
        let previous =
            index.checked_sub(1).and_then(|index| history.get(index)).map(|record| record.bronze_id);
        assert_eq!(record.previous_bronze_id, previous);
        assert_eq!(record.version, index as u64 + 1);
        assert_eq!(record.content_hash, Hash::of(&record.content));
        assert_eq!(engine.view(|txn| Ok(txn.bronze(record.bronze_id)?)).unwrap().as_ref(), Some(record));
    }
}

/// Events are numbered from 1 without gaps and come by sequence, under each filter.
pub fn events_are_gapless_and_found_by_filter(make: &dyn Fn() -> Engine, reference: Reference<'_>) {
    let (mut engine, mut memory) = (make(), reference(0));
    for id in ["WP-A", "WP-B", "WP-C"] {
        for engine in [&mut engine, &mut memory] {
            run(engine, &packet(id));
            run(engine, &UpdateWp::status(id.parse().unwrap(), WpStatus::Ready));
        }
    }
    let all = EventQuery { limit: 100, ..EventQuery::default() };
    let events = engine.view(|txn| Ok(txn.events(&all)?)).unwrap();
    assert_eq!(events.iter().map(|event| event.sequence).collect::<Vec<_>>(), (1..=6).collect::<Vec<_>>());
    assert_eq!(engine.view(|txn| Ok(txn.chain_head()?)).unwrap(), events.last().unwrap().head());
    let since: Timestamp = events.get(3).unwrap().context.timestamp;
    let queries = [
        all.clone(),
        EventQuery { after_sequence: 4, ..all.clone() },
        EventQuery { wp_id: Some("WP-B".parse().unwrap()), ..all.clone() },
        EventQuery { event_type: Some(EventType::WorkPacketUpdated), ..all.clone() },
        EventQuery { since: Some(since), ..all.clone() },
        EventQuery { actor_id: Some("nobody".parse().unwrap()), ..all.clone() },
        EventQuery { newest: true, limit: 2, ..all.clone() },
        EventQuery { limit: 0, ..all },
    ];
    for query in queries {
        let read = |engine: &mut Engine| engine.view(|txn| Ok(txn.events(&query)?)).unwrap();
        assert_eq!(read(&mut engine), read(&mut memory), "{query:?}");
    }
}

/// An event that does not follow on the head is not taken.
pub fn the_chain_takes_only_what_follows(make: &dyn Fn() -> Engine, _reference: Reference<'_>) {
    let mut engine = make();
    run(&mut engine, &packet("WP-A"));
    let all = EventQuery { limit: 100, ..EventQuery::default() };
    let first = engine.view(|txn| Ok(txn.events(&all)?)).unwrap().pop().unwrap();
    let mut gap = first.clone();
    gap.sequence = 3;
    gap.prev_hash = first.hash;
    let mut broken = gap.clone();
    broken.sequence = 2;
    broken.prev_hash = Hash::ZERO;
    for record in [first, gap, broken] {
        let mut unit = engine.begin(Wait::Default).unwrap();
        assert!(matches!(unit.txn_mut().append(&record), Err(StoreError::Failed { .. })), "{record:?}");
    }
}

/// What happened to an edge is found from both of its ends.
pub fn the_log_of_edges_is_found_from_both_ends(make: &dyn Fn() -> Engine, _reference: Reference<'_>) {
    let mut engine = make();
    for id in ["WP-A", "WP-B", "WP-C"] {
        run(&mut engine, &packet(id));
    }
    let edge = |from: &str, to: &str| {
        EdgeRequest::new(from.parse().unwrap(), "blocks", to.parse().unwrap()).unwrap()
    };
    run(&mut engine, &AddDependency { edge: edge("WP-A", "WP-B"), description: None });
    run(&mut engine, &AddDependency { edge: edge("WP-B", "WP-C"), description: None });
    run(&mut engine, &RemoveDependency { edge: EdgeToRemove::Edge(edge("WP-A", "WP-B")) });
    let mut log = |id: &str, incoming: bool| {
        let id = id.parse().unwrap();
        let read =
            |txn: &dyn ReadTxn| Ok(if incoming { txn.incoming_edge_log(&id)? } else { txn.packet_log(&id)? });
        let found = engine.view(read).unwrap();
        found.iter().map(|event| event.record.sequence).collect::<Vec<_>>()
    };
    assert_eq!(log("WP-A", false), [1, 4, 6]);
    assert_eq!(log("WP-A", true), [0_u64; 0]);
    assert_eq!(log("WP-B", false), [2, 5]);
    assert_eq!(log("WP-B", true), [4, 6]);
    assert_eq!(log("WP-C", true), [5]);
}

/// Query events are numbered from 1 and come from either end, a page at a time.
pub fn queries_are_numbered_and_read_page_by_page(make: &dyn Fn() -> Engine, reference: Reference<'_>) {
    let (mut engine, mut memory) = (make(), reference(0));
    for _ in 0..5 {
        for engine in [&mut engine, &mut memory] {
            let answered = engine.query(&QueryReady::default(), &operator()).unwrap();
            engine.log_query(&answered.record).unwrap();
        }
    }
    let newest = engine.view(|txn| Ok(txn.query_events(2)?)).unwrap();
    assert_eq!(newest.iter().map(|query| query.sequence).collect::<Vec<_>>(), [5, 4]);
    for (after, limit, expected) in [(0, 2, vec![1, 2]), (2, 2, vec![3, 4]), (4, 2, vec![5]), (5, 2, vec![])]
    {
        let page =
            |engine: &mut Engine| engine.view(|txn| Ok(txn.query_events_after(after, limit)?)).unwrap();
        let found = page(&mut engine);
        assert_eq!(found.iter().map(|query| query.sequence).collect::<Vec<_>>(), expected);
        assert_eq!(found, page(&mut memory));
    }
    assert_eq!(engine.dropped_queries(), Ok(0));
}

/// Stored answers are found by their key until they are 30 days old.
pub fn job_results_are_kept_thirty_days(make: &dyn Fn() -> Engine, _reference: Reference<'_>) {
    let mut engine = make();
    let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let result = |number: u128, days: i64| JobResult {
        op_id: OpId::new(Uuid::from_u128(number)),
        request_hash: Hash::of(number.to_string()),
        created_at: start.plus_millis(days * 24 * 60 * 60 * 1000).unwrap(),
        answer: format!("{{\"n\":{number}}}"),
    };
    for (number, days) in [(1, 0), (2, 10), (3, 31)] {
        let mut unit = engine.begin(Wait::Default).unwrap();
        unit.txn_mut().put_job_result(&result(number, days)).unwrap();
        unit.commit().unwrap();
    }
    let stored = |engine: &mut Engine, number| {
        engine.view(|txn| Ok(txn.job_result(OpId::new(Uuid::from_u128(number)))?)).unwrap()
    };
    assert_eq!(stored(&mut engine, 1), None);
    assert_eq!(stored(&mut engine, 2), Some(result(2, 10)));
    assert_eq!(stored(&mut engine, 3), Some(result(3, 31)));
    let page = |after: Option<u128>, limit| {
        let after = after.map(|number| OpId::new(Uuid::from_u128(number)));
        move |engine: &mut Engine| engine.view(|txn| Ok(txn.job_results(after, limit)?)).unwrap()
    };
    assert_eq!(page(None, 10)(&mut engine), [result(2, 10), result(3, 31)]);
    assert_eq!(page(None, 1)(&mut engine), [result(2, 10)]);
    assert_eq!(page(Some(2), 10)(&mut engine), [result(3, 31)]);
}

/// Refusals are kept, the newest first, with the same fingerprint for the same kind.
pub fn diagnostics_come_newest_first(make: &dyn Fn() -> Engine, _reference: Reference<'_>) {
    let mut engine = make();
    let wp_id = "WP-1-None-v1".parse().unwrap();
    let refusal = engine.run(&DeleteWp::new(wp_id), &operator()).unwrap_err();
    let first = engine.diagnose(&refusal, Some("delete_wp"), None);
    let second = engine.diagnose(&refusal, Some("delete_wp"), None);
    engine.diagnose(&Error::Job("not JSON".into()), None, None);
    let kept = engine.view(|txn| Ok(txn.diagnostics(10)?)).unwrap();
    assert_eq!(kept.iter().skip(1).map(|diagnostic| diagnostic.id).collect::<Vec<_>>(), [second, first]);
    let prints: std::collections::BTreeSet<_> =
        kept.iter().map(|diagnostic| diagnostic.fingerprint).collect();
    assert_eq!(prints.len(), 2);
}
