//! Faults planted in a real project: `locus doctor` names each, and `--fix` puts right those that can be.

use crate::support::TestEnv;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

const BOARD: &str = "docs/TASK_BOARD.md";
const DB: &str = ".locus/locus.db";

/// A copy of a project that is made once.
fn project() -> TestEnv {
    static MADE: OnceLock<TestEnv> = OnceLock::new();
    let env = TestEnv::new();
    copy_folder(MADE.get_or_init(make).root(), env.root());
    env
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A project with a synced board and every kind of row that people make.
pub(crate) fn make() -> TestEnv {
    let env = TestEnv::new();
    env.write(
        BOARD,
        "# Board\n\n## Ready for Dev\n- **[WP-Old]** - [READY_FOR_DEV]\n\n## Done\n\n## Stub Backlog\n",
    );
    env.locus(["init", "--board", BOARD]).success();
    env.locus(["board", "sync"]).success();
    let steps: &[&[&str]] = &[
        &["wp", "create", "First", "--id", "WP-A", "--label", "auth", "--desc", "Passkeys for everyone"],
        &["wp", "update", "WP-A", "--status", "ready"],
        &["wp", "gate", "WP-A", "pre-work", "pass"],
        &["wp", "note", "WP-A", "mind the gap"],
        &["wp", "create", "Second", "--id", "WP-B"],
        &["wp", "update", "WP-B", "--status", "ready"],
        &["dep", "add", "WP-A", "blocks", "WP-B"],
        &["dep", "add", "WP-Old", "related", "WP-B"],
        &["dep", "remove", "WP-Old", "related", "WP-B"],
        &["wp", "create", "Third", "--id", "WP-C"],
        &["wp", "delete", "WP-C"],
    ];
    for step in steps {
        env.locus(*step).success();
    }
    env.locus_with(["mt", "register", "WP-A", "-"], r#"[{"mt_id":"MT-001","name":"Hash"}]"#).success();
    env.locus(["mt", "start", "WP-A", "MT-001", "--model", "m"]).success();
    let iteration = ["mt", "record", "WP-A", "MT-001", "SUCCESS", "--model", "m"];
    env.locus(iteration.into_iter().chain(["--iteration", "1"])).success();
    env.locus(["doctor"]).success();
    env
}

fn sql(env: &TestEnv, statements: &str) {
    let db = rusqlite::Connection::open(env.path(DB)).unwrap();
    db.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    db.execute_batch(statements).unwrap();
}

/// Overwrites a page in the middle of a table.
fn tear_a_page(env: &TestEnv) {
    let page: u64 = {
        let db = rusqlite::Connection::open(env.path(DB)).unwrap();
        db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
        db.query_row("SELECT rootpage FROM sqlite_master WHERE name = 'mt_iterations'", [], |row| row.get(0))
            .unwrap()
    };
    let mut bytes = fs::read(env.path(DB)).unwrap();
    let start = usize::try_from(page - 1).unwrap() * 4096;
    bytes[start..start + 4096].fill(0xa5);
    fs::write(env.path(DB), bytes).unwrap();
}

#[cfg(unix)]
fn widen(env: &TestEnv) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(env.path(DB), fs::Permissions::from_mode(0o644)).unwrap();
}

fn leave_files(env: &TestEnv) {
    env.write("docs/.locus-board-x.tmp", "half a board");
    env.write(".locus/.locus-backup-x.tmp", "half a backup");
    env.write(".locus/locus.db.lock", "");
}

fn edit_the_board(env: &TestEnv) {
    let board = fs::read_to_string(env.path(BOARD)).unwrap();
    fs::write(env.path(BOARD), board.replace("**[WP-Old]** - [READY_FOR_DEV]", "**[WP-Old]** - [BLOCKED]"))
        .unwrap();
}

/// How a fault gets into a project.
#[derive(Clone, Copy)]
enum Plant {
    Sql(&'static str),
    Files(fn(&TestEnv)),
}
use Plant::{Files, Sql};

/// A fault, the check that finds it, and a part of what it says.
type Fault = (Plant, &'static str, &'static str);

const PUT_RIGHT: &[Fault] = &[
    (
        Sql("UPDATE work_packets SET readiness = 1 WHERE wp_id = 'WP-B'"),
        "derived values",
        "readiness of WP-B",
    ),
    (
        Sql("UPDATE work_packets SET open_blockers = 7 WHERE wp_id = 'WP-B'"),
        "derived values",
        "open_blockers of WP-B",
    ),
    (
        Sql("UPDATE work_packets SET task_board_status = 'DONE'"),
        "derived values",
        "task_board_status of WP-A",
    ),
    (Sql("UPDATE work_packets SET hybrid_rank = -1"), "derived values", "what is derived of WP-A holds no"),
    (
        Sql("UPDATE packet_counts SET packets = 7 WHERE status = 'in_progress'"),
        "derived values",
        "has 7 packets in_progress",
    ),
    (
        Sql("INSERT INTO search_index (search_index, rowid, title, description, labels, notes) \
             SELECT 'delete', wp_key, title, description, labels, notes FROM search_texts LIMIT 1"),
        "search index",
        "not in step",
    ),
    (Sql("INSERT INTO search_index (rowid, title) VALUES (99, 'nobody')"), "search index", "not in step"),
    (Sql("DELETE FROM search_index_data WHERE id > 10"), "search index", "not in step"),
    (Sql("INSERT INTO board_base VALUES ('WP-9', 'ready', '[]')"), "board base", "a row of board_base"),
    (Files(leave_files), "leftovers", ".locus-board-x.tmp"),
    #[cfg(unix)]
    (Files(widen), "permissions", "(mode 0644)"),
];

const TOLD: &[Fault] = &[
    (
        Sql("UPDATE work_packets SET priority = 0 WHERE wp_id = 'WP-A'"),
        "rows",
        "WP-A: other than recorded: priority",
    ),
    (
        Sql("UPDATE micro_tasks SET status = 'completed'"),
        "rows",
        "micro_tasks WP-A/MT-001: other than recorded: status",
    ),
    (Sql("DELETE FROM mt_iterations"), "rows", "mt_iterations WP-A/MT-001/0/1: it is not there"),
    (Sql("UPDATE work_notes SET content = 'mind nothing'"), "rows", "other than recorded: content"),
    (Sql("DELETE FROM dependencies"), "rows", "dependencies WP-A blocks WP-B: it is not there"),
    (
        Sql("UPDATE dependencies SET description = 'x'"),
        "rows",
        "WP-A blocks WP-B: other than recorded: description",
    ),
    (Sql("DELETE FROM work_packets WHERE wp_id = 'WP-C'"), "rows", "work_packets WP-C: it is not there"),
    (Sql("UPDATE work_packets SET phase = '9' WHERE wp_id = 'WP-A'"), "values", "work_packets WP-A: phase"),
    (
        Sql("UPDATE work_packets SET status = 'paused' WHERE wp_id = 'WP-A'"),
        "values",
        "work_packets WP-A: status",
    ),
    (Sql("UPDATE micro_tasks SET status = 'paused'"), "rows", "micro_tasks WP-A/MT-001: status"),
    (
        Sql("UPDATE bronze SET content = replace(content, 'First', 'Worst')"),
        "records",
        "does not vouch for brz_",
    ),
    (Sql("DELETE FROM bronze WHERE kind = 'note'"), "records", "which is not there"),
    (
        Sql("UPDATE flight_events SET payload = replace(payload, 'WP-A', 'WP-X') WHERE sequence = 5"),
        "event chain",
        "event 5: ",
    ),
    (
        Sql("DELETE FROM flight_events WHERE sequence = 5"),
        "event chain",
        "event 6: sequence: 6 does not follow 4",
    ),
    (
        Sql("DELETE FROM flight_events WHERE sequence = (SELECT max(sequence) FROM flight_events)"),
        "event chain",
        "missing at its end",
    ),
    (
        Sql("UPDATE flight_events SET actor = 'robot' WHERE sequence = 5"),
        "event chain",
        "actor holds no valid value",
    ),
    (
        Sql("UPDATE dependencies SET from_wp_id = 'WP-9'"),
        "references",
        "a row of dependencies refers to a missing row",
    ),
    (Files(tear_a_page), "file", "its pages"),
    (Files(edit_the_board), "board", "a sync is due: 1 to take in, 0 to write, 0 in conflict"),
];

/// What a check found.
fn findings<'a>(answer: &'a Value, check: &str) -> &'a [Value] {
    let checks = answer["data"]["checks"].as_array().unwrap();
    let check = checks.iter().find(|one| one["name"] == check).unwrap_or_else(|| panic!("{check}: {answer}"));
    check["findings"].as_array().unwrap()
}

