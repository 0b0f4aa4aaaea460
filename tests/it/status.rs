//! `locus status`.

use crate::support::TestEnv;
use crate::support::env::job;

#[test]
fn a_new_project_has_nothing_to_show_but_itself() {
    assert_output_snapshot!(TestEnv::project().locus(["status"]), @r"
    database  ROOT/.locus/locus.db
    board     none

    Packets  0 of 0 done
    stub              0
    ready             0
    in_progress       0
    blocked           0
    gated             0
    done              0
    cancelled         0
    0 ready (`locus ready`), 0 held up (`locus blocked`)
    ");
}

#[test]
fn the_project_is_shown_at_a_glance() {
    let env = TestEnv::with_packet("in_progress");
    env.write("TASK_BOARD.md", "# Board\n");
    env.locus(["wp", "create", "Second", "--id", "WP-2"]).success();
    env.locus_with(["mt", "register", "WP-1", "-"], r#"[{"mt_id":"MT-001","name":"one"}]"#).success();
    env.locus(["mt", "start", "WP-1", "MT-001", "--model", "m"]).success();
    assert_output_snapshot!(env.locus(["status"]), @"
    database  ROOT/.locus/locus.db
    board     ROOT/TASK_BOARD.md
              in step

    Packets  0 of 2 done, 0%
    stub              1 ████████████████████████████████████
    ready             0
    in_progress       1 ████████████████████████████████████
    blocked           0
    gated             0
    done              0
    cancelled         0
    1 ready (`locus ready`), 0 held up (`locus blocked`)

    First to do
    WP-1 in_progress
      First
      nobody waits for it

    Running micro-tasks
    PACKET  MT      STATUS       ITERATION  LEVEL  STARTED WITH  NAME
    WP-1    MT-001  in_progress  0/5        0      m             one

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
        text.lines().skip_while(|line| !line.starts_with("board")).nth(1).unwrap().trim_start().to_owned()
    };
    env.write("TASK_BOARD.md", "# Board\n\n## Done\n- **[WP-1]** - [VALIDATED]\n");
    insta::assert_snapshot!(board(&env), @"1 to take in, 0 to write, 0 in conflict: `locus sync`");
    env.locus(["sync"]).success();
    insta::assert_snapshot!(board(&env), @"in step");
    env.write("TASK_BOARD.md", "<<<<<<< HEAD\n");
    insta::assert_snapshot!(board(&env), @"can't be compared: `locus sync --check` says why");
    assert_eq!(env.events(), 4, "looking is no sync");
}

#[test]
fn the_longest_chain_of_open_work_and_the_first_steps_are_shown() {
    let env = TestEnv::with_packet("ready");
    for (id, title) in [("WP-2", "Second"), ("WP-3", "Third"), ("WP-4", "Fourth")] {
        env.locus(["wp", "create", title, "--id", id]).success();
    }
    for (from, to) in [("WP-1", "WP-2"), ("WP-2", "WP-3"), ("WP-4", "WP-3")] {
        env.locus(["dep", "add", from, "blocks", to]).success();
    }
    let text = env.locus(["status"]).success().stdout().to_owned();
    let middle = text.split_once("First to do").unwrap().1.split_once("Last events").unwrap().0;
    insta::assert_snapshot!(middle, @r"
    WP-1 ready
      First
      unblocks WP-2
      2 wait behind it

    Critical path  3 packets, one after the other
    WP-1 ready
    WP-2 stub
    WP-3 stub
    ");
    let data = env.locus(["--json", "status"]).success().json()["data"].take();
    assert_eq!(data["progress"], serde_json::json!({ "done": 0, "of": 4 }));
    assert_eq!(data["critical_path"][2], serde_json::json!({ "wp_id": "WP-3", "status": "stub" }));
    assert_eq!(data["next"][0]["unblocks"]["releases"], serde_json::json!(["WP-2"]));
}

#[test]
fn in_a_project_with_too_much_to_do_no_longest_chain_is_looked_for() {
    let env = TestEnv::project();
    let create = |number: usize| {
        job("create_wp", serde_json::json!({ "wp_id": format!("WP-{number}"), "title": "one of many" }))
    };
    env.jobs(&(0..1_001).map(create).collect::<Vec<_>>()).success();
    let text = env.locus(["status"]).success().stdout().to_owned();
    assert!(text.contains("Critical path\nnot looked for: 1001 packets are unfinished\n"), "{text}");
    assert!(env.locus(["--json", "status"]).success().json()["data"]["critical_path"].is_null());
}

#[test]
fn what_a_packet_left_running_is_not_running_once_it_is_closed() {
    let env = TestEnv::with_packet("in_progress");
    env.write("tasks.json", r#"[{ "mt_id": "MT-001", "name": "one" }]"#);
    env.locus(["mt", "register", "WP-1", "tasks.json"]).success();
    env.locus(["mt", "start", "WP-1", "MT-001", "--model", "m"]).success();
    let running = || env.locus(["--json", "status"]).success().json()["data"]["running_micro_tasks"].clone();
    assert_eq!(running()[0]["wp_id"], "WP-1");
    env.locus(["wp", "update", "WP-1", "--status", "cancelled"]).success();
    assert_eq!(running(), serde_json::json!([]));
}
