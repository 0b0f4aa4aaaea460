//! Any bytes as a board, edited in any way, held against the laws that the property tests use.
#![no_main]

#[path = "../../locus-taskboard/tests/support/edits.rs"]
mod edits;
#[path = "../../locus-taskboard/tests/support/laws.rs"]
mod laws;

use locus_taskboard::{Dialect, Vocabulary, parse};

/// The board stands first, so that a plain file is a seed; the last byte says which dialect and how many picks stand
/// before it.
fn run(data: &[u8]) -> Option<()> {
    let (control, data) = data.split_last()?;
    let (bytes, picks) = data.split_at_checked(data.len().checked_sub(usize::from(control % 5) * 3)?)?;
    let (picks, _) = picks.as_chunks::<3>();
    let vocabulary = Vocabulary::from(Dialect::ALL[usize::from(control / 5) % Dialect::ALL.len()]);
    laws::hold_still(bytes, &vocabulary);
    let board = parse(bytes, &vocabulary);
    laws::hold(bytes, &board, &vocabulary, &edits::edits(&board, picks)).map(drop)
}

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    run(data);
});
