//! Going through an event file line by line: does each event continue the chain.

use crate::envelope;
use crate::error::{BadLine, InvalidEvent};
use crate::line::Line;
use crate::validate::{Tally, Validator};
use locus_core::domain::canonical::Hash;
use locus_core::domain::{ReplicaId, Timestamp};
use locus_core::ports::EventRecord;
use std::collections::BTreeMap;

/// What the next event of a chain must follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Whose chain it is.
    pub replica_id: ReplicaId,
    /// Number of the event.
    pub sequence: u64,
    /// Its hash.
    pub hash: Hash,
    /// When it happened.
    pub timestamp: Timestamp,
}

/// Verifies a file of events, in flat memory: of each replica sequences without gaps, each hash right and named by
/// the next event, times that never run backwards. Query events may stand in between. A chain that was cut off at
/// its end is still a chain: compare [`Verifier::head_of`] with what is known of it.
#[derive(Debug, Clone, Default)]
pub struct Verifier {
    validator: Validator,
    heads: BTreeMap<ReplicaId, Link>,
    newest: Option<ReplicaId>,
    anywhere: bool,
}

impl Verifier {
    /// A verifier of a whole chain: it must begin at sequence 1.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A verifier of a part of a chain: where it begins is taken as given.
    #[must_use]
    pub fn from_anywhere() -> Self {
        Self { anywhere: true, ..Self::default() }
    }

    /// Verifies the next line, with or without its line end; none if it is blank.
    ///
    /// # Errors
    /// If the line is not valid ([`parse_line`](crate::parse_line)) or doesn't continue the chain. What follows a bad
    /// line can't be judged.
    pub fn feed(&mut self, line: impl AsRef<[u8]>) -> Result<Option<Line>, BadLine> {
        let line = self.validator.feed(line)?;
        if let Some(record) = line.as_ref().and_then(Line::record) {
            let link = self.follow(record).map_err(|fault| BadLine { line: self.validator.line(), fault })?;
            self.heads.insert(link.replica_id, link);
            self.newest = Some(link.replica_id);
        }
        Ok(line)
    }

    fn follow(&self, record: &EventRecord) -> Result<Link, InvalidEvent> {
        match self.heads.get(&record.replica_id) {
            Some(head) => check_successor(head, record)?,
            None if !self.anywhere => check_first(record)?,
            None => {}
        }
        if envelope::hash_of(record) != record.hash {
            return Err(InvalidEvent::at(
                "hash",
                "not the hash of the event: it was changed after it was sealed",
            ));
        }
        Ok(Link {
            replica_id: record.replica_id,
            sequence: record.sequence,
            hash: record.hash,
            timestamp: record.context.timestamp,
        })
    }

    /// The event verified last.
    #[must_use]
    pub fn head(&self) -> Option<Link> {
        self.newest.and_then(|replica| self.head_of(replica))
    }

    /// The newest event verified of a replica.
    #[must_use]
    pub fn head_of(&self, replica: ReplicaId) -> Option<Link> {
        self.heads.get(&replica).copied()
    }

    /// The newest event of each replica, by replica.
    pub fn heads(&self) -> impl Iterator<Item = &Link> {
        self.heads.values()
    }

    /// What went by so far.
    #[must_use]
    pub const fn tally(&self) -> Tally {
        self.validator.tally()
    }
}

fn check_first(record: &EventRecord) -> Result<(), InvalidEvent> {
    if record.sequence != 1 {
        return Err(InvalidEvent::at(
            "sequence",
            format!("the chain begins at {}, not at 1", record.sequence),
        ));
    }
    if record.prev_hash != Hash::ZERO {
        return Err(InvalidEvent::at("prev_hash", "the first event of a chain follows none"));
    }
    Ok(())
}

