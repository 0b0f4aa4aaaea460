//! Hostile job lines, each by itself: a typed refusal in a clear sentence, nothing written, and the next job runs.

use crate::support::TestEnv;
use crate::support::env::job;
use serde_json::{Value, json};

/// A job as text, for what no JSON library would write.
fn raw(operation: &str, params: &str) -> Vec<u8> {
    let job = job(operation, json!("PARAMS")).to_string();
    job.replace("\"PARAMS\"", params).into_bytes()
}

/// Sends each line with a sound job behind it: the line is refused with its code and a text that holds this, and
/// nothing but the sound job leaves a trace.
fn all_refused(env: &TestEnv, cases: Vec<(Vec<u8>, &str, &str)>) {
    let before = env.events();
    for (line, code, told) in cases {
        let sound = job("get_wp_status", json!({ "wp_id": "WP-1" })).to_string();
        let results = env.locus_with(["job"], [&line[..], b"\n", sound.as_bytes()].concat()).results();
        let shown: String = line.escape_ascii().to_string().chars().take(300).collect();
        let [refused, answered] = results.as_slice() else { panic!("{shown}: {results:?}") };
        let error = &refused["error"];
        assert_eq!(error["code"], code, "{shown}: {refused}");
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(told), "{shown}: {message}");
        assert!(
            !["panicked", "SELECT", "INSERT", "sqlite"].iter().any(|word| message.contains(word)),
            "{message}"
        );
        assert_eq!(answered["success"], true, "the stream goes on behind {shown}: {answered}");
    }
    assert_eq!(env.events(), before, "nothing was written");
    env.locus(["doctor"]).success();
}

