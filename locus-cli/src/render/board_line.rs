//! A board sync in one line, as `board watch` tells it.

use crate::render::board::lines;
use crate::render::{Style, plain};
use locus_core::app::workflows::SyncReport;
use locus_core::domain::board::{BoardChange, BoardPlace, BoardWarning};

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
            let to = status(change.to.as_ref());
            let moved = match &change.from {
                None => to.to_owned(),
                from => format!("{} → {to}", status(from.as_ref())),
            };
            format!("{} {moved}", change.wp_id)
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
        parts.push(format!("in step ({})", lines(report.entries)));
    }
    format!("{}\n", parts.join(" | "))
}
