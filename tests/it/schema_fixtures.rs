//! A database of each released schema, made by the program that had it: today's program opens it, brings it up to date
//! and reads all that is in it.

use crate::doctor_faults;
use crate::support::TestEnv;
use crate::support::env::job;
use locus_core::app::{Actor, Caller, Engine, RouteRequest, SpecRoutingResult};
use locus_core::domain::binding::WorkPacketBinding;
use locus_core::domain::{ActorKind, Role, Source, Timestamp};
use locus_core::ports::{Clock, Ids};
use locus_fr::FlightRecorder;
use locus_store::{Access, OpenOptions, SqliteStore};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use uuid::Uuid;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn fixture(schema: usize) -> PathBuf {
    root().join(format!("tests/fixtures/schema-{schema}.db"))
}

/// How many schemas there are: one a migration.
fn schemas() -> usize {
    let migrations = fs::read_dir(root().join("locus-store/migrations")).unwrap();
    let numbers = migrations.map(|file| {
        let name = file.unwrap().file_name().into_string().unwrap();
        let number = name.strip_prefix('V').and_then(|name| name.split_once("__")).unwrap().0;
        number.parse::<usize>().unwrap()
    });
    numbers.max().unwrap()
}

#[test]
fn each_schema_has_a_fixture_that_was_made_with_it() {
    for schema in 1..=schemas() {
        let path = fixture(schema);
        assert!(
            path.is_file(),
            "{} is missing: before a program with this schema is released, make it with \
             `cargo test --test it make_the_fixture -- --ignored`",
            path.display()
        );
        let env = copy(schema);
        let db = rusqlite::Connection::open(env.path("old.db")).unwrap();
        let found: usize = db.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        assert_eq!(found, schema, "{}", path.display());
    }
}

/// A folder with a copy of a fixture, `old.db`.
fn copy(schema: usize) -> TestEnv {
    let env = TestEnv::new();
    // Only git knows what mode the fixture has.
    env.write("old.db", fs::read(fixture(schema)).unwrap());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(env.path("old.db"), fs::Permissions::from_mode(0o600)).unwrap();
    }
    env
}

fn tables(db: &Path) -> Vec<(String, u64)> {
    let db = rusqlite::Connection::open(db).unwrap();
    let mut statement = db
        .prepare(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'search_index*' \
             AND name NOT GLOB 'sqlite_*' ORDER BY name",
        )
        .unwrap();
    let names = statement.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap);
    let count =
        |name: &str| db.query_row(&format!("SELECT count(*) FROM {name}"), [], |row| row.get(0)).unwrap();
    names.map(|name| (name.clone(), count(&name))).collect()
}

#[test]
fn a_fixture_holds_every_kind_of_row() {
    for schema in 1..=schemas() {
        for (table, rows) in tables(&copy(schema).path("old.db")) {
            assert!(rows > 0, "schema {schema}: {table} is empty");
        }
    }
}

#[test]
fn a_database_of_each_schema_is_brought_up_to_date_and_read() {
    for schema in 1..=schemas() {
        let env = copy(schema);
        let before = tables(&env.path("old.db"));
        let locus = |args: &[&str]| env.locus([&["--db", "old.db"], args].concat()).success();
        locus(&["doctor"]);
        locus(&["events", "verify"]);
        locus(&["events", "replay"]);
        let after = tables(&env.path("old.db"));
        for (table, rows) in before {
            let now = after.iter().find(|(name, _)| *name == table);
            // Migrations are told in one more row each.
            assert!(now.is_some_and(|(_, now)| *now >= rows), "schema {schema}: {table} lost rows: {now:?}");
        }
        let shown = locus(&["--json", "wp", "show", "WP-A"]).json()["data"].clone();
        assert_eq!((&shown["wp"]["title"], &shown["wp"]["status"]), (&json!("First"), &json!("in_progress")));
        assert_eq!(shown["wp"]["notes"][0]["content"], "mind the gap");
        assert_eq!(shown["dependencies"]["outgoing"][0]["to_wp_id"], "WP-B");
        let mt = locus(&["--json", "mt", "show", "WP-A", "MT-001"]).json()["data"].clone();
        assert_eq!(mt["micro_tasks"][0]["iterations"][0]["outcome"], "SUCCESS", "{mt}");
        assert_eq!(locus(&["--json", "search", "passkeys"]).json()["data"]["total_count"], 1);
        let blocked = locus(&["--json", "blocked"]).json()["data"]["blocked_wps"].clone();
        assert_eq!(blocked[0]["wp_id"], "WP-B");
        assert_eq!(
            locus(&["--json", "diagnostics"]).json()["data"]["diagnostics"].as_array().unwrap().len(),
            1
        );
        // And gone on with.
        locus(&["wp", "gate", "WP-A", "post-work", "fail"]);
        locus(&["doctor"]);
    }
}

