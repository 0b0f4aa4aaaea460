//! What a sync is to do about one packet: a pure function of its lines now, its base, and the database now
//! (task-board.md §3). A whole plan is this, packet by packet.

use super::base::{BaseLine, BoardBase};
use super::edit::Edit;
use super::entry::{BoardEntry, outranks};
use super::reading::{Reading, Resolved};
use super::report::{
    BoardChange, BoardConflict, BoardPlace, BoardWarning, ChangeKind, ConflictCause, WarningCode,
};
use crate::domain::enums::text_enum;
use crate::domain::{Gate, GateResult, Routing, TaskBoardStatus, WorkPacket, WpId, WpStatus, WpTrigger};

text_enum! {
    /// Which side wins a conflict.
    Side {
        /// The board.
        Board = "board",
        /// The database.
        Db = "db",
    }
}

/// What is to be done about a packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Nothing on either side.
    Nothing,
    /// The database takes the packet in.
    Adopt {
        /// The line that counts.
        entry: Box<BoardEntry>,
        /// What it says.
        says: Resolved,
    },
    /// The database follows the board.
    FollowBoard {
        /// Where to.
        status: WpStatus,
        /// Whether the board says that the post_work gate failed.
        failed: bool,
        /// Whether the state machine alone would refuse it.
        bypassed: bool,
    },
    /// The board follows the database.
    FollowDb {
        /// What to change.
        edits: Vec<Edit>,
    },
    /// Neither side is touched, and the base stays as it is.
    Conflict(Box<BoardConflict>),
}

/// The plan for one packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PacketPlan {
    /// The packet.
    pub wp_id: WpId,
    /// What is to be done.
    pub action: Action,
    /// What the database takes in, as it is told.
    pub db_change: Option<BoardChange>,
    /// What to tell besides.
    pub warnings: Vec<BoardWarning>,
    /// The base behind it; none if there is to be no base. In a conflict the old one stays.
    pub base: Option<BoardBase>,
    /// Whether a person changed its lines since the last sync.
    pub edited: bool,
}

/// One packet, seen from all three sides.
struct Case<'a> {
    wp_id: &'a WpId,
    reading: Reading<'a>,
    base: Option<&'a BoardBase>,
    db: Option<&'a WorkPacket>,
    prefer: Option<Side>,
}

/// The plan for one packet: `entries` are its lines, informational ones included, `db` its row, deleted ones
/// included.
#[must_use]
pub fn plan_packet(
    wp_id: &WpId,
    entries: &[&BoardEntry],
    base: Option<&BoardBase>,
    db: Option<&WorkPacket>,
    prefer: Option<Side>,
) -> PacketPlan {
    let case = Case { wp_id, reading: Reading::new(entries, base), base, db, prefer };
    let mut plan = case.plan();
    plan.edited = base.is_some() && case.reading.changed;
    if !matches!(plan.action, Action::Conflict(_)) && !db.is_some_and(WorkPacket::is_deleted) {
        case.warn(&mut plan);
    }
    plan
}

/// Whether a line newly says that the gate failed, and the packet doesn't know it yet.
fn fails_the_gate(says: Resolved, wp: &WorkPacket) -> bool {
    says.failed && wp.governance.gates.post_work.status != GateResult::Fail
}

