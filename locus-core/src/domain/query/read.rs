//! From a field, an operator and values to a condition.

use super::error::QueryError;
use super::lex::{Placed, Term, Text};
use super::{
    Comparison, Condition, Day, Expression, Field, Part, Person, Span, SpanUnit, State, TimeField, When,
};
use crate::domain::{
    Gate, GateResult, InvalidValue, Phase, Priority, Routing, Timestamp, WorkType, WpStatus,
};
use std::str::FromStr;

/// Words with their meanings.
type Words<T> = (&'static [T], fn(T) -> &'static str);

const FIELDS: Words<Field> = (Field::ALL, Field::as_str);
const PRIORITIES: [&str; 5] = ["0", "1", "2", "3", "4"];
/// How times are written, by example.
const TIMES: [&str; 8] = ["90m", "3h", "7d", "2w", "yesterday", "today", "tomorrow", "2026-11-01"];

/// The condition that a term says.
pub(super) fn condition(term: &Term) -> Result<Expression, QueryError> {
    let field = word(FIELDS, &term.name.value).ok_or_else(|| {
        let reason = format!("{:?} is no field; quoted it would be looked for as text", term.name.value);
        QueryError::new(&term.name.at, reason).with_allowed(names(FIELDS))
    })?;
    let condition = Expression::Is(Reader { field, term }.condition()?);
    Ok(if term.operator.value.negated { Expression::not(condition) } else { condition })
}

/// What a bare word or a quoted text asks for.
pub(super) fn free_text(text: &Placed<Text>) -> Result<Expression, QueryError> {
    Ok(Expression::Is(Condition::Text(vec![said(&text.value, text)?.0.to_owned()])))
}

/// A text, and whether it was quoted.
fn said<'a, T>(text: &'a Text, place: &Placed<T>) -> Result<(&'a str, bool), QueryError> {
    match text {
        Text::Bare(text) => Ok((text, false)),
        Text::Quoted(text) => Ok((text, true)),
        Text::Unclosed => Err(QueryError::new(&place.at, "no quotation mark ends what this one begins")),
    }
}

fn names<T: Copy>((all, name): Words<T>) -> impl Iterator<Item = &'static str> {
    all.iter().map(move |value| name(*value))
}

/// The word that is meant: any case, `-` for `_`, and a routing without its GOV_.
fn word<T: Copy>((all, name): Words<T>, text: &str) -> Option<T> {
    let text = text.replace('-', "_");
    let is_it = |name: &str| name.eq_ignore_ascii_case(&text);
    all.iter()
        .copied()
        .find(|value| is_it(name(*value)) || name(*value).strip_prefix("GOV_").is_some_and(is_it))
}

struct Reader<'a> {
    field: Field,
    term: &'a Term,
}

