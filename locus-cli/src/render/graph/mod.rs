//! A picture of packets and what is between them, in the languages of `dep graph`.

mod dot;
mod forest;
mod mermaid;
mod svg;

pub(crate) use dot::dot;
pub(crate) use forest::forest;
pub(crate) use mermaid::mermaid;
pub(crate) use svg::svg;

use locus_core::domain::{Dependency, DependencyType, Priority, WorkPacket, WpId, WpStatus};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What a picture shows: packets, and edges between these.
#[derive(Debug)]
pub(crate) struct Picture {
    pub(crate) packets: BTreeMap<WpId, Shown>,
    pub(crate) edges: Vec<Dependency>,
}

/// A packet in a picture.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    wp_id: WpId,
    status: WpStatus,
    priority: Priority,
    title: String,
}

impl Picture {
    /// A picture of edges and those of these packets that have some, or are the one asked for.
    pub(crate) fn new(
        packets: impl Iterator<Item = WorkPacket>,
        edges: Vec<Dependency>,
        asked_for: Option<&WpId>,
    ) -> Self {
        let ends: BTreeSet<&WpId> =
            edges.iter().flat_map(|edge| [&edge.from_wp_id, &edge.to_wp_id]).chain(asked_for).collect();
        let shown = packets.filter(|wp| ends.contains(&wp.wp_id)).map(|wp| {
            let title = wp.title.to_string();
            (wp.wp_id.clone(), Shown { wp_id: wp.wp_id, status: wp.status, priority: wp.priority, title })
        });
        let packets = shown.collect();
        Self { packets, edges }
    }

    /// The packets, by id.
    pub(crate) fn listed(&self) -> Vec<&Shown> {
        self.packets.values().collect()
    }
}

/// Whether an edge is drawn dashed.
fn is_dashed(edge: &Dependency) -> bool {
    edge.kind != DependencyType::Blocks
}
