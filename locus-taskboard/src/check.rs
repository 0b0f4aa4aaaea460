//! Whether an edited text says what it should.

use crate::parse::ParsedBoard;
use crate::patch::{PatchError, Step};
use crate::reading::Reading;
use crate::splice::{NewLine, Source};
use crate::vocabulary::Vocabulary;
use locus_core::domain::board::{BoardEntry, BoardPlace, LineChange};

/// Compares what an edited text says with what it was made of. Returns what changed, step by step.
pub(crate) fn check(
    read: &ParsedBoard,
    vocabulary: &Vocabulary,
    old: &Reading<'_>,
    steps: &[Step<'_>],
    lines: &[NewLine<'_>],
) -> Result<Vec<LineChange>, PatchError> {
    let (mut entries, mut sections) = (Vec::new(), Vec::new());
    let mut changes: Vec<_> = steps.iter().map(gone).collect();
    for (number, line) in (1..).zip(lines) {
        match &line.source {
            Source::Kept(index) => {
                let kept = old.board.entry_on(index + 1);
                entries.extend(kept.map(|entry| BoardEntry { line: number, ..entry.clone() }));
                sections.extend(old.section_at(*index).map(|section| (number, &section.section)));
            }
            Source::Edited(index) => {
                let Some((step, change)) = steps.get(*index).zip(changes.get_mut(*index)) else { continue };
                let misread = || PatchError::Misread { what: step.wp_id.to_string() };
                let entry = edited(step, number, vocabulary).ok_or_else(misread)?;
                (change.line, change.to) = (number, Some(place(&entry)));
                entries.push(entry);
            }
            Source::Heading(section) => sections.push((number, section)),
            Source::Other => {}
        }
    }
    let read_sections: Vec<_> =
        read.sections.iter().map(|found| (found.first_line, &found.section)).collect();
    if let Some(entry) = first_difference(&entries, &read.entries) {
        return Err(PatchError::Misread { what: entry.wp_id.to_string() });
    }
    if let Some((_, section)) = first_difference(&sections, &read_sections) {
        return Err(PatchError::Misread { what: format!("the heading {:?}", section.heading) });
    }
    Ok(changes)
}

fn first_difference<'a, T: PartialEq>(expected: &'a [T], read: &'a [T]) -> Option<&'a T> {
    let missing_or_other = || expected.iter().zip(read).find(|(expected, read)| expected != read);
    let (longer, common) =
        if expected.len() > read.len() { (expected, read.len()) } else { (read, expected.len()) };
    missing_or_other().map(|(expected, _)| expected).or_else(|| longer.get(common))
}

/// The entry that an edited line is to be read as.
fn edited(step: &Step<'_>, line: usize, vocabulary: &Vocabulary) -> Option<BoardEntry> {
    let to = step.to.as_ref()?;
    let token = step.token(vocabulary);
    let entry = BoardEntry {
        wp_id: step.wp_id.clone(),
        line,
        section: Some(to.section.clone()),
        token: token.map(|token| vocabulary.token(token)),
        text: match step.entry {
            Some(entry) => entry.text.clone(),
            None => vocabulary.text_of(&vocabulary.new_line(step.wp_id, step.title?, to.status)),
        },
    };
    Some(entry).filter(|entry| entry.first_sight().is_some_and(|sight| sight.status == to.status))
}

/// The change that takes a step's line away.
fn gone(step: &Step<'_>) -> LineChange {
    LineChange {
        wp_id: step.wp_id.clone(),
        from: step.entry.map(place),
        to: None,
        line: step.entry.map_or(0, |entry| entry.line),
    }
}

/// What a line says by itself, and where it stands.
pub(crate) fn place(entry: &BoardEntry) -> BoardPlace {
    BoardPlace {
        section: entry.section.as_ref().map(|section| section.heading.clone()),
        token: entry.token.as_ref().map(|token| token.text.clone()),
        status: entry.first_sight().map(|sight| sight.status.into()),
    }
}
