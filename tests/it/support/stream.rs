//! A `locus job` that stays open: one line in, one line out.

use crate::support::TestEnv;
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

/// A running stream of jobs.
pub(crate) struct JobStream {
    child: Child,
    jobs: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl JobStream {
    /// A stream on a project's database.
    pub(crate) fn open(env: &TestEnv) -> Self {
        Self::open_with(env, &[])
    }

    /// A stream with options of `locus job`.
    pub(crate) fn open_with(env: &TestEnv, options: &[&str]) -> Self {
        let mut command = env.command([&["job"], options].concat());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (jobs, answers) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        Self { child, jobs: Some(jobs), answers: BufReader::new(answers) }
    }

    /// Sends a job without waiting for its answer.
    pub(crate) fn send(&mut self, job: &Value) {
        let jobs = self.jobs.as_mut().expect("not ended");
        jobs.write_all(format!("{job}\n").as_bytes()).unwrap();
    }

    /// Tells it that no more jobs come.
    pub(crate) fn end(&mut self) {
        drop(self.jobs.take());
    }

    /// The next answer that came out whole; none if the stream has ended.
    pub(crate) fn answer(&mut self) -> Option<Value> {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        line.ends_with('\n').then(|| serde_json::from_str(&line).unwrap())
    }

    /// Sends a job and waits for its answer.
    pub(crate) fn ask(&mut self, job: &Value) -> Value {
        self.send(job);
        self.answer().expect("the stream goes on")
    }

    /// Ends the process at once, as `kill -9` does.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for JobStream {
    fn drop(&mut self) {
        // A stream that ended by itself can't be killed any more.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
