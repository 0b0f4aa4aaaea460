//! Payloads of the dependency events.

use crate::domain::canonical::Digest;
use crate::domain::{BronzeId, DependencyId, DependencyType, Source, WpId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `dependency_added`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DependencyAdded {
    /// The edge.
    pub dependency_id: DependencyId,
    /// Its Bronze record.
    pub bronze_id: BronzeId,
    /// By which way it came in.
    pub source: Source,
    /// The packet it starts at.
    pub from_wp_id: WpId,
    /// The packet it leads to.
    pub to_wp_id: WpId,
    /// Its kind.
    #[serde(rename = "type")]
    pub kind: DependencyType,
    /// Why it is there, digested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Digest>,
}

/// `dependency_removed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DependencyRemoved {
    /// The edge.
    pub dependency_id: DependencyId,
    /// Its last Bronze record.
    pub bronze_id: BronzeId,
    /// By which way it was removed.
    pub source: Source,
    /// The packet it started at.
    pub from_wp_id: WpId,
    /// The packet it led to.
    pub to_wp_id: WpId,
    /// Its kind.
    #[serde(rename = "type")]
    pub kind: DependencyType,
}
