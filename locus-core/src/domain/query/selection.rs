//! Which packets a query fits: the definition that every store must agree with.

use super::{Condition, Expression, Part, Person, State, TimeRange};
use crate::domain::{Filter, Timestamp, UserId, WorkPacket, WpId, WpStatus};

/// A query with what it means at one moment, asked by somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// What was asked.
    pub expression: Expression,
    /// When: ages and days count from here, and leases run out.
    pub now: Timestamp,
    /// By whom: `self`.
    pub me: UserId,
}

/// What a query may ask of a packet that its row doesn't say: see [`crate::graph::surroundings`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Surroundings {
    /// It can be worked on now.
    pub ready: bool,
    /// It is held up.
    pub blocked: bool,
    /// The packets at the other end of its outgoing `blocks` edges.
    pub blocks: Vec<WpId>,
    /// The packets at the other end of its incoming `blocks` edges, done or not.
    pub blocked_by: Vec<WpId>,
}

impl Selection {
    /// Whether the packet is one of those asked for.
    #[must_use]
    pub fn matches(&self, wp: &WorkPacket, around: &Surroundings) -> bool {
        self.holds(&self.expression, wp, around)
    }

    fn holds(&self, expression: &Expression, wp: &WorkPacket, around: &Surroundings) -> bool {
        match expression {
            Expression::All(parts) => parts.iter().all(|part| self.holds(part, wp, around)),
            Expression::Any(parts) => parts.iter().any(|part| self.holds(part, wp, around)),
            Expression::Not(part) => !self.holds(part, wp, around),
            Expression::Is(condition) => self.meets(condition, wp, around),
        }
    }

    fn meets(&self, condition: &Condition, wp: &WorkPacket, around: &Surroundings) -> bool {
        let title = wp.title.as_str();
        match condition {
            Condition::Id(parts) => parts.iter().any(|part| Self::is_part_of_id(part, &wp.wp_id)),
            Condition::Status(statuses) => statuses.contains(&wp.status),
            Condition::Priority(comparison, values) => {
                values.iter().any(|value| comparison.holds(&wp.priority, value))
            }
            Condition::Type(types) => types.contains(&wp.work_type),
            Condition::Phase(phases) => phases.contains(&wp.governance.phase),
            Condition::Routing(routings) => routings.contains(&wp.governance.routing),
            Condition::Gate(gate, results) => results.contains(&wp.governance.gates.get(*gate).status),
            Condition::Assignee(people) => self.is_one_of(wp.assignee.as_ref(), people),
            Condition::Reporter(people) => self.is_one_of(Some(&wp.reporter), people),
            Condition::Label(labels) => labels.iter().any(|label| wp.labels.contains(label)),
            Condition::Title(texts) => texts.iter().any(|text| Filter::has_words(text, title, "")),
            Condition::Text(texts) => {
                texts.iter().any(|text| Filter::has_words(text, title, wp.description.as_str()))
            }
            Condition::Is(states) => states.iter().any(|state| self.is_in(*state, wp, around)),
            Condition::Has(parts) => parts.iter().any(|part| has(*part, wp)),
            Condition::Blocks(ids) => ids.iter().any(|id| around.blocks.contains(id)),
            Condition::BlockedBy(ids) => ids.iter().any(|id| around.blocked_by.contains(id)),
            Condition::Time(field, comparison, when) => {
                let range = TimeRange::of(*field, *comparison, *when, self.now);
                field.of(wp).is_some_and(|moment| range.holds(moment))
            }
        }
    }

    /// Whether an id holds this text; ids are ASCII.
    fn is_part_of_id(part: &str, id: &WpId) -> bool {
        id.as_str().to_ascii_lowercase().contains(&part.to_ascii_lowercase())
    }

    fn is_one_of(&self, somebody: Option<&UserId>, people: &[Person]) -> bool {
        people.iter().any(|person| person.resolve(&self.me) == somebody)
    }

    fn is_in(&self, state: State, wp: &WorkPacket, around: &Surroundings) -> bool {
        let open = !matches!(wp.status, WpStatus::Done | WpStatus::Cancelled);
        match state {
            State::Ready => around.ready,
            State::Blocked => around.blocked,
            State::Open => open,
            State::Claimed => !wp.is_free(self.now),
            State::Overdue => open && wp.due_at.is_some_and(|due| due < self.now),
        }
    }
}

fn has(part: Part, wp: &WorkPacket) -> bool {
    match part {
        Part::Assignee => wp.assignee.is_some(),
        Part::Lease => wp.lease.is_some(),
        Part::Label => !wp.labels.is_empty(),
        Part::Description => !wp.description.as_str().is_empty(),
        Part::Packet => wp.governance.task_packet_path.is_some(),
        Part::Started => wp.started_at.is_some(),
        Part::Completed => wp.completed_at.is_some(),
        Part::Closed => wp.closed_at.is_some(),
        Part::Due => wp.due_at.is_some(),
    }
}