fn check_successor(head: &Link, record: &EventRecord) -> Result<(), InvalidEvent> {
    if head.sequence.checked_add(1) != Some(record.sequence) {
        let reason = format!("{} does not follow {}", record.sequence, head.sequence);
        return Err(InvalidEvent::at("sequence", reason));
    }
    if record.prev_hash != head.hash {
        return Err(InvalidEvent::at("prev_hash", "not the hash of the event before"));
    }
    if record.context.timestamp < head.timestamp {
        let reason = format!("{} is before {}", record.context.timestamp, head.timestamp);
        return Err(InvalidEvent::at("timestamp", reason));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{context, empty_head, sample, sealed, sealed_log};
    use crate::{content_line, query_line, to_line};
    use locus_core::event::{Event, EventType};
    use locus_core::ports::QueryRecord;
    use serde_json::{Value, json};

    fn verify(mut verifier: Verifier, lines: &[String]) -> Result<Option<Link>, BadLine> {
        for line in lines {
            verifier.feed(line)?;
        }
        Ok(verifier.head())
    }

    fn lines(length: usize) -> Vec<String> {
        sealed_log(length).iter().map(to_line).collect()
    }

    fn key_of(lines: &[String]) -> (u64, Option<String>) {
        let bad = verify(Verifier::new(), lines).unwrap_err();
        (bad.line, bad.fault.key)
    }

    fn edited(line: &str, edit: impl FnOnce(&mut Value)) -> String {
        let mut value = serde_json::from_str(line).unwrap();
        edit(&mut value);
        value.to_string()
    }

    /// The line with a hash that fits what it says.
    fn rehashed(line: &str, edit: impl FnOnce(&mut Value)) -> String {
        let edited = edited(line, edit);
        let mut record = crate::parse_line(&edited).unwrap().record().unwrap().clone();
        record.hash = envelope::hash_of(&record);
        to_line(&record)
    }

    #[test]
    fn a_sealed_log_verifies_up_to_its_head() {
        let log = sealed_log(50);
        let head = verify(Verifier::new(), &lines(50)).unwrap().unwrap();
        assert_eq!((head.sequence, head.hash), (50, log[49].hash));
        assert_eq!(verify(Verifier::new(), &[]), Ok(None));
    }

    #[test]
    fn each_breach_of_the_chain_names_its_line_and_key() {
        let good = lines(4);
        let with = |line: usize, edit: fn(&mut Value)| {
            let mut lines = good.clone();
            lines[line] = rehashed(&lines[line], edit);
            key_of(&lines)
        };
        let at = |line, key: &str| (line, Some(key.to_owned()));
        let next_breaks = at(3, "prev_hash");
        assert_eq!(with(1, |v| v["actor_id"] = "eve".into()), next_breaks);
        assert_eq!(with(1, |v| v["timestamp"] = "2026-01-01T00:00:00.000Z".into()), at(2, "timestamp"));
        let moved = |v: &mut Value| {
            v["replica_id"] = "00000000-0000-0000-0000-00000000000b".into();
            v["vector_clock"] = json!({ "00000000-0000-0000-0000-00000000000b": v["sequence"] });
        };
        assert_eq!(with(1, moved), at(2, "sequence"), "a chain of its own begins at 1");
        let mut lines = good.clone();
        lines[1] = edited(&good[1], |v| v["payload"]["gate_bypassed"] = false.into());
        assert_eq!(key_of(&lines), at(2, "hash"));
        lines.remove(1);
        assert_eq!(key_of(&lines), at(2, "sequence"));
    }

    #[test]
    fn the_chains_of_several_replicas_may_be_mixed() {
        let other = "00000000-0000-0000-0000-00000000000b";
        let first = |v: &mut Value| {
            v["replica_id"] = other.into();
            v["vector_clock"] = json!({ other: 1 });
        };
        let mut mixed = lines(2);
        let foreign = rehashed(&mixed[0], first);
        mixed.insert(1, foreign.clone());
        let mut verifier = Verifier::new();
        mixed.iter().for_each(|line| assert!(verifier.feed(line).is_ok()));
        assert_eq!(verifier.heads().map(|head| head.sequence).collect::<Vec<_>>(), [2, 1]);
        mixed.push(foreign);
        assert_eq!(key_of(&mixed), (4, Some("sequence".to_owned())));
    }

    #[test]
    fn a_part_of_a_chain_needs_to_be_asked_for() {
        let tail = &lines(5)[2..];
        assert_eq!(key_of(tail), (1, Some("sequence".to_owned())));
        assert_eq!(verify(Verifier::from_anywhere(), tail).unwrap().unwrap().sequence, 5);
        let mut first = lines(1);
        first[0] = rehashed(&first[0], |v| v["prev_hash"] = "1".repeat(64).into());
        assert_eq!(key_of(&first), (1, Some("prev_hash".to_owned())));
    }

    #[test]
    fn blank_lines_queries_and_content_may_stand_in_between() {
        let mut log: Vec<EventRecord> = Vec::new();
        for (number, kind) in [(1, EventType::SyncStarted), (2, EventType::SyncCompleted)] {
            let head = log.last().map_or_else(empty_head, EventRecord::head);
            log.push(sealed(&sample(kind), number, &head).unwrap());
        }
        let Event::WorkQueryExecuted(event) = sample(EventType::WorkQueryExecuted) else { unreachable!() };
        let query = QueryRecord { context: context(1), event };
        let query = query_line(&query, log[0].replica_id, 7).unwrap();
        let file = [content_line(&log[0], &[]), "\r\n".into(), query, format!("{}\r\n", to_line(&log[1]))];
        let mut verifier = Verifier::new();
        file.iter().for_each(|line| assert!(verifier.feed(line).is_ok()));
        assert_eq!(verifier.head().map(|head| head.hash), Some(log[1].hash));
        assert_eq!(verifier.tally(), Tally { events: 2, queries: 1, bad: 0 });
        let bad = verifier.feed(b"\xff").unwrap_err();
        assert_eq!(bad.to_string(), "line 5: not UTF-8");
    }

    #[test]
    fn a_log_goes_on_behind_its_head() {
        let log = sealed_log(2);
        let next = sealed(&sample(EventType::SyncStarted), 9, &log[1].head()).unwrap();
        let mut lines = lines(2);
        lines.push(to_line(&next));
        assert!(verify(Verifier::new(), &lines).is_ok());
    }
}