fn says(findings: &[Value], what: &str) -> bool {
    findings.iter().any(|finding| finding.as_str().unwrap().contains(what))
}

fn doctor(env: &TestEnv, args: &[&str], exit: i32) -> Value {
    env.locus([&["--json", "doctor"], args].concat()).exits(exit).json()
}

/// A project with the fault, which the doctor names.
fn faulty((plant, check, what): Fault) -> TestEnv {
    let env = project();
    match plant {
        Sql(statements) => sql(&env, statements),
        Files(plant) => plant(&env),
    }
    let found = doctor(&env, &[], 1);
    assert!(says(findings(&found, check), what), "{check}: {what}: {found}");
    assert_eq!(found["data"]["clean"], false);
    let text = env.locus(["doctor"]).exits(1);
    assert!(text.stdout().contains(&format!("✗ {check}\n")), "{}", text.stdout());
    assert!(text.stdout().contains("what it means: ") && text.stdout().contains("what to do: "));
    env
}

#[test]
fn what_can_be_worked_out_again_is_named_and_put_right_behind_a_backup() {
    for fault in PUT_RIGHT {
        is_put_right(&faulty(*fault), fault.1, fault.2);
    }
}

#[test]
fn what_was_recorded_is_told_and_left_alone() {
    for fault in TOLD {
        is_left_alone(&faulty(*fault), fault.1, fault.2);
    }
}

