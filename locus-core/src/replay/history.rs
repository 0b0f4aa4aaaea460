//! What became of one packet, step by step, and how it stood at some moment. Both follow the fold of its events, so
//! that they say the same on every replica.

use super::edges::edge_added;
use super::{EdgeReplay, FieldChange, PacketReplay, Reader, ReplayError};
use crate::domain::{Dependency, DependencyId, PacketState, Timestamp, WorkNote, WorkPacket, WpId, WpStatus};
use crate::event::{Event, EventType};
use crate::ports::{EventRecord, LoggedEvent};
use std::collections::{BTreeMap, BTreeSet};

/// An event of a packet, and what it did.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryStep {
    /// The event.
    pub record: EventRecord,
    /// What it says.
    pub event: Event,
    /// The packet's version after it.
    pub version: u64,
    /// The packet's status after it.
    pub status: WpStatus,
    /// The packet's fields that changed, in full.
    pub changes: Vec<FieldChange>,
    /// Notes that were written along.
    pub notes: Vec<WorkNote>,
    /// Edges that came into force.
    pub edges_added: Vec<Dependency>,
    /// Edges that went out of force.
    pub edges_removed: Vec<Dependency>,
}

/// Which state of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The last one with this version.
    Version(u64),
    /// The one at this time.
    Time(Timestamp),
}

/// A packet as it was, with its edges.
#[derive(Debug, Clone, PartialEq)]
pub struct PastPacket {
    /// The packet with all that hung on it.
    pub state: PacketState,
    /// Its edges in either direction.
    pub edges: Vec<Dependency>,
}

/// Why there is no such state of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoSuchState {
    /// It never came to be.
    Never,
    /// It came to be later.
    NotYet {
        /// The time asked for.
        asked: Timestamp,
        /// When it was created.
        created: Timestamp,
    },
    /// It has no such version.
    NoVersion {
        /// The version asked for.
        asked: u64,
        /// The newest there is; they begin at 1.
        newest: u64,
    },
}

/// Everything that happened to a packet, in the common order; nothing if it never came to be.
///
/// # Errors
/// If a record that an event names is missing or says something else, or the store can't answer.
pub fn packet_history(reader: Reader<'_>, id: &WpId) -> Result<Vec<HistoryStep>, ReplayError> {
    let log = PacketLog::of(reader, id)?;
    let mut fold = Fold::new(id);
    let (mut steps, mut edges) = (Vec::new(), Vec::new());
    for (record, event) in log.events {
        let of_packet = is_version(&event, id);
        let before = if of_packet { fold.packet.work_packet().cloned() } else { None };
        let noted = fold.packet.notes().len();
        fold.take(reader, &record, &event)?;
        let Some(after) = fold.packet.work_packet() else { continue };
        let (mut edges_added, mut edges_removed) = (Vec::new(), Vec::new());
        if moves_edges(&event) {
            let edges_before = std::mem::replace(&mut edges, fold.edges());
            edges_added = not_in(&edges, &edges_before);
            edges_removed = not_in(&edges_before, &edges);
        }
        let step = HistoryStep {
            version: after.version,
            status: after.status,
            changes: if of_packet { FieldChange::between(before.as_ref(), after)? } else { Vec::new() },
            notes: fold.packet.notes().get(noted..).unwrap_or_default().to_vec(),
            edges_added,
            edges_removed,
            record,
            event,
        };
        if step.is_told(id) {
            steps.push(step);
        }
    }
    Ok(steps)
}

const fn moves_edges(event: &Event) -> bool {
    matches!(event, Event::DependencyAdded(_) | Event::DependencyRemoved(_) | Event::WorkPacketDeleted(_))
}

fn not_in(edges: &[Dependency], others: &[Dependency]) -> Vec<Dependency> {
    edges.iter().filter(|edge| !others.contains(edge)).cloned().collect()
}

/// How a packet stood at some moment.
///
/// # Errors
/// As [`packet_history`].
pub fn packet_at(
    reader: Reader<'_>,
    id: &WpId,
    moment: Moment,
) -> Result<Result<PastPacket, NoSuchState>, ReplayError> {
    let log = PacketLog::of(reader, id)?;
    let created = log.events.iter().find(|(_, event)| matches!(event, Event::WorkPacketCreated(_)));
    let created = created.map(|(record, _)| record.context.timestamp);
    let mut fold = Fold::new(id);
    for (record, event) in &log.events {
        let over = match moment {
            // What happens between two versions belongs to the first of them.
            Moment::Version(version) => version > 0 && fold.version() == version && is_version(event, id),
            // Clocks of replicas differ: nothing has happened before what comes first in the common order.
            Moment::Time(time) => record.context.timestamp > time,
        };
        if over {
            break;
        }
        fold.take(reader, record, event)?;
    }
    let (newest, edges) = (fold.version(), fold.edges());
    Ok(match (fold.packet.finish(), moment, created) {
        (Some(_), Moment::Version(asked), _) if asked != newest => {
            Err(NoSuchState::NoVersion { asked, newest })
        }
        (Some((state, _)), ..) => Ok(PastPacket { state, edges }),
        (None, Moment::Time(asked), Some(created)) => Err(NoSuchState::NotYet { asked, created }),
        (None, ..) => Err(NoSuchState::Never),
    })
}

