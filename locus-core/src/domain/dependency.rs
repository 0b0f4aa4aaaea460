//! Dependencies between packets: typed, directed edges (locus.md §1).

use super::enums::text_enum;
use super::{BronzeId, DependencyId, Text, Timestamp, UserId, VectorClock, WpId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

text_enum! {
    /// The kinds of edge that are stored. `blocked_by` is `blocks` seen from the other end: see [`InverseType`].
    DependencyType {
        /// The target can't be worked on before the source is done. The only kind that decides readiness.
        Blocks = "blocks",
        /// Both concern the same; symmetric.
        Related = "related",
        /// The target is a part of the source.
        ParentChild = "parent-child",
        /// The source was found while working on the target.
        DiscoveredFrom = "discovered-from",
        /// The source says the same as the target.
        DuplicateOf = "duplicate-of",
        /// The source builds on the target; shown, but it does not decide readiness.
        DependsOn = "depends-on",
        /// The source implements the target.
        Implements = "implements",
        /// The source tests the target.
        Tests = "tests",
        /// The source documents the target.
        Documents = "documents",
    }
}

text_enum! {
    /// Kinds that may be asked for but are stored the other way round.
    InverseType {
        /// `A blocked_by B` is `B blocks A`.
        BlockedBy = "blocked_by",
    }
}

/// What tells one edge from another: at most one edge of a type leads from one packet to another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EdgeKey {
    /// The packet it starts at.
    pub from: WpId,
    /// The packet it leads to.
    pub to: WpId,
    /// Its kind.
    pub kind: DependencyType,
}

impl EdgeKey {
    /// The edge as it is stored, for `from kind to` as it was asked: `related` runs from the smaller id.
    #[must_use]
    pub fn new(from: WpId, kind: DependencyType, to: WpId) -> Self {
        if kind == DependencyType::Related && from > to {
            Self { from: to, to: from, kind }
        } else {
            Self { from, to, kind }
        }
    }

    /// The edge for `from inverse to`.
    #[must_use]
    pub fn inverse(from: WpId, inverse: InverseType, to: WpId) -> Self {
        match inverse {
            InverseType::BlockedBy => Self::new(to, DependencyType::Blocks, from),
        }
    }
}

/// An edge (`TrackedDependency`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dependency {
    /// Its id.
    pub dependency_id: DependencyId,
    /// The packet it starts at.
    pub from_wp_id: WpId,
    /// The packet it leads to.
    pub to_wp_id: WpId,
    /// Its kind.
    #[serde(rename = "type")]
    pub kind: DependencyType,
    /// Why it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Text>,
    /// When it was added.
    pub created_at: Timestamp,
    /// Who added it.
    pub created_by: UserId,
    /// What its replica had seen when it was added.
    pub vector_clock: VectorClock,
    /// Its newest Bronze record.
    #[serde(skip, default = "super::bronze::unset_bronze_id")]
    pub bronze_id: BronzeId,
}

impl Dependency {
    /// What tells it from the others.
    #[must_use]
    pub fn key(&self) -> EdgeKey {
        EdgeKey { from: self.from_wp_id.clone(), to: self.to_wp_id.clone(), kind: self.kind }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> WpId {
        text.parse().unwrap()
    }

    #[test]
    fn blocked_by_is_blocks_the_other_way_round() {
        let edge = EdgeKey::inverse(id("WP-B"), InverseType::BlockedBy, id("WP-A"));
        assert_eq!(edge, EdgeKey::new(id("WP-A"), DependencyType::Blocks, id("WP-B")));
    }

    #[test]
    fn related_has_one_form() {
        let there = EdgeKey::new(id("WP-A"), DependencyType::Related, id("WP-B"));
        assert_eq!(there, EdgeKey::new(id("WP-B"), DependencyType::Related, id("WP-A")));
        assert_ne!(
            EdgeKey::new(id("WP-A"), DependencyType::Tests, id("WP-B")),
            EdgeKey::new(id("WP-B"), DependencyType::Tests, id("WP-A"))
        );
    }
}
