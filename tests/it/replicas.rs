//! Replicas of one project, exchanging their events through a file.

use crate::support::TestEnv;
use crate::support::env::{insta_filters, job};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file that all replicas of a test use.
fn shared() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("log.jsonl");
    (folder, file)
}

fn sync(env: &TestEnv, file: &Path) -> String {
    let synced = env.locus([Path::new("events"), Path::new("sync"), file]).success();
    assert_eq!(synced.stderr(), "");
    synced.stdout().to_owned()
}

/// What a replica says of all its packets, apart from which of them it has heard of first.
fn state(env: &TestEnv) -> Value {
    let mut packets = env.locus(["wp", "list", "--json"]).success().json()["data"].clone();
    let ids: Vec<String> = packets["wps"]
        .as_array()
        .unwrap_or_else(|| panic!("{packets}"))
        .iter()
        .map(|wp| wp["wp_id"].as_str().unwrap().to_owned())
        .collect();
    packets["each"] = ids
        .iter()
        .map(|id| env.locus(["wp", "show", id, "--json"]).success().json()["data"].clone())
        .collect::<Vec<_>>()
        .into();
    packets
}

#[test]
fn two_replicas_meet_in_a_file() {
    let (_folder, file) = shared();
    let (one, two) = (TestEnv::with_packet("ready"), TestEnv::project());
    insta::assert_snapshot!(sync(&one, &file), @"added 2 events to the file");
    insta::assert_snapshot!(sync(&two, &file), @"took in 2 events");
    assert_eq!(state(&one), state(&two));
    for env in [&one, &two] {
        assert_eq!(
            sync(env, &file),
            "nothing to exchange\n",
            "telling of an exchange is no reason for another"
        );
    }
    one.locus(["wp", "update", "WP-1", "--title", "New name"]).success();
    two.locus(["wp", "update", "WP-1", "--priority", "0"]).success();
    two.locus(["wp", "note", "WP-1", "seen"]).success();
    assert!(sync(&one, &file).starts_with("added "));
    insta::assert_snapshot!(sync(&two, &file), @"took in 3 events, added 4 events to the file");
    sync(&one, &file);
    assert_eq!(state(&one), state(&two));
    let shown = one.locus(["wp", "show", "WP-1", "--json"]).success().json();
    assert_eq!(
        (&shown["data"]["wp"]["title"], &shown["data"]["wp"]["priority"]),
        (&json!("New name"), &json!(0))
    );
    for env in [&one, &two] {
        env.locus(["events", "verify"]).success();
        env.locus(["events", "replay"]).success();
        env.locus(["doctor"]).success();
    }
    one.locus([Path::new("events"), Path::new("verify"), &file]).success();
}

#[test]
fn a_file_that_was_just_synced_is_the_databases_own() {
    let (_folder, file) = shared();
    let (one, two) = (TestEnv::with_packet("ready"), TestEnv::project());
    let verify = [Path::new("events"), Path::new("verify"), &file];
    for env in [&one, &two, &one] {
        sync(env, &file);
        env.locus(verify).success();
        env.locus(["wp", "note", "WP-1", "seen"]).success();
        sync(env, &file);
        env.locus(verify).success();
    }
    one.locus(["wp", "note", "WP-1", "seen"]).success();
    let behind = one.locus(verify).exits(1);
    assert!(behind.stderr().contains("but the store has"), "{}", behind.stderr());
}

#[test]
fn a_file_is_seen_from_where_the_command_runs() {
    let env = TestEnv::with_packet("ready");
    let below = env.path("below");
    std::fs::create_dir(&below).unwrap();
    for command in [["events", "sync", "log.jsonl"], ["events", "verify", "log.jsonl"]] {
        assert!(env.command(command).current_dir(&below).status().unwrap().success());
    }
    assert!(below.join("log.jsonl").is_file() && !env.path("log.jsonl").exists());
}

#[test]
fn every_chain_of_a_file_is_compared_with_the_databases() {
    let (_folder, file) = shared();
    let (one, two) = (TestEnv::with_packet("ready"), TestEnv::project());
    let copy = one.write("copy.db", std::fs::read(one.path(".locus/locus.db")).unwrap());
    std::fs::copy(one.path(".locus/locus.db-wal"), one.path("copy.db-wal")).unwrap();
    one.locus(["wp", "note", "WP-1", "hello"]).success();
    sync(&one, &file);
    sync(&two, &file);
    let other = |args: &[&str]| one.locus([&["--db", copy.to_str().unwrap()], args].concat()).success();
    other(&["wp", "note", "WP-1", "good bye"]);
    let made_up = other(&["events", "export"]);
    let verified = two.locus_with(["events", "verify", "-"], made_up.stdout()).exits(1);
    assert!(
        verified.stderr().contains("is not the one of that number in the store"),
        "{}",
        verified.stderr()
    );
    // Whatever stands behind it in the file.
    let two_s = two.locus(["events", "export"]).success();
    let both = [made_up.stdout(), two_s.stdout()].concat();
    one.locus_with(["events", "verify", "-"], &both).exits(1);
}

