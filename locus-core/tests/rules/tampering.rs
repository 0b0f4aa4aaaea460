//! Whatever is done to a log of 1,000 real events of all types is found, at the first line it was done to.

use crate::life::{Step, life, write_line};
use crate::support::Jobs;
use locus_core::domain::canonical::{self, Hash};
use locus_core::event::EventType;
use locus_core::ports::{EventQuery, EventRecord};
use locus_core::replay::with_content;
use locus_fr::{Verifier, content_line, to_line};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;
use std::collections::BTreeSet;

const EVENTS: usize = 1000;

/// The events of one life after the other, with their records or without.
struct Log {
    events: Vec<EventRecord>,
    plain: Vec<Vec<u8>>,
    content: Vec<Vec<u8>>,
}

fn log() -> Log {
    let mut jobs = Jobs::with_folder();
    for number in 1.. {
        for step in life(&number.to_string()) {
            match step {
                Step::Line(wp_id) => write_line(&jobs, &wp_id),
                Step::Job(operation, params, _) => drop(jobs.run(operation, params)),
            }
        }
        if usize::try_from(jobs.head()).unwrap() >= EVENTS {
            break;
        }
    }
    let query = EventQuery { limit: EVENTS as u32, ..EventQuery::default() };
    let lines = jobs.engine.read_log(|reader| {
        let events = reader.txn.events(&query)?;
        let content = events.iter().map(|event| Ok(with_content(reader, event.clone())?));
        let content =
            content.map(|event| event.map(|event| content_line(&event.record, &event.bronze).into_bytes()));
        let content = content.collect::<Result<_, locus_core::app::Error>>()?;
        let plain = events.iter().map(|event| to_line(event).into_bytes()).collect();
        Ok(Log { events, plain, content })
    });
    lines.unwrap()
}

#[derive(Debug, Clone)]
enum Tampering {
    Drop(Index),
    Duplicate(Index),
    Swap(Index, Index),
    Flip(Index, Index, u8),
    Replace(Index, Index),
    /// Another actor, and a hash that fits.
    Reseal(Index),
    /// Another row in a record, and a content_hash that fits.
    Rewrite(Index, Index),
    Edit(Index, Index),
}

fn tampering() -> impl Strategy<Value = Tampering> {
    let index = any::<Index>;
    prop_oneof![
        index().prop_map(Tampering::Drop),
        index().prop_map(Tampering::Duplicate),
        (index(), index()).prop_map(|(a, b)| Tampering::Swap(a, b)),
        (index(), index(), 0..8_u8).prop_map(|(line, byte, bit)| Tampering::Flip(line, byte, bit)),
        (index(), index()).prop_map(|(a, b)| Tampering::Replace(a, b)),
        index().prop_map(Tampering::Reseal),
        (index(), index()).prop_map(|(line, value)| Tampering::Rewrite(line, value)),
        (index(), index()).prop_map(|(line, value)| Tampering::Edit(line, value)),
    ]
}

impl Log {
    /// Does it to the file; answers the number of the line at which it must be found.
    fn tamper(&self, file: &mut Vec<Vec<u8>>, how: &Tampering) -> usize {
        let length = file.len();
        let at = |index: &Index| index.index(length);
        match how {
            // What follows is in the wrong place.
            Tampering::Drop(line) => drop(file.remove(at(line))),
            Tampering::Duplicate(line) => {
                file.insert(at(line), file[at(line)].clone());
                return at(line) + 2;
            }
            Tampering::Swap(a, b) => {
                file.swap(at(a), at(b));
                return at(a).min(at(b)) + 1;
            }
            Tampering::Flip(line, byte, bit) => {
                let byte = byte.index(file[at(line)].len());
                file[at(line)][byte] ^= 1 << bit;
            }
            Tampering::Replace(a, b) => file[at(a)] = file[at(b)].clone(),
            Tampering::Reseal(line) => {
                let text = String::from_utf8(file[at(line)].clone()).unwrap();
                file[at(line)] = resealed(&text, &self.events[at(line)]).into_bytes();
                // By itself it is sound; the next event knows another one.
                return at(line) + 2;
            }
            Tampering::Rewrite(line, value) => {
                let mut read: Value = serde_json::from_slice(&file[at(line)]).unwrap();
                rewrite(&mut read, value);
                file[at(line)] = read.to_string().into_bytes();
            }
            Tampering::Edit(line, value) => {
                let mut read: Value = serde_json::from_slice(&file[at(line)]).unwrap();
                edit(&mut read, value);
                file[at(line)] = read.to_string().into_bytes();
            }
        }
        let (Tampering::Drop(line)
        | Tampering::Flip(line, ..)
        | Tampering::Replace(line, _)
        | Tampering::Edit(line, _)
        | Tampering::Rewrite(line, _)
        | Tampering::Duplicate(line)
        | Tampering::Swap(line, _)
        | Tampering::Reseal(line)) = how;
        at(line) + 1
    }
}

