//! Jobs torn and patched at random. The fuzzer holds more of them against the same laws.

#[path = "../support/job_laws.rs"]
mod job_laws;
#[path = "../support/torn.rs"]
mod torn;

use proptest::prelude::*;

proptest! {
    #[test]
    fn a_torn_job_is_answered_and_does_nothing_twice(
        bytes in torn::torn(job_laws::LIFE.lines().map(str::to_owned).collect()),
    ) {
        job_laws::hold(&bytes);
    }
}
