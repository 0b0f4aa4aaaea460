//! Entries of real boards, placed in every status.

use super::{boards, manifest, read};
use crate::support::{laws, placed_minimally};
use locus_core::domain::WpStatus;
use locus_taskboard::{Vocabulary, parse};

/// Of all pairs of a line and a status so many are left out, and one, when there is little time.
const SAMPLE: usize = 29;

/// Places every entry of a status section in every status, or each so-manieth of these pairs from one on.
fn place_each(bytes: &[u8], first: usize, step: usize) {
    let vocabulary = Vocabulary::default();
    laws::hold_still(bytes, &vocabulary);
    let board = parse(bytes, &vocabulary);
    let status_lines = board.entries.iter().filter(|entry| entry.first_sight().is_some());
    let pairs = status_lines.flat_map(|entry| WpStatus::ALL.iter().map(move |status| (entry, *status)));
    for (entry, status) in pairs.skip(first % step).step_by(step) {
        drop(placed_minimally(bytes, &board, &vocabulary, entry, status));
    }
}

fn place_on_each_board(step: usize) {
    let Some(folder) = boards() else { return };
    for (turn, row) in manifest(&folder).iter().enumerate() {
        place_each(&read(&folder.join(&row["file"])), turn, step);
    }
}

#[test]
fn an_entry_moves_alone() {
    place_on_each_board(SAMPLE);
}

#[test]
#[ignore = "takes minutes without optimisation"]
fn every_entry_moves_alone_to_every_status() {
    place_on_each_board(1);
}

/// The board with other line ends.
fn with_ends(bytes: &[u8], end: impl Fn(usize) -> &'static [u8]) -> Vec<u8> {
    let mut mutated = Vec::new();
    for (index, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let content = line.strip_suffix(b"\n").unwrap_or(line);
        mutated.extend_from_slice(content.strip_suffix(b"\r").unwrap_or(content));
        mutated.extend_from_slice(if line.ends_with(b"\n") { end(index) } else { b"" });
    }
    mutated
}

/// The board with bytes that are no UTF-8 below each heading and in each text without token.
fn with_invalid_bytes(bytes: &[u8]) -> Vec<u8> {
    let entries = parse(bytes, &Vocabulary::default()).entries;
    let tokenless = |number: usize| {
        entries.iter().any(|entry| entry.line == number && entry.token.is_none() && !entry.text.is_empty())
    };
    let mut mutated = Vec::new();
    for (number, line) in (1..).zip(bytes.split_inclusive(|byte| *byte == b'\n')) {
        let (text, end) = line.split_at(line.trim_ascii_end().len());
        mutated.extend_from_slice(text);
        mutated.extend_from_slice(if tokenless(number) { b" \xc3(" } else { b"" });
        mutated.extend_from_slice(end);
        mutated.extend_from_slice(if line.starts_with(b"## ") { b"\xff prose \xe2\x82\n" } else { b"" });
    }
    mutated
}

fn place_on_each_mutated_board(step: usize) {
    let Some(folder) = boards() else { return };
    for row in manifest(&folder) {
        let bytes = read(&folder.join(&row["file"]));
        let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let mutated = [
            with_ends(&bytes, |_| b"\r\n"),
            with_ends(&bytes, |index| if index % 3 == 0 { b"\r\n" } else { b"\n" }),
            bytes.trim_ascii_end().to_vec(),
            [b"\xef\xbb\xbf", body].concat(),
            with_invalid_bytes(&bytes),
        ];
        mutated.iter().enumerate().for_each(|(turn, bytes)| place_each(bytes, turn, step));
    }
}

#[test]
fn an_entry_moves_alone_on_a_board_with_other_bytes() {
    place_on_each_mutated_board(5 * SAMPLE);
}

#[test]
#[ignore = "takes minutes without optimisation"]
fn every_entry_moves_alone_on_a_board_with_other_bytes() {
    place_on_each_mutated_board(1);
}
