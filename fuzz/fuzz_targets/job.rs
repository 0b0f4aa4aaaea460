//! Any bytes as jobs, one a line, held against the laws that the property tests use.
#![no_main]

#[path = "../../locus-core/tests/support/job_laws.rs"]
mod job_laws;

libfuzzer_sys::fuzz_target!(|data: &[u8]| job_laws::hold(data));
