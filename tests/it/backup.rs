//! `locus backup`: a verified copy, made while others write, in a new file that is its owner's alone.

use crate::support::TestEnv;
use crate::support::env::job;
use serde_json::json;
use std::fs;
use std::process::Stdio;

const DB: &str = ".locus/locus.db";

/// The names in the project's folder and in `.locus`.
fn names(env: &TestEnv) -> Vec<String> {
    let folders = [env.root().to_owned(), env.path(".locus")];
    let entries = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_backup_is_a_database_with_all_that_was_there() {
    let env = TestEnv::with_packet("done");
    let mut before = names(&env);
    assert_output_snapshot!(env.locus(["backup", "copy.db"]), @"✓ ROOT/copy.db: 4 events, verified");
    before.push("copy.db".to_owned());
    before.sort();
    assert_eq!(names(&env), before, "nothing else is left over");
    let of = |args: &[&str]| env.locus(args).success().stdout().to_owned();
    for command in
        [&["wp", "show", "WP-1"][..], &["events", "export", "--with-content"], &["search", "first"]]
    {
        assert_eq!(of(command), of(&[&["--db", "copy.db"], command].concat()));
    }
    env.locus(["--db", "copy.db", "doctor"]).success();
    // It can be gone on with.
    env.locus(["--db", "copy.db", "wp", "create", "Next"]).success();
    env.locus(["--db", "copy.db", "events", "verify"]).success();
    assert_eq!(env.events(), 4);
}

#[test]
fn its_answer_names_file_size_and_head() {
    let env = TestEnv::with_packet("ready");
    let data = env.locus(["--json", "backup", "copy.db"]).success().json()["data"].clone();
    let verified = env.locus(["--json", "events", "verify"]).success().json()["data"]["head"].clone();
    assert_eq!(
        (&data["head"]["sequence"], &data["head"]["hash"]),
        (&verified["sequence"], &verified["hash"])
    );
    assert_eq!(data["bytes"], fs::metadata(env.path("copy.db")).unwrap().len());
    assert_eq!(data["backup"], env.path("copy.db").to_str().unwrap());
    assert_eq!(env.locus(["-q", "backup", "other.db"]).success().all(), "");
}

#[test]
fn an_empty_project_has_a_backup_too() {
    let env = TestEnv::project();
    env.locus(["backup", "copy.db"]).success();
    env.locus(["--db", "copy.db", "doctor"]).success();
}

#[test]
fn what_is_there_stays_there() {
    let env = TestEnv::with_packet("ready");
    env.write("file", "mine");
    fs::create_dir(env.path("folder")).unwrap();
    let mut taken = vec!["file", "folder", DB];
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink("file", env.path("link")).unwrap();
        symlink("nowhere", env.path("dangling")).unwrap();
        symlink(DB, env.path("link-to-db")).unwrap();
        taken.extend(["link", "dangling", "link-to-db"]);
    }
    fs::hard_link(env.path(DB), env.path("hard")).unwrap();
    taken.push("hard");
    let db = fs::read(env.path(DB)).unwrap();
    for path in taken {
        let refused = env.locus(["backup", path]).exits(2);
        assert!(refused.stderr().contains("is there already; name a new file"), "{}", refused.stderr());
    }
    assert_eq!(fs::read(env.path("file")).unwrap(), b"mine");
    assert_eq!(fs::read(env.path(DB)).unwrap(), db);
    assert!(!env.path("nowhere").exists());
}

/// A file of that name would be taken for a part of the database.
#[test]
fn no_backup_takes_the_name_of_a_file_beside_the_database() {
    let env = TestEnv::with_packet("ready");
    let before = names(&env);
    for ending in ["-journal", "-JOURNAL", "-wal", "-shm", ".lock", ".board.lock", "-dropped-queries"] {
        let refused = env.locus(["backup", &format!("{DB}{ending}")]).exits(2);
        assert!(refused.stderr().contains("choose another"), "{}", refused.stderr());
        #[cfg(unix)]
        {
            let _ = std::os::unix::fs::symlink(env.path(".locus"), env.path("elsewhere"));
            env.locus(["backup", &format!("elsewhere/locus.db{ending}")]).exits(2);
            let _ = fs::remove_file(env.path("elsewhere"));
        }
    }
    assert_eq!(names(&env), before);
}