/// The line by somebody else, with the hash that fits.
fn resealed(line: &str, event: &EventRecord) -> String {
    let mut other = event.clone();
    other.context.actor_id = "eve".parse().unwrap();
    let said = to_line(&other);
    let hash = format!("\"hash\":\"{}\",", event.hash);
    other.hash = Hash::of(said.replace(&hash, ""));
    line.replace(&to_line(event), &to_line(&other))
}

/// Changes the content of one of the line's records, if it has any, and the hash along.
fn rewrite(line: &mut Value, which: &Index) {
    let Some(records) = line["bronze"].as_array_mut().filter(|records| !records.is_empty()) else { return };
    let at = which.index(records.len());
    edit(&mut records[at]["content"], which);
    let content = canonical::to_string(&records[at]["content"]);
    records[at]["content_hash"] = Hash::of(content).to_string().into();
}

/// Changes one of the values somewhere in it.
fn edit(value: &mut Value, which: &Index) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            let at = which.index(map.len());
            edit(map.values_mut().nth(at).unwrap(), which);
        }
        Value::Array(items) if !items.is_empty() => {
            let at = which.index(items.len());
            edit(&mut items[at], which);
        }
        Value::String(text) => text.push('x'),
        Value::Number(number) => *value = (number.as_u64().unwrap() + 1).into(),
        Value::Bool(yes) => *yes = !*yes,
        other => *other = "x".into(),
    }
}

/// What a line says, however it is spelled; none if it isn't JSON.
fn meaning(line: &[u8]) -> Option<Value> {
    serde_json::from_slice(line).ok()
}

fn says_the_same(a: &[Vec<u8>], b: &[Vec<u8>]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a == b || meaning(a) == meaning(b))
}

/// A sound file, and how far a verifier is before each of its lines.
struct Verified<'a> {
    file: &'a [Vec<u8>],
    before: Vec<Verifier>,
}

impl<'a> Verified<'a> {
    fn new(file: &'a [Vec<u8>]) -> Self {
        let mut verifier = Verifier::new();
        let mut before = vec![verifier.clone()];
        for line in file {
            verifier.feed(line).unwrap();
            before.push(verifier.clone());
        }
        Self { file, before }
    }

    /// The first bad line of another file, or the hash of its last event. What is the same at its beginning is sound.
    fn verify(&self, other: &[Vec<u8>]) -> Result<Hash, usize> {
        let same = self.file.iter().zip(other).take_while(|(a, b)| a == b).count();
        let mut verifier = self.before[same].clone();
        for line in &other[same..] {
            verifier.feed(line).map_err(|bad| usize::try_from(bad.line).unwrap())?;
        }
        Ok(verifier.head().unwrap().hash)
    }
}

#[test]
fn no_tampering_goes_unseen_and_the_first_bad_line_is_named() {
    let log = log();
    let types: BTreeSet<_> = log.events.iter().map(|event| event.event_type).collect();
    assert_eq!((log.events.len(), types.len()), (EVENTS, EventType::ALL.len() - 1), "{types:?}");
    let head = log.events[EVENTS - 1].hash;
    let forms = [&log.plain, &log.content].map(|file| Verified::new(file));
    let config = ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(how in tampering())| {
        for sound in &forms {
            let mut tampered = sound.file.to_vec();
            let line = log.tamper(&mut tampered, &how);
            if says_the_same(&tampered, sound.file) {
                continue;
            }
            match sound.verify(&tampered) {
                Err(bad) => prop_assert_eq!(bad, line),
                // A chain that lost its end, or whose last event was made up, is a chain: its head tells.
                Ok(hash) => prop_assert!(hash != head && line > tampered.len(), "{} {}", line, tampered.len()),
            }
        }
    });
}
