//! Disks that are full, folders that can't be written, readers that go away: told, with the store as it was before.
#![cfg(target_os = "linux")]

use crate::support::env::job;
use crate::support::{Output, TestEnv};
use serde_json::json;
use std::io::Write as _;
use std::process::{Command, Stdio};

/// Runs the binary where no file may grow beyond so many blocks of 512 bytes.
fn with_small_files(env: &TestEnv, blocks: u32, args: &[&str], input: &str) -> Output {
    let locus = env.command(args);
    let mut command = Command::new("sh");
    // Without the signal a write that is too much fails as one on a full disk does.
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
    command.args(["-c", &script, "sh"]).arg(locus.get_program()).args(locus.get_args());
    command.current_dir(env.root()).env_clear().env("LOCUS_ACTOR", "ada");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    Output::new(child.wait_with_output().unwrap())
}

fn assert_sound(env: &TestEnv) {
    env.locus(["doctor"]).success();
    env.locus(["events", "verify"]).success();
    env.locus(["events", "replay"]).success();
}

#[test]
fn a_job_that_finds_no_room_is_refused_and_the_store_is_as_it_was() {
    for blocks in [0, 1, 8, 64, 200, 400, 600, 800, 1000] {
        let env = TestEnv::with_packet("ready");
        let create = |number: usize| {
            let text = "x".repeat(20_000);
            job("create_wp", json!({ "wp_id": format!("WP-N{number}"), "title": "n", "description": text }))
                .to_string()
        };
        let jobs: Vec<_> = (0..20).map(create).collect();
        let results = with_small_files(&env, blocks, &["job"], &jobs.join("\n")).results();
        assert_eq!(results.len(), 20, "{blocks}: each job has its answer");
        let done = results.iter().filter(|result| result["success"] == true).count();
        for result in results.iter().filter(|result| result["success"] != true) {
            assert_eq!(result["error"]["code"], "LOCUS-STORE", "{blocks}: {result}");
        }
        assert!(done < 20 || blocks >= 800, "{blocks} blocks hold {done}");
        let listed = env.jobs(&[job("search", json!({ "query": "n", "limit": 100 }))]).results();
        assert_eq!(
            listed[0]["data"]["total_count"], done,
            "{blocks}: what was answered is there, and no more"
        );
        assert_sound(&env);
    }
}

#[test]
fn a_board_and_a_file_of_events_that_find_no_room_stay_as_they_were() {
    let env = TestEnv::with_packet("ready");
    let board = format!("## Ready for Dev\n- **[WP-1]** - [READY_FOR_DEV]\n\n{}\n", "text\n".repeat(400_000));
    env.write("TASK_BOARD.md", &board);
    env.locus(["board", "sync"]).success();
    env.locus(["events", "sync", "log.jsonl"]).success();
    let log = std::fs::read(env.path("log.jsonl")).unwrap();
    // As much as the database needs, and less than the board.
    let changed = with_small_files(&env, 2000, &["wp", "update", "WP-1", "--status", "blocked"], "");
    assert_eq!(changed.code(), 0, "the change is safe: {}", changed.all());
    assert!(changed.stderr().contains("the board was not updated"), "{}", changed.stderr());
    assert_eq!(std::fs::read_to_string(env.path("TASK_BOARD.md")).unwrap(), board);
    let synced = with_small_files(&env, 2000, &["board", "sync"], "");
    assert_eq!(synced.code(), 7, "{}", synced.all());
    assert_eq!(std::fs::read_to_string(env.path("TASK_BOARD.md")).unwrap(), board);
    let exported = with_small_files(&env, 8, &["events", "sync", "--export", "log.jsonl"], "");
    assert_eq!(exported.code(), 1, "{}", exported.all());
    assert_eq!(std::fs::read(env.path("log.jsonl")).unwrap(), log);
    let left: Vec<_> =
        std::fs::read_dir(env.root()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().ends_with(".tmp")), "{left:?}");
    env.locus(["board", "sync"]).success();
    env.locus(["events", "sync", "log.jsonl"]).success();
    assert_sound(&env);
}

#[test]
fn a_project_that_finds_no_room_can_be_made_once_there_is_some() {
    for blocks in [0, 1, 4, 16, 64, 128] {
        let env = TestEnv::new();
        let output = with_small_files(&env, blocks, &["init"], "");
        if output.code() != 0 {
            assert!([1, 7].contains(&output.code()), "{blocks}: {}", output.all());
            assert!(output.stderr().starts_with("error: "), "{}", output.stderr());
        }
        env.locus(["init"]).success();
        env.locus(["wp", "create", "x", "--id", "WP-1"]).success();
        assert_sound(&env);
    }
}

/// A file system of a megabyte, which goes away with the test.
struct SmallDisk<'a>(&'a TestEnv);

impl<'a> SmallDisk<'a> {
    fn mount(env: &'a TestEnv) -> Option<Self> {
        std::fs::create_dir(env.path("disk")).unwrap();
        let args = ["-t", "tmpfs", "-o", "size=1m", "locus-test"];
        let mounted = Command::new("mount").args(args).arg(env.path("disk")).output();
        mounted.is_ok_and(|output| output.status.success()).then_some(Self(env))
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        drop(Command::new("umount").arg(self.0.path("disk")).output());
    }
}

#[test]
fn a_disk_that_fills_up_is_told_by_name_and_what_was_answered_stands() {
    let env = TestEnv::new();
    let Some(_disk) = SmallDisk::mount(&env) else {
        std::io::stderr().write_all(b"SKIPPED: no file system can be mounted here\n").unwrap();
        return;
    };
    let create = |number: usize| {
        let text = "x".repeat(20_000);
        job("create_wp", json!({ "wp_id": format!("WP-{number}"), "title": "n", "description": text }))
    };
    let jobs: Vec<_> = (0..40).map(create).collect();
    let input: String = jobs.iter().map(|job| format!("{job}\n")).collect();
    let results = env.locus_with(["--db", "disk/x.db", "job"], input).exits(1).results();
    let done = results.iter().filter(|result| result["success"] == true).count();
    assert!((1..40).contains(&done), "{done}");
    let refused = results.iter().find(|result| result["success"] != true).unwrap();
    assert_eq!(refused["error"]["message"], "the database failed: the disk is full", "{refused}");
    let shown = env.locus(["--db", "disk/x.db", "--json", "wp", "list", "--limit", "100"]).success().json();
    assert_eq!(shown["data"]["total_count"], done, "{shown}");
    env.locus(["--db", "disk/x.db", "events", "verify"]).success();
}

#[test]
fn a_reader_that_goes_away_ends_a_stream_of_jobs_and_what_was_answered_stands() {
    let env = TestEnv::with_packet("ready");
    let mut child = env
        .command(["job"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    drop(child.stdout.take());
    // It may be gone before all of it is written.
    for number in 0..200 {
        let create = job("create_wp", json!({ "wp_id": format!("WP-N{number}"), "title": "n" }));
        if writeln!(stdin, "{create}").is_err() {
            break;
        }
    }
    drop(stdin);
    let output = Output::new(child.wait_with_output().unwrap());
    assert_eq!((output.code(), output.stderr()), (0, ""));
    assert_sound(&env);
}

#[test]
fn without_stderr_the_exit_code_is_all_there_is() {
    let env = TestEnv::with_packet("ready");
    for (args, code) in
        [(["wp", "show", "WP-404"].as_slice(), 3), (&["fly"], 2), (&["wp", "close", "WP-1"], 4)]
    {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = env.command(args).stderr(full).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{args:?}");
    }
}
