//! Paths that lead to what is no file, or to a file that is somebody else's: told in a sentence, and left alone.
#![cfg(unix)]

use crate::support::env::job;
use crate::support::{Output, TestEnv};
use serde_json::json;
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A project with a packet, and beside it one of each kind of thing that is no regular file.
fn surrounded() -> TestEnv {
    let env = TestEnv::with_packet("ready");
    std::fs::create_dir(env.path("folder")).unwrap();
    symlink("/dev/zero", env.path("zeros")).unwrap();
    symlink("loop", env.path("loop")).unwrap();
    symlink("nowhere/at/all", env.path("dangling")).unwrap();
    assert!(Command::new("mkfifo").arg(env.path("pipe")).status().unwrap().success());
    env
}

/// Runs what must end by itself.
#[track_caller]
fn ends(env: &TestEnv, args: &[&str]) -> Output {
    let mut command = env.command(args);
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let began = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if began.elapsed() > Duration::from_secs(60) {
            child.kill().unwrap();
            panic!("{args:?} does not end");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Output::new(child.wait_with_output().unwrap())
}

#[track_caller]
fn assert_refused(args: &[&str], output: &Output) {
    assert!([1, 2, 3, 7].contains(&output.code()), "{args:?}: {}", output.all());
    let said = output.stderr();
    assert!(said.starts_with("error: "), "{args:?}: {said}");
    assert!(
        !["os error", "uncategorized", "panicked"].iter().any(|words| said.contains(words)),
        "{args:?}: {said}"
    );
}

#[test]
fn what_is_no_file_is_refused_wherever_a_file_belongs() {
    let env = surrounded();
    let packets = || env.locus(["wp", "list"]).success().stdout().to_owned();
    let before = packets();
    for path in ["folder", "zeros", "loop", "/proc/self/mem", "pipe/below"] {
        let cases: [&[&str]; 10] = [
            &["job", path],
            &["mt", "register", "WP-1", path],
            &["events", "validate", path],
            &["events", "verify", path],
            &["events", "sync", path],
            &["--board", path, "board", "sync"],
            &["import", "gov", path],
            &["--db", path, "ready"],
            &["--db", path, "wp", "create", "x"],
            &["board", "merge", path, path, path],
        ];
        for args in cases {
            assert_refused(args, &ends(&env, args));
        }
    }
    assert_eq!(packets(), before, "nothing was changed");
    env.locus(["doctor"]).success();
}

#[test]
fn a_pipe_is_not_waited_for_where_it_can_be_no_file() {
    let env = surrounded();
    let cases: [&[&str]; 6] = [
        &["events", "sync", "pipe"],
        &["events", "sync", "--export", "pipe"],
        &["--board", "pipe", "board", "sync"],
        &["import", "gov", "pipe"],
        &["--db", "pipe", "ready"],
        &["--db", "pipe", "init"],
    ];
    for args in cases {
        assert_refused(args, &ends(&env, args));
    }
    // A change is made all the same; there is no board to write it to.
    ends(&env, &["--board", "pipe", "wp", "update", "WP-1", "--priority", "0"]).success();
}

#[test]
fn a_governance_folder_full_of_traps_is_taken_in_without_falling_into_one() {
    let env = surrounded();
    let packets = env.path("gov/task_packets/WP-2");
    std::fs::create_dir_all(&packets).unwrap();
    for (name, target) in [
        ("packet.json", "/dev/zero"),
        ("MT-001.json", "../../../pipe"),
        ("deeper", "../.."),
        ("MT-002.json", "/etc/hostname"),
    ] {
        symlink(target, packets.join(name)).unwrap();
    }
    assert!(Command::new("mkfifo").arg(packets.join("MT-003.json")).status().unwrap().success());
    let report = ends(&env, &["--json", "import", "gov", "gov"]).success().json();
    let findings = report["data"]["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 5, "{findings:?}");
    assert!(findings.iter().all(|finding| finding["kind"] == "unreadable"), "{findings:?}");
    assert_eq!(report["data"]["packets"]["found"], 0);
}

#[test]
fn no_board_and_no_file_of_events_is_one_that_locus_keeps_for_itself() {
    let env = TestEnv::with_packet("ready");
    symlink(".locus/locus.db", env.path("board.md")).unwrap();
    symlink(".locus", env.path("side-door")).unwrap();
    let kept = [".locus/locus.db", ".locus/locus.db-wal", ".locus/config.toml", ".locus/.gitignore"];
    let read = || kept[2..].iter().map(|name| std::fs::read(env.path(name)).unwrap()).collect::<Vec<_>>();
    let before = read();
    for path in ["board.md", "side-door/locus.db", "side-door/../.locus/config.toml"].iter().chain(&kept) {
        let board = job("sync_task_board", json!({ "board_path": path }));
        let out = job("sync_events", json!({ "direction": "export", "path": path }));
        let into = job("sync_events", json!({ "direction": "import", "path": path }));
        for result in [board, out, into].map(|job| env.jobs(&[job]).results().remove(0)) {
            let message = result["error"]["message"].as_str().unwrap_or_default();
            assert!(message.ends_with("Locus keeps this file for itself"), "{path}: {result}");
        }
        assert_refused(&[], &env.locus(["--board", path, "board", "sync"]));
        assert_refused(&[], &env.locus(["events", "sync", path]));
        env.locus(["--board", path, "wp", "update", "WP-1", "--priority", "2"]).success();
    }
    assert_eq!(read(), before);
    env.locus(["doctor"]).success();
    env.locus(["events", "verify"]).success();
    // What only looks like one is none.
    env.locus(["events", "sync", ".locus/locus.db.events.jsonl"]).success();
}

#[test]
fn a_path_of_a_packet_stays_in_the_repository_and_is_never_opened() {
    let env = TestEnv::with_packet("ready");
    for path in ["/etc/passwd", "../x", "a/../../x", "~/x", "C:\\x", "a\u{0}b", ""] {
        let params = json!({ "wp_id": "WP-1", "updates": { "task_packet_path": path } });
        let error = env.jobs(&[job("update_wp", params)]).exits(7).results()[0]["error"].clone();
        assert_eq!(error["details"]["field"], "updates.task_packet_path", "{error}");
    }
    symlink("/dev/zero", env.path("zeros.md")).unwrap();
    let params = json!({ "wp_id": "WP-1", "updates": { "task_packet_path": "zeros.md" } });
    env.jobs(&[job("update_wp", params)]).success();
    ends(&env, &["wp", "show", "WP-1"]).success();
}

#[test]
fn a_request_that_is_limited_to_a_folder_reaches_nothing_else() {
    let env = TestEnv::with_packet("ready");
    env.write("docs/BOARD.md", "## Ready for Dev\n");
    env.write("other/BOARD.md", "## Ready for Dev\n");
    let sync = |path: Option<&str>| {
        let mut job = job("sync_task_board", path.map_or(json!({}), |path| json!({ "board_path": path })));
        job["input"]["capabilities_requested"] =
            json!(["locus.write", "locus.sync", "fs.read:docs", "fs.write:docs"]);
        env.jobs(&[job]).results().remove(0)
    };
    for path in
        [Some("other/BOARD.md"), Some("docs/../other/BOARD.md"), Some("docs2/x"), Some("/etc/x"), None]
    {
        let result = sync(path);
        let error = &result["error"];
        assert_eq!(error["code"], "HSK-403-CAPABILITY", "{path:?}: {result}");
        let told = format!(
            "fs.read:docs was asked for, which does not cover {}",
            path.unwrap_or("the project's own board")
        );
        assert_eq!(error["message"], told);
    }
    assert_eq!(std::fs::read(env.path("other/BOARD.md")).unwrap(), b"## Ready for Dev\n");
    let result = sync(Some("docs/BOARD.md"));
    assert_eq!(result["success"], true, "{result}");
}
