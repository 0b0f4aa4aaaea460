//! Which section and which line of a packet of one version is which one of the others.

use crate::check::place;
use crate::merge::version::{Entry, PacketLine, Piece, Side, Three, Version, section_id, text};
use crate::reading::Reading;
use locus_core::domain::WpId;
use locus_core::domain::board::BoardEntry;
use std::collections::BTreeMap;

pub(crate) fn headings(reading: &Reading<'_>) -> Vec<String> {
    reading.board.sections.iter().map(|section| section.section.heading.clone()).collect()
}

/// The numbers of a side's sections. One with the same heading is the same; so is one that stands behind the same
/// neighbour, renamed. The rest is new, and the same as a new one of that heading on the other side.
pub(crate) fn same_sections(base: &[String], side: &[String], names: &mut Vec<String>) -> Vec<usize> {
    let mut taken = vec![false; base.len()];
    let mut ids: Vec<Option<usize>> = Vec::with_capacity(side.len());
    for heading in side {
        let same = base.iter().zip(&taken).position(|(known, taken)| known == heading && !taken);
        taken.iter_mut().enumerate().filter(|(index, _)| Some(*index) == same).for_each(|(_, t)| *t = true);
        ids.push(same);
    }
    let mut next = 0;
    for id in &mut ids {
        if id.is_none()
            && let Some(free) = taken.get_mut(next).filter(|taken| !**taken)
        {
            (*free, *id) = (true, Some(next));
        }
        next = id.map_or(next, |id| id + 1);
    }
    let mut number = |heading: &String| {
        let known = names.iter().position(|name| name == heading).unwrap_or_else(|| {
            names.push(heading.clone());
            names.len() - 1
        });
        base.len() + known
    };
    side.iter().zip(ids).map(|(heading, id)| id.unwrap_or_else(|| number(heading))).collect()
}

/// The lines of all packets, while they are gathered.
#[derive(Debug, Default)]
pub(crate) struct Table<'a> {
    pub(crate) lines: Vec<PacketLine<'a>>,
    by_packet: BTreeMap<WpId, Vec<usize>>,
}

impl<'a> Table<'a> {
    /// Takes a version apart; the base (no side) comes first.
    pub(crate) fn take(
        &mut self,
        reading: Reading<'a>,
        sections: Vec<usize>,
        side: Option<Side>,
    ) -> Version<'a> {
        let mut keys: BTreeMap<usize, usize> = BTreeMap::new();
        let mut packets: BTreeMap<&WpId, Vec<(usize, Entry<'a>)>> = BTreeMap::new();
        for found in &reading.board.entries {
            let entry = entry(&reading, &sections, found);
            packets.entry(&found.wp_id).or_default().push((found.line - 1, entry));
        }
        for (wp_id, found) in packets {
            for (line, key, entry) in self.pair(wp_id, found) {
                keys.insert(line, key);
                let Some(slot) = self.lines.get_mut(key).map(|line| &mut line.entry) else { continue };
                match side {
                    None => slot.base = Some(entry),
                    Some(Side::Ours) => slot.ours = Some(entry),
                    Some(Side::Theirs) => slot.theirs = Some(entry),
                }
            }
        }
        let (mut pieces, mut line) = (Vec::with_capacity(reading.count()), 0);
        while line < reading.count() {
            match keys.get(&line) {
                Some(key) => {
                    pieces.push(Piece::Entry(*key));
                    line = reading.block(line).end;
                }
                None => {
                    pieces.push(Piece::Line(line));
                    line += 1;
                }
            }
        }
        Version { reading, pieces, sections }
    }

    /// Which line of the base each line of a packet is, or else which one that the other side added: first the same
    /// ones, then those in the same section, then as they come. Answers the index, the key and the entry of each.
    fn pair(&mut self, wp_id: &WpId, mut found: Vec<(usize, Entry<'a>)>) -> Vec<(usize, usize, Entry<'a>)> {
        let known = self.by_packet.get(wp_id).into_iter().flatten().copied();
        let is_of_base = |key: &usize| self.lines.get(*key).is_some_and(|line| line.entry.base.is_some());
        let (of_base, added): (Vec<_>, Vec<_>) = known.partition(is_of_base);
        let alike: [fn(&Entry<'_>, &Entry<'_>) -> bool; 3] = [
            |a, b| a.section == b.section && a.line.content == b.line.content,
            |a, b| a.section == b.section,
            |_, _| true,
        ];
        let mut paired = Vec::new();
        for mut known in [of_base, added] {
            for alike in alike {
                found.retain(|(line, entry)| {
                    let same = known.iter().position(|key| self.first(*key).is_some_and(|o| alike(o, entry)));
                    same.map(|at| paired.push((*line, known.remove(at), entry.clone()))).is_none()
                });
            }
        }
        for (line, entry) in found {
            let key = self.lines.len();
            let (entries, in_place) = (Three::default(), Three::default());
            self.lines.push(PacketLine { wp_id: wp_id.clone(), entry: entries, in_place });
            self.by_packet.entry(wp_id.clone()).or_default().push(key);
            paired.push((line, key, entry));
        }
        paired
    }

    /// A line as the first version had it that has it.
    fn first(&self, key: usize) -> Option<&Entry<'a>> {
        let entry = &self.lines.get(key)?.entry;
        entry.base.as_ref().or(entry.ours.as_ref())
    }
}

fn entry<'a>(reading: &Reading<'a>, sections: &[usize], found: &BoardEntry) -> Entry<'a> {
    let index = found.line - 1;
    Entry {
        section: section_id(reading, sections, index),
        line: text(reading, index),
        details: reading.block(index).skip(1).map(|line| text(reading, line)).collect(),
        place: place(found),
    }
}