fn is_put_right(env: &TestEnv, check: &str, what: &str) {
    let answer = doctor(env, &["--fix"], 0);
    assert_eq!(answer["data"]["clean"], true, "{what}");
    let fixed = answer["data"]["checks"].as_array().unwrap().iter().find(|one| one["name"] == check).unwrap();
    assert!(says(fixed["fixed"].as_array().unwrap(), what), "{answer}");
    // The backup is the database as it was.
    let backup = answer["data"]["backup"].as_str().unwrap();
    assert!(Path::new(backup).starts_with(env.path(".locus/backups")), "{backup}");
    if !matches!(check, "leftovers" | "permissions") {
        let before = env.locus(["--db", backup, "--json", "doctor"]).exits(1).json();
        assert!(says(findings(&before, check), what), "{before}");
    }
    env.locus(["--db", backup, "events", "verify"]).success();
    assert_eq!(doctor(env, &[], 0)["data"]["clean"], true);
    assert_eq!(doctor(env, &["--fix"], 0)["data"]["backup"], Value::Null, "a clean database needs no backup");
    assert_eq!(env.locus(["search", "passkeys", "--json"]).success().json()["data"]["total_count"], 1);
    assert!(!env.path("docs/.locus-board-x.tmp").exists());
}

fn is_left_alone(env: &TestEnv, check: &str, what: &str) {
    let board = fs::read(env.path(BOARD)).unwrap();
    let before = contents(env);
    let answer = doctor(env, &["--fix"], 1);
    assert!(says(findings(&answer, check), what), "{answer}");
    assert_eq!(fs::read(env.path(BOARD)).unwrap(), board);
    assert_eq!(contents(env), before, "{check}: {what}");
}

/// What was recorded; of a table that can't be read the file's bytes.
fn contents(env: &TestEnv) -> Vec<String> {
    let db = rusqlite::Connection::open(env.path(DB)).unwrap();
    let mut rows = Vec::new();
    let tables = [
        ("work_packets", "concat(wp_id, version, status, priority, title, phase)"),
        ("work_notes", "content"),
        ("micro_tasks", "concat(mt_id, status, version)"),
        ("mt_iterations", "concat(mt_id, ordinal)"),
        ("dependencies", "concat(from_wp_id, to_wp_id, description)"),
        ("bronze", "concat(hex(bronze_id), content)"),
        ("flight_events", "concat(sequence, hex(hash), payload)"),
    ];
    for (table, columns) in tables {
        let mut statement = db.prepare(&format!("SELECT {columns} FROM {table}")).unwrap();
        let read = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        match read.collect::<Result<Vec<_>, _>>() {
            Ok(read) => rows.extend(read),
            Err(_) => rows.push(format!("{table} {:?}", fs::read(env.path(DB)).unwrap())),
        }
    }
    rows
}