#[test]
fn the_chains_of_other_replicas_are_verified_too() {
    let (_folder, file) = shared();
    let (one, two) = (TestEnv::with_packet("ready"), TestEnv::project());
    sync(&one, &file);
    sync(&two, &file);
    assert_output_snapshot!(two.locus(["events", "verify"]), @"✓ 4 events of 2 replicas verified; the chain holds up to #2 (HASH)");
    let tamper = |sql| {
        let db = rusqlite::Connection::open(two.path(".locus/locus.db")).unwrap();
        assert_eq!(db.execute(sql, []).unwrap(), 1);
    };
    tamper("UPDATE bronze SET version = 3 WHERE version = 2");
    assert_output_snapshot!(two.locus(["events", "verify"]), @r"
    --- stderr
    error: the chain of events in the database does not hold: event 2 of replica UUID does not vouch for brz_UUID: changed after the event was sealed
    hint: events before that place are sound; what follows it can't be judged
    --- exit 1
    ");
    tamper("UPDATE bronze SET version = 2 WHERE version = 3");
    tamper("UPDATE foreign_events SET actor_id = 'eve' WHERE sequence = 2");
    assert_output_snapshot!(two.locus(["events", "verify"]), @r"
    --- stderr
    error: the chain of events in the database does not hold: event 2 of replica UUID: hash: not the hash of the event: it was changed after it was sealed
    hint: events before that place are sound; what follows it can't be judged
    --- exit 1
    ");
    tamper("DELETE FROM foreign_events WHERE sequence = 2");
    assert_output_snapshot!(two.locus(["events", "verify"]), @r"
    --- stderr
    error: the chain of events in the database does not hold: it ends at event 1 of replica UUID, but 2 were recorded
    hint: events before that place are sound; what follows it can't be judged
    --- exit 1
    ");
}

#[test]
fn the_board_follows_what_came_in() {
    let (_folder, file) = shared();
    let (one, two) = (TestEnv::with_packet("ready"), TestEnv::project());
    two.write("TASK_BOARD.md", "# Board\n\n## Ready for Dev\n\n## Done\n");
    two.locus(["board", "sync"]).success();
    sync(&one, &file);
    sync(&two, &file);
    let board = std::fs::read_to_string(two.path("TASK_BOARD.md")).unwrap();
    assert_eq!(board, "# Board\n\n## Ready for Dev\n- **[WP-1]** - [READY_FOR_DEV]\n\n## Done\n");
    two.locus(["board", "sync", "--check"]).success();
}

#[test]
fn jobs_exchange_events() {
    let (_folder, file) = shared();
    let (one, two) = (TestEnv::with_packet("stub"), TestEnv::project());
    let path = file.to_str().unwrap();
    let run = |env: &TestEnv, direction: &str| {
        let job = job("sync_events", json!({ "direction": direction, "path": path }));
        let result = env.jobs(&[job]).success().results().remove(0);
        (result["data"].clone(), result["events_emitted"].clone(), result["changed"].clone())
    };
    let told = json!(["FR-EVT-SYNC-001", "FR-EVT-SYNC-002"]);
    assert_eq!(run(&one, "export"), (json!({ "events": 1, "skipped": 0 }), told.clone(), json!(true)));
    assert_eq!(run(&one, "export"), (json!({ "events": 0, "skipped": 1 }), json!([]), json!(false)));
    assert_eq!(run(&two, "import"), (json!({ "events": 1, "skipped": 0 }), told, json!(true)));
    assert_eq!(run(&two, "import"), (json!({ "events": 0, "skipped": 1 }), json!([]), json!(false)));
}

#[test]
fn what_was_changed_in_the_file_is_refused_whole() {
    let (_folder, file) = shared();
    let (one, two) = (TestEnv::with_packet("ready"), TestEnv::project());
    sync(&one, &file);
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replacen("First", "Other", 1)).unwrap();
    let args = [Path::new("events"), Path::new("sync"), Path::new("--import"), &file];
    let refused = two.locus(args).exits(7);
    insta::with_settings!({ filters => [vec![(r"(?m)^error: /\S+/log", "error: log")], insta_filters()].concat() }, {
        insta::assert_snapshot!(refused.stderr(), @r"
        error: log.jsonl, line 1: bronze[0].content_hash: not the hash of the content
        hint: nothing was taken in; export it again where it comes from
        ");
    });
    assert_eq!(two.events(), 0);
    assert_eq!(two.locus(["wp", "list", "--json"]).success().json()["data"]["total_count"], 0);
    let missing = two.locus(["events", "sync", "--import", "nowhere.jsonl"]).exits(3);
    assert!(missing.stderr().contains("there is no file"), "{}", missing.stderr());
}

#[test]
fn a_line_that_was_cut_off_is_written_again() {
    let (_folder, file) = shared();
    let (one, two) = (TestEnv::with_packet("ready"), TestEnv::project());
    sync(&one, &file);
    let text = std::fs::read(&file).unwrap();
    std::fs::write(&file, &text[..text.len() - 40]).unwrap();
    assert_eq!(sync(&two, &file), "took in 1 event\n");
    assert_eq!(sync(&one, &file), "added 1 event to the file\n");
    assert_eq!(std::fs::read(&file).unwrap(), text);
    // A last line without its end is whole all the same.
    std::fs::write(&file, &text[..text.len() - 1]).unwrap();
    assert_eq!(sync(&two, &file), "took in 1 event\n");
    one.locus(["wp", "note", "WP-1", "more"]).success();
    sync(&one, &file);
    assert_eq!(sync(&two, &file), "took in 5 events\n");
    assert_eq!(state(&one), state(&two));
}

fn git(folder: &Path, args: &[&str]) {
    let identity =
        ["-c", "user.name=ada", "-c", "user.email=ada@example.org", "-c", "init.defaultBranch=main"];
    let output = Command::new("git").args(identity).args(args).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn git_merges_the_file_line_by_line() {
    if Command::new("git").arg("--version").output().is_err() {
        eprintln!("SKIPPED: git is not installed");
        return;
    }
    let (folder, file) = shared();
    let root = folder.path();
    std::fs::write(root.join(".gitattributes"), "*.jsonl merge=union\n").unwrap();
    let (one, two) = (TestEnv::with_packet("ready"), TestEnv::project());
    git(root, &["init", "-q"]);
    sync(&one, &file);
    git(root, &["add", "."]);
    git(root, &["commit", "-qm", "begin"]);
    sync(&two, &file);
    git(root, &["checkout", "-qb", "two"]);
    two.locus(["wp", "create", "Second", "--id", "WP-2"]).success();
    sync(&two, &file);
    git(root, &["commit", "-qam", "two"]);
    git(root, &["checkout", "-q", "main"]);
    one.locus(["wp", "create", "Third", "--id", "WP-3"]).success();
    sync(&one, &file);
    git(root, &["commit", "-qam", "one"]);
    git(root, &["merge", "-q", "two", "-m", "meet"]);
    for env in [&one, &two, &one] {
        sync(env, &file);
    }
    assert_eq!(state(&one), state(&two));
    assert_eq!(state(&one)["total_count"], 3);
}

#[test]
fn a_database_is_rebuilt_from_its_log() {
    let env = TestEnv::with_packet("in_progress");
    env.locus(["wp", "create", "Second", "--id", "WP-2"]).success();
    env.locus(["dep", "add", "WP-1", "blocks", "WP-2"]).success();
    env.locus_with(["mt", "register", "WP-1", "-"], r#"[{"mt_id":"MT-001","name":"Hash"}]"#).success();
    insta::assert_snapshot!(
        env.locus(["events", "replay"]).success().stdout(),
        @"✓ 6 events replayed; the rebuilt rows are the database's, table by table"
    );
    let log = env.locus(["events", "export", "--with-content"]).success();
    env.write("log.jsonl", log.stdout());
    insta::assert_snapshot!(
        env.locus(["events", "replay", "log.jsonl", "--into", "new.db"]).success().stdout(),
        @"6 events replayed into new.db"
    );
    let rebuilt = env.locus(["--db", "new.db", "wp", "show", "WP-1", "--json"]).success().json();
    assert_eq!(rebuilt["data"], env.locus(["wp", "show", "WP-1", "--json"]).success().json()["data"]);
    let again = env.locus(["events", "replay", "log.jsonl", "--into", "new.db"]).exits(2);
    assert!(again.stderr().contains("is there already"), "{}", again.stderr());
    env.write("half.jsonl", log.stdout().lines().skip(1).collect::<Vec<_>>().join("\n"));
    env.locus(["events", "replay", "half.jsonl", "--into", "other.db"]).exits(7);
    assert!(!env.path("other.db").exists(), "half a database helps nobody");
}

#[test]
fn rows_that_no_event_tells_of_are_found() {
    let env = TestEnv::with_packet("ready");
    let log = env.locus(["events", "export", "--with-content"]).success().stdout().to_owned();
    env.write("log.jsonl", log);
    env.locus(["wp", "update", "WP-1", "--priority", "0"]).success();
    let found = env.locus(["events", "replay", "log.jsonl"]).exits(1);
    insta::with_settings!({ filters => [vec![(r#",.vector_clock.:\{[^}]*\}"#, "")], insta_filters()].concat() }, {
        insta::assert_snapshot!(found.stdout(), @r#"
          differs work_packets WP-1
            database: {"priority":0,"updated_at":"TIME","version":3}
            events:   {"priority":2,"updated_at":"TIME","version":2}
        2 events replayed; 1 row differs from the database
        "#);
    });
}
