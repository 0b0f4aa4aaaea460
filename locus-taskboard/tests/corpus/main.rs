//! Real boards and real edits, read in place from `LOCUS_CORPUS`; reported as skipped where there are none.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

mod merging;
mod patching;
#[path = "../support/mod.rs"]
mod support;

use locus_core::domain::TaskBoardStatus;
use locus_core::domain::board::BoardEntry;
use locus_taskboard::{Lines, ParsedBoard, Vocabulary, parse};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The folder with the boards, if there is one.
fn boards() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let corpus = std::env::var_os("LOCUS_CORPUS").map_or(beside, PathBuf::from).join("boards");
    if corpus.is_dir() {
        return Some(corpus);
    }
    // The harness hides what a passing test prints, but not what goes to the stream itself.
    let skipped = format!("SKIPPED: no real boards at {}; set LOCUS_CORPUS\n", corpus.display());
    std::io::stderr().write_all(skipped.as_bytes()).unwrap();
    None
}

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn board(folder: &Path, file: &str) -> ParsedBoard {
    parse(&read(&folder.join(file)), &Vocabulary::default())
}

/// The rows of MANIFEST.tsv by column name.
fn manifest(folder: &Path) -> Vec<BTreeMap<String, String>> {
    let text = String::from_utf8(read(&folder.join("MANIFEST.tsv"))).unwrap();
    let mut rows = text.lines().map(|line| line.split('\t').map(str::to_owned));
    let names: Vec<_> = rows.next().unwrap().collect();
    rows.map(|row| names.iter().cloned().zip(row).collect()).collect()
}

#[test]
fn every_entry_of_every_board_is_found() {
    let Some(folder) = boards() else { return };
    let rows = manifest(&folder);
    assert!(!rows.is_empty());
    for row in rows {
        let board = board(&folder, &row["file"]);
        assert_eq!(board.entries.len().to_string(), row["entries"], "{}", row["file"]);
        assert_eq!(board.warnings, [], "{}", row["file"]);
    }
}

#[test]
fn every_board_is_the_sum_of_its_lines() {
    let Some(folder) = boards() else { return };
    for row in manifest(&folder) {
        let bytes = read(&folder.join(&row["file"]));
        let lines = Lines::of(&bytes);
        let mut joined = bytes[..lines.body_start()].to_vec();
        for line in lines.as_slice() {
            joined.extend_from_slice(&bytes[line.content()]);
            joined.extend_from_slice(line.line_end.as_bytes());
        }
        assert!(joined == bytes, "{}", row["file"]);
    }
}

#[test]
fn section_and_token_contradict_each_other_where_the_manifest_says_so() {
    let Some(folder) = boards() else { return };
    for row in manifest(&folder) {
        // It doesn't count `SUPERSEDED by X` as the token it is.
        let noted =
            row["notable"].split("; ").any(|note| note.starts_with("mismatch:") && !note.contains(" by "));
        let board = board(&folder, &row["file"]);
        let contradictions =
            board.entries.iter().filter_map(BoardEntry::first_sight).filter(|s| s.contradiction);
        assert_eq!(contradictions.count() > 0, noted, "{}", row["file"]);
    }
}

#[derive(Deserialize)]
struct Pair {
    before_file: String,
    after_file: String,
    changes: Vec<Change>,
}

#[derive(Deserialize)]
struct Change {
    wp_id: String,
    from: Option<Place>,
    to: Option<Place>,
}

#[derive(Deserialize)]
struct Place {
    section: String,
    token: Option<String>,
    status: Option<String>,
    token_status: Option<String>,
    line: usize,
}

fn pairs(folder: &Path) -> Vec<Pair> {
    let pairs: Vec<Pair> = serde_json::from_slice(&read(&folder.join("pairs_public.json"))).unwrap();
    assert!(!pairs.is_empty());
    pairs
}

/// What a line says: packet, section, token.
type Said = (String, Option<String>, Option<String>);

fn said(board: &ParsedBoard) -> BTreeMap<Said, i64> {
    let mut said = BTreeMap::new();
    for entry in &board.entries {
        let section = entry.section.as_ref().map(|section| section.heading.clone());
        let token = entry.token.as_ref().map(|token| token.text.clone());
        *said.entry((entry.wp_id.to_string(), section, token)).or_default() += 1;
    }
    said
}

fn text(status: locus_core::domain::WpStatus) -> String {
    TaskBoardStatus::from(status).to_string()
}

fn assert_stands(board: &ParsedBoard, wp_id: &str, place: &Place) {
    let entry = board.entries.iter().find(|entry| entry.line == place.line).unwrap();
    let section = entry.section.as_ref().unwrap();
    assert_eq!(entry.wp_id.as_str(), wp_id);
    assert_eq!(section.heading, place.section);
    assert_eq!(section.status.map(text), place.status);
    assert_eq!(entry.token.as_ref().map(|token| &token.text), place.token.as_ref());
    let meaning = entry.token.as_ref().and_then(|token| token.meaning);
    let sight = entry.first_sight().map(|sight| text(sight.status));
    if meaning.is_some_and(|meaning| meaning.failed) {
        // The pairs read it as done; a failed verdict is not done.
        assert_eq!(sight.as_deref(), Some("GATED"));
    } else {
        assert_eq!(meaning.map(|meaning| text(meaning.status)), place.token_status);
        assert_eq!(sight, place.status);
    }
}

#[test]
fn real_edits_are_read_as_the_changes_they_are() {
    let Some(folder) = boards() else { return };
    for Pair { before_file, after_file, changes } in pairs(&folder) {
        let (before, after) = (board(&folder, &before_file), board(&folder, &after_file));
        let mut expected = said(&before);
        for Change { wp_id, from, to } in changes {
            for (board, place, count) in [(&before, from, -1), (&after, to, 1)] {
                let Some(place) = place else { continue };
                assert_stands(board, &wp_id, &place);
                *expected.entry((wp_id.clone(), Some(place.section), place.token)).or_default() += count;
            }
        }
        expected.retain(|_, count| *count != 0);
        assert_eq!(expected, said(&after), "{before_file} → {after_file}");
    }
}
