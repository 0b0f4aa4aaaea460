//! An expression as text, in the one form that is read as the same again.

use super::{Condition, Expression, Person, When};
use crate::domain::{Gate, Timestamp};
use std::fmt::{Display, Formatter, Result, Write as _};

impl Display for Expression {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::All(parts) => joined(f, parts, " ", |part| matches!(part, Self::Any(_))),
            Self::Any(parts) => joined(f, parts, " or ", |_| false),
            Self::Not(part) => {
                f.write_str("-")?;
                within(f, part, matches!(**part, Self::All(_) | Self::Any(_)))
            }
            Self::Is(condition) => condition.fmt(f),
        }
    }
}

fn joined(
    f: &mut Formatter<'_>,
    parts: &[Expression],
    between: &str,
    enclosed: fn(&Expression) -> bool,
) -> Result {
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            f.write_str(between)?;
        }
        within(f, part, enclosed(part))?;
    }
    Ok(())
}

fn within(f: &mut Formatter<'_>, part: &Expression, enclosed: bool) -> Result {
    if enclosed { write!(f, "({part})") } else { part.fmt(f) }
}

impl Display for Condition {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Id(parts) => list(f, "id", parts.iter().map(Word)),
            Self::Status(values) => list(f, "status", values),
            Self::Priority(comparison, values) => {
                write!(f, "priority{comparison}")?;
                separated(f, values)
            }
            Self::Type(values) => list(f, "type", values),
            Self::Phase(values) => list(f, "phase", values),
            Self::Routing(values) => list(f, "routing", values),
            Self::Gate(Gate::PreWork, values) => list(f, "pre_work", values),
            Self::Gate(Gate::PostWork, values) => list(f, "post_work", values),
            Self::Assignee(people) => list(f, "assignee", people),
            Self::Reporter(people) => list(f, "reporter", people),
            Self::Label(labels) => list(f, "label", labels.iter().map(Word)),
            Self::Title(texts) => list(f, "title", texts.iter().map(Word)),
            Self::Text(texts) => match texts.as_slice() {
                [text] if is_keyword(text) => write!(f, "\"{text}\""),
                [text] => Word(text).fmt(f),
                _ => list(f, "text", texts.iter().map(Word)),
            },
            Self::Is(states) => list(f, "is", states),
            Self::Has(parts) => list(f, "has", parts),
            Self::Blocks(ids) => list(f, "blocks", ids),
            Self::BlockedBy(ids) => list(f, "blocked_by", ids),
            Self::Time(field, comparison, when) => write!(f, "{field}{comparison}{when}"),
        }
    }
}

fn list<T: Display>(f: &mut Formatter<'_>, field: &str, values: impl IntoIterator<Item = T>) -> Result {
    write!(f, "{field}:")?;
    separated(f, values)
}

fn separated<T: Display>(f: &mut Formatter<'_>, values: impl IntoIterator<Item = T>) -> Result {
    for (number, value) in values.into_iter().enumerate() {
        if number > 0 {
            f.write_str(",")?;
        }
        value.fmt(f)?;
    }
    Ok(())
}

fn is_keyword(text: &str) -> bool {
    ["and", "or", "not"].iter().any(|keyword| text.eq_ignore_ascii_case(keyword))
}

/// A text as a value: bare where nothing in it has a meaning, else quoted.
struct Word<T>(T);

impl<T: AsRef<str>> Display for Word<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let text = self.0.as_ref();
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
        if !text.is_empty() && !text.starts_with('-') && text.chars().all(plain) {
            return f.write_str(text);
        }
        f.write_str("\"")?;
        for c in text.chars() {
            if matches!(c, '"' | '\\') {
                f.write_str("\\")?;
            }
            f.write_char(c)?;
        }
        f.write_str("\"")
    }
}

impl Display for Person {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Nobody => f.write_str("none"),
            Self::Myself => f.write_str("self"),
            Self::Named(id) if ["none", "self"].iter().any(|word| id.as_str().eq_ignore_ascii_case(word)) => {
                write!(f, "\"{id}\"")
            }
            Self::Named(id) => Word(id).fmt(f),
        }
    }
}

impl Display for When {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Span(span) => write!(f, "{}{}", span.count, span.unit),
            Self::Day(day) => day.fmt(f),
            Self::Date(midnight) => f.write_str(date(*midnight).as_str()),
            Self::Moment(moment) => moment.fmt(f),
        }
    }
}

fn date(midnight: Timestamp) -> String {
    midnight.to_string().chars().take_while(|c| *c != 'T').collect()
}
