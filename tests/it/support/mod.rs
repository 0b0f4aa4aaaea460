//! What every test needs: a place of its own and readable output.

pub(crate) mod dice;
pub(crate) mod env;
pub(crate) mod git;
pub(crate) mod output;
pub(crate) mod shell;
pub(crate) mod stream;

pub(crate) use dice::Dice;
pub(crate) use env::{TestEnv, insta_filters};
pub(crate) use git::Git;
pub(crate) use output::Output;
pub(crate) use stream::JobStream;

/// Compares all that a command answered with an inline snapshot, without what differs from run to run.
macro_rules! assert_output_snapshot {
    ($output:expr, @$snapshot:literal) => {
        insta::with_settings!({ filters => $crate::support::insta_filters() }, {
            insta::assert_snapshot!($output.all(), @$snapshot);
        })
    };
}
