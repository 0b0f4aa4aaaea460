//! Edges, trees and chains as people see them.

use crate::render::{Style, plain};
use locus_core::app::ops::Dependencies;
use locus_core::domain::{Dependency, DependencyType, WpId, WpStatus};
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
pub(super) const fn forward(kind: DependencyType) -> &'static str {
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

/// A dependency tree, or several: nodes with the status and the title of their packets.
pub(crate) fn tree<'a>(
    nodes: impl IntoIterator<Item = (&'a TreeNode, WpStatus, &'a str)>,
    style: Style,
) -> String {
    let mut text = String::new();
    let mut open: Vec<bool> = Vec::new();
    for (node, status, title) in nodes {
        let depth = usize::try_from(node.depth).unwrap_or(usize::MAX);
        open.truncate(depth.saturating_sub(1));
        let mut branch = String::new();
        if depth > 0 {
            branch.extend(open.iter().map(|more| if *more { "│  " } else { "   " }));
            branch.push_str(if node.last { "└─ " } else { "├─ " });
            open.push(!node.last);
        }
        let relation = match node.relation {
            TreeRelation::Root => "",
            TreeRelation::Blocks => "blocked by ",
            TreeRelation::DependsOn => "depends on ",
            TreeRelation::Child => "parent of ",
            TreeRelation::BlockedBy => "blocks ",
            TreeRelation::NeededBy => "needed by ",
            TreeRelation::Parent => "part of ",
        };
        let mark = match (node.repeated, node.cut) {
            (true, _) => " (see above)",
            (_, true) => " (more below)",
            _ => "",
        };
        let title = if title == node.wp_id.as_str() { "" } else { title };
        let status = style.status(status);
        let id = style.strong(node.wp_id.as_str());
        let (branch, relation, mark) = (style.faint(&branch), style.faint(relation), style.faint(mark));
        let line = style.ending(format!("{branch}{relation}{id} {status}{mark} "), title);
        let _ = writeln!(text, "{line}");
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
    if !impact.waiting.is_empty() {
        let _ = writeln!(text, "Waiting for it: {}", id_list(&impact.waiting, impact.complete));
    }
    if !impact.releases.is_empty() {
        let _ = writeln!(text, "Done, it releases: {}", id_list(&impact.releases, impact.complete));
    }
    text
}

/// Ids one after the other, and how many more there are behind those that anybody reads.
pub(crate) fn id_list(ids: &[WpId], complete: bool) -> String {
    const SHOWN: usize = 50;
    let mut shown: Vec<_> = ids.iter().take(SHOWN).map(WpId::to_string).collect();
    let more = ids.len() - shown.len();
    match (more, complete) {
        (0, true) => {}
        (0, false) => shown.push("and perhaps more".to_owned()),
        (more, true) => shown.push(format!("and {more} more")),
        (more, false) => shown.push(format!("and at least {more} more")),
    }
    shown.join(", ")
}
