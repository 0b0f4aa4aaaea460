//! What must hold of any bytes and any edits of them, worked out without the code under test. Property tests and the
//! fuzzer hold boards against it.

use locus_core::domain::WpStatus;
use locus_core::domain::board::{BoardEntry, Edit, LineChange};
use locus_taskboard::{LineForm, ParsedBoard, Patched, Vocabulary, parse, patch};
use std::collections::BTreeSet;

type Lines<'a> = Vec<&'a [u8]>;

/// Any bytes are a board, and no edit is the identity.
pub(crate) fn hold_still(bytes: &[u8], vocabulary: &Vocabulary) {
    assert_sound(&parse(bytes, vocabulary), lines(bytes).len());
    let untouched = patch(bytes, vocabulary, &[]).unwrap();
    assert!(untouched.bytes == bytes && untouched.changes.is_empty());
}

/// Edits a board and holds the new text against the old: the edits are refused, or every entry reads as it should
/// and every other byte stands. The new text as it is read, too; none if they are refused.
pub(crate) fn hold(
    bytes: &[u8],
    board: &ParsedBoard,
    vocabulary: &Vocabulary,
    edits: &[Edit],
) -> Option<(Patched, ParsedBoard)> {
    let patched = patch(bytes, vocabulary, edits).ok()?;
    let edits: Vec<_> = edits.iter().filter(|edit| changes_something(board, edit)).collect();
    assert_eq!(edits.len(), patched.changes.len());
    let edited: Vec<_> = edits.into_iter().zip(&patched.changes).collect();
    let after = parse(&patched.bytes, vocabulary);
    edited.iter().for_each(|(edit, change)| assert_says(&after, edit, change));
    assert_others_read_alike(board, &after, &edited);
    let new_sections = new_sections(board, vocabulary, &edited);
    assert_eq!(after.sections.len(), board.sections.len() + new_sections);
    assert_other_bytes_stand([bytes, &patched.bytes], board, vocabulary, &edited, new_sections);
    Some((patched, after))
}

fn assert_sound(board: &ParsedBoard, lines: usize) {
    assert!(board.entries.is_sorted_by(|a, b| a.line < b.line));
    assert!(board.entries.iter().all(|entry| (1..=lines).contains(&entry.line)));
    assert!(board.sections.is_sorted_by(|a, b| a.last_line < b.first_line));
    assert!(board.sections.iter().all(|section| section.first_line <= section.last_line));
}

/// What a line says already is not written.
fn changes_something(board: &ParsedBoard, edit: &Edit) -> bool {
    let Edit::Place { line, status } = edit else { return true };
    let sight = board.entry_on(*line).and_then(BoardEntry::first_sight);
    !sight.is_some_and(|sight| sight.status == *status && !sight.contradiction)
}

/// The line an edit names.
fn named(edit: &Edit) -> Option<usize> {
    match edit {
        Edit::Place { line, .. } | Edit::Remove { line } => Some(*line),
        Edit::Add { .. } => None,
    }
}

fn wanted(edit: &Edit) -> Option<WpStatus> {
    match edit {
        Edit::Place { status, .. } | Edit::Add { status, .. } => Some(*status),
        Edit::Remove { .. } => None,
    }
}

fn assert_says(after: &ParsedBoard, edit: &Edit, change: &LineChange) {
    let entry = change.to.as_ref().map(|_| after.entry_on(change.line).unwrap());
    assert_eq!(entry.and_then(BoardEntry::first_sight).map(|sight| sight.status), wanted(edit));
    assert!(entry.is_none_or(|entry| entry.wp_id == change.wp_id));
    assert_eq!(change.from.is_some(), named(edit).is_some());
}

fn assert_others_read_alike(before: &ParsedBoard, after: &ParsedBoard, edited: &[(&Edit, &LineChange)]) {
    let others = |board: &ParsedBoard, lines: Vec<usize>| -> Vec<_> {
        let others = board.entries.iter().filter(|entry| !lines.contains(&entry.line));
        others.map(|entry| BoardEntry { line: 0, ..entry.clone() }).collect()
    };
    let written = edited.iter().filter(|(_, change)| change.to.is_some()).map(|(_, change)| change.line);
    let old = others(before, edited.iter().filter_map(|(edit, _)| named(edit)).collect());
    assert_eq!(old, others(after, written.collect()));
}

