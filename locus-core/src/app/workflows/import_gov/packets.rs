//! Which packets an import creates, and where each of them stands.

use super::folder::{GovOrigin, GovPacket, GovState, Place};
use super::report::{Finding, FindingKind};
use crate::app::Error;
use crate::app::ops::{AdoptWp, CreateWp};
use crate::app::workflows::sync_task_board::{lines_by_packet, title_of};
use crate::domain::board::{BoardEntry, Reading};
use crate::domain::{Metadata, Text, Title, WorkPacket, WpId, WpStatus};
use crate::ports::ReadTxn;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// A packet to create.
#[derive(Debug)]
pub(super) struct Created {
    pub(super) adopt: AdoptWp,
    /// Whether the project's own board has a status line of it.
    pub(super) listed: bool,
}

/// Whether a packet stood before the import, or comes to be with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    New,
    Standing,
    /// Its id is never used again.
    Deleted,
}

/// The part of the plan that is about packets.
#[derive(Debug, Default)]
pub(super) struct PacketsPlan {
    pub(super) created: Vec<Created>,
    pub(super) completed: Vec<(WpId, Metadata)>,
    /// All packets the folder speaks of.
    pub(super) known: BTreeMap<WpId, Known>,
    pub(super) found: usize,
    pub(super) findings: Vec<Finding>,
}

/// A packet as all files together have it.
struct Merged {
    place: Option<Place>,
    packet: CreateWp,
    states: Vec<GovState>,
    /// Whether there is an official packet, or a row: a stub's own state is history then.
    official: bool,
}

/// The packets of the folder in the order in which they are named first.
#[derive(Default)]
struct Gathered {
    order: Vec<WpId>,
    packets: BTreeMap<WpId, Merged>,
    seen: BTreeSet<(GovOrigin, WpId)>,
    findings: Vec<Finding>,
}

/// The plan for the packets of the folder, for those that only micro-tasks name, and for those that only its board has.
pub(super) fn plan<'a>(
    packets: Vec<GovPacket>,
    named_by_mts: impl Iterator<Item = (&'a WpId, &'a Place)>,
    board: &[BoardEntry],
    listed: &[BoardEntry],
    txn: &dyn ReadTxn,
) -> Result<PacketsPlan, Error> {
    let mut gathered = Gathered::default();
    for packet in packets {
        gathered.take(packet);
    }
    let (board, listed) = (Board::of(board, "TASK_BOARD.md"), Board::of(listed, "the project's board"));
    for (wp_id, (entry, _)) in &board.says {
        gathered.named(wp_id, None, title_of(entry)?);
    }
    for (wp_id, place) in named_by_mts {
        gathered.named(wp_id, Some(place), title_of_id(wp_id)?);
    }
    let mut plan = PacketsPlan { found: gathered.order.len(), ..PacketsPlan::default() };
    plan.findings = gathered.findings;
    for wp_id in gathered.order {
        let Some(merged) = gathered.packets.remove(&wp_id) else { continue };
        let on_boards = [&listed, &board].into_iter().filter_map(|board| board.state_of(&wp_id));
        let states: Vec<_> = on_boards.chain(merged.states.iter().cloned()).collect();
        plan.one(&merged, &states, listed.says.contains_key(&wp_id), txn.packet(&wp_id)?);
    }
    Ok(plan)
}

/// The id as a title, for a packet nobody gave one.
pub(super) fn title_of_id(wp_id: &WpId) -> Result<Title, Error> {
    wp_id.as_str().parse().map_err(|refusal| Error::invalid("title", refusal))
}

/// What the lines of a board say of each packet on it.
struct Board<'a> {
    says: BTreeMap<WpId, (&'a BoardEntry, GovState)>,
}

impl<'a> Board<'a> {
    fn of(entries: &'a [BoardEntry], name: &str) -> Self {
        let counting = |(wp_id, lines): (&WpId, Vec<&'a BoardEntry>)| {
            let (entry, says) = Reading::new(&lines, None).counting()?;
            let by = format!("{name}:{}", entry.line);
            let state = GovState { status: says.status, failed: says.failed, by };
            Some((wp_id.clone(), (entry, state)))
        };
        Self { says: lines_by_packet(entries).into_iter().filter_map(counting).collect() }
    }

    fn state_of(&self, wp_id: &WpId) -> Option<GovState> {
        self.says.get(wp_id).map(|(_, state)| state.clone())
    }
}

