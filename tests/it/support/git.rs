//! A real git repository in a test's folder.

use crate::support::{Output, TestEnv};
use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A repository around a test's folder, in which the real `locus` is on the path.
pub(crate) struct Git<'e> {
    env: &'e TestEnv,
    path: OsString,
}

impl<'e> Git<'e> {
    /// A fresh repository; none, said aloud, where git isn't installed.
    pub(crate) fn init(env: &'e TestEnv) -> Option<Self> {
        let folder = Path::new(env!("CARGO_BIN_EXE_locus")).parent().unwrap();
        let system = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(folder.to_owned()).chain(std::env::split_paths(&system));
        let git = Self { env, path: std::env::join_paths(folders).unwrap() };
        if Command::new("git").arg("--version").output().is_err() {
            // The harness hides what a passing test prints, but not what goes to the stream itself.
            std::io::stderr().write_all(b"SKIPPED: git is not installed\n").unwrap();
            return None;
        }
        git.run(["init", "-q", "-b", "main"]).success();
        Some(git)
    }

    /// A command in the test's folder.
    pub(crate) fn command(&self, program: &str, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(folder).env_clear().env("PATH", &self.path).env("HOME", self.env.root());
        command.env("GIT_CONFIG_NOSYSTEM", "1").env("LOCUS_ACTOR", "ada").stdin(Stdio::null());
        for role in ["AUTHOR", "COMMITTER"] {
            command
                .env(format!("GIT_{role}_NAME"), "Ada")
                .env(format!("GIT_{role}_EMAIL"), "ada@example.org");
        }
        command
    }

    /// Runs git.
    #[must_use]
    pub(crate) fn run<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Output {
        self.run_in(self.env.root(), args)
    }

    /// Runs git in a folder.
    #[must_use]
    pub(crate) fn run_in<'a>(&self, folder: &Path, args: impl IntoIterator<Item = &'a str>) -> Output {
        Output::new(self.command("git", folder).args(args).output().unwrap())
    }

    /// Runs locus as somebody with git on the path does.
    #[must_use]
    pub(crate) fn locus<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Output {
        self.locus_in(self.env.root(), args)
    }

    /// Runs locus in a folder.
    #[must_use]
    pub(crate) fn locus_in<'a>(&self, folder: &Path, args: impl IntoIterator<Item = &'a str>) -> Output {
        Output::new(self.command(env!("CARGO_BIN_EXE_locus"), folder).args(args).output().unwrap())
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