/// The status whose section holds such lines: Blocked takes Gated in, if the token can say so.
pub(crate) fn home(board: &ParsedBoard, vocabulary: &Vocabulary, status: WpStatus) -> WpStatus {
    let token = vocabulary.token_for(status).and_then(|token| vocabulary.token_meaning(token));
    let told = token.is_some_and(|meaning| meaning.status == WpStatus::Gated);
    if status == WpStatus::Gated && told && !has_section(board, status) { WpStatus::Blocked } else { status }
}

pub(crate) fn has_section(board: &ParsedBoard, status: WpStatus) -> bool {
    board.sections.iter().any(|section| section.section.status == Some(status))
}

fn new_sections(board: &ParsedBoard, vocabulary: &Vocabulary, edited: &[(&Edit, &LineChange)]) -> usize {
    let homes = edited.iter().filter_map(|(edit, _)| wanted(edit)).map(|to| home(board, vocabulary, to));
    homes.filter(|home| !has_section(board, *home)).collect::<BTreeSet<_>>().len()
}

const BOM: &[u8] = b"\xef\xbb\xbf";

fn lines(text: &[u8]) -> Lines<'_> {
    text.strip_prefix(BOM).unwrap_or(text).split_inclusive(|byte| *byte == b'\n').collect()
}

/// A return that ends an unterminated line becomes half a line end behind it.
fn without_end(mut line: &[u8]) -> &[u8] {
    while let [content @ .., b'\r' | b'\n'] = line {
        line = content;
    }
    line
}

/// How many lines an entry has, details included; none where only Markdown can tell a detail from a heading.
fn height(lines: &[&[u8]], line: usize) -> Option<usize> {
    let is_detail = |line: &&&[u8]| {
        let indented = [&b"  "[..], b"\t", b" \t"].iter().any(|blanks| line.starts_with(blanks));
        indented && !line.trim_ascii().is_empty()
    };
    let details: Lines<'_> = lines.get(line..)?.iter().take_while(is_detail).copied().collect();
    let in_doubt = details.iter().any(|line| line.trim_ascii_start().starts_with(b"#"));
    if in_doubt { None } else { Some(1 + details.len()) }
}

/// Of two texts the lines that no edit is about.
struct Rest<'a> {
    old: Lines<'a>,
    new: Lines<'a>,
    old_stays: Vec<bool>,
    new_stays: Vec<bool>,
    /// Whether line ends stay, too: behind a line without one, one line gets an end and another gives it away.
    exact: bool,
}

impl<'a> Rest<'a> {
    fn of(before: &'a [u8], after: &'a [u8]) -> Self {
        assert_eq!(before.starts_with(BOM), after.starts_with(BOM));
        let (old, new) = (lines(before), lines(after));
        let (old_stays, new_stays) = (vec![true; old.len()], vec![true; new.len()]);
        Self { exact: before.is_empty() || before.ends_with(b"\n"), old, new, old_stays, new_stays }
    }

