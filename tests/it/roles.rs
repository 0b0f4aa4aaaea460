//! Who may do what, written out: every role with every operation, and with every command that is none.

use crate::support::TestEnv;
use crate::support::env::job;
use locus_core::app::OperationName;
use locus_core::domain::Role;
use serde_json::json;

const READERS: &[&str] = &["viewer", "coder", "validator", "orchestrator", "operator"];
const WRITERS: &[&str] = &["coder", "orchestrator", "operator"];
const JUDGES: &[&str] = &["validator", "operator"];
const SYNCERS: &[&str] = &["orchestrator", "operator"];
const OPERATORS: &[&str] = &["operator"];

const OPERATIONS: [(&str, &[&str]); 18] = [
    ("create_wp", WRITERS),
    ("update_wp", WRITERS),
    ("gate_wp", JUDGES),
    ("close_wp", WRITERS),
    ("delete_wp", OPERATORS),
    ("register_mts", WRITERS),
    ("start_mt", WRITERS),
    ("record_iteration", WRITERS),
    ("complete_mt", WRITERS),
    ("add_dependency", WRITERS),
    ("remove_dependency", WRITERS),
    ("query_ready", READERS),
    ("query_blocked", READERS),
    ("get_wp_status", READERS),
    ("get_mt_progress", READERS),
    ("search", READERS),
    ("sync_task_board", SYNCERS),
    ("sync_events", SYNCERS),
];

#[test]
fn each_role_runs_the_operations_of_its_table_and_no_other() {
    assert_eq!(Role::ALL.iter().map(|role| role.as_str()).collect::<Vec<_>>(), READERS);
    assert_eq!(
        OPERATIONS.map(|(name, _)| name.parse::<OperationName>().unwrap()).as_slice(),
        OperationName::ALL
    );
    let env = TestEnv::with_packet("ready");
    let jobs = READERS.iter().flat_map(|role| {
        OPERATIONS.iter().map(move |(name, may)| {
            let mut job = job(name, json!({}));
            job["role"] = json!(role);
            (*role, *name, may.contains(role), job)
        })
    });
    let jobs: Vec<_> = jobs.collect();
    let before = env.events();
    let lines: Vec<_> = jobs.iter().map(|(.., job)| job.clone()).collect();
    let results = env.jobs(&lines).results();
    assert_eq!(results.len(), jobs.len());
    for ((role, name, may, _), result) in jobs.iter().zip(results) {
        let denied = result["error"]["code"] == "HSK-403-CAPABILITY";
        assert_eq!(denied, !may, "{role} {name}: {result}");
    }
    assert_eq!(env.events(), before, "without params nothing was done");
}

/// Commands that are no operation, and who may run them.
const COMMANDS: &[(&[&str], &[&str])] = &[
    (&["status"], READERS),
    (&["backup", "ROLE.db"], READERS),
    (&["doctor"], READERS),
    (&["doctor", "--fix"], SYNCERS),
    (&["diagnostics"], READERS),
    (&["events", "list"], READERS),
    (&["events", "tail"], READERS),
    (&["events", "export"], READERS),
    (&["events", "export", "--with-content"], READERS),
    (&["events", "verify"], READERS),
    (&["events", "replay"], READERS),
    (&["events", "replay", "--into", "ROLE-rebuilt.db"], SYNCERS),
    (&["events", "sync", "log.jsonl"], SYNCERS),
    (&["wp", "history", "WP-1"], READERS),
    (&["wp", "note", "WP-1", "seen"], WRITERS),
    (&["wp", "reopen", "WP-1", "--reason", "again"], WRITERS),
    (&["dep", "list", "WP-1"], READERS),
    (&["dep", "tree", "WP-1"], READERS),
    (&["dep", "chain", "WP-1"], READERS),
    (&["dep", "graph"], READERS),
    (&["board", "render"], READERS),
    (&["board", "diff"], SYNCERS),
    (&["board", "sync"], SYNCERS),
    (&["board", "add", "WP-1"], SYNCERS),
    (&["import", "gov", "gov", "--dry-run"], READERS),
    (&["import", "gov", "gov"], WRITERS),
];

#[test]
fn each_role_runs_the_commands_of_its_table_and_no_other() {
    for role in READERS {
        let env = TestEnv::new();
        env.write("docs/TASK_BOARD.md", "## Ready for Dev\n\n## Stub Backlog\n");
        env.write("gov/roles_shared/TASK_BOARD.md", "## Ready for Dev\n");
        env.locus(["init"]).success();
        env.locus(["wp", "create", "First", "--id", "WP-1"]).success();
        for (command, may) in COMMANDS {
            let args = command.iter().map(|arg| arg.replace("ROLE", role));
            let output = env.locus(["--role".to_owned(), (*role).to_owned()].into_iter().chain(args));
            assert_eq!(output.code() != 6, may.contains(role), "{role} {command:?}: {}", output.all());
            assert_ne!(output.code(), 2, "{command:?}: {}", output.all());
        }
        assert_eq!(env.path(&format!("{role}-rebuilt.db")).exists(), SYNCERS.contains(role), "{role}");
    }
}

#[test]
fn undoing_needs_what_the_reversal_does() {
    for role in READERS {
        let updated = TestEnv::with_packet("ready");
        let created = TestEnv::with_packet("stub");
        // A packet that was created is deleted.
        for (env, may) in [(updated, WRITERS), (created, OPERATORS)] {
            for command in [&["undo", "--dry-run"][..], &["undo"]] {
                let output = env.locus([&["--role", role], command].concat());
                assert_eq!(output.code(), if may.contains(role) { 0 } else { 6 }, "{role}: {}", output.all());
            }
        }
    }
}
