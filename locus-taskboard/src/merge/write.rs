//! The merged board as bytes, and what both sides have to settle.

use crate::lines::LineEnd;
use crate::merge::packet::Fate;
use crate::merge::version::{Entry, Side, Text, Three};
use crate::merge::weave::{Node, Shows, Weave};
use locus_core::domain::WpId;

const OURS: &[u8] = b"<<<<<<< ours";
const BETWEEN: &[u8] = b"=======";
const THEIRS: &[u8] = b">>>>>>> theirs";

/// Where something stands in the merged board. Lines go from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing<'w> {
    /// A packet's line, under the heading where it is meant to stand.
    Entry { line: usize, wp_id: &'w WpId, heading: Option<&'w str> },
    /// A packet's line in conflict.
    Torn { line: usize, key: usize },
    /// Text in conflict.
    TornText { line: usize },
}

/// The lines of the merged board while they are written.
#[derive(Debug)]
pub(crate) struct Written<'w, 'a> {
    weave: &'w Weave<'w, 'a>,
    /// None where a line takes the end of the one above.
    lines: Vec<(&'w [u8], Option<LineEnd>)>,
    pub(crate) standing: Vec<Standing<'w>>,
    heading: Option<&'w str>,
}

impl<'w, 'a> Written<'w, 'a> {
    pub(crate) fn of(weave: &'w Weave<'w, 'a>, nodes: &[Node]) -> Self {
        let mut written = Self { weave, lines: Vec::new(), standing: Vec::new(), heading: None };
        nodes.iter().for_each(|node| written.write(node));
        written
    }

    fn write(&mut self, node: &Node) {
        match node {
            Node::Line(lines) => {
                let begins = self.weave.begins(node).is_some();
                self.heading = if begins { self.heading_of(lines) } else { self.heading };
                self.text_line(lines);
            }
            Node::Packet { key, shows } => self.packet(*key, *shows),
            Node::Ours => {
                self.standing.push(Standing::TornText { line: self.lines.len() + 1 });
                self.mark(OURS);
            }
            Node::Between => self.mark(BETWEEN),
            Node::End => self.mark(THEIRS),
        }
    }

    fn mark(&mut self, mark: &'static [u8]) {
        self.lines.push((mark, None));
    }

    /// A line of the text; its end is merged for itself.
    fn text_line(&mut self, lines: &Three<Option<usize>>) {
        let version = &self.weave.versions.version;
        let text = Three {
            base: lines.base.map(|line| version.base.text(line)),
            ours: lines.ours.map(|line| version.ours.text(line)),
            theirs: lines.theirs.map(|line| version.theirs.text(line)),
        };
        let Some(Text { content, .. }) = text.ours.or(text.theirs) else { return };
        let ends = text.map(|text| text.map(|text| text.end));
        let end = match (ends.base, ends.winner()) {
            (Some(_), Some(side)) if ends.ours.is_some() && ends.theirs.is_some() => *ends.of(side),
            _ => ends.ours.or(ends.theirs),
        };
        self.lines.push((content, end));
    }

    fn heading_of(&self, lines: &Three<Option<usize>>) -> Option<&'w str> {
        let version = &self.weave.versions.version;
        let found = match (lines.ours, lines.theirs) {
            (Some(line), _) => version.ours.reading.section_at(line),
            (None, theirs) => theirs.and_then(|line| version.theirs.reading.section_at(line)),
        };
        found.map(|found| found.section.heading.as_str())
    }

    fn packet(&mut self, key: usize, shows: Shows) {
        let (weave, line) = (self.weave, self.lines.len() + 1);
        let Some(packet) = weave.versions.lines.get(key) else { return };
        if let (Shows::Agreed, Some((Fate::Agreed(agreed), _))) = (shows, weave.fates.get(key)) {
            self.standing.push(Standing::Entry { line, wp_id: &packet.wp_id, heading: self.heading });
            self.block(&agreed.line, &agreed.details);
            return;
        }
        self.standing.push(Standing::Torn { line, key });
        let part = |side: Side| {
            let shown = shows == Shows::Both || shows == Shows::Only(side);
            packet.entry.of(side).as_ref().filter(|_| shown)
        };
        let (ours, theirs) = (part(Side::Ours), part(Side::Theirs));
        self.mark(OURS);
        self.entry(ours);
        self.mark(BETWEEN);
        self.entry(theirs);
        self.mark(THEIRS);
    }

    fn entry(&mut self, entry: Option<&'w Entry<'a>>) {
        entry.into_iter().for_each(|entry| self.block(&entry.line, &entry.details));
    }

    fn block(&mut self, line: &Text<'w>, details: &[Text<'w>]) {
        self.lines.extend([line].into_iter().chain(details).map(|line| (line.content, Some(line.end))));
    }

    /// The bytes. Only the last line may go without end.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let known = |end: &Option<LineEnd>| end.filter(|end| *end != LineEnd::None);
        let mut above = self.lines.iter().find_map(|(_, end)| known(end)).unwrap_or(LineEnd::Lf);
        let (mut bytes, last) = (Vec::new(), self.lines.len().saturating_sub(1));
        for (index, (content, end)) in self.lines.iter().enumerate() {
            above = known(end).unwrap_or(above);
            bytes.extend_from_slice(content);
            let open = index == last && *end == Some(LineEnd::None);
            bytes.extend_from_slice(if open { b"" } else { above.as_bytes() });
        }
        bytes
    }
}
