//! A repository that jobs are sent to.

use locus_core::app::{Caller, Engine};
use locus_core::domain::Role;
use locus_core::job::{JobLine, JobRunner};
use locus_core::memory::MemoryStore;
use locus_core::ports::{Board, BoardFailure, Boards, EventFile, EventFiles};
use locus_core::testing::{self, REPLICA};
use locus_fr::{EventLogFile, FlightRecorder};
use locus_taskboard::{BoardFile, Vocabulary};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long to wait for a lock that nobody of this test holds: a child that another test is just starting may share it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(1);

/// The board and the files of events in a folder, if there is one.
#[derive(Debug, Default)]
pub(crate) struct Folder(Option<tempfile::TempDir>);

impl Folder {
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.as_ref().map_or(Path::new("/nowhere"), tempfile::TempDir::path).join(name)
    }
}

impl Boards for Folder {
    fn open(&self, path: Option<&str>) -> Result<Box<dyn Board>, BoardFailure> {
        let name = path.unwrap_or("TASK_BOARD.md");
        let path = self.path(name);
        if !path.is_file() {
            return Err(BoardFailure::Missing { path: name.to_owned() });
        }
        let lock = self.path("board.lock");
        Ok(Box::new(BoardFile { path, vocabulary: Vocabulary::default(), lock, wait: PATIENCE }))
    }
}

impl EventFiles for Folder {
    fn event_file(&self, path: &str) -> Box<dyn EventFile> {
        Box::new(EventLogFile::new(self.path(path), PATIENCE))
    }
}

pub(crate) struct Jobs {
    pub(crate) engine: Engine,
    pub(crate) process: Caller,
    pub(crate) folder: Folder,
}

impl Default for Jobs {
    fn default() -> Self {
        Self::with_role(Role::Operator)
    }
}

impl Jobs {
    pub(crate) fn with_role(role: Role) -> Self {
        let engine = testing::engine(Box::new(MemoryStore::new(REPLICA)), Box::new(FlightRecorder));
        Self { engine, process: testing::caller(role), folder: Folder::default() }
    }

    /// With a folder for a board and for files of events.
    pub(crate) fn with_folder() -> Self {
        Self { folder: Folder(Some(tempfile::tempdir().unwrap())), ..Self::default() }
    }

    pub(crate) fn runner(&mut self) -> JobRunner<'_> {
        JobRunner::new(&mut self.engine, &self.process, &self.folder, &self.folder)
    }

    /// Sends a line, and logs a query as a command would.
    pub(crate) fn line(&mut self, line: &[u8]) -> Value {
        let outcome = self.runner().answer(&JobLine::Whole(line.to_vec()));
        if let Some(record) = &outcome.log {
            self.engine.log_query(record).unwrap();
        }
        let answer = serde_json::from_str(&outcome.line).unwrap();
        if let Ok(job) = serde_json::from_slice(line) {
            crate::schema::agree(&job, &answer);
        }
        answer
    }

    pub(crate) fn job(&mut self, operation: &str, params: Value, envelope: Value, input: Value) -> Value {
        let mut job = job(operation, params);
        merge(&mut job["input"], input);
        merge(&mut job, envelope);
        self.line(job.to_string().as_bytes())
    }

    pub(crate) fn run(&mut self, operation: &str, params: Value) -> Value {
        self.job(operation, params, json!({}), json!({}))
    }

    /// Runs a job that must succeed.
    #[track_caller]
    pub(crate) fn ok(&mut self, operation: &str, params: Value) -> Value {
        let answer = self.run(operation, params);
        assert_eq!(answer["success"], true, "{answer}");
        answer
    }

    /// Runs a job that must be refused with this code and leave nothing but a diagnostic; answers the error.
    #[track_caller]
    pub(crate) fn refused(&mut self, code: &str, operation: &str, params: Value) -> Value {
        let before = self.head();
        let answer = self.run(operation, params);
        assert_eq!(answer["error"]["code"], code, "{answer}");
        assert_eq!(answer["success"], false);
        assert_eq!(answer["events_emitted"], json!([]));
        assert_eq!(self.head(), before, "a refusal writes no event");
        answer["error"].clone()
    }

    pub(crate) fn head(&mut self) -> u64 {
        self.engine.view(|txn| Ok(txn.chain_head()?.sequence)).unwrap()
    }

    /// A packet in one of the states it can be brought to.
    pub(crate) fn packet(&mut self, id: &str, status: &str) {
        self.packet_with(id, status, json!({}));
    }

    pub(crate) fn packet_with(&mut self, id: &str, status: &str, more: Value) {
        let mut params = json!({ "wp_id": id, "title": id });
        merge(&mut params, more);
        self.ok("create_wp", params);
        let steps: &[(&str, Value)] = &[
            ("ready", json!(["update_wp", { "wp_id": id, "updates": { "status": "ready" } }])),
            ("in_progress", json!(["gate_wp", { "wp_id": id, "gate": "pre_work", "result": "pass" }])),
            ("done", json!(["gate_wp", { "wp_id": id, "gate": "post_work", "result": "pass" }])),
        ];
        let path: &[usize] = match status {
            "stub" => &[],
            "ready" => &[0],
            "in_progress" => &[0, 1],
            "done" => &[0, 1, 2],
            _ => {
                let from = if status == "gated" { "blocked" } else { "ready" };
                let path: &[&str] =
                    if status == "gated" { &["ready", from, "gated"] } else { &[from, status] };
                for status in path {
                    self.ok("update_wp", json!({ "wp_id": id, "updates": { "status": status } }));
                }
                return;
            }
        };
        for index in path {
            let (_, step) = &steps[*index];
            self.ok(step[0].as_str().unwrap(), step[1].clone());
        }
    }

    pub(crate) fn status(&mut self, id: &str) -> Value {
        self.ok("get_wp_status", json!({ "wp_id": id }))["data"].clone()
    }
}

/// A job that asks for this operation.
pub(crate) fn job(operation: &str, params: Value) -> Value {
    json!({
        "job_kind": "locus_operation",
        "protocol_id": format!("locus_{operation}_v1"),
        "input": { "operation": operation, "params": params },
    })
}

/// Adds the keys of `more`.
pub(crate) fn merge(into: &mut Value, more: Value) {
    if let (Some(into), Value::Object(more)) = (into.as_object_mut(), more) {
        into.extend(more);
    }
}