impl Reader<'_> {
    fn condition(&self) -> Result<Condition, QueryError> {
        let text = |text: &str, _| Ok(text.to_owned());
        Ok(match self.field {
            Field::Id => Condition::Id(self.list(text)?),
            Field::Status => Condition::Status(self.words((WpStatus::ALL, WpStatus::as_str))?),
            Field::Priority => self.priority()?,
            Field::Type => Condition::Type(self.words((WorkType::ALL, WorkType::as_str))?),
            Field::Phase => Condition::Phase(self.words((Phase::ALL, Phase::as_str))?),
            Field::Routing => Condition::Routing(self.words((Routing::ALL, Routing::as_str))?),
            Field::PreWork => Condition::Gate(Gate::PreWork, self.words(GATE_RESULTS)?),
            Field::PostWork => Condition::Gate(Gate::PostWork, self.words(GATE_RESULTS)?),
            Field::Assignee => Condition::Assignee(self.list(person)?),
            Field::Reporter => Condition::Reporter(self.list(person)?),
            Field::Label => Condition::Label(self.list(|text, _| text.parse())?),
            Field::Title => Condition::Title(self.list(text)?),
            Field::Text => Condition::Text(self.list(text)?),
            Field::Is => Condition::Is(self.words((State::ALL, State::as_str))?),
            Field::Has => Condition::Has(self.words((Part::ALL, Part::as_str))?),
            Field::Blocks => Condition::Blocks(self.list(|text, _| text.parse())?),
            Field::BlockedBy => Condition::BlockedBy(self.list(|text, _| text.parse())?),
            Field::Created => self.time(TimeField::Created)?,
            Field::Updated => self.time(TimeField::Updated)?,
            Field::Started => self.time(TimeField::Started)?,
            Field::Completed => self.time(TimeField::Completed)?,
            Field::Closed => self.time(TimeField::Closed)?,
            Field::Due => self.time(TimeField::Due)?,
        })
    }

    /// Each value, read so.
    fn values<T>(
        &self,
        allowed: &[&'static str],
        read: impl Fn(&str, bool) -> Result<T, InvalidValue>,
    ) -> Result<Vec<T>, QueryError> {
        let one = |value: &Placed<Option<Text>>| {
            let Some(text) = &value.value else {
                let reason = format!("a value of {} is missing here", self.field);
                return Err(QueryError::new(&value.at, reason).with_allowed(allowed.iter().copied()));
            };
            let (text, quoted) = said(text, value)?;
            read(text, quoted).map_err(|refusal| {
                let reason = format!("{}: {}", self.field, refusal.reason);
                QueryError::new(&value.at, reason).with_allowed(allowed.iter().copied())
            })
        };
        self.term.values.iter().map(one).collect()
    }

    /// Values of which the packet's is to be one.
    fn list<T>(&self, read: impl Fn(&str, bool) -> Result<T, InvalidValue>) -> Result<Vec<T>, QueryError> {
        self.no_order()?;
        self.values(&[], read)
    }

    fn words<T: Copy>(&self, known: Words<T>) -> Result<Vec<T>, QueryError> {
        self.no_order()?;
        let allowed: Vec<_> = names(known).collect();
        self.values(&allowed, |text, _| {
            word(known, text).ok_or_else(|| InvalidValue::new(format!("{text:?} is none of its values")))
        })
    }

    fn no_order(&self) -> Result<(), QueryError> {
        if self.term.operator.value.comparison == Comparison::Is {
            return Ok(());
        }
        let reason = format!("{} has no order: only : or != can follow it", self.field);
        Err(QueryError::new(&self.term.operator.at, reason).with_allowed([":", "!="]))
    }

    fn priority(&self) -> Result<Condition, QueryError> {
        let values = self.values(&PRIORITIES, |text, _| {
            let number = text.parse::<u64>().ok().and_then(|number| Priority::try_from(number).ok());
            number.ok_or_else(|| InvalidValue::new(format!("{text:?} is no priority")))
        })?;
        let comparison = self.term.operator.value.comparison;
        if comparison != Comparison::Is {
            self.single()?;
        }
        Ok(Condition::Priority(comparison, values))
    }

    fn time(&self, field: TimeField) -> Result<Condition, QueryError> {
        let comparison = self.term.operator.value.comparison;
        let mut values = self.values(&TIMES, |text, _| {
            let when = when(text)?;
            if matches!(when, When::Span(_)) && comparison == Comparison::Is {
                return Err(InvalidValue::new(format!(
                    "a length of time is compared: {field}<{text} or {field}>{text}"
                )));
            }
            Ok(when)
        })?;
        self.single()?;
        let missing = || QueryError::new(&self.term.operator.at, "a value is missing behind it");
        Ok(Condition::Time(field, comparison, values.pop().ok_or_else(missing)?))
    }

    /// That there is one value only.
    fn single(&self) -> Result<(), QueryError> {
        match self.term.values.get(1) {
            None => Ok(()),
            Some(second) => {
                let reason = format!("{} can be compared with one value only", self.field);
                Err(QueryError::new(&second.at, reason))
            }
        }
    }
}

const GATE_RESULTS: Words<GateResult> = (GateResult::ALL, GateResult::as_str);
const DAYS: Words<Day> = (Day::ALL, Day::as_str);

/// Somebody; `self` and `none` have their meaning unless they are quoted.
fn person(text: &str, quoted: bool) -> Result<Person, InvalidValue> {
    match text {
        text if !quoted && text.eq_ignore_ascii_case("none") => Ok(Person::Nobody),
        text if !quoted && text.eq_ignore_ascii_case("self") => Ok(Person::Myself),
        text => text.parse().map(Person::Named),
    }
}

fn when(text: &str) -> Result<When, InvalidValue> {
    let date = || Timestamp::from_str(&format!("{text}T00:00:00Z")).ok();
    span(text)
        .map(When::Span)
        .or_else(|| word(DAYS, text).map(When::Day))
        .or_else(|| date().map(When::Date))
        .or_else(|| text.parse().ok().map(When::Moment))
        .ok_or_else(|| InvalidValue::new(format!("{text:?} is no time")))
}

fn span(text: &str) -> Option<Span> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (count, unit) = text.split_at_checked(digits)?;
    let count = count.parse().ok().filter(|count| *count <= Span::MOST)?;
    Some(Span { count, unit: word((SpanUnit::ALL, SpanUnit::as_str), unit)? })
}
