//! The state machine of a Work Packet, as one table (locus.md §2).

use super::enums::text_enum;
use super::{Gate, GateResult, Gates, Routing};

text_enum! {
    /// Where a packet stands.
    WpStatus {
        /// Thought of, not activated.
        Stub = "stub",
        /// May be started.
        Ready = "ready",
        /// Being worked on.
        InProgress = "in_progress",
        /// Held up by something outside the graph.
        Blocked = "blocked",
        /// A gate refused it.
        Gated = "gated",
        /// Finished and validated.
        Done = "done",
        /// Given up.
        Cancelled = "cancelled",
    }
}

text_enum! {
    /// The twin of [`WpStatus`] on the Task Board.
    TaskBoardStatus {
        /// `stub`
        Stub = "STUB",
        /// `ready`
        Ready = "READY",
        /// `in_progress`
        InProgress = "IN_PROGRESS",
        /// `blocked`
        Blocked = "BLOCKED",
        /// `gated`
        Gated = "GATED",
        /// `done`
        Done = "DONE",
        /// `cancelled`
        Cancelled = "CANCELLED",
    }
}

impl From<WpStatus> for TaskBoardStatus {
    fn from(status: WpStatus) -> Self {
        match status {
            WpStatus::Stub => Self::Stub,
            WpStatus::Ready => Self::Ready,
            WpStatus::InProgress => Self::InProgress,
            WpStatus::Blocked => Self::Blocked,
            WpStatus::Gated => Self::Gated,
            WpStatus::Done => Self::Done,
            WpStatus::Cancelled => Self::Cancelled,
        }
    }
}

impl WpStatus {
    /// Whether work on the packet is over: done or cancelled.
    #[must_use]
    pub const fn is_closed(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled)
    }
}

/// What asks for a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WpTrigger {
    /// `update_wp` with another status.
    Update(WpStatus),
    /// `gate_wp` with this result.
    Gate(Gate, GateResult),
}

impl std::fmt::Display for WpTrigger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Update(to) => write!(f, "{to}"),
            Self::Gate(gate, result) => write!(f, "{gate} {result}"),
        }
    }
}

/// What must hold besides the row itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Guard {
    /// pre_work is pass or skip.
    PreWorkOpen,
    /// pre_work is still pending (an adopted packet).
    PreWorkPending,
    /// The request gives a reason (a reopening).
    ReasonGiven,
    /// The routing allows gates to be skipped.
    RoutingAllowsSkip,
    /// No micro-task is pending, in progress or blocked.
    MicroTasksFinal,
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Transition {
    /// The status it starts from.
    pub from: WpStatus,
    /// What asks for it.
    pub trigger: WpTrigger,
    /// The status it leads to.
    pub to: WpStatus,
    /// What must hold besides.
    pub guards: &'static [Guard],
}

const fn by_update(from: WpStatus, to: WpStatus, guards: &'static [Guard]) -> Transition {
    Transition { from, trigger: WpTrigger::Update(to), to, guards }
}

const fn by_gate(
    from: WpStatus,
    gate: Gate,
    result: GateResult,
    to: WpStatus,
    guards: &'static [Guard],
) -> Transition {
    Transition { from, trigger: WpTrigger::Gate(gate, result), to, guards }
}

