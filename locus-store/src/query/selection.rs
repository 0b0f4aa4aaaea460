//! A query in words as a SQL condition. What it means is said by [`Selection::matches`]; the two are compared over random
//! packets and queries. No condition is ever NULL, so that each can be turned around.

use crate::cells::to_json;
use locus_core::domain::query::{
    Comparison, Condition, Expression, Part, Person, Selection, State, TimeField, TimeRange,
};
use locus_core::domain::{Filter, Gate, GateResult, Phase, Priority, Routing, WorkType, WpStatus};
use locus_core::ports::StoreError;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

/// The name under which the values are bound: one JSON list of all texts and moments that were asked for.
pub(super) const VALUES: &str = ":asked";

/// The condition, and what is to be bound to [`VALUES`] if that stands in it.
pub(super) fn condition(selection: &Selection) -> Result<(String, Option<String>), StoreError> {
    let mut writer = Writer { selection, values: Vec::new() };
    let sql = writer.expression(&selection.expression)?;
    let values = if writer.values.is_empty() { None } else { Some(to_json(&writer.values)?) };
    Ok((sql, values))
}

struct Writer<'a> {
    selection: &'a Selection,
    values: Vec<Box<RawValue>>,
}

impl Writer<'_> {
    /// Parts of the outermost list stay conditions of their own: only so SQLite sees which partial index fits.
    fn expression(&mut self, expression: &Expression) -> Result<String, StoreError> {
        Ok(match expression {
            Expression::All(parts) if parts.is_empty() => "1".to_owned(),
            Expression::All(parts) => self.each(parts)?.join(" AND "),
            Expression::Any(parts) => format!("({})", self.each(parts)?.join(" OR ")),
            Expression::Not(part) => format!("NOT ({})", self.expression(part)?),
            Expression::Is(condition) => self.condition(condition)?,
        })
    }

    fn each(&mut self, parts: &[Expression]) -> Result<Vec<String>, StoreError> {
        parts.iter().map(|part| self.expression(part)).collect()
    }

    fn condition(&mut self, condition: &Condition) -> Result<String, StoreError> {
        Ok(match condition {
            Condition::Id(parts) => {
                let parts: Vec<_> = parts.iter().map(|part| part.to_ascii_lowercase()).collect();
                self.any_of(&parts, "instr(lower(work_packets.wp_id), value) > 0")?
            }
            Condition::Status(them) => {
                format!("+{}", known("status", WpStatus::ALL, them, WpStatus::as_str))
            }
            Condition::Priority(comparison, them) => priority(*comparison, them),
            Condition::Type(them) => known("type", WorkType::ALL, them, WorkType::as_str),
            Condition::Phase(them) => known("phase", Phase::ALL, them, Phase::as_str),
            Condition::Routing(them) => known("routing", Routing::ALL, them, Routing::as_str),
            Condition::Gate(gate, them) => {
                known(gate_column(*gate), GateResult::ALL, them, GateResult::as_str)
            }
            Condition::Assignee(people) => self.people("assignee", people)?,
            Condition::Reporter(people) => self.people("reporter", people)?,
            Condition::Label(labels) => {
                let wanted = self.list(labels)?;
                format!(
                    "EXISTS (SELECT 1 FROM json_each(work_packets.labels) AS label WHERE label.value IN {wanted})"
                )
            }
            Condition::Title(texts) => self.any_of(texts, "has_words(value, work_packets.title, '')")?,
            Condition::Text(texts) => {
                self.any_of(texts, "has_words(value, work_packets.title, work_packets.description)")?
            }
            Condition::Is(states) => self.one_state_of(states)?,
            Condition::Has(parts) => alternatives(Part::ALL, parts, |part| has(part).to_owned()),
            Condition::Blocks(ids) => self.neighbours("from_wp_id", "to_wp_id", ids)?,
            Condition::BlockedBy(ids) => self.neighbours("to_wp_id", "from_wp_id", ids)?,
            Condition::Time(field, comparison, when) => {
                let range = TimeRange::of(*field, *comparison, *when, self.selection.now);
                self.within(*field, range)?
            }
        })
    }

    /// The place of a value among those that are bound.
    fn bind(&mut self, value: &impl Serialize) -> Result<String, StoreError> {
        let value = to_raw_value(value).map_err(|error| StoreError::Failed { reason: error.to_string() })?;
        self.values.push(value);
        Ok(format!("'$[{}]'", self.values.len() - 1))
    }

    fn scalar(&mut self, value: &impl Serialize) -> Result<String, StoreError> {
        Ok(format!("({VALUES} ->> {})", self.bind(value)?))
    }

    fn list(&mut self, values: &[impl Serialize]) -> Result<String, StoreError> {
        Ok(format!("(SELECT value FROM json_each({VALUES}, {}))", self.bind(&values)?))
    }

    /// A test of `value` that one of these passes.
    fn any_of(&mut self, values: &[String], test: &str) -> Result<String, StoreError> {
        Ok(format!("EXISTS (SELECT 1 FROM json_each({VALUES}, {}) WHERE {test})", self.bind(&values)?))
    }

    fn people(&mut self, column: &str, people: &[Person]) -> Result<String, StoreError> {
        let named: Vec<_> = people.iter().filter_map(|one| one.resolve(&self.selection.me)).collect();
        let theirs = match named.as_slice() {
            [one] => format!("= {}", self.scalar(one)?),
            several => format!("IN {}", self.list(several)?),
        };
        // Nobody at all is none of them.
        let named = format!("(work_packets.{column} {theirs} AND work_packets.{column} IS NOT NULL)");
        let nobody = people.contains(&Person::Nobody);
        Ok(if nobody { format!("({named} OR work_packets.{column} IS NULL)") } else { named })
    }

    fn neighbours(&mut self, near: &str, far: &str, ids: &[impl Serialize]) -> Result<String, StoreError> {
        let ids = self.list(ids)?;
        Ok(format!(
            "work_packets.wp_id IN (SELECT {near} FROM dependencies WHERE type = 'blocks' AND {far} IN {ids})"
        ))
    }

    fn one_state_of(&mut self, states: &[State]) -> Result<String, StoreError> {
        let timed = states.iter().any(|state| matches!(state, State::Claimed | State::Overdue));
        let now = if timed { self.scalar(&self.selection.now.millis())? } else { String::new() };
        Ok(alternatives(State::ALL, states, |state| match state {
            State::Ready => "work_packets.readiness = 1".to_owned(),
            State::Blocked => "work_packets.readiness = 2".to_owned(),
            State::Open => OPEN.to_owned(),
            State::Claimed => {
                format!("(work_packets.assignee IS NOT NULL AND ifnull(work_packets.lease_until > {now}, 1))")
            }
            State::Overdue => format!("({OPEN} AND ifnull(work_packets.due_at < {now}, 0))"),
        }))
    }

    fn within(&mut self, field: TimeField, range: TimeRange) -> Result<String, StoreError> {
        let column = time_column(field);
        let mut tests = Vec::new();
        for (bound, relation) in [(range.from, ">="), (range.before, "<")] {
            if let Some(millis) = bound {
                tests.push(format!("ifnull({column} {relation} {}, 0)", self.scalar(&millis)?));
            }
        }
        Ok(if tests.is_empty() { format!("{column} IS NOT NULL") } else { tests.join(" AND ") })
    }
}

