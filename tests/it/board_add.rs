//! `locus board add`.

use crate::support::TestEnv;

const BOARD: &str = "## Ready for Dev\n- **[WP-1]** - [READY_FOR_DEV]\n- **[WP-2]** - [READY_FOR_DEV]\n";

/// A project where a person took WP-2 off the board.
fn without_wp_2() -> TestEnv {
    let env = TestEnv::project();
    env.write("TASK_BOARD.md", BOARD);
    env.locus(["sync"]).success();
    env.write("TASK_BOARD.md", BOARD.replace("- **[WP-2]** - [READY_FOR_DEV]\n", ""));
    env.locus(["sync"]).success();
    env
}

fn board(env: &TestEnv) -> String {
    std::fs::read_to_string(env.path("TASK_BOARD.md")).unwrap()
}

#[test]
fn an_unlisted_packet_gets_its_line_again_and_a_second_time_changes_nothing() {
    let env = without_wp_2();
    assert_output_snapshot!(env.locus(["board", "add", "WP-2"]), @r"
    TO THE BOARD  WAS  IS     WHY
    WP-2          -    READY  not on the board; its line goes under Ready for Dev
    changed 0 in the database, 1 on the board (1 line with a packet)
    ");
    assert_eq!(board(&env), BOARD);
    assert_output_snapshot!(env.locus(["board", "add", "WP-1", "WP-2"]), @"nothing to change (2 lines with packets)");
    let again = env.locus(["--json", "board", "add", "WP-2"]).success().json();
    assert_eq!((&again["changed"], &again["events_emitted"]), (&false.into(), &serde_json::json!([])));
    env.locus(["board", "sync", "--check"]).success();
}

#[test]
fn the_answer_has_the_shape_of_a_sync() {
    let env = without_wp_2();
    let mut answer = env.locus(["--json", "board", "add", "WP-2"]).success().json();
    assert_eq!(answer["changed"], true);
    let to = serde_json::json!({ "section": "Ready for Dev", "token": "READY_FOR_DEV", "status": "READY" });
    assert_eq!(
        answer["data"].take(),
        serde_json::json!({
            "db_changes": [], "conflicts": [], "warnings": [], "wrote_board": true, "entries": 1,
            "board_changes":
                [{ "wp_id": "WP-2", "kind": "added", "from": null, "to": to, "gate_bypassed": false }],
        })
    );
}

#[test]
fn what_is_not_there_is_not_found_and_nothing_is_written() {
    let env = without_wp_2();
    env.locus(["--no-sync", "wp", "delete", "WP-1"]).success();
    let before = board(&env);
    assert_output_snapshot!(env.locus(["board", "add", "WP-2", "WP-9"]), @r"
    --- stderr
    error: there is no packet WP-9
    hint: `locus wp list` and `locus search` show what packets there are
    --- exit 3
    ");
    env.locus(["board", "add", "WP-1"]).exits(3);
    env.locus(["board", "add", "nonsense"]).exits(2);
    env.locus(["board", "add"]).exits(2);
    env.locus(["--role", "coder", "board", "add", "WP-2"]).exits(6);
    assert_eq!(board(&env), before);
    std::fs::remove_file(env.path("TASK_BOARD.md")).unwrap();
    env.locus(["board", "add", "WP-2"]).exits(7);
    TestEnv::new().locus(["board", "add", "WP-2"]).exits(3);
}
