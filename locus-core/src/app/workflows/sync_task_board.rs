//! `sync_task_board` in its adopting form: the board is read, packets the database doesn't know come in, the board
//! stays as it is (task-board.md §2, §3.4). The other direction has its place between plan and commit.

use crate::app::ops::{AdoptWp, CreateWp};
use crate::app::params::{Fields, FromParams};
use crate::app::{Caller, Engine, Error, OperationName, Unit, Verdict};
use crate::domain::board::{AdoptionPlan, BoardPlace, BoardWarning, KnownPacket, WarningCode, plan_adoption};
use crate::domain::{Filter, Source, Text, Title, WpId, WpStatus};
use crate::event::{Event, EventType, SyncCompleted, SyncFailed, SyncKind, SyncStarted, TaskBoardSynced};
use crate::ports::{Board, LoadedBoard, ReadTxn, Wait};
use serde::Serialize;

/// How to sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncTaskBoard {
    /// Which board; the project's own if not given.
    pub board_path: Option<String>,
    /// Whether to report drift only.
    pub check: bool,
    /// Whether to plan only.
    pub dry_run: bool,
    /// Whether packets of the board that the database doesn't know come in.
    pub adopt: bool,
}

impl Default for SyncTaskBoard {
    fn default() -> Self {
        Self { board_path: None, check: false, dry_run: false, adopt: true }
    }
}

impl FromParams for SyncTaskBoard {
    fn from_params(params: &mut Fields<'_>) -> Result<Self, Error> {
        let board_path: Option<Text> = params.optional("board_path")?;
        let mode: Option<String> = params.optional("mode")?;
        if let Some(mode) = mode.as_deref().filter(|mode| !["both", "check"].contains(mode)) {
            return Err(Error::invalid("mode", format!("{mode:?} is not one of both, check")));
        }
        Ok(Self {
            board_path: board_path.map(|path| path.as_str().to_owned()),
            check: mode.as_deref() == Some("check"),
            dry_run: params.optional("dry_run")?.unwrap_or(false),
            adopt: params.optional("adopt")?.unwrap_or(true),
        })
    }
}

/// A packet the sync changed, or would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BoardChange {
    /// The packet.
    pub wp_id: WpId,
    /// `added`: it came to be.
    pub kind: &'static str,
    /// Where it was.
    pub from: Option<BoardPlace>,
    /// Where it is.
    pub to: Option<BoardPlace>,
    /// Whether the board put it where only gates lead to.
    pub gate_bypassed: bool,
}

/// A packet both sides know differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BoardConflict {
    /// The packet.
    pub wp_id: WpId,
    /// What both sides had at the last sync.
    pub base: Option<BoardPlace>,
    /// What the board says.
    pub board: BoardPlace,
    /// What the database says.
    pub db: BoardPlace,
}

/// What a sync did, or would do (cli.md §4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SyncReport {
    /// Packets the database took in.
    pub db_changes: Vec<BoardChange>,
    /// Lines the tool wrote.
    pub board_changes: Vec<BoardChange>,
    /// Packets left alone.
    pub conflicts: Vec<BoardConflict>,
    /// What a person should look at.
    pub warnings: Vec<BoardWarning>,
    /// Whether the board was written.
    pub wrote_board: bool,
    /// Entry lines on the board, informational ones included.
    pub entries: u64,
}

/// A finished sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Synced {
    /// What it did.
    pub report: SyncReport,
    /// Whether anything was written.
    pub changed: bool,
    /// The events recorded.
    pub events: Vec<EventType>,
    /// Whether it only looked for drift.
    pub check: bool,
}

impl Synced {
    /// What it came to, for the exit code.
    #[must_use]
    pub const fn verdict(&self) -> Verdict {
        if !self.report.conflicts.is_empty() {
            Verdict::Conflicts
        } else if self.check && !self.report.db_changes.is_empty() {
            Verdict::Drift
        } else {
            Verdict::Done
        }
    }
}

impl SyncTaskBoard {
    /// Syncs the board with the engine's store.
    ///
    /// # Errors
    /// If the caller may not, the board can't be read, or the store fails; nothing is written then.
    pub fn run(&self, engine: &mut Engine, board: &dyn Board, caller: &Caller) -> Result<Synced, Error> {
        caller.check(OperationName::SyncTaskBoard)?;
        let loaded = board.load()?;
        if self.check || self.dry_run {
            let report = engine.view(|txn| Ok(report(&loaded, &self.plan(txn, &loaded)?)))?;
            return Ok(Synced { report, changed: false, events: Vec::new(), check: self.check });
        }
        let syncing = Caller { source: Source::TaskBoardSync, ..caller.clone() };
        let applied = self.apply(engine.begin(Wait::Default)?, &loaded, &syncing);
        match applied {
            Ok((report, events)) => Ok(Synced { report, changed: !events.is_empty(), events, check: false }),
            Err(error) => {
                record_failure(engine, &syncing, &error);
                Err(error)
            }
        }
    }

