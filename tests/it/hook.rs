//! `locus hook install` and `locus hook uninstall`, in real repositories.

use crate::support::shell::program;
use crate::support::{Git, TestEnv};
use std::path::Path;

/// A project with a board both sides know, in a repository.
fn project(env: &TestEnv) -> Option<Git<'_>> {
    let git = Git::init(env)?;
    env.write(".gitignore", ".locus/\n");
    env.write("TASK_BOARD.md", "## Ready for Dev\n- **[WP-1]** - [READY_FOR_DEV]\n");
    git.locus(["sync"]).success();
    git.commit("begin").success();
    Some(git)
}

fn write_hook(git: &Git<'_>, text: impl AsRef<[u8]>, mode: u32) {
    std::fs::create_dir_all(git.hook().parent().unwrap()).unwrap();
    std::fs::write(git.hook(), text).unwrap();
    set_mode(&git.hook(), mode);
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn a_commit_goes_through_only_while_board_and_database_agree() {
    let env = TestEnv::project();
    let Some(git) = project(&env) else { return };
    assert_output_snapshot!(git.locus(["hook", "install"]), @"✓ check of the board in ROOT/.git/hooks/pre-commit put in");
    insta::assert_snapshot!(read(&git.hook()), @r#"
    #!/bin/sh
    # >>> locus check of "." >>> `locus hook uninstall` takes it out (41b8908d5b1b; the file was made for it)
    if ! command -v locus >/dev/null 2>&1; then
      echo 'locus is not on the path: the Task Board is not checked' >&2
    elif [ -d '.'/.locus ] && ! told=$(cd '.' && locus board sync --check 2>&1); then
      printf '%s\n' "$told" >&2
      echo 'commit refused: `locus board sync` brings the Task Board and the database in step' >&2
      exit 1
    fi
    # <<< locus check of "." <<<
    "#);
    assert_eq!(mode(&git.hook()), 0o755);
    env.write("a.txt", "a");
    git.commit("in step").success();
    env.write("TASK_BOARD.md", "## Ready for Dev\n\n## Done\n- **[WP-1]** - [VALIDATED]\n");
    assert_output_snapshot!(git.commit("drift"), @r"
    --- stderr
    TO THE DATABASE  WAS    IS    WHY
    WP-1             READY  DONE  the board moved it from Ready for Dev to Done; past its gates
    a sync would change 1 in the database, 0 on the board (1 line with a packet)
    commit refused: `locus board sync` brings the Task Board and the database in step
    --- exit 1
    ");
    git.locus(["sync"]).success();
    git.commit("in step again").success();
}

#[test]
fn installing_twice_is_installing_once_and_a_hook_of_ours_is_gone_again() {
    let env = TestEnv::project();
    let Some(git) = project(&env) else { return };
    assert_output_snapshot!(git.locus(["hook", "uninstall"]), @"= check of the board in ROOT/.git/hooks/pre-commit was not there");
    git.locus(["hook", "install"]).success();
    let text = read(&git.hook());
    let again = git.locus(["--json", "hook", "install"]).success().json();
    assert_eq!(again["changed"], false);
    assert_eq!(read(&git.hook()), text);
    assert_output_snapshot!(git.locus(["hook", "uninstall"]), @"✓ check of the board in ROOT/.git/hooks/pre-commit taken out");
    assert!(!git.hook().exists());
}

#[test]
fn a_hook_that_was_there_still_runs_and_comes_back_to_the_byte() {
    let env = TestEnv::project();
    let Some(git) = project(&env) else { return };
    let hooks = [
        ("#!/bin/sh\necho ran >> ran.txt\nexit 0\n", 0o750),
        ("#!/usr/bin/env bash\r\n", 0o700),
        ("#! /bin/sh -e\nexec touch ran.txt", 0o755),
        ("#!/bin/sh", 0o711),
    ];
    for (hook, bits) in hooks {
        write_hook(&git, hook, bits);
        git.locus(["hook", "install"]).success();
        git.locus(["hook", "install"]).success();
        assert_eq!(mode(&git.hook()), bits);
        if hook.contains("ran.txt") {
            env.write("TASK_BOARD.md", "## Done\n- **[WP-1]** - [VALIDATED]\n");
            git.commit("drift").exits(1);
            assert!(!env.path("ran.txt").exists(), "the check comes first");
            env.write("TASK_BOARD.md", "## Ready for Dev\n- **[WP-1]** - [READY_FOR_DEV]\n");
            env.write("a.txt", hook);
            git.commit("in step").success();
            std::fs::remove_file(env.path("ran.txt")).expect("the hook ran");
        }
        git.locus(["hook", "uninstall"]).success();
        assert_eq!((read(&git.hook()).as_str(), mode(&git.hook())), (hook, bits));
    }
}

#[test]
fn a_file_of_ours_that_somebody_added_to_keeps_what_they_added() {
    let env = TestEnv::project();
    let Some(git) = project(&env) else { return };
    git.locus(["hook", "install"]).success();
    write_hook(&git, read(&git.hook()) + "echo more\n", 0o755);
    git.locus(["hook", "uninstall"]).success();
    assert_eq!(read(&git.hook()), "#!/bin/sh\necho more\n");
}

#[test]
fn a_hook_that_can_not_take_the_block_is_refused_and_left_alone() {
    let env = TestEnv::project();
    let Some(git) = project(&env) else { return };
    write_hook(&git, "#!/usr/bin/env python3\nprint(1)\n", 0o755);
    assert_output_snapshot!(git.locus(["hook", "install"]), @r"
    --- stderr
    error: ROOT/.git/hooks/pre-commit is left as it is: it is not a shell script
    hint: have it run `locus board sync --check` and end with its exit code
    --- exit 5
    ");
    assert_eq!(read(&git.hook()), "#!/usr/bin/env python3\nprint(1)\n");
    git.locus(["hook", "uninstall"]).success();
    write_hook(&git, b"\x7fELF\0\0", 0o755);
    git.locus(["hook", "install"]).exits(5);
    write_hook(&git, "", 0o755);
    git.locus(["hook", "install"]).exits(5);
    write_hook(&git, "#!/bin/sh\n", 0o644);
    assert_output_snapshot!(git.locus(["hook", "install"]), @r"
    --- stderr
    error: ROOT/.git/hooks/pre-commit is left as it is: it is not executable, so that git does not run it
    hint: make it executable if it is to run, then install again
    --- exit 5
    ");
}

#[test]
fn a_block_edited_by_hand_is_not_taken_out() {
    let env = TestEnv::project();
    let Some(git) = project(&env) else { return };
    write_hook(&git, "#!/bin/sh\nexit 0\n", 0o755);
    git.locus(["hook", "install"]).success();
    let edited = read(&git.hook()).replace("--check", "");
    write_hook(&git, &edited, 0o755);
    assert_output_snapshot!(git.locus(["hook", "uninstall"]), @r"
    --- stderr
    error: ROOT/.git/hooks/pre-commit is left as it is: the lines marked `locus` were edited by hand, from line 2 on
    hint: put the lines between the marks `# >>> locus` and `# <<< locus` back as they were, or take lines and marks out by hand
    --- exit 5
    ");
    git.locus(["hook", "install"]).exits(5);
    assert_eq!(read(&git.hook()), edited);
}

#[test]
fn without_locus_on_the_path_a_commit_goes_on_with_one_line() {
    let env = TestEnv::project();
    let Some(git) = project(&env) else { return };
    git.locus(["hook", "install"]).success();
    env.write("TASK_BOARD.md", "## Done\n- **[WP-1]** - [VALIDATED]\n");
    git.run(["add", "-A"]).success();
    let mut commit = program(&env, "git", env.root());
    let output =
        commit.env("PATH", std::env::var_os("PATH").unwrap()).args(["commit", "-q", "-m", "x"]).output();
    let output = crate::support::Output::new(output.unwrap()).success();
    assert_eq!(output.stderr(), "locus is not on the path: the Task Board is not checked\n");
}

#[test]
fn other_hook_folders_and_work_trees_are_honoured() {
    let env = TestEnv::project();
    let Some(git) = project(&env) else { return };
    git.run(["config", "core.hooksPath", "tools/hooks"]).success();
    std::fs::create_dir(env.path("docs")).unwrap();
    git.locus_in(&env.path("docs"), ["hook", "install"]).success();
    assert!(!git.hook().exists() && env.path("tools/hooks/pre-commit").exists());
    git.locus(["hook", "uninstall"]).success();
    assert!(!env.path("tools/hooks/pre-commit").exists());
    git.run(["config", "--unset", "core.hooksPath"]).success();

    git.run(["worktree", "add", "-q", "trees/side"]).success();
    git.locus_in(&env.path("trees/side"), ["hook", "install"]).success();
    assert!(git.hook().exists(), "a work tree has the hooks of its repository");
    env.write("trees/side/a.txt", "a");
    git.run_in(&env.path("trees/side"), ["add", "-A"]).success();
    git.run_in(&env.path("trees/side"), ["commit", "-q", "-m", "elsewhere"]).success();
}

#[test]
fn a_project_in_a_folder_of_the_repository_is_checked_there() {
    let env = TestEnv::new();
    let Some(git) = Git::init(&env) else { return };
    let folder = env.path("it's a/part");
    std::fs::create_dir_all(&folder).unwrap();
    env.write("it's a/part/TASK_BOARD.md", "## Ready for Dev\n- **[WP-1]** - [READY_FOR_DEV]\n");
    git.locus_in(&folder, ["init"]).success();
    git.locus_in(&folder, ["hook", "install", "--merge-driver"]).success();
    env.write(".gitignore", ".locus/\n");
    git.commit("drift").exits(1);
    git.locus_in(&folder, ["sync"]).success();
    git.commit("in step").success();
    let attributes =
        git.run(["check-attr", "merge", "--", "it's a/part/TASK_BOARD.md", "TASK_BOARD.md"]).success();
    assert_eq!(
        attributes.stdout(),
        "it's a/part/TASK_BOARD.md: merge: locus-board\nTASK_BOARD.md: merge: unspecified\n"
    );
}

#[test]
fn the_merge_driver_is_registered_outside_the_work_tree_and_taken_out_to_the_byte() {
    let env = TestEnv::project();
    let Some(git) = project(&env) else { return };
    let (config, attributes) = (env.path(".git/config"), env.path(".git/info/attributes"));
    let _ = std::fs::remove_file(&attributes);
    let before = read(&config);
    assert_output_snapshot!(git.locus(["hook", "install", "--merge-driver"]), @r"
    ✓ check of the board in ROOT/.git/hooks/pre-commit put in
    ✓ merge driver for the board put in
    ");
    insta::with_settings!({ filters => crate::support::insta_filters() }, {
        insta::assert_snapshot!(read(&attributes), @r#"
        # >>> locus merge of "TASK_BOARD.md" >>> `locus hook uninstall` takes it out (059dc076bc4e; the file was made for it)
        /TASK_BOARD.md merge=locus-board
        # <<< locus merge of "TASK_BOARD.md" <<<
        "#);
    });
    let installed = (read(&config), read(&attributes));
    assert!(installed.0.contains("driver = locus board merge %O %A %B"));
    let again = git.locus(["--json", "hook", "install", "--merge-driver"]).success().json();
    assert_eq!((again["changed"].clone(), (read(&config), read(&attributes))), (false.into(), installed));
    assert_eq!(git.run(["status", "--porcelain"]).success().stdout(), "");
    assert_output_snapshot!(git.locus(["hook", "uninstall", "--merge-driver"]), @r"
    ✓ check of the board in ROOT/.git/hooks/pre-commit taken out
    ✓ merge driver for the board taken out
    ");
    assert_eq!(read(&config), before);
    assert!(!attributes.exists() && !git.hook().exists());

    for text in ["*.png binary", "*.png binary\n", ""] {
        std::fs::create_dir_all(attributes.parent().unwrap()).unwrap();
        std::fs::write(&attributes, text).unwrap();
        git.locus(["hook", "install", "--merge-driver"]).success();
        git.locus(["hook", "uninstall", "--merge-driver"]).success();
        assert_eq!((read(&attributes).as_str(), read(&config)), (text, before.clone()));
    }
}

#[test]
fn a_driver_of_that_name_that_is_not_ours_is_left_alone() {
    let env = TestEnv::project();
    let Some(git) = project(&env) else { return };
    git.run(["config", "merge.locus-board.driver", "other %A"]).success();
    let before = read(&env.path(".git/config"));
    assert_output_snapshot!(git.locus(["hook", "install", "--merge-driver"]), @r"
    --- stderr
    error: ROOT/.git/config is left as it is: its setting merge.locus-board.driver is `other %A`
    hint: the name locus-board is taken there; `git config` changes it
    --- exit 5
    ");
    git.locus(["hook", "uninstall", "--merge-driver"]).exits(5);
    assert_eq!(read(&env.path(".git/config")), before);
}

#[test]
fn two_boards_of_a_repository_share_the_driver() {
    let env = TestEnv::project();
    let Some(git) = project(&env) else { return };
    env.write("b/TASK_BOARD.md", "");
    git.locus_in(&env.path("b"), ["init"]).success();
    for folder in [env.root(), &env.path("b")] {
        git.locus_in(folder, ["hook", "install", "--merge-driver"]).success();
    }
    git.locus(["hook", "uninstall", "--merge-driver"]).success();
    assert!(read(&env.path(".git/config")).contains("locus-board"));
    assert!(read(&git.hook()).contains("cd './b'"));
    git.locus_in(&env.path("b"), ["hook", "uninstall", "--merge-driver"]).success();
    assert!(!read(&env.path(".git/config")).contains("locus-board"));
    assert!(!git.hook().exists());
}

#[test]
fn without_a_project_a_repository_or_git_the_error_is_clear() {
    let env = TestEnv::new();
    env.locus(["hook", "install"]).exits(3);
    env.locus(["init"]).success();
    env.locus(["--db", "x.db", "hook", "install"]).exits(2);
    let mut command = env.command(["hook", "install"]);
    let output = crate::support::Output::new(command.env("PATH", env.root()).output().unwrap());
    assert_output_snapshot!(output, @r"
    --- stderr
    error: git is not installed, or not on the path
    --- exit 1
    ");
    let Some(git) = Git::init(&env) else { return };
    std::fs::remove_dir_all(env.path(".git")).unwrap();
    let output = program(&env, env!("CARGO_BIN_EXE_locus"), env.root())
        .env("GIT_CEILING_DIRECTORIES", env.root().parent().unwrap())
        .args(["hook", "install"])
        .output()
        .unwrap();
    assert_output_snapshot!(crate::support::Output::new(output), @r"
    --- stderr
    error: git refuses: not a git repository (or any of the parent directories): .git
    hint: run it in the repository that the board belongs to
    --- exit 1
    ");
    git.run(["init", "-q"]).success();
    let refused = git.locus(["hook", "install", "--merge-driver"]).exits(7);
    assert!(refused.stderr().contains("there is no board at"), "{}", refused.stderr());
}
