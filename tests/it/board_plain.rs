//! A board in the plain dialect: task lists, where the section decides and a tick says done.

use crate::support::TestEnv;

const BOARD: &str = "\u{feff}# Tasks\r\n\r\n## Todo\r\n- [ ] **[WP-1]** Log in with a passkey\r\n  - ask Ada\r\n\
    - [ ] **[WP-2]** - Draw the icons `- [ ] **[WP-9]**`\r\n- **[WP-8]** - [DONE]\r\n\r\n## Doing\r\n1. [ ] **[WP-3]**\r\n\r\n\
    ## Done\r\n- [X] **[WP-4]** Split the store\r\n\r\n## Notes\r\n- [ ] **[WP-7]** an idea";

fn plain() -> TestEnv {
    let env = TestEnv::new();
    env.locus(["init", "--board", "docs/tasks.md"]).success();
    let config = std::fs::read_to_string(env.path(".locus/config.toml")).unwrap();
    env.write(".locus/config.toml", config + "\n[vocabulary]\ndialect = \"plain\"\n");
    env.write("docs/tasks.md", BOARD);
    env
}

fn synced() -> TestEnv {
    let env = plain();
    env.locus(["sync"]).success();
    env
}

fn board(env: &TestEnv) -> String {
    std::fs::read_to_string(env.path("docs/tasks.md")).unwrap()
}

/// The board with this text in place of that, as a person would change it.
fn edit(env: &TestEnv, from: &str, to: &str) {
    let old = board(env);
    assert_eq!(old.matches(from).count(), 1, "{old}");
    env.write("docs/tasks.md", old.replace(from, to));
}

#[track_caller]
fn assert_quiet(env: &TestEnv) {
    let (before, events) = (board(env), env.events());
    env.locus(["board", "sync", "--check"]).exits(0);
    assert!(env.locus(["sync"]).success().stdout().starts_with("nothing to change"));
    assert_eq!((board(env), env.events()), (before, events));
}

#[track_caller]
fn assert_status(env: &TestEnv, wp_id: &str, status: &str) {
    let packet = env.locus(["--json", "wp", "show", wp_id]).success().json();
    assert_eq!(packet["data"]["wp"]["status"], status, "{packet}");
}

