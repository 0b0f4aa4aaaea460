//! What became of a packet: step by step, and how it stood at some moment.

use crate::replicas::{Replica, Step, ids, meet, settle, step, twins, walk};
use locus_core::app::Error;
use locus_core::app::ops::{
    AddDependency, CreateWp, DeleteWp, GateWp, GetWpStatus, RegisterMts, RemoveDependency, UpdateWp,
    WpStatusAnswer,
};
use locus_core::domain::{Role, Timestamp, WpId};
use locus_core::replay::{HistoryStep, Moment, packet_history};
use locus_core::testing;
use proptest::prelude::*;
use serde_json::{Value, json};

fn history(replica: &mut Replica, id: &str) -> Vec<HistoryStep> {
    let id: WpId = id.parse().unwrap();
    replica.0.read_log(|reader| Ok(packet_history(reader, &id)?)).unwrap()
}

fn at(replica: &mut Replica, id: &str, moment: Moment) -> Result<Value, Error> {
    let id: WpId = id.parse().unwrap();
    let answer = replica.0.read_log(|reader| WpStatusAnswer::at(reader, &id, moment))?;
    Ok(serde_json::to_value(answer).unwrap())
}

/// All about a packet as it is, if it is not deleted.
fn now(replica: &mut Replica, id: &WpId) -> Option<Value> {
    let query = GetWpStatus { wp_id: id.clone() };
    let answered = replica.0.query(&query, &testing::caller(Role::Operator)).ok()?;
    Some(serde_json::to_value(answered.output).unwrap())
}

/// What people would read of a history.
fn told(steps: &[HistoryStep]) -> String {
    let mut text = String::new();
    for step in steps {
        text += &format!("v{} {} {}", step.version, step.record.event_type, step.status);
        for change in &step.changes {
            text += &format!("; {}: {} → {}", change.field, change.from, change.to);
        }
        for note in &step.notes {
            text += &format!("; note {:?}", note.content.as_str());
        }
        for (sign, edges) in [("+", &step.edges_added), ("-", &step.edges_removed)] {
            for edge in edges {
                text += &format!("; {sign} {} {} {}", edge.from_wp_id, edge.kind, edge.to_wp_id);
            }
        }
        text += "\n";
    }
    text
}

