//! Why a packet can be worked on or can't: [`Readiness`], said with its grounds.

use crate::domain::{Gate, GateResult, WorkPacket, WpId, WpStatus, WpTrigger};
use crate::graph::{BlockedReason, Readiness};
use serde::{Serialize, Serializer};

/// One ground on which a packet can't be worked on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Obstacle {
    /// It was deleted.
    Deleted,
    /// Nobody works on a packet with this status.
    Status {
        /// Where it stands.
        status: WpStatus,
    },
    /// A blocker is not done.
    OpenBlocker {
        /// The blocker.
        wp_id: WpId,
        /// Where that stands.
        status: WpStatus,
    },
}

/// Whether a packet can be worked on, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// What it is.
    pub readiness: Readiness,
    /// All that stands in the way; nothing if it is ready.
    pub obstacles: Vec<Obstacle>,
    /// The moves of its own that lead on: through its next gate if it is ready, else to a status that can be worked on;
    /// none if only its blockers hold it up.
    #[serde(serialize_with = "as_words")]
    pub moves: Vec<WpTrigger>,
}

fn as_words<S: Serializer>(moves: &[WpTrigger], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(moves.iter().map(ToString::to_string))
}

impl Explanation {
    /// Explains a packet with these blockers and so many micro-tasks that are not final.
    #[must_use]
    pub fn of(wp: &WorkPacket, blockers: &[(WpId, WpStatus)], open_micro_tasks: u64) -> Self {
        let obstacles = obstacles(wp, blockers);
        let open = obstacles.iter().filter(|obstacle| matches!(obstacle, Obstacle::OpenBlocker { .. }));
        let readiness =
            if wp.is_deleted() { Readiness::Idle } else { Readiness::of(wp.status, open.count() as u64) };
        // One that only waits for others needs no move of its own.
        let waits = readiness == Readiness::Blocked && can_be_worked_on(wp.status);
        let moves = if wp.is_deleted() || waits { Vec::new() } else { moves(wp, open_micro_tasks) };
        Self { readiness, obstacles, moves }
    }

    /// Whether it can be worked on now.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.readiness == Readiness::Ready
    }
}

const fn can_be_worked_on(status: WpStatus) -> bool {
    matches!(Readiness::of(status, 0), Readiness::Ready)
}

fn obstacles(wp: &WorkPacket, blockers: &[(WpId, WpStatus)]) -> Vec<Obstacle> {
    if wp.is_deleted() {
        return vec![Obstacle::Deleted];
    }
    let own = (!can_be_worked_on(wp.status)).then_some(Obstacle::Status { status: wp.status });
    let open = blockers.iter().filter(|(_, status)| BlockedReason::still_blocks(*status));
    let open = open.map(|(wp_id, status)| Obstacle::OpenBlocker { wp_id: wp_id.clone(), status: *status });
    own.into_iter().chain(open).collect()
}

fn moves(wp: &WorkPacket, open_micro_tasks: u64) -> Vec<WpTrigger> {
    let facts = wp.facts(true, open_micro_tasks);
    let leads_on = |trigger: &WpTrigger| match trigger {
        WpTrigger::Gate(_, GateResult::Pass) if can_be_worked_on(wp.status) => true,
        _ if can_be_worked_on(wp.status) => false,
        // A failed post_work gate can be judged again, which ends the work that it held up.
        WpTrigger::Gate(Gate::PostWork, GateResult::Pass) => true,
        trigger => wp.status.after(*trigger, &facts).is_ok_and(can_be_worked_on),
    };
    wp.status.allowed(&facts).filter(leads_on).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{GateStatus, Timestamp, Tombstone};
    use proptest::prelude::*;
    use serde_json::json;

    fn packet(status: WpStatus) -> WorkPacket {
        let gate = json!({ "status": "pending" });
        let wp = json!({
            "wp_id": "WP-1", "version": 1, "title": "One", "description": "", "status": status, "priority": 2,
            "governance": {
                "phase": "1", "routing": "GOV_STANDARD", "gates": { "pre_work": gate, "post_work": gate },
            },
            "type": "feature", "labels": [], "reporter": "ada", "created_at": "2026-02-01T00:00:00Z",
            "updated_at": "2026-02-01T00:00:00Z", "metadata": {}, "vector_clock": {},
        });
        serde_json::from_value(wp).unwrap()
    }

    fn words(explanation: &Explanation) -> Vec<String> {
        explanation.moves.iter().map(ToString::to_string).collect()
    }

    proptest! {
        #[test]
        fn an_explanation_says_ready_where_the_definition_does(
            status in prop::sample::select(WpStatus::ALL),
            blockers in prop::collection::vec(prop::sample::select(WpStatus::ALL), 0..5),
        ) {
            let id = |number| format!("WP-{number}").parse::<WpId>().unwrap();
            let named: Vec<_> = (2..).map(id).zip(blockers.iter().copied()).collect();
            let open = blockers.iter().filter(|status| BlockedReason::still_blocks(**status)).count() as u64;
            let explanation = Explanation::of(&packet(status), &named, 0);
            prop_assert_eq!(explanation.readiness, Readiness::of(status, open));
            prop_assert_eq!(explanation.is_ready(), explanation.obstacles.is_empty());
        }

        #[test]
        fn every_move_named_is_allowed(status in prop::sample::select(WpStatus::ALL), open in 0..2_u64) {
            let wp = packet(status);
            for step in Explanation::of(&wp, &[], open).moves {
                prop_assert!(status.after(step, &wp.facts(true, open)).is_ok(), "{}", step);
            }
        }
    }

    #[test]
    fn each_status_has_its_way_on() {
        let lines = WpStatus::ALL.iter().map(|status| {
            let explanation = Explanation::of(&packet(*status), &[], 0);
            format!("{status} is {}: {}\n", explanation.readiness, words(&explanation).join(", "))
        });
        insta::assert_snapshot!(lines.collect::<String>(), @r"
        stub is idle: ready
        ready is ready: pre_work pass
        in_progress is ready: pre_work pass
        blocked is blocked: ready
        gated is idle: ready, pre_work pass
        done is idle: ready
        cancelled is idle: ready
        ");
    }

    #[test]
    fn work_in_progress_ends_at_its_gate_once_the_micro_tasks_are_final() {
        let mut wp = packet(WpStatus::InProgress);
        wp.governance.gates.pre_work =
            GateStatus::judged(GateResult::Pass, wp.reporter.clone(), wp.created_at);
        assert_eq!(words(&Explanation::of(&wp, &[], 0)), ["post_work pass"]);
        assert_eq!(words(&Explanation::of(&wp, &[], 1)), Vec::<String>::new());
    }

    #[test]
    fn a_deleted_packet_leads_nowhere() {
        let mut wp = packet(WpStatus::Ready);
        let deleted_at: Timestamp = wp.created_at;
        wp.tombstone = Some(Tombstone { deleted_at, deleted_by: wp.reporter.clone(), reason: None });
        let explanation = Explanation::of(&wp, &[], 0);
        assert_eq!((explanation.readiness, explanation.is_ready()), (Readiness::Idle, false));
        assert_eq!((explanation.obstacles, explanation.moves), (vec![Obstacle::Deleted], Vec::new()));
    }
}
