//! Laws of editing a board, on boards of all kinds.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

#[path = "support/boards.rs"]
mod boards;
mod support;

use boards::{board, soup};
use locus_core::domain::WpStatus;
use locus_core::domain::board::{BoardEntry, Edit};
use locus_taskboard::{ParsedBoard, Vocabulary, parse, patch};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use support::{has_home, home, placed_minimally};

fn read(bytes: &[u8]) -> ParsedBoard {
    parse(bytes, &Vocabulary::default())
}

fn status_lines(board: &ParsedBoard) -> Vec<&BoardEntry> {
    board.entries.iter().filter(|entry| entry.first_sight().is_some()).collect()
}

fn status() -> impl Strategy<Value = WpStatus> {
    select(WpStatus::ALL)
}

/// Edits of lines of a board, each of another one.
fn some_edits(board: &ParsedBoard, picks: &[(Index, Option<WpStatus>)]) -> Vec<Edit> {
    let mut lines = status_lines(board);
    let mut edits = Vec::new();
    for (index, status) in picks {
        if lines.is_empty() {
            break;
        }
        let line = lines.remove(index.index(lines.len())).line;
        edits.push(status.map_or(Edit::Remove { line }, |status| Edit::Place { line, status }));
    }
    edits
}

fn picks(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<(Index, Option<WpStatus>)>> {
    prop::collection::vec((any::<Index>(), prop::option::weighted(0.8, status())), count)
}

/// Lines in the section of their status, with that status and another one that has a section.
fn moves(board: &ParsedBoard) -> Vec<(&BoardEntry, WpStatus, WpStatus)> {
    let section = |entry: &BoardEntry| entry.section.as_ref().and_then(|section| section.status);
    let said = board.entries.iter().filter_map(|entry| Some((entry, entry.first_sight()?.status)));
    let at_home = said.filter(|(entry, status)| section(entry) == Some(home(board, *status)));
    let to = |status: WpStatus| WpStatus::ALL.iter().map(move |to| (status, *to));
    at_home
        .flat_map(|(entry, status)| to(status).map(move |(status, to)| (entry, status, to)))
        .filter(|(_, status, to)| has_home(board, *to) && home(board, *status) != home(board, *to))
        .collect()
}

/// What a board's entries say, without order and lines.
fn said(bytes: &[u8]) -> Vec<String> {
    let entries = read(bytes).entries.into_iter();
    let mut said: Vec<_> = entries.map(|entry| format!("{:?}", BoardEntry { line: 0, ..entry })).collect();
    said.sort();
    said
}

proptest! {
    #[test]
    fn no_edit_changes_no_byte(bytes in prop_oneof![soup(), prop::collection::vec(any::<u8>(), 0..200)]) {
        let patched = patch(&bytes, &Vocabulary::default(), &[]).unwrap();
        prop_assert_eq!(patched.bytes, bytes);
        prop_assert_eq!(patched.changes, vec![]);
    }

    #[test]
    fn an_entry_moves_alone(bytes in board(), which: Index, status in status()) {
        let board = read(&bytes);
        let lines = status_lines(&board);
        if lines.is_empty() {
            return Ok(());
        }
        drop(placed_minimally(&bytes, &board, lines[which.index(lines.len())], status));
    }

    #[test]
    fn there_and_back_and_there_again_is_there(bytes in board(), which: Index) {
        let board = read(&bytes);
        let moves = moves(&board);
        if moves.is_empty() || !bytes.ends_with(b"\n") {
            return Ok(());
        }
        let (entry, before, status) = moves[which.index(moves.len())];
        let place = |bytes: &[u8], line, status| {
            let board = read(bytes);
            placed_minimally(bytes, &board, board.entry_on(line).unwrap(), status)
        };
        let (there, line) = placed_minimally(&bytes, &board, entry, status);
        let (back, line) = place(&there, line, before);
        prop_assert_eq!(there, place(&back, line, status).0);
    }

    #[test]
    fn edits_of_different_lines_commute(bytes in board(), picks in picks(2..6), turn: Index) {
        let board = read(&bytes);
        let edits = some_edits(&board, &picks);
        if edits.is_empty() {
            return Ok(());
        }
        let mut turned = edits.clone();
        turned.rotate_left(turn.index(edits.len()));
        let [one, other] = [edits, turned].map(|edits| patch(&bytes, &Vocabulary::default(), &edits).unwrap());
        prop_assert_eq!(said(&one.bytes), said(&other.bytes));
        let [mut one, mut other] = [one, other].map(|patched| patched.changes);
        for changes in [&mut one, &mut other] {
            changes.iter_mut().for_each(|change| change.line = 0);
            changes.sort_by_key(|change| format!("{change:?}"));
        }
        prop_assert_eq!(one, other);
    }

    #[test]
    fn whatever_the_text_an_edit_that_succeeds_says_what_it_should(bytes in soup(), picks in picks(1..5)) {
        let board = read(&bytes);
        let edits = some_edits(&board, &picks);
        let Ok(patched) = patch(&bytes, &Vocabulary::default(), &edits) else { return Ok(()) };
        let after = read(&patched.bytes);
        let mut named = Vec::new();
        let mut written = Vec::new();
        for edit in &edits {
            let (Edit::Place { line, .. } | Edit::Remove { line }) = edit else { unreachable!() };
            named.push(*line);
        }
        for change in &patched.changes {
            if let Some(to) = &change.to {
                let entry = after.entry_on(change.line).unwrap();
                let status = entry.first_sight().map(|sight| sight.status.into());
                prop_assert_eq!((&entry.wp_id, status), (&change.wp_id, to.status));
                written.push(change.line);
            }
        }
        let others = |board: &ParsedBoard, edited: &[usize]| -> Vec<_> {
            let others = board.entries.iter().filter(|entry| !edited.contains(&entry.line));
            others.map(|entry| BoardEntry { line: 0, ..entry.clone() }).collect()
        };
        // An edit that says what its line says already leaves it where it is.
        if patched.changes.len() == edits.len() {
            prop_assert_eq!(others(&board, &named), others(&after, &written));
        }
    }
}
