//! `locus status`.

use crate::support::TestEnv;

#[test]
fn a_new_project_has_nothing_to_show_but_itself() {
    assert_output_snapshot!(TestEnv::project().locus(["status"]), @r"
    PROJECT
    database  ROOT/.locus/locus.db
    board     none

    PACKETS
    stub         0
    ready        0
    in_progress  0
    blocked      0
    gated        0
    done         0
    cancelled    0
    all          0

    0 can be worked on now (`locus ready`), 0 held up (`locus blocked`)
    ");
}

#[test]
fn the_project_is_shown_at_a_glance() {
    let env = TestEnv::with_packet("in_progress");
    env.write("TASK_BOARD.md", "# Board\n");
    env.locus(["wp", "create", "Second", "--id", "WP-2"]).success();
    env.locus_with(["mt", "register", "WP-1", "-"], r#"[{"mt_id":"MT-001","name":"one"}]"#).success();
    env.locus(["mt", "start", "WP-1", "MT-001", "--model", "m"]).success();
    assert_output_snapshot!(env.locus(["status"]), @r"
    PROJECT
    database  ROOT/.locus/locus.db
    board     ROOT/TASK_BOARD.md (in step)

    PACKETS
    stub         1
    ready        0
    in_progress  1
    blocked      0
    gated        0
    done         0
    cancelled    0
    all          2

    1 can be worked on now (`locus ready`), 0 held up (`locus blocked`)

    Running micro-tasks
    MT      STATUS       ITERATION  LEVEL  MODEL  NAME
    MT-001  in_progress  0/5        0      m      one

    Last events
    SEQ  WHEN  CODE             EVENT                   ACTOR  ABOUT
    7    now   FR-EVT-TB-001    task_board_entry_added  locus  WP-2
    8    now   FR-EVT-TB-002    task_board_synced       locus  -
    9    now   FR-EVT-SYNC-002  sync_completed          locus  -
    10   now   FR-EVT-MT-001    micro_tasks_registered  ada    WP-1
    11   now   FR-EVT-MT-003    mt_started              ada    WP-1 MT-001
    ");
    let data = env.locus(["--json", "status"]).success().json()["data"].take();
    assert_eq!((&data["total"], &data["by_status"]["in_progress"]), (&2.into(), &1.into()));
    assert_eq!(data["running_micro_tasks"][0]["mt_id"], "MT-001");
    assert_eq!(data["last_events"].as_array().unwrap().len(), 5);
}

#[test]
fn drift_between_board_and_database_is_shown() {
    let env = TestEnv::project();
    let board = |env: &TestEnv| {
        let text = env.locus(["status"]).success().stdout().to_owned();
        let line = text.lines().find(|line| line.starts_with("board")).unwrap();
        line.split_once(" (").unwrap().1.to_owned()
    };
    env.write("TASK_BOARD.md", "# Board\n\n## Done\n- **[WP-1]** - [VALIDATED]\n");
    insta::assert_snapshot!(board(&env), @"1 to take in, 0 to write, 0 in conflict: `locus board sync`)");
    env.locus(["sync"]).success();
    insta::assert_snapshot!(board(&env), @"in step)");
    env.write("TASK_BOARD.md", "<<<<<<< HEAD\n");
    insta::assert_snapshot!(board(&env), @"can't be compared; `locus board sync --check` says why)");
    assert_eq!(env.events(), 4, "looking is no sync");
}
