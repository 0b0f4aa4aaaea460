//! Which edges an import adds, and which would dangle or close a cycle.

use super::folder::GovEdge;
use super::packets::Known;
use super::report::{Finding, FindingKind};
use crate::app::Error;
use crate::domain::{DependencyType, EdgeKey, WpId};
use crate::event::Event;
use crate::graph::{Adjacency, cycle_closed_by};
use crate::ports::{Direction, ReadTxn, StoreError};
use crate::replay::Reader;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

/// The part of the plan that is about edges.
#[derive(Debug, Default)]
pub(super) struct EdgesPlan {
    pub(super) missing: Vec<EdgeKey>,
    pub(super) found: usize,
    pub(super) findings: Vec<Finding>,
}

/// What stands, with the edges planned so far: each packet's neighbours are read once.
struct Planned<'a> {
    txn: &'a dyn ReadTxn,
    neighbours: RefCell<HashMap<(WpId, DependencyType, Direction), Vec<WpId>>>,
}

impl Adjacency for Planned<'_> {
    fn neighbours(
        &self,
        id: &WpId,
        kind: DependencyType,
        direction: Direction,
    ) -> Result<Vec<WpId>, StoreError> {
        let key = (id.clone(), kind, direction);
        if let Some(known) = self.neighbours.borrow().get(&key) {
            return Ok(known.clone());
        }
        let read = self.txn.neighbours(id, kind, direction)?;
        self.neighbours.borrow_mut().insert(key, read.clone());
        Ok(read)
    }
}

impl Planned<'_> {
    fn add(&self, edge: &EdgeKey) -> Result<(), StoreError> {
        for (id, direction, other) in
            [(&edge.from, Direction::Outgoing, &edge.to), (&edge.to, Direction::Incoming, &edge.from)]
        {
            self.neighbours(id, edge.kind, direction)?;
            let key = (id.clone(), edge.kind, direction);
            self.neighbours.borrow_mut().entry(key).or_default().push(other.clone());
        }
        Ok(())
    }
}

/// The edges that are missing. In table order each is tried on what stands and on those before it, so that the edge
/// left out is the last of its cycle.
pub(super) fn plan(
    edges: &[GovEdge],
    known: &BTreeMap<WpId, Known>,
    reader: Reader<'_>,
) -> Result<EdgesPlan, Error> {
    let txn = reader.txn;
    let planned = Planned { txn, neighbours: RefCell::default() };
    let mut plan = EdgesPlan::default();
    let mut removed = None;
    let mut seen = BTreeSet::new();
    for edge in edges {
        let key = EdgeKey::new(edge.first.clone(), DependencyType::Blocks, edge.then.clone());
        if !seen.insert(key.clone()) {
            // The other end says the same.
            continue;
        }
        if let Some(finding) = dangles(edge, known, txn)? {
            plan.findings.push(finding);
            continue;
        }
        if txn.edge(&key)?.is_some() {
            continue;
        }
        let both_stood = [&edge.first, &edge.then].iter().all(|id| known.get(*id) != Some(&Known::New));
        if both_stood {
            let gone = match &removed {
                Some(gone) => gone,
                None => removed.insert(removed_edges(reader)?),
            };
            if gone.contains(&key) {
                let what = "was taken away in Locus and stays away";
                plan.findings.push(finding(FindingKind::Removed, edge, what));
                continue;
            }
        }
        if let Some(cycle) = cycle_closed_by(&planned, &key)? {
            let path: Vec<_> = cycle.iter().map(WpId::as_str).collect();
            let what = format!("is left out: it would close a cycle: {}", path.join(" → "));
            plan.findings.push(finding(FindingKind::Cycle, edge, &what).with_cycle(&path));
            continue;
        }
        planned.add(&key)?;
        plan.missing.push(key);
    }
    plan.found = seen.len();
    targets_last(&mut plan.missing);
    Ok(plan)
}

fn finding(kind: FindingKind, edge: &GovEdge, what: &str) -> Finding {
    let message = format!("{} blocks {} {what}", edge.first, edge.then);
    Finding::new(kind, Some(&edge.then), message).at(&edge.place)
}

fn dangles(
    edge: &GovEdge,
    known: &BTreeMap<WpId, Known>,
    txn: &dyn ReadTxn,
) -> Result<Option<Finding>, StoreError> {
    for id in [&edge.first, &edge.then] {
        let stands = match known.get(id) {
            Some(known) => *known != Known::Deleted,
            None => txn.packet(id)?.is_some_and(|wp| !wp.is_deleted()),
        };
        if !stands {
            let what = format!("is left out: there is no {id}");
            return Ok(Some(finding(FindingKind::Dangling, edge, &what)));
        }
    }
    Ok(None)
}

/// The edges that were removed last, whichever replica did it.
fn removed_edges(reader: Reader<'_>) -> Result<BTreeSet<EdgeKey>, Error> {
    let mut removed = BTreeSet::new();
    for (_, replica, sequence) in reader.txn.edge_log()? {
        if let Event::DependencyRemoved(said) = reader.event(&reader.record(replica, sequence)?)? {
            removed.insert(EdgeKey { from: said.from_wp_id, to: said.to_wp_id, kind: said.kind });
        }
    }
    Ok(removed)
}

/// Puts edges into an order in which nothing follows behind the target of any when it is added: the search for a cycle
/// is at its end at once. They close none.
fn targets_last(edges: &mut [EdgeKey]) {
    let mut waiting: HashMap<&WpId, usize> = HashMap::new();
    let mut targets: HashMap<&WpId, Vec<&WpId>> = HashMap::new();
    for edge in edges.iter() {
        waiting.entry(&edge.from).or_default();
        *waiting.entry(&edge.to).or_default() += 1;
        targets.entry(&edge.from).or_default().push(&edge.to);
    }
    let mut free: Vec<&WpId> = waiting.iter().filter(|(_, count)| **count == 0).map(|(id, _)| *id).collect();
    // The same for the same folder: a map has no order of its own.
    free.sort();
    let mut free = VecDeque::from(free);
    let mut places: HashMap<WpId, usize> = HashMap::new();
    while let Some(id) = free.pop_front() {
        places.insert(id.clone(), places.len());
        for target in targets.get(id).into_iter().flatten() {
            if let Some(count) = waiting.get_mut(target) {
                *count -= 1;
                if *count == 0 {
                    free.push_back(target);
                }
            }
        }
    }
    edges.sort_by_key(|edge| places.get(&edge.to).copied());
}
