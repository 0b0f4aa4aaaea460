//! Any bytes as lines of events, held against the laws that the property tests use.
#![no_main]

#[path = "../../locus-fr/tests/support/laws.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(|data: &[u8]| laws::hold(data));
