//! Diagnostics: what is kept of a refused job (locus.md §7).

use super::canonical::Hash;
use super::{DiagnosticId, Timestamp, WpId};
use serde::{Deserialize, Serialize};

/// A refusal, as others can read it later. Severity is always `error`, source `engine`, surface `system`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Diagnostic {
    /// Its id.
    pub id: DiagnosticId,
    /// The same for refusals of the same kind: groups repeats.
    pub fingerprint: Hash,
    /// The kind of refusal in a few words.
    pub title: String,
    /// The sentence the caller got.
    pub message: String,
    /// The error code.
    pub code: String,
    /// The packet it was about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wp_id: Option<WpId>,
    /// When it was refused.
    pub timestamp: Timestamp,
}

impl Diagnostic {
    /// Severity of every refusal.
    pub const SEVERITY: &str = "error";
    /// Part of the system that reports it.
    pub const SOURCE: &str = "engine";
    /// Surface it is reported on.
    pub const SURFACE: &str = "system";

    /// The fingerprint of refusals with this code, by this operation, about this packet.
    #[must_use]
    pub fn fingerprint_of(code: &str, operation: Option<&str>, wp_id: Option<&WpId>) -> Hash {
        Hash::of(format!(
            "{code}\n{}\n{}",
            operation.unwrap_or_default(),
            wp_id.map(WpId::as_str).unwrap_or_default()
        ))
    }
}
