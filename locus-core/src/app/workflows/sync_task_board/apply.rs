//! Doing what the plan says: database, then board, then base.

use super::plan::{SyncPlan, lines_by_packet};
use super::request::{SyncReport, SyncTaskBoard, Synced};
use crate::app::ops::{AdoptWp, CreateWp, FollowBoard};
use crate::app::{Caller, Engine, Error, OperationName, Unit};
use crate::domain::board::{
    Action, BaseLine, BoardBase, BoardChange, BoardEntry, ChangeKind, Edit, LineChange, PacketPlan, Reading,
};
use crate::domain::{Source, Title, WpId};
use crate::event::{
    Event, EventType, SyncCompleted, SyncFailed, SyncKind, SyncStarted, TaskBoardEntryAdded,
    TaskBoardStatusChanged, TaskBoardSynced,
};
use crate::ports::{Board, BoardFailure, BoardState, LoadedBoard, PatchedBoard, Wait};
use std::collections::BTreeMap;

const KIND: SyncKind = SyncKind::TaskBoard;

/// How often a sync starts over because the board was changed under it.
pub(super) const ATTEMPTS: usize = 20;

/// What has been done so far, over all attempts.
#[derive(Debug, Default)]
pub(super) struct Progress {
    report: SyncReport,
    events: Vec<EventType>,
}

/// What is left to do once the database has taken its part.
pub(super) struct Pending {
    plan: SyncPlan,
    patched: Option<PatchedBoard>,
    /// The newest own event the plan has seen or made.
    sequence: u64,
}

impl SyncTaskBoard {
    /// Brings board and store in step.
    ///
    /// # Errors
    /// If the caller may not, the board can't be read or written, another sync holds it, or the store fails.
    /// What was already taken in stays; the next sync goes on from there.
    pub fn run(&self, engine: &mut Engine, board: &dyn Board, caller: &Caller) -> Result<Synced, Error> {
        caller.check(OperationName::SyncTaskBoard)?;
        if self.check || self.dry_run {
            let loaded = board.load()?;
            let plan = engine.view(|txn| SyncPlan::new(self, txn, &loaded))?;
            let patched = patched(board, &loaded, &plan.edits())?;
            let mut report = SyncReport { entries: loaded.entries.len() as u64, ..SyncReport::default() };
            report.board_changes = board_changes(patched.as_ref());
            tell(&mut report, &plan);
            return Ok(Synced { report, changed: false, events: Vec::new(), check: self.check });
        }
        let _lock = board.lock(engine.wait())?;
        let syncing = Caller { source: Source::TaskBoardSync, ..caller.clone() };
        let mut progress = Progress::default();
        let done = self.attempts(engine, board, &syncing, &mut progress);
        if let Err(error) = &done
            && !progress.events.is_empty()
        {
            record_failure(engine, &syncing, error);
        }
        done?;
        let changed = progress.report.is_drift();
        Ok(Synced { report: progress.report, changed, events: progress.events, check: false })
    }

    fn attempts(
        &self,
        engine: &mut Engine,
        board: &dyn Board,
        caller: &Caller,
        progress: &mut Progress,
    ) -> Result<(), Error> {
        let mut path = String::new();
        for _ in 0..ATTEMPTS {
            let loaded = board.load()?;
            path.clone_from(&loaded.path);
            let pending = self.take_in(engine, board, &loaded, caller, progress)?;
            let written = match &pending.patched {
                Some(new) => board.replace(loaded.hash, &new.board)?,
                None => true,
            };
            if written {
                return settle(engine, &pending, &loaded, caller, progress);
            }
        }
        Err(kept_changing(path))
    }

    /// The database's part: plan, check that the board can take its part, and commit what comes in.
    fn take_in(
        &self,
        engine: &mut Engine,
        board: &dyn Board,
        loaded: &LoadedBoard,
        caller: &Caller,
        progress: &mut Progress,
    ) -> Result<Pending, Error> {
        let mut unit = engine.begin(Wait::Default)?;
        let plan = SyncPlan::new(self, unit.txn(), loaded)?;
        let patched = patched(board, loaded, &plan.edits())?;
        let mut events = Vec::new();
        if plan.packets.iter().any(takes_in) {
            if progress.events.is_empty() {
                events.extend(unit.emit(&[SyncStarted { kind: KIND }.into()], caller)?);
            }
            for packet in &plan.packets {
                events.extend(follow(&mut unit, packet, caller)?);
            }
        }
        let sequence = unit.txn().chain_head()?.sequence;
        if plan.packets.iter().any(|packet| packet.db_change.is_some()) {
            // What the board said is agreed on with this commit: a newer edit, made before the board is written, must
            // be compared with it. Only where the board follows does the base have to wait for it.
            let settled = |packet: &&PacketPlan| !matches!(packet.action, Action::FollowDb { .. });
            put_bases(&mut unit, plan.packets.iter().filter(settled), loaded)?;
            unit.commit()?;
        }
        progress.events.extend(events);
        progress.report.entries = loaded.entries.len() as u64;
        tell(&mut progress.report, &plan);
        Ok(Pending { plan, patched, sequence })
    }
}

