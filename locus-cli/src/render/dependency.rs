//! Edges, trees and chains as people see them.

use crate::render::{Style, plain};
use locus_core::app::ops::Dependencies;
use locus_core::domain::{Dependency, DependencyType, WorkPacket, WpId};
use locus_core::graph::{Blocker, Impact, TreeNode, TreeRelation};
use std::fmt::Write as _;

/// How an edge reads from its target.
const fn inverse(kind: DependencyType) -> &'static str {
    match kind {
        DependencyType::Blocks => "blocked by",
        DependencyType::Related => "related to",
        DependencyType::ParentChild => "part of",
        DependencyType::DiscoveredFrom => "led to",
        DependencyType::DuplicateOf => "duplicated by",
        DependencyType::DependsOn => "needed by",
        DependencyType::Implements => "implemented by",
        DependencyType::Tests => "tested by",
        DependencyType::Documents => "documented by",
    }
}

/// How an edge reads from its source.
const fn forward(kind: DependencyType) -> &'static str {
    match kind {
        DependencyType::Related => "related to",
        DependencyType::ParentChild => "parent of",
        DependencyType::DiscoveredFrom => "discovered from",
        DependencyType::DuplicateOf => "duplicate of",
        DependencyType::DependsOn => "depends on",
        other => other.as_str(),
    }
}

/// An edge as it is stored.
pub(crate) fn edge(edge: &Dependency) -> String {
    format!("{} {} {}", edge.from_wp_id, edge.kind, edge.to_wp_id)
}

/// A packet's edges, each as it reads from this packet.
pub(crate) fn edges(wp_id: &WpId, dependencies: &Dependencies, style: Style) -> String {
    let mut text = String::new();
    for edge in dependencies.outgoing.iter().chain(&dependencies.incoming) {
        let (words, other) = if edge.from_wp_id == *wp_id {
            (forward(edge.kind), &edge.to_wp_id)
        } else {
            (inverse(edge.kind), &edge.from_wp_id)
        };
        let description = edge.description.as_ref().map(|text| format!("  {}", plain(text.as_str())));
        let _ =
            writeln!(text, "  {words} {}{}", style.strong(other.as_str()), description.unwrap_or_default());
    }
    text
}

/// A dependency tree; `packets` are those of the nodes, in the same order.
pub(crate) fn tree(nodes: &[(TreeNode, WorkPacket)], style: Style) -> String {
    let mut text = String::new();
    let mut open: Vec<bool> = Vec::new();
    for (node, wp) in nodes {
        let depth = usize::try_from(node.depth).unwrap_or(usize::MAX);
        open.truncate(depth.saturating_sub(1));
        if depth > 0 {
            text.extend(open.iter().map(|more| if *more { "│  " } else { "   " }));
            text.push_str(if node.last { "└─ " } else { "├─ " });
            open.push(!node.last);
        }
        let relation = match node.relation {
            TreeRelation::Root => "",
            TreeRelation::Blocks => "blocked by ",
            TreeRelation::DependsOn => "depends on ",
            TreeRelation::Child => "parent of ",
        };
        let again = if node.repeated { " (see above)" } else { "" };
        let status = style.status(wp.status);
        let id = style.strong(wp.wp_id.as_str());
        let _ = writeln!(text, "{}{id} {status} {}{again}", style.faint(relation), plain(wp.title.as_str()));
    }
    text
}

/// What a packet waits for, all the way to the roots, and what waits for it.
pub(crate) fn chain(wp_id: &WpId, blockers: &[Blocker], impact: &Impact, style: Style) -> String {
    let id = style.strong(wp_id.as_str());
    let mut text = String::new();
    if blockers.is_empty() {
        let _ = writeln!(text, "{id} waits for nothing.");
    } else {
        let _ = writeln!(text, "{id} waits for:");
    }
    for blocker in blockers {
        let indent = "  ".repeat(usize::try_from(blocker.depth).unwrap_or(1).min(40));
        let status = style.status(blocker.status);
        let _ = writeln!(
            text,
            "{indent}{} {status}, which blocks {}",
            style.strong(blocker.wp_id.as_str()),
            blocker.blocks
        );
    }
    let list = |ids: &[WpId]| ids.iter().map(WpId::to_string).collect::<Vec<_>>().join(", ");
    if !impact.waiting.is_empty() {
        let _ = writeln!(text, "Waiting for it: {}", list(&impact.waiting));
    }
    if !impact.releases.is_empty() {
        let _ = writeln!(text, "Done, it releases: {}", list(&impact.releases));
    }
    text
}

/// The edges as a Graphviz file.
pub(crate) fn graph_dot(edges: &[Dependency]) -> String {
    let mut text = String::from("digraph locus {\n  rankdir=LR;\n  node [shape=box];\n");
    for edge in edges {
        let style = if edge.kind == DependencyType::Blocks { "" } else { ", style=dashed" };
        let _ = writeln!(
            text,
            "  \"{}\" -> \"{}\" [label=\"{}\"{style}];",
            edge.from_wp_id, edge.to_wp_id, edge.kind
        );
    }
    text.push_str("}\n");
    text
}

/// The edges as a Mermaid diagram. Nodes are numbered: an id may hold what Mermaid reads as syntax.
pub(crate) fn graph_mermaid(edges: &[Dependency]) -> String {
    let ids: std::collections::BTreeSet<&WpId> =
        edges.iter().flat_map(|edge| [&edge.from_wp_id, &edge.to_wp_id]).collect();
    let numbers: std::collections::BTreeMap<&WpId, usize> = ids.into_iter().zip(1..).collect();
    let mut text = String::from("graph LR\n");
    for (id, number) in &numbers {
        let _ = writeln!(text, "  n{number}[\"{id}\"]");
    }
    for edge in edges {
        let number = |id| numbers.get(id).copied().unwrap_or_default();
        let (from, to) = (number(&edge.from_wp_id), number(&edge.to_wp_id));
        let arrow = if edge.kind == DependencyType::Blocks { "-->" } else { "-.->" };
        let _ = writeln!(text, "  n{from} {arrow}|{}| n{to}", edge.kind);
    }
    text
}