#[test]
fn one_fix_puts_several_things_right_and_tells_the_rest() {
    let env = project();
    sql(&env, "UPDATE work_packets SET readiness = 1 WHERE wp_id = 'WP-B'");
    sql(&env, "UPDATE work_packets SET title = 'Worst' WHERE wp_id = 'WP-A'");
    assert_output_snapshot!(env.locus(["doctor", "--fix"]), @r"
    ✓ file
    ✓ references
    ✓ values
    ✓ derived values
        put right: readiness of WP-B is not what it is derived from
        put right: packet_counts has 1 packets ready and ready, there are 2
        put right: packet_counts has 1 packets ready and blocked, there are 0
    ✓ search index
        put right: the search index is not in step with the texts
    ✗ rows
        work_packets WP-A: other than recorded: title
        what it means: somebody changed the database past Locus: it says one thing, the log another
        what to do: `locus events replay` compares database and log; `locus events replay --into NEW` builds a new database of what the log says
    ✓ records
    ✓ event chain
    ✓ board
    ✓ board base
    ✓ leftovers
    ✓ permissions
    note: the database as it was before is in ROOT/.locus/backups/locus-TIME.db
    --- exit 1
    ");
}

#[test]
fn of_many_findings_the_first_hundred_are_told_and_all_are_put_right() {
    let env = TestEnv::project();
    let jobs: Vec<_> = (0..620)
        .map(|n| {
            crate::support::env::job(
                "create_wp",
                serde_json::json!({ "wp_id": format!("WP-{n}"), "title": "t" }),
            )
        })
        .collect();
    env.jobs(&jobs).success();
    sql(&env, "UPDATE work_packets SET open_blockers = 3; UPDATE work_packets SET priority = 0");
    let found = doctor(&env, &[], 1);
    assert_eq!(findings(&found, "derived values").len(), 100);
    assert!(env.locus(["doctor"]).exits(1).stdout().contains("    and 520 more\n"), "{found}");
    assert_eq!(findings(&found, "rows").len(), 100);
    let left = doctor(&env, &["--fix"], 1);
    assert!(findings(&left, "derived values").is_empty(), "{left}");
    assert_eq!(findings(&left, "rows").len(), 100, "what was recorded differently is told, not touched");
}

#[test]
fn quiet_says_nothing_where_all_is_well() {
    let env = project();
    assert_eq!(env.locus(["-q", "doctor"]).success().all(), "");
    assert_eq!(env.locus(["-q", "doctor", "--fix"]).success().all(), "");
    sql(&env, "UPDATE work_packets SET readiness = 1 WHERE wp_id = 'WP-B'");
    assert!(env.locus(["-q", "doctor"]).exits(1).stdout().contains("readiness of WP-B"));
    assert_eq!(env.locus(["-q", "doctor", "--fix"]).success().all(), "");
}

/// What several replicas made together is compared with what all of their events make.
#[test]
fn rows_of_several_replicas_are_compared_too() {
    let (one, two) = (project(), TestEnv::project());
    let file = one.path("log.jsonl");
    let sync = |env: &TestEnv| env.locus([Path::new("events"), Path::new("sync"), &file]).success();
    sync(&one);
    sync(&two);
    two.locus(["wp", "update", "WP-A", "--priority", "0"]).success();
    one.locus(["wp", "update", "WP-A", "--title", "New"]).success();
    // Each is fine where it was added; together they close a circle.
    one.locus(["dep", "add", "WP-B", "parent-child", "WP-Old"]).success();
    two.locus(["dep", "add", "WP-Old", "parent-child", "WP-B"]).success();
    for env in [&one, &two, &one] {
        sync(env);
    }
    one.locus(["board", "sync"]).success();
    for env in [&one, &two] {
        assert_eq!(doctor(env, &[], 0)["data"]["clean"], true);
    }
    sql(
        &two,
        "UPDATE work_packets SET priority = 4 WHERE wp_id = 'WP-A'; DELETE FROM dependencies WHERE type = 'blocks'",
    );
    let found = doctor(&two, &[], 1);
    assert!(says(findings(&found, "rows"), "work_packets WP-A: other than recorded: priority"), "{found}");
    assert!(says(findings(&found, "rows"), "dependencies WP-A blocks WP-B: it is not there"), "{found}");
}
