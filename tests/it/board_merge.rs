//! `locus board merge`, by itself and as git's merge driver.

use crate::support::{Git, TestEnv};

const BASE: &str = "## Ready for Dev\n- **[WP-1]** - [READY_FOR_DEV]\n- **[WP-2]** - [READY_FOR_DEV]\n- **[WP-3]** - [READY_FOR_DEV]\n\n## Done\n";

/// The base with a packet moved to Done.
fn done(id: u8) -> String {
    let line = format!("- **[WP-{id}]** - [READY_FOR_DEV]\n");
    format!("{}- **[WP-{id}]** - [VALIDATED]\n", BASE.replace(&line, ""))
}

fn merge(env: &TestEnv, ours: &str, theirs: &str) -> crate::support::Output {
    env.write("base.md", BASE);
    env.write("ours.md", ours);
    env.write("theirs.md", theirs);
    env.locus(["board", "merge", "base.md", "ours.md", "theirs.md"])
}

fn read(env: &TestEnv, name: &str) -> String {
    std::fs::read_to_string(env.path(name)).unwrap()
}

#[test]
fn the_result_replaces_ours_and_needs_no_project() {
    let env = TestEnv::new();
    assert_output_snapshot!(merge(&env, &done(1), &done(2)), @"");
    let both = done(1).replace("- **[WP-2]** - [READY_FOR_DEV]\n", "") + "- **[WP-2]** - [VALIDATED]\n";
    assert_eq!(read(&env, "ours.md"), both);
    assert_eq!((read(&env, "base.md"), read(&env, "theirs.md")), (BASE.to_owned(), done(2)));
}

