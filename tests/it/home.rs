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
    assert_output_snapshot!(home(&env), @"");
    env.write("docs/TASK_BOARD.md", "# Board\n\n## Ready for Dev\n- **[WP-1]** - [READY_FOR_DEV]\n");
    assert_output_snapshot!(home(&env), @"");
    env.locus(["init", "--board", "docs/TASK_BOARD.md"]).success();
    assert_output_snapshot!(home(&env), @"");
    env.locus(["board", "sync"]).success();
    assert_eq!(next(&env)[0], "locus ready --claim --for 30m");
}

#[test]
fn in_a_project_it_says_what_is_yours_what_is_ready_and_what_next() {
    let env = TestEnv::project();
    assert_output_snapshot!(home(&env), @"");
    for title in ["Add a login", "Send mail", "Sign up", "Sign off", "Draw a map"] {
        env.locus(["wp", "create", title]).success();
    }
    assert_eq!(next(&env)[0], "locus wp list --status stub");
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
    assert_output_snapshot!(home(&env), @"");
    assert_output_snapshot!(env.locus(["--json"]), @"");
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
