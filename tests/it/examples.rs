//! Every example in a help text runs as it stands there.

#![cfg(unix)]

use crate::catalogue::each_command;
use crate::support::{Git, TestEnv};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// What goes on until somebody ends it: it must still be running after a moment.
const ENDLESS: [&str; 2] = ["locus board watch", "locus events tail -f --wp login"];

/// What is looked at on a terminal, which a test has none of: it must say so.
const ON_A_TERMINAL: [&str; 1] = ["locus tui"];

/// What examples hand their output to, and what need not be on every machine.
const OTHERS: [&str; 3] = ["man", "dot", "jq"];

const BOARD: &str = "# Board\n\n## Ready for Dev\n\n## In Progress\n\n## Done\n";

const PROJECT: &[&str] = &[
    "git init -q",
    "locus init",
    "locus wp create 'Sign up' --label auth",
    "locus wp update WP-1-Sign-Up-v1 --status ready",
    "locus wp gate WP-1-Sign-Up-v1 pre-work pass",
    "locus wp gate WP-1-Sign-Up-v1 post-work pass",
    "locus wp create 'Send mail' --type bug",
    "locus wp update WP-1-Send-Mail-v1 --status ready",
    "locus claim WP-1-Send-Mail-v1 --for 30m",
    "locus wp gate WP-1-Send-Mail-v1 pre-work pass",
    r#"echo '[{"mt_id":"MT-001","name":"Find the server"},{"mt_id":"MT-002","name":"Write it"},{"mt_id":"MT-003","name":"Send it"}]' | locus mt register WP-1-Send-Mail-v1 -"#,
    "locus mt start WP-1-Send-Mail-v1 MT-001 --model m",
    "locus mt start WP-1-Send-Mail-v1 MT-003 --model m",
    "locus mt record WP-1-Send-Mail-v1 MT-003 SUCCESS --iteration 1 --model m --validation-passed true",
    "locus wp create 'Mend the footer' --type bug",
    "locus wp update WP-1-Mend-The-Footer-v1 --status ready",
    "locus wp create 'Add a login' --label auth",
    "locus dep add WP-1-Sign-Up-v1 blocks WP-1-Add-A-Login-v1",
    "locus wp update WP-1-Add-A-Login-v1 --status ready",
    "locus events export > events.jsonl",
    "locus events export --with-content > with-content.jsonl",
    "locus export > project.jsonl",
    "locus board render > base.md && cp base.md ours.md && cp base.md theirs.md",
];

/// A project with the packets and files that the examples name.
fn project(env: &TestEnv) {
    env.write("project/docs/TASK_BOARD.md", BOARD);
    env.write("project/.GOV/TASK_BOARD.md", "# Board\n\n## Done\n- **[WP-1-Old-v1]** - [DONE]\n");
    let job = r#"{"job_kind":"locus_operation","protocol_id":"locus_query_ready_v1","input":{"operation":"query_ready","params":{}}}"#;
    env.write("project/jobs.jsonl", job);
    let stand_ins = OTHERS.map(|name| env.write(&format!("bin/{name}"), "#!/bin/sh\nexec cat >/dev/null\n"));
    let editor = env.write("bin/editor", "#!/bin/sh\necho 'Written at length.' >> \"$1\"\n");
    for program in stand_ins.iter().chain([&editor]) {
        std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    for folder in [".local/share/bash-completion/completions", ".zfunc", ".config/fish/completions"] {
        std::fs::create_dir_all(env.path(folder)).unwrap();
    }
    for line in PROJECT {
        ran(line, &shell(env, &env.path("project"), line).output().unwrap());
    }
}

fn shell(env: &TestEnv, folder: &Path, line: &str) -> Command {
    let mut command = crate::support::shell::shell(env, folder, line);
    command.env("EDITOR", "editor").env("TMPDIR", env.root());
    command
}

#[track_caller]
fn ran(line: &str, output: &Output) {
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (said(&output.stdout), said(&output.stderr));
    assert!(output.status.success(), "{line}\n{}\n{out}{err}", output.status);
    assert!(!err.contains("error:"), "{line}\n{err}");
}

/// The lines under `Example:` and `Examples:`, without what is told about them.
fn examples(help: &str) -> Vec<String> {
    let behind = help.lines().skip_while(|line| !line.starts_with("Example")).skip(1);
    let lines = behind.take_while(|line| line.starts_with("  "));
    lines.map(|line| line.trim().split("   ").next().unwrap_or_default().to_owned()).collect()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Runs for a moment, and is then ended.
fn goes_on(line: &str, mut command: Command) {
    // Without the shell in between: it is `locus` that is ended.
    command.stdout(Stdio::null());
    let mut child = command.spawn().unwrap();
    let until = Instant::now() + Duration::from_millis(700);
    while Instant::now() < until {
        assert!(child.try_wait().unwrap().is_none(), "{line} has ended");
        std::thread::sleep(Duration::from_millis(50));
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn every_example_runs() {
    let env = TestEnv::new();
    if Git::init(&env).is_none() {
        return;
    }
    project(&env);
    let mut lines = Vec::new();
    each_command(&env, |path, help| {
        let found = examples(help);
        assert!(!found.is_empty(), "{path:?} has no example");
        lines.extend(found);
    });
    assert!(lines.len() > 50, "only {} examples found", lines.len());
    for (number, line) in lines.iter().enumerate() {
        let folder = env.path(&format!("copies/{number}"));
        copy(&env.path("project"), &folder);
        let endless = ENDLESS.contains(&line.as_str());
        let command = shell(&env, &folder, &if endless { format!("exec {line}") } else { line.clone() });
        if endless {
            goes_on(line, command);
        } else if ON_A_TERMINAL.contains(&line.as_str()) {
            let output = { command }.output().unwrap();
            assert!(!output.status.success(), "{line} needs a terminal");
        } else {
            ran(line, &{ command }.output().unwrap());
        }
    }
}