/// The refusal where the board was saved anew each time it was to be written.
pub(super) fn kept_changing(path: String) -> Error {
    BoardFailure::Unwritable { path, reason: "it kept being changed meanwhile".into() }.into()
}

/// Whether the plan for a packet writes to the database.
const fn takes_in(plan: &PacketPlan) -> bool {
    matches!(plan.action, Action::Adopt { .. } | Action::FollowBoard { .. })
}

/// The board with these edits; none if it stays as it is.
pub(super) fn patched(
    board: &dyn Board,
    loaded: &LoadedBoard,
    edits: &[Edit],
) -> Result<Option<PatchedBoard>, Error> {
    if edits.is_empty() {
        return Ok(None);
    }
    Ok(Some(board.patch(loaded, edits)?).filter(|patched| patched.board.hash != loaded.hash))
}

/// Adds a plan to the report. Conflicts and warnings are those of the newest plan; changes add up.
fn tell(report: &mut SyncReport, plan: &SyncPlan) {
    report.db_changes.extend(plan.packets.iter().filter_map(|packet| packet.db_change.clone()));
    report.conflicts = plan.conflicts();
    report.warnings = plan.warnings();
}

fn follow(unit: &mut Unit<'_>, plan: &PacketPlan, caller: &Caller) -> Result<Vec<EventType>, Error> {
    match &plan.action {
        Action::Adopt { entry, says } => {
            let packet = CreateWp::new(plan.wp_id.clone(), title_of(entry)?);
            Ok(unit.run(&AdoptWp { packet, status: says.status, failed: says.failed }, caller)?.events)
        }
        Action::FollowBoard { status, failed, bypassed } => {
            let before = unit.txn().packet(&plan.wp_id)?.map(|wp| wp.task_board_status());
            let operation = FollowBoard {
                wp_id: plan.wp_id.clone(),
                status: *status,
                failed: *failed,
                bypassed: *bypassed,
            };
            let mut events = unit.run(&operation, caller)?.events;
            let to = (*status).into();
            if let Some(from) = before.filter(|from| *from != to) {
                let changed = TaskBoardStatusChanged { wp_id: plan.wp_id.clone(), from, to };
                events.extend(unit.emit(&[changed.into()], caller)?);
            }
            Ok(events)
        }
        Action::Nothing | Action::FollowDb { .. } | Action::Conflict(_) => Ok(Vec::new()),
    }
}

/// The text of a line as a title: cut to 200 characters; the id where the line has no text.
pub(in crate::app::workflows) fn title_of(entry: &BoardEntry) -> Result<Title, Error> {
    let cut: String = entry.text.chars().filter(|c| *c != '\0').take(200).collect();
    let title = if cut.trim().is_empty() { entry.wp_id.to_string() } else { cut };
    title.parse().map_err(|refusal| Error::invalid("title", refusal))
}

/// The last part: what both sides agree on now, and the events that say so.
fn settle(
    engine: &mut Engine,
    pending: &Pending,
    loaded: &LoadedBoard,
    caller: &Caller,
    progress: &mut Progress,
) -> Result<(), Error> {
    let Pending { plan, patched, sequence } = pending;
    let board = patched.as_ref().map_or(loaded, |patched| &patched.board);
    progress.report.board_changes.extend(board_changes(patched.as_ref()));
    progress.report.wrote_board |= patched.is_some();
    let clean = progress.report.conflicts.is_empty() && !plan.left_out;
    // A board that is held back is not where both sides met.
    if plan.suspect.is_some() && !clean {
        return Ok(());
    }
    // Conflicts keep what they depend on: the packets changed since then are looked at again.
    let sequence = if clean { *sequence } else { plan.state.sequence };
    let state = BoardState::of(board, sequence, clean);
    if state == plan.state && !progress.report.is_drift() && stands(engine, plan, board)? {
        return Ok(());
    }
    let mut unit = engine.begin(Wait::Default)?;
    put_bases(&mut unit, plan.packets.iter(), board)?;
    let mut state = state;
    if progress.report.is_drift() {
        progress.events.extend(unit.emit(&closing(progress, board), caller)?);
    }
    if clean && unit.txn().packets_changed_since(sequence)?.is_empty() {
        state.sequence = unit.txn().chain_head()?.sequence;
    }
    remember(&mut unit, plan, loaded, &state)?;
    unit.commit()
}