impl Gathered {
    fn take(&mut self, read: GovPacket) {
        let GovPacket { place, origin, packet, mut states } = read;
        let wp_id = packet.wp_id.clone();
        if !self.seen.insert((origin, wp_id.clone())) {
            let message = format!("{wp_id} is there twice; the first counts, but for the edges");
            self.findings.push(Finding::new(FindingKind::Doubled, Some(&wp_id), message).at(&place));
        }
        match self.packets.entry(wp_id.clone()) {
            Entry::Vacant(entry) => {
                self.order.push(wp_id);
                let official = origin != GovOrigin::Stub;
                entry.insert(Merged { place: Some(place), packet, states, official });
            }
            Entry::Occupied(mut entry) => {
                let merged = entry.get_mut();
                if origin == GovOrigin::Stub && merged.official {
                    states.clear();
                }
                merged.fill(packet, states);
            }
        }
    }

    fn named(&mut self, wp_id: &WpId, place: Option<&Place>, title: Title) {
        let Entry::Vacant(entry) = self.packets.entry(wp_id.clone()) else { return };
        self.order.push(wp_id.clone());
        let packet = CreateWp::new(wp_id.clone(), title);
        entry.insert(Merged { place: place.cloned(), packet, states: Vec::new(), official: true });
    }
}

impl Merged {
    /// Takes over what it has no value for yet.
    fn fill(&mut self, other: CreateWp, states: Vec<GovState>) {
        let packet = &mut self.packet;
        if packet.description == Text::default() {
            packet.description = other.description;
        }
        packet.task_packet_path = packet.task_packet_path.take().or(other.task_packet_path);
        if let Some(metadata) = packet.metadata.completed_by(&other.metadata) {
            packet.metadata = metadata;
        }
        self.states.extend(states);
    }
}

impl PacketsPlan {
    /// The plan for one packet: `states` are all words about where it stands, the one that counts first.
    fn one(&mut self, merged: &Merged, states: &[GovState], listed: bool, standing: Option<WorkPacket>) {
        let packet = &merged.packet;
        let says = states.first();
        let mut findings = Vec::new();
        if let Some(odd) = says.and_then(|says| contradiction(&packet.wp_id, says, states)) {
            findings.push(odd);
        }
        let known = match standing {
            Some(wp) if wp.is_deleted() => {
                let message = format!("{} was deleted in Locus, and an id is never used again", packet.wp_id);
                findings.push(Finding::new(FindingKind::Removed, Some(&packet.wp_id), message));
                Known::Deleted
            }
            Some(wp) => {
                findings.extend(difference(packet, says, &wp));
                if let Some(metadata) = wp.metadata.completed_by(&packet.metadata) {
                    self.completed.push((packet.wp_id.clone(), metadata));
                }
                Known::Standing
            }
            None => {
                let status = says.map_or(WpStatus::Stub, |says| says.status);
                let failed = says.is_some_and(|says| says.failed);
                let adopt = AdoptWp { packet: packet.clone(), status, failed };
                self.created.push(Created { adopt, listed });
                Known::New
            }
        };
        let placed = findings.into_iter().map(|finding| match &merged.place {
            Some(place) => finding.at(place),
            None => finding,
        });
        self.findings.extend(placed);
        self.known.insert(packet.wp_id.clone(), known);
    }
}

/// Somebody else has the packet in another state.
fn contradiction(wp_id: &WpId, says: &GovState, states: &[GovState]) -> Option<Finding> {
    let mut others: BTreeMap<WpStatus, Vec<&str>> = BTreeMap::new();
    for other in states.iter().filter(|other| other.status != says.status) {
        others.entry(other.status).or_default().push(&other.by);
    }
    if others.is_empty() {
        return None;
    }
    let others = others.into_iter().map(|(status, by)| format!("{status} ({})", by.join(", ")));
    let others = others.collect::<Vec<_>>().join(" and ");
    let message = format!("{wp_id} is {} ({}), but also {others}; the first counts", says.status, says.by);
    Some(Finding::new(FindingKind::TwoStates, Some(wp_id), message))
}

/// What Locus has otherwise than the folder.
fn difference(packet: &CreateWp, says: Option<&GovState>, wp: &WorkPacket) -> Option<Finding> {
    let mut differing = Vec::new();
    if let Some(says) = says.filter(|says| says.status != wp.status) {
        differing.push(format!("status ({} here, {} there)", wp.status, says.status));
    }
    if packet.description != Text::default() && packet.description != wp.description {
        differing.push("description".to_owned());
    }
    let standing = wp.metadata.as_map();
    let others = packet.metadata.as_map().iter();
    let others = others.filter(|(key, value)| standing.get(*key).is_some_and(|kept| kept != *value));
    differing.extend(others.map(|(key, _)| format!("metadata.{key}")));
    if differing.is_empty() {
        return None;
    }
    let message = format!("{} has another {} in Locus and keeps it", packet.wp_id, differing.join(", "));
    Some(Finding::new(FindingKind::Differs, Some(&packet.wp_id), message))
}