#[test]
fn what_a_database_of_each_schema_exports_makes_one_that_exports_the_same() {
    for schema in 1..=schemas() {
        let env = copy(schema);
        let exported = env.locus(["--db", "old.db", "export"]).success().stdout().to_owned();
        env.write("all.jsonl", &exported);
        env.locus(["--db", "new.db", "import", "all.jsonl"]).success();
        env.locus(["--db", "new.db", "doctor"]).success();
        assert_eq!(env.locus(["--db", "new.db", "export"]).success().stdout(), exported, "schema {schema}");
    }
}

#[test]
fn a_newer_schema_is_refused_and_left_untouched() {
    let env = copy(schemas());
    let newer = schemas() + 1;
    let db = rusqlite::Connection::open(env.path("old.db")).unwrap();
    db.pragma_update(None, "user_version", newer).unwrap();
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(db);
    let before = fs::read(env.path("old.db")).unwrap();
    for args in [&["doctor"][..], &["doctor", "--fix"], &["backup", "copy.db"], &["wp", "create", "x"]] {
        let refused = env.locus([&["--db", "old.db"], args].concat()).exits(1);
        assert!(refused.stderr().contains("this Locus knows schemas up to"), "{}", refused.stderr());
        assert!(refused.stderr().contains("use a locus at least as new"), "{}", refused.stderr());
    }
    assert_eq!(fs::read(env.path("old.db")).unwrap(), before);
    assert!(!env.path("copy.db").exists() && !env.path("backups").exists());
}

/// Not a test: makes the fixture of the newest schema, with the real program.
#[test]
#[ignore = "run once for each new schema, before its release"]
fn make_the_fixture_of_the_newest_schema() {
    let env = doctor_faults::make();
    let other = TestEnv::with_packet("done");
    for env in [&other, &env] {
        env.locus([Path::new("events"), Path::new("sync"), &other.path("log.jsonl")]).success();
    }
    env.locus(["ready"]).success();
    let mut created = job("create_wp", json!({ "wp_id": "WP-Job", "title": "By a job" }));
    created["input"]["op_id"] = json!(Uuid::from_u128(1).to_string());
    let refused = job("create_wp", json!({ "wp_id": "WP-A", "title": "Twice" }));
    assert_eq!(env.jobs(&[created, refused]).code(), 5);
    // Against the order in which they were made.
    env.locus(["dep", "add", "WP-A", "depends-on", "WP-Job"]).success();
    route(&env.path(".locus/locus.db"));
    let path = fixture(schemas());
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let _ = fs::remove_file(&path);
    env.locus([Path::new("backup"), &path]).success();
}

/// A packet from the Spec Router, with its binding.
fn route(db: &Path) {
    let store = SqliteStore::open(db, OpenOptions::new(Access::Existing)).unwrap();
    let mut engine = Engine::new(Box::new(store), Box::new(FlightRecorder), Box::new(Then), Box::new(Random));
    let caller = Caller::new(
        Actor { kind: ActorKind::Agent, id: "router".parse().unwrap() },
        Role::Operator,
        Source::Job,
    );
    let result = SpecRoutingResult {
        wp_id: "WP-Routed".parse().unwrap(),
        title: "Routed".parse().unwrap(),
        description: "".parse().unwrap(),
        prompt_type: Some("feature".parse().unwrap()),
        phase: "1".parse().unwrap(),
        governance_mode: "GOV_STRICT".parse().unwrap(),
        task_packet_path: None,
        session_id: "session".parse().unwrap(),
        priority: None,
        work_type: None,
    };
    let binding: WorkPacketBinding = serde_json::from_value(json!({
        "spec_id": "S", "task_board_id": "B", "work_packet_id": "WP-Routed", "refinement_ref": "R",
        "mode": "GOV_STRICT", "workflow_context": "W", "capability_registry_version": "1",
    }))
    .unwrap();
    let request = RouteRequest { scope_days: 3.0, surfaces: 2, binding: Some(binding) };
    engine.route(&result, &request, &caller).unwrap();
}

#[derive(Debug)]
struct Then;

impl Clock for Then {
    fn now(&self) -> Timestamp {
        "2026-01-01T00:00:00Z".parse().unwrap()
    }

    fn monotonic_ms(&self) -> f64 {
        0.0
    }
}

#[derive(Debug)]
struct Random;

impl Ids for Random {
    fn uuid(&self, _now: Timestamp) -> Uuid {
        Uuid::now_v7()
    }
}