/// Keeps where both sides met. A board that was read and then written over is an earlier one from now on: put back
/// later, it is stale.
pub(super) fn remember(
    unit: &mut Unit<'_>,
    plan: &SyncPlan,
    loaded: &LoadedBoard,
    state: &BoardState,
) -> Result<(), Error> {
    if state.hash != Some(loaded.hash) {
        let earlier = BoardState::of(loaded, plan.state.sequence, false);
        unit.txn_mut().put_board_state(&earlier)?;
    }
    Ok(unit.txn_mut().put_board_state(state)?)
}

fn closing(progress: &Progress, board: &LoadedBoard) -> Vec<Event> {
    let report = &progress.report;
    let mut events = Vec::new();
    if progress.events.is_empty() {
        events.push(SyncStarted { kind: KIND }.into());
    }
    for change in report.board_changes.iter().filter(|change| change.kind == ChangeKind::Added) {
        if let Some(status) = change.to.as_ref().and_then(|place| place.status) {
            events.push(TaskBoardEntryAdded { wp_id: change.wp_id.clone(), status }.into());
        }
    }
    let (db_changes, board_changes) = (report.db_changes.len() as u64, report.board_changes.len() as u64);
    let synced = TaskBoardSynced {
        board_hash: board.hash,
        entries: board.entries.len() as u64,
        db_changes,
        board_changes,
        conflicts: report.conflicts.len() as u64,
    };
    events.push(synced.into());
    events.push(SyncCompleted { kind: KIND, changes: db_changes + board_changes }.into());
    events
}

/// Keeps what is agreed on about these packets, as the board has it now.
pub(super) fn put_bases<'a>(
    unit: &mut Unit<'_>,
    packets: impl Iterator<Item = &'a PacketPlan>,
    board: &LoadedBoard,
) -> Result<(), Error> {
    let lines = lines_by_packet(&board.entries);
    for packet in packets.filter(is_settled) {
        match agreed(packet, &lines) {
            Some(base) => unit.txn_mut().put_board_base(&base)?,
            None => unit.txn_mut().remove_board_base(&packet.wp_id)?,
        }
    }
    Ok(())
}

/// Whether all that these packets agree on is kept already: a conflict that is looked at again writes nothing.
fn stands(engine: &mut Engine, plan: &SyncPlan, board: &LoadedBoard) -> Result<bool, Error> {
    if plan.packets.is_empty() {
        return Ok(true);
    }
    let lines = lines_by_packet(&board.entries);
    engine.view(|txn| {
        for packet in plan.packets.iter().filter(is_settled) {
            if txn.board_base(&packet.wp_id)? != agreed(packet, &lines) {
                return Ok(false);
            }
        }
        Ok(true)
    })
}

fn is_settled(packet: &&PacketPlan) -> bool {
    !matches!(packet.action, Action::Conflict(_))
}

/// What is agreed on about a packet, as its lines stand now.
fn agreed(packet: &PacketPlan, lines: &BTreeMap<&WpId, Vec<&BoardEntry>>) -> Option<BoardBase> {
    let base = packet.base.as_ref()?;
    let entries = lines.get(&packet.wp_id).map(Vec::as_slice).unwrap_or_default();
    let reading = Reading::new(entries, Some(base));
    let lines = reading.lines.iter().filter_map(|(entry, says)| BaseLine::of(entry, says.status)).collect();
    Some(BoardBase { wp_id: base.wp_id.clone(), status: base.status, lines })
}

/// One change for each line the tool writes.
pub(super) fn board_changes(patched: Option<&PatchedBoard>) -> Vec<BoardChange> {
    let change = |line: &LineChange| {
        let kind = match (&line.from, &line.to) {
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Removed,
            (Some(from), Some(to)) if from.section == to.section => ChangeKind::TokenChanged,
            _ => ChangeKind::Moved,
        };
        let (from, to) = (line.from.clone(), line.to.clone());
        BoardChange { wp_id: line.wp_id.clone(), kind, from, to, gate_bypassed: false }
    };
    patched.iter().flat_map(|patched| &patched.changes).map(change).collect()
}

/// A sync that failed after it began leaves one event that says so, if the store still takes it.
fn record_failure(engine: &mut Engine, caller: &Caller, error: &Error) {
    let failed = SyncFailed { kind: KIND, code: error.code().to_string() };
    let recorded = engine.begin(Wait::Default).and_then(|mut unit| {
        unit.emit(&[failed.into()], caller)?;
        unit.commit()
    });
    // The failure that led here is what the caller must hear of.
    drop(recorded);
}
