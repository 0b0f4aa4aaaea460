//! The dependency graph (locus.md §1, §4): cycles, readiness, and the questions people ask about it. Every
//! function reads only the neighbourhood it needs; none loads the whole graph to answer about one packet.

mod adjacency;
mod blocking;
mod critical_path;
mod cycle;
mod edge_set;
mod explain;
mod order;
mod ready;
mod roots;
#[cfg(test)]
mod small;
mod surroundings;
mod tree;

pub use adjacency::Adjacency;
pub use blocking::{Blocker, Impact, blocking_chain, impact, releases};
pub use critical_path::critical_path;
pub use cycle::{Fit, cycle_among, cycle_closed_by, fit};
pub(crate) use edge_set::{EdgeSet, Key};
pub use explain::{Explanation, Obstacle};
pub(crate) use order::{Place, moves_for};
pub use order::{is_new_order_worth_it, topological_order};
pub use ready::{BlockedReason, Readiness};
pub use roots::{RootCause, RootCauses, root_causes};
pub(crate) use surroundings::among;
pub use surroundings::surroundings;
pub use tree::{TreeNode, TreeRelation, dependency_tree};
