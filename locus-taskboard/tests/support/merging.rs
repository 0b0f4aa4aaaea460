//! What must hold of merging any three texts. Property tests and the fuzzer hold boards against it.

use locus_taskboard::{Merged, Vocabulary, merge, parse};
use std::collections::BTreeSet;

pub(crate) fn merged(base: &[u8], ours: &[u8], theirs: &[u8]) -> Merged {
    merge(base, ours, theirs, &Vocabulary::default())
}

/// Holds a merge without conflicts against the text it should be.
pub(crate) fn assert_clean(merged: &Merged, expected: &[u8]) {
    assert_eq!(merged.conflicts, []);
    assert_eq!(merged.bytes.escape_ascii().to_string(), expected.escape_ascii().to_string());
}

/// What only one side changed is taken byte for byte.
pub(crate) fn hold_for_one_side(base: &[u8], side: &[u8]) {
    assert_clean(&merged(base, side, base), side);
    assert_clean(&merged(base, base, side), side);
    assert_clean(&merged(base, side, side), side);
}

/// A clean merge is read as it was meant, and conflicts are marked.
pub(crate) fn hold(base: &[u8], ours: &[u8], theirs: &[u8]) {
    let both = merged(base, ours, theirs);
    if !both.conflicts.is_empty() {
        assert!(both.bytes.windows(12).any(|text| text == b"<<<<<<< ours"));
        return;
    }
    let ids = |bytes: &[u8]| {
        let board = parse(bytes, &Vocabulary::default());
        board.entries.into_iter().map(|entry| entry.wp_id).collect::<BTreeSet<_>>()
    };
    let (known, merged) = (&ids(ours) | &ids(theirs), ids(&both.bytes));
    assert!(merged.is_subset(&known));
    let kept = &(&ids(ours) & &ids(theirs)) - &ids(base);
    assert!(kept.is_subset(&merged), "added on both sides and lost");
}
