//! A query as it was written.

use super::{Condition, QueryError, parse};
use std::str::FromStr;

/// Conditions and how they go together.
///
/// Made by parsing, or by [`all`](Self::all), [`any`](Self::any) and [`not`](Self::not), it has one form only: a list of
/// two or more holds none of its own kind, and nothing is turned around twice. The empty list, which is the empty text,
/// asks for nothing and fits every packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    /// All of these hold.
    All(Vec<Expression>),
    /// One of these holds at least.
    Any(Vec<Expression>),
    /// This does not hold.
    Not(Box<Expression>),
    /// This condition holds.
    Is(Condition),
}

impl Expression {
    /// How many conditions a query may have.
    pub const MAX_CONDITIONS: usize = 100;
    /// How deep parentheses and negations may nest.
    pub const MAX_DEPTH: usize = 20;

    /// What fits every packet.
    pub const EVERYTHING: Self = Self::All(Vec::new());

    /// All of these.
    #[must_use]
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let flat = parts.into_iter().flat_map(|part| match part {
            Self::All(parts) => parts,
            other => vec![other],
        });
        single_or(flat.collect(), Self::All)
    }

    /// One of these at least; there must be one.
    #[must_use]
    pub fn any(first: Self, others: impl IntoIterator<Item = Self>) -> Self {
        let flat = std::iter::once(first).chain(others).flat_map(|part| match part {
            Self::Any(parts) => parts,
            other => vec![other],
        });
        single_or(flat.collect(), Self::Any)
    }

    /// The opposite.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "it belongs beside `all` and `any`")]
    pub fn not(part: Self) -> Self {
        match part {
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }
}

fn single_or(mut parts: Vec<Expression>, many: fn(Vec<Expression>) -> Expression) -> Expression {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            many(parts)
        }
        None => many(parts),
    }
}

impl FromStr for Expression {
    type Err = QueryError;

    fn from_str(text: &str) -> Result<Self, QueryError> {
        parse::parse(text)
    }
}
