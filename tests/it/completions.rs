//! `locus completions`, and what the scripts ask the binary.

use crate::support::{Output, TestEnv};
use std::io::Write as _;
use std::process::{Command, Stdio};

/// What is offered for the last of these words.
fn offered(env: &TestEnv, words: &[&str]) -> Vec<String> {
    let mut command = env.command(["--", "locus"].iter().chain(words));
    command.env("LOCUS_COMPLETE", "bash").env("_CLAP_COMPLETE_INDEX", words.len().to_string());
    let output = Output::new(command.env("_CLAP_IFS", "\n").output().unwrap()).success();
    assert_eq!(output.stderr(), "", "{words:?}");
    output.stdout().lines().map(str::to_owned).collect()
}

fn project() -> TestEnv {
    let env = TestEnv::project();
    for title in ["Add a login", "Add a letter", "Send mail"] {
        env.locus(["wp", "create", title]).success();
    }
    env
}

#[test]
fn commands_options_and_values_are_offered() {
    let env = TestEnv::new();
    assert_eq!(offered(&env, &["wp", "cr"]), ["create"]);
    assert_eq!(offered(&env, &["wp", "list", "--sta"]), ["--status"]);
    assert_eq!(offered(&env, &["wp", "list", "--status", "re"]), ["ready"]);
    assert_eq!(offered(&env, &["wp", "gate", "WP-1", "p"]), ["pre-work", "post-work"]);
    env.write("tasks.json", "[]");
    assert_eq!(offered(&env, &["mt", "register", "WP-1", "tas"]), ["tasks.json"]);
}

#[test]
fn ids_are_those_that_are_there() {
    let env = project();
    assert_eq!(offered(&env, &["wp", "show", "WP-1-A"]), ["WP-1-Add-A-Letter-v1", "WP-1-Add-A-Login-v1"]);
    assert_eq!(offered(&env, &["wp", "show", "WP-1-"]).len(), 3);
    assert_eq!(
        offered(&env, &["dep", "add", "WP-1-Send-Mail-v1", "blocks", "WP-1-S"]),
        ["WP-1-Send-Mail-v1"]
    );
    assert_eq!(
        offered(&env, &["board", "add", "WP-1-Send-Mail-v1", "WP-1-Add-A-Le"]),
        ["WP-1-Add-A-Letter-v1"]
    );
    assert_eq!(offered(&env, &["events", "list", "--wp", "WP-1-S"]), ["WP-1-Send-Mail-v1"]);
    env.locus(["wp", "create", "x", "--id", "WP-1-Another"]).success();
    env.locus(["wp", "delete", "WP-1-Add-A-Letter-v1"]).success();
    assert_eq!(offered(&env, &["wp", "show", "WP-1-A"]), ["WP-1-Add-A-Login-v1", "WP-1-Another"]);
    assert!(
        offered(&env, &["wp", "create", "x", "--id", "WP-1-A"]).is_empty(),
        "a new id is none that is there"
    );
    env.locus(["wp", "update", "WP-1-Send-Mail-v1", "--status", "ready"]).success();
    assert_eq!(offered(&env, &["claim", ""])[0], "WP-1-Send-Mail-v1", "what is ready comes first");
}

#[test]
fn micro_tasks_are_those_of_the_packet() {
    let env = project();
    let definitions = r#"[{"mt_id":"MT-001","name":"Look"},{"mt_id":"MT-012","name":"Write"}]"#;
    env.locus_with(["mt", "register", "WP-1-Send-Mail-v1", "-"], definitions).success();
    assert_eq!(offered(&env, &["mt", "show", "WP-1-Send-Mail-v1", "MT-0"]), ["MT-001", "MT-012"]);
    assert_eq!(offered(&env, &["mt", "start", "WP-1-Send-Mail-v1", "MT-01"]), ["MT-012"]);
    assert!(offered(&env, &["mt", "show", "WP-1-Add-A-Login-v1", "MT-"]).is_empty());
}

#[test]
fn of_many_ids_a_few_are_offered_and_none_is_hidden_by_them() {
    let env = TestEnv::project();
    let jobs: String = (0..300)
        .map(|number| {
            let letter = if number < 250 { 'a' } else { 'b' };
            format!("{{\"work_packet\":{{\"wp_id\":\"WP-{letter}{number:03}\",\"title\":\"x\"}}}}\n")
        })
        .collect();
    env.locus_with(["import", "-"], jobs).success();
    let some = offered(&env, &["wp", "show", "WP-"]);
    assert_eq!(some.len(), 51);
    assert!(some.contains(&"WP-".to_owned()), "the shell takes `WP-a` for what all have in common: {some:?}");
    assert_eq!(offered(&env, &["wp", "show", "WP-b"]).len(), 50);
    assert_eq!(offered(&env, &["wp", "show", "WP-a00"]).len(), 10);
}

