//! Whatever comes in: a typed error, nothing written, no panic.

use crate::support::TestEnv;
use crate::support::env::job;
use serde_json::{Value, json};
use std::io::Write as _;
use std::process::Stdio;

/// Runs what must be refused as a job, with this code, and checks that nothing was written.
fn refused(env: &TestEnv, input: impl AsRef<[u8]>, code: &str) -> Value {
    let before = env.events();
    let output = env.locus_with(["job"], input);
    assert_ne!(output.code(), 0);
    let result = output.results().remove(0);
    assert_eq!(result["error"]["code"], code, "{result}");
    assert_eq!(env.events(), before, "nothing is written");
    result
}

#[test]
fn unknown_keys_and_wrong_types_are_named() {
    let env = TestEnv::project();
    let cases = [
        (json!({ "wp_id": "WP-1", "title": "x", "colour": 1 }), "colour"),
        (json!({ "wp_id": "WP-1", "title": 7 }), "title"),
        (json!({ "wp_id": "WP-1", "title": null }), "title"),
        (json!({ "wp_id": "WP-1", "title": "x", "labels": "a" }), "labels"),
        (json!({ "wp_id": "WP-1", "title": "x", "metadata": [] }), "metadata"),
        (json!({ "wp_id": "WP-1", "title": "x", "priority": -1 }), "priority"),
        (json!({ "wp_id": "WP-1", "title": "x", "priority": 1.5 }), "priority"),
        (json!({ "wp_id": "WP-1", "title": "x", "due_at": "soon" }), "due_at"),
        (json!({ "title": "x" }), "wp_id"),
    ];
    for (params, field) in cases {
        let result = refused(&env, job("create_wp", params).to_string(), "LOCUS-INVALID");
        assert_eq!(result["error"]["details"]["field"], field, "{result}");
    }
    let mut envelope = job("query_ready", json!({}));
    envelope["priority"] = json!(1);
    let result = refused(&env, envelope.to_string(), "LOCUS-JOB");
    assert!(result["error"]["message"].as_str().unwrap().contains("priority"));
}

#[test]
fn ids_are_never_paths() {
    let env = TestEnv::project();
    for id in [
        "../../etc/passwd",
        "WP-../x",
        "WP-/etc",
        "WP-a\u{0}b",
        "WP-",
        "",
        &format!("WP-{}", "a".repeat(200)),
    ] {
        let params = json!({ "wp_id": id, "title": "x" });
        refused(&env, job("create_wp", params).to_string(), "LOCUS-INVALID");
    }
    for id in ["../x", "WP-a b", "-"] {
        env.locus(["wp", "create", "x", "--id", id]).exits(2);
    }
}

#[test]
fn huge_titles_and_nul_bytes_are_refused() {
    let env = TestEnv::project();
    // The longest argument the system passes on is 128 KiB; a job takes any length.
    env.locus(["wp", "create", &"x".repeat(100_000)]).exits(2);
    let huge = json!({ "wp_id": "WP-1", "title": "x".repeat(200_000) });
    refused(&env, job("create_wp", huge).to_string(), "LOCUS-JOB");
    refused(
        &env,
        job("create_wp", json!({ "wp_id": "WP-1", "title": "a\u{0}b" })).to_string(),
        "LOCUS-INVALID",
    );
    refused(&env, b"\0\0\0\n", "LOCUS-JOB");
    assert_eq!(env.locus_with(["wp", "note", "WP-1", "-"], "a\0b").code(), 2);
}

#[test]
fn a_line_that_is_not_utf_8_is_refused_and_the_stream_goes_on() {
    let env = TestEnv::project();
    let mut input = b"{\"job_kind\":\"\xff\xfe\"}\n".to_vec();
    input.extend(job("query_ready", json!({})).to_string().bytes());
    let results = env.locus_with(["job"], input).exits(7).results();
    assert_eq!(results[0]["error"]["code"], "LOCUS-JOB");
    assert_eq!(results[1]["success"], true);
    env.locus_with(["mt", "register", "WP-1", "-"], b"\xff").exits(7);
    env.locus_with(["events", "validate", "-"], b"\xff\n").exits(7);
}

