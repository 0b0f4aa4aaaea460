//! `locus doctor`.

use crate::support::TestEnv;
use crate::support::env::job;
use locus_core::domain::canonical::Hash;
use serde_json::json;

#[test]
fn a_sound_project_is_clean_and_untouched() {
    let env = TestEnv::with_packet("done");
    let before = std::fs::read(env.path(".locus/locus.db")).unwrap();
    assert_output_snapshot!(env.locus(["doctor"]), @r"
    ✓ file
    ✓ references
    ✓ values
    ✓ derived values
    ✓ search index
    ✓ rows
    ✓ records
    ✓ event chain
    - board: not looked at, there is none
    ✓ board base
    ✓ leftovers
    ✓ permissions
    ");
    assert_eq!(env.locus(["--json", "doctor"]).success().json()["data"]["clean"], true);
    assert_eq!(std::fs::read(env.path(".locus/locus.db")).unwrap(), before);
}

/// Changes a project's database behind its back.
fn tamper(env: &TestEnv, sql: &str) {
    let db = rusqlite::Connection::open(env.path(".locus/locus.db")).unwrap();
    assert_eq!(db.execute(sql, []).unwrap(), 1);
}

#[test]
fn an_event_that_was_changed_or_dropped_is_found() {
    let env = TestEnv::with_packet("done");
    tamper(&env, "UPDATE flight_events SET actor_id = 'eve' WHERE sequence = 2");
    assert_output_snapshot!(env.locus(["doctor"]), @r"
    ✓ file
    ✓ references
    ✓ values
    ✓ derived values
    ✓ search index
    - rows: not looked at, the log doesn't hold
    ✓ records
    ✗ event chain
        event 2: hash: not the hash of the event: it was changed after it was sealed
        what it means: events were changed, removed or slipped in afterwards: from there on the log proves nothing
        what to do: keep the database, the rows still stand; compare with a backup or an exchanged log (`locus events verify LOG`), and go on from the one that holds
    - board: not looked at, there is none
    ✓ board base
    ✓ leftovers
    ✓ permissions
    --- exit 1
    ");
    assert_output_snapshot!(env.locus(["events", "verify"]), @r"
    --- stderr
    error: the chain of events in the database does not hold: event 2: hash: not the hash of the event: it was changed after it was sealed
    hint: events before that place are sound; what follows it can't be judged
    --- exit 1
    ");
    let env = TestEnv::with_packet("done");
    tamper(&env, "DELETE FROM flight_events WHERE sequence = 2");
    assert_output_snapshot!(env.locus(["doctor"]), @r"
    ✓ file
    ✓ references
    ✓ values
    ✓ derived values
    ✓ search index
    - rows: not looked at, the log doesn't hold
    ✓ records
    ✗ event chain
        event 3: sequence: 3 does not follow 1
        what it means: events were changed, removed or slipped in afterwards: from there on the log proves nothing
        what to do: keep the database, the rows still stand; compare with a backup or an exchanged log (`locus events verify LOG`), and go on from the one that holds
    - board: not looked at, there is none
    ✓ board base
    ✓ leftovers
    ✓ permissions
    --- exit 1
    ");
}

#[test]
fn a_record_that_was_changed_or_dropped_is_found() {
    let changes = [
        "UPDATE bronze SET previous_bronze_id = NULL WHERE bronze_seq = 2",
        "UPDATE bronze SET operation = 'close' WHERE bronze_seq = 2",
        "UPDATE bronze SET created_at = created_at + 1 WHERE bronze_seq = 2",
        "UPDATE bronze SET version = 3 WHERE bronze_seq = 2",
        "UPDATE bronze SET content_hash = randomblob(32) WHERE bronze_seq = 2",
        "UPDATE bronze SET content = replace(content, 'reporter', 'reporteR') WHERE bronze_seq = 2",
        "DELETE FROM bronze WHERE bronze_seq = 2",
    ];
    for sql in changes {
        let env = TestEnv::with_packet("ready");
        tamper(&env, sql);
        for command in [&["events", "verify"][..], &["events", "replay"], &["wp", "history", "WP-1"]] {
            let error = env.locus([&["--json"], command].concat()).error();
            assert_eq!(error["error"]["code"], "HSK-400-INVALID-EVENT", "{sql}: {command:?}");
            assert!(
                error["error"]["message"].as_str().unwrap().contains("event 2 of replica "),
                "{sql}: {error}"
            );
        }
        assert!(env.locus(["doctor"]).exits(1).stdout().contains("✗ records\n"), "{sql}");
    }
}

#[test]
fn a_record_rewritten_along_with_its_hash_is_found() {
    let env = TestEnv::with_packet("ready");
    let db = rusqlite::Connection::open(env.path(".locus/locus.db")).unwrap();
    let content = "SELECT content FROM bronze WHERE bronze_seq = 2";
    let content: String = db.query_row(content, [], |row| row.get(0)).unwrap();
    // No event has a digest of it.
    let made_up = content.replacen("\"reporter\":\"", "\"reporter\":\"not ", 1);
    assert_ne!(made_up, content);
    let sql = "UPDATE bronze SET content = ?1, content_hash = ?2 WHERE bronze_seq = 2";
    assert_eq!(db.execute(sql, (&made_up, Hash::of(&made_up).0)).unwrap(), 1);
    drop(db);
    assert_output_snapshot!(env.locus(["events", "verify"]), @r"
    --- stderr
    error: the chain of events in the database does not hold: event 2 of replica UUID does not vouch for brz_UUID: changed after the event was sealed
    hint: events before that place are sound; what follows it can't be judged
    --- exit 1
    ");
    assert_output_snapshot!(env.locus(["events", "replay"]), @r"
    --- stderr
    error: event 2 of replica UUID does not vouch for brz_UUID: changed after the event was sealed
    hint: `locus events verify` looks at the whole log
    --- exit 7
    ");
    assert_output_snapshot!(env.locus(["events", "export", "--with-content"]), @r"
    --- stderr
    error: event 2 of replica UUID does not vouch for brz_UUID: changed after the event was sealed
    hint: `locus events verify` looks at the whole log
    --- exit 7
    ");
}

#[test]
fn a_derived_value_that_is_off_is_found() {
    let env = TestEnv::with_packet("ready");
    tamper(&env, "UPDATE work_packets SET open_blockers = 3 WHERE wp_id = 'WP-1'");
    assert_output_snapshot!(env.locus(["doctor"]), @r"
    ✓ file
    ✓ references
    ✓ values
    ✗ derived values
        open_blockers of WP-1 is not what it is derived from
        what it means: lists such as `locus ready` and counts may be wrong; nothing is lost
        what to do: `locus doctor --fix` works it out again
    ✓ search index
    ✓ rows
    ✓ records
    ✓ event chain
    - board: not looked at, there is none
    ✓ board base
    ✓ leftovers
    ✓ permissions
    --- exit 1
    ");
}

#[test]
fn without_a_database_there_is_nothing_to_examine() {
    let env = TestEnv::new();
    env.locus(["--db", "missing.db", "doctor"]).exits(3);
    assert!(!env.path("missing.db").exists());
}

#[test]
fn dropped_query_events_are_counted_and_are_no_damage() {
    let env = TestEnv::with_packet("ready");
    let writer = rusqlite::Connection::open(env.path(".locus/locus.db")).unwrap();
    writer.execute_batch("BEGIN IMMEDIATE").unwrap();
    // Answered all the same, one by one and in a stream.
    env.locus(["ready"]).success();
    env.jobs(&[job("query_ready", json!({})), job("query_blocked", json!({}))]).success();
    drop(writer);
    env.locus(["ready"]).success();
    assert_output_snapshot!(env.locus(["doctor"]), @r"
    ✓ file
    ✓ references
    ✓ values
    ✓ derived values
    ✓ search index
    ✓ rows
    ✓ records
    ✓ event chain
    - board: not looked at, there is none
    ✓ board base
    ✓ leftovers
    ✓ permissions
    note: 3 query events were dropped: the database was busy for too long
    ");
    let data = &env.locus(["--json", "doctor"]).success().json()["data"];
    assert_eq!((&data["clean"], &data["dropped_queries"]), (&true.into(), &3.into()));
    assert_eq!(env.locus(["events", "list", "--queries", "--jsonl"]).success().stdout().lines().count(), 1);
}

#[test]
fn a_file_that_is_no_database_is_a_finding() {
    let env = TestEnv::with_packet("ready");
    std::fs::write(env.path(".locus/locus.db"), "not at all").unwrap();
    // It holds all pages so far.
    std::fs::remove_file(env.path(".locus/locus.db-wal")).unwrap();
    for args in [&["doctor"][..], &["doctor", "--fix"]] {
        let told = env.locus(args).exits(1);
        assert!(told.stdout().contains("✗ file\n"), "{}", told.stdout());
        assert!(
            told.stdout().contains("- event chain: not looked at, the file is damaged"),
            "{}",
            told.stdout()
        );
    }
    assert_eq!(std::fs::read(env.path(".locus/locus.db")).unwrap(), b"not at all");
}

#[test]
fn nobody_without_leave_to_write_has_anything_put_right() {
    let env = TestEnv::with_packet("ready");
    tamper(&env, "UPDATE work_packets SET readiness = 2");
    for role in ["viewer", "coder", "validator"] {
        env.locus(["--role", role, "doctor"]).exits(1);
        let refused = env.locus(["--role", role, "--json", "doctor", "--fix"]).exits(6);
        assert_eq!(refused.error()["error"]["code"], "HSK-403-CAPABILITY");
    }
    assert!(!env.path(".locus/backups").exists());
    env.locus(["--role", "orchestrator", "doctor", "--fix"]).success();
}