#[test]
fn what_is_no_sound_json_is_refused() {
    let env = TestEnv::with_packet("ready");
    let nested = |depth: usize| format!("{}{}", "{\"a\":".repeat(depth), "1".to_owned() + &"}".repeat(depth));
    let wide = format!("[{}1]", "1,".repeat(600_000));
    all_refused(
        &env,
        vec![
            (b"\xef\xbb\xbf{}".to_vec(), "LOCUS-JOB", "not JSON"),
            (b"{\0}".to_vec(), "LOCUS-JOB", "not JSON"),
            (b"NaN".to_vec(), "LOCUS-JOB", "not JSON"),
            (b"{\"a\":1}{\"a\":2}".to_vec(), "LOCUS-JOB", "not JSON"),
            (b"'{}'".to_vec(), "LOCUS-JOB", "not JSON"),
            (b"\"\xed\xa0\x80\"".to_vec(), "LOCUS-JOB", "not JSON"),
            (vec![b'['; 1_000_000], "LOCUS-JOB", "recursion limit"),
            (nested(5_000).into_bytes(), "LOCUS-JOB", "recursion limit"),
            (wide.into_bytes(), "LOCUS-JOB", "more than 1048576"),
            (raw("create_wp", r#"{"wp_id":"WP-2","title":"\ud800"}"#), "LOCUS-JOB", "not JSON"),
            (
                raw("create_wp", r#"{"wp_id":"WP-2","title":"x","priority":1e400}"#),
                "LOCUS-JOB",
                "out of range",
            ),
            (raw("create_wp", &nested(200)), "LOCUS-JOB", "recursion limit"),
        ],
    );
}

#[test]
fn a_key_that_stands_twice_is_refused_by_name() {
    let env = TestEnv::with_packet("ready");
    let twice = |params| (raw("update_wp", params), "LOCUS-JOB", "duplicate key `");
    all_refused(
        &env,
        vec![
            twice(r#"{"wp_id":"WP-1","wp_id":"WP-2","updates":{"title":"x"}}"#),
            twice(r#"{"wp_id":"WP-1","updates":{"title":"x","title":"y"}}"#),
            twice(r#"{"wp_id":"WP-1","updates":{"title":"x","titl\u0065":"y"}}"#),
            twice(r#"{"wp_id":"WP-1","updates":{"metadata":{"a":[{"b":1,"b":1}]}}}"#),
            (
                br#"{"job_kind":"locus_operation","job_kind":"locus_operation"}"#.to_vec(),
                "LOCUS-JOB",
                "`job_kind`",
            ),
        ],
    );
}

#[test]
fn numbers_at_the_ends_of_their_types_are_refused_where_they_stand() {
    let env = TestEnv::with_packet("in_progress");
    let mts = json!({ "wp_id": "WP-1", "mt_definitions": [{ "mt_id": "MT-001", "name": "n" }] });
    let start = json!({ "wp_id": "WP-1", "mt_id": "MT-001", "model_id": "m" });
    assert_eq!(env.jobs(&[job("register_mts", mts), job("start_mt", start)]).code(), 0);
    let record =
        r#"{"wp_id":"WP-1","mt_id":"MT-001","iteration":1,"model_id":"m","outcome":"RETRY","KEY":NUMBER}"#;
    let fields = [
        ("create_wp", r#"{"wp_id":"WP-2","title":"x","KEY":NUMBER}"#, "priority"),
        ("update_wp", r#"{"wp_id":"WP-1","updates":{"KEY":NUMBER}}"#, "priority"),
        ("update_wp", r#"{"wp_id":"WP-1","updates":{},"claim":true,"KEY":NUMBER}"#, "lease_ms"),
        ("query_ready", r#"{"KEY":NUMBER}"#, "limit"),
        ("query_blocked", r#"{"KEY":NUMBER}"#, "offset"),
        ("search", r#"{"query":"x","KEY":NUMBER}"#, "priority_min"),
        ("record_iteration", record, "tokens_prompt"),
        ("record_iteration", record, "tokens_completion"),
        ("record_iteration", record, "duration_ms"),
        ("record_iteration", record, "escalation_level"),
        ("start_mt", r#"{"wp_id":"WP-1","mt_id":"MT-001","model_id":"m","KEY":NUMBER}"#, "escalation_level"),
        (
            "register_mts",
            r#"{"wp_id":"WP-1","mt_definitions":[{"mt_id":"MT-002","name":"n","KEY":NUMBER}]}"#,
            "max_iterations",
        ),
    ];
    let numbers =
        ["-1", "9223372036854775808", "18446744073709551615", "18446744073709551616", "1e300", "0.5", "-0.0"];
    let mut cases = Vec::new();
    for (operation, params, key) in fields {
        for number in numbers {
            cases.push((
                raw(operation, &params.replace("KEY", key).replace("NUMBER", number)),
                "LOCUS-INVALID",
                key,
            ));
        }
    }
    all_refused(&env, cases);
}

#[test]
fn a_version_that_no_packet_has_is_a_conflict_however_large() {
    let env = TestEnv::with_packet("ready");
    let at = |version: &str| {
        let params = format!(r#"{{"wp_id":"WP-1","updates":{{"title":"x"}},"expected_version":{version}}}"#);
        (raw("update_wp", &params), "LOCUS-CONFLICT", "changed in the meantime")
    };
    all_refused(&env, ["0", "9223372036854775808", "18446744073709551615"].map(at).to_vec());
}

#[test]
fn a_budget_of_ages_is_a_wait_like_any_other() {
    let env = TestEnv::with_packet("ready");
    for ms in ["0", "9223372036854775808", "18446744073709551615"] {
        let mut job = job("update_wp", json!({ "wp_id": "WP-1", "updates": { "title": ms } }));
        job["input"]["budget"] = json!({ "max_duration_ms": ms.parse::<u64>().unwrap() });
        assert_eq!(env.jobs(&[job]).exits(0).results()[0]["changed"], true, "{ms}");
    }
}

#[test]
fn times_beyond_the_calendar_are_refused_and_its_ends_are_kept() {
    let env = TestEnv::with_packet("ready");
    let due = |at: &str| json!({ "wp_id": "WP-1", "updates": { "due_at": at } });
    let beyond = [
        "10000-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999-23:59",
        "-009999-01-01T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "2026-01-01T25:00:00Z",
        "2026-01-01",
        "",
    ];
    let cases =
        beyond.map(|at| (job("update_wp", due(at)).to_string().into_bytes(), "LOCUS-INVALID", "due_at"));
    all_refused(&env, cases.to_vec());
    for at in ["9999-12-30T22:00:00.000Z", "0000-01-01T00:00:00.000Z"] {
        let results = env.jobs(&[job("update_wp", due(at))]).exits(0).results();
        assert_eq!(results[0]["data"]["wp"]["due_at"], at);
    }
    env.locus(["wp", "show", "WP-1"]).success();
    env.locus(["wp", "history", "WP-1"]).success();
    env.locus(["ready"]).success();
    env.locus(["events", "replay"]).success();
}

/// Texts that mean something to SQLite, to its search, to `printf`, to a shell, or to markdown.
const LOADED: [&str; 18] = [
    "'; DROP TABLE work_packets; --",
    "\" OR 1=1 --",
    "title:* OR NEAR(a b, 5)",
    "\"",
    "a AND",
    "(((",
    "^a * -b +c {d}",
    "%s%n%x{}{0:?}",
    "$(touch pwned) `touch pwned`",
    "\\",
    "**[WP-9]** - [DONE]",
    "<!-- ## Done -->",
    "```",
    "a\r\nb\u{b}\u{c}\u{85}\u{2028}",
    "\u{feff}\u{200b}\u{202e}",
    "\u{1}\u{1b}[2J\u{7f}\u{9b}31m",
    "a\u{301}\u{301}\u{301}\u{301}",
    "😀\u{10ffff}",
];

#[test]
fn any_text_is_kept_as_it_is_and_found_or_not_found_without_a_fault() {
    let env = TestEnv::project();
    for (number, text) in LOADED.iter().enumerate() {
        let id = format!("WP-{number}");
        let create = job(
            "create_wp",
            json!({ "wp_id": id, "title": text, "description": text, "labels": [text], "metadata": { *text: text } }),
        );
        let note = job("update_wp", json!({ "wp_id": id, "updates": {}, "note": text }));
        let search = job("search", json!({ "query": text }));
        let filtered = job("query_ready", json!({ "assignee": text, "labels": [text] }));
        let results = env.jobs(&[create, note, search, filtered]).results();
        assert_eq!(results[0]["data"]["wp"]["title"], *text, "{text:?}: {}", results[0]);
        assert_eq!(results[0]["data"]["wp"]["metadata"][text], *text);
        assert_eq!(results[1]["success"], true, "{}", results[1]);
        for query in &results[2..] {
            let code = &query["error"]["code"];
            assert!(query["success"] == true || code == "LOCUS-INVALID", "{text:?}: {query}");
        }
        assert!([0, 2].contains(&env.locus(["search", "--", text]).code()), "{text:?}");
        assert_eq!(
            env.jobs(&[job("get_wp_status", json!({ "wp_id": id }))]).results()[0]["data"]["wp"]["description"],
            *text
        );
    }
    assert!(!env.path("pwned").exists());
    for check in [["doctor"].as_slice(), &["events", "verify"], &["events", "replay"], &["board", "render"]] {
        env.locus(check).success();
    }
}

#[test]
fn ids_that_look_like_formats_are_texts() {
    let env = TestEnv::project();
    for id in
        ["WP-%s%n%p", "WP-{}", "WP-{0:?}", "WP-$HOME", "WP-'x'", "WP-a;b", "WP-%00", "WP-\u{202e}x", "WP-é"]
    {
        let results = env.jobs(&[job("create_wp", json!({ "wp_id": id, "title": "x" }))]).results();
        let error = &results[0]["error"];
        match results[0]["success"] == Value::Bool(true) {
            true => assert!(env.locus(["wp", "show", id]).success().stdout().starts_with(id), "{id}"),
            false => assert_eq!(
                (&error["code"], &error["details"]["field"]),
                (&json!("LOCUS-INVALID"), &json!("wp_id"))
            ),
        }
        env.locus(["wp", "show", &format!("{id}-404")]).exits(if results[0]["success"] == true {
            3
        } else {
            2
        });
    }
}

#[test]
fn line_ends_of_all_kinds_part_jobs_and_an_unended_one_counts() {
    let env = TestEnv::with_packet("ready");
    let line = job("get_wp_status", json!({ "wp_id": "WP-1" })).to_string();
    let input = format!("\r\n\n  \t\r\n{line}\r\n{line}\n\n{line}");
    assert_eq!(env.locus_with(["job"], input).exits(0).results().len(), 3);
    let cut = &line[..line.len() - 1];
    let results = env.locus_with(["job"], format!("{line}\n{cut}")).exits(7).results();
    assert_eq!(results[1]["error"]["code"], "LOCUS-JOB");
}
