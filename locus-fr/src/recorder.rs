//! Sealing: an event and the chain's head go in, a record comes out.

use crate::error::InvalidEvent;
use crate::{encode, envelope, seal};
use locus_core::domain::BronzeRecord;
use locus_core::domain::canonical::Hash;
use locus_core::event::Event;
use locus_core::ports::{ChainHead, EnvelopeContext, EventRecord, Recorder, RecorderError};

/// The recorder of the hash chain of locus.md §5.
#[derive(Debug, Clone, Copy, Default)]
pub struct FlightRecorder;

impl Recorder for FlightRecorder {
    fn seal(
        &self,
        event: &Event,
        context: EnvelopeContext,
        head: &ChainHead,
        written: &[BronzeRecord],
    ) -> Result<EventRecord, RecorderError> {
        sealed(event, context, head, written)
            .map_err(|fault| RecorderError { event_type: event.event_type(), reason: fault.to_string() })
    }

    fn open(&self, record: &EventRecord) -> Result<Event, RecorderError> {
        crate::event_of(record).map_err(|fault| RecorderError {
            event_type: record.event_type,
            reason: format!("{fault} (number {} of replica {})", record.sequence, record.replica_id),
        })
    }

    fn vouches(&self, record: &EventRecord, bronze: &[BronzeRecord]) -> bool {
        seal::fits(record, bronze)
    }
}