/// Every move there is. What stands in no row is refused.
pub const WP_TRANSITIONS: &[Transition] = {
    use Gate::{PostWork, PreWork};
    use GateResult::{Fail, Pass, Skip};
    use Guard::{MicroTasksFinal, PreWorkOpen, PreWorkPending, ReasonGiven, RoutingAllowsSkip};
    use WpStatus::{Blocked, Cancelled, Done, Gated, InProgress, Ready, Stub};
    &[
        by_update(Stub, Ready, &[]),
        by_update(Stub, Cancelled, &[]),
        by_gate(Ready, PreWork, Pass, InProgress, &[]),
        by_gate(Ready, PreWork, Skip, InProgress, &[RoutingAllowsSkip]),
        by_gate(Ready, PreWork, Fail, Gated, &[]),
        // A ready packet's pre_work gate is never open: these rows are there so that the refusal names the gate.
        by_gate(Ready, PostWork, Pass, Done, &[PreWorkOpen, MicroTasksFinal]),
        by_gate(Ready, PostWork, Skip, Done, &[RoutingAllowsSkip, PreWorkOpen, MicroTasksFinal]),
        by_gate(Ready, PostWork, Fail, Gated, &[PreWorkOpen]),
        by_update(Ready, Stub, &[]),
        by_update(Ready, Blocked, &[]),
        by_update(Ready, Cancelled, &[]),
        by_gate(InProgress, PreWork, Pass, InProgress, &[PreWorkPending]),
        by_gate(InProgress, PreWork, Skip, InProgress, &[RoutingAllowsSkip, PreWorkPending]),
        by_gate(InProgress, PostWork, Pass, Done, &[PreWorkOpen, MicroTasksFinal]),
        by_gate(InProgress, PostWork, Skip, Done, &[RoutingAllowsSkip, PreWorkOpen, MicroTasksFinal]),
        by_gate(InProgress, PostWork, Fail, Gated, &[PreWorkOpen]),
        by_update(InProgress, Ready, &[]),
        by_update(InProgress, Blocked, &[]),
        by_update(InProgress, Cancelled, &[]),
        by_update(Blocked, Ready, &[]),
        by_update(Blocked, Gated, &[]),
        by_update(Blocked, Cancelled, &[]),
        by_update(Blocked, InProgress, &[PreWorkOpen]),
        by_update(Gated, Ready, &[]),
        by_update(Gated, Blocked, &[]),
        by_update(Gated, Cancelled, &[]),
        by_update(Gated, InProgress, &[PreWorkOpen]),
        by_gate(Gated, PreWork, Pass, InProgress, &[]),
        by_gate(Gated, PreWork, Skip, InProgress, &[RoutingAllowsSkip]),
        by_gate(Gated, PreWork, Fail, Gated, &[]),
        by_gate(Gated, PostWork, Pass, Done, &[PreWorkOpen, MicroTasksFinal]),
        by_gate(Gated, PostWork, Skip, Done, &[RoutingAllowsSkip, PreWorkOpen, MicroTasksFinal]),
        by_gate(Gated, PostWork, Fail, Gated, &[PreWorkOpen]),
        by_update(Done, Ready, &[ReasonGiven]),
        by_update(Cancelled, Ready, &[ReasonGiven]),
    ]
};

/// What the guards look at.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The packet's routing.
    pub routing: Routing,
    /// The packet's gates as they stand.
    pub gates: &'a Gates,
    /// Whether the request gives a reason.
    pub reason_given: bool,
    /// Micro-tasks that are not completed, skipped or failed.
    pub open_micro_tasks: u64,
}

impl Guard {
    fn holds(self, facts: &Facts<'_>) -> bool {
        match self {
            Self::PreWorkOpen => facts.gates.pre_work.status.is_open(),
            Self::PreWorkPending => facts.gates.pre_work.status == GateResult::Pending,
            Self::ReasonGiven => facts.reason_given,
            Self::RoutingAllowsSkip => facts.routing.may_skip_gates(),
            Self::MicroTasksFinal => facts.open_micro_tasks == 0,
        }
    }
}

/// Why a move is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WpRefusal {
    /// The move stands in no row of the table.
    NoSuchMove,
    /// It stands there, but this does not hold.
    Guard(Guard),
}

impl WpStatus {
    /// The status a trigger leads to from here.
    ///
    /// # Errors
    /// If the table has no such row, or one of the row's guards does not hold.
    pub fn after(self, trigger: WpTrigger, facts: &Facts<'_>) -> Result<Self, WpRefusal> {
        let row = WP_TRANSITIONS
            .iter()
            .find(|row| row.from == self && row.trigger == trigger)
            .ok_or(WpRefusal::NoSuchMove)?;
        match row.guards.iter().find(|guard| !guard.holds(facts)) {
            Some(guard) => Err(WpRefusal::Guard(*guard)),
            None => Ok(row.to),
        }
    }

