//! What a board sync did or would do, as people see it: one line a packet, with the reason.

use crate::render::{Cell, Column, Style, Table, count, plain};
use locus_core::app::workflows::SyncReport;
use locus_core::domain::board::{BoardChange, BoardConflict, BoardPlace, ChangeKind, ConflictCause};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How much a report tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Telling {
    /// Whether nothing was done.
    pub(crate) planned: bool,
    /// Whether each change is listed, however many there are.
    pub(crate) all: bool,
}

/// More changes than this are summed up; `locus board diff` and `--json` have them all.
const LISTED: usize = 20;

/// How many lines were looked at.
pub(super) fn lines(entries: u64) -> String {
    count(entries, "line with a packet", "lines with packets")
}

fn status(place: Option<&BoardPlace>) -> Cell {
    let status = place.and_then(|place| place.status);
    status.map_or_else(|| Cell::new("-"), Cell::board_status)
}

fn section(place: Option<&BoardPlace>) -> &str {
    place.and_then(|place| place.section.as_deref()).unwrap_or("nowhere")
}

fn token(place: Option<&BoardPlace>) -> Option<&str> {
    place.and_then(|place| place.token.as_deref())
}

/// Why the database takes something in.
fn taken_in(change: &BoardChange) -> String {
    let (from, to) = (change.from.as_ref(), change.to.as_ref());
    let why = match change.kind {
        ChangeKind::Added => format!("new on the board, under {}", section(to)),
        ChangeKind::Removed => format!("its line is gone from {}", section(from)),
        ChangeKind::Moved => format!("the board moved it from {} to {}", section(from), section(to)),
        ChangeKind::TokenChanged => match (token(from), token(to)) {
            (Some(from), Some(to)) => format!("the board changed [{from}] to [{to}]"),
            (None, Some(to)) => format!("the board gave it [{to}]"),
            (Some(from), None) => format!("the board took [{from}] away"),
            (None, None) => "the board changed it".to_owned(),
        },
    };
    if change.gate_bypassed { why + "; past its gates" } else { why }
}

/// Why a line of the board is written.
fn written(change: &BoardChange) -> String {
    let (from, to) = (change.from.as_ref(), change.to.as_ref());
    match change.kind {
        ChangeKind::Added => format!("not on the board; its line goes under {}", section(to)),
        ChangeKind::Removed => format!("deleted; its line goes from {}", section(from)),
        ChangeKind::Moved => {
            format!("the database changed it; its line goes from {} to {}", section(from), section(to))
        }
        ChangeKind::TokenChanged => match (token(from), token(to)) {
            (Some(from), Some(to)) => format!("the database changed it; [{from}] becomes [{to}]"),
            (None, Some(to)) => format!("the database changed it; it gets [{to}]"),
            (Some(from), None) => format!("the database changed it; it loses [{from}]"),
            (None, None) => "the database changed it".to_owned(),
        },
    }
}

fn changes(
    title: &'static str,
    all: &[BoardChange],
    why: fn(&BoardChange) -> String,
    telling: Telling,
) -> Table {
    if all.len() > LISTED && !telling.all {
        return summed_up(title, all);
    }
    let mut table = Table::new([
        Column::whole(title),
        Column::spare("WAS", 1),
        Column::vital("IS"),
        Column::below("WHY"),
    ]);
    for change in all {
        let (from, to) = (status(change.from.as_ref()), status(change.to.as_ref()));
        table.row([Cell::new(&change.wp_id), from, to, Cell::new(why(change))]);
    }
    table
}

fn summed_up(title: &'static str, all: &[BoardChange]) -> Table {
    let mut groups: BTreeMap<_, (usize, &BoardChange)> = BTreeMap::new();
    for change in all {
        let to = change.to.as_ref().and_then(|place| place.status);
        groups.entry((change.kind, to)).or_insert((0, change)).0 += 1;
    }
    let mut table = Table::new([Column::whole(title), Column::whole("IS")]);
    for ((kind, _), (count, one)) in groups {
        let kind = kind.as_str().replace('_', " ");
        table.row([Cell::new(format!("{count} {kind}")), status(one.to.as_ref())]);
    }
    table
}

