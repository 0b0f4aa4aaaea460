//! `locus export`, and `locus import` of what it wrote.

use crate::support::TestEnv;
use crate::support::env::job;
use serde_json::json;
use std::path::Path;

/// A project in which everything happened that an export tells of.
fn lived_in() -> TestEnv {
    let env = TestEnv::new();
    env.write(
        "TASK_BOARD.md",
        "## Ready for Dev\n\n- **[WP-7]** - [READY_FOR_DEV] from the board\n\n## Done\n",
    );
    env.locus(["init"]).success();
    env.locus(["board", "sync"]).success();
    env.locus(["wp", "create", "First", "--id", "WP-1", "--label", "a", "--desc", "ü"]).success();
    env.locus(["wp", "create", "Second", "--id", "WP-2"]).success();
    env.locus(["wp", "update", "WP-1", "--status", "ready"]).success();
    env.locus(["wp", "gate", "WP-1", "pre-work", "pass"]).success();
    env.locus(["wp", "note", "WP-1", "a note"]).success();
    env.locus_with(["mt", "register", "WP-1", "-"], r#"[{"mt_id":"MT-001","name":"m"}]"#).success();
    env.locus(["mt", "start", "WP-1", "MT-001", "--model", "m"]).success();
    env.locus(["mt", "record", "WP-1", "MT-001", "RETRY", "--iteration", "1", "--model", "m"]).success();
    env.locus(["dep", "add", "WP-1", "blocks", "WP-2"]).success();
    env.locus(["dep", "add", "WP-1", "related", "WP-7"]).success();
    env.locus(["dep", "remove", "WP-1", "related", "WP-7"]).success();
    env.locus(["wp", "create", "Third", "--id", "WP-3"]).success();
    env.locus(["wp", "delete", "WP-3", "--reason", "mistake"]).success();
    env.locus(["wp", "create", "Fifth", "--id", "WP-5"]).success();
    env.locus(["wp", "update", "WP-5", "--status", "ready"]).success();
    env.locus(["wp", "gate", "WP-5", "pre-work", "fail", "--notes", "not yet"]).success();
    let claim = job("update_wp", json!({ "wp_id": "WP-2", "claim": true, "lease_ms": 60_000 }));
    env.jobs(&[keyed(), claim]).success();
    env
}

/// The same, and it knows what happened in another replica.
fn lived_in_together() -> TestEnv {
    let env = lived_in();
    let other = TestEnv::project();
    other.locus(["wp", "create", "Elsewhere", "--id", "WP-6"]).success();
    other.locus(["wp", "note", "WP-6", "from there"]).success();
    env.write("other.jsonl", other.locus(["events", "export", "--with-content"]).success().stdout());
    env.locus(["events", "sync", "other.jsonl", "--import"]).success();
    env
}

fn keyed() -> serde_json::Value {
    let mut keyed = job("create_wp", json!({ "wp_id": "WP-4", "title": "Keyed" }));
    keyed["input"]["op_id"] = json!("019c16a4-d800-7000-8000-000000000001");
    keyed
}

fn export(env: &TestEnv) -> String {
    env.locus(["export"]).success().stdout().to_owned()
}

/// An empty project that has this file.
fn empty_with(file: &str) -> TestEnv {
    let env = TestEnv::project();
    env.write("project.jsonl", file);
    env
}

#[test]
fn an_empty_database_is_rebuilt_and_exports_the_same_bytes() {
    let old = lived_in_together();
    old.locus(["wp", "update", "WP-6", "--title", "seen here"]).success();
    let file = export(&old);
    let new = empty_with(&file);
    new.locus(["import", "project.jsonl"]).success();
    assert_eq!(export(&new), file);
    for args in [&["wp", "list", "--json"][..], &["ready", "--json"], &["wp", "show", "WP-1", "--json"]] {
        let data = |env: &TestEnv| env.locus(args).success().json()["data"].clone();
        assert_eq!(data(&new), data(&old), "{args:?}");
    }
    new.locus(["doctor"]).success();
    new.locus(["events", "replay"]).success();
}

/// Written by the first version of the format; what was written once can be read for good.
const FORMAT_1: &str = include_str!("export_format_1.jsonl");

#[test]
fn an_export_of_the_first_format_is_taken_in_and_written_as_it_was() {
    let env = empty_with(FORMAT_1);
    assert_output_snapshot!(env.locus(["import", "project.jsonl", "--dry-run"]), @"would take in 14 events");
    assert_eq!(env.events(), 0);
    assert_output_snapshot!(env.locus(["import", "project.jsonl"]), @"took in 14 events");
    assert_eq!(export(&env), FORMAT_1);
    env.locus(["doctor"]).success();
}

#[test]
fn what_no_event_tells_comes_along_too() {
    let old = lived_in();
    let new = empty_with(&export(&old));
    let board = std::fs::read(old.path("TASK_BOARD.md")).unwrap();
    new.write("TASK_BOARD.md", &board);
    new.locus(["import", "project.jsonl"]).success();
    let again = new.jobs(&[keyed()]).success().results();
    assert_eq!(again[0]["replayed"], true);
    // Board and database still agree: there is nothing to sync, and nothing to adopt.
    let drift = new.locus(["board", "sync", "--check"]).success();
    assert!(!drift.stdout().contains("WP-"), "{}", drift.stdout());
    assert_eq!(std::fs::read(new.path("TASK_BOARD.md")).unwrap(), board);
}

#[test]
fn the_same_import_again_is_nothing_new() {
    let file = export(&lived_in());
    let new = empty_with(&file);
    let first = new.locus(["import", "project.jsonl", "--json"]).success().json();
    assert_eq!((&first["changed"], &first["events_emitted"]), (&json!(true), &json!([])));
    assert_output_snapshot!(new.locus(["import", "project.jsonl"]), @"nothing new");
    assert_eq!(new.locus_with(["import", "-"], &file).success().stdout(), "nothing new\n");
    assert_eq!(export(&new), file);
}

#[test]
fn the_rebuilt_database_is_a_replica_of_its_own_and_the_old_one_can_go_on() {
    let old = lived_in();
    let new = empty_with(&export(&old));
    new.locus(["import", "project.jsonl"]).success();
    new.locus(["wp", "update", "WP-2", "--title", "changed there"]).success();
    old.locus(["wp", "update", "WP-2", "--assignee", "grace"]).success();
    old.write("new.jsonl", export(&new));
    let told = old.locus(["import", "new.jsonl", "--json"]).success().json();
    assert_eq!(
        (&told["data"]["events"], &told["events_emitted"]),
        (&json!(1), &json!(["FR-EVT-SYNC-001", "FR-EVT-SYNC-002"]))
    );
    new.write("old.jsonl", export(&old));
    new.locus(["import", "old.jsonl"]).success();
    for env in [&old, &new] {
        let wp = env.locus(["wp", "show", "WP-2", "--json"]).success().json()["data"]["wp"].clone();
        assert_eq!((&wp["title"], &wp["assignee"]), (&json!("changed there"), &json!("grace")));
    }
}

fn refused(env: &TestEnv, file: &str) -> String {
    env.write("broken.jsonl", file);
    let output = env.locus(["import", "broken.jsonl"]).exits(7);
    output.stderr().replace(&*env.root().to_string_lossy(), "")
}

#[test]
fn an_export_is_taken_in_whole_or_not_at_all() {
    let file = export(&lived_in());
    let lines: Vec<_> = file.lines().collect();
    let env = TestEnv::project();
    let joined = |lines: &[&str]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    let cut_short = refused(&env, &joined(&lines[..lines.len() - 1]));
    let mut without_one = lines.clone();
    without_one.remove(3);
    let mut doubled = lines.clone();
    doubled.extend(&lines);
    let mut unbound = lines.clone();
    let stranger = r#"{"board_base":{"lines":[],"status":"ready","wp_id":"WP-99"}}"#;
    unbound.insert(lines.len() - 1, stranger);
    let newer = file.replacen("\"format\":1", "\"format\":2", 1);
    let told = [
        cut_short,
        refused(&env, &joined(&without_one)),
        refused(&env, &joined(&doubled)),
        refused(&env, &joined(&unbound)),
        refused(&env, &newer),
        refused(&env, &file.replacen("\"ada\"", "\"eve\"", 1)),
        refused(&env, &file.replacen("{\"bronze\"", "{\"gold\"", 1)),
    ];
    insta::with_settings!({ filters => crate::support::insta_filters() }, {
        insta::assert_snapshot!(told.concat(), @r"
    error: broken.jsonl, at its end: the export is not whole: its last line is missing
    hint: nothing was taken in; export it again where it comes from
    error: broken.jsonl, event 4 of replica UUID: event 2 of its replica comes before it
    hint: nothing was taken in; export it again where it comes from
    error: broken.jsonl, line 76: no such line belongs here: an export is taken in as it was written, whole and alone
    hint: nothing was taken in; export it again where it comes from
    error: broken.jsonl, line 75: no event brought WP-99 into being
    hint: nothing was taken in; export it again where it comes from
    error: broken.jsonl, line 1: its format is 2; this Locus reads up to 1
    hint: nothing was taken in; a newer Locus wrote it, and one as new is needed to read it
    error: broken.jsonl, line 2: event.hash: not the hash of the event: it was changed after it was sealed
    hint: nothing was taken in; export it again where it comes from
    error: broken.jsonl, line 2: gold: unknown key
    hint: nothing was taken in; export it again where it comes from
    ");
    });
    assert_eq!(env.events(), 0);
    assert_eq!(export(&env).lines().count(), 2, "nothing came in");
}

#[test]
fn another_project_does_not_fit() {
    let file = export(&lived_in());
    let env = TestEnv::with_packet("stub");
    assert_output_snapshot!(env.locus_with(["import", "-"], file), @r"
    --- stderr
    error: stdin, as a whole: the database and the file have no event in common: they are of two projects
    hint: nothing was taken in; export it again where it comes from
    --- exit 7
    ");
    assert_eq!(env.events(), 1);
}

#[test]
fn an_export_needs_a_reader_and_an_import_one_who_may_sync() {
    let old = lived_in();
    old.locus(["--role", "validator", "export"]).success();
    let new = empty_with(&export(&old));
    new.locus(["--role", "coder", "import", "project.jsonl"]).exits(6);
    new.locus(["--role", "orchestrator", "import", "project.jsonl"]).success();
    TestEnv::new().locus(["--db", "none.db", "export"]).exits(3);
    assert!(!Path::new("none.db").exists());
}

#[test]
fn a_damaged_event_is_named_with_its_number() {
    let env = TestEnv::with_packet("ready");
    let db = rusqlite::Connection::open(env.path(".locus/locus.db")).unwrap();
    db.execute("UPDATE flight_events SET payload = '{}' WHERE sequence = 2", []).unwrap();
    let refused = env.locus(["export"]).exits(7);
    let told = refused.stderr();
    assert!(told.contains("(number 2 of replica ") && told.contains("`locus doctor` shows"), "{told}");
}
