//! `locus board sync`.

use crate::support::TestEnv;

const BOARD: &str = "# Board\n\n## Ready for Dev\n- **[WP-1-Alpha-v1]** - [READY_FOR_DEV]\n\n## Done\n\
    - **[WP-1-Beta-v1]** - [FAIL]\n- **[WP-1-Gamma-v1]** - [VALIDATED]\n\n## Notes\n- **[WP-1-Delta-v1]** - [DONE]\n";

fn with_board() -> TestEnv {
    let env = TestEnv::project();
    env.write("docs/TASK_BOARD.md", BOARD);
    env
}

#[test]
fn packets_of_the_board_come_in_once_and_the_board_stays() {
    let env = with_board();
    assert_output_snapshot!(env.locus(["board", "sync", "--check"]), @r"
    TO THE DATABASE  WAS  IS     WHY
    WP-1-Alpha-v1    -    READY  new on the board, under Ready for Dev
    WP-1-Beta-v1     -    GATED  new on the board, under Done; past its gates
    WP-1-Gamma-v1    -    DONE   new on the board, under Done; past its gates
    a sync would change 3 in the database, 0 on the board (4 lines with packets)
    --- exit 1
    ");
    assert_output_snapshot!(env.locus(["board", "sync", "--dry-run"]), @r"
    TO THE DATABASE  WAS  IS     WHY
    WP-1-Alpha-v1    -    READY  new on the board, under Ready for Dev
    WP-1-Beta-v1     -    GATED  new on the board, under Done; past its gates
    WP-1-Gamma-v1    -    DONE   new on the board, under Done; past its gates
    a sync would change 3 in the database, 0 on the board (4 lines with packets)
    ");
    assert_eq!(env.events(), 0);
    assert_output_snapshot!(env.locus(["sync"]), @r"
    TO THE DATABASE  WAS  IS     WHY
    WP-1-Alpha-v1    -    READY  new on the board, under Ready for Dev
    WP-1-Beta-v1     -    GATED  new on the board, under Done; past its gates
    WP-1-Gamma-v1    -    DONE   new on the board, under Done; past its gates
    changed 3 in the database, 0 on the board (4 lines with packets)
    ");
    assert_output_snapshot!(env.locus(["sync"]), @"nothing to change (4 lines with packets)");
    assert_output_snapshot!(env.locus(["board", "sync", "--check"]), @"nothing to change (4 lines with packets)");
    assert_output_snapshot!(env.locus(["wp", "list", "--sort", "age"]), @r"
    PACKET         STATUS  PRIO  TYPE     ASSIGNEE  TITLE
    WP-1-Alpha-v1  ready   2     feature  -
    WP-1-Beta-v1   gated   2     feature  -
    WP-1-Gamma-v1  done    2     feature  -
    ");
    assert_eq!(std::fs::read_to_string(env.path("docs/TASK_BOARD.md")).unwrap(), BOARD);
}

#[test]
fn the_report_has_the_shape_of_the_specification() {
    let env = with_board();
    let mut answer = env.locus(["--json", "board", "sync"]).success().json();
    let data = answer["data"].take();
    let keys: Vec<_> = data.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["board_changes", "conflicts", "db_changes", "entries", "warnings", "wrote_board"]);
    assert_eq!(data["entries"], 4);
    assert_eq!(
        data["db_changes"][0],
        serde_json::json!({
            "wp_id": "WP-1-Alpha-v1", "kind": "added", "from": null, "gate_bypassed": false,
            "to": { "section": "Ready for Dev", "token": "READY_FOR_DEV", "status": "READY" },
        })
    );
    assert_eq!(data["db_changes"].as_array().unwrap().len(), 3);
    assert_eq!(answer["success"], true);
}

#[test]
fn a_disagreement_is_a_conflict_and_touches_neither_side() {
    let env = with_board();
    env.locus(["sync"]).success();
    env.locus(["--no-sync", "wp", "update", "WP-1-Alpha-v1", "--status", "blocked"]).success();
    let edited = BOARD.replace("[READY_FOR_DEV]", "[SUPERSEDED]");
    env.write("docs/TASK_BOARD.md", &edited);
    let before = env.events();
    assert_output_snapshot!(env.locus(["sync"]), @r"
    IN CONFLICT    LAST SYNC  BOARD      DATABASE  WHY
    WP-1-Alpha-v1  READY      CANCELLED  BLOCKED   both changed: the board has it under Ready for Dev
    nothing else to change (4 lines with packets)
    1 in conflict, left alone on both sides: `locus board sync --prefer board` or `--prefer db` settles it
    --- exit 5
    ");
    env.locus(["board", "sync", "--check"]).exits(5);
    let written = std::fs::read(env.path(".locus/locus.db-wal")).unwrap();
    assert_eq!(env.locus(["--json", "sync"]).exits(5).json()["success"], true);
    let again = std::fs::read(env.path(".locus/locus.db-wal")).unwrap();
    assert!(written == again, "looking at a conflict again writes nothing");
    assert_eq!(env.events(), before);
    assert_eq!(std::fs::read_to_string(env.path("docs/TASK_BOARD.md")).unwrap(), edited);
    assert_output_snapshot!(env.locus(["sync", "--prefer", "board"]), @r"
    TO THE DATABASE  WAS    IS         WHY
    WP-1-Alpha-v1    READY  CANCELLED  the board changed [READY_FOR_DEV] to [SUPERSEDED]
    changed 1 in the database, 0 on the board (4 lines with packets)
    ");
    env.locus(["sync", "--prefer", "luck"]).exits(2);
}

#[test]
fn a_change_by_command_goes_onto_the_board_at_once_and_nothing_else_does() {
    let env = with_board();
    env.locus(["sync"]).success();
    let answer =
        env.locus(["--json", "wp", "update", "WP-1-Gamma-v1", "--status", "ready", "--reason", "again"]);
    assert_eq!(answer.success().json()["data"]["task_board_updated"], true);
    let expected = BOARD
        .replace("- **[WP-1-Gamma-v1]** - [VALIDATED]\n", "")
        .replace("[READY_FOR_DEV]\n", "[READY_FOR_DEV]\n- **[WP-1-Gamma-v1]** - [READY_FOR_DEV]\n");
    assert_eq!(std::fs::read_to_string(env.path("docs/TASK_BOARD.md")).unwrap(), expected);
    let note = env.locus(["--json", "wp", "note", "WP-1-Gamma-v1", "words"]);
    assert_eq!(note.success().json()["data"]["task_board_updated"], false);
    assert_output_snapshot!(env.locus(["board", "diff"]), @"nothing to change (4 lines with packets)");
}

#[test]
fn a_stream_of_jobs_brings_the_board_up_to_date_at_its_end() {
    let env = with_board();
    env.locus(["sync"]).success();
    let jobs: String = (0..3)
        .map(|n| {
            format!(
                "{{\"job_kind\":\"locus_operation\",\"protocol_id\":\"locus_create_wp_v1\",\"input\":{{\"operation\":\"create_wp\",\"params\":{{\"wp_id\":\"WP-{n}\",\"title\":\"t\"}}}}}}\n"
            )
        })
        .collect();
    env.locus_with(["job"], &jobs).success();
    let text = std::fs::read_to_string(env.path("docs/TASK_BOARD.md")).unwrap();
    assert!((0..3).all(|n| text.contains(&format!("- **[WP-{n}]** - [STUB]\n"))), "{text}");
    env.locus(["board", "sync", "--check"]).success();
}

#[test]
fn adoption_can_be_left_out() {
    let env = with_board();
    assert_output_snapshot!(env.locus(["board", "sync", "--no-adopt"]), @"nothing to change (4 lines with packets)");
    assert_eq!(env.events(), 0);
}

#[test]
fn a_board_that_can_not_be_read_is_a_clear_error() {
    let env = TestEnv::project();
    assert_output_snapshot!(env.locus(["sync"]), @r"
    --- stderr
    error: there is no board at any of .GOV/roles_shared/TASK_BOARD.md, .handshake/gov/TASK_BOARD.md, docs/TASK_BOARD.md, TASK_BOARD.md in ROOT
    hint: name the board with --board PATH; `locus board render` prints one of what is on record
    --- exit 7
    ");
    assert_output_snapshot!(env.locus(["sync", "--board", "missing.md"]), @r"
    --- stderr
    error: there is no board at ROOT/missing.md
    hint: name the board with --board PATH; `locus board render` prints one of what is on record
    --- exit 7
    ");
    assert_output_snapshot!(env.locus(["sync", "--board", "."]), @r"
    --- stderr
    error: the board ROOT/. can't be read: it is a directory
    --- exit 7
    ");
    env.write("merge.md", "# Board\n<<<<<<< HEAD\n## Done\n>>>>>>> x\n");
    assert_output_snapshot!(env.locus(["sync", "--board", "merge.md"]), @r"
    --- stderr
    error: the board ROOT/merge.md holds git conflict markers, the first in line 2
    hint: finish the merge in the board, then sync again
    --- exit 7
    ");
    env.locus(["--role", "coder", "sync", "--board", "merge.md"]).exits(6);
}

#[test]
fn a_project_may_have_words_of_its_own_for_the_board() {
    let env = TestEnv::project();
    let words = [
        ("stub", "Backlog", "IDEA"),
        ("ready", "Todo", "TODO"),
        ("in_progress", "Doing", "DOING"),
        ("blocked", "Blocked", "BLOCKED"),
        ("gated", "Review", "REVIEW"),
        ("done", "Done", "DONE"),
        ("cancelled", "Cancelled", "CANCELLED"),
    ];
    let sections: String =
        words.map(|(s, h, _)| format!("{{ heading = \"{h}\", status = \"{s}\" }},")).concat();
    let tokens: String = words.map(|(s, _, t)| format!("{{ token = \"{t}\", status = \"{s}\" }},")).concat();
    env.write(".locus/config.toml", format!("[vocabulary]\nsections = [{sections}]\ntokens = [{tokens}]\n"));
    env.write("TASK_BOARD.md", "## Todo\n- **[WP-1]** - [TODO]\n\n## Ready for Dev\n- **[WP-2]** - [STUB]\n");
    env.locus(["sync"]).success();
    env.locus(["wp", "update", "WP-1", "--status", "cancelled"]).success();
    let board = std::fs::read_to_string(env.path("TASK_BOARD.md")).unwrap();
    assert_eq!(
        board,
        "## Todo\n\n## Cancelled\n- **[WP-1]** - [CANCELLED]\n\n## Ready for Dev\n- **[WP-2]** - [STUB]\n"
    );
    env.locus(["wp", "show", "WP-2"]).exits(3);
    assert!(
        env.locus(["board", "render"])
            .success()
            .stdout()
            .contains("## Cancelled\n\n- **[WP-1]** - [CANCELLED]")
    );
    env.write(".locus/config.toml", "[vocabulary]\nsections = []\ntokens = []\n");
    let refused = env.locus(["sync"]);
    assert!(refused.stderr().contains("no section stands for stub"), "{}", refused.stderr());
}

#[test]
fn what_leaves_the_status_alone_leaves_the_board_alone() {
    let env = TestEnv::project();
    env.write("TASK_BOARD.md", "## Ready for Dev\n- **[WP-1]** - [READY_FOR_DEV]\n");
    env.locus(["sync"]).success();
    let torn = "<<<<<<< HEAD\n## Ready for Dev\n- **[WP-1]** - [READY_FOR_DEV]\n";
    env.write("TASK_BOARD.md", torn);
    for args in [&["wp", "note", "WP-1", "mind the gap"][..], &["claim", "WP-1"], &["release", "WP-1"]] {
        assert_eq!(env.locus(args).success().stderr(), "", "{args:?}");
    }
    let told = env.locus(["wp", "update", "WP-1", "--status", "blocked"]).success();
    assert!(told.stderr().contains("conflict markers"), "{}", told.stderr());
    env.write("TASK_BOARD.md", torn.replace("<<<<<<< HEAD\n", ""));
    env.locus(["wp", "note", "WP-1", "and what was due is caught up with"]).success();
    let board = std::fs::read_to_string(env.path("TASK_BOARD.md")).unwrap();
    assert!(board.contains("## Blocked\n- **[WP-1]** - [BLOCKED]"), "{board}");
}