fn conflicts(all: &[BoardConflict]) -> Table {
    let mut table = Table::new([
        Column::whole("IN CONFLICT"),
        Column::spare("LAST SYNC", 1),
        Column::spare("BOARD", 2),
        Column::spare("DATABASE", 3),
        Column::below("WHY"),
    ]);
    for conflict in all {
        let board = conflict.board.as_ref();
        let why = match conflict.cause {
            ConflictCause::BothChanged => {
                format!("both changed: the board has it under {}", section(board))
            }
            ConflictCause::NeverMet => {
                format!("both have it and never agreed: the board under {}", section(board))
            }
            ConflictCause::Torn => {
                format!(
                    "the board changed section and token, which disagree: [{}] under {}",
                    token(board).unwrap_or_default(),
                    section(board)
                )
            }
            ConflictCause::Stale => "the board is an older one".to_owned(),
            ConflictCause::Gutted => "the board lost most of its lines".to_owned(),
        };
        let [base, board, db] = [&conflict.base, &conflict.board, &conflict.db].map(|p| status(p.as_ref()));
        table.row([Cell::new(&conflict.wp_id), base, board, db, Cell::new(why)]);
    }
    table
}

/// The report of a sync.
pub(crate) fn sync_report(report: &SyncReport, telling: Telling, style: Style) -> String {
    let mut text = changes("TO THE DATABASE", &report.db_changes, taken_in, telling).text(style);
    text += &changes("TO THE BOARD", &report.board_changes, written, telling).text(style);
    text += &conflicts(&report.conflicts).text(style);
    for warning in &report.warnings {
        let line = warning.line.map(|line| format!("line {line}: ")).unwrap_or_default();
        let _ = writeln!(text, "{} {line}{}", style.caution("warning:"), plain(&warning.message));
    }
    let (db, board) = (report.db_changes.len(), report.board_changes.len());
    let done = match (db + board, telling.planned) {
        (0, _) if report.conflicts.is_empty() => "nothing to change".to_owned(),
        (0, _) => "nothing else to change".to_owned(),
        (_, true) => format!("a sync would change {db} in the database, {board} on the board"),
        (_, false) => format!("changed {db} in the database, {board} on the board"),
    };
    let summed_up = telling.planned && !telling.all && db.max(board) > LISTED;
    let hint = if summed_up { "; `locus board diff` lists each" } else { "" };
    text += &style.block(&format!("{done} ({}){hint}", lines(report.entries)), "");
    if !report.conflicts.is_empty() {
        let gutted = report.conflicts.iter().any(|one| one.cause == ConflictCause::Gutted);
        let removed =
            if gutted { "; where lines were taken off on purpose, `--accept-removals` does" } else { "" };
        let told = format!(
            "{} in conflict, left alone on both sides: `locus board sync --prefer board` or `--prefer db` settles \
             it{removed}",
            report.conflicts.len()
        );
        text += &style.block(&told, "");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use locus_core::domain::TaskBoardStatus;
    use locus_core::domain::board::{BoardWarning, WarningCode};

    fn place(section: &str, token: &str, status: TaskBoardStatus) -> Option<BoardPlace> {
        Some(BoardPlace { section: Some(section.into()), token: Some(token.into()), status: Some(status) })
    }

    fn change(id: &str, kind: ChangeKind, from: Option<BoardPlace>, to: Option<BoardPlace>) -> BoardChange {
        BoardChange { wp_id: id.parse().unwrap(), kind, from, to, gate_bypassed: false }
    }

    fn conflict(id: &str, cause: ConflictCause, base: Option<BoardPlace>) -> BoardConflict {
        let db = Some(BoardPlace { section: None, token: None, status: Some(TaskBoardStatus::Blocked) });
        let board =
            (cause != ConflictCause::Gutted).then_some(place("Done", "VALIDATED", TaskBoardStatus::Done));
        BoardConflict { wp_id: id.parse().unwrap(), base, board: board.flatten(), db, cause }
    }

    fn report() -> SyncReport {
        let ready = || place("Ready for Dev", "READY_FOR_DEV", TaskBoardStatus::Ready);
        let done = || place("Done", "VALIDATED", TaskBoardStatus::Done);
        let failed = || place("Done", "FAIL", TaskBoardStatus::Gated);
        let past = BoardChange { gate_bypassed: true, ..change("WP-2", ChangeKind::Moved, ready(), done()) };
        SyncReport {
            db_changes: vec![
                change("WP-1-New", ChangeKind::Added, None, ready()),
                past,
                change("WP-3", ChangeKind::TokenChanged, done(), failed()),
                change("WP-4", ChangeKind::Removed, ready(), None),
            ],
            board_changes: vec![
                change("WP-5", ChangeKind::Added, None, ready()),
                change("WP-6", ChangeKind::Moved, ready(), done()),
                change("WP-7", ChangeKind::TokenChanged, failed(), done()),
                change("WP-8", ChangeKind::Removed, done(), None),
            ],
            conflicts: vec![
                conflict("WP-9", ConflictCause::BothChanged, ready()),
                conflict("WP-10", ConflictCause::NeverMet, None),
                conflict("WP-11", ConflictCause::Torn, ready()),
                conflict("WP-12", ConflictCause::Stale, ready()),
                conflict("WP-13", ConflictCause::Gutted, ready()),
            ],
            warnings: vec![BoardWarning {
                code: WarningCode::DeletedId,
                wp_id: None,
                line: Some(7),
                message: "odd \u{1b}[31m".into(),
            }],
            wrote_board: false,
            entries: 12,
        }
    }

    const PLANNED: Telling = Telling { planned: true, all: false };

    #[test]
    fn each_packet_has_a_line_that_says_why() {
        insta::assert_snapshot!(sync_report(&report(), PLANNED, Style::PLAIN), @r"
        TO THE DATABASE  WAS    IS     WHY
        WP-1-New         -      READY  new on the board, under Ready for Dev
        WP-2             READY  DONE   the board moved it from Ready for Dev to Done; past its gates
        WP-3             DONE   GATED  the board changed [VALIDATED] to [FAIL]
        WP-4             READY  -      its line is gone from Ready for Dev
        TO THE BOARD  WAS    IS     WHY
        WP-5          -      READY  not on the board; its line goes under Ready for Dev
        WP-6          READY  DONE   the database changed it; its line goes from Ready for Dev to Done
        WP-7          GATED  DONE   the database changed it; [FAIL] becomes [VALIDATED]
        WP-8          DONE   -      deleted; its line goes from Done
        IN CONFLICT  LAST SYNC  BOARD  DATABASE  WHY
        WP-9         READY      DONE   BLOCKED   both changed: the board has it under Done
        WP-10        -          DONE   BLOCKED   both have it and never agreed: the board under Done
        WP-11        READY      DONE   BLOCKED   the board changed section and token, which disagree: [VALIDATED] under Done
        WP-12        READY      DONE   BLOCKED   the board is an older one
        WP-13        READY      -      BLOCKED   the board lost most of its lines
        warning: line 7: odd \u{1b}[31m
        a sync would change 4 in the database, 4 on the board (12 lines with packets)
        5 in conflict, left alone on both sides: `locus board sync --prefer board` or `--prefer db` settles it; where lines were taken off on purpose, `--accept-removals` does
        ");
    }

    #[test]
    fn colour_is_that_of_the_status() {
        let coloured = sync_report(&report(), PLANNED, Style { colour: true, ..Style::PLAIN });
        insta::assert_snapshot!(coloured.replace('\u{1b}', "␛"), @r"
        ␛[2mTO THE DATABASE␛[0m  ␛[2mWAS␛[0m    ␛[2mIS␛[0m     ␛[2mWHY␛[0m
        WP-1-New         -      ␛[36mREADY␛[0m  new on the board, under Ready for Dev
        WP-2             ␛[36mREADY␛[0m  ␛[32mDONE␛[0m   the board moved it from Ready for Dev to Done; past its gates
        WP-3             ␛[32mDONE␛[0m   ␛[31mGATED␛[0m  the board changed [VALIDATED] to [FAIL]
        WP-4             ␛[36mREADY␛[0m  -      its line is gone from Ready for Dev
        ␛[2mTO THE BOARD␛[0m  ␛[2mWAS␛[0m    ␛[2mIS␛[0m     ␛[2mWHY␛[0m
        WP-5          -      ␛[36mREADY␛[0m  not on the board; its line goes under Ready for Dev
        WP-6          ␛[36mREADY␛[0m  ␛[32mDONE␛[0m   the database changed it; its line goes from Ready for Dev to Done
        WP-7          ␛[31mGATED␛[0m  ␛[32mDONE␛[0m   the database changed it; [FAIL] becomes [VALIDATED]
        WP-8          ␛[32mDONE␛[0m   -      deleted; its line goes from Done
        ␛[2mIN CONFLICT␛[0m  ␛[2mLAST SYNC␛[0m  ␛[2mBOARD␛[0m  ␛[2mDATABASE␛[0m  ␛[2mWHY␛[0m
        WP-9         ␛[36mREADY␛[0m      ␛[32mDONE␛[0m   ␛[31mBLOCKED␛[0m   both changed: the board has it under Done
        WP-10        -          ␛[32mDONE␛[0m   ␛[31mBLOCKED␛[0m   both have it and never agreed: the board under Done
        WP-11        ␛[36mREADY␛[0m      ␛[32mDONE␛[0m   ␛[31mBLOCKED␛[0m   the board changed section and token, which disagree: [VALIDATED] under Done
        WP-12        ␛[36mREADY␛[0m      ␛[32mDONE␛[0m   ␛[31mBLOCKED␛[0m   the board is an older one
        WP-13        ␛[36mREADY␛[0m      -      ␛[31mBLOCKED␛[0m   the board lost most of its lines
        ␛[33mwarning:␛[0m line 7: odd \u{1b}[31m
        a sync would change 4 in the database, 4 on the board (12 lines with packets)
        5 in conflict, left alone on both sides: `locus board sync --prefer board` or `--prefer db` settles it; where lines were taken off on purpose, `--accept-removals` does
        ");
        assert_eq!(
            anstream::adapter::strip_str(&coloured).to_string(),
            sync_report(&report(), PLANNED, Style::PLAIN)
        );
    }

    #[test]
    fn many_changes_are_summed_up_unless_all_are_asked_for() {
        let one = |n| {
            let status = if n % 3 == 0 { TaskBoardStatus::Done } else { TaskBoardStatus::Ready };
            change(&format!("WP-{n}"), ChangeKind::Added, None, place("S", "T", status))
        };
        let report = SyncReport { db_changes: (0..21).map(one).collect(), ..SyncReport::default() };
        insta::assert_snapshot!(sync_report(&report, PLANNED, Style::PLAIN), @r"
        TO THE DATABASE  IS
        14 added         READY
        7 added          DONE
        a sync would change 21 in the database, 0 on the board (0 lines with packets); `locus board diff` lists each
        ");
        let all = sync_report(&report, Telling { all: true, ..PLANNED }, Style::PLAIN);
        assert_eq!(all.lines().count(), 23, "{all}");
        let done = sync_report(&report, Telling { planned: false, all: false }, Style::PLAIN);
        assert!(!done.contains("board diff") && done.contains("changed 21 in the database"), "{done}");
    }
}
