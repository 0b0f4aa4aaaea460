//! Laws of editing a board, on boards of all kinds, in both dialects.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

#[path = "../support/boards.rs"]
mod boards;
#[path = "../support/edits.rs"]
mod edits;
#[path = "../support/mod.rs"]
mod support;
#[path = "../../../locus-core/tests/support/torn.rs"]
mod torn;

use boards::{board, soup};
use edits::{Pick, edits};
use locus_core::domain::WpStatus;
use locus_core::domain::board::{BoardEntry, Edit};
use locus_taskboard::{Dialect, ParsedBoard, Vocabulary, parse, patch};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use support::laws::{self, has_section, home};
use support::placed_minimally;

fn dialect() -> impl Strategy<Value = Dialect> {
    select(&Dialect::ALL[..])
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
fn moves<'a>(board: &'a ParsedBoard, vocabulary: &Vocabulary) -> Vec<(&'a BoardEntry, WpStatus, WpStatus)> {
    let section = |entry: &BoardEntry| entry.section.as_ref().and_then(|section| section.status);
    let home = |status| home(board, vocabulary, status);
    let said = board.entries.iter().filter_map(|entry| Some((entry, entry.first_sight()?)));
    // A box ticked against its section may have another mark than the tool's, which doesn't come back.
    let at_home =
        said.filter(|(entry, sight)| section(entry) == Some(home(sight.status)) && !sight.contradiction);
    let to = |status: WpStatus| WpStatus::ALL.iter().map(move |to| (status, *to));
    at_home
        .flat_map(|(entry, sight)| to(sight.status).map(move |(status, to)| (entry, status, to)))
        .filter(|(_, status, to)| has_section(board, home(*to)) && home(*status) != home(*to))
        .collect()
}

/// What a board's entries say, without order and lines.
fn said(bytes: &[u8], vocabulary: &Vocabulary) -> Vec<String> {
    let entries = parse(bytes, vocabulary).entries.into_iter();
    let mut said: Vec<_> = entries.map(|entry| format!("{:?}", BoardEntry { line: 0, ..entry })).collect();
    said.sort();
    said
}

/// Words of one's own as `config.toml` has them, for both forms of lines, and boards in them.
const OWN: [[&str; 2]; 2] = [
    [
        include_str!("../support/words.toml"),
        "## Next\n- **[WP-1]** - [NEXT] a\n  - b\n## Shipped\n- **[WP-2]** - [DROPPED FOR]\n",
    ],
    [
        include_str!("../support/boxes.toml"),
        "## Next\n- [ ] **[WP-1]** a\n  - b\n## Shipped\n- [x] **[WP-2]** c\n",
    ],
];

#[test]
fn words_of_ones_own_are_words() {
    for [words, board] in OWN {
        let words: Vocabulary = toml::from_str(words).unwrap();
        assert_eq!(parse(board.as_bytes(), &words).entries.len(), 2);
    }
}

proptest! {
    #[test]
    fn an_entry_moves_alone(bytes in board(), dialect in dialect(), which: Index, status in status()) {
        let words = Vocabulary::from(dialect);
        let board = parse(&bytes, &words);
        let lines = status_lines(&board);
        if lines.is_empty() {
            return Ok(());
        }
        drop(placed_minimally(&bytes, &board, &words, lines[which.index(lines.len())], status));
    }

    #[test]
    fn there_and_back_and_there_again_is_there(bytes in board(), dialect in dialect(), which: Index) {
        let words = Vocabulary::from(dialect);
        let board = parse(&bytes, &words);
        let moves = moves(&board, &words);
        if moves.is_empty() || !bytes.ends_with(b"\n") {
            return Ok(());
        }
        let (entry, before, status) = moves[which.index(moves.len())];
        let place = |bytes: &[u8], line, status| {
            let board = parse(bytes, &words);
            placed_minimally(bytes, &board, &words, board.entry_on(line).unwrap(), status)
        };
        let (there, line) = placed_minimally(&bytes, &board, &words, entry, status);
        let (back, line) = place(&there, line, before);
        prop_assert_eq!(there, place(&back, line, status).0);
    }

    #[test]
    fn edits_of_different_lines_commute(
        bytes in board(),
        dialect in dialect(),
        picks in picks(2..6),
        turn: Index,
    ) {
        let words = Vocabulary::from(dialect);
        let edits = some_edits(&parse(&bytes, &words), &picks);
        if edits.is_empty() {
            return Ok(());
        }
        let mut turned = edits.clone();
        turned.rotate_left(turn.index(edits.len()));
        let [one, other] = [edits, turned].map(|edits| patch(&bytes, &words, &edits).unwrap());
        prop_assert_eq!(said(&one.bytes, &words), said(&other.bytes, &words));
        let [mut one, mut other] = [one, other].map(|patched| patched.changes);
        for changes in [&mut one, &mut other] {
            changes.iter_mut().for_each(|change| change.line = 0);
            changes.sort_by_key(|change| format!("{change:?}"));
        }
        prop_assert_eq!(one, other);
    }

    #[test]
    fn whatever_the_text_an_edit_is_refused_or_all_else_stands(
        bytes in prop_oneof![3 => soup(), 1 => prop::collection::vec(any::<u8>(), 0..200)],
        dialect in dialect(),
        picks in prop::collection::vec(any::<Pick>(), 0..5),
    ) {
        let words = Vocabulary::from(dialect);
        laws::hold_still(&bytes, &words);
        let board = parse(&bytes, &words);
        drop(laws::hold(&bytes, &board, &words, &edits(&board, &picks)));
    }

    #[test]
    fn whatever_the_words_they_are_refused_or_boards_in_them_keep_to_the_laws(
        words in prop::sample::select(&OWN[..]).prop_flat_map(|[words, board]| {
            (torn::torn(vec![words.to_owned()]), torn::torn(vec![board.to_owned()]))
        }),
        picks in prop::collection::vec(any::<Pick>(), 0..5),
    ) {
        let (words, bytes) = words;
        let words = String::from_utf8_lossy(&words);
        let Ok(words) = toml::from_str::<Vocabulary>(&words) else { return Ok(()) };
        laws::hold_still(&bytes, &words);
        let board = parse(&bytes, &words);
        drop(laws::hold(&bytes, &board, &words, &edits(&board, &picks)));
    }
}