/// Whether a filter keeps what certain people work on or what has an edge to certain packets, and nothing else: that is
/// less than what stands at a status.
pub(super) fn names_few(filter: &Filter) -> bool {
    let names = |expression: &Expression| match expression {
        Expression::Is(Condition::Assignee(people)) => !people.contains(&Person::Nobody),
        Expression::Is(Condition::Blocks(_) | Condition::BlockedBy(_)) => true,
        _ => false,
    };
    let asked = filter.selection.as_ref().map(|selection| &selection.expression);
    !filter.assignees.is_empty()
        || asked.is_some_and(|asked| match asked {
            Expression::All(parts) => parts.iter().any(names),
            other => names(other),
        })
}

const OPEN: &str = "work_packets.status NOT IN ('done', 'cancelled')";

/// That a column holds one of these values of a type whose texts are ours.
fn known<T: Copy + PartialEq>(column: &str, all: &[T], them: &[T], text: fn(T) -> &'static str) -> String {
    let given = all.iter().filter(|one| them.contains(one));
    let texts: Vec<_> = given.map(|one| format!("'{}'", text(*one))).collect();
    format!("work_packets.{column} IN ({})", texts.join(", "))
}

/// One of the tests that belong to these; a word that is given twice counts once.
fn alternatives<T: Copy + PartialEq>(all: &[T], them: &[T], test: impl Fn(T) -> String) -> String {
    let tests: Vec<_> = all.iter().filter(|one| them.contains(one)).map(|one| test(*one)).collect();
    match tests.as_slice() {
        [] => "0".to_owned(),
        [only] => only.clone(),
        several => format!("({})", several.join(" OR ")),
    }
}

fn priority(comparison: Comparison, them: &[Priority]) -> String {
    let relation = match comparison {
        Comparison::Is => "=",
        Comparison::Less => "<",
        Comparison::AtMost => "<=",
        Comparison::More => ">",
        Comparison::AtLeast => ">=",
    };
    let all: Vec<_> = (0..).map_while(|number| Priority::try_from(number).ok()).collect();
    alternatives(&all, them, |one| format!("work_packets.priority {relation} {one}"))
}

const fn gate_column(gate: Gate) -> &'static str {
    match gate {
        Gate::PreWork => "gates ->> '$.pre_work.status'",
        Gate::PostWork => "gates ->> '$.post_work.status'",
    }
}

const fn time_column(field: TimeField) -> &'static str {
    match field {
        TimeField::Created => "work_packets.created_at",
        TimeField::Updated => "work_packets.updated_at",
        TimeField::Started => "work_packets.started_at",
        TimeField::Completed => "work_packets.completed_at",
        TimeField::Closed => "work_packets.closed_at",
        TimeField::Due => "work_packets.due_at",
    }
}

const fn has(part: Part) -> &'static str {
    match part {
        Part::Assignee => "work_packets.assignee IS NOT NULL",
        Part::Lease => "work_packets.lease_by IS NOT NULL",
        Part::Label => "work_packets.labels <> '[]'",
        Part::Description => "work_packets.description <> ''",
        Part::Packet => "work_packets.task_packet_path IS NOT NULL",
        Part::Started => "work_packets.started_at IS NOT NULL",
        Part::Completed => "work_packets.completed_at IS NOT NULL",
        Part::Closed => "work_packets.closed_at IS NOT NULL",
        Part::Due => "work_packets.due_at IS NOT NULL",
    }
}
