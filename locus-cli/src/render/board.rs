//! What a board sync did, as people see it.

use crate::render::{Style, plain};
use locus_core::app::workflows::{BoardChange, SyncReport};
use locus_core::domain::board::BoardPlace;
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

/// The report of a sync; `planned` if nothing was done.
pub(crate) fn sync_report(report: &SyncReport, planned: bool, style: Style) -> String {
    let mut text = String::new();
    report.db_changes.iter().for_each(|done| change(&mut text, "database", done));
    report.board_changes.iter().for_each(|done| change(&mut text, "board", done));
    for conflict in &report.conflicts {
        let (board, db) = (place(Some(&conflict.board)), place(Some(&conflict.db)));
        let word = style.error("conflict");
        let _ = writeln!(text, "  {word} {}: the board says {board}, the database {db}", conflict.wp_id);
    }
    for warning in &report.warnings {
        let line = warning.line.map(|line| format!("line {line}: ")).unwrap_or_default();
        let _ = writeln!(text, "  {} {line}{}", style.faint("warning"), plain(&warning.message));
    }
    let (db, board) = (report.db_changes.len(), report.board_changes.len());
    let done = match (db + board, planned) {
        (0, _) => "nothing to change".to_owned(),
        (_, true) => format!("a sync would change {db} in the database, {board} on the board"),
        (_, false) => format!("changed {db} in the database, {board} on the board"),
    };
    let conflicts = match report.conflicts.len() {
        0 => String::new(),
        conflicts => format!("; {conflicts} in conflict"),
    };
    let _ = writeln!(text, "{done}{conflicts} ({} entries)", report.entries);
    text
}
