//! An edit seen from outside: what may differ between two texts, worked out without the code under test.

use locus_core::domain::WpStatus;
use locus_core::domain::board::{BoardEntry, Edit};
use locus_taskboard::{ParsedBoard, Vocabulary, parse, patch};

type Lines<'a> = Vec<&'a [u8]>;

fn lines(text: &[u8]) -> Lines<'_> {
    text.split_inclusive(|byte| *byte == b'\n').collect()
}

fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// How many lines an entry has, details included.
fn height(lines: &[&[u8]], line: usize) -> usize {
    let is_detail = |line: &&&[u8]| {
        let indented = line.starts_with(b"  ") || line.starts_with(b"\t");
        indented && !line.trim_ascii().is_empty()
    };
    1 + lines[line..].iter().take_while(is_detail).count()
}

/// The status whose section holds such lines.
pub(crate) fn home(board: &ParsedBoard, status: WpStatus) -> WpStatus {
    let has_gated = board.sections.iter().any(|section| section.section.status == Some(WpStatus::Gated));
    if status == WpStatus::Gated && !has_gated { WpStatus::Blocked } else { status }
}

pub(crate) fn has_home(board: &ParsedBoard, status: WpStatus) -> bool {
    let home = Some(home(board, status));
    board.sections.iter().any(|section| section.section.status == home)
}

/// Places an entry and holds the new text against the old: one entry out, one in, all other bytes as they were.
/// Returns the new text and the entry's line in it.
pub(crate) fn placed_minimally(
    before: &[u8],
    board: &ParsedBoard,
    entry: &BoardEntry,
    status: WpStatus,
) -> (Vec<u8>, usize) {
    let vocabulary = Vocabulary::default();
    let patched = patch(before, &vocabulary, &[Edit::Place { line: entry.line, status }]).unwrap();
    let after = patched.bytes;
    let Some(change) = patched.changes.first() else {
        assert_eq!(entry.first_sight().map(|sight| sight.status), Some(status));
        assert!(after == before);
        return (after, entry.line);
    };
    let (old, new) = (lines(before), lines(&after));
    let height = height(&old, entry.line);
    let (out, left) = split(&old, entry.line, height);
    let (into, mut arrived) = split(&new, change.line, height);
    assert_same_entry(&out, &into, entry, vocabulary.token_for(status));

    let here = entry.section.as_ref().and_then(|section| section.status) == Some(home(board, status));
    if here {
        assert_eq!(change.line, entry.line);
    } else if !has_home(board, status) {
        take_new_section(&mut arrived, change.line, left.len());
    }
    let ends_open = |text: &[u8]| !text.is_empty() && !text.ends_with(b"\n");
    if ends_open(before) {
        let contents =
            |lines: Lines<'_>| lines.into_iter().map(|line| without_end(line).to_vec()).collect::<Vec<_>>();
        assert_eq!(contents(left), contents(arrived));
    } else {
        assert!(left == arrived, "other bytes changed");
        assert_eq!(ends(&out), ends(&into), "a line keeps its line end");
    }
    assert_last_of_its_section(&parse(&after, &vocabulary), change.line, home(board, status), here);
    (after, change.line)
}

/// An entry's lines (the first from 1), and all others.
fn split<'a>(lines: &Lines<'a>, line: usize, height: usize) -> (Lines<'a>, Lines<'a>) {
    let mut rest = lines.clone();
    let block = rest.splice(line - 1..line - 1 + height, []).collect();
    (block, rest)
}

fn ends<'a>(lines: &Lines<'a>) -> Lines<'a> {
    lines.iter().map(|line| &line[without_end(line).len()..]).collect()
}

/// The details are the same, and the first lines differ by the token.
fn assert_same_entry(out: &Lines<'_>, into: &Lines<'_>, entry: &BoardEntry, token: &str) {
    let details =
        |lines: &Lines<'_>| lines[1..].iter().map(|line| without_end(line).to_vec()).collect::<Vec<_>>();
    assert_eq!(details(out), details(into));
    let (out, into) = (without_end(out[0]), without_end(into[0]));
    let replaced = |old: &[u8], new: &str| {
        (0..=out.len() - old.len())
            .filter(|at| out[*at..].starts_with(old))
            .any(|at| [&out[..at], new.as_bytes(), &out[at + old.len()..]].concat() == into)
    };
    let fits = match &entry.token {
        Some(old) => replaced(format!("[{}]", old.text).as_bytes(), &format!("[{token}]")),
        None => replaced(b"", &format!(" [{token}]")) || replaced(b"", &format!(" - [{token}]")),
    };
    assert!(fits, "{} → {}", out.escape_ascii(), into.escape_ascii());
}

/// Takes out the lines that a new section brings besides its entry, which stood on a line (from 1).
fn take_new_section(lines: &mut Lines<'_>, line: usize, kept: usize) {
    if lines.len() == kept + 3 {
        assert!(without_end(lines.remove(line - 1)).is_empty(), "a blank line below");
    }
    assert!(lines.remove(line - 2).starts_with(b"## "));
    assert!(without_end(lines.remove(line - 3)).is_empty(), "a blank line above");
}

fn assert_last_of_its_section(board: &ParsedBoard, line: usize, home: WpStatus, here: bool) {
    let section = board.section_of(line).unwrap();
    assert_eq!(section.section.status, Some(home));
    if !here {
        let first = board.sections.iter().find(|section| section.section.status == Some(home));
        assert_eq!(first, Some(section), "of two such sections the first");
        let below = line + 1..=section.last_line;
        assert!(!board.entries.iter().any(|entry| below.contains(&entry.line)), "not the last entry");
    }
}
