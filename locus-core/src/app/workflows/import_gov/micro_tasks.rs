//! Which micro-tasks an import registers.

use super::folder::{GovMicroTask, Place};
use super::packets::Known;
use super::report::{Finding, FindingKind};
use crate::app::Error;
use crate::domain::{MtDefinition, MtId, WpId};
use crate::graph::cycle_among;
use crate::ports::ReadTxn;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// The part of the plan that is about micro-tasks.
#[derive(Debug, Default)]
pub(super) struct MicroTasksPlan {
    pub(super) missing: Vec<(WpId, Vec<MtDefinition>)>,
    pub(super) found: usize,
    pub(super) findings: Vec<Finding>,
}

/// The micro-tasks of one packet: what the folder says, and what stands.
struct OfPacket<'a> {
    wp_id: &'a WpId,
    read: BTreeMap<MtId, (Place, MtDefinition)>,
    standing: BTreeMap<MtId, MtDefinition>,
    findings: Vec<Finding>,
}

pub(super) fn plan(
    micro_tasks: Vec<GovMicroTask>,
    known: &BTreeMap<WpId, Known>,
    txn: &dyn ReadTxn,
) -> Result<MicroTasksPlan, Error> {
    let mut by_packet: BTreeMap<WpId, Vec<GovMicroTask>> = BTreeMap::new();
    for mt in micro_tasks {
        by_packet.entry(mt.wp_id.clone()).or_default().push(mt);
    }
    let mut plan = MicroTasksPlan::default();
    for (wp_id, micro_tasks) in by_packet {
        let standing = match known.get(&wp_id) {
            // That it was deleted is told once, with the packet.
            Some(Known::Deleted) | None => continue,
            Some(Known::New) => BTreeMap::new(),
            Some(Known::Standing) => {
                let standing = txn.micro_tasks(&wp_id)?.into_iter();
                standing.map(|mt| (mt.definition.mt_id.clone(), mt.definition)).collect()
            }
        };
        let mut of_packet = OfPacket { wp_id: &wp_id, read: BTreeMap::new(), standing, findings: Vec::new() };
        of_packet.read(micro_tasks);
        plan.found += of_packet.read.len();
        let missing = of_packet.missing();
        plan.findings.extend(of_packet.findings);
        if !missing.is_empty() {
            plan.missing.push((wp_id, missing));
        }
    }
    Ok(plan)
}

impl OfPacket<'_> {
    fn read(&mut self, micro_tasks: Vec<GovMicroTask>) {
        let mut blocks = Vec::new();
        for GovMicroTask { place, definition, blocks: waiting, .. } in micro_tasks {
            let mt_id = definition.mt_id.clone();
            match self.read.entry(mt_id.clone()) {
                Entry::Vacant(entry) => {
                    blocks.extend(waiting.into_iter().map(|then| (mt_id.clone(), then, place.clone())));
                    entry.insert((place, definition));
                }
                Entry::Occupied(first) => {
                    let first = &first.get().0;
                    let message = format!("{mt_id} of {} stands in {first} too, which counts", self.wp_id);
                    self.find(FindingKind::Doubled, message, &place);
                }
            }
        }
        for (first, then, place) in blocks {
            match self.read.get_mut(&then) {
                Some((_, definition)) => definition.depends_on.push(first),
                None => match self.standing.get(&then) {
                    Some(standing) if standing.depends_on.contains(&first) => {}
                    Some(_) => {
                        let message = format!(
                            "{then} of {} doesn't wait for {first} in Locus and stays so",
                            self.wp_id
                        );
                        self.find(FindingKind::Differs, message, &place);
                    }
                    None => self.dangles(&first, &then, &place),
                },
            }
        }
        self.drop_dangling();
    }

    /// Leaves out dependencies on what is not there.
    fn drop_dangling(&mut self) {
        let mut dangling = Vec::new();
        let there: std::collections::BTreeSet<MtId> =
            self.read.keys().chain(self.standing.keys()).cloned().collect();
        for (mt_id, (place, definition)) in &mut self.read {
            definition.depends_on.sort();
            definition.depends_on.dedup();
            definition.depends_on.retain(|needed| {
                let stands = there.contains(needed);
                if !stands {
                    dangling.push((mt_id.clone(), needed.clone(), place.clone()));
                }
                stands
            });
        }
        for (mt_id, needed, place) in dangling {
            self.dangles(&mt_id, &needed, &place);
        }
    }

    /// The definitions that are not there yet. What stands depends on none of them, so that a cycle is one of the
    /// folder's own; and cut in the same way, what stands compares equal to what it was made of.
    fn missing(&mut self) -> Vec<MtDefinition> {
        self.cut_cycles();
        self.tell_differences();
        let missing = std::mem::take(&mut self.read).into_iter();
        let missing = missing.filter(|(mt_id, _)| !self.standing.contains_key(mt_id));
        missing.map(|(_, (_, definition))| definition).collect()
    }

    /// Takes dependencies away until none closes a cycle: of each cycle the last one by ids.
    fn cut_cycles(&mut self) {
        let needs =
            |(mt_id, (_, mt)): (&MtId, &(Place, MtDefinition))| (mt_id.clone(), mt.depends_on.clone());
        let mut needs: BTreeMap<_, _> = self.read.iter().map(needs).collect();
        while let Some(cycle) = cycle_among(&needs) {
            let Some((mt_id, needed)) = cycle.iter().zip(cycle.iter().skip(1)).max() else { return };
            if let Some(list) = needs.get_mut(mt_id) {
                list.retain(|id| id != needed);
            }
            if let Some((place, definition)) = self.read.get_mut(mt_id) {
                definition.depends_on.retain(|id| id != needed);
                let path: Vec<_> = cycle.iter().map(MtId::as_str).collect();
                let message = format!(
                    "{mt_id} depends on {needed} is left out of {}: it would close a cycle: {}",
                    self.wp_id,
                    path.join(" → ")
                );
                let finding = Finding::new(FindingKind::Cycle, Some(self.wp_id), message);
                self.findings.push(finding.at(place).with_cycle(&path));
            }
        }
    }

    fn tell_differences(&mut self) {
        let differs = |mt_id: &MtId, definition: &MtDefinition| {
            self.standing.get(mt_id).is_some_and(|standing| standing != definition)
        };
        let differing = self.read.iter().filter(|(mt_id, (_, definition))| differs(mt_id, definition));
        let differing: Vec<_> = differing.map(|(mt_id, (place, _))| (mt_id.clone(), place.clone())).collect();
        for (mt_id, place) in differing {
            let message = format!("{mt_id} of {} is defined otherwise in Locus and stays so", self.wp_id);
            self.find(FindingKind::Differs, message, &place);
        }
    }

    fn dangles(&mut self, mt_id: &MtId, named: &MtId, place: &Place) {
        let message = format!("{mt_id} of {} names {named}, which is not there", self.wp_id);
        self.find(FindingKind::Dangling, message, place);
    }

    fn find(&mut self, kind: FindingKind, message: String, place: &Place) {
        self.findings.push(Finding::new(kind, Some(self.wp_id), message).at(place));
    }
}
