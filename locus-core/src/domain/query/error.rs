//! Why a text is no query, and where.

use std::ops::Range;

/// The first place at which a text stops being a query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct QueryError {
    /// The place, in bytes of the text; empty where something is missing.
    pub at: Range<usize>,
    /// What is wrong there, as a lower-case fragment.
    pub reason: String,
    /// What may stand there instead, where that is one of a few words.
    pub allowed: Vec<&'static str>,
}

impl QueryError {
    pub(super) fn new(at: &Range<usize>, reason: impl Into<String>) -> Self {
        Self { at: at.clone(), reason: reason.into(), allowed: Vec::new() }
    }

    pub(super) fn with_allowed(self, allowed: impl IntoIterator<Item = &'static str>) -> Self {
        Self { allowed: allowed.into_iter().collect(), ..self }
    }
}
