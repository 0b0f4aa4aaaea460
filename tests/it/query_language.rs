//! Queries in words on the command line: lists, views, refusals, and the reference in docs/QUERIES.md.

use crate::support::TestEnv;
use locus_core::domain::query::{Expression, Field, Part, State};

const REFERENCE: &str = include_str!("../../docs/QUERIES.md");

fn project() -> TestEnv {
    let env = TestEnv::with_packet("ready");
    for [id, title, priority, label, assignee] in [
        ["WP-2", "Second thing", "0", "api", "ada"],
        ["WP-3", "Third thing", "1", "needs review", "grace"],
        ["WP-4", "Fourth", "4", "api", "grace"],
    ] {
        let create = ["wp", "create", title, "--id", id, "--priority", priority];
        env.locus(create.iter().chain(&["--label", label, "--assignee", assignee])).success();
    }
    env.locus(["dep", "add", "WP-2", "blocks", "WP-1"]).success();
    env
}

/// The ids that a list shows, and that their number is the total.
#[track_caller]
fn listed<'a>(env: &TestEnv, query: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let args = ["--json", "wp", "list"].into_iter().chain(query);
    let answer = env.locus(args).success().json();
    let wps = answer["data"]["wps"].as_array().unwrap();
    assert_eq!(answer["data"]["total_count"], wps.len());
    wps.iter().map(|wp| wp["wp_id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_words_of_a_list_are_one_query() {
    let env = project();
    assert_eq!(listed(&env, ["label:api", "-assignee:grace"]), ["WP-2"]);
    assert_eq!(listed(&env, ["label:api -assignee:grace"]), ["WP-2"]);
    assert_eq!(listed(&env, ["(label:api", "or", "label:\"needs review\")", "-id:2"]), ["WP-3", "WP-4"]);
    assert_eq!(listed(&env, ["-has:assignee"]), ["WP-1"]);
    assert_eq!(listed(&env, ["-(thing or fourth)"]), ["WP-1"]);
    assert_eq!(listed(&env, ["not", "thing"]), ["WP-1", "WP-4"]);
    assert_eq!(listed(&env, ["--", "-thing", "priority>2"]), ["WP-4"]);
    assert_eq!(listed(&env, ["is:blocked"]), ["WP-1"]);
    assert_eq!(listed(&env, [""]), ["WP-2", "WP-3", "WP-1", "WP-4"]);
}

#[test]
fn a_query_and_filters_and_options_go_together() {
    let env = project();
    assert_eq!(listed(&env, ["thing", "--status", "stub", "-w", "priority<1"]), ["WP-2"]);
    assert_eq!(listed(&env, ["-assignee:ada", "--sort", "age", "-label:api"]), ["WP-1", "WP-3"]);
    assert_eq!(listed(&env, ["--where", "-assignee:ada", "--label", "api"]), ["WP-4"]);
    assert_output_snapshot!(env.locus(["wp", "list", "thing", "-label:api", "-q"]), @r"
    PACKET  STATUS  PRIO  TYPE     ASSIGNEE  TITLE
    WP-3    stub    1     feature  grace     Third thing
    ");
}

#[test]
fn ready_blocked_and_search_are_narrowed_down_the_same_way() {
    let env = project();
    let total = |args: &[&str]| {
        env.locus(["--json"].iter().chain(args)).success().json()["data"]["total_count"].clone()
    };
    assert_eq!(total(&["blocked", "-w", "priority:2"]), 1);
    assert_eq!(total(&["blocked", "-w", "-priority:2"]), 0);
    assert_eq!(total(&["ready", "--where", "is:ready"]), 0);
    assert_eq!(total(&["search", "thing", "-w", "assignee:self"]), 1);
    let answer = env.locus(["--json", "blocked", "--type", "feature", "-w", "NOT label:x"]).success().json();
    let applied = serde_json::json!({ "type": ["feature"], "where": "-label:x" });
    assert_eq!(answer["data"]["filters_applied"], applied);
    let queries = env.locus(["--json", "events", "list", "--queries"]).success().json();
    assert_eq!(queries["data"]["queries"][0]["filters"], serde_json::json!(["type", "where"]));
}

#[test]
fn a_claim_takes_only_what_the_query_fits() {
    let env = project();
    env.locus(["wp", "update", "WP-4", "--status", "ready", "--clear", "assignee"]).success();
    env.locus(["ready", "--claim", "-w", "-label:api"]).exits(3);
    let claimed = env.locus(["--json", "ready", "--claim", "-w", "label:api"]).success().json();
    assert_eq!(claimed["data"]["wp"]["wp_id"], "WP-4");
}

#[test]
fn a_refusal_points_at_the_place_and_says_what_was_meant() {
    let env = project();
    assert_output_snapshot!(env.locus(["wp", "list", "is:ready", "stauts:ready"]), @r#"
    --- stderr
    error: QUERY: "stauts" is no field; quoted it would be looked for as text
      is:ready stauts:ready
               ^^^^^^
    hint: did you mean status?
    --- exit 2
    "#);
    assert_output_snapshot!(env.locus(["ready", "-w", "(label:任务 type:buggy"]), @r#"
    --- stderr
    error: --where: type: "buggy" is none of its values
      (label:任务 type:buggy
                       ^^^^^
    hint: try one of feature, bug, refactor, docs, test, chore
    --- exit 2
    "#);
    assert_output_snapshot!(env.locus(["blocked", "-w", "updated:7d"]), @r"
    --- stderr
    error: --where: a length of time is compared, as in updated<7d or updated>7d
      updated:7d
             ^
    hint: try one of <, <=, >, >=
    --- exit 2
    ");
    assert_output_snapshot!(env.locus(["search", "x", "-w", "status>ready"]), @r"
    --- stderr
    error: --where: status has no order: only : or != can follow it
      status>ready
            ^
    hint: try one of :, !=
    --- exit 2
    ");
    assert_output_snapshot!(env.locus(["wp", "list", "(label:x"]), @r"
    --- stderr
    error: QUERY: no parenthesis closes this one
      (label:x
      ^
    hint: `locus wp list --help` says how a query is written
    --- exit 2
    ");
    assert_output_snapshot!(env.locus(["--json", "wp", "list", "label:ä", "status:redy"]), @r#"
    --- stderr
    {"duration_ms":0,"error":{"code":"LOCUS-INVALID","details":{"allowed":["stub","ready","in_progress","blocked","gated","done","cancelled"],"field":"QUERY","length":4,"position":15,"query":"label:ä status:redy"},"hint":"did you mean ready?","message":"QUERY: status: \"redy\" is none of its values"},"events_emitted":[],"success":false}
    --- exit 2
    "#);
    // What only looks like a condition is still an unknown option elsewhere.
    assert_output_snapshot!(env.locus(["wp", "note", "-label:x"]), @r"
    --- stderr
    error: unexpected argument '-l' found

    hint: to pass '-l' as a value, use '-- -l'

    Usage: locus wp note [OPTIONS] <WP> [TEXT]

    For more information, try '--help'.
    --- exit 2
    ");
}

const VIEWS: &str =
    "[views]\nmine = \"assignee:self -status:done\"\n'needs a look' = 'label:\"needs review\"'\n";

#[test]
fn views_are_queries_with_a_name() {
    let env = project();
    assert_output_snapshot!(env.locus(["wp", "list", "--views"]), @"No views. [views] in .locus/config.toml gives queries a name.");
    env.write(".locus/config.toml", VIEWS);
    assert_output_snapshot!(env.locus(["wp", "list", "--views"]), @r#"
    VIEW          QUERY
    mine          assignee:self -status:done
    needs a look  label:"needs review"
    "#);
    assert_output_snapshot!(env.locus(["--json", "wp", "list", "--views"]), @r#"{"success":true,"data":{"views":[{"name":"mine","query":"assignee:self -status:done"},{"name":"needs a look","query":"label:\"needs review\""}]},"events_emitted":[],"duration_ms":0}"#);
    assert_eq!(listed(&env, ["--view", "mine"]), ["WP-2"]);
    assert_eq!(listed(&env, ["--view", "needs a look", "assignee:grace"]), ["WP-3"]);
    assert_output_snapshot!(env.locus(["ready", "--view", "mein"]), @r#"
    --- stderr
    error: --view: no view is called "mein"
    hint: there are mine, needs a look
    --- exit 2
    "#);
    env.locus(["wp", "list", "--views", "x"]).exits(2);
}

#[test]
fn a_view_that_is_no_query_is_refused_with_its_line() {
    let env = project();
    env.write(".locus/config.toml", format!("{VIEWS}bad = \"status:ready label\\\"\"\n"));
    assert_output_snapshot!(env.locus(["ready"]), @r#"
    --- stderr
    error: ROOT/.locus/config.toml, line 4: "status:ready label\"" is no query: no quotation mark ends what this one begins
    hint: correct that line; known are board, vocabulary, views, durability and busy_timeout_ms
    --- exit 7
    "#);
}

/// Query and answer of each row of the tables in the reference.
fn rows() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    REFERENCE.lines().filter_map(|line| {
        let (query, rest) = line.strip_prefix("| `")?.split_once("` | ")?;
        let found = rest.trim_end_matches(" |").rsplit(" | ").next()?;
        Some((query, found.split(' ').filter(|id| *id != "none").collect()))
    })
}

#[cfg(unix)]
#[test]
fn the_reference_answers_as_it_says() {
    let env = TestEnv::new();
    let setup = REFERENCE.split("```sh\n").find(|block| block.starts_with("locus init")).unwrap();
    let setup = setup.split("```").next().unwrap().replace("locus ", "\"$LOCUS\" ");
    let mut shell = std::process::Command::new("/bin/sh");
    shell.args(["-e", "-c", &setup]).current_dir(env.root()).env_clear().env("LOCUS_ACTOR", "ada");
    let output = shell.env("LOCUS", env!("CARGO_BIN_EXE_locus")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for (query, expected) in rows() {
        let mut found = listed(&env, [query]);
        found.sort();
        let short: Vec<_> = found.iter().filter_map(|id| id.get(..4)).collect();
        assert_eq!(short, expected, "{query}");
    }
}

#[test]
fn the_reference_knows_every_field_and_word() {
    let queries: Vec<_> = rows().map(|(query, _)| query).collect();
    for field in Field::ALL {
        let used =
            |query: &&&str| query.contains(&format!("{field}:")) || query.contains(&format!("{field}<"));
        assert!(queries.iter().any(|query| used(&query)), "{field}");
    }
    for state in State::ALL {
        assert!(queries.iter().any(|query| query.contains(&format!("is:{state}"))), "{state}");
    }
    let parts = REFERENCE.lines().find(|line| line.starts_with("| `has:")).unwrap();
    for part in Part::ALL {
        assert!(parts.contains(part.as_str()), "{part}");
    }
    let views = REFERENCE.split("[views]\n").nth(1).unwrap().split("```").next().unwrap();
    for view in views.lines() {
        let query = view.split_once(" = ").unwrap().1.trim_matches('"');
        query.parse::<Expression>().unwrap();
    }
}
