//! Entries put back into the merged text.

use crate::merge::packet::{Fate, Stand};
use crate::merge::text::{Stretch, Token};
use crate::merge::version::{Piece, SectionId, Side, Three, Version, Versions};
use std::collections::BTreeMap;
use std::ops::Range;

/// A piece of the merged board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Node {
    /// A line of text, by its index in each version that has it there.
    Line(Three<Option<usize>>),
    /// A line of a packet, by its key.
    Packet { key: usize, shows: Shows },
    /// Here both sides changed the text: ours follows.
    Ours,
    /// Behind our text, in front of theirs.
    Between,
    /// Behind theirs.
    End,
}

/// What stands there for a packet's line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shows {
    /// What both sides agree on.
    Agreed,
    /// What each of them says, in conflict.
    Both,
    /// What one of them says, in conflict with what the other says elsewhere.
    Only(Side),
}

/// The versions and what becomes of each packet's line.
#[derive(Debug)]
pub(crate) struct Weave<'v, 'a> {
    pub(crate) versions: &'v Versions<'a>,
    /// By key.
    pub(crate) fates: Vec<(Fate<'a>, Stand)>,
    /// Of each version the pieces that stand where they stood: its lines, and the entries that no side moved.
    spines: Three<Vec<Piece>>,
}

/// For each piece of a spine how many nodes there are up to it; none if it isn't in the merged board.
type Anchors = Vec<Option<usize>>;

/// What is put in, by the number of nodes it stands behind.
type Arriving = BTreeMap<usize, Vec<Node>>;

impl<'v, 'a> Weave<'v, 'a> {
    pub(crate) fn new(versions: &'v Versions<'a>, fates: Vec<(Fate<'a>, Stand)>) -> Self {
        let stays = |piece: &Piece| match piece {
            Piece::Line(_) => true,
            Piece::Entry(key) => fates.get(*key).is_some_and(|(_, stand)| *stand == Stand::All),
        };
        let spine = |version: &Version<'_>| version.pieces.iter().copied().filter(stays).collect();
        let spines = versions.version.map(spine);
        Self { versions, fates, spines }
    }

    /// The spines as texts.
    pub(crate) fn texts(&self) -> Three<Vec<Token<'_>>> {
        let Three { base, ours, theirs } = &self.versions.version;
        let of = |spine: &[Piece], version: &'v Version<'a>| {
            let token = |piece: &Piece| match piece {
                Piece::Line(line) => Token::Line(version.text_line(*line)),
                Piece::Entry(key) => Token::Entry(*key),
            };
            spine.iter().map(token).collect()
        };
        Three {
            base: of(&self.spines.base, base),
            ours: of(&self.spines.ours, ours),
            theirs: of(&self.spines.theirs, theirs),
        }
    }

    /// The pieces of the merged board, in order. Entries stand behind what stood in front of them on the side that
    /// says where they stand; if that is in another section now, behind the entries of theirs.
    pub(crate) fn nodes(&self, stretches: Vec<Stretch>) -> Vec<Node> {
        let (nodes, anchors) = self.backbone(stretches);
        let mut arriving = Arriving::new();
        let mut elsewhere = Vec::new();
        let here = self.sections(&nodes);
        for side in [Side::Ours, Side::Theirs] {
            for (behind, node) in self.arriving(side, anchors.of(side)) {
                let section = self.section(&node);
                if here.get(behind) == Some(&section) {
                    arriving.entry(behind).or_default().push(node);
                } else if let Some(begin) = here.iter().position(|here| *here == section) {
                    let end = here.iter().skip(begin).take_while(|here| **here == section).count() + begin;
                    elsewhere.push((begin..end, node));
                } else {
                    // The section it was moved to is one that the other side took away.
                    arriving.entry(behind).or_default().push(in_conflict(node));
                }
            }
        }
        for (section, node) in elsewhere {
            let behind = self.end_of(&nodes, section, &arriving);
            arriving.entry(behind).or_default().push(node);
        }
        let mut woven = arriving.remove(&0).unwrap_or_default();
        for (behind, node) in (1..).zip(nodes) {
            woven.push(node);
            woven.extend(arriving.remove(&behind).unwrap_or_default());
        }
        woven
    }

    /// The text, with the entries in it that no side moved.
    fn backbone(&self, stretches: Vec<Stretch>) -> (Vec<Node>, Three<Anchors>) {
        let mut nodes = Vec::new();
        let mut anchors = self.spines.map(|spine| vec![None; spine.len()]);
        let anchor = |anchors: &mut Anchors, at: Option<usize>, node: usize| {
            let slot = at.and_then(|at| anchors.get_mut(at));
            slot.into_iter().for_each(|slot| *slot = Some(node));
        };
        for stretch in stretches {
            match stretch {
                Stretch::Agreed(rows) => {
                    for row in rows {
                        nodes.push(self.node(&row));
                        anchor(&mut anchors.ours, row.ours, nodes.len());
                        anchor(&mut anchors.theirs, row.theirs, nodes.len());
                    }
                }
                Stretch::Torn { ours, theirs } => {
                    let start = nodes.len();
                    nodes.extend(self.torn_text(&ours, &theirs));
                    let divided = nodes.iter().skip(start).any(|node| self.begins(node).is_some());
                    // Where sections are in conflict, an entry stays with those of its side.
                    let place = |at: usize| if divided { at } else { nodes.len() };
                    let between = start + ours.len() + 1;
                    for (node, at) in (start + 2..).zip(ours) {
                        anchor(&mut anchors.ours, Some(at), place(node));
                    }
                    for (node, at) in (between + 2..).zip(theirs) {
                        anchor(&mut anchors.theirs, Some(at), place(node));
                    }
                }
            }
        }
        (nodes, anchors)
    }