#[test]
fn packets_of_a_task_list_come_in_and_the_board_stays() {
    let env = plain();
    assert_output_snapshot!(env.locus(["sync"]), @r"
    TO THE DATABASE  WAS  IS           WHY
    WP-1             -    READY        new on the board, under Todo
    WP-2             -    READY        new on the board, under Todo
    WP-3             -    IN_PROGRESS  new on the board, under Doing; past its gates
    WP-4             -    DONE         new on the board, under Done; past its gates
    changed 4 in the database, 0 on the board (5 lines with packets)
    ");
    assert_output_snapshot!(env.locus(["wp", "list", "--sort", "age"]), @r"
    PACKET  STATUS       PRIO  TYPE     ASSIGNEE  TITLE
    WP-1    ready        2     feature  -         Log in with a passkey
    WP-2    ready        2     feature  -         Draw the icons `- [ ] **[WP-9]**`
    WP-3    in_progress  2     feature  -
    WP-4    done         2     feature  -         Split the store
    ");
    assert_eq!(board(&env), BOARD);
    assert_quiet(&env);
}

#[test]
fn a_status_changed_by_command_moves_the_line_and_ticks_the_box() {
    let env = synced();
    env.locus(["wp", "update", "WP-1", "--status", "cancelled"]).success();
    let cancelled =
        "\r\n\r\n## Cancelled\r\n- [x] **[WP-1]** Log in with a passkey\r\n  - ask Ada\r\n\r\n## Notes";
    let moved = BOARD
        .replace("- [ ] **[WP-1]** Log in with a passkey\r\n  - ask Ada\r\n", "")
        .replace("\r\n\r\n## Notes", cancelled);
    assert_eq!(board(&env), moved);
    assert_quiet(&env);
    env.locus(["wp", "update", "WP-4", "--status", "ready", "--reason", "again"]).success();
    let reopened =
        "- [ ] **[WP-2]** - Draw the icons `- [ ] **[WP-9]**`\r\n- [ ] **[WP-4]** Split the store\r\n";
    assert_eq!(
        board(&env),
        moved
            .replace("- [X] **[WP-4]** Split the store\r\n", "")
            .replace("- [ ] **[WP-2]** - Draw the icons `- [ ] **[WP-9]**`\r\n", reopened)
    );
    assert_quiet(&env);
    env.locus(["wp", "create", "New", "--id", "WP-5"]).success();
    assert!(board(&env).contains("\r\n## Backlog\r\n- [ ] **[WP-5]** New\r\n"), "{}", board(&env));
    assert_quiet(&env);
}

#[test]
fn a_box_ticked_by_hand_means_done_and_unticked_again_what_its_section_says() {
    let env = synced();
    edit(&env, "1. [ ] **[WP-3]**", "1. [x] **[WP-3]**");
    let ticked = board(&env);
    assert_output_snapshot!(env.locus(["sync"]), @r"
    TO THE DATABASE  WAS          IS    WHY
    WP-3             IN_PROGRESS  DONE  the board gave it [x]; past its gates
    changed 1 in the database, 0 on the board (5 lines with packets)
    ");
    assert_status(&env, "WP-3", "done");
    assert_eq!(board(&env), ticked, "the line stays where it is");
    assert_quiet(&env);
    edit(&env, "1. [x] **[WP-3]**", "1. [ ] **[WP-3]** not yet");
    env.locus(["sync"]).success();
    assert_status(&env, "WP-3", "in_progress");
    assert_quiet(&env);
}

#[test]
fn below_done_the_section_decides_whatever_the_box_says() {
    let env = synced();
    for (from, to) in [("[X] **[WP-4]", "[x] **[WP-4]"), ("[x] **[WP-4]", "[ ] **[WP-4]")] {
        edit(&env, from, to);
        assert_status(&env, "WP-4", "done");
        assert_quiet(&env);
    }
}

#[test]
fn a_line_moved_by_hand_needs_no_tick() {
    let env = synced();
    let line = "- [X] **[WP-4]** Split the store\r\n";
    edit(&env, line, "");
    edit(&env, "1. [ ] **[WP-3]**\r\n", &format!("1. [ ] **[WP-3]**\r\n{line}"));
    edit(&env, "- [ ] **[WP-2]** - Draw the icons `- [ ] **[WP-9]**`\r\n", "");
    edit(&env, "## Done\r\n", "## Done\r\n- [ ] **[WP-2]** Draw the icons\r\n");
    let moved = board(&env);
    env.locus(["sync"]).success();
    assert_status(&env, "WP-4", "in_progress");
    assert_status(&env, "WP-2", "done");
    assert_eq!(board(&env), moved);
    assert_quiet(&env);
}

#[test]
fn a_plain_board_from_the_database_reads_back_as_the_same_packets() {
    let env = synced();
    env.locus(["wp", "update", "WP-2", "--status", "cancelled"]).success();
    let rendered = env.locus(["board", "render"]).success();
    assert_output_snapshot!(rendered, @r"
    # Task Board

    ## Backlog

    ## Todo

    - [ ] **[WP-1]** Log in with a passkey

    ## Doing

    - [ ] **[WP-3]**

    ## Blocked

    ## Review

    ## Done

    - [x] **[WP-4]** Split the store

    ## Cancelled

    - [x] **[WP-2]** Draw the icons `- [ ] **[WP-9]**`
    ");
    env.write("docs/tasks.md", rendered.stdout());
    env.locus(["board", "sync", "--check"]).exits(0);
}

#[test]
fn a_dialect_that_is_none_is_refused() {
    let env = plain();
    env.write(".locus/config.toml", "board = \"docs/tasks.md\"\n[vocabulary]\ndialect = \"klingon\"\n");
    assert_output_snapshot!(env.locus(["sync"]), @r"
    --- stderr
    error: ROOT/.locus/config.toml, line 3: unknown variant `klingon`, expected `handshake` or `plain`
    hint: correct that line; known are board, vocabulary, views, durability and busy_timeout_ms
    --- exit 7
    ");
    env.write(".locus/config.toml", "[vocabulary]\ndialect = \"plain\"\nsections = []\n");
    assert_output_snapshot!(env.locus(["board", "render"]), @r"
    --- stderr
    error: ROOT/.locus/config.toml, line 1: a vocabulary is either `dialect`, or `sections` with `tokens`, or `sections` with `checkbox = true`
    hint: correct that line; known are board, vocabulary, views, durability and busy_timeout_ms
    --- exit 7
    ");
}

#[test]
fn a_task_list_is_no_entry_of_a_handshake_board() {
    let env = TestEnv::project();
    env.write("TASK_BOARD.md", "## Done\n- [x] **[WP-1]** a\n- **[WP-2]** - [DONE]\n");
    env.locus(["sync"]).success();
    env.locus(["wp", "show", "WP-1"]).exits(3);
    assert_status(&env, "WP-2", "done");
}

#[test]
fn a_dialect_told_after_the_first_sync_is_read_with() {
    let env = TestEnv::new();
    env.locus(["init", "--board", "docs/tasks.md"]).success();
    env.write("docs/tasks.md", BOARD);
    env.locus(["sync"]).success();
    let config = std::fs::read_to_string(env.path(".locus/config.toml")).unwrap();
    env.write(".locus/config.toml", config + "\n[vocabulary]\ndialect = \"plain\"\n");
    env.locus(["sync", "--check"]).exits(1);
    env.locus(["sync"]).success();
    assert_status(&env, "WP-1", "ready");
    assert_eq!(board(&env), BOARD);
    assert_quiet(&env);
}

#[test]
fn an_older_board_is_known_after_other_words_were_told() {
    let env = synced();
    edit(&env, "- [ ] **[WP-1]** Log in", "- [x] **[WP-1]** Log in");
    env.locus(["sync"]).success();
    let config = std::fs::read_to_string(env.path(".locus/config.toml")).unwrap();
    env.write(".locus/config.toml", config.replace("\n[vocabulary]\ndialect = \"plain\"\n", ""));
    env.write("docs/tasks.md", BOARD);
    let told = env.locus(["sync"]).exits(5);
    assert!(told.stdout().contains("the board is an older one"), "{}", told.stdout());
}