#[test]
fn every_step_says_what_changed_texts_included() {
    let mut replica = Replica::new(0);
    replica
        .must::<CreateWp>(json!({ "wp_id": "WP-0", "title": "Old", "labels": ["a"], "description": "long" }));
    replica.must::<UpdateWp>(json!({
        "wp_id": "WP-0", "updates": { "title": "New", "description": "", "status": "ready" }, "note": "as agreed",
    }));
    replica.must::<GateWp>(
        json!({ "wp_id": "WP-0", "gate": "pre_work", "result": "fail", "notes": "no scope" }),
    );
    replica.must::<DeleteWp>(json!({ "wp_id": "WP-0", "reason": "twice" }));
    insta::assert_snapshot!(told(&history(&mut replica, "WP-0")), @r#"
    v1 work_packet_created stub; status: null → "stub"; title: null → "Old"; description: null → "long"; created_at: null → "2026-02-01T00:00:00.001Z"; labels: null → ["a"]; phase: null → "1"; priority: null → 2; reporter: null → "tester"; routing: null → "GOV_STANDARD"; type: null → "feature"
    v2 work_packet_updated ready; status: "stub" → "ready"; title: "Old" → "New"; description: "long" → ""; note "as agreed"
    v3 work_packet_gated gated; status: "ready" → "gated"; pre_work: {"status":"pending"} → {"notes":"no scope","status":"fail","validated_at":"2026-02-01T00:00:00.007Z","validated_by":"tester"}
    v4 work_packet_deleted gated; tombstone: null → {"deleted_at":"2026-02-01T00:00:00.010Z","deleted_by":"tester","reason":"twice"}
    "#);
}

#[test]
fn edges_come_and_go_in_the_history_of_both_ends() {
    let mut replica = Replica::new(0);
    for id in ["WP-0", "WP-1", "WP-2"] {
        replica.must::<CreateWp>(json!({ "wp_id": id, "title": id }));
    }
    let edge = |from, to| json!({ "from_wp_id": from, "to_wp_id": to, "type": "blocks" });
    replica.must::<AddDependency>(edge("WP-0", "WP-1"));
    replica.must::<AddDependency>(edge("WP-1", "WP-2"));
    replica.must::<RemoveDependency>(edge("WP-0", "WP-1"));
    replica.must::<DeleteWp>(json!({ "wp_id": "WP-2" }));
    let edges = |replica: &mut Replica, id| {
        let steps = history(replica, id);
        told(&steps[1..]).replace("dependency_", "").replace("work_packet_", "")
    };
    assert_eq!(
        edges(&mut replica, "WP-1"),
        "v1 added stub; + WP-0 blocks WP-1\nv1 added stub; + WP-1 blocks WP-2\n\
         v1 removed stub; - WP-0 blocks WP-1\nv1 deleted stub; - WP-1 blocks WP-2\n"
    );
    assert_eq!(
        edges(&mut replica, "WP-0"),
        "v1 added stub; + WP-0 blocks WP-1\nv1 removed stub; - WP-0 blocks WP-1\n"
    );
    let last = history(&mut replica, "WP-2").pop().unwrap();
    assert_eq!((last.version, last.edges_removed.len()), (2, 1), "a deletion takes the edges along");
}

#[test]
fn a_version_is_shown_as_it_was_before_the_next_one() {
    let mut replica = Replica::new(0);
    replica.must::<CreateWp>(json!({ "wp_id": "WP-0", "title": "Old" }));
    replica.must::<CreateWp>(json!({ "wp_id": "WP-1", "title": "Other" }));
    let definition = json!([{ "mt_id": "MT-001", "name": "first" }]);
    replica.must::<RegisterMts>(json!({ "wp_id": "WP-0", "mt_definitions": definition }));
    replica.must::<AddDependency>(json!({ "from_wp_id": "WP-1", "to_wp_id": "WP-0", "type": "blocks" }));
    replica.must::<UpdateWp>(json!({ "wp_id": "WP-0", "updates": { "title": "New" }, "note": "n" }));
    replica.must::<DeleteWp>(json!({ "wp_id": "WP-1" }));
    let one = at(&mut replica, "WP-0", Moment::Version(1)).unwrap();
    assert_eq!(one["wp"]["title"], "Old");
    assert_eq!(one["wp"]["notes"], json!([]));
    assert_eq!(one["wp"]["micro_tasks"]["mt_ids"], json!(["MT-001"]));
    assert_eq!(one["micro_tasks"][0]["status"], "pending");
    assert_eq!(one["dependencies"]["incoming"][0]["from_wp_id"], "WP-1");
    let two = at(&mut replica, "WP-0", Moment::Version(2)).unwrap();
    assert_eq!(two["wp"]["notes"][0]["content"], "n");
    assert_eq!(two["dependencies"]["incoming"], json!([]), "the other packet is gone by now");
    let gone = at(&mut replica, "WP-1", Moment::Version(2)).unwrap();
    assert_eq!(gone["wp"]["tombstone"]["deleted_by"], "tester");
}

#[test]
fn a_time_shows_what_had_happened_by_then() {
    let mut replica = Replica::new(0);
    replica.must::<CreateWp>(json!({ "wp_id": "WP-0", "title": "Old" }));
    replica.must::<UpdateWp>(json!({ "wp_id": "WP-0", "updates": { "title": "New" } }));
    let times: Vec<Timestamp> =
        history(&mut replica, "WP-0").iter().map(|step| step.record.context.timestamp).collect();
    let title =
        |replica: &mut Replica, time| at(replica, "WP-0", Moment::Time(time)).unwrap()["wp"]["title"].clone();
    assert_eq!(title(&mut replica, times[0]), "Old");
    assert_eq!(title(&mut replica, times[1]), "New");
    assert_eq!(title(&mut replica, times[1].plus_millis(1_000_000).unwrap()), "New");
}

#[test]
fn a_state_that_never_was_is_not_found() {
    let mut replica = Replica::new(0);
    replica.must::<CreateWp>(json!({ "wp_id": "WP-0", "title": "t" }));
    let early: Timestamp = "2020-01-01T00:00:00Z".parse().unwrap();
    let mut refused = |id: &str, moment| {
        let error = at(&mut replica, id, moment).unwrap_err();
        assert_eq!(error.code().as_str(), "LOCUS-NOT-FOUND");
        error.to_string()
    };
    assert_eq!(refused("WP-0", Moment::Version(2)), "there is no version 2 of WP-0: the newest is 1");
    assert_eq!(refused("WP-0", Moment::Version(0)), "there is no version 0 of WP-0: the newest is 1");
    assert_eq!(
        refused("WP-0", Moment::Time(early)),
        "there is no version of WP-0 at 2020-01-01T00:00:00.000Z: it was created at 2026-02-01T00:00:00.001Z"
    );
    assert_eq!(refused("WP-9", Moment::Version(1)), "there is no packet WP-9");
    assert_eq!(refused("WP-9", Moment::Time(early)), "there is no packet WP-9");
    assert_eq!(history(&mut replica, "WP-9"), []);
}

#[test]
fn replicas_that_met_tell_one_history() {
    let (mut a, mut b) = twins();
    a.must::<UpdateWp>(json!({ "wp_id": "WP-0", "updates": { "title": "from a" } }));
    b.must::<UpdateWp>(json!({ "wp_id": "WP-0", "updates": { "title": "from b", "priority": 0 } }));
    meet(&mut a, &mut b);
    let steps = history(&mut a, "WP-0");
    assert_eq!(steps, history(&mut b, "WP-0"));
    assert_eq!(steps.iter().map(|step| step.version).collect::<Vec<_>>(), [1, 2, 3, 4]);
    // Both wrote their third version; in the common order one of them is the fourth.
    let titles: Vec<_> = steps.iter().flat_map(|step| &step.changes).filter(|c| c.field == "title").collect();
    assert_eq!(titles[2].from, titles[1].to);
    assert_eq!(at(&mut a, "WP-0", Moment::Version(3)).unwrap()["wp"]["title"], titles[1].to);
}

#[test]
fn an_edge_that_was_never_in_force_stays_untold_when_it_is_added_again() {
    let (mut a, mut b) = twins();
    a.must::<CreateWp>(json!({ "wp_id": "WP-1", "title": "One" }));
    a.must::<CreateWp>(json!({ "wp_id": "WP-2", "title": "Two" }));
    b.take_from(&mut a);
    let edge = |from: u8, to: u8| json!({ "from_wp_id": format!("WP-{from}"), "to_wp_id": format!("WP-{to}"), "type": "blocks" });
    a.must::<AddDependency>(edge(0, 1));
    b.must::<AddDependency>(edge(1, 2));
    // It closes a cycle that leads past WP-0's own edges.
    b.must::<AddDependency>(edge(2, 0));
    meet(&mut a, &mut b);
    a.must::<RemoveDependency>(edge(0, 1));
    a.must::<AddDependency>(edge(2, 0));
    meet(&mut a, &mut b);
    for replica in [&mut a, &mut b] {
        let told = told(&history(replica, "WP-0"));
        let edges: Vec<_> = told.lines().filter(|step| step.contains("blocks")).collect();
        assert_eq!(
            edges,
            [
                "v2 dependency_added ready; + WP-0 blocks WP-1",
                "v2 dependency_removed ready; - WP-0 blocks WP-1",
                "v2 dependency_added ready; + WP-2 blocks WP-0",
            ]
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_newest_state_of_a_history_is_the_state(
        steps in prop::collection::vec((0..3_u8, step()), 1..60),
    ) {
        let mut replicas = [Replica::new(0), Replica::new(1), Replica::new(2)];
        let steps: Vec<(u8, Step)> = steps;
        walk(&mut replicas, &steps);
        for replica in &mut replicas {
            check(replica)?;
        }
        settle(&mut replicas);
        let [a, b, c] = &mut replicas;
        for id in ids() {
            let steps = history(a, id.as_str());
            prop_assert_eq!(&steps, &history(b, id.as_str()));
            prop_assert_eq!(&steps, &history(c, id.as_str()));
        }
        check(a)?;
    }
}

/// The last version is what stands, and the changes of all steps together lead there.
fn check(replica: &mut Replica) -> Result<(), TestCaseError> {
    for id in ids() {
        let steps = history(replica, id.as_str());
        let versions: Vec<u64> =
            steps.iter().filter(|step| step.is_version(&id)).map(|step| step.version).collect();
        prop_assert_eq!(&versions, &(1..=versions.len() as u64).collect::<Vec<_>>());
        let Some(standing) = now(replica, &id) else { continue };
        let newest = Moment::Version(versions.len() as u64);
        prop_assert_eq!(&at(replica, id.as_str(), newest).unwrap(), &standing);
        let last = |field: &str| {
            let changes = steps.iter().rev().flat_map(|step| &step.changes);
            changes.into_iter().find(|change| change.field == field).map(|change| change.to.clone())
        };
        prop_assert_eq!(last("title"), Some(standing["wp"]["title"].clone()));
        prop_assert_eq!(last("status"), Some(standing["wp"]["status"].clone()));
        let notes: usize = steps.iter().map(|step| step.notes.len()).sum();
        prop_assert_eq!(notes, standing["wp"]["notes"].as_array().unwrap().len());
    }
    Ok(())
}
