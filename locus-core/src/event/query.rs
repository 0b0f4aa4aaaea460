//! Payload of the query event: a stream of its own, without a chain.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `work_query_executed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkQueryExecuted {
    /// The operation.
    pub op: String,
    /// The keys of the filters given, sorted.
    pub filters: Vec<String>,
    /// How many results there are.
    pub result_count: u64,
    /// How long the answer took, in whole milliseconds.
    pub duration_ms: u64,
}
