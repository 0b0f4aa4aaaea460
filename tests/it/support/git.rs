//! A real git repository in a test's folder.

use crate::support::shell::program;
use crate::support::{Output, TestEnv};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A repository around a test's folder, in which the real `locus` is on the path.
pub(crate) struct Git<'e> {
    env: &'e TestEnv,
}

impl<'e> Git<'e> {
    /// A fresh repository; none, said aloud, where git isn't installed.
    pub(crate) fn init(env: &'e TestEnv) -> Option<Self> {
        let git = Self { env };
        if Command::new("git").arg("--version").output().is_err() {
            // The harness hides what a passing test prints, but not what goes to the stream itself.
            std::io::stderr().write_all(b"SKIPPED: git is not installed\n").unwrap();
            return None;
        }
        git.run(["init", "-q", "-b", "main"]).success();
        Some(git)
    }

    /// Runs git.
    #[must_use]
    pub(crate) fn run<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Output {
        self.run_in(self.env.root(), args)
    }

    /// Runs git in a folder.
    #[must_use]
    pub(crate) fn run_in<'a>(&self, folder: &Path, args: impl IntoIterator<Item = &'a str>) -> Output {
        Output::new(program(self.env, "git", folder).args(args).output().unwrap())
    }

    /// Runs locus as somebody with git on the path does.
    #[must_use]
    pub(crate) fn locus<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Output {
        self.locus_in(self.env.root(), args)
    }

    /// Runs locus in a folder.
    #[must_use]
    pub(crate) fn locus_in<'a>(&self, folder: &Path, args: impl IntoIterator<Item = &'a str>) -> Output {
        Output::new(program(self.env, env!("CARGO_BIN_EXE_locus"), folder).args(args).output().unwrap())
    }

    /// Commits all there is.
    #[must_use]
    pub(crate) fn commit(&self, message: &str) -> Output {
        self.run(["add", "-A"]).success();
        self.run(["commit", "-q", "-m", message])
    }

    /// Where a hook is.
    pub(crate) fn hook(&self) -> PathBuf {
        self.env.path(".git/hooks/pre-commit")
    }
}
