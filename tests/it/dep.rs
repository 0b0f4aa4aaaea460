//! `locus dep …`.

use crate::support::TestEnv;

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
       └─ blocked by WP-1 ready First (see above)
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
fn the_graph_comes_in_two_languages() {
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
