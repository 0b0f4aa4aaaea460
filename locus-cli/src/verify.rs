//! Verifying the log of a store: the chain of each replica it knows, and the records that its events name.

use crate::error::CliError;
use crate::render::count;
use locus_core::app::{Engine, Error};
use locus_core::domain::BronzeId;
use locus_core::ports::{EventWithContent, LoggedEvent, ReplicaHead};
use locus_core::replay::{Reader, ReplayError, with_content};
use locus_fr::{InvalidEvent, Line, Verifier, to_line};
use std::collections::VecDeque;

/// Events read at once.
const PAGE: u32 = 500;
/// More events than one operation records of one row.
const SIDE_BY_SIDE: usize = 8;

/// What a fault is about. Only behind one of the chain nothing more of it can be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// The events and their order.
    Chain,
    /// The records that events name.
    Records,
    /// What the database keeps beside an event to find it by.
    Place,
}

/// Something that is wrong with the log.
#[derive(Debug)]
pub(crate) struct LogFault {
    /// What it is about.
    pub(crate) kind: FaultKind,
    /// The number of the event.
    pub(crate) sequence: u64,
    /// What is wrong, in words.
    pub(crate) what: String,
}

/// Goes through the chain of each replica, the store's own last, with the records that its events name. Their heads are
/// compared, too: a chain that lost its end is still a chain; and so are the records, each of which some event must
/// have named. Ends when `meet` fails.
pub(crate) fn store(
    engine: &mut Engine,
    mut meet: impl FnMut(LogFault) -> Result<(), CliError>,
) -> Result<Verifier, CliError> {
    let mut verifier = Verifier::new();
    let (own, mut heads, records) =
        engine.view(|txn| Ok((txn.chain_head()?.replica_id, txn.replica_heads()?, txn.bronze_count()?)))?;
    heads.sort_by_key(|head| head.replica_id == own);
    let (mut named, mut sound) = (Named::default(), true);
    for head in heads {
        let whose =
            if head.replica_id == own { String::new() } else { format!(" of replica {}", head.replica_id) };
        chain(engine, &mut verifier, (&head, &whose), &mut named, &mut |fault| {
            sound = false;
            meet(fault)
        })?;
    }
    if sound && named.records < records {
        let unnamed = count(records - named.records, "record", "records");
        let what = format!("no event names {unnamed} that the database holds: events are missing at its end");
        let sequence = verifier.head().map_or(0, |head| head.sequence);
        meet(LogFault { kind: FaultKind::Chain, sequence, what })?;
    }
    Ok(verifier)
}

/// One replica's chain.
fn chain(
    engine: &mut Engine,
    verifier: &mut Verifier,
    (head, whose): (&ReplicaHead, &str),
    named: &mut Named,
    meet: &mut dyn FnMut(LogFault) -> Result<(), CliError>,
) -> Result<(), CliError> {
    let mut verified = 0;
    while verified < head.sequence {
        let page = engine.read_log(|reader| page(reader, verifier, head, verified))?;
        if page.is_empty() {
            let what = format!("it ends at event {verified}{whose}, but {} were recorded", head.sequence);
            return meet(LogFault { kind: FaultKind::Chain, sequence: verified, what });
        }
        for (sequence, judged) in page {
            verified = sequence;
            match judged {
                Judged::Sound(ids) => named.take(ids),
                Judged::Records(error) => {
                    meet(LogFault { kind: FaultKind::Records, sequence, what: error.to_string() })?;
                }
                Judged::Displaced => {
                    let what =
                        format!("event {sequence}{whose}: the database would not find it where it belongs");
                    meet(LogFault { kind: FaultKind::Place, sequence, what })?;
                }
                Judged::Chain(fault) => {
                    let what = format!("event {sequence}{whose}: {fault}");
                    return meet(LogFault { kind: FaultKind::Chain, sequence, what });
                }
            }
        }
    }
    Ok(())
}

/// How many records events named. Those of one operation stand side by side, and may name the same record.
#[derive(Default)]
struct Named {
    records: u64,
    of_last_events: VecDeque<Vec<BronzeId>>,
}

impl Named {
    fn take(&mut self, mut ids: Vec<BronzeId>) {
        ids.retain(|id| !self.of_last_events.iter().flatten().any(|known| known == id));
        self.records += ids.len() as u64;
        self.of_last_events.push_back(ids);
        if self.of_last_events.len() > SIDE_BY_SIDE {
            self.of_last_events.pop_front();
        }
    }
}

/// What an event turned out to be.
enum Judged {
    /// The next one, with these records.
    Sound(Vec<BronzeId>),
    /// None, or not the next one.
    Chain(InvalidEvent),
    /// One that is sound, but is filed under another packet or at another place of the common order.
    Displaced,
    /// One whose records are not there, or not those it was sealed with.
    Records(ReplayError),
}

/// Verifies a page of a replica's events, up to its head; ends with the first that breaks the chain.
fn page(
    reader: Reader<'_>,
    verifier: &mut Verifier,
    head: &ReplicaHead,
    after: u64,
) -> Result<Vec<(u64, Judged)>, Error> {
    let mut events = reader.txn.replica_events(head.replica_id, after, PAGE)?;
    // Those that came in since have records that were not counted.
    events.retain(|event| event.record.sequence <= head.sequence);
    let mut judged = Vec::with_capacity(events.len());
    for LoggedEvent { record, lamport } in events {
        let sequence = record.sequence;
        let line = match verifier.feed(to_line(&record)) {
            Ok(line) => line,
            Err(bad) => {
                judged.push((sequence, Judged::Chain(bad.fault)));
                break;
            }
        };
        // Read again it says for itself what it is about; the common order goes with the order of each replica.
        let is_filed = line.as_ref().and_then(Line::record) == Some(&record) && lamport >= sequence;
        if !is_filed {
            judged.push((sequence, Judged::Displaced));
        }
        match with_content(reader, record) {
            Ok(EventWithContent { bronze, .. }) => {
                let ids = bronze.iter().map(|record| record.bronze_id).collect();
                judged.push((sequence, Judged::Sound(ids)));
            }
            Err(ReplayError::Store(error)) => return Err(error.into()),
            Err(error) => judged.push((sequence, Judged::Records(error))),
        }
    }
    Ok(judged)
}