#[test]
fn an_endless_line_costs_no_memory_and_the_stream_goes_on() {
    let env = TestEnv::project();
    let mut child = env.command(["job"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let block = vec![b'x'; 1024 * 1024];
    for _ in 0..64 {
        stdin.write_all(&block).unwrap();
    }
    let held = resident_kib(child.id());
    writeln!(stdin, "\n{}", job("query_ready", json!({}))).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let results: Vec<Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(results.len(), 2);
    assert_eq!(results[0]["error"]["code"], "LOCUS-JOB");
    assert_eq!(results[1]["success"], true);
    if let Some(held) = held {
        assert!(held < 48 * 1024, "{held} KiB are held for a line of 64 MiB");
    }
}

/// What a process holds in memory, where the system tells.
fn resident_kib(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[test]
fn a_damaged_database_is_told_and_left_alone() {
    let env = TestEnv::with_packet("ready");
    let whole = std::fs::read(env.path(".locus/locus.db")).unwrap();
    let damaged: [(&str, Vec<u8>); 3] = [
        ("text", b"this is no database, but a text that somebody put here by mistake".to_vec()),
        ("zeros", vec![0; 8192]),
        ("torn", [&whole[..100], &vec![0xAA; 4096][..]].concat()),
    ];
    for (name, bytes) in damaged {
        let db = env.write(&format!("{name}.db"), &bytes);
        let db = db.to_str().unwrap();
        let error = env.locus(["--json", "--db", db, "ready"]).exits(1).error();
        assert_eq!(error["error"]["code"], "LOCUS-STORE", "{name}: {error}");
        let input = format!("{}\n{}\n", job("query_ready", json!({})), job("create_wp", json!({})));
        let results = env.locus_with(["--db", db, "job"], input).results();
        assert_eq!(results[0]["error"]["code"], "LOCUS-STORE", "{name}: {}", results[0]);
        assert_eq!(results.len(), 2);
        assert_eq!(std::fs::read(db).unwrap(), bytes, "{name} is untouched");
    }
}

#[test]
fn a_truncated_database_never_panics() {
    let env = TestEnv::with_packet("done");
    env.locus(["doctor"]).success();
    let whole = std::fs::read(env.path(".locus/locus.db")).unwrap();
    for part in [1, 2, 3] {
        let db = env.write("cut.db", &whole[..whole.len() * part / 4]);
        for args in
            [["ready"].as_slice(), &["status"], &["doctor"], &["events", "verify"], &["wp", "create", "x"]]
        {
            let output = env.locus(["--db", db.to_str().unwrap()].iter().chain(args));
            assert!([0, 1].contains(&output.code()), "{args:?}: {}", output.all());
            assert!(!output.stderr().to_lowercase().contains("sql"), "{}", output.stderr());
        }
    }
}

#[test]
fn a_newer_schema_is_refused_untouched() {
    let env = TestEnv::with_packet("ready");
    let db = env.write("newer.db", std::fs::read(env.path(".locus/locus.db")).unwrap());
    let mut bytes = std::fs::read(&db).unwrap();
    bytes[60..64].copy_from_slice(&99_u32.to_be_bytes());
    std::fs::write(&db, &bytes).unwrap();
    assert_output_snapshot!(env.locus(["--db", "newer.db", "ready"]), @r"
    --- stderr
    error: the database has schema 99; this Locus knows schemas up to 3
    hint: use a locus at least as new as the one that wrote the database
    --- exit 1
    ");
    env.locus(["--db", "newer.db", "wp", "create", "x"]).exits(1);
    assert_eq!(std::fs::read(&db).unwrap(), bytes);
}

#[test]
fn a_folder_in_the_way_of_the_database_is_told() {
    let env = TestEnv::new();
    std::fs::create_dir(env.path("x.db")).unwrap();
    assert_output_snapshot!(env.locus(["--db", "x.db", "wp", "create", "x"]), @r"
    --- stderr
    error: the database is damaged or not one of Locus: ROOT/x.db is no file
    --- exit 1
    ");
    let results =
        env.locus_with(["--db", "x.db", "job"], job("query_ready", json!({})).to_string()).exits(1).results();
    assert_eq!(results[0]["error"]["code"], "LOCUS-STORE");
    assert_output_snapshot!(env.locus(["--db", "nowhere/x.db", "wp", "create", "x"]), @r"
    --- stderr
    error: the database failed: ROOT/nowhere/x.db can't be created: entity not found
    --- exit 1
    ");
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_gives_each_job_its_answer() {
    use std::os::unix::fs::PermissionsExt;
    let env = TestEnv::new();
    let folder = env.path("locked");
    std::fs::create_dir(&folder).unwrap();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o555)).unwrap();
    if std::fs::write(folder.join("probe"), "").is_ok() {
        let skipped = "SKIPPED: permissions don't bind this user\n";
        std::io::stderr().write_all(skipped.as_bytes()).unwrap();
        return;
    }
    let create = job("create_wp", json!({ "wp_id": "WP-1", "title": "x" }));
    let results = env.locus_with(["--db", "locked/x.db", "job"], create.to_string()).exits(1).results();
    assert_eq!(results[0]["error"]["code"], "LOCUS-STORE");
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_closed_stdout_is_no_error() {
    let env = TestEnv::with_packet("ready");
    for args in [["wp", "list"].as_slice(), &["events", "export"], &["--help"], &["status"], &["man"]] {
        let mut child = env.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert!(output.stderr.is_empty(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_under_stdout_is_told() {
    let env = TestEnv::with_packet("ready");
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = env.command(["wp", "list"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("the output can't be written"));
}

#[test]
fn an_unknown_option_is_not_taken_for_a_value() {
    let env = TestEnv::project();
    assert_output_snapshot!(env.locus(["wp", "update", "WP-1", "--add-label", "x"]), @"
    --- stderr
    error: unexpected argument '--add-label' found

    Usage: locus wp update <WP>

    For more information, try '--help'.
    --- exit 2
    ");
}

#[test]
fn wrong_usage_is_json_too_where_json_is_asked_for() {
    let env = TestEnv::project();
    assert_output_snapshot!(env.locus(["--json", "wp", "gate", "WP-1", "mid-work", "pass"]), @r#"
    --- stderr
    {"error":{"code":"LOCUS-INVALID","details":{},"hint":"a similar value exists: 'pre-work'","message":"invalid value 'mid-work' for '<pre-work|post-work>' [possible values: pre-work, post-work]"},"events_emitted":[],"success":false}
    --- exit 2
    "#);
    assert_output_snapshot!(env.locus(["--json", "fly"]), @r#"
    --- stderr
    {"error":{"code":"LOCUS-INVALID","details":{},"hint":"`locus --help` shows what there is","message":"there is no command `fly`"},"events_emitted":[],"success":false}
    --- exit 2
    "#);
}
