//! What becomes of one line of a packet.

use crate::merge::version::{Entry, PacketLine, SectionId, Side, Text, Three};

/// What becomes of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fate<'a> {
    /// It is gone.
    Gone,
    /// It stands once.
    Agreed(Agreed<'a>),
    /// Both sides changed it, differently.
    Torn,
}

/// A line both sides agree on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Agreed<'a> {
    pub(crate) section: SectionId,
    pub(crate) line: Text<'a>,
    pub(crate) details: Vec<Text<'a>>,
}

/// Which version says where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stand {
    /// All of them.
    All,
    /// One side, which moved it or is the only one to have it.
    By(Side),
    /// Each side another place; only of a torn one.
    Apart,
    /// It is gone.
    Nowhere,
}

/// What becomes of a line. Section and text of the entry are one thing, its details another.
pub(crate) fn fate<'a>(packet: &PacketLine<'a>) -> Fate<'a> {
    let Three { base, ours: Some(ours), theirs: Some(theirs) } = &packet.entry else {
        return not_on_both(packet);
    };
    let head = Three { base: base.as_ref().map(head), ours: Some(head(ours)), theirs: Some(head(theirs)) };
    let details = Three {
        base: base.as_ref().map(|entry| entry.details.as_slice()),
        ours: Some(ours.details.as_slice()),
        theirs: Some(theirs.details.as_slice()),
    };
    let (Some(head), Some(details)) = (head.winner(), winner(&details)) else { return Fate::Torn };
    let pick = |side| if side == Side::Ours { ours } else { theirs };
    let end = line_end(base.as_ref(), ours, theirs);
    let (head, details) = (pick(head), pick(details).details.clone());
    Fate::Agreed(Agreed { section: head.section, line: Text { end, ..head.line }, details })
}

/// A line that one side, or neither, has.
fn not_on_both<'a>(packet: &PacketLine<'a>) -> Fate<'a> {
    let said = packet.entry.map(|entry| entry.as_ref().map(|entry| (head(entry), contents(&entry.details))));
    let Some(side) = said.winner() else { return Fate::Torn };
    match packet.entry.of(side).clone() {
        Some(Entry { section, line, details, .. }) => Fate::Agreed(Agreed { section, line, details }),
        None => Fate::Gone,
    }
}

fn head<'a>(entry: &Entry<'a>) -> (SectionId, &'a [u8]) {
    (entry.section, entry.line.content)
}

fn contents<'a>(details: &[Text<'a>]) -> Vec<&'a [u8]> {
    details.iter().map(|line| line.content).collect()
}

/// Whose details are the merged ones. Line ends count only where nothing else differs.
fn winner(details: &Three<Option<&[Text<'_>]>>) -> Option<Side> {
    details.winner().or_else(|| details.map(|details| details.map(contents)).winner())
}

fn line_end(base: Option<&Entry<'_>>, ours: &Entry<'_>, theirs: &Entry<'_>) -> crate::lines::LineEnd {
    let ends = Three {
        base: base.map(|entry| entry.line.end),
        ours: Some(ours.line.end),
        theirs: Some(theirs.line.end),
    };
    if ends.winner() == Some(Side::Theirs) { theirs.line.end } else { ours.line.end }
}

/// Which version says where a line stands.
pub(crate) fn stand(packet: &PacketLine<'_>, fate: &Fate<'_>) -> Stand {
    if *fate == Fate::Gone {
        return Stand::Nowhere;
    }
    let Three { base, ours, theirs } = &packet.entry;
    let (Some(ours), Some(theirs)) = (ours, theirs) else {
        return Stand::By(if ours.is_some() { Side::Ours } else { Side::Theirs });
    };
    if *fate == Fate::Torn && ours.section != theirs.section {
        return Stand::Apart;
    }
    match (packet.in_place.ours, packet.in_place.theirs) {
        (true, true) => Stand::All,
        (true, false) => Stand::By(Side::Theirs),
        (false, true) => Stand::By(Side::Ours),
        (false, false) => {
            let head =
                Three { base: base.as_ref().map(head), ours: Some(head(ours)), theirs: Some(head(theirs)) };
            Stand::By(head.winner().unwrap_or(Side::Ours))
        }
    }
}
