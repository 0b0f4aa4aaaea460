//! Edges and what follows from them.

use super::Reference;
use super::run;
use crate::app::Engine;
use crate::app::ops::{
    AddDependency, DeleteWp, EdgeRequest, EdgeToRemove, GateWp, RemoveDependency, UpdateWp,
};
use crate::domain::{Filter, Gate, GateResult, WpId, WpStatus};
use crate::ports::Direction;
use crate::testing::packet;

fn edge(from: &str, kind: &str, to: &str) -> EdgeRequest {
    EdgeRequest::new(from.parse().unwrap(), kind, to.parse().unwrap()).unwrap()
}

fn add(engine: &mut Engine, from: &str, kind: &str, to: &str) {
    run(engine, &AddDependency { edge: edge(from, kind, to), description: None });
}

/// Edges come by the name of their type, then by the far end; neighbours likewise.
pub fn edges_are_listed_by_type_and_far_end(make: &dyn Fn() -> Engine, _reference: Reference<'_>) {
    let mut engine = make();
    for id in ["WP-A", "WP-B", "WP-C", "WP-D"] {
        run(&mut engine, &packet(id));
    }
    for (from, kind, to) in [
        ("WP-A", "tests", "WP-C"),
        ("WP-A", "tests", "WP-B"),
        ("WP-A", "blocks", "WP-D"),
        ("WP-A", "depends-on", "WP-B"),
    ] {
        add(&mut engine, from, kind, to);
    }
    let id: WpId = "WP-A".parse().unwrap();
    let listed = engine.view(|txn| Ok(txn.dependencies(&id, Direction::Outgoing)?)).unwrap();
    let listed: Vec<_> = listed.iter().map(|edge| format!("{} {}", edge.kind, edge.to_wp_id)).collect();
    assert_eq!(listed, ["blocks WP-D", "depends-on WP-B", "tests WP-B", "tests WP-C"]);
    let kind = crate::domain::DependencyType::Tests;
    let tested = engine.view(|txn| Ok(txn.neighbours(&id, kind, Direction::Outgoing)?)).unwrap();
    assert_eq!(tested.iter().map(WpId::as_str).collect::<Vec<_>>(), ["WP-B", "WP-C"]);
    let blocked = engine.view(|txn| Ok(txn.blocked_by(&id)?)).unwrap();
    assert_eq!(blocked, [("WP-D".parse().unwrap(), WpStatus::Stub)]);
    let found = engine.view(|txn| Ok(txn.edge(&edge("WP-A", "blocks", "WP-D").key)?)).unwrap().unwrap();
    let by_id = engine.view(|txn| Ok(txn.dependency(found.dependency_id)?)).unwrap();
    assert_eq!(by_id, Some(found));
}

fn sets(engine: &mut Engine) -> (Vec<String>, Vec<String>) {
    let ids = |page: crate::domain::Page<crate::domain::WorkPacket>| {
        page.items.into_iter().map(|wp| wp.wp_id.to_string()).collect::<Vec<_>>()
    };
    let filter = Filter::default();
    engine.view(|txn| Ok((ids(txn.ready(&filter)?), ids(txn.blocked(&filter)?)))).unwrap()
}

#[track_caller]
fn assert_sets(engine: &mut Engine, ready: &[&str], blocked: &[&str]) {
    let (is_ready, is_blocked) = sets(engine);
    assert_eq!(
        (is_ready, is_blocked),
        (ready.iter().map(ToString::to_string).collect(), blocked.iter().map(ToString::to_string).collect())
    );
}

/// Ready and blocked follow each status, each edge and each deletion at once.
pub fn readiness_follows_every_move(make: &dyn Fn() -> Engine, _reference: Reference<'_>) {
    let mut engine = make();
    for id in ["WP-A", "WP-B", "WP-C"] {
        run(&mut engine, &packet(id));
    }
    let to = |engine: &mut Engine, id: &str, status| {
        let mut update = UpdateWp::status(id.parse().unwrap(), status);
        update.reason = Some("again".parse().unwrap());
        run(engine, &update);
    };
    let pass = |engine: &mut Engine, id: &str, gate| {
        run(engine, &GateWp::new(id.parse().unwrap(), gate, GateResult::Pass));
    };
    add(&mut engine, "WP-A", "blocks", "WP-B");
    assert_sets(&mut engine, &[], &[]);
    to(&mut engine, "WP-B", WpStatus::Ready);
    assert_sets(&mut engine, &[], &["WP-B"]);
    to(&mut engine, "WP-A", WpStatus::Ready);
    pass(&mut engine, "WP-A", Gate::PreWork);
    assert_sets(&mut engine, &["WP-A"], &["WP-B"]);
    pass(&mut engine, "WP-A", Gate::PostWork);
    assert_sets(&mut engine, &["WP-B"], &[]);
    to(&mut engine, "WP-A", WpStatus::Ready);
    assert_sets(&mut engine, &["WP-A"], &["WP-B"]);
    to(&mut engine, "WP-A", WpStatus::Cancelled);
    assert_sets(&mut engine, &[], &["WP-B"]);
    run(&mut engine, &RemoveDependency { edge: EdgeToRemove::Edge(edge("WP-A", "blocks", "WP-B")) });
    assert_sets(&mut engine, &["WP-B"], &[]);
    add(&mut engine, "WP-C", "blocks", "WP-B");
    assert_sets(&mut engine, &[], &["WP-B"]);
    run(&mut engine, &DeleteWp::new("WP-C".parse().unwrap()));
    assert_sets(&mut engine, &["WP-B"], &[]);
    run(&mut engine, &DeleteWp::new("WP-B".parse().unwrap()));
    assert_sets(&mut engine, &[], &[]);
}