impl HistoryStep {
    /// Whether it is about a micro-task.
    #[must_use]
    pub fn is_of_micro_task(&self) -> bool {
        self.event.event_type().code().starts_with("FR-EVT-MT-")
    }

    /// Whether it is one of the packet's versions.
    #[must_use]
    pub fn is_version(&self, id: &WpId) -> bool {
        is_version(&self.event, id)
    }

    fn is_told(&self, id: &WpId) -> bool {
        self.is_version(id)
            || self.is_of_micro_task()
            || !self.edges_added.is_empty()
            || !self.edges_removed.is_empty()
    }
}

fn is_version(event: &Event, id: &WpId) -> bool {
    event.wp_id() == Some(id) && event.event_type().code().starts_with("FR-EVT-WP-")
}

/// All events that bear on one packet, in the common order.
struct PacketLog {
    events: Vec<(EventRecord, Event)>,
}

impl PacketLog {
    fn of(reader: Reader<'_>, id: &WpId) -> Result<Self, ReplayError> {
        let mut log = reader.txn.packet_log(id)?;
        log.extend(reader.txn.incoming_edge_log(id)?);
        for other in far_ends(reader, id, &log)? {
            // An edge goes with either of its packets.
            if reader.txn.packet(&other)?.is_some_and(|wp| wp.is_deleted()) {
                let deleted = |event: &LoggedEvent| event.record.event_type == EventType::WorkPacketDeleted;
                log.extend(reader.txn.packet_log(&other)?.into_iter().filter(deleted));
            }
        }
        log.sort_by_key(LoggedEvent::place);
        let open = |LoggedEvent { record, .. }| Ok((reader.event(&record)?, record));
        let events = log.into_iter().map(open).collect::<Result<Vec<_>, ReplayError>>()?;
        let mut log = Self { events: events.into_iter().map(|(event, record)| (record, event)).collect() };
        log.leave_out_disputed_edges(reader, id)?;
        Ok(log)
    }

    /// An edge that closed a cycle elsewhere was never in force. One packet's events can't tell; the store can. Behind
    /// one that is left out another one under the same key may come to light.
    fn leave_out_disputed_edges(&mut self, reader: Reader<'_>, id: &WpId) -> Result<(), ReplayError> {
        loop {
            let mut fold = Fold::new(id);
            for (record, event) in &self.events {
                fold.edges.take(reader, record, event)?;
            }
            let mut disputed: BTreeSet<DependencyId> = BTreeSet::new();
            for dependency_id in fold.edges.in_force() {
                if reader.txn.dependency(dependency_id)?.is_none() {
                    disputed.insert(dependency_id);
                }
            }
            if disputed.is_empty() {
                return Ok(());
            }
            self.events.retain(|(_, event)| match event {
                Event::DependencyAdded(said) => !disputed.contains(&said.dependency_id),
                _ => true,
            });
        }
    }
}

/// The packets at the other ends of all edges there ever were.
fn far_ends(reader: Reader<'_>, id: &WpId, log: &[LoggedEvent]) -> Result<BTreeSet<WpId>, ReplayError> {
    let mut others = BTreeSet::new();
    let added = log.iter().filter(|event| event.record.event_type == EventType::DependencyAdded);
    for LoggedEvent { record, .. } in added {
        if let Event::DependencyAdded(said) = reader.event(record)? {
            others.extend([said.from_wp_id, said.to_wp_id].into_iter().filter(|end| end != id));
        }
    }
    Ok(others)
}

/// The packet and its edges at some point of the common order.
struct Fold<'a> {
    id: &'a WpId,
    packet: PacketReplay,
    edges: EdgeReplay,
    /// The edges that came up.
    known: BTreeMap<DependencyId, Dependency>,
}

impl<'a> Fold<'a> {
    fn new(id: &'a WpId) -> Self {
        Self { id, packet: PacketReplay::default(), edges: EdgeReplay::default(), known: BTreeMap::new() }
    }

    fn take(&mut self, reader: Reader<'_>, record: &EventRecord, event: &Event) -> Result<(), ReplayError> {
        if event.wp_id() == Some(self.id) {
            self.packet.take(reader, record, event)?;
        }
        if let Event::DependencyAdded(said) = event {
            let edge = edge_added(&reader.records(record, event)?, said)?;
            self.known.insert(said.dependency_id, edge);
        }
        self.edges.take(reader, record, event)
    }

    fn version(&self) -> u64 {
        self.packet.work_packet().map_or(0, |wp| wp.version)
    }

    fn edges(&self) -> Vec<Dependency> {
        let mut edges: Vec<_> = self.edges.in_force().filter_map(|id| self.known.get(&id).cloned()).collect();
        edges.sort_by_key(Dependency::key);
        edges
    }
}

/// A packet as its replica saw it when it recorded an event: what that event was decided on.
///
/// # Errors
/// As [`packet_history`].
pub fn packet_before(
    reader: Reader<'_>,
    id: &WpId,
    event: &EventRecord,
) -> Result<Option<WorkPacket>, ReplayError> {
    let mut replay = PacketReplay::default();
    for LoggedEvent { record, .. } in reader.txn.packet_log(id)? {
        if event.knew(&record) {
            replay.take(reader, &record, &reader.event(&record)?)?;
        }
    }
    Ok(replay.work_packet().cloned())
}
