//! `locus dep …`.

use crate::support::TestEnv;
use crate::support::env::job;
use serde_json::json;

/// Three packets: WP-1 ready, the others stubs.
fn three() -> TestEnv {
    let env = TestEnv::with_packet("ready");
    env.locus(["wp", "create", "Second", "--id", "WP-2"]).success();
    env.locus(["wp", "create", "Third", "--id", "WP-3"]).success();
    env
}

#[test]
fn a_dependency_reads_as_it_means_from_both_ends() {
    let env = three();
    assert_output_snapshot!(env.locus(["dep", "add", "WP-2", "blocked_by", "WP-1"]), @"✓ added: WP-1 blocks WP-2  dep_UUID");
    assert_output_snapshot!(env.locus(["dep", "add", "WP-1", "blocks", "WP-2"]), @"= already there: WP-1 blocks WP-2  dep_UUID");
    assert_output_snapshot!(env.locus(["dep", "add", "WP-2", "Blocked-By", "WP-1"]), @"= already there: WP-1 blocks WP-2  dep_UUID");
    assert_output_snapshot!(env.locus(["dep", "list", "WP-1"]), @r"
    WP-1
      blocks WP-2
    ");
    assert_output_snapshot!(env.locus(["dep", "list", "WP-2"]), @r"
    WP-2
      blocked by WP-1
    ");
    assert_output_snapshot!(env.locus(["dep", "list", "WP-3"]), @"No dependencies.");
}

#[test]
fn a_cycle_is_refused_and_named() {
    let env = three();
    env.locus(["dep", "add", "WP-1", "blocks", "WP-2"]).success();
    env.locus(["dep", "add", "WP-2", "blocks", "WP-3"]).success();
    assert_output_snapshot!(env.locus(["dep", "add", "WP-3", "blocks", "WP-1"]), @r"
    --- stderr
    error: that would close a cycle: WP-3 → WP-1 → WP-2 → WP-3
    hint: take one edge of it away with `locus dep remove`, or use the type related
    --- exit 4
    ");
    assert_output_snapshot!(env.locus(["--json", "dep", "add", "WP-1", "blocks", "WP-1"]), @r#"
    --- stderr
    {"duration_ms":0,"error":{"code":"LOCUS-CYCLE","details":{"cycle":["WP-1","WP-1"]},"hint":"name two different packets","message":"that would close a cycle: WP-1 → WP-1"},"events_emitted":[],"success":false}
    --- exit 4
    "#);
}

#[test]
fn a_dependency_is_removed_by_its_ends_or_its_id() {
    let env = three();
    env.locus(["dep", "add", "WP-1", "blocks", "WP-2"]).success();
    assert_output_snapshot!(env.locus(["dep", "remove", "WP-1", "blocks", "WP-2"]), @"✓ removed: WP-1 blocks WP-2  dep_UUID");
    assert_output_snapshot!(env.locus(["dep", "remove", "WP-1", "blocks", "WP-2"]), @r"
    --- stderr
    error: there is no dependency WP-1 blocks WP-2
    hint: `locus dep list WP-1` shows what dependencies there are
    --- exit 3
    ");
    let added = env.locus(["--json", "dep", "add", "WP-1", "tests", "WP-2"]).success().json();
    let id = added["data"]["dependency"]["dependency_id"].as_str().unwrap();
    env.locus(["dep", "remove", id]).success();
    env.locus(["dep", "remove", "WP-1", "blocks"]).exits(2);
    assert_output_snapshot!(env.locus(["dep", "remove", "WP-1"]), @r"
    --- stderr
    error: TYPE and TO are missing, as in `locus dep remove WP-1 blocks WP-…`; `locus dep list WP-1` shows them
    --- exit 2
    ");
}

#[test]
fn trees_and_chains_show_what_stands_before() {
    let env = three();
    env.locus(["dep", "add", "WP-1", "blocks", "WP-2"]).success();
    env.locus(["dep", "add", "WP-2", "blocks", "WP-3"]).success();
    env.locus(["dep", "add", "WP-1", "blocks", "WP-3"]).success();
    assert_output_snapshot!(env.locus(["dep", "tree", "WP-3"]), @r"
    WP-3 stub Third
    ├─ blocked by WP-1 ready First
    └─ blocked by WP-2 stub Second
       └─ blocked by WP-1 ready (see above) First
    ");
    assert_output_snapshot!(env.locus(["dep", "chain", "WP-3"]), @r"
    WP-3 waits for:
      WP-1 ready, which blocks WP-3
      WP-2 stub, which blocks WP-3
    ");
    assert_output_snapshot!(env.locus(["dep", "chain", "WP-1"]), @r"
    WP-1 waits for nothing.
    Waiting for it: WP-2, WP-3
    Done, it releases: WP-2
    ");
    let chain = env.locus(["--json", "dep", "chain", "WP-3"]).success().json();
    assert_eq!(chain["data"]["chain"].as_array().unwrap().len(), 2);
    env.locus(["dep", "tree", "WP-9"]).exits(3);
}

#[test]
fn the_graph_comes_in_languages() {
    let env = three();
    env.locus(["dep", "add", "WP-1", "blocks", "WP-2"]).success();
    env.locus(["dep", "add", "WP-3", "tests", "WP-2"]).success();
    assert_output_snapshot!(env.locus(["dep", "graph"]), @r#"
    graph LR
      n1["WP-1"]
      n2["WP-2"]
      n3["WP-3"]
      n1 -->|blocks| n2
      n3 -.->|tests| n2
    "#);
    assert_output_snapshot!(env.locus(["dep", "graph", "--format", "dot"]), @r#"
    digraph locus {
      rankdir=LR;
      node [shape=box];
      "WP-1" -> "WP-2" [label="blocks"];
      "WP-3" -> "WP-2" [label="tests", style=dashed];
    }
    "#);
}

#[test]
fn a_tree_goes_both_ways_and_as_deep_as_asked() {
    let env = three();
    env.locus(["dep", "add", "WP-1", "blocks", "WP-2"]).success();
    env.locus(["dep", "add", "WP-3", "depends-on", "WP-2"]).success();
    assert_output_snapshot!(env.locus(["dep", "tree", "WP-1", "--behind"]), @r"
    WP-1 ready First
    └─ blocks WP-2 stub Second
       └─ needed by WP-3 stub Third
    ");
    assert_output_snapshot!(env.locus(["dep", "tree", "WP-3", "--depth", "1"]), @"
    WP-3 stub Third
    └─ depends on WP-2 stub (more below) Second
    ");
    env.locus(["dep", "tree", "WP-3", "--depth", "0"]).exits(2);
}

#[test]
fn the_graph_in_a_terminal_is_a_tree_from_each_packet_that_waits_for_nobody() {
    let env = three();
    env.locus(["wp", "create", "Fourth", "--id", "WP-4"]).success();
    for edge in [["WP-1", "blocks", "WP-3"], ["WP-2", "blocks", "WP-3"], ["WP-4", "tests", "WP-2"]] {
        env.locus(["dep", "add"].iter().chain(&edge)).success();
    }
    assert_output_snapshot!(env.locus(["dep", "graph", "--format", "text"]), @r"
    WP-1 ready First
    └─ blocks WP-3 stub Third
    WP-2 stub Second
    └─ blocks WP-3 stub (see above) Third
    WP-4 stub Fourth

    Besides
    WP-4 tests WP-2
    ");
}

#[test]
fn the_graph_is_narrowed_to_what_matters() {
    let env = three();
    for edge in [["WP-1", "blocks", "WP-2"], ["WP-2", "blocks", "WP-3"], ["WP-1", "tests", "WP-3"]] {
        env.locus(["dep", "add"].iter().chain(&edge)).success();
    }
    let dot = |args: &[&str]| {
        let all = ["dep", "graph", "--format", "dot"].iter().chain(args);
        let text = env.locus(all).success().stdout().to_owned();
        text.lines().filter(|line| line.contains("->")).map(str::trim).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(dot(&["--type", "tests"]), @r#""WP-1" -> "WP-3" [label="tests", style=dashed];"#);
    insta::assert_snapshot!(dot(&["--wp", "WP-1", "--depth", "1", "--type", "blocks"]), @r#""WP-1" -> "WP-2" [label="blocks"];"#);
    env.locus(["wp", "update", "WP-2", "--status", "cancelled"]).success();
    insta::assert_snapshot!(dot(&["--open"]), @r#""WP-1" -> "WP-3" [label="tests", style=dashed];"#);
    env.locus(["dep", "graph", "--wp", "WP-9"]).exits(3);
    env.locus(["dep", "graph", "--depth", "2"]).exits(2);
    env.locus(["dep", "graph", "--format", "png"]).exits(2);
    let data = env.locus(["--json", "dep", "graph", "--wp", "WP-3"]).success().json()["data"].take();
    assert_eq!(data["packets"][0]["status"], "ready");
    assert_eq!(data["edges"].as_array().unwrap().len(), 3);
}

#[test]
fn a_drawing_is_the_same_each_time_and_holds_nothing_but_itself() {
    let env = three();
    env.locus(["wp", "update", "WP-2", "--title", "<b>&\"x\"</b> ]]>"]).success();
    env.locus(["dep", "add", "WP-1", "blocks", "WP-2"]).success();
    env.locus(["dep", "add", "WP-3", "tests", "WP-2"]).success();
    let draw = || env.locus(["dep", "graph", "--format", "svg"]).success().stdout().to_owned();
    let svg = draw();
    assert_eq!(svg, draw());
    assert!(svg.contains("&lt;b&gt;&amp;&quot;x&quot;&lt;/b&gt; ]]&gt;") && !svg.contains("<b>"), "{svg}");
    let titles: Vec<_> =
        svg.lines().filter(|line| line.contains("class=\"edge") && line.contains("<title>")).collect();
    assert_eq!(titles.len(), 2, "{svg}");
    assert!(titles[0].contains("dashed") && titles[0].contains("<title>WP-3 tests WP-2</title>"), "{svg}");
    for outside in ["<script", "href", "@import", "url(http", "@font-face"] {
        assert!(!svg.contains(outside), "{outside}");
    }
    assert!(svg.contains("prefers-color-scheme:dark"));
    let empty = TestEnv::project().locus(["dep", "graph", "--format", "svg"]).success().stdout().to_owned();
    assert!(empty.contains("0 packets, 0 edges"), "{empty}");
}

#[test]
fn more_than_anybody_could_read_is_not_drawn() {
    let env = TestEnv::project();
    let id = |number: usize| format!("WP-{number}");
    let create = |number: usize| job("create_wp", json!({ "wp_id": id(number), "title": "one of many" }));
    let block = |number: usize| {
        job(
            "add_dependency",
            json!({ "from_wp_id": id(number), "type": "blocks", "to_wp_id": id(number + 1) }),
        )
    };
    let jobs: Vec<_> = (0..1_001).map(create).chain((0..1_000).map(block)).collect();
    env.jobs(&jobs).success();
    assert_output_snapshot!(env.locus(["dep", "graph", "--format", "svg"]), @r"
    --- stderr
    error: more than 1000 packets are too many for one picture: --open leaves out what is done or cancelled, --wp WP --depth N shows what is around a packet
    --- exit 2
    ");
    env.locus(["dep", "graph", "--format", "svg", "--wp", "WP-500", "--depth", "3"]).success();
    assert_eq!(env.locus(["dep", "graph"]).success().stdout().lines().count(), 2_002);
}

#[test]
fn an_edge_that_is_only_shown_says_so() {
    let env = TestEnv::with_packet("ready");
    env.locus(["wp", "create", "Other", "--id", "WP-2"]).success();
    let told = env.locus(["dep", "add", "WP-1", "depends-on", "WP-2"]).success();
    assert!(
        told.stdout().contains("holds nothing up; `locus dep add WP-1 blocked_by WP-2` does"),
        "{}",
        told.stdout()
    );
    assert_eq!(env.locus(["dep", "add", "WP-1", "blocked_by", "WP-2"]).success().stdout().lines().count(), 1);
}
