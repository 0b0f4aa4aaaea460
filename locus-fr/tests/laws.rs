//! Laws of reading events, on lines that were torn and patched. The fuzzer holds more of them against the same.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

#[path = "support/laws.rs"]
mod laws;
#[path = "../../locus-core/tests/support/torn.rs"]
mod torn;

use proptest::prelude::*;

/// A line of each type, as the snapshot of `parse_line` has them.
fn lines() -> Vec<String> {
    let snapshot = include_str!("../src/snapshots/locus_fr__line__tests__one_line_of_each_type.snap");
    let lines: Vec<_> = snapshot.lines().filter(|line| line.starts_with('{')).map(str::to_owned).collect();
    assert_eq!(lines.len(), locus_core::event::EventType::ALL.len());
    lines
}

#[test]
fn a_line_of_each_type_holds() {
    lines().iter().for_each(|line| laws::hold(line.as_bytes()));
}

proptest! {
    #[test]
    fn a_torn_line_is_refused_with_a_reason_or_read_as_it_is_written(bytes in torn::torn(lines())) {
        laws::hold(&bytes);
    }
}
