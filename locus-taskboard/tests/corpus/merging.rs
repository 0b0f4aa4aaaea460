//! Real boards and real edits, merged with edits of other packets.

use super::{Pair, boards, manifest, pairs, read, said};
use locus_core::domain::WpStatus;
use locus_core::domain::board::{BoardEntry, Edit};
use locus_taskboard::{Vocabulary, merge, parse, patch};
use std::collections::BTreeSet;

fn entries(bytes: &[u8]) -> Vec<BoardEntry> {
    parse(bytes, &Vocabulary::default()).entries
}

/// Places each third status line, from one on, in the next status, leaving these packets alone.
fn edits(bytes: &[u8], first: usize, alone: &BTreeSet<String>) -> Vec<Edit> {
    let entries = entries(bytes).into_iter().filter(|entry| entry.first_sight().is_some());
    let picked = entries.enumerate().filter(|(index, entry)| {
        // Lines of one packet go to one side.
        let third = entry.wp_id.as_str().bytes().map(usize::from).sum::<usize>() % 3;
        third == first && index % 2 == 0 && !alone.contains(entry.wp_id.as_str())
    });
    picked
        .map(|(index, entry)| {
            let status = WpStatus::ALL[index % WpStatus::ALL.len()];
            Edit::Place { line: entry.line, status }
        })
        .collect()
}

fn edited(bytes: &[u8], edits: &[Edit]) -> Vec<u8> {
    patch(bytes, &Vocabulary::default(), edits).unwrap().bytes
}

/// What the tool writes on two branches is merged to what it would have written on one.
#[test]
fn edits_of_different_packets_on_real_boards_merge() {
    let Some(folder) = boards() else { return };
    let mut count = 0;
    for row in manifest(&folder) {
        let base = read(&folder.join(&row["file"]));
        let none = BTreeSet::new();
        let (mine, other) = (edits(&base, 0, &none), edits(&base, 1, &none));
        count += mine.len().min(other.len());
        let (ours, theirs) = (edited(&base, &mine), edited(&base, &other));
        let merged = merge(&base, &ours, &theirs, &Vocabulary::default());
        assert_eq!(merged.conflicts, [], "{}", row["file"]);
        let both = edited(&base, &[mine, other].concat());
        let board = |bytes: &[u8]| said(&parse(bytes, &Vocabulary::default()));
        assert_eq!(board(&merged.bytes), board(&both), "{}", row["file"]);
        let sorted = |bytes: &[u8]| {
            let mut lines: Vec<_> = bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
            lines.sort();
            lines
        };
        assert!(sorted(&merged.bytes) == sorted(&both), "{}", row["file"]);
    }
    assert!(count > 100, "only {count} edits a side");
}

/// What people did on one branch and the tool on another, about other packets.
#[test]
fn real_edits_merge_with_edits_of_other_packets() {
    let Some(folder) = boards() else { return };
    for Pair { before_file, after_file, changes } in pairs(&folder) {
        let (base, ours) = (read(&folder.join(&before_file)), read(&folder.join(&after_file)));
        let touched: BTreeSet<String> = changes.into_iter().map(|change| change.wp_id).collect();
        let other = edits(&base, 2, &touched);
        let theirs = edited(&base, &other);
        let merged = merge(&base, &ours, &theirs, &Vocabulary::default());
        assert_eq!(merged.conflicts, [], "{before_file} → {after_file}");
        let board = parse(&merged.bytes, &Vocabulary::default());
        let (by_people, by_tool) = (entries(&ours), entries(&theirs));
        let moved: BTreeSet<_> = other
            .iter()
            .map(|edit| match edit {
                Edit::Place { line, .. } => {
                    entries(&base).iter().find(|e| e.line == *line).unwrap().wp_id.clone()
                }
                _ => unreachable!(),
            })
            .collect();
        let of = |all: &[BoardEntry], tool: bool| {
            let all = all.iter().filter(|entry| moved.contains(&entry.wp_id) == tool);
            let mut all: Vec<_> =
                all.map(|entry| format!("{:?}", BoardEntry { line: 0, ..entry.clone() })).collect();
            all.sort();
            all
        };
        assert_eq!(of(&board.entries, false), of(&by_people, false), "{before_file} → {after_file}");
        assert_eq!(of(&board.entries, true), of(&by_tool, true), "{before_file} → {after_file}");
    }
}

#[test]
fn revisions_far_apart_merge_to_the_one_that_changed() {
    let Some(folder) = boards() else { return };
    let files: Vec<_> = manifest(&folder).into_iter().map(|row| read(&folder.join(&row["file"]))).collect();
    for pair in files.windows(2) {
        let [base, side] = pair else { unreachable!() };
        for (ours, theirs) in [(side, base), (base, side), (side, side)] {
            let merged = merge(base, ours, theirs, &Vocabulary::default());
            assert_eq!(merged.conflicts, []);
            assert!(merged.bytes == *side);
        }
    }
}
