//! The plan of a whole sync: which packets have to be looked at, and what is to be done about each.

use super::request::SyncTaskBoard;
use crate::app::Error;
use crate::domain::board::{
    Action, BoardBase, BoardConflict, BoardEntry, BoardPlace, BoardWarning, ChangeKind, ConflictCause, Edit,
    PacketPlan, Reading, Side, WarningCode, plan_packet,
};
use crate::domain::{WorkPacket, WpId};
use crate::ports::{BoardState, LoadedBoard, ReadTxn};
use std::collections::{BTreeMap, BTreeSet};

/// What a sync is to do.
#[derive(Debug)]
pub(super) struct SyncPlan {
    /// One plan a packet that has to be looked at, in the order of the lines; those without a line last, by id.
    pub(super) packets: Vec<PacketPlan>,
    /// What to tell besides.
    pub(super) warnings: Vec<BoardWarning>,
    /// Where both sides met before.
    pub(super) state: BoardState,
    /// Whether packets of the board were left out because nothing is to be adopted.
    pub(super) left_out: bool,
    /// Why the board is no edit of the newest one, if it is none: it is an older one, or the ruin of one.
    pub(super) suspect: Option<ConflictCause>,
}

/// Of so many listed packets and more, losing over half at once is no edit.
const MANY_LISTED: usize = 20;

impl SyncPlan {
    /// Works out the plan from what the transaction shows.
    pub(super) fn new(sync: &SyncTaskBoard, txn: &dyn ReadTxn, board: &LoadedBoard) -> Result<Self, Error> {
        let state = txn.board_state()?;
        let changed: BTreeSet<WpId> = txn.packets_changed_since(state.sequence)?.into_iter().collect();
        let mut plan = Self {
            packets: Vec::new(),
            warnings: board.warnings.clone(),
            state,
            left_out: false,
            suspect: None,
        };
        let unchanged_board = state.clean && state.is_of(board);
        if unchanged_board && changed.is_empty() {
            return Ok(plan);
        }
        let lines = lines_by_packet(&board.entries);
        let bases: BTreeMap<WpId, BoardBase> = if unchanged_board {
            BTreeMap::new()
        } else {
            txn.board_bases()?.into_iter().map(|base| (base.wp_id.clone(), base)).collect()
        };
        let suspect = if unchanged_board { None } else { suspicion(sync, txn, board, &lines, &bases)? };
        plan.suspect = suspect;
        let mut ids = changed.clone();
        if !unchanged_board {
            ids.extend(lines.keys().map(|id| (*id).clone()));
            ids.extend(bases.keys().cloned());
        }
        for id in ids {
            let entries = lines.get(&id).map(Vec::as_slice).unwrap_or_default();
            let base = if unchanged_board { txn.board_base(&id)? } else { bases.get(&id).cloned() };
            // Nobody touched it on either side: no need to read its row.
            let quiet = base.as_ref().is_some_and(|base| !Reading::new(entries, Some(base)).changed);
            if quiet && !changed.contains(&id) && !(suspect.is_some() && sync.prefer == Some(Side::Db)) {
                continue;
            }
            let db = txn.packet(&id)?;
            if db.is_none() && !sync.adopt {
                plan.left_out = true;
                continue;
            }
            plan.packets.push(one(sync, &id, entries, base.as_ref(), db.as_ref(), suspect));
        }
        let first_line = |plan: &PacketPlan| {
            lines.get(&plan.wp_id).and_then(|entries| entries.first()).map_or(usize::MAX, |e| e.line)
        };
        plan.packets.sort_by_key(first_line);
        plan.warnings.extend(under_no_status(&plan.packets, &lines));
        Ok(plan)
    }

    /// The changes of the board's text.
    pub(super) fn edits(&self) -> Vec<Edit> {
        let edits = self.packets.iter().filter_map(|plan| match &plan.action {
            Action::FollowDb { edits } => Some(edits.clone()),
            _ => None,
        });
        edits.flatten().collect()
    }

    /// Packets in conflict.
    pub(super) fn conflicts(&self) -> Vec<BoardConflict> {
        let conflicts = self.packets.iter().filter_map(|plan| match &plan.action {
            Action::Conflict(conflict) => Some((**conflict).clone()),
            _ => None,
        });
        conflicts.collect()
    }

    /// Everything there is to tell, by line.
    pub(super) fn warnings(&self) -> Vec<BoardWarning> {
        let mut all = self.warnings.clone();
        all.extend(self.packets.iter().flat_map(|plan| plan.warnings.clone()));
        all.sort_by_key(|warning| warning.line);
        all
    }
}