fn sealed(
    event: &Event,
    context: EnvelopeContext,
    head: &ChainHead,
    written: &[BronzeRecord],
) -> Result<EventRecord, InvalidEvent> {
    if matches!(event, Event::WorkQueryExecuted(_)) {
        return Err(InvalidEvent::at("type", "a query event is not chained"));
    }
    if let Some(newest) = head.timestamp.filter(|newest| *newest > context.timestamp) {
        return Err(InvalidEvent::at("timestamp", format!("{} is before {newest}", context.timestamp)));
    }
    let sequence = head.sequence + 1;
    let mut vector_clock = head.clock.clone();
    vector_clock.observe(head.replica_id, sequence);
    let mut record = EventRecord {
        event_type: event.event_type(),
        replica_id: head.replica_id,
        sequence,
        vector_clock,
        prev_hash: head.hash,
        hash: Hash::ZERO,
        payload: encode::payload(event, seal::over_named(event, written)?)?,
        wp_id: event.wp_id().cloned(),
        mt_id: event.mt_id().cloned(),
        context,
    };
    envelope::check(&record)?;
    // What the types and rules let out, they let in; reading it again for every write would cost as much as sealing.
    debug_assert_eq!(crate::event_of(&record).as_ref(), Ok(event));
    record.hash = envelope::hash_of(&record);
    Ok(record)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{self, bronze, chained_types, context, empty_head, records_of, sample, sealed_log};
    use crate::{Line, parse_line, to_line};
    use locus_core::domain::{BronzeKey, BronzeOperation, NoteId};
    use locus_core::event::{EventType, Shift, SyncFailed, SyncKind};

    fn refusal(event: &Event, number: u64, head: &ChainHead) -> String {
        samples::sealed(event, number, head).unwrap_err().to_string()
    }

    #[test]
    fn every_event_reads_back_as_it_was_sealed() {
        for event_type in chained_types() {
            let event = sample(event_type);
            let record = samples::sealed(&event, 1, &empty_head()).unwrap();
            assert_eq!(crate::event_of(&record), Ok(event));
            assert_eq!(parse_line(&to_line(&record)), Ok(Line::Event(Box::new(record))));
        }
    }

    #[test]
    fn an_event_vouches_for_its_records_and_no_others() {
        type Change = fn(&mut BronzeRecord);
        let changes: [Change; 8] = [
            |record| record.bronze_id = bronze(9),
            |record| record.key = BronzeKey::Note(NoteId::new(uuid::Uuid::nil())),
            |record| record.key = BronzeKey::WorkPacket("WP-2".parse().unwrap()),
            |record| record.operation = BronzeOperation::Update,
            |record| record.content_hash = Hash::of("{ }"),
            |record| record.version = 2,
            |record| record.previous_bronze_id = Some(bronze(8)),
            |record| record.created_at = context(2).timestamp,
        ];
        for event_type in chained_types() {
            let event = sample(event_type);
            let record = samples::sealed(&event, 1, &empty_head()).unwrap();
            let records = records_of(&event);
            assert_eq!(records.is_empty(), !event_type.names_records(), "{event_type}");
            assert!(FlightRecorder.vouches(&record, &records), "{event_type}");
            for (index, change) in (0..records.len()).flat_map(|index| changes.map(|change| (index, change)))
            {
                let mut changed = records.clone();
                change(&mut changed[index]);
                assert!(!FlightRecorder.vouches(&record, &changed), "{event_type} {:?}", changed[index]);
            }
            let more = [records.clone(), records_of(&sample(EventType::MtStarted))].concat();
            assert!(!event_type.names_records() || !FlightRecorder.vouches(&record, &more), "{event_type}");
            for index in 0..records.len() {
                let mut less = records.clone();
                less.remove(index);
                assert!(!FlightRecorder.vouches(&record, &less), "{event_type}");
            }
        }
    }

    #[test]
    fn a_named_record_that_was_not_written_is_refused() {
        let event = sample(EventType::MtIterationCompleted);
        let one = &records_of(&event)[..1];
        insta::assert_snapshot!(
            FlightRecorder.seal(&event, context(1), &empty_head(), one).unwrap_err(),
            @"event mt_iteration_completed is not valid: bronze_sha256: brz_00000000-0000-0000-0000-000000000002 was not written with it"
        );
    }

    #[test]
    fn records_are_chained_behind_the_head() {
        let log = sealed_log(3);
        assert_eq!(log.iter().map(|record| record.sequence).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(log[0].prev_hash, Hash::ZERO);
        assert_eq!(log[2].prev_hash, log[1].hash);
        let clock: Vec<_> = log[2].vector_clock.iter().map(|(_, sequence)| sequence).collect();
        assert_eq!(clock, [3, 3], "its own third event, and what it had seen of another replica");
    }

    #[test]
    fn the_hash_is_over_the_line_without_the_hash() {
        let record = &sealed_log(1)[0];
        let line = to_line(record);
        let mut value: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(line, locus_core::domain::canonical::to_string(&value));
        value.as_object_mut().unwrap().remove("hash");
        assert_eq!(record.hash, Hash::of(locus_core::domain::canonical::to_string(&value)));
    }

    #[test]
    fn an_event_before_its_predecessor_is_refused() {
        let head = sealed_log(2)[1].head();
        let event = sample(EventType::SyncStarted);
        assert!(samples::sealed(&event, 2, &head).is_ok(), "the same moment is no earlier one");
        insta::assert_snapshot!(
            refusal(&event, 1, &head),
            @"event sync_started is not valid: timestamp: 2026-02-01T00:00:01.000Z is before 2026-02-01T00:00:02.000Z"
        );
    }

    #[test]
    fn an_event_that_breaks_a_rule_is_refused() {
        let free_text = SyncFailed { kind: SyncKind::TaskBoard, code: "disk full".into() }.into();
        insta::assert_snapshot!(
            refusal(&free_text, 1, &empty_head()),
            @r#"event sync_failed is not valid: payload.code: "disk full" is not an error code: 1 to 64 of A-Z, 0-9 and '-'"#
        );
        let Event::MtFailed(mut failed) = sample(EventType::MtFailed) else { unreachable!() };
        failed.status = Shift { from: None, to: failed.status.to };
        insta::assert_snapshot!(
            refusal(&failed.into(), 1, &empty_head()),
            @"event mt_failed is not valid: payload.status.from: missing key"
        );
    }

    #[test]
    fn query_events_are_not_chained() {
        let query = sample(EventType::WorkQueryExecuted);
        assert!(refusal(&query, 1, &empty_head()).contains("a query event is not chained"));
    }

    #[test]
    fn an_event_id_of_another_uuid_version_is_refused() {
        let head = empty_head();
        let event_id = locus_core::domain::EventId::new(uuid::Uuid::from_u128(1));
        let context = EnvelopeContext { event_id, ..context(1) };
        let refused = FlightRecorder.seal(&sample(EventType::SyncStarted), context, &head, &[]).unwrap_err();
        assert!(refused.reason.starts_with("event_id: "), "{refused}");
    }

    #[test]
    fn a_clock_ahead_of_its_own_chain_is_refused() {
        let mut head = empty_head();
        head.clock.observe(head.replica_id, 5);
        assert!(refusal(&sample(EventType::SyncStarted), 1, &head).contains("vector_clock: has 5"));
    }
}
