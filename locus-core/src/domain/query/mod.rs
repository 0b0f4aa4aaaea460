//! The query language: which packets somebody wants to see, as a line of text.
//!
//! `status:ready priority<=1 label:api -assignee:ada updated>7d "free text"`: conditions side by side must all hold, `or`
//! between them asks for one side, `-` or `not` turns the next one around, parentheses group. docs/QUERIES.md in the
//! repository is the reference.
//!
//! [`Expression`] is what was written, read by `parse` and written by `Display`, which are each other's inverse. A
//! [`Selection`] adds who asks and when; [`Selection::matches`] is what every store's answer must agree with.

mod condition;
mod error;
mod expression;
mod field;
mod lex;
mod parse;
mod read;
mod selection;
mod standing;
mod time;
mod write;

pub use condition::{Condition, Person};
pub use error::QueryError;
pub use expression::Expression;
pub use field::{Field, Part, State, TimeField};
pub use selection::{Selection, Surroundings};
pub use standing::Standing;
pub use time::{Comparison, Day, Span, SpanUnit, TimeRange, When};