#[test]
fn the_database_named_on_the_line_is_asked() {
    let env = TestEnv::new();
    env.locus(["--db", "other.db", "wp", "create", "Elsewhere"]).success();
    assert_eq!(offered(&env, &["--db", "other.db", "wp", "show", "WP-"]), ["WP-1-Elsewhere-v1"]);
    assert_eq!(offered(&env, &["--db=other.db", "wp", "show", "WP-"]), ["WP-1-Elsewhere-v1"]);
    assert!(offered(&env, &["wp", "show", "WP-"]).is_empty());
}

#[test]
fn whatever_goes_wrong_nothing_is_said() {
    let env = TestEnv::new();
    assert!(offered(&env, &["wp", "show", "WP-1"]).is_empty(), "no project");
    env.locus(["init"]).success();
    env.write(
        ".locus/locus.db",
        "no database at all, and long enough to be taken for one that is damaged".repeat(99),
    );
    assert!(offered(&env, &["wp", "show", "WP-1"]).is_empty(), "no database");
    env.write(".locus/config.toml", "nonsense");
    assert!(offered(&env, &["wp", "show", "WP-1"]).is_empty(), "no settings");
    let mut command = env.command(["schema", "capabilities"]);
    let output = Output::new(command.env("LOCUS_COMPLETE", "nonsense").output().unwrap()).success();
    assert!(output.stdout().contains("validator"), "a shell that nobody knows asks for nothing");
}

#[test]
fn each_shell_has_its_script() {
    let env = TestEnv::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = env.locus(["completions", shell]).success();
        assert!(script.stdout().contains("LOCUS_COMPLETE"), "{shell}");
    }
    let refused = env.locus(["completions", "bsh"]).exits(2);
    assert!(refused.stderr().contains("'bash'"), "{}", refused.stderr());
}

/// Runs a script in a shell with `locus` on its path; none where the shell isn't installed.
fn in_shell(env: &TestEnv, shell: &[&str], script: &str) -> Option<String> {
    let binary = std::path::Path::new(env!("CARGO_BIN_EXE_locus")).parent().unwrap();
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap_or_default());
    let mut command = Command::new(shell[0]);
    command.args(&shell[1..]).arg(script).current_dir(env.root()).env_clear().env("PATH", path);
    let output = command.env("HOME", env.root()).stdin(Stdio::null()).output();
    if output.is_err() {
        std::io::stderr().write_all(format!("SKIPPED: {} is not installed\n", shell[0]).as_bytes()).unwrap();
    }
    Some(String::from_utf8(output.ok()?.stdout).unwrap())
}

#[cfg(unix)]
#[test]
fn bash_offers_the_packets_that_are_there() {
    let env = project();
    let script = "source <(locus completions bash); COMP_WORDS=(locus wp show WP-1-S); COMP_CWORD=3; COMP_TYPE=9; \
                  _clap_complete_locus locus WP-1-S show; printf '%s\\n' \"${COMPREPLY[@]}\"";
    if let Some(offered) = in_shell(&env, &["bash", "-c"], script) {
        assert_eq!(offered, "WP-1-Send-Mail-v1\n");
    }
}

#[cfg(unix)]
#[test]
fn fish_offers_the_packets_that_are_there() {
    let env = project();
    let script = "locus completions fish | source; complete -C 'locus wp show WP-1-S'";
    if let Some(offered) = in_shell(&env, &["fish", "-c"], script) {
        assert_eq!(offered, "WP-1-Send-Mail-v1\tstub: Send mail\n");
    }
}

#[cfg(unix)]
#[test]
fn zsh_takes_the_script() {
    let env = project();
    let script =
        "autoload -U compinit && compinit -u; source <(locus completions zsh) && print ${_comps[locus]}";
    if let Some(said) = in_shell(&env, &["zsh", "-fc"], script) {
        assert_eq!(said, "_clap_dynamic_completer_locus\n");
    }
}

#[test]
fn a_script_is_json_where_json_is_asked_for() {
    let env = TestEnv::new();
    let answer = env.locus(["--json", "completions", "bash"]).success().json();
    assert!(answer["data"]["script"].as_str().unwrap().contains("complete"), "{answer}");
}