#[test]
fn a_conflict_is_told_written_and_refused_by_the_sync() {
    let env = TestEnv::project();
    let theirs = BASE.replace("[WP-1]** - [READY_FOR_DEV]", "[WP-1]** - [BLOCKED] - waits");
    assert_output_snapshot!(merge(&env, &done(1), &theirs), @r"
    --- stderr
    conflict: line 2: WP-1: base has [READY_FOR_DEV] under Ready for Dev; ours has [VALIDATED] under Done; theirs has [BLOCKED] under Ready for Dev
    --- exit 1
    ");
    insta::assert_snapshot!(read(&env, "ours.md"), @r"
    ## Ready for Dev
    <<<<<<< ours
    =======
    - **[WP-1]** - [BLOCKED] - waits
    >>>>>>> theirs
    - **[WP-2]** - [READY_FOR_DEV]
    - **[WP-3]** - [READY_FOR_DEV]

    ## Done
    <<<<<<< ours
    - **[WP-1]** - [VALIDATED]
    =======
    >>>>>>> theirs
    ");
    assert_output_snapshot!(env.locus(["sync", "--board", "ours.md"]), @r"
    --- stderr
    error: the board ROOT/ours.md holds git conflict markers, the first in line 2
    hint: finish the merge in the board, then sync again
    --- exit 7
    ");
    let answer = env.locus(["--json", "board", "merge", "base.md", "base.md", "base.md"]).success().json();
    assert_eq!(
        (&answer["changed"], &answer["data"]),
        (&false.into(), &serde_json::json!({ "conflicts": [] }))
    );
    let text = BASE.replace("## Done", "ours\n\n## Done");
    let refused = merge(&env, &text, &text.replace("ours", "theirs")).exits(1);
    assert_eq!(refused.stderr(), "conflict: line 6: both sides changed the text\n");
}

#[test]
fn the_project_s_own_words_for_sections_count() {
    let env = TestEnv::project();
    env.write(".locus/config.toml", "[vocabulary]\nsections = []\ntokens = []\n");
    let refused = merge(&env, &done(1), &done(2)).exits(7);
    assert!(refused.stderr().contains("no section stands for stub"), "{}", refused.stderr());
    assert_eq!(read(&env, "ours.md"), done(1));
}

#[test]
fn a_version_that_is_not_there_leaves_ours_as_it_is() {
    let env = TestEnv::new();
    env.write("ours.md", BASE);
    env.locus(["board", "merge", "base.md", "ours.md", "theirs.md"]).exits(3);
    env.locus(["board", "merge", ".", "ours.md", "ours.md"]).exits(1);
    env.locus(["board", "merge", "ours.md", "ours.md"]).exits(2);
    assert_eq!(read(&env, "ours.md"), BASE);
    env.locus(["board", "merge", "ours.md", "missing.md", "ours.md"]).exits(3);
    assert!(!env.path("missing.md").exists());
}

#[cfg(unix)]
#[test]
fn mode_and_bytes_of_ours_are_kept() {
    use std::os::unix::fs::PermissionsExt as _;
    let env = TestEnv::new();
    let base = [b"\xef\xbb\xbf## Done\r\n\xff\r\n- **[WP-1]** - [DONE]\r\nend".as_slice()].concat();
    env.write("base.md", &base);
    env.write("theirs.md", [&base[..], b"\r\n\xfe"].concat());
    let ours = env.write("ours.md", base.strip_prefix(b"\xef\xbb\xbf").unwrap());
    std::fs::set_permissions(&ours, std::fs::Permissions::from_mode(0o640)).unwrap();
    env.locus(["board", "merge", "base.md", "ours.md", "theirs.md"]).success();
    let merged = std::fs::read(&ours).unwrap();
    assert_eq!(merged.escape_ascii().to_string(), base[3..].escape_ascii().to_string() + r"\r\n\xfe");
    assert_eq!(std::fs::metadata(&ours).unwrap().permissions().mode() & 0o777, 0o640);
}

/// A repository with two branches that edit neighbouring lines of the board; on the first one.
fn two_branches<'e>(env: &'e TestEnv, theirs: &str) -> Option<Git<'e>> {
    let git = Git::init(env)?;
    env.write("docs/TASK_BOARD.md", BASE);
    env.write(".gitignore", ".locus/\n");
    git.commit("base").success();
    git.run(["checkout", "-q", "-b", "theirs"]).success();
    env.write("docs/TASK_BOARD.md", theirs);
    git.commit("theirs").success();
    git.run(["checkout", "-q", "main"]).success();
    env.write("docs/TASK_BOARD.md", done(1));
    git.commit("ours").success();
    Some(git)
}

#[test]
fn git_merges_two_branches_that_edit_neighbouring_lines() {
    let env = TestEnv::project();
    let Some(git) = two_branches(&env, &done(2)) else { return };
    git.run(["merge", "-q", "theirs"]).exits(1);
    git.run(["merge", "--abort"]).success();
    git.locus(["hook", "install", "--merge-driver"]).success();
    git.locus(["sync"]).success();
    git.run(["merge", "-q", "--no-edit", "theirs"]).success();
    let both = done(1).replace("- **[WP-2]** - [READY_FOR_DEV]\n", "") + "- **[WP-2]** - [VALIDATED]\n";
    assert_eq!(read(&env, "docs/TASK_BOARD.md"), both);
    let status = git.run(["status", "--porcelain"]).success();
    assert_eq!(status.stdout(), "", "nothing of the work tree was touched");
}

#[test]
fn git_stops_at_a_packet_that_two_branches_moved_apart() {
    let env = TestEnv::project();
    let theirs = done(2).replace("[WP-1]** - [READY_FOR_DEV]", "[WP-1]** - [BLOCKED]");
    let Some(git) = two_branches(&env, &theirs) else { return };
    git.locus(["hook", "install", "--merge-driver"]).success();
    let stopped = git.run(["merge", "-q", "--no-edit", "theirs"]).exits(1);
    assert!(
        stopped.stderr().contains("conflict: line 2: WP-1: base has [READY_FOR_DEV]"),
        "{}",
        stopped.stderr()
    );
    let board = read(&env, "docs/TASK_BOARD.md");
    assert_eq!(board.matches("<<<<<<< ours\n").count(), 2, "{board}");
    assert!(board.ends_with("- **[WP-2]** - [VALIDATED]\n"), "{board}");
    git.locus(["sync"]).exits(7);
    git.commit("unsettled").exits(1);
}
