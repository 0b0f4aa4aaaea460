//! Settings as a clone may bring them: refused with file and line, or taken for what they say, and never waited for.
#![cfg(unix)]

use crate::support::TestEnv;
use std::process::Command;

/// Runs each command with these settings; all of them say the same.
#[track_caller]
fn refused_with(env: &TestEnv, settings: &[u8], told: &str) {
    env.write(".locus/config.toml", settings);
    for args in
        [["ready"].as_slice(), &["wp", "create", "x"], &["job"], &["board", "sync"], &["doctor"], &["init"]]
    {
        let output = env.locus(args).exits(7);
        assert!(
            output.stderr().contains(told) && output.stderr().contains("config.toml"),
            "{}",
            output.stderr()
        );
    }
}

#[test]
fn broken_settings_are_refused_with_their_line() {
    let env = TestEnv::with_packet("ready");
    let words = "[vocabulary]\nsections = [{ heading = \"A\", status = \"stub\" }]\ntokens = []\n";
    let cases: [(&[u8], &str); 13] = [
        (b"board = ", "line 1"),
        (b"board = 1\n", "line 1"),
        (b"\n\nboard = \"a\"\nboard = \"b\"\n", "line 4"),
        (b"colour = \"red\"\n", "colour"),
        (b"durability = \"perhaps\"\n", "durability"),
        (b"busy_timeout_ms = -1\n", "line 1"),
        (b"busy_timeout_ms = 1e9\n", "line 1"),
        (b"busy_timeout_ms = inf\n", "line 1"),
        (b"board = \"a\0b\"\n", "line 1"),
        (b"board = \"\\ud800\"\n", "line 1"),
        (b"[vocabulary]\ndialect = \"klingon\"\n", "line 2"),
        (words.as_bytes(), "line 1"),
        (b"<<<<<<< HEAD\n", "line 1"),
    ];
    for (settings, told) in cases {
        refused_with(&env, settings, told);
    }
    for deep in ["[".repeat(100_000), "{a=".repeat(100_000)] {
        refused_with(&env, format!("board = {deep}").as_bytes(), "line 1");
    }
    refused_with(&env, format!("{}=1", "a.".repeat(100_000)).as_bytes(), "line 1");
}

#[test]
fn settings_that_are_no_text_or_no_file_are_refused() {
    let env = TestEnv::with_packet("ready");
    let settings = env.path(".locus/config.toml");
    let refused = |what: &str| {
        let output = env.locus(["ready"]);
        assert!([1, 7].contains(&output.code()), "{what}: {}", output.all());
        assert!(output.stderr().contains("config.toml"), "{what}: {}", output.stderr());
    };
    env.write(".locus/config.toml", b"board = \"\xff\"\n");
    refused("not UTF-8");
    env.write(".locus/config.toml", vec![b'#'; 2 << 20]);
    refused("too large");
    std::fs::remove_file(&settings).unwrap();
    for target in ["/dev/zero", "/dev/stdin", "config.toml"] {
        std::os::unix::fs::symlink(target, &settings).unwrap();
        refused(target);
        std::fs::remove_file(&settings).unwrap();
    }
    std::fs::create_dir(&settings).unwrap();
    refused("a folder");
    std::fs::remove_dir(&settings).unwrap();
    assert!(Command::new("mkfifo").arg(&settings).status().unwrap().success());
    refused("a pipe");
}

#[test]
fn the_longest_wait_there_is_is_a_wait_like_any_other() {
    let env = TestEnv::with_packet("ready");
    env.write(".locus/config.toml", format!("busy_timeout_ms = {}\n", u64::MAX));
    env.write("TASK_BOARD.md", "## Ready for Dev\n");
    env.locus(["board", "sync"]).success();
    env.locus(["wp", "update", "WP-1", "--priority", "0"]).success();
    env.locus(["status"]).success();
}

#[test]
fn a_byte_order_mark_and_returns_are_no_fault() {
    let env = TestEnv::with_packet("ready");
    env.write(".locus/config.toml", "\u{feff}board = \"b.md\"\r\nbusy_timeout_ms = 5\r\n");
    env.locus(["ready"]).success();
}

#[test]
fn init_says_that_the_board_it_is_told_of_is_not_there() {
    let env = TestEnv::new();
    assert_output_snapshot!(env.locus(["init", "--board", "nope.md"]), @r"
    ✓ Started a project: ROOT/.locus/locus.db
    Next: `locus wp create TITLE` puts work on record.
    --- stderr
    warning: there is no board at ROOT/nope.md yet
    ");
    env.write("nope.md", "## Done\n");
    assert_eq!(env.locus(["init"]).success().stderr(), "");
}