impl Case<'_> {
    fn plan(&self) -> PacketPlan {
        match self.db {
            Some(wp) if wp.is_deleted() => self.deleted(),
            Some(wp) => self.known(wp),
            None => match self.reading.counting() {
                Some((entry, says)) => self.adopt(entry, says),
                None => self.done(Action::Nothing, None),
            },
        }
    }

    /// A plan after which the packet has no base, or the one given.
    fn done(&self, action: Action, status: Option<WpStatus>) -> PacketPlan {
        let base =
            status.map(|status| BoardBase { wp_id: self.wp_id.clone(), status, lines: self.base_lines() });
        PacketPlan {
            wp_id: self.wp_id.clone(),
            action,
            db_change: None,
            warnings: Vec::new(),
            base,
            edited: false,
        }
    }

    fn base_lines(&self) -> Vec<BaseLine> {
        self.reading.lines.iter().filter_map(|(entry, says)| BaseLine::of(entry, says.status)).collect()
    }

    fn change(
        &self,
        kind: ChangeKind,
        from: Option<BoardPlace>,
        to: Option<BoardPlace>,
        gate_bypassed: bool,
    ) -> Option<BoardChange> {
        Some(BoardChange { wp_id: self.wp_id.clone(), kind, from, to, gate_bypassed })
    }

    fn adopt(&self, entry: &BoardEntry, says: Resolved) -> PacketPlan {
        let mut plan = self.done(Action::Adopt { entry: Box::new(entry.clone()), says }, Some(says.status));
        let bypassed = matches!(says.status, WpStatus::InProgress | WpStatus::Gated | WpStatus::Done);
        plan.db_change =
            self.change(ChangeKind::Added, None, Some(BoardPlace::of_entry(entry, says.status)), bypassed);
        plan
    }

    /// A deleted packet's lines go once; put back later they stay, ignored.
    fn deleted(&self) -> PacketPlan {
        let known = self.base.is_some_and(|base| !base.lines.is_empty());
        let Some((entry, _)) = self.reading.counting() else { return self.done(Action::Nothing, None) };
        if known {
            let edits =
                self.reading.lines.iter().map(|(entry, _)| Edit::Remove { line: entry.line }).collect();
            return self.done(Action::FollowDb { edits }, None);
        }
        let mut plan = self.done(Action::Nothing, None);
        let message = format!("{} was deleted; its line is left alone and ignored", self.wp_id);
        plan.warnings.push(self.warning(WarningCode::DeletedId, Some(entry.line), message));
        plan
    }

    fn known(&self, wp: &WorkPacket) -> PacketPlan {
        let Some(base) = self.base else { return self.first_meeting(wp) };
        let Some((entry, says)) = self.reading.counting_since(base) else {
            return self.without_line(wp, base);
        };
        if self.reading.lines.iter().any(|(_, says)| says.torn) {
            return self.settle(wp, entry, says);
        }
        // Lines that mean what they meant say what both sides had, whatever the spare ones say.
        let board = if self.reading.changed { says.status } else { base.status };
        let listed_again = base.lines.is_empty();
        let mut plan = match (board == base.status, wp.status == base.status) {
            (true, true) if fails_the_gate(says, wp) => self.follow_board(wp, entry, says, board),
            (true, true) => self.done(Action::Nothing, Some(base.status)),
            (true, false) => self.follow_db(wp, entry),
            (false, true) => self.follow_board(wp, entry, says, board),
            (false, false) if board == wp.status => self.done(Action::Nothing, Some(board)),
            (false, false) => return self.settle(wp, entry, says),
        };
        if listed_again && plan.db_change.is_none() && plan.action == Action::Nothing {
            let place = BoardPlace::of_entry(entry, says.status);
            plan.db_change = self.change(ChangeKind::Added, None, Some(place), false);
        }
        plan
    }

    /// Both sides have the packet and never met over it.
    fn first_meeting(&self, wp: &WorkPacket) -> PacketPlan {
        match self.reading.counting() {
            None => self.add(wp),
            Some((entry, says)) if fails_the_gate(says, wp) && says.status == wp.status => {
                self.follow_board(wp, entry, says, says.status)
            }
            Some((_, says)) if says.status == wp.status => self.done(Action::Nothing, Some(wp.status)),
            Some((entry, says)) => self.settle(wp, entry, says),
        }
    }

    fn add(&self, wp: &WorkPacket) -> PacketPlan {
        let edits = vec![Edit::add(wp)];
        self.done(Action::FollowDb { edits }, Some(wp.status))
    }

    /// The board has no status line of it: taken off just now, or unlisted for long.
    fn without_line(&self, wp: &WorkPacket, base: &BoardBase) -> PacketPlan {
        if wp.status != base.status {
            return self.add(wp);
        }
        let mut plan = self.done(Action::Nothing, Some(base.status));
        if let Some(line) = base.lines.first() {
            plan.db_change = self.change(ChangeKind::Removed, Some(BoardPlace::of_base(line)), None, false);
        }
        plan
    }

    fn follow_db(&self, wp: &WorkPacket, entry: &BoardEntry) -> PacketPlan {
        let edits = vec![Edit::Place { line: entry.line, status: wp.status }];
        self.done(Action::FollowDb { edits }, Some(wp.status))
    }

    fn follow_board(
        &self,
        wp: &WorkPacket,
        entry: &BoardEntry,
        says: Resolved,
        status: WpStatus,
    ) -> PacketPlan {
        let bypassed = !self.state_machine_allows(wp, status, says.failed);
        if bypassed && wp.governance.routing == Routing::Strict {
            let mut plan = self.follow_db(wp, entry);
            let (from, to) = (TaskBoardStatus::from(wp.status), TaskBoardStatus::from(status));
            let message = format!(
                "{} is GOV_STRICT: the board can't move it from {from} to {to}; its line goes back",
                self.wp_id
            );
            plan.warnings.push(self.warning(WarningCode::StrictJump, Some(entry.line), message));
            return plan;
        }
        let mut plan = self.done(Action::FollowBoard { status, failed: says.failed, bypassed }, Some(status));
        let old = self.base.and_then(|base| {
            base.lines.iter().find(|line| line.status == base.status).or(base.lines.first())
        });
        let section = entry.section.as_ref().and_then(|section| section.status);
        let kind = match old {
            None => ChangeKind::Added,
            Some(line) if Some(line.section_status) != section => ChangeKind::Moved,
            Some(_) => ChangeKind::TokenChanged,
        };
        let to = BoardPlace::of_entry(entry, status);
        plan.db_change = self.change(kind, old.map(BoardPlace::of_base), Some(to), bypassed);
        plan
    }

    fn state_machine_allows(&self, wp: &WorkPacket, status: WpStatus, failed: bool) -> bool {
        let trigger = if failed {
            WpTrigger::Gate(Gate::PostWork, GateResult::Fail)
        } else {
            WpTrigger::Update(status)
        };
        wp.status.after(trigger, &wp.facts(false, 0)).is_ok()
    }

    /// Both sides changed, differently: a conflict, unless a side is preferred.
    fn settle(&self, wp: &WorkPacket, entry: &BoardEntry, says: Resolved) -> PacketPlan {
        match self.prefer {
            Some(Side::Board) if says.status == wp.status => self.done(Action::Nothing, Some(wp.status)),
            Some(Side::Board) => self.follow_board(wp, entry, says, says.status),
            Some(Side::Db) => self.follow_db(wp, entry),
            None => {
                let cause = match self.base {
                    None => ConflictCause::NeverMet,
                    Some(_) if self.reading.lines.iter().any(|(_, says)| says.torn) => ConflictCause::Torn,
                    Some(_) => ConflictCause::BothChanged,
                };
                let conflict = BoardConflict {
                    cause,
                    wp_id: self.wp_id.clone(),
                    base: self.base.map(|base| {
                        base.lines.first().map_or(BoardPlace::of_status(base.status), BoardPlace::of_base)
                    }),
                    board: Some(BoardPlace::of_entry(entry, says.status)),
                    db: Some(BoardPlace::of_status(wp.status)),
                };
                let mut plan = self.done(Action::Conflict(Box::new(conflict)), None);
                plan.base = self.base.cloned();
                plan
            }
        }
    }

    fn warning(&self, code: WarningCode, line: Option<usize>, message: String) -> BoardWarning {
        BoardWarning { code, wp_id: Some(self.wp_id.clone()), line, message }
    }

    fn warn(&self, plan: &mut PacketPlan) {
        for (entry, says) in self.reading.lines.iter().filter(|(_, says)| says.contradiction) {
            let section = entry.section.as_ref().map(|section| section.heading.as_str()).unwrap_or_default();
            let token = entry.token.as_ref().map(|token| token.text.as_str()).unwrap_or_default();
            let status = TaskBoardStatus::from(says.status);
            let message = format!("[{token}] contradicts the section {section:?}; read as {status}");
            plan.warnings.push(self.warning(WarningCode::Contradiction, Some(entry.line), message));
        }
        let counting = match self.base {
            Some(base) => self.reading.counting_since(base),
            None => self.reading.counting(),
        };
        let Some((counting, _)) = counting.filter(|_| self.reading.lines.len() > 1) else {
            return;
        };
        if self.reading.changed {
            let numbers: Vec<_> =
                self.reading.lines.iter().map(|(entry, _)| entry.line.to_string()).collect();
            let message = format!(
                "{} stands on lines {}; line {} counts",
                self.wp_id,
                numbers.join(", "),
                counting.line
            );
            plan.warnings.push(self.warning(WarningCode::SeveralLines, Some(counting.line), message));
        }
        if let (Action::FollowDb { .. }, Some(wp)) = (&plan.action, self.db) {
            let spare = self
                .reading
                .lines
                .iter()
                .find(|(entry, says)| entry.line != counting.line && outranks(says.status, wp.status));
            if let Some((spare, _)) = spare {
                let message = format!("line {} now says more than the line that was moved", spare.line);
                plan.warnings.push(self.warning(WarningCode::SpareOutranks, Some(spare.line), message));
            }
        }
    }
}
