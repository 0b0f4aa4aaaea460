//! Completeness: every operation answers as a job, every command explains itself.

use crate::support::TestEnv;
use crate::support::env::job;
use locus_core::app::OperationName;
use serde_json::json;

#[test]
fn every_operation_answers_through_the_job_interface() {
    let env = TestEnv::project();
    let jobs: Vec<_> = OperationName::ALL.iter().map(|name| job(name.as_str(), json!({}))).collect();
    let results = env.jobs(&jobs).results();
    assert_eq!(results.len(), 18);
    for (name, result) in OperationName::ALL.iter().zip(&results) {
        assert_eq!(result["protocol_id"], name.protocol_id());
        // Without params most are refused for those; a name nobody knows would be LOCUS-JOB.
        let expected = match name {
            OperationName::QueryReady | OperationName::QueryBlocked => json!(null),
            OperationName::SyncTaskBoard => json!("LOCUS-BOARD"),
            _ => json!("LOCUS-INVALID"),
        };
        assert_eq!(result["error"]["code"], expected, "{name}: {result}");
    }
}

/// The names of the commands listed in a help text.
fn commands(help: &str) -> Vec<String> {
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let named = listed
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    named.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

/// Goes through all commands: the words of each, and its help text.
pub(crate) fn each_command(env: &TestEnv, mut told: impl FnMut(&[String], &str)) {
    let mut paths: Vec<Vec<String>> = vec![Vec::new()];
    while let Some(path) = paths.pop() {
        let help = env.locus(path.iter().map(String::as_str).chain(["--help"])).success();
        told(&path, help.stdout());
        for name in commands(help.stdout()).into_iter().filter(|name| name != "help") {
            paths.push(path.iter().cloned().chain([name]).collect());
        }
    }
}

#[test]
fn every_command_explains_itself_with_an_example() {
    let mut seen = 0;
    each_command(&TestEnv::new(), |path, text| {
        let example = text.split("\nExample").nth(1).unwrap_or_default();
        assert!(example.contains("locus "), "{path:?}: {text}");
        assert!(text.contains("Usage:"), "{path:?}");
        seen += 1;
    });
    assert!(seen > 40, "only {seen} commands found");
}

#[test]
fn global_options_may_stand_before_or_after_the_command() {
    let env = TestEnv::project();
    env.locus(["--json", "--no-sync", "-q", "wp", "list"]).success().json();
    env.locus(["wp", "list", "--json", "--no-sync", "-q"]).success().json();
    assert_eq!(env.locus(["-q", "wp", "create", "x"]).success().stdout(), "");
}

#[test]
fn the_first_steps_run_as_the_examples_tell_them() {
    let env = TestEnv::project();
    env.locus([
        "wp",
        "create",
        "Add a login",
        "--priority",
        "1",
        "--label",
        "auth",
        "--desc",
        "Name and password",
    ])
    .success();
    env.locus(["wp", "update", "WP-1-Add-A-Login-v1", "--status", "ready", "--assignee", "ada"]).success();
    env.locus(["wp", "gate", "WP-1-Add-A-Login-v1", "pre-work", "pass", "--notes", "scope is clear"])
        .success();
    let definitions = r#"[{"mt_id":"MT-001","name":"Hash the password"}]"#;
    env.locus_with(["mt", "register", "WP-1-Add-A-Login-v1", "-"], definitions).success();
    env.locus(["mt", "start", "WP-1-Add-A-Login-v1", "MT-001", "--model", "qwen2.5-coder:7b"]).success();
}

#[test]
fn help_is_found_by_those_who_type_it_as_a_word() {
    let env = TestEnv::new();
    let asked = env.locus(["help", "wp", "create"]).success();
    assert_eq!(asked.stdout(), env.locus(["wp", "create", "--help"]).success().stdout());
}
