//! Autosync: what the database changed goes onto the board, and nothing comes in (task-board.md §4).

use super::apply::{board_changes, patched, put_bases, remember};
use super::plan::SyncPlan;
use super::request::{SyncReport, SyncTaskBoard, Synced};
use crate::app::{Actor, Caller, Engine, Error};
use crate::domain::board::{Action, BoardWarning, Edit, WarningCode};
use crate::domain::{ActorKind, Role, Source, WpId};
use crate::event::{Event, SyncCompleted, SyncKind, SyncStarted, TaskBoardEntryAdded, TaskBoardSynced};
use crate::ports::{Board, BoardState, LoadedBoard, PatchedBoard, ReadTxn, Wait};
use std::collections::BTreeSet;

/// Writes the lines of packets that changed since board and database last met. It acts as the system, with grants
/// of its own; a packet whose line a person changed meanwhile is left alone with a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PushTaskBoard;

impl PushTaskBoard {
    /// Pushes what changed.
    ///
    /// # Errors
    /// If the board can't be read or written, another sync holds it, or the store fails. The packets stay due.
    pub fn run(self, engine: &mut Engine, board: &dyn Board) -> Result<Synced, Error> {
        let id = "locus".parse().map_err(|refusal| Error::invalid("actor", refusal))?;
        let system =
            Caller::new(Actor { kind: ActorKind::System, id }, Role::Orchestrator, Source::TaskBoardSync);
        if !engine.view(may_be_due)? {
            return Ok(synced(SyncReport::default()));
        }
        let _lock = board.lock(engine.wait())?;
        let loaded = board.load()?;
        let all = SyncTaskBoard { adopt: false, ..SyncTaskBoard::default() };
        let (mut plan, head) = engine.view(|txn| {
            let plan = due(SyncPlan::new(&all, txn, &loaded)?, txn, &loaded)?;
            Ok((plan, txn.chain_head()?.sequence))
        })?;
        let patched = patched(board, &loaded, &plan.edits())?;
        if let Some(new) = &patched
            && !board.replace(loaded.hash, &new.board)?
        {
            // Somebody saved the board just now; the packets stay due for the next command.
            plan.packets.clear();
            return Ok(synced(SyncReport { warnings: plan.warnings(), ..SyncReport::default() }));
        }
        record(engine, &system, &Written { plan, loaded, patched, seen: head })
    }
}

/// Of so many packets that changed it is looked at whether their lines are due; of more the board tells.
const FEW: usize = 100;

/// Whether a packet that changed since board and database last met may stand elsewhere now: most changes leave its status
/// alone, and so the board, which need not be read then.
fn may_be_due(txn: &dyn ReadTxn) -> Result<bool, Error> {
    let changed = txn.packets_changed_since(txn.board_state()?.sequence)?;
    if changed.len() > FEW {
        return Ok(true);
    }
    for id in &changed {
        let stands = txn.packet(id)?.filter(|wp| !wp.is_deleted()).map(|wp| wp.status);
        if stands.is_none() || stands != txn.board_base(id)?.map(|base| base.status) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A board the database was written onto.
pub(super) struct Written {
    pub(super) plan: SyncPlan,
    /// The board as it was.
    pub(super) loaded: LoadedBoard,
    /// The board as it is now, if that is another one.
    pub(super) patched: Option<PatchedBoard>,
    /// Up to which event the plan saw all packets that changed.
    pub(super) seen: u64,
}

/// The last part: what both sides agree on now, and the events that say so.
pub(super) fn record(engine: &mut Engine, caller: &Caller, written: &Written) -> Result<Synced, Error> {
    let Written { plan, loaded, patched, seen } = written;
    let report = SyncReport {
        warnings: plan.warnings(),
        entries: loaded.entries.len() as u64,
        board_changes: board_changes(patched.as_ref()),
        wrote_board: patched.is_some(),
        ..SyncReport::default()
    };
    let now = patched.as_ref().map_or(loaded, |patched| &patched.board);
    let mut unit = engine.begin(Wait::Default)?;
    put_bases(&mut unit, plan.packets.iter(), now)?;
    let met = plan.state.clean && plan.state.is_of(loaded) || never_met(&plan.state, loaded);
    let mut done = synced(report);
    if patched.is_some() {
        done.events = unit.emit(&events(&done.report, plan, now), caller)?;
    }
    let clean = met && plan.warnings.is_empty();
    let mut sequence = if clean { *seen } else { plan.state.sequence };
    if clean && unit.txn().packets_changed_since(sequence)?.is_empty() {
        sequence = unit.txn().chain_head()?.sequence;
    }
    if clean || patched.is_some() {
        remember(&mut unit, plan, loaded, &BoardState::of(now, sequence, clean))?;
    }
    unit.commit()?;
    Ok(done)
}

pub(super) fn synced(report: SyncReport) -> Synced {
    Synced { changed: report.is_drift(), report, events: Vec::new(), check: false }
}

/// A board without a status line that no sync has seen: there is nothing on it to take in.
fn never_met(state: &BoardState, loaded: &LoadedBoard) -> bool {
    state.hash.is_none() && loaded.entries.iter().all(|entry| entry.first_sight().is_none())
}

/// Of a plan what the board may follow: packets the database changed and nobody else.
fn due(plan: SyncPlan, txn: &dyn ReadTxn, loaded: &LoadedBoard) -> Result<SyncPlan, Error> {
    let changed: BTreeSet<WpId> = txn.packets_changed_since(plan.state.sequence)?.into_iter().collect();
    let (mut packets, mut warnings) = (Vec::new(), Vec::new());
    for packet in plan.packets.into_iter().filter(|packet| changed.contains(&packet.wp_id)) {
        let follows = match &packet.action {
            Action::FollowDb { .. } => plan.suspect.is_none() && !packet.edited,
            Action::Nothing => packet.db_change.is_none(),
            Action::Adopt { .. } | Action::FollowBoard { .. } | Action::Conflict(_) => false,
        };
        if follows {
            packets.push(packet);
            continue;
        }
        let line = loaded.entries.iter().find(|entry| entry.wp_id == packet.wp_id).map(|entry| entry.line);
        let message =
            format!("the line of {} was changed since the last sync and is left alone", packet.wp_id);
        warnings.push(BoardWarning {
            code: WarningCode::EditedSince,
            wp_id: Some(packet.wp_id),
            line,
            message,
        });
    }
    Ok(SyncPlan { packets, warnings, ..plan })
}

fn events(report: &SyncReport, plan: &SyncPlan, board: &LoadedBoard) -> Vec<Event> {
    let kind = SyncKind::TaskBoard;
    let mut events: Vec<Event> = vec![SyncStarted { kind }.into()];
    for edit in plan.edits() {
        if let Edit::Add { wp_id, status, .. } = edit {
            events.push(TaskBoardEntryAdded { wp_id, status: status.into() }.into());
        }
    }
    let changes = report.board_changes.len() as u64;
    let synced = TaskBoardSynced {
        board_hash: board.hash,
        entries: board.entries.len() as u64,
        db_changes: 0,
        board_changes: changes,
        conflicts: plan.warnings.len() as u64,
    };
    events.push(synced.into());
    events.push(SyncCompleted { kind, changes }.into());
    events
}