#[test]
fn a_missing_folder_and_a_missing_project_are_told() {
    let env = TestEnv::with_packet("ready");
    assert_output_snapshot!(env.locus(["backup", "none/copy.db"]), @r"
    --- stderr
    error: ROOT/none can't be used: there is no such file or folder
    --- exit 3
    ");
    assert!(!env.path("none").exists());
    TestEnv::new().locus(["backup", "copy.db"]).exits(3);
}

#[test]
fn a_damaged_database_gives_no_backup() {
    let env = TestEnv::with_packet("ready");
    let db = rusqlite::Connection::open(env.path(DB)).unwrap();
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    let sql = "SELECT rootpage FROM sqlite_master WHERE name = 'diagnostics'";
    let page: usize = db.query_row(sql, [], |row| row.get(0)).unwrap();
    drop(db);
    let mut bytes = fs::read(env.path(DB)).unwrap();
    bytes[(page - 1) * 4096..page * 4096].fill(0xa5);
    fs::write(env.path(DB), bytes).unwrap();
    assert_output_snapshot!(env.locus(["backup", "copy.db"]), @r"
    --- stderr
    error: the database is damaged or not one of Locus: the copy is not sound: what was copied is damaged
    hint: `locus doctor` says what is at risk and what can be done
    --- exit 1
    ");
    assert!(!names(&env).iter().any(|name| name.contains("copy") || name.contains("backup")));
}

#[cfg(unix)]
#[test]
fn whatever_the_umask_new_files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let env = TestEnv::new();
    let locus = env!("CARGO_BIN_EXE_locus");
    let script =
        format!("umask 0; {locus} init && {locus} wp create First --id WP-1 && {locus} backup copy.db");
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", &script]).current_dir(env.root()).stdout(Stdio::null());
    assert!(shell.status().unwrap().success());
    let mode = |name: &str| fs::metadata(env.path(name)).unwrap().permissions().mode() & 0o777;
    for name in [DB, ".locus/locus.db-wal", ".locus/locus.db-shm", "copy.db"] {
        assert_eq!(mode(name), 0o600, "{name}");
    }
    let db = rusqlite::Connection::open(env.path(DB)).unwrap();
    db.execute("UPDATE work_packets SET readiness = 1", []).unwrap();
    drop(db);
    let mut shell = std::process::Command::new("sh");
    shell
        .args(["-c", &format!("umask 0; {locus} doctor --fix")])
        .current_dir(env.root())
        .stdout(Stdio::null());
    assert!(shell.status().unwrap().success());
    assert_eq!(mode(".locus/backups"), 0o700);
    for backup in fs::read_dir(env.path(".locus/backups")).unwrap() {
        assert_eq!(backup.unwrap().metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
}

/// Each backup made while a stream of jobs runs is whole: a prefix of the log, with the rows that it makes.
#[test]
fn writers_at_work_are_neither_kept_waiting_nor_half_copied() {
    let env = TestEnv::with_packet("ready");
    let jobs: String = (0..400)
        .map(|n| format!("{}\n", job("create_wp", json!({ "wp_id": format!("WP-X{n}"), "title": "t" }))))
        .collect();
    env.write("jobs.jsonl", jobs);
    let mut writer = env.command(["job", "jobs.jsonl"]).stdout(Stdio::null()).spawn().unwrap();
    let mut made = 0;
    while made == 0 || writer.try_wait().unwrap().is_none() {
        let name = format!("copy-{made}.db");
        env.locus(["backup", &name]).success();
        env.locus(["--db", &name, "events", "replay"]).success();
        made += 1;
    }
    assert!(writer.wait().unwrap().success(), "no job failed");
    assert_eq!(env.events(), 402);
    env.locus(["doctor"]).success();
}
