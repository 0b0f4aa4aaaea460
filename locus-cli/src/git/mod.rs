//! What Locus puts into a git repository, and how it takes it out again: the pre-commit hook and the merge driver.

mod block;
mod merge_driver;
mod pre_commit;
mod repository;

pub(crate) use block::BlockFault;
pub(crate) use merge_driver::MergeDriver;
pub(crate) use pre_commit::PreCommit;
pub(crate) use repository::Repository;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// Put it in; nothing if it is there.
    Install,
    /// Take it out; nothing if it isn't there.
    Uninstall,
}
