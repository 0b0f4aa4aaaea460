//! `locus` alone: where you are and what to do next.

use crate::support::{Output, TestEnv};

fn home(env: &TestEnv) -> Output {
    env.locus::<&str>([])
}

/// The commands it names, each of which must be one.
fn next(env: &TestEnv) -> Vec<String> {
    let answer = env.locus(["--json"]).success().json();
    let steps = answer["data"]["next"].as_array().unwrap().clone();
    steps.iter().map(|step| step["command"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn outside_of_a_project_it_says_how_to_begin() {
    let env = TestEnv::new();
    assert_output_snapshot!(home(&env), @r"
    There is no Locus project in ROOT or above it.

    Begin
      locus init    start a project in this folder: makes .locus/, touches nothing else
      locus demo    see a packet's whole life first, in a folder that goes away
      locus --help  all commands
    ");
    env.write("docs/TASK_BOARD.md", "# Board\n\n## Ready for Dev\n- **[WP-1]** - [READY_FOR_DEV]\n");
    assert_output_snapshot!(home(&env), @r"
    There is no Locus project in ROOT or above it.

    Begin
      locus init --board docs/TASK_BOARD.md  start a project here, with the board that is here
      locus board sync                       then take in what stands on it; the board stays as it is
      locus demo                             see a packet's whole life first, in a folder that goes away
      locus --help                           all commands
    ");
    env.locus(["init", "--board", "docs/TASK_BOARD.md"]).success();
    assert_output_snapshot!(home(&env), @r#"
    ROOT
    no packets yet
    board docs/TASK_BOARD.md (differs from the database)

    Next
      locus board sync               take in what stands on the board
      locus wp create "Add a login"  put work on record
      locus demo                     see a packet's whole life first
    "#);
    env.locus(["board", "sync"]).success();
    assert_eq!(next(&env)[0], "locus ready --claim --for 30m");
}

#[test]
fn in_a_project_it_says_what_is_yours_what_is_ready_and_what_next() {
    let env = TestEnv::project();
    assert_output_snapshot!(home(&env), @r#"
    ROOT
    no packets yet

    Next
      locus wp create "Add a login"  put work on record
      locus demo                     see a packet's whole life first
    "#);
    for title in ["Add a login", "Send mail", "Sign up", "Sign off", "Draw a map"] {
        env.locus(["wp", "create", title]).success();
    }
    assert_eq!(next(&env)[0], "locus wp update WP-1-Add-A-Login-v1 --status ready");
    for id in [
        "WP-1-Add-A-Login-v1",
        "WP-1-Send-Mail-v1",
        "WP-1-Sign-Up-v1",
        "WP-1-Sign-Off-v1",
        "WP-1-Draw-A-Map-v1",
    ] {
        env.locus(["wp", "update", id, "--status", "ready"]).success();
    }
    env.locus(["claim", "WP-1-Send-Mail-v1"]).success();
    assert_eq!(next(&env)[0], "locus wp gate WP-1-Send-Mail-v1 pre-work pass");
    env.locus(["wp", "gate", "WP-1-Send-Mail-v1", "pre-work", "pass"]).success();
    assert_output_snapshot!(home(&env), @r"
    ROOT
    5 packets: 4 ready, 1 in_progress; 5 can be worked on now

    Yours
    PACKET             STATUS       PRIO  TYPE     ASSIGNEE  TITLE
    WP-1-Send-Mail-v1  in_progress  2     feature  ada       Send mail

    Ready
    PACKET               STATUS  PRIO  TYPE     ASSIGNEE  TITLE
    WP-1-Add-A-Login-v1  ready   2     feature  -         Add a login
    WP-1-Sign-Up-v1      ready   2     feature  -         Sign up
    WP-1-Sign-Off-v1     ready   2     feature  -         Sign off
    `locus ready` shows all 5

    Next
      locus wp gate WP-1-Send-Mail-v1 post-work pass  once yours is done and checked
      locus ready --claim --for 30m                   take the first ready packet that nobody has
      locus status                                    the project at a glance
    ");
    assert_output_snapshot!(env.locus(["--json"]), @r#"{"success":true,"data":{"blocked":0,"board":null,"db":"ROOT/.locus/locus.db","drift":null,"first_ready":[{"status":"ready","title":"Add a login","wp_id":"WP-1-Add-A-Login-v1"},{"status":"ready","title":"Sign up","wp_id":"WP-1-Sign-Up-v1"},{"status":"ready","title":"Sign off","wp_id":"WP-1-Sign-Off-v1"}],"mine":[{"status":"in_progress","title":"Send mail","wp_id":"WP-1-Send-Mail-v1"}],"next":[{"command":"locus wp gate WP-1-Send-Mail-v1 post-work pass","why":"once yours is done and checked"},{"command":"locus ready --claim --for 30m","why":"take the first ready packet that nobody has"},{"command":"locus status","why":"the project at a glance"}],"project":"ROOT","ready":5,"total":5},"events_emitted":[],"duration_ms":0}"#);
}

#[test]
fn where_board_and_database_differ_it_says_so_first() {
    let env = TestEnv::project();
    env.locus(["wp", "create", "First", "--id", "WP-1"]).success();
    env.write("TASK_BOARD.md", "# Board\n\n## Stub Backlog\n- **[WP-1]** - [STUB]\n\n## Ready for Dev\n");
    env.locus(["board", "sync"]).success();
    env.write(
        "TASK_BOARD.md",
        "# Board\n\n## Stub Backlog\n\n## Ready for Dev\n- **[WP-1]** - [READY_FOR_DEV]\n",
    );
    let output = home(&env).success();
    assert!(
        output.stdout().contains("board TASK_BOARD.md (differs from the database)"),
        "{}",
        output.stdout()
    );
    assert_eq!(next(&env)[0], "locus board diff");
}

#[test]
fn what_it_names_can_be_typed() {
    let env = TestEnv::project();
    for _ in 0..2 {
        for command in next(&env).iter().filter(|command| !command.contains('"') && !command.contains(" WP "))
        {
            env.locus(command.split(' ').skip(1)).success();
        }
        env.locus(["wp", "create", "First"]).success();
        env.locus(["wp", "update", "WP-1-First-v1", "--status", "ready"]).success();
    }
}

#[test]
fn a_project_without_its_database_is_refused() {
    let env = TestEnv::project();
    std::fs::remove_file(env.path(".locus/locus.db")).unwrap();
    home(&env).exits(3);
}
