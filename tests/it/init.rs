//! `locus init`, and where a project is found.

use crate::support::TestEnv;

#[test]
fn init_makes_a_database_and_commented_settings_and_nothing_else() {
    let env = TestEnv::new();
    env.write("README.md", "mine");
    assert_output_snapshot!(env.locus(["init"]), @r"
    ✓ Started a project: ROOT/.locus/locus.db
    Next: `locus wp create TITLE` puts work on record.
    ");
    let mut names: Vec<_> = std::fs::read_dir(env.root()).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, [".locus", "README.md"]);
    let settings = std::fs::read_to_string(env.path(".locus/config.toml")).unwrap();
    assert!(settings.lines().all(|line| line.is_empty() || line.starts_with('#')), "{settings}");
}

#[test]
fn init_again_says_that_it_is_there() {
    let env = TestEnv::with_packet("stub");
    assert_output_snapshot!(env.locus(["init"]), @"ROOT/.locus/locus.db is already there; nothing was changed.");
    assert_eq!(env.locus(["--json", "init"]).success().json()["data"]["created"], false);
    assert_eq!(env.events(), 1);
}

#[test]
fn init_with_a_board_puts_it_into_the_settings() {
    let env = TestEnv::new();
    env.write("work/BOARD.md", "## Done\n- **[WP-1]** - [VALIDATED]\n");
    env.locus(["init", "--board", "work/BOARD.md"]).success();
    let synced = env.locus(["board", "sync", "--json"]).success().json();
    assert_eq!(synced["data"]["entries"], 1);
}

#[test]
fn init_offers_a_sync_only_where_there_is_a_board() {
    let env = TestEnv::new();
    env.write("docs/TASK_BOARD.md", "## Done\n- **[WP-1]** - [VALIDATED]\n");
    assert_output_snapshot!(env.locus(["init"]), @r"
    ✓ Started a project: ROOT/.locus/locus.db
    Next: `locus board sync` takes in the Task Board, `locus wp create TITLE` puts work on record.
    ");
}

#[test]
fn init_in_a_clone_names_the_file_of_events_before_the_board() {
    let first = TestEnv::with_packet("ready");
    first.locus(["events", "sync", "log.jsonl"]).success();
    let clone = TestEnv::new();
    clone.write("log.jsonl", std::fs::read(first.path("log.jsonl")).unwrap());
    clone.write("other.jsonl", "{}\n");
    clone.write("TASK_BOARD.md", "## Ready for Dev\n- **[WP-1]** - [READY_FOR_DEV]\n");
    assert_output_snapshot!(clone.locus(["init"]), @"
    ✓ Started a project: ROOT/.locus/locus.db
    Next: `locus events sync log.jsonl` takes in what is on record, `locus board sync` takes in the Task Board, `locus wp create TITLE` puts work on record.
    ");
}

#[test]
fn init_again_with_a_board_says_where_its_setting_stands() {
    let env = TestEnv::new();
    env.locus(["init", "--board", "a.md"]).success();
    assert_output_snapshot!(env.locus(["init", "--board", "b.md"]), @r"
    ROOT/.locus/locus.db is already there; nothing was changed.
    The board's setting was not changed; it stands in ROOT/.locus/config.toml.
    ");
    assert_output_snapshot!(env.locus(["init", "--board", "a.md"]), @"ROOT/.locus/locus.db is already there; nothing was changed.");
}

#[test]
fn a_project_is_found_from_below() {
    let env = TestEnv::with_packet("stub");
    std::fs::create_dir_all(env.path("a/b")).unwrap();
    let output = env.command(["wp", "list"]).current_dir(env.path("a/b")).output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains("WP-1"));
}

#[test]
fn without_a_project_a_command_says_where_it_looked() {
    let env = TestEnv::new();
    assert_output_snapshot!(env.locus(["ready"]), @r"
    --- stderr
    error: there is no Locus project in ROOT or above it
    hint: `locus init` makes one here; --db FILE names a database directly; `locus demo` needs neither
    --- exit 3
    ");
    let error = env.locus(["--json", "wp", "create", "x"]).exits(3).error();
    assert_eq!(error["error"]["code"], "LOCUS-NOT-FOUND");
}

#[test]
fn a_reading_command_needs_the_database_and_a_writing_one_makes_it() {
    let env = TestEnv::new();
    assert_output_snapshot!(env.locus(["--db", "x.db", "ready"]), @r"
    --- stderr
    error: there is no database at ROOT/x.db
    hint: `locus init` makes a project; a command that writes makes the file of --db
    --- exit 3
    ");
    env.locus(["wp", "create", "First", "--db", "x.db"]).success();
    let by_variable = env.command(["wp", "list", "--json"]).env("LOCUS_DB", "x.db").output().unwrap();
    assert!(String::from_utf8(by_variable.stdout).unwrap().contains("WP-1-First-v1"));
    assert!(!env.path(".locus").exists());
}

#[test]
fn settings_that_are_none_are_refused_with_key_and_line() {
    let env = TestEnv::project();
    env.write(".locus/config.toml", "durability = \"full\"\nbusy_timeout_ms = 100\ncolour = \"red\"\n");
    assert_output_snapshot!(env.locus(["ready"]), @r"
    --- stderr
    error: ROOT/.locus/config.toml, line 3: unknown field `colour`, expected one of `board`, `vocabulary`, `durability`, `views`, `busy_timeout_ms`
    hint: correct that line; known are board, vocabulary, views, durability and busy_timeout_ms
    --- exit 7
    ");
    env.write(".locus/config.toml", "durability = \"full\"\nbusy_timeout_ms = 100\n");
    env.locus(["wp", "create", "x"]).success();
}

#[test]
fn who_acts_comes_from_option_variable_or_login_name() {
    let env = TestEnv::project();
    let reporter = |mut command: std::process::Command| {
        let output = command.output().unwrap();
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        answer["data"]["wp"]["reporter"].as_str().unwrap().to_owned()
    };
    let create = || env.command(["--json", "wp", "create", "x"]);
    assert_eq!(reporter(create()), "ada");
    let mut by_option = create();
    by_option.args(["--actor", "bob"]);
    assert_eq!(reporter(by_option), "bob");
    let mut by_login = create();
    by_login.env_remove("LOCUS_ACTOR").env("USER", "cleo");
    assert_eq!(reporter(by_login), "cleo");
    let mut nobody = create();
    nobody.env_remove("LOCUS_ACTOR").env_remove("USER");
    let login = std::process::Command::new("id").arg("-un").output().unwrap();
    let login = String::from_utf8(login.stdout).unwrap();
    assert_eq!(reporter(nobody), if login.is_empty() { "unknown" } else { login.trim() });
}

#[test]
fn init_offers_the_governance_folder_that_lies_beside_it() {
    let env = TestEnv::new();
    env.write("docs/README.md", "no governance");
    env.write(".GOV/task_packets/WP-1/packet.json", "{}");
    assert_output_snapshot!(env.locus(["init"]), @r"
    ✓ Started a project: ROOT/.locus/locus.db
    Next: `locus import gov .GOV` takes in the governance folder, `locus wp create TITLE` puts work on record.
    ");
}
