//! Any text as the words of a board, as `config.toml` has them, and any bytes as a board in these words, held against
//! the laws that the property tests use. A NUL byte parts the two.
#![no_main]

#[path = "../../locus-taskboard/tests/support/edits.rs"]
mod edits;
#[path = "../../locus-taskboard/tests/support/laws.rs"]
mod laws;

use locus_taskboard::{Vocabulary, parse};

fn run(data: &[u8]) -> Option<()> {
    let mut parts = data.splitn(3, |byte| *byte == 0);
    let words = std::str::from_utf8(parts.next()?).ok()?;
    let vocabulary: Vocabulary = toml::from_str(words).ok()?;
    let (bytes, picks) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    laws::hold_still(bytes, &vocabulary);
    let board = parse(bytes, &vocabulary);
    let (picks, _) = picks.as_chunks::<3>();
    laws::hold(bytes, &board, &vocabulary, &edits::edits(&board, picks)).map(drop)
}

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    run(data);
});
