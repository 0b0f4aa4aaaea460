//! The dependency tree of a packet: what comes before it, and before that.

use crate::domain::enums::text_enum;
use crate::domain::{DependencyType, WpId};
use crate::ports::{Direction, Graph, StoreError};
use serde::Serialize;
use std::collections::BTreeSet;

text_enum! {
    /// Why a packet stands under another in a tree.
    TreeRelation {
        /// It is the packet asked for.
        Root = "root",
        /// It blocks the one above.
        Blocks = "blocks",
        /// The one above depends on it.
        DependsOn = "depends-on",
        /// It is a part of the one above.
        Child = "child",
    }
}

/// A packet in a tree, listed before what stands under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TreeNode {
    /// The packet.
    pub wp_id: WpId,
    /// Why it stands here.
    pub relation: TreeRelation,
    /// How deep it stands, 0 for the root.
    pub depth: u64,
    /// Whether it stood higher up already; what is under it is not listed again.
    pub repeated: bool,
    /// Whether it is the last under the one above.
    pub last: bool,
}

/// The tree under a packet, in the order it is printed: blockers, what it depends on, its parts, each by id.
/// No deeper than `max_depth`.
///
/// # Errors
/// If the graph can't be read.
pub fn dependency_tree<G: Graph + ?Sized>(
    graph: &G,
    root: &WpId,
    max_depth: u64,
) -> Result<Vec<TreeNode>, StoreError> {
    let mut nodes = Vec::new();
    let mut seen = BTreeSet::new();
    let first =
        TreeNode { wp_id: root.clone(), relation: TreeRelation::Root, depth: 0, repeated: false, last: true };
    let mut stack = vec![first];
    while let Some(mut node) = stack.pop() {
        node.repeated = !seen.insert(node.wp_id.clone());
        if !node.repeated && node.depth < max_depth {
            let mut under = children(graph, &node)?;
            if let Some(last) = under.last_mut() {
                last.last = true;
            }
            stack.extend(under.into_iter().rev());
        }
        nodes.push(node);
    }
    Ok(nodes)
}

fn children<G: Graph + ?Sized>(graph: &G, node: &TreeNode) -> Result<Vec<TreeNode>, StoreError> {
    let kinds = [
        (TreeRelation::Blocks, DependencyType::Blocks, Direction::Incoming),
        (TreeRelation::DependsOn, DependencyType::DependsOn, Direction::Outgoing),
        (TreeRelation::Child, DependencyType::ParentChild, Direction::Outgoing),
    ];
    let mut under = Vec::new();
    for (relation, kind, direction) in kinds {
        for wp_id in graph.neighbours(&node.wp_id, kind, direction)? {
            under.push(TreeNode { wp_id, relation, depth: node.depth + 1, repeated: false, last: false });
        }
    }
    Ok(under)
}
