//! Edges and cycles.

use crate::support::Jobs;
use serde_json::{Value, json};

fn edge(from: &str, kind: &str, to: &str) -> Value {
    json!({ "from_wp_id": from, "type": kind, "to_wp_id": to })
}

fn packets(ids: &[&str]) -> Jobs {
    let mut jobs = Jobs::default();
    for id in ids {
        jobs.packet(id, "stub");
    }
    jobs
}

#[test]
fn a_refused_cycle_names_its_packets_in_order() {
    let mut jobs = packets(&["WP-A", "WP-B", "WP-C"]);
    jobs.ok("add_dependency", edge("WP-A", "blocks", "WP-B"));
    jobs.ok("add_dependency", edge("WP-C", "depends-on", "WP-B"));
    let error = jobs.refused("LOCUS-CYCLE", "add_dependency", edge("WP-C", "blocks", "WP-A"));
    assert_eq!(error["details"]["cycle"], json!(["WP-C", "WP-A", "WP-B", "WP-C"]));
    let own = jobs.refused("LOCUS-CYCLE", "add_dependency", edge("WP-A", "related", "WP-A"));
    assert_eq!(own["details"]["cycle"], json!(["WP-A", "WP-A"]));
}

#[test]
fn each_other_type_has_a_graph_of_its_own() {
    let mut jobs = packets(&["WP-A", "WP-B"]);
    jobs.ok("add_dependency", edge("WP-A", "blocks", "WP-B"));
    jobs.ok("add_dependency", edge("WP-B", "parent-child", "WP-A"));
    jobs.ok("add_dependency", edge("WP-A", "tests", "WP-B"));
    jobs.refused("LOCUS-CYCLE", "add_dependency", edge("WP-A", "parent-child", "WP-B"));
    jobs.refused("LOCUS-CYCLE", "add_dependency", edge("WP-B", "tests", "WP-A"));
    jobs.refused("LOCUS-CYCLE", "add_dependency", edge("WP-A", "depends-on", "WP-B"));
}

#[test]
fn an_edge_that_is_there_is_returned_unless_it_says_something_else() {
    let mut jobs = packets(&["WP-A", "WP-B"]);
    let mut described = edge("WP-A", "blocks", "WP-B");
    described["description"] = json!("first");
    let first = jobs.ok("add_dependency", described.clone());
    let again = jobs.ok("add_dependency", described.clone());
    assert_eq!((&again["changed"], &again["data"]), (&json!(false), &first["data"]));
    assert_eq!(jobs.ok("add_dependency", edge("WP-B", "blocked_by", "WP-A"))["changed"], false);
    described["description"] = json!("second");
    jobs.refused("LOCUS-CONFLICT", "add_dependency", described);
}

#[test]
fn an_edge_is_removed_by_id_or_by_its_ends_and_only_once() {
    let mut jobs = packets(&["WP-A", "WP-B"]);
    let added = jobs.ok("add_dependency", edge("WP-A", "blocks", "WP-B"));
    let id = added["data"]["dependency"]["dependency_id"].clone();
    jobs.ok("remove_dependency", json!({ "dependency_id": id }));
    jobs.refused("LOCUS-NOT-FOUND", "remove_dependency", json!({ "dependency_id": id }));
    jobs.refused("LOCUS-NOT-FOUND", "remove_dependency", edge("WP-A", "blocks", "WP-B"));
    jobs.refused("LOCUS-INVALID", "remove_dependency", json!({}));
    jobs.refused("LOCUS-INVALID", "remove_dependency", json!({ "dependency_id": "7" }));
    jobs.refused("LOCUS-INVALID", "add_dependency", edge("WP-A", "hates", "WP-B"));
    jobs.refused("LOCUS-NOT-FOUND", "add_dependency", edge("WP-A", "blocks", "WP-X"));
}

#[test]
fn both_directions_are_seen_and_a_deletion_takes_both() {
    let mut jobs = packets(&["WP-A", "WP-B", "WP-C"]);
    jobs.ok("add_dependency", edge("WP-A", "blocks", "WP-B"));
    jobs.ok("add_dependency", edge("WP-B", "blocks", "WP-C"));
    let seen = jobs.status("WP-B")["dependencies"].clone();
    assert_eq!(seen["incoming"][0]["from_wp_id"], "WP-A");
    assert_eq!(seen["outgoing"][0]["to_wp_id"], "WP-C");
    let deleted = jobs.ok("delete_wp", json!({ "wp_id": "WP-B" }));
    assert_eq!(deleted["events_emitted"], json!(["FR-EVT-WP-005"]));
    for id in ["WP-A", "WP-C"] {
        let seen = jobs.status(id)["dependencies"].clone();
        assert_eq!(seen, json!({ "incoming": [], "outgoing": [] }), "{id}");
    }
}
