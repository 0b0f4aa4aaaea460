//! What a board sync did, as people see it.

use crate::render::{Style, plain};
use locus_core::app::workflows::SyncReport;
use locus_core::domain::board::{BoardChange, BoardPlace, BoardWarning};
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

/// Where a packet came from and went to.
fn moves(change: &BoardChange, place: impl Fn(Option<&BoardPlace>) -> String) -> String {
    let to = place(change.to.as_ref());
    if change.from.is_none() { to } else { format!("{} → {to}", place(change.from.as_ref())) }
}

fn change(text: &mut String, side: &str, change: &BoardChange) {
    let bypassed = if change.gate_bypassed { ", past its gates" } else { "" };
    let moved = moves(change, place);
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

/// More packets than this are not named in one line.
const NAMED: usize = 4;

/// Things in one line, and how many more there are.
fn few<T>(all: &[T], one: impl Fn(&T) -> String) -> String {
    let mut named: Vec<_> = all.iter().take(NAMED).map(one).collect();
    if all.len() > NAMED {
        named.push(format!("{} more", all.len() - NAMED));
    }
    named.join(", ")
}

/// A sync in one line: what changed on which side, what is in conflict, and of the warnings these.
pub(crate) fn sync_line(report: &SyncReport, warnings: &[&BoardWarning], style: Style) -> String {
    let status = |place: Option<&BoardPlace>| {
        place.and_then(|place| place.status).map_or("nowhere", |status| status.as_str())
    };
    let changes = |side: &str, all: &[BoardChange]| {
        let moved = |change: &BoardChange| {
            format!("{} {}", change.wp_id, moves(change, |place| status(place).into()))
        };
        (!all.is_empty()).then(|| format!("{side}: {}", few(all, moved)))
    };
    let mut parts: Vec<String> =
        [changes("database", &report.db_changes), changes("board", &report.board_changes)]
            .into_iter()
            .flatten()
            .collect();
    if !report.conflicts.is_empty() {
        let ids = few(&report.conflicts, |conflict| conflict.wp_id.to_string());
        parts.push(format!("{}: {ids}; `locus board diff` shows both sides", style.error("conflict")));
    }
    if !warnings.is_empty() {
        let messages = few(warnings, |warning| plain(&warning.message).into_owned());
        parts.push(format!("{}: {messages}", style.faint("warning")));
    }
    if parts.is_empty() {
        parts.push(format!("in step ({} lines with packets)", report.entries));
    }
    format!("{}\n", parts.join(" | "))
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

#[cfg(test)]
mod tests {
    use super::*;
    use locus_core::domain::WpStatus;
    use locus_core::domain::board::{BoardConflict, ChangeKind, WarningCode};

    fn added(id: &str) -> BoardChange {
        BoardChange {
            wp_id: id.parse().unwrap(),
            kind: ChangeKind::Added,
            from: None,
            to: Some(BoardPlace::of_status(WpStatus::Stub)),
            gate_bypassed: false,
        }
    }

    #[test]
    fn however_much_a_sync_did_it_is_one_line() {
        let conflict = BoardConflict { wp_id: "WP-9".parse().unwrap(), base: None, board: None, db: None };
        let report = SyncReport {
            db_changes: ["WP-1", "WP-2", "WP-3", "WP-4", "WP-5", "WP-6"].map(added).to_vec(),
            board_changes: vec![added("WP-7")],
            conflicts: vec![conflict],
            ..SyncReport::default()
        };
        let message = "two\nlines".to_owned();
        let warning = BoardWarning { code: WarningCode::InvalidId, wp_id: None, line: None, message };
        insta::assert_snapshot!(
            sync_line(&report, &[&warning], Style::PLAIN),
            @r"database: WP-1 STUB, WP-2 STUB, WP-3 STUB, WP-4 STUB, 2 more | board: WP-7 STUB | conflict: WP-9; `locus board diff` shows both sides | warning: two\nlines"
        );
    }
}
