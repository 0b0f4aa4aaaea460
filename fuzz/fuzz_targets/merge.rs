//! Any three texts as versions of a board, parted by NUL bytes, held against the laws that the property tests use.
#![no_main]

#[path = "../../locus-taskboard/tests/support/merging.rs"]
mod merging;

fn run(data: &[u8]) -> Option<()> {
    let mut versions = data.splitn(3, |byte| *byte == 0);
    let (base, ours, theirs) = (versions.next()?, versions.next()?, versions.next()?);
    merging::hold_for_one_side(base, ours);
    merging::hold(base, ours, theirs);
    Some(())
}

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    run(data);
});
