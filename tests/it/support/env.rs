//! A temporary root with a cleared environment, and the real binary in it.

use crate::support::Output;
use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A folder of its own for one test.
pub(crate) struct TestEnv {
    root: tempfile::TempDir,
}

impl TestEnv {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self { root: tempfile::Builder::new().prefix("locus-it-").tempdir().unwrap() }
    }

    /// A folder with a project in it.
    pub(crate) fn project() -> Self {
        let env = Self::new();
        env.locus(["init"]).success();
        env
    }

    /// A project with one packet, WP-1, in this status.
    pub(crate) fn with_packet(status: &str) -> Self {
        let env = Self::project();
        env.locus(["wp", "create", "First", "--id", "WP-1"]).success();
        let steps: &[&[&str]] = match status {
            "stub" => &[],
            "ready" => &[&["update", "WP-1", "--status", "ready"]],
            "in_progress" => {
                &[&["update", "WP-1", "--status", "ready"], &["gate", "WP-1", "pre-work", "pass"]]
            }
            "done" => &[
                &["update", "WP-1", "--status", "ready"],
                &["gate", "WP-1", "pre-work", "pass"],
                &["gate", "WP-1", "post-work", "pass"],
            ],
            other => panic!("no way to {other}"),
        };
        for step in steps {
            env.locus(std::iter::once(&"wp").chain(step.iter())).success();
        }
        env
    }

    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    /// Writes a file into the folder.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// The binary in this folder, with nothing of the surroundings.
    pub(crate) fn command<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_locus"));
        command.args(args).current_dir(self.root()).env_clear().env("LOCUS_ACTOR", "ada");
        // The demo leaves LOCUS_ACTOR aside.
        command.env("USER", "ada");
        command
    }

    /// Runs a command without input.
    #[must_use]
    pub(crate) fn locus<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Output {
        self.locus_with(args, "")
    }

    /// Runs a command with this on stdin.
    #[must_use]
    pub(crate) fn locus_with<A: AsRef<OsStr>>(
        &self,
        args: impl IntoIterator<Item = A>,
        input: impl AsRef<[u8]>,
    ) -> Output {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.as_ref().to_vec();
        // A command that reads nothing may close its stdin first.
        let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        Output::new(output)
    }

    /// Runs jobs, one a line, and answers their results.
    #[must_use]
    pub(crate) fn jobs(&self, lines: &[serde_json::Value]) -> Output {
        let input: String = lines.iter().map(|line| format!("{line}\n")).collect();
        self.locus_with(["job"], input)
    }

    /// How many events were recorded.
    pub(crate) fn events(&self) -> usize {
        self.locus(["events", "export"]).success().stdout().lines().count()
    }
}

/// What differs from run to run.
pub(crate) fn insta_filters() -> Vec<(&'static str, &'static str)> {
    vec![
        (r"(/private)?/[^\s]*locus-it-\w+", "ROOT"),
        (r"\b\d{4}-\d\d-\d\d[T ]\d\d[:-]\d\d[:-]\d\d(\.\d{3})?Z?", "TIME"),
        // What a slow test recorded a while ago.
        (r"\b\d+m ago\b", "now"),
        (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "UUID"),
        (r"\b[0-9a-f]{64}\b", "HASH"),
        (r#"("duration_ms": ?)\d+(\.\d+)?"#, "${1}0"),
        // As large as SQLite makes it.
        (r#""bytes": \d+"#, r#""bytes": SIZE"#),
    ]
}

/// A job for the job interface.
pub(crate) fn job(operation: &str, params: serde_json::Value) -> serde_json::Value {
    serde_json::json!({
        "job_kind": "locus_operation",
        "protocol_id": format!("locus_{operation}_v1"),
        "input": { "operation": operation, "params": params },
    })
}