/// Packets whose lines are still there, but below headings that stand for nothing: a typo in a heading takes all
/// below it off the board. One warning a heading.
fn under_no_status(
    packets: &[PacketPlan],
    lines: &BTreeMap<&WpId, Vec<&BoardEntry>>,
) -> impl Iterator<Item = BoardWarning> {
    let gone =
        |plan: &&PacketPlan| plan.db_change.as_ref().is_some_and(|change| change.kind == ChangeKind::Removed);
    let left = packets.iter().filter(gone).filter_map(|plan| lines.get(&plan.wp_id)?.first().copied());
    let mut headings: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for entry in left {
        let heading = entry.section.as_ref().map(|section| section.heading.clone()).unwrap_or_default();
        let (count, line) = headings.entry(heading).or_insert((0, entry.line));
        (*count, *line) = (*count + 1, entry.line.min(*line));
    }
    headings.into_iter().map(|(heading, (count, line))| BoardWarning {
        code: WarningCode::NoStatusSection,
        wp_id: None,
        line: Some(line),
        message: format!(
            "{count} of the packets taken off the board still have lines, below {heading:?}, which stands for no status"
        ),
    })
}

/// The lines of each packet, in the order they stand.
pub(in crate::app::workflows) fn lines_by_packet(
    entries: &[BoardEntry],
) -> BTreeMap<&WpId, Vec<&BoardEntry>> {
    let mut lines: BTreeMap<&WpId, Vec<&BoardEntry>> = BTreeMap::new();
    for entry in entries {
        lines.entry(&entry.wp_id).or_default().push(entry);
    }
    lines
}

/// A board that is no edit of the newest one: an older one put back, one without its status sections, or one that
/// lost most of its packets (task-board.md §3.6).
fn suspicion(
    sync: &SyncTaskBoard,
    txn: &dyn ReadTxn,
    board: &LoadedBoard,
    lines: &BTreeMap<&WpId, Vec<&BoardEntry>>,
    bases: &BTreeMap<WpId, BoardBase>,
) -> Result<Option<ConflictCause>, Error> {
    let state = txn.board_state()?;
    if state.hash != Some(board.hash) && txn.knows_board(board.hash)? {
        return Ok(Some(ConflictCause::Stale));
    }
    let listed = bases.values().filter(|base| !base.lines.is_empty());
    let (mut total, mut lost) = (0, 0);
    for base in listed {
        total += 1;
        let stands =
            lines.get(&base.wp_id).is_some_and(|entries| entries.iter().any(|e| e.first_sight().is_some()));
        lost += usize::from(!stands);
    }
    let emptied = total > 0 && board.status_sections == 0;
    let gutted = total >= MANY_LISTED && lost * 2 > total;
    Ok(((emptied || gutted) && !sync.accept_removals).then_some(ConflictCause::Gutted))
}

fn one(
    sync: &SyncTaskBoard,
    id: &WpId,
    entries: &[&BoardEntry],
    base: Option<&BoardBase>,
    db: Option<&WorkPacket>,
    suspect: Option<ConflictCause>,
) -> PacketPlan {
    match (suspect, sync.prefer) {
        // The board is no word on anything: the database says where everything stands.
        (Some(_), Some(Side::Db)) if db.is_some_and(|wp| !wp.is_deleted()) && !is_unlisted(base) => {
            plan_packet(id, entries, None, db, sync.prefer)
        }
        (Some(cause), None) => {
            let plan = plan_packet(id, entries, base, db, None);
            if plan.action == Action::Nothing && plan.db_change.is_none() {
                plan
            } else {
                held_back(plan, cause, base, db)
            }
        }
        _ => plan_packet(id, entries, base, db, sync.prefer),
    }
}

/// Whether the packet was taken off the board long ago.
fn is_unlisted(base: Option<&BoardBase>) -> bool {
    base.is_some_and(|base| base.lines.is_empty())
}

/// What a suspect board would have done becomes a conflict.
fn held_back(
    plan: PacketPlan,
    cause: ConflictCause,
    base: Option<&BoardBase>,
    db: Option<&WorkPacket>,
) -> PacketPlan {
    let conflict = BoardConflict {
        cause,
        wp_id: plan.wp_id.clone(),
        base: base
            .map(|base| base.lines.first().map_or(BoardPlace::of_status(base.status), BoardPlace::of_base)),
        board: plan.db_change.as_ref().and_then(|change| change.to.clone()),
        db: db.filter(|wp| !wp.is_deleted()).map(|wp| BoardPlace::of_status(wp.status)),
    };
    PacketPlan { action: Action::Conflict(Box::new(conflict)), db_change: None, base: base.cloned(), ..plan }
}
