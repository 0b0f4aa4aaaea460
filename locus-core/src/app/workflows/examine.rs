//! Do the rows say what the log says? Each packet, with all that hangs on it, against its events; each edge too.

use crate::app::Error;
use crate::domain::canonical::Hash;
use crate::domain::{
    BronzeKey, BronzeOperation, Dependency, DependencyId, EdgeKey, Iteration, MicroTask, PacketState,
    WorkNote, WorkPacket, WpId,
};
use crate::event::{Event, EventType};
use crate::ports::{Direction, EventRecord, LoggedEvent, ReadTxn, StoreError};
use crate::replay::{EdgeReplay, Reader, ReplayError, replay_packet};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Packets, or events, read at once.
const PAGE: u32 = 500;

/// A row that is not what the log makes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// Its table.
    pub table: &'static str,
    /// Which row.
    pub key: String,
    /// What is wrong with it, in one lower-case phrase.
    pub what: String,
}

/// Compares all rows with the log, and tells each that differs. Reads a packet at a time; only where several replicas
/// had a hand in the edges, which cycles tie together, it keeps all of those in memory.
///
/// Records that are missing or were changed are not told: [`with_content`](crate::replay::with_content) finds them.
///
/// # Errors
/// If the store can't answer.
pub fn examine(reader: Reader<'_>, fault: &mut dyn FnMut(RowFault)) -> Result<(), Error> {
    let replicas = reader.txn.replica_heads()?;
    let replayed_edges = if replicas.len() > 1 { told_elsewhere(EdgeReplay::of(reader))? } else { None };
    let mut examination = Examination { reader, merged: replicas.len() > 1, replayed_edges, fault };
    for replica in replicas {
        let mut after = 0;
        loop {
            let page = reader.txn.replica_events(replica.replica_id, after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = last.record.sequence;
            page.iter().try_for_each(|LoggedEvent { record, .. }| examination.birth(record))?;
        }
    }
    let mut after: Option<WpId> = None;
    loop {
        let page = reader.txn.ids_after(after.as_ref(), PAGE)?;
        page.iter().try_for_each(|id| examination.packet(id))?;
        after = page.last().cloned();
        if after.is_none() {
            return Ok(());
        }
    }
}

/// What can't be replayed since records are not what they were is none of this module's findings.
fn told_elsewhere<T>(replayed: Result<T, ReplayError>) -> Result<Option<T>, Error> {
    match replayed {
        Ok(replayed) => Ok(Some(replayed)),
        Err(ReplayError::Store(error)) if !matches!(error, StoreError::Damaged { .. }) => Err(error.into()),
        Err(_) => Ok(None),
    }
}

struct Examination<'a> {
    reader: Reader<'a>,
    /// Whether there are events of several replicas.
    merged: bool,
    /// The edges as all events make them, where there are several replicas.
    replayed_edges: Option<EdgeReplay>,
    fault: &'a mut dyn FnMut(RowFault),
}

