//! `locus wp list`.

use crate::support::TestEnv;

#[test]
fn packets_of_any_status_are_listed_and_filtered() {
    let env = TestEnv::with_packet("done");
    env.locus([
        "wp",
        "create",
        "Second",
        "--id",
        "WP-2",
        "--priority",
        "0",
        "--assignee",
        "ada",
        "--type",
        "bug",
    ])
    .success();
    env.locus(["wp", "create", "Third", "--id", "WP-3"]).success();
    assert_output_snapshot!(env.locus(["wp", "list"]), @r"
    PACKET  STATUS  PRIO  TYPE     ASSIGNEE  TITLE
    WP-2    stub    0     bug      ada       Second
    WP-1    done    2     feature  -         First
    WP-3    stub    2     feature  -         Third
    ");
    assert_output_snapshot!(env.locus(["wp", "list", "--status", "stub,done", "--limit", "1"]), @r"
    PACKET  STATUS  PRIO  TYPE  ASSIGNEE  TITLE
    WP-2    stub    0     bug   ada       Second
    1 of 3; --limit and --offset show the others
    ");
    assert_output_snapshot!(env.locus(["wp", "list", "--assignee", "self", "--type", "bug"]), @r"
    PACKET  STATUS  PRIO  TYPE  ASSIGNEE  TITLE
    WP-2    stub    0     bug   ada       Second
    ");
    assert_output_snapshot!(env.locus(["wp", "list", "--text", "nowhere"]), @"No packets.");
    let answer = env.locus(["--json", "wp", "list", "--sort", "age"]).success().json();
    assert_eq!(answer["data"]["total_count"], 3);
    assert_eq!(answer["data"]["wps"][0]["wp_id"], "WP-1");
    assert_eq!(answer["events_emitted"], serde_json::json!([]));
}

#[test]
fn a_bad_filter_is_wrong_usage() {
    let env = TestEnv::project();
    env.locus(["wp", "list", "--status", "open"]).exits(2);
    assert_output_snapshot!(env.locus(["wp", "list", "--limit", "10001"]), @r"
    --- stderr
    error: --limit: not from 0 to 10000
    --- exit 2
    ");
}