    /// What is allowed from here, in table order. A reason can always be given along, so it doesn't count as missing.
    pub fn allowed<'a>(self, facts: &'a Facts<'a>) -> impl Iterator<Item = WpTrigger> + 'a {
        WP_TRANSITIONS
            .iter()
            .filter(move |row| {
                row.from == self
                    && row.guards.iter().all(|guard| *guard == Guard::ReasonGiven || guard.holds(facts))
            })
            .map(|row| row.trigger)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(gates: &Gates) -> Facts<'_> {
        Facts { routing: Routing::Standard, gates, reason_given: false, open_micro_tasks: 0 }
    }

    #[test]
    fn no_pair_of_status_and_trigger_stands_in_two_rows() {
        for (index, row) in WP_TRANSITIONS.iter().enumerate() {
            let twins = WP_TRANSITIONS
                .iter()
                .skip(index + 1)
                .filter(|other| other.from == row.from && other.trigger == row.trigger);
            assert_eq!(twins.count(), 0, "{row:?}");
        }
    }

    #[test]
    fn done_is_reached_by_the_post_work_gate_alone() {
        for row in WP_TRANSITIONS.iter().filter(|row| row.to == WpStatus::Done) {
            assert!(
                matches!(row.trigger, WpTrigger::Gate(Gate::PostWork, GateResult::Pass | GateResult::Skip)),
                "{row:?}"
            );
            assert!(row.guards.contains(&Guard::PreWorkOpen) && row.guards.contains(&Guard::MicroTasksFinal));
        }
    }

    #[test]
    fn every_skip_asks_the_routing() {
        for row in WP_TRANSITIONS {
            if matches!(row.trigger, WpTrigger::Gate(_, GateResult::Skip)) {
                assert!(row.guards.contains(&Guard::RoutingAllowsSkip), "{row:?}");
            }
        }
    }

    #[test]
    fn an_update_never_passes_a_closed_gate() {
        let gates = Gates::PENDING;
        for from in WpStatus::ALL {
            for to in [WpStatus::InProgress, WpStatus::Done] {
                assert!(from.after(WpTrigger::Update(to), &facts(&gates)).is_err(), "{from} to {to}");
            }
        }
    }

    #[test]
    fn reopening_needs_a_reason() {
        let gates = Gates::PENDING;
        let silent = facts(&gates);
        let said = Facts { reason_given: true, ..silent };
        for from in [WpStatus::Done, WpStatus::Cancelled] {
            let trigger = WpTrigger::Update(WpStatus::Ready);
            assert_eq!(from.after(trigger, &silent), Err(WpRefusal::Guard(Guard::ReasonGiven)));
            assert_eq!(from.after(trigger, &said), Ok(WpStatus::Ready));
        }
    }

    /// Every status × every trigger, so that a changed row is seen in review.
    #[test]
    fn the_whole_table() {
        let gates = Gates::PENDING;
        let mut open = Gates::PENDING;
        open.pre_work.status = GateResult::Pass;
        let mut text = String::new();
        for from in WpStatus::ALL {
            let updates = WpStatus::ALL.iter().map(|to| WpTrigger::Update(*to));
            let results = Gate::ALL
                .iter()
                .flat_map(|gate| GateResult::ALL.iter().map(|result| WpTrigger::Gate(*gate, *result)));
            for trigger in updates.chain(results) {
                let pending = from.after(trigger, &facts(&gates));
                let passed = from
                    .after(trigger, &Facts { reason_given: true, routing: Routing::Light, ..facts(&open) });
                if pending != Err(WpRefusal::NoSuchMove) {
                    text += &format!("{from:<11} {:<15} {pending:?} / {passed:?}\n", trigger.to_string());
                }
            }
        }
        insta::assert_snapshot!(text);
    }
}
