//! Packets that the board doesn't list get their line (task-board.md §3.4).

use super::apply::{ATTEMPTS, kept_changing, patched};
use super::plan::SyncPlan;
use super::push::{Written, record, synced};
use super::request::{SyncReport, SyncTaskBoard, Synced};
use crate::app::{Caller, Engine, Error, OperationName};
use crate::domain::board::{Action, BoardBase, Edit, PacketPlan};
use crate::domain::{Source, WorkPacket, WpId};
use crate::ports::{Board, LoadedBoard, ReadTxn};

/// Gives packets a line on the board that have none, and takes nothing in. One that a person took off is listed again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddToTaskBoard {
    /// Which packets. One that has a status line already is left as it is.
    pub wp_ids: Vec<WpId>,
}

impl AddToTaskBoard {
    /// Adds the lines; all of them or, where a packet is not there, none. A board that is no edit of the newest one
    /// is left alone: what stands in conflict is in the report.
    ///
    /// # Errors
    /// If the caller may not, a packet is not there or deleted, the board can't be read or written, another sync holds
    /// it, or the store fails.
    pub fn run(&self, engine: &mut Engine, board: &dyn Board, caller: &Caller) -> Result<Synced, Error> {
        caller.check(OperationName::SyncTaskBoard)?;
        let caller = Caller { source: Source::TaskBoardSync, ..caller.clone() };
        let _lock = board.lock(engine.wait())?;
        let mut path = String::new();
        for _ in 0..ATTEMPTS {
            let loaded = board.load()?;
            let plan = engine.view(|txn| self.plan(txn, &loaded))?;
            let conflicts = plan.conflicts();
            if plan.packets.is_empty() || !conflicts.is_empty() {
                let entries = loaded.entries.len() as u64;
                return Ok(synced(SyncReport { entries, conflicts, ..SyncReport::default() }));
            }
            let patched = patched(board, &loaded, &plan.edits())?;
            let written = match &patched {
                Some(new) => board.replace(loaded.hash, &new.board)?,
                None => true,
            };
            if written {
                let seen = plan.state.sequence;
                return record(engine, &caller, &Written { plan, loaded, patched, seen });
            }
            path = loaded.path;
        }
        Err(kept_changing(path))
    }

    /// One line for each of the packets that has none. Of a board that is an older one, or the ruin of one, the
    /// conflicts.
    fn plan(&self, txn: &dyn ReadTxn, board: &LoadedBoard) -> Result<SyncPlan, Error> {
        let mut adding: Vec<PacketPlan> = Vec::new();
        for id in &self.wp_ids {
            let wp = txn.packet(id)?.filter(|wp| !wp.is_deleted());
            let wp = wp.ok_or_else(|| Error::no_packet(id))?;
            let is_listed = board.entries.iter().any(|e| e.wp_id == *id && e.first_sight().is_some());
            if !is_listed && !adding.iter().any(|plan| plan.wp_id == *id) {
                adding.push(line_of(&wp));
            }
        }
        let plan = SyncPlan::new(&SyncTaskBoard::default(), txn, board)?;
        if plan.suspect.is_some() && !plan.conflicts().is_empty() {
            return Ok(plan);
        }
        Ok(SyncPlan { packets: adding, warnings: Vec::new(), ..plan })
    }
}

fn line_of(wp: &WorkPacket) -> PacketPlan {
    let edits = vec![Edit::add(wp)];
    PacketPlan {
        wp_id: wp.wp_id.clone(),
        action: Action::FollowDb { edits },
        db_change: None,
        warnings: Vec::new(),
        base: Some(BoardBase { wp_id: wp.wp_id.clone(), status: wp.status, lines: Vec::new() }),
        edited: false,
    }
}
