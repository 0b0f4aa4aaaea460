//! Which line goes where: task-board.md §3.2.

use crate::parse::BoardSection;
use crate::patch::{Place, Step, heading_line};
use crate::reading::Reading;
use crate::splice::{NewLine, Source};
use crate::vocabulary::Vocabulary;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The lines of the new text.
pub(crate) fn layout<'a>(
    reading: &'a Reading<'a>,
    vocabulary: &Vocabulary,
    steps: &[Step<'_>],
) -> Vec<NewLine<'a>> {
    let mut layout = Layout::of(reading, vocabulary, steps);
    let mut insertions = layout.insertions();
    let mut lines = Vec::with_capacity(reading.count() + steps.len());
    for index in 0..=reading.count() {
        lines.append(&mut insertions.remove(&index).unwrap_or_default());
        if layout.stays(index) {
            lines.push(layout.rewritten.remove(&index).unwrap_or_else(|| layout.kept(index)));
        }
    }
    lines
}

/// What becomes of the lines of a text, by index.
struct Layout<'a, 's> {
    reading: &'a Reading<'a>,
    vocabulary: &'s Vocabulary,
    steps: &'s [Step<'s>],
    /// Whether a line stands where it stood.
    stays: Vec<bool>,
    /// Lines that get another token where they are.
    rewritten: BTreeMap<usize, NewLine<'a>>,
}

impl<'a, 's> Layout<'a, 's> {
    fn of(reading: &'a Reading<'a>, vocabulary: &'s Vocabulary, steps: &'s [Step<'s>]) -> Self {
        let (stays, rewritten) = (vec![true; reading.count()], BTreeMap::new());
        let mut layout = Self { reading, vocabulary, steps, stays, rewritten };
        for (index, step) in steps.iter().enumerate() {
            let Some(entry) = step.entry else { continue };
            if step.place() == Some(Place::Here) {
                layout.rewritten.insert(entry.line - 1, layout.edited(index, step));
            } else {
                layout.stays.get_mut(reading.block(entry.line - 1)).unwrap_or_default().fill(false);
            }
        }
        layout
    }

    fn stays(&self, line: usize) -> bool {
        self.stays.get(line).copied().unwrap_or_default()
    }

    fn kept(&self, line: usize) -> NewLine<'a> {
        self.old(Source::Kept(line), line)
    }

    fn old(&self, source: Source, line: usize) -> NewLine<'a> {
        NewLine {
            source,
            content: Cow::Borrowed(self.reading.content(line)),
            line_end: self.reading.line_end(line),
        }
    }

    /// The entry line of a step.
    fn edited(&self, index: usize, step: &Step<'_>) -> NewLine<'a> {
        let Some(entry) = step.entry else {
            let new = step.to.as_ref().zip(step.title);
            let line = new.map(|(to, title)| self.vocabulary.new_line(step.wp_id, title, to.status));
            return NewLine::new(Source::Edited(index), line.unwrap_or_default());
        };
        let mut line = self.old(Source::Edited(index), entry.line - 1);
        let is_token = |word: &str| self.vocabulary.token_meaning(word).is_some();
        let read = self.vocabulary.lines().read(self.reading.text(entry.line - 1), is_token);
        let token = step.token(self.vocabulary);
        if let Some(read) = read.filter(|read| read.token != token) {
            line.content = read.slot.write(&line.content, token).into();
        }
        line
    }

    /// The lines that a step brings to its place.
    fn arriving(&self, index: usize, step: &Step<'_>) -> Vec<NewLine<'a>> {
        let details = step.entry.map_or(0..0, |entry| self.reading.block(entry.line - 1)).skip(1);
        let details = details.map(|line| self.old(Source::Other, line));
        std::iter::once(self.edited(index, step)).chain(details).collect()
    }

    /// What comes in, by the index of the line before which it comes.
    fn insertions(&self) -> BTreeMap<usize, Vec<NewLine<'a>>> {
        let (mut arriving, mut beginning) = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::<_, Vec<_>>::new());
        for (index, step) in self.steps.iter().enumerate() {
            let lines = match step.place() {
                Some(Place::Section(section)) => arriving.entry(section).or_default(),
                Some(Place::NewSection(word)) => beginning.entry(word).or_default(),
                Some(Place::Here) | None => continue,
            };
            lines.extend(self.arriving(index, step));
        }
        let sections = &self.reading.board.sections;
        let mut insertions: BTreeMap<_, _> = arriving
            .into_iter()
            .filter_map(|(section, lines)| Some((self.behind_entries(sections.get(section)?), lines)))
            .collect();
        if !beginning.is_empty() {
            let last = sections.iter().rfind(|section| section.section.status.is_some());
            let at = last.map_or(self.reading.count(), |section| self.behind_text(section));
            insertions.entry(at).or_default().extend(self.new_sections(beginning, at));
        }
        insertions
    }

    /// New sections in the order of the vocabulary, by the index of their headings there.
    fn new_sections(&self, sections: BTreeMap<usize, Vec<NewLine<'a>>>, at: usize) -> Vec<NewLine<'a>> {
        let blank = || NewLine::new(Source::Other, "");
        let mut lines = Vec::new();
        for (word, entries) in sections {
            let heading = heading_line(self.vocabulary, word);
            let section = crate::parse::section(&heading, self.vocabulary);
            lines.extend([blank(), NewLine::new(Source::Heading(section), heading)]);
            lines.extend(entries);
        }
        let next = (at..self.reading.count()).find(|line| self.stays(*line));
        lines.extend(next.filter(|line| !self.reading.is_blank(*line)).map(|_| blank()));
        lines
    }

    /// Where an entry goes in a section: behind the last one, else behind its text, else right below the heading.
    fn behind_entries(&self, section: &BoardSection) -> usize {
        self.last_entry_end(section).unwrap_or_else(|| self.behind_text(section))
    }

    /// Behind the last line of a section that is neither blank nor a rule, be it the heading.
    fn behind_text(&self, section: &BoardSection) -> usize {
        let is_text =
            |line: &usize| self.stays(*line) && !self.reading.is_blank(*line) && !self.reading.is_rule(*line);
        let text = (section.first_line..section.last_line).rfind(is_text);
        text.map_or(section.first_line, |line| line + 1)
    }

    /// Behind the last entry of a section and its details.
    fn last_entry_end(&self, section: &BoardSection) -> Option<usize> {
        let entries = &self.reading.board.entries;
        let [start, end] = [section.first_line, section.last_line]
            .map(|line| entries.partition_point(|entry| entry.line <= line));
        let last = entries.get(start..end)?.iter().rfind(|entry| self.stays(entry.line - 1))?;
        Some(self.reading.block(last.line - 1).end)
    }
}
