//! `locus events …`.

use crate::support::TestEnv;
use crate::support::env::job;
use serde_json::json;

#[test]
fn events_are_listed_and_filtered() {
    let env = TestEnv::with_packet("in_progress");
    env.locus(["wp", "create", "Second", "--id", "WP-2", "--actor", "bob"]).success();
    assert_output_snapshot!(env.locus(["events", "list"]), @r"
    SEQ  TIME (UTC)           CODE           EVENT                ACTOR  ABOUT
    1    TIME  FR-EVT-WP-001  work_packet_created  ada    WP-1
    2    TIME  FR-EVT-WP-002  work_packet_updated  ada    WP-1
    3    TIME  FR-EVT-WP-003  work_packet_gated    ada    WP-1
    4    TIME  FR-EVT-WP-001  work_packet_created  bob    WP-2
    ");
    assert_output_snapshot!(env.locus(["events", "list", "--by", "bob"]), @r"
    SEQ  TIME (UTC)           CODE           EVENT                ACTOR  ABOUT
    4    TIME  FR-EVT-WP-001  work_packet_created  bob    WP-2
    ");
    assert_output_snapshot!(env.locus(["events", "list", "--wp", "WP-1", "--limit", "1"]), @r"
    SEQ  TIME (UTC)           CODE           EVENT              ACTOR  ABOUT
    3    TIME  FR-EVT-WP-003  work_packet_gated  ada    WP-1
    ");
    assert_output_snapshot!(env.locus(["events", "list", "--since", "2999-01-01T00:00:00Z"]), @"No events.");
    assert_output_snapshot!(env.locus(["events", "list", "--since", "yesterday"]), @r#"
    --- stderr
    error: --since: "yesterday" is not an RFC 3339 time such as TIME
    --- exit 2
    "#);
    let events = env.locus(["--json", "events", "list", "--type", "work_packet_gated"]).success().json();
    assert_eq!(events["data"]["events"][0]["event_code"], "FR-EVT-WP-003");
}

#[test]
fn an_export_is_valid_and_its_chain_holds_without_a_store() {
    let env = TestEnv::with_packet("done");
    let other = TestEnv::new();
    for form in [&["events", "export"][..], &["events", "export", "--with-content"]] {
        let export = env.locus(form).success();
        assert_eq!(export.stdout().lines().count(), 4);
        other.write("e.jsonl", export.stdout());
        other.locus(["events", "validate", "e.jsonl"]).success();
        other.locus(["events", "verify", "e.jsonl"]).success();
        other.locus_with(["events", "verify", "-"], export.stdout()).success();
    }
    assert_output_snapshot!(other.locus(["events", "validate", "e.jsonl"]), @"✓ 4 events and 0 query events, all valid");
    assert_output_snapshot!(other.locus(["events", "verify", "e.jsonl"]), @"✓ 4 events verified; the chain holds up to #4 (HASH)");
    assert_output_snapshot!(env.locus(["events", "verify"]), @"✓ 4 events verified; the chain holds up to #4 (HASH)");
}

#[test]
fn exports_of_many_pages_come_in_order_and_texts_stay_out() {
    let env = TestEnv::project();
    let create = |n: usize| job("create_wp", json!({ "wp_id": format!("WP-{n}"), "title": "a secret" }));
    let jobs: Vec<_> = (1..=1001).map(create).collect();
    env.jobs(&jobs).success();
    let export = env.locus(["events", "export"]).success();
    let sequences: Vec<u64> = export
        .stdout()
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["sequence"].as_u64().unwrap())
        .collect();
    assert_eq!(sequences, (1..=1001).collect::<Vec<_>>());
    assert!(!export.stdout().contains("a secret"));
    let content = env.locus(["events", "export", "--with-content"]).success();
    assert_eq!(content.stdout().matches("a secret").count(), 1001);
}

#[test]
fn a_changed_dropped_or_reordered_line_is_found() {
    let env = TestEnv::with_packet("done");
    let export = env.locus(["events", "export"]).success().stdout().to_owned();
    let lines: Vec<&str> = export.lines().collect();
    let verify = |lines: &[&str]| env.locus_with(["events", "verify", "-"], lines.join("\n"));
    let changed = lines[1].replace("\"ada\"", "\"eve\"");
    assert_output_snapshot!(verify(&[lines[0], &changed, lines[2]]), @r"
    --- stderr
    error: the chain of events in stdin does not hold: line 2: hash: not the hash of the event: it was changed after it was sealed
    hint: events before that place are sound; what follows it can't be judged
    --- exit 1
    ");
    assert_output_snapshot!(verify(&[lines[0], lines[2], lines[3]]), @r"
    --- stderr
    error: the chain of events in stdin does not hold: line 2: sequence: 3 does not follow 1
    hint: events before that place are sound; what follows it can't be judged
    --- exit 1
    ");
    assert_output_snapshot!(verify(&[lines[1], lines[0]]), @r"
    --- stderr
    error: the chain of events in stdin does not hold: line 1: sequence: the chain begins at 2, not at 1
    hint: --from accepts a file that begins later in a chain
    --- exit 1
    ");
    let error = env.locus_with(["--json", "events", "verify", "-"], lines[1..].join("\n")).exits(1).error();
    assert_eq!(error["error"]["details"]["line"], 1);
    env.locus_with(["events", "verify", "-", "--from"], lines[1..].join("\n")).success();
    verify(&[]).success();
}

#[test]
fn bad_lines_are_listed_with_their_place_and_all_counted() {
    let env = TestEnv::with_packet("ready");
    let export = env.locus(["events", "export"]).success().stdout().to_owned();
    let line = export.lines().next().unwrap();
    let bad = [
        "{nope".to_owned(),
        line.replace("FR-EVT-WP-001", "FR-EVT-WP-002"),
        line.replace("\"actor\":", "\"colour\":1,\"actor\":"),
        line.to_owned(),
    ];
    assert_output_snapshot!(env.locus_with(["events", "validate", "-"], bad.join("\n")), @r#"
    line 1: not JSON: key must be a string at column 2
    line 2: event_code: "FR-EVT-WP-002" is not the code of work_packet_created, which is FR-EVT-WP-001
    line 3: colour: unknown key
    --- stderr
    error: 3 of 4 lines in stdin are not valid events
    hint: each line must be an event as `locus events export` writes it
    --- exit 7
    "#);
    let many = "x\n".repeat(1000);
    let error = env.locus_with(["--json", "events", "validate", "-"], &many).exits(7).error();
    assert_eq!(error["error"]["details"]["bad"], 1000);
    assert_eq!(error["error"]["details"]["faults"].as_array().unwrap().len(), 20);
    assert!(env.locus_with(["events", "validate", "-"], &many).exits(7).stdout().contains("… and 980 more"));
    assert_output_snapshot!(env.locus(["events", "validate", "missing.jsonl"]), @r"
    --- stderr
    error: missing.jsonl can't be used: there is no such file or folder
    --- exit 3
    ");
}

#[test]
fn one_event_is_no_plural() {
    let env = TestEnv::with_packet("stub");
    assert_output_snapshot!(env.locus(["events", "verify"]), @"✓ 1 event verified; the chain holds up to #1 (HASH)");
    let export = env.locus(["events", "export"]).success();
    assert_output_snapshot!(env.locus_with(["events", "validate", "-"], export.stdout()), @"✓ 1 event and 0 query events, all valid");
}
