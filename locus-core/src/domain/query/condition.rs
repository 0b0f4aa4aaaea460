//! One condition of a query.

use super::{Comparison, Part, State, TimeField, When};
use crate::domain::{Gate, GateResult, Label, Phase, Priority, Routing, UserId, WorkType, WpId, WpStatus};

/// Somebody, as a query names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Person {
    /// `none`.
    Nobody,
    /// `self`: whoever asks.
    Myself,
    /// Somebody by name.
    Named(UserId),
}

impl Person {
    /// Who that is if `me` asks; none for nobody.
    #[must_use]
    pub const fn resolve<'a>(&'a self, me: &'a UserId) -> Option<&'a UserId> {
        match self {
            Self::Nobody => None,
            Self::Myself => Some(me),
            Self::Named(id) => Some(id),
        }
    }
}

/// What must hold for a packet. A list asks for any of its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// The id holds this, any case.
    Id(Vec<String>),
    /// It stands at one of these.
    Status(Vec<WpStatus>),
    /// Its priority compares so with one of these.
    Priority(Comparison, Vec<Priority>),
    /// It is one of these kinds of work.
    Type(Vec<WorkType>),
    /// It belongs to one of these phases.
    Phase(Vec<Phase>),
    /// It is governed in one of these ways.
    Routing(Vec<Routing>),
    /// The gate stands at one of these.
    Gate(Gate, Vec<GateResult>),
    /// One of these works on it.
    Assignee(Vec<Person>),
    /// One of these brought it in.
    Reporter(Vec<Person>),
    /// It has one of these labels.
    Label(Vec<Label>),
    /// All words of one of these stand in the title, any case.
    Title(Vec<String>),
    /// All words of one of these stand in title or description, any case.
    Text(Vec<String>),
    /// It is in one of these states.
    Is(Vec<State>),
    /// It has one of these.
    Has(Vec<Part>),
    /// It holds one of these up by an edge of its own.
    Blocks(Vec<WpId>),
    /// One of these holds it up by an edge of its own.
    BlockedBy(Vec<WpId>),
    /// The moment is there and compares so.
    Time(TimeField, Comparison, When),
}
