//! The dependency tree of a packet: what comes before it, and before that; or what comes behind.

use crate::domain::enums::text_enum;
use crate::domain::{DependencyType, WpId};
use crate::graph::Adjacency;
use crate::ports::{Direction, StoreError};
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
        /// The one above blocks it.
        BlockedBy = "blocked-by",
        /// It depends on the one above.
        NeededBy = "needed-by",
        /// The one above is a part of it.
        Parent = "parent",
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
    /// Whether something stands under it that is not listed.
    pub cut: bool,
}

/// The trees under packets, in the order they are printed. Against the edges ([`Direction::Incoming`]) a tree is what
/// comes before the packet: blockers, what it depends on, its parts; along them what comes behind it; each by id. No
/// deeper than `max_depth`, each packet's part once in all trees, and nothing more below where `most` packets are listed.
///
/// # Errors
/// If the graph can't be read.
pub fn dependency_tree<G: Adjacency + ?Sized>(
    graph: &G,
    roots: &[WpId],
    direction: Direction,
    max_depth: u64,
    most: usize,
) -> Result<Vec<TreeNode>, StoreError> {
    let mut nodes = Vec::new();
    let mut seen = BTreeSet::new();
    let mut stack = Vec::from_iter(roots.iter().rev().map(|root| node(root.clone(), TreeRelation::Root, 0)));
    while let Some(mut node) = stack.pop() {
        node.repeated = !seen.insert(node.wp_id.clone());
        if !node.repeated {
            let mut under = children(graph, &node, direction)?;
            let room = most.saturating_sub(nodes.len() + stack.len() + 1);
            let deep = node.depth >= max_depth || room == 0;
            node.cut = if deep { !under.is_empty() } else { under.len() > room };
            under.truncate(room);
            if node.cut && deep {
                // Where it stands again, higher up, it may have room.
                seen.remove(&node.wp_id);
                under.clear();
            }
            for other in under.iter_mut().rev().skip(1) {
                other.last = false;
            }
            stack.extend(under.into_iter().rev());
        }
        nodes.push(node);
    }
    Ok(nodes)
}

const fn node(wp_id: WpId, relation: TreeRelation, depth: u64) -> TreeNode {
    TreeNode { wp_id, relation, depth, repeated: false, last: true, cut: false }
}

fn children<G: Adjacency + ?Sized>(
    graph: &G,
    above: &TreeNode,
    direction: Direction,
) -> Result<Vec<TreeNode>, StoreError> {
    use Direction::{Incoming, Outgoing};
    let kinds = match direction {
        Incoming => [
            (TreeRelation::Blocks, DependencyType::Blocks, Incoming),
            (TreeRelation::DependsOn, DependencyType::DependsOn, Outgoing),
            (TreeRelation::Child, DependencyType::ParentChild, Outgoing),
        ],
        Outgoing => [
            (TreeRelation::BlockedBy, DependencyType::Blocks, Outgoing),
            (TreeRelation::NeededBy, DependencyType::DependsOn, Incoming),
            (TreeRelation::Parent, DependencyType::ParentChild, Incoming),
        ],
    };
    let mut under = Vec::new();
    for (relation, kind, direction) in kinds {
        for wp_id in graph.neighbours(&above.wp_id, kind, direction)? {
            under.push(node(wp_id, relation, above.depth + 1));
        }
    }
    Ok(under)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::WpStatus;
    use crate::graph::small::Small;

    fn told(graph: &Small, root: usize, direction: Direction, max_depth: u64) -> String {
        let nodes = dependency_tree(graph, &[graph.id(root)], direction, max_depth, usize::MAX).unwrap();
        let line = |node: &TreeNode| {
            let indent = "  ".repeat(usize::try_from(node.depth).unwrap());
            let marks = [(node.repeated, " again"), (node.cut, " …"), (node.last, " last")];
            let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark).collect();
            format!("{indent}{} {}{marks}\n", node.relation, node.wp_id)
        };
        nodes.iter().map(line).collect()
    }

    fn diamond() -> Small {
        Small::new(&[WpStatus::Ready; 5], &[(1, 0), (2, 0), (3, 1), (3, 2), (4, 3)])
    }

    #[test]
    fn what_stands_twice_is_listed_once() {
        insta::assert_snapshot!(told(&diamond(), 0, Direction::Incoming, 9), @r"
        root WP-0 last
          blocks WP-1
            blocks WP-3 last
              blocks WP-4 last
          blocks WP-2 last
            blocks WP-3 again last
        ");
    }

    #[test]
    fn the_other_way_round_it_is_what_waits() {
        insta::assert_snapshot!(told(&diamond(), 4, Direction::Outgoing, 9), @r"
        root WP-4 last
          blocked-by WP-3 last
            blocked-by WP-1
              blocked-by WP-0 last
            blocked-by WP-2 last
              blocked-by WP-0 again last
        ");
    }

    #[test]
    fn what_the_depth_leaves_out_is_marked() {
        insta::assert_snapshot!(told(&diamond(), 0, Direction::Incoming, 2), @r"
        root WP-0 last
          blocks WP-1
            blocks WP-3 … last
          blocks WP-2 last
            blocks WP-3 … last
        ");
    }

    #[test]
    fn where_enough_is_listed_nothing_more_is_below() {
        use WpStatus::Ready;
        let chain: Vec<_> = (0..9).map(|n| (n + 1, n)).collect();
        let graph = Small::new(&[Ready; 10], &chain);
        let nodes = dependency_tree(&graph, &[graph.id(0)], Direction::Incoming, 100, 4).unwrap();
        assert_eq!(nodes.len(), 4);
        assert!(nodes.iter().map(|node| node.cut).eq([false, false, false, true]));
        let hub = Small::new(&[Ready; 10], &(1..10).map(|n| (n, 0)).collect::<Vec<_>>());
        let nodes = dependency_tree(&hub, &[hub.id(0)], Direction::Incoming, 100, 4).unwrap();
        assert!(nodes.iter().map(|node| node.cut).eq([true, false, false, false]));
    }
}
