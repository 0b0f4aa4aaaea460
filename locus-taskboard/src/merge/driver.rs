//! The merge as a whole.

use crate::lines::{BOM, Lines};
use crate::merge::packet::{fate, stand};
use crate::merge::text::merge_texts;
use crate::merge::version::{Three, Versions};
use crate::merge::weave::Weave;
use crate::merge::write::{Standing, Written};
use crate::parse::parse;
use crate::vocabulary::Vocabulary;
use locus_core::domain::WpId;
use locus_core::domain::board::BoardPlace;
use std::collections::BTreeSet;

/// A merged board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// Its text; with the conflict markers of git where there is a conflict.
    pub bytes: Vec<u8>,
    /// What people have to settle, in the order it stands there.
    pub conflicts: Vec<MergeConflict>,
}

/// Something both sides changed, differently. Lines go from 1.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum MergeConflict {
    /// A packet's entry.
    Packet {
        /// The packet.
        wp_id: WpId,
        /// Where the first conflict marker about it stands.
        line: usize,
        /// What the base says.
        base: Option<BoardPlace>,
        /// What ours says; none if it took the line off.
        ours: Option<BoardPlace>,
        /// What theirs says.
        theirs: Option<BoardPlace>,
    },
    /// Text that is no entry.
    Text {
        /// Where the first conflict marker stands.
        line: usize,
    },
    /// The whole board: put together it would not say what both sides say.
    Board,
}

/// Merges two edited versions of a board, both made from `base`, by packet. What only one side changed is taken from
/// that side, wherever it stands; what both changed alike is taken once. A packet's entry that both changed
/// differently is in conflict, and no other with it. The text between entries is merged line by line. Every byte that
/// is taken is taken as it is, line ends included.
///
/// ```
/// use locus_taskboard::{Vocabulary, merge};
///
/// let base = b"## Ready for Dev\n- **[WP-1]** - [READY_FOR_DEV]\n- **[WP-2]** - [READY_FOR_DEV]\n\n## Done\n";
/// let ours = b"## Ready for Dev\n- **[WP-2]** - [READY_FOR_DEV]\n\n## Done\n- **[WP-1]** - [VALIDATED]\n";
/// let theirs = b"## Ready for Dev\n- **[WP-1]** - [READY_FOR_DEV]\n\n## Done\n- **[WP-2]** - [VALIDATED]\n";
/// let merged = merge(base, ours, theirs, &Vocabulary::default());
/// let both = b"## Ready for Dev\n\n## Done\n- **[WP-1]** - [VALIDATED]\n- **[WP-2]** - [VALIDATED]\n";
/// assert_eq!(merged.bytes, both);
/// assert_eq!(merged.conflicts, []);
/// ```
#[must_use]
pub fn merge(base: &[u8], ours: &[u8], theirs: &[u8], vocabulary: &Vocabulary) -> Merged {
    let versions = Versions::of(Three { base, ours, theirs }, vocabulary);
    let fates = versions.lines.iter().map(|line| {
        let fate = fate(line);
        let stand = stand(line, &fate);
        (fate, stand)
    });
    let weave = Weave::new(&versions, fates.collect());
    let nodes = weave.nodes(merge_texts(&weave.texts()));
    let written = Written::of(&weave, &nodes);
    let mut bytes = bom(base, ours, theirs).to_vec();
    bytes.extend(written.bytes());
    let conflicts = conflicts(&versions, &written);
    if conflicts.is_empty() && !says(&bytes, vocabulary, &written) {
        return Merged { bytes: side_by_side(ours, theirs), conflicts: vec![MergeConflict::Board] };
    }
    Merged { bytes, conflicts }
}

fn bom(base: &[u8], ours: &[u8], theirs: &[u8]) -> &'static [u8] {
    let has = Three { base, ours, theirs }.map(|text| text.starts_with(BOM));
    let has = has.winner().is_some_and(|side| *has.of(side));
    if has { BOM } else { b"" }
}

/// Whether the entries of a board are those that were written, each under its heading.
fn says(bytes: &[u8], vocabulary: &Vocabulary, written: &Written<'_, '_>) -> bool {
    let read = parse(bytes, vocabulary);
    let read = read.entries.iter().map(|entry| {
        let heading = entry.section.as_ref().map(|section| section.heading.as_str());
        Standing::Entry { line: entry.line, wp_id: &entry.wp_id, heading }
    });
    read.eq(written.standing.iter().cloned())
}

fn conflicts(versions: &Versions<'_>, written: &Written<'_, '_>) -> Vec<MergeConflict> {
    let mut told = BTreeSet::new();
    let conflict = |standing: &Standing<'_>| match *standing {
        Standing::Entry { .. } => None,
        Standing::TornText { line } => Some(MergeConflict::Text { line }),
        Standing::Torn { line, key } => {
            let packet = versions.lines.get(key).filter(|_| told.insert(key))?;
            let places = packet.entry.map(|entry| entry.as_ref().map(|entry| entry.place.clone()));
            let (wp_id, Three { base, ours, theirs }) = (packet.wp_id.clone(), places);
            Some(MergeConflict::Packet { wp_id, line, base, ours, theirs })
        }
    };
    written.standing.iter().filter_map(conflict).collect()
}

/// Both versions whole, in conflict.
fn side_by_side(ours: &[u8], theirs: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (mark, text) in [("<<<<<<< ours", ours), ("=======", theirs)] {
        let body = text.get(Lines::of(text).body_start()..).unwrap_or_default();
        bytes.extend_from_slice(mark.as_bytes());
        bytes.push(b'\n');
        bytes.extend_from_slice(body);
        if !body.is_empty() && !body.ends_with(b"\n") {
            bytes.push(b'\n');
        }
    }
    bytes.extend_from_slice(b">>>>>>> theirs\n");
    bytes
}