    fn take_old(&mut self, line: usize, height: usize) -> Lines<'a> {
        self.old_stays[line - 1..][..height].fill(false);
        self.old[line - 1..][..height].to_vec()
    }

    fn take_new(&mut self, line: usize, height: usize) -> Lines<'a> {
        self.new_stays[line - 1..][..height].fill(false);
        self.new[line - 1..][..height].to_vec()
    }

    fn comparable(&self, lines: &[&'a [u8]]) -> Lines<'a> {
        lines.iter().map(|line| if self.exact { line } else { without_end(line) }).collect()
    }

    fn stays(&self) -> [Lines<'a>; 2] {
        [(&self.old, &self.old_stays), (&self.new, &self.new_stays)].map(|(lines, stays)| {
            let lines = lines.iter().zip(stays).filter(|(_, stays)| **stays).map(|(line, _)| *line);
            self.comparable(&lines.collect::<Vec<_>>())
        })
    }

    fn assert_same_entry(&self, out: &Lines<'a>, into: &Lines<'a>) {
        assert_eq!(self.comparable(&out[1..]), self.comparable(&into[1..]), "the details");
        let end = |line: &'a [u8]| &line[without_end(line).len()..];
        assert!(!self.exact || end(out[0]) == end(into[0]), "a line keeps its line end");
    }
}

fn assert_other_bytes_stand(
    [before, after]: [&[u8]; 2],
    board: &ParsedBoard,
    vocabulary: &Vocabulary,
    edited: &[(&Edit, &LineChange)],
    new_sections: usize,
) {
    let mut rest = Rest::of(before, after);
    for (edit, change) in edited {
        let Some(height) = named(edit).map_or(Some(1), |line| height(&rest.old, line)) else { return };
        let out = named(edit).map(|line| (rest.take_old(line, height), board.entry_on(line)));
        let into = change.to.as_ref().map(|to| (rest.take_new(change.line, height), to.token.as_deref()));
        match (out, into) {
            (Some((out, Some(entry))), Some((into, token))) => {
                rest.assert_same_entry(&out, &into);
                let [out, into] = [out, into].map(|lines| without_end(lines[0]));
                assert_differs_by_token(out, into, entry, vocabulary.lines(), token);
            }
            (None, Some((into, _))) => {
                let Edit::Add { wp_id, title, status } = edit else {
                    panic!("a line from nowhere: {edit:?}")
                };
                assert_eq!(without_end(into[0]), vocabulary.new_line(wp_id, title, *status).as_bytes());
            }
            _ => assert!(matches!(edit, Edit::Remove { .. })),
        }
    }
    let [old, new] = rest.stays();
    assert_only_sections_added(&old, &new, new_sections);
}

fn assert_differs_by_token(out: &[u8], into: &[u8], entry: &BoardEntry, form: LineForm, token: Option<&str>) {
    // As the parser sees it: a token holds one `?` for each byte that is no UTF-8.
    let seen: Vec<u8> = out
        .utf8_chunks()
        .flat_map(|chunk| [chunk.valid().as_bytes(), &vec![b'?'; chunk.invalid().len()]].concat())
        .collect();
    let replaced = |old: &str, new: &str| {
        let spots = 0..=seen.len().saturating_sub(old.len());
        spots
            .filter(|at| seen[*at..].starts_with(old.as_bytes()))
            .any(|at| [&out[..at], new.as_bytes(), &out[at + old.len()..]].concat() == into)
    };
    let brackets = |token: &str| format!("[{token}]");
    let old = entry.token.as_ref().map(|token| token.text.as_str());
    let fits = match (form, old, token) {
        (LineForm::Token, None, Some(new)) => {
            replaced("", &format!(" [{new}]")) || replaced("", &format!(" - [{new}]"))
        }
        (LineForm::Checkbox, _, _) if old == token => out == into,
        _ => replaced(&brackets(old.unwrap_or(" ")), &brackets(token.unwrap_or(" "))),
    };
    assert!(fits, "{} → {}", out.escape_ascii(), into.escape_ascii());
}

/// The old lines in their order, and new sections: each a heading behind a blank line, the last perhaps with one
/// below.
fn assert_only_sections_added(old: &Lines<'_>, new: &Lines<'_>, sections: usize) {
    let mut left = old.iter().peekable();
    let added: Vec<_> = new.iter().filter(|line| left.next_if_eq(line).is_none()).collect();
    assert!(left.next().is_none(), "other bytes changed");
    let headings = added.iter().filter(|line| line.starts_with(b"## ")).count();
    let blank = added.iter().filter(|line| without_end(line).is_empty()).count();
    assert_eq!((headings, headings + blank), (sections, added.len()), "lines nobody asked for");
    assert!((sections..=sections + usize::from(sections > 0)).contains(&blank));
}