    fn torn_text(&self, ours: &Range<usize>, theirs: &Range<usize>) -> Vec<Node> {
        let mut nodes = vec![Node::Ours];
        nodes.extend(ours.clone().map(|at| self.node(&Three { ours: Some(at), ..Three::default() })));
        nodes.push(Node::Between);
        nodes.extend(theirs.clone().map(|at| self.node(&Three { theirs: Some(at), ..Three::default() })));
        nodes.push(Node::End);
        nodes
    }

    fn node(&self, row: &Three<Option<usize>>) -> Node {
        let piece = |spine: &[Piece], at: Option<usize>| at.and_then(|at| spine.get(at)).copied();
        let pieces = Three {
            base: piece(&self.spines.base, row.base),
            ours: piece(&self.spines.ours, row.ours),
            theirs: piece(&self.spines.theirs, row.theirs),
        };
        match pieces.ours.or(pieces.theirs) {
            Some(Piece::Entry(key)) => Node::Packet { key, shows: self.shows(key) },
            _ => Node::Line(pieces.map(|piece| match piece {
                Some(Piece::Line(line)) => Some(*line),
                _ => None,
            })),
        }
    }

    fn shows(&self, key: usize) -> Shows {
        let torn = self.fates.get(key).is_some_and(|(fate, _)| *fate == Fate::Torn);
        if torn { Shows::Both } else { Shows::Agreed }
    }

    /// The section that begins with a node, if one does, or none where it ends them all.
    pub(crate) fn begins(&self, node: &Node) -> Option<SectionId> {
        let Node::Line(lines) = node else { return None };
        let Three { ours, theirs, .. } = &self.versions.version;
        match (lines.ours, lines.theirs) {
            (Some(line), _) => ours.begins(line),
            (None, theirs_line) => theirs_line.and_then(|line| theirs.begins(line)),
        }
    }

    /// The entries that stand where a side says, each with the number of nodes it stands behind.
    fn arriving(&self, side: Side, anchors: &Anchors) -> Vec<(usize, Node)> {
        let (mut arriving, mut behind, mut spine) = (Vec::new(), 0, anchors.iter());
        for piece in &self.versions.version.of(side).pieces {
            let (key, stand) = match piece {
                Piece::Line(_) => (0, Stand::All),
                Piece::Entry(key) => (*key, self.fates.get(*key).map_or(Stand::Nowhere, |(_, stand)| *stand)),
            };
            match stand {
                Stand::All => behind = spine.next().copied().flatten().unwrap_or(behind),
                Stand::By(by) if by == side => {
                    arriving.push((behind, Node::Packet { key, shows: self.shows(key) }));
                }
                Stand::Apart => arriving.push((behind, Node::Packet { key, shows: Shows::Only(side) })),
                Stand::By(_) | Stand::Nowhere => {}
            }
        }
        arriving
    }

    /// The section that is reached behind so many nodes.
    fn sections(&self, nodes: &[Node]) -> Vec<SectionId> {
        let mut here = None;
        let behind = nodes.iter().map(|node| {
            here = self.begins(node).unwrap_or(here);
            here
        });
        std::iter::once(None).chain(behind).collect()
    }

    /// The section a packet's line is to stand in.
    fn section(&self, node: &Node) -> SectionId {
        let Node::Packet { key, shows } = node else { return None };
        let entry = self.versions.lines.get(*key).map(|line| &line.entry);
        let of = |side| entry.and_then(|entry| entry.of(side).as_ref()).map(|entry| entry.section);
        match (shows, self.fates.get(*key)) {
            (Shows::Only(side), _) => of(*side).flatten(),
            (_, Some((Fate::Agreed(agreed), _))) => agreed.section,
            _ => of(Side::Ours).or_else(|| of(Side::Theirs)).flatten(),
        }
    }

    /// Behind the last entry of a section, else behind its text, be it the heading. The section is given by the numbers
    /// of nodes behind which it goes on.
    fn end_of(&self, nodes: &[Node], section: Range<usize>, arriving: &Arriving) -> usize {
        let node = |behind: &usize| behind.checked_sub(1).and_then(|index| nodes.get(index));
        let is_entry = |behind: &usize| {
            matches!(node(behind), Some(Node::Packet { .. })) || arriving.contains_key(behind)
        };
        let is_text = |behind: &usize| node(behind).is_some_and(|node| self.is_text(node));
        let entry = section.clone().rfind(is_entry);
        entry.or_else(|| section.clone().rfind(is_text)).unwrap_or(section.start)
    }

    /// Whether it is a line that is neither blank nor a rule.
    fn is_text(&self, node: &Node) -> bool {
        let Node::Line(lines) = node else { return false };
        let Three { ours, theirs, .. } = &self.versions.version;
        let says =
            |version: &Version<'_>, line| !version.reading.is_blank(line) && !version.reading.is_rule(line);
        match (lines.ours, lines.theirs) {
            (Some(line), _) => says(ours, line),
            (None, theirs_line) => theirs_line.is_some_and(|line| says(theirs, line)),
        }
    }
}

const fn in_conflict(node: Node) -> Node {
    match node {
        Node::Packet { key, shows: Shows::Agreed } => Node::Packet { key, shows: Shows::Both },
        other => other,
    }
}
