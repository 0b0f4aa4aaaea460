//! One entry placed on a board, seen from outside.

pub(crate) mod laws;

use laws::{has_section, home};
use locus_core::domain::WpStatus;
use locus_core::domain::board::{BoardEntry, Edit};
use locus_taskboard::{ParsedBoard, Vocabulary};

/// Places an entry: one entry out, one in, behind the others of its section, all other bytes as they were. Returns
/// the new text and the entry's line in it.
pub(crate) fn placed_minimally(
    before: &[u8],
    board: &ParsedBoard,
    vocabulary: &Vocabulary,
    entry: &BoardEntry,
    status: WpStatus,
) -> (Vec<u8>, usize) {
    let edit = Edit::Place { line: entry.line, status };
    let (patched, after) = laws::hold(before, board, vocabulary, &[edit]).unwrap();
    let Some(change) = patched.changes.first() else { return (patched.bytes, entry.line) };
    let home = home(board, vocabulary, status);
    let here = entry.section.as_ref().and_then(|section| section.status) == Some(home);
    assert!(!here || change.line == entry.line, "it stands where it belongs already");
    assert_last_of_its_section(&after, change.line, home, here);
    (patched.bytes, change.line)
}

fn assert_last_of_its_section(board: &ParsedBoard, line: usize, home: WpStatus, here: bool) {
    assert!(has_section(board, home));
    let section = board.section_of(line).unwrap();
    assert_eq!(section.section.status, Some(home));
    if !here {
        let first = board.sections.iter().find(|section| section.section.status == Some(home));
        assert_eq!(first, Some(section), "of two such sections the first");
        let below = line + 1..=section.last_line;
        assert!(!board.entries.iter().any(|entry| below.contains(&entry.line)), "not the last entry");
    }
}
