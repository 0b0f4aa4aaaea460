//! `locus ready`, `blocked`, `search`, and the log of queries.

use crate::support::TestEnv;
use std::io::Write as _;

fn held_up() -> TestEnv {
    let env = TestEnv::with_packet("ready");
    env.locus(["wp", "create", "Second thing", "--id", "WP-2", "--priority", "0", "--desc", "about logins"])
        .success();
    env.locus(["wp", "update", "WP-2", "--status", "ready"]).success();
    env.locus(["dep", "add", "WP-1", "blocks", "WP-2"]).success();
    env
}

#[test]
fn ready_lists_what_nothing_holds_up() {
    let env = held_up();
    assert_output_snapshot!(env.locus(["ready"]), @r"
    PACKET  STATUS  PRIO  TYPE     ASSIGNEE  TITLE
    WP-1    ready   2     feature  -         First
    ");
    assert_output_snapshot!(env.locus(["blocked"]), @r"
    WP-2 ready priority 0  Second thing
      held up by WP-1 (ready)
    ");
    let answer = env.locus(["--json", "ready", "--sort", "priority", "--label", "x"]).success().json();
    assert_eq!(answer["data"]["total_count"], 0);
    assert_eq!(answer["data"]["sort_policy"], "priority");
    assert_eq!(answer["data"]["filters_applied"], serde_json::json!({ "labels": ["x"] }));
    assert_eq!(answer["events_emitted"], serde_json::json!(["FR-EVT-QUERY-001"]));
}

#[test]
fn an_empty_answer_is_an_answer() {
    let env = TestEnv::project();
    assert_output_snapshot!(env.locus(["ready"]), @"Nothing is ready; `locus status` shows where everything stands.");
    assert_output_snapshot!(env.locus(["blocked"]), @"Nothing is held up.");
    assert_output_snapshot!(env.locus(["search", "x"]), @"Nothing found.");
}

#[test]
fn search_finds_words_and_shows_where() {
    let env = held_up();
    assert_output_snapshot!(env.locus(["search", "login"]), @r"
    WP-2  ready  Second thing
        about [logins]
    ");
    let any_text = ["search", "\"( OR * NEAR"];
    env.locus(any_text).success();
    env.locus(["search"]).exits(2);
}

#[test]
fn queries_are_logged_and_looking_around_is_not() {
    let env = held_up();
    for quiet in [["status"].as_slice(), &["wp", "list"], &["events", "list"], &["board", "render"]] {
        env.locus(quiet).success();
    }
    assert_output_snapshot!(env.locus(["events", "list", "--queries"]), @"No queries.");
    env.locus(["ready", "--type", "bug"]).success();
    let queries = env.locus(["--json", "events", "list", "--queries"]).success().json();
    assert_eq!(queries["data"]["queries"][0]["op"], "query_ready");
    assert_eq!(queries["data"]["queries"][0]["filters"], serde_json::json!(["type"]));
}

#[cfg(unix)]
#[test]
fn a_read_only_database_answers_queries() {
    use std::os::unix::fs::PermissionsExt;
    let env = held_up();
    let db = env.path(".locus/locus.db");
    std::fs::set_permissions(&db, std::fs::Permissions::from_mode(0o444)).unwrap();
    env.locus(["ready"]).success();
    if std::fs::OpenOptions::new().write(true).open(&db).is_ok() {
        let skipped = "SKIPPED the refusal of a write: permissions don't bind this user\n";
        std::io::stderr().write_all(skipped.as_bytes()).unwrap();
        return;
    }
    env.locus(["wp", "create", "x"]).exits(1);
}
