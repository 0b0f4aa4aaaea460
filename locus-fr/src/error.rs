//! What is wrong with an event, and where.

/// An event that breaks a rule of the registry (locus.md §5).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{reason}", key.as_ref().map(|key| format!("{key}: ")).unwrap_or_default())]
pub struct InvalidEvent {
    /// Path of the key that is wrong, such as `payload.status.from`; none if it is the line as a whole.
    pub key: Option<String>,
    /// What is wrong with it, as a lower-case fragment.
    pub reason: String,
}

impl InvalidEvent {
    /// The code this refusal has everywhere.
    pub const CODE: &'static str = "HSK-400-INVALID-EVENT";

    pub(crate) fn line(reason: impl Into<String>) -> Self {
        Self { key: None, reason: reason.into() }
    }

    pub(crate) fn at(key: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { key: Some(key.into()), reason: reason.into() }
    }

    /// The same refusal, seen from the object that `prefix` leads to.
    pub(crate) fn under(self, prefix: &str) -> Self {
        let key = self.key.map_or_else(|| prefix.to_owned(), |key| join(prefix, &key));
        Self { key: Some(key), ..self }
    }
}

/// The path of a key below another.
pub(crate) fn join(prefix: &str, key: &str) -> String {
    match (prefix, key) {
        ("", key) => key.to_owned(),
        (prefix, key) if key.starts_with('[') => format!("{prefix}{key}"),
        (prefix, key) => format!("{prefix}.{key}"),
    }
}

/// A line of a file that is not valid, or does not continue the chain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {fault}")]
pub struct BadLine {
    /// Its number, from 1; blank lines count.
    pub line: u64,
    /// What is wrong with it.
    pub fault: InvalidEvent,
}