impl Examination<'_> {
    fn tell(&mut self, table: &'static str, key: impl ToString, what: impl Into<String>) {
        (self.fault)(RowFault { table, key: key.to_string(), what: what.into() });
    }

    /// What an event brought into being must be there.
    fn birth(&mut self, record: &EventRecord) -> Result<(), Error> {
        let txn = self.reader.txn;
        match record.event_type {
            EventType::WorkPacketCreated => {
                if let Some(id) = &record.wp_id
                    && txn.packet(id)?.is_none()
                {
                    self.tell("work_packets", id, MISSING);
                }
            }
            EventType::DependencyAdded => {
                let Some(Event::DependencyAdded(said)) = told_elsewhere(self.reader.event(record))? else {
                    return Ok(());
                };
                let key = EdgeKey::new(said.from_wp_id, said.kind, said.to_wp_id);
                if txn.edge(&key)?.is_none() && self.edge_shall_stand(said.dependency_id, &key)? {
                    self.tell("dependencies", edge_name(&key), MISSING);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn edge_shall_stand(&self, id: DependencyId, key: &EdgeKey) -> Result<bool, Error> {
        if self.merged {
            return Ok(self.replayed_edges.as_ref().and_then(|edges| edges.standing_id(key)) == Some(id));
        }
        let records = self.reader.txn.history(&BronzeKey::Dependency(id))?;
        Ok(records.last().is_some_and(|record| record.operation != BronzeOperation::Delete))
    }

    fn packet(&mut self, id: &WpId) -> Result<(), Error> {
        for part in [Self::state, Self::edges] {
            match part(self, id) {
                Err(Error::Store(StoreError::Damaged { reason })) => self.tell("work_packets", id, reason),
                compared => compared?,
            }
        }
        Ok(())
    }

    fn state(&mut self, id: &WpId) -> Result<(), Error> {
        let Some(stands) = standing(self.reader.txn, id)? else { return Ok(()) };
        match replay_packet(self.reader, id) {
            Ok(Some((replayed, _))) => {
                self.compare("work_packets", vec![stands.wp], vec![replayed.wp], packet_name)?;
                self.compare("work_notes", stands.notes, replayed.notes, note_name)?;
                self.compare("micro_tasks", stands.micro_tasks, replayed.micro_tasks, mt_name)?;
                self.compare("mt_iterations", stands.iterations, replayed.iterations, iteration_name)?;
            }
            Ok(None) => self.tell("work_packets", id, UNKNOWN),
            Err(error @ (ReplayError::Disagreement { .. } | ReplayError::Nowhere { .. })) => {
                self.tell("work_packets", id, error.to_string());
            }
            error => drop(told_elsewhere(error)?),
        }
        Ok(())
    }

    fn edges(&mut self, id: &WpId) -> Result<(), Error> {
        let edges = self.reader.txn.dependencies(id, Direction::Outgoing)?;
        edges.into_iter().try_for_each(|edge| self.edge(edge))
    }

    fn edge(&mut self, edge: Dependency) -> Result<(), Error> {
        let key = edge.key();
        if self.merged {
            let Some(edges) = &self.replayed_edges else { return Ok(()) };
            let Some(replayed) = told_elsewhere(edges.standing(self.reader, &key))? else { return Ok(()) };
            return self.compare("dependencies", vec![edge], replayed.into_iter().collect(), edge_row_name);
        }
        let records = self.reader.txn.history(&BronzeKey::Dependency(edge.dependency_id))?;
        let replayed = match records.last() {
            Some(record) if record.operation == BronzeOperation::Delete => {
                self.tell("dependencies", edge_name(&key), "it was removed, and is there all the same");
                return Ok(());
            }
            Some(record) if Hash::of(&record.content) != record.content_hash => return Ok(()),
            Some(record) => serde_json::from_str::<Dependency>(&record.content)
                .ok()
                .map(|replayed| Dependency { bronze_id: record.bronze_id, ..replayed }),
            None => None,
        };
        match replayed {
            // Its ends may be what was changed: they are no key here.
            Some(replayed) if replayed != edge => {
                let what = differing(&edge, &replayed)?;
                self.tell("dependencies", edge_name(&key), what);
            }
            Some(_) => {}
            None => self.tell("dependencies", edge_name(&key), UNKNOWN),
        }
        Ok(())
    }

    /// Rows of one table that belong to one packet.
    fn compare<T: PartialEq + Serialize>(
        &mut self,
        table: &'static str,
        stands: Vec<T>,
        replayed: Vec<T>,
        name: fn(&T) -> String,
    ) -> Result<(), Error> {
        if stands == replayed {
            return Ok(());
        }
        let mut replayed: BTreeMap<String, T> = replayed.into_iter().map(|row| (name(&row), row)).collect();
        for row in stands {
            let key = name(&row);
            match replayed.remove(&key) {
                None => self.tell(table, key, UNKNOWN),
                Some(replayed) if replayed != row => {
                    let what = differing(&row, &replayed)?;
                    self.tell(table, key, what);
                }
                Some(_) => {}
            }
        }
        for key in replayed.into_keys() {
            self.tell(table, key, MISSING);
        }
        Ok(())
    }
}

const MISSING: &str = "it is not there";
const UNKNOWN: &str = "no event tells of it";

/// The packet's rows.
fn standing(txn: &dyn ReadTxn, id: &WpId) -> Result<Option<PacketState>, StoreError> {
    let Some(wp) = txn.packet(id)? else { return Ok(None) };
    let micro_tasks = txn.micro_tasks(id)?;
    let mut iterations = Vec::new();
    for mt in &micro_tasks {
        iterations.extend(txn.iterations(id, mt.mt_id())?);
    }
    Ok(Some(PacketState { wp, notes: txn.notes(id)?, micro_tasks, iterations }))
}

/// Which values differ, by name.
fn differing<T: Serialize>(stands: &T, replayed: &T) -> Result<String, Error> {
    let json =
        |row: &T| serde_json::to_value(row).map_err(|error| StoreError::Failed { reason: error.to_string() });
    let (Value::Object(stands), Value::Object(mut replayed)) = (json(stands)?, json(replayed)?) else {
        return Ok("it differs".into());
    };
    let mut names = Vec::new();
    for (name, value) in stands {
        if replayed.remove(&name) != Some(value) {
            names.push(name);
        }
    }
    names.extend(replayed.into_iter().map(|(name, _)| name));
    // The id of the record is no part of the JSON.
    let names = if names.is_empty() { "the record it names".to_owned() } else { names.join(", ") };
    Ok(format!("other than recorded: {names}"))
}

fn packet_name(wp: &WorkPacket) -> String {
    wp.wp_id.to_string()
}

fn note_name(note: &WorkNote) -> String {
    format!("{}/{}", note.wp_id, note.note_id)
}

fn mt_name(mt: &MicroTask) -> String {
    BronzeKey::MicroTask(mt.wp_id.clone(), mt.mt_id().clone()).to_string()
}

fn iteration_name(iteration: &Iteration) -> String {
    BronzeKey::Iteration(iteration.key()).to_string()
}

fn edge_row_name(edge: &Dependency) -> String {
    edge_name(&edge.key())
}

fn edge_name(key: &EdgeKey) -> String {
    format!("{} {} {}", key.from, key.kind, key.to)
}