    fn plan(&self, txn: &dyn ReadTxn, loaded: &LoadedBoard) -> Result<AdoptionPlan, Error> {
        let known = |wp_id: &WpId| -> Result<KnownPacket, Error> {
            Ok(match txn.packet(wp_id)? {
                None => KnownPacket::Unknown,
                Some(wp) if wp.is_deleted() => KnownPacket::Deleted,
                Some(wp) => KnownPacket::Is(wp.status),
            })
        };
        let mut plan = plan_adoption(&loaded.entries, known)?;
        if !self.adopt {
            plan.adoptions.clear();
        }
        plan.warnings.splice(0..0, loaded.warnings.iter().cloned());
        plan.warnings.extend(missing_lines(txn, loaded, &plan)?);
        Ok(plan)
    }

    fn apply(
        &self,
        mut unit: Unit<'_>,
        loaded: &LoadedBoard,
        caller: &Caller,
    ) -> Result<(SyncReport, Vec<EventType>), Error> {
        let plan = self.plan(unit.txn(), loaded)?;
        let report = report(loaded, &plan);
        if plan.adoptions.is_empty() {
            return Ok((report, Vec::new()));
        }
        let kind = SyncKind::TaskBoard;
        let mut events = unit.emit(&[SyncStarted { kind }.into()], caller)?;
        for adoption in &plan.adoptions {
            let title = title_for(&adoption.entry.text, &adoption.entry.wp_id)?;
            let packet = CreateWp::new(adoption.entry.wp_id.clone(), title);
            events.extend(unit.run(&AdoptWp { packet, sight: adoption.sight }, caller)?.events);
        }
        let changes = plan.adoptions.len() as u64;
        let synced = TaskBoardSynced {
            board_hash: loaded.hash,
            entries: report.entries,
            db_changes: changes,
            board_changes: 0,
            conflicts: plan.conflicts.len() as u64,
        };
        let closing: [Event; 2] = [synced.into(), SyncCompleted { kind, changes }.into()];
        events.extend(unit.emit(&closing, caller)?);
        unit.commit()?;
        Ok((report, events))
    }
}

/// A failed sync leaves one event behind, if the store still takes it.
fn record_failure(engine: &mut Engine, caller: &Caller, error: &Error) {
    let failed = SyncFailed { kind: SyncKind::TaskBoard, code: error.code().to_string() };
    let recorded = engine.begin(Wait::Default).and_then(|mut unit| {
        unit.emit(&[failed.into()], caller)?;
        unit.commit()
    });
    // The failure that led here is what the caller must hear of.
    drop(recorded);
}

/// Packets of the database that stand on no line: told in one warning, since this form writes no board.
fn missing_lines(
    txn: &dyn ReadTxn,
    loaded: &LoadedBoard,
    plan: &AdoptionPlan,
) -> Result<Option<BoardWarning>, Error> {
    let on_board: std::collections::BTreeSet<&WpId> =
        loaded.entries.iter().map(|entry| &entry.wp_id).collect();
    let known = txn.counts()?.total();
    if known == 0 || plan.adoptions.len() == on_board.len() {
        return Ok(None);
    }
    let filter = Filter { limit: Filter::MAX_LIMIT, ..Filter::default() };
    let missing = txn.list(&filter)?.items.iter().filter(|wp| !on_board.contains(&wp.wp_id)).count();
    Ok((missing > 0).then(|| BoardWarning {
        code: WarningCode::NotOnBoard,
        wp_id: None,
        line: None,
        message: format!("{missing} packets of the database stand on no line of the board"),
    }))
}

/// The text of a line as a title: cut to 200 characters; the id where the line has no text.
fn title_for(text: &str, wp_id: &WpId) -> Result<Title, Error> {
    let cut: String = text.chars().filter(|c| *c != '\0').take(200).collect();
    let title = if cut.trim().is_empty() { wp_id.to_string() } else { cut };
    title.parse().map_err(|refusal| Error::invalid("title", refusal))
}

fn report(loaded: &LoadedBoard, plan: &AdoptionPlan) -> SyncReport {
    let db_changes = plan.adoptions.iter().map(|adoption| BoardChange {
        wp_id: adoption.entry.wp_id.clone(),
        kind: "added",
        from: None,
        to: Some(adoption.place()),
        gate_bypassed: matches!(
            adoption.sight.status,
            WpStatus::InProgress | WpStatus::Gated | WpStatus::Done
        ),
    });
    let conflicts = plan.conflicts.iter().map(|conflict| BoardConflict {
        wp_id: conflict.wp_id.clone(),
        base: None,
        board: conflict.board.clone(),
        db: BoardPlace { section: None, token: None, status: Some(conflict.db.into()) },
    });
    SyncReport {
        db_changes: db_changes.collect(),
        board_changes: Vec::new(),
        conflicts: conflicts.collect(),
        warnings: plan.warnings.clone(),
        wrote_board: false,
        entries: loaded.entries.len() as u64,
    }
}
