//! What a board sync did, as people see it.

use crate::render::{Style, plain};
use locus_core::app::workflows::SyncReport;
use locus_core::domain::board::{BoardChange, BoardPlace};
use std::collections::BTreeMap;
use std::fmt::Write as _;

fn place(place: Option<&BoardPlace>) -> String {
    let Some(place) = place else { return "nowhere".into() };
    let status = place.status.map_or("no status", |status| status.as_str());
    match &place.section {
        Some(section) => format!("{status} ({})", plain(section)),
        None => status.to_owned(),
    }
}

fn change(text: &mut String, side: &str, change: &BoardChange) {
    let bypassed = if change.gate_bypassed { ", past its gates" } else { "" };
    let (from, to) = (place(change.from.as_ref()), place(change.to.as_ref()));
    let moved = if change.from.is_none() { to } else { format!("{from} → {to}") };
    let _ = writeln!(text, "  {side} {} {}: {moved}{bypassed}", change.kind, change.wp_id);
}

/// More changes than this are summed up; `--json` has them all.
const LISTED: usize = 20;

fn changes(text: &mut String, side: &str, all: &[BoardChange]) {
    if all.len() <= LISTED {
        all.iter().for_each(|done| change(text, side, done));
        return;
    }
    let mut groups: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for done in all {
        let status = done.to.as_ref().and_then(|place| place.status).map_or("-", |status| status.as_str());
        *groups.entry((done.kind.as_str(), status)).or_default() += 1;
    }
    for ((kind, status), count) in groups {
        let _ = writeln!(text, "  {side} {kind} {count} × {status}");
    }
}

/// The report of a sync; `planned` if nothing was done.
pub(crate) fn sync_report(report: &SyncReport, planned: bool, style: Style) -> String {
    let mut text = String::new();
    changes(&mut text, "database", &report.db_changes);
    changes(&mut text, "board", &report.board_changes);
    for conflict in &report.conflicts {
        let (board, db) = (place(conflict.board.as_ref()), place(conflict.db.as_ref()));
        let word = style.error("conflict");
        let _ = writeln!(text, "  {word} {}: the board says {board}, the database {db}", conflict.wp_id);
    }
    for warning in &report.warnings {
        let line = warning.line.map(|line| format!("line {line}: ")).unwrap_or_default();
        let _ = writeln!(text, "  {} {line}{}", style.faint("warning"), plain(&warning.message));
    }
    let (db, board) = (report.db_changes.len(), report.board_changes.len());
    let done = match (db + board, planned) {
        (0, _) if report.conflicts.is_empty() => "nothing to change".to_owned(),
        (0, _) => "nothing else to change".to_owned(),
        (_, true) => format!("a sync would change {db} in the database, {board} on the board"),
        (_, false) => format!("changed {db} in the database, {board} on the board"),
    };
    let _ = writeln!(text, "{done} ({} lines with packets)", report.entries);
    if !report.conflicts.is_empty() {
        let _ = writeln!(
            text,
            "{} in conflict, left alone on both sides: `locus board sync --prefer board` or `--prefer db` settles it",
            report.conflicts.len()
        );
    }
    text
}
