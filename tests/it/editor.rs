//! Long texts: written in an editor, or read from stdin.

#![cfg(unix)]

use crate::support::{Output, TestEnv};
use std::path::PathBuf;
use std::process::Stdio;

/// Runs a command with an editor that is this shell script; `$1` is the file.
fn with_editor(env: &TestEnv, script: &str, args: &[&str]) -> Output {
    let editor = env.write("editor.sh", script);
    std::fs::create_dir_all(env.path("tmp")).unwrap();
    let mut command = env.command(args);
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("TMPDIR", env.path("tmp"));
    // Options in the variable belong to the editor.
    command.env("EDITOR", format!("sh -e {}", editor.display())).stdin(Stdio::null());
    Output::new(command.output().unwrap())
}

fn description(env: &TestEnv, id: &str) -> String {
    let shown = env.locus(["--json", "wp", "show", id]).success().json();
    shown["data"]["wp"]["description"].as_str().unwrap().to_owned()
}

/// The files that are left of texts.
fn left(env: &TestEnv) -> Vec<PathBuf> {
    std::fs::read_dir(env.path("tmp")).unwrap().map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn a_description_is_written_at_length() {
    let env = TestEnv::project();
    let script = "printf 'Name and password.\\n\\nNo *cookies*.\\n' > \"$1\"";
    with_editor(&env, script, &["wp", "create", "Add a login", "--edit"]).success();
    assert_eq!(description(&env, "WP-1-Add-A-Login-v1"), "Name and password.\n\nNo *cookies*.");
    assert!(left(&env).is_empty(), "what is on record needs no file");

    let script = "grep -q cookies \"$1\"; echo 'And a test.' >> \"$1\"";
    with_editor(&env, script, &["wp", "update", "WP-1-Add-A-Login-v1", "--edit", "--priority", "1"])
        .success();
    assert_eq!(description(&env, "WP-1-Add-A-Login-v1"), "Name and password.\n\nNo *cookies*.\nAnd a test.");

    with_editor(&env, "echo 'Talked to design.' > \"$1\"", &["wp", "note", "WP-1-Add-A-Login-v1", "--edit"])
        .success();
    assert!(env.locus(["wp", "show", "login"]).success().stdout().contains("Talked to design."));
    assert!(left(&env).is_empty());
}

#[test]
fn visual_comes_before_editor() {
    let env = TestEnv::project();
    let mut command = env.command(["wp", "create", "x", "--edit"]);
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).stdin(Stdio::null());
    command.env("VISUAL", "cp /dev/null").env("EDITOR", "false");
    let refused = Output::new(command.output().unwrap()).exits(2);
    assert!(refused.stderr().contains("nothing was created"), "{}", refused.stderr());
}

#[test]
fn an_empty_or_unchanged_text_changes_nothing() {
    let env = TestEnv::with_packet("stub");
    env.locus(["wp", "update", "WP-1", "--desc", "As it was"]).success();
    let events = env.events();
    assert_output_snapshot!(with_editor(&env, "true", &["wp", "update", "WP-1", "--edit"]), @"= WP-1 unchanged: stub (version 2)");
    with_editor(&env, ": > \"$1\"", &["wp", "update", "WP-1", "--edit"]).success();
    with_editor(&env, "echo ' ' > \"$1\"", &["wp", "note", "WP-1", "--edit"]).exits(2);
    with_editor(&env, "true", &["wp", "create", "Nothing to say", "--edit"]).exits(2);
    assert_eq!(env.events(), events);
    assert_eq!(description(&env, "WP-1"), "As it was");
    assert!(left(&env).is_empty());
}

#[test]
fn a_text_that_is_refused_is_kept_where_the_refusal_says() {
    let env = TestEnv::with_packet("stub");
    // Somebody else is faster.
    let binary = env!("CARGO_BIN_EXE_locus");
    let script = format!("{binary} wp update WP-1 --desc 'Theirs' > /dev/null; echo 'Mine' > \"$1\"");
    let refused = with_editor(&env, &script, &["wp", "update", "WP-1", "--edit"]).exits(5);
    let [kept] = &left(&env)[..] else { panic!("one text is kept") };
    assert!(
        refused.stderr().contains(&format!("what you wrote is kept in {}", kept.display())),
        "{}",
        refused.stderr()
    );
    assert_eq!(std::fs::read_to_string(kept).unwrap(), "Mine\n");
    assert_eq!(description(&env, "WP-1"), "Theirs");
    std::fs::remove_file(kept).unwrap();

    let args = ["--json", "wp", "create", "x", "--id", "WP-1", "--edit"];
    let refused = with_editor(&env, "echo 'Mine' > \"$1\"", &args).exits(5).error();
    let [kept] = &left(&env)[..] else { panic!("one text is kept") };
    assert_eq!(refused["error"]["details"]["kept_in"], kept.display().to_string());
    assert_eq!(refused["error"]["code"], "LOCUS-EXISTS");
}

#[test]
fn an_editor_that_fails_is_said_and_what_it_left_is_kept() {
    let env = TestEnv::with_packet("stub");
    let refused = with_editor(&env, "exit 3", &["wp", "note", "WP-1", "--edit"]).exits(1);
    assert!(refused.stderr().contains("ended with exit status: 3"), "{}", refused.stderr());
    assert!(left(&env).is_empty(), "nothing was written");
    let refused =
        with_editor(&env, "echo 'Half a' > \"$1\"; exit 3", &["wp", "note", "WP-1", "--edit"]).exits(1);
    let [kept] = &left(&env)[..] else { panic!("one text is kept") };
    assert!(refused.stderr().contains(&kept.display().to_string()), "{}", refused.stderr());
    std::fs::remove_file(kept).unwrap();
    with_editor(&env, "printf '\\377' > \"$1\"", &["wp", "note", "WP-1", "--edit"]).exits(1);
    assert_eq!(left(&env).len(), 1);
}

#[test]
fn nobody_writes_at_length_what_can_not_be_taken_in() {
    let env = TestEnv::with_packet("stub");
    let script = "echo opened >> opened";
    with_editor(&env, script, &["wp", "update", "WP-9", "--edit"]).exits(3);
    with_editor(&env, script, &["wp", "note", "WP-9", "--edit"]).exits(3);
    with_editor(&env, script, &["wp", "update", "WP-1", "--edit", "--expected-version", "7"]).exits(5);
    with_editor(&env, script, &["wp", "create", " ", "--edit"]).exits(2);
    with_editor(&env, script, &["wp", "create", "x", "--edit", "--desc", "y"]).exits(2);
    with_editor(&env, script, &["--role", "reader", "wp", "note", "WP-1", "--edit"]).exits(2);
    assert!(!env.path("opened").exists());
}

#[test]
fn without_an_editor_or_a_terminal_it_is_said_what_to_do() {
    let env = TestEnv::with_packet("stub");
    assert_output_snapshot!(env.locus(["wp", "update", "WP-1", "--edit"]), @r"
    --- stderr
    error: neither VISUAL nor EDITOR is set
    hint: VISUAL or EDITOR names the editor, such as EDITOR=nano; a text as an argument, or `-` for stdin, needs none
    --- exit 1
    ");
    assert_output_snapshot!(env.locus(["wp", "note", "WP-1"]), @r"
    --- stderr
    error: a note must say something
    hint: give its text, or `-` to read it from stdin
    --- exit 2
    ");
    env.locus_with(["wp", "note", "WP-1", "-"], "From a pipe\n").success();
}
