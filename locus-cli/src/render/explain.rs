//! Why packets are ready, or held up, and by what in the end.

use crate::hint;
use crate::render::{Style, moment, plain, title};
use locus_core::app::BlockedView;
use locus_core::app::ops::{BlockedExplained, Cause, Held, PacketExplained, ReadyExplained};
use locus_core::domain::{Sort, SortKey, WorkPacket, WpId, WpStatus};
use locus_core::graph::{BlockedReason, Impact, Obstacle, RootCause};
use std::fmt::Write as _;

/// How many root causes, and how many released packets, are named.
const NAMED: usize = 3;

/// A packet's own line.
fn headline(wp: &WorkPacket, style: Style) -> String {
    let id = style.strong(wp.wp_id.as_str());
    let line = format!("{id} {} priority {}  ", style.status(wp.status), wp.priority);
    style.ending(line, title(wp)) + "\n"
}

/// Ready packets in their order, each with what puts it there and what it unblocks.
pub(crate) fn ready_explained(explained: &ReadyExplained, style: Style) -> String {
    let mut text = String::new();
    for (view, standing) in explained.answer.ready_wps.iter().zip(&explained.explanations) {
        let place = match standing.decided_by {
            None => first(explained.answer.sort_policy),
            Some(SortKey::Priority) => "less urgent than the one before",
            Some(SortKey::Status) => "in progress already, so behind what is to be taken up",
            Some(SortKey::CreatedAt) => "as urgent as the one before, but newer",
            Some(SortKey::WpId) => "like the one before; its id comes later",
        };
        text += &headline(&view.wp, style);
        for line in [place.to_owned()].into_iter().chain(unblocks(&standing.unblocks)) {
            let _ = writeln!(text, "  {line}");
        }
    }
    text
}

const fn first(sort: Sort) -> &'static str {
    match sort {
        Sort::Hybrid => "first: by priority, then ready before in_progress, then age",
        Sort::Priority => "first: by priority, then age",
        Sort::Age => "first: the oldest",
    }
}

/// What finishing a packet does, in short lines.
pub(crate) fn unblocks(impact: &Impact) -> Vec<String> {
    let Impact { releases, waiting, complete } = impact;
    if waiting.is_empty() {
        return vec!["nobody waits for it".to_owned()];
    }
    let mut lines: Vec<_> = releases.iter().take(NAMED).map(|id| format!("unblocks {id}")).collect();
    match releases.len() {
        0 => lines.push("unblocks nobody by itself".to_owned()),
        named if named <= NAMED => {}
        all => lines.push(format!("unblocks {} more", all - NAMED)),
    }
    let or_more = if *complete { "" } else { " or more" };
    let wait = if *complete && waiting.len() == 1 { "waits" } else { "wait" };
    lines.push(format!("{}{or_more} {wait} behind it", waiting.len()));
    lines
}

/// The first of some packets, and how many more there are.
fn some(ids: &[WpId]) -> String {
    let named: Vec<_> = ids.iter().take(NAMED).map(WpId::as_str).collect();
    match ids.len().saturating_sub(NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

/// Packets that are held up, each with the ends of its chains.
pub(crate) fn blocked(explained: &BlockedExplained, style: Style) -> String {
    let mut text = String::new();
    for (view, held) in explained.answer.blocked_wps.iter().zip(&explained.root_causes) {
        text += &headline(&view.packet.wp, style);
        if view.reasons.contains(&BlockedReason::StatusBlocked) {
            text.push_str("  held up by its own status\n");
        }
        for root in held.causes.roots.iter().take(NAMED) {
            let _ = writeln!(text, "  held up by {}", chain(root, style));
        }
        if let Some(rest) = rest(view, held) {
            let _ = writeln!(text, "  {}", style.faint(&rest));
        }
    }
    text
}

/// What holds a packet up beyond what was named.
fn rest(view: &BlockedView, held: &Held) -> Option<String> {
    let wp = &held.wp_id;
    if held.causes.roots.is_empty() && !held.causes.complete {
        let near: Vec<_> = view.open_blockers.iter().map(|blocker| blocker.wp_id.clone()).collect();
        return Some(format!("held up by {} and much behind: `locus dep tree {wp}`", some(&near)));
    }
    let more = held.causes.roots.len().saturating_sub(NAMED);
    let or_more = if held.causes.complete { "" } else { " or more" };
    (more > 0 || !held.causes.complete)
        .then(|| format!("and by {more}{or_more} others: `locus ready --explain {wp}`"))
}

/// A root cause, and the way it takes.
fn chain(root: &RootCause, style: Style) -> String {
    let standing = match root.status {
        WpStatus::Cancelled => format!("{}, never done by itself", style.status(root.status)),
        other => style.status(other),
    };
    let between = root.path.split_last().map_or(&[][..], |(_, between)| between);
    let through = match between {
        [] => String::new(),
        between => format!(", through {}", between.iter().map(WpId::as_str).collect::<Vec<_>>().join(" ← ")),
    };
    format!("{} ({standing}){through}", style.strong(root.wp_id.as_str()))
}

/// Why one packet is ready or isn't, and what leads on. Without a board nothing is missing from it.
pub(crate) fn packet_explained(explained: &PacketExplained, has_board: bool, style: Style) -> String {
    let wp = &explained.wp.wp;
    let verdict =
        if explained.explanation.is_ready() { style.good("is ready") } else { style.caution("isn't ready") };
    let mut text = style.ending(format!("{} {verdict}  ", style.strong(wp.wp_id.as_str())), title(wp)) + "\n";
    for line in grounds(explained, has_board, style) {
        let _ = writeln!(text, "  {line}");
    }
    let steps = steps(explained);
    if !steps.is_empty() {
        let what = if explained.explanation.is_ready() { "What comes next" } else { "What would free it" };
        let _ = writeln!(text, "{}", style.strong(what));
    }
    for step in steps {
        let _ = writeln!(text, "  {step}");
    }
    text
}

fn grounds(explained: &PacketExplained, has_board: bool, style: Style) -> Vec<String> {
    let wp = &explained.wp.wp;
    let mut lines: Vec<String> =
        explained.explanation.obstacles.iter().map(|obstacle| ground(wp, obstacle, style)).collect();
    if explained.explanation.is_ready() {
        let standing =
            if wp.status == WpStatus::InProgress { "and being worked on" } else { "to be taken up" };
        lines.push(format!("status {} {standing}, and every blocker is done", style.status(wp.status)));
    }
    lines.extend(
        explained
            .root_causes
            .iter()
            .filter(|cause| cause.root.path.len() > 1)
            .take(NAMED)
            .map(|cause| format!("in the end by {}", chain(&cause.root, style))),
    );
    if !explained.root_causes_complete {
        lines.push("and by more behind, which was not looked at".to_owned());
    }
    match (&wp.assignee, &wp.lease) {
        (Some(who), Some(lease)) => {
            lines.push(format!("{} has it until {}", plain(who.as_str()), moment(lease.until)))
        }
        (Some(who), None) => lines.push(format!("{} has it", plain(who.as_str()))),
        (None, _) => {}
    }
    if has_board && explained.unlisted && !wp.is_deleted() {
        lines.push(format!("it isn't on the Task Board: `locus board add {}` lists it", wp.wp_id));
    }
    if !wp.status.is_closed() && !wp.is_deleted() {
        lines.extend(unblocks(&explained.unblocks));
    }
    lines
}

fn ground(wp: &WorkPacket, obstacle: &Obstacle, style: Style) -> String {
    match obstacle {
        Obstacle::Deleted => {
            let tombstone = wp.tombstone.as_ref();
            let by = tombstone.map(|t| {
                format!(" by {}, {}", plain(t.deleted_by.as_str()), style.when_exactly(t.deleted_at))
            });
            format!("it was deleted{}; its id is spent", by.unwrap_or_default())
        }
        Obstacle::Status { status: own } => format!("its status is {}: {}", style.status(*own), meaning(wp)),
        Obstacle::OpenBlocker { wp_id, status: WpStatus::Cancelled } => {
            format!("held up by {wp_id}, which was given up and is never done by itself")
        }
        Obstacle::OpenBlocker { wp_id, status: other } => {
            format!("held up by {} ({})", style.strong(wp_id.as_str()), style.status(*other))
        }
    }
}

fn meaning(wp: &WorkPacket) -> String {
    match wp.status {
        WpStatus::Stub => "thought of, not activated".to_owned(),
        WpStatus::Blocked => "somebody said that it has to wait".to_owned(),
        WpStatus::Gated => {
            let gates = &wp.governance.gates;
            format!(
                "a gate refused it (pre-work {}, post-work {})",
                gates.pre_work.status, gates.post_work.status
            )
        }
        WpStatus::Done => "finished".to_owned(),
        WpStatus::Cancelled => "given up".to_owned(),
        WpStatus::Ready | WpStatus::InProgress => "it can be worked on".to_owned(),
    }
}

/// The commands that lead on: those of the packet itself, then those of its root causes.
fn steps(explained: &PacketExplained) -> Vec<String> {
    let wp = &explained.wp.wp;
    let mut steps = own_step(wp.wp_id.clone(), wp.status, &explained.explanation);
    if explained.explanation.is_ready() && steps.is_empty() {
        steps.push(format!("locus mt list {}", wp.wp_id));
    }
    for cause in explained.root_causes.iter().take(NAMED) {
        steps.extend(cause_steps(cause, &wp.wp_id));
    }
    match explained.root_causes.len().saturating_sub(NAMED) {
        0 => {}
        more => steps.push(format!("and something about {more} more: `locus dep chain {}`", wp.wp_id)),
    }
    steps
}

fn own_step(wp_id: WpId, from: WpStatus, explanation: &locus_core::graph::Explanation) -> Vec<String> {
    explanation.moves.first().map(|step| hint::step(&wp_id, from, &step.to_string())).into_iter().collect()
}

fn cause_steps(cause: &Cause, waiting: &WpId) -> Vec<String> {
    let root = &cause.root;
    let mut steps = own_step(root.wp_id.clone(), root.status, &cause.explanation);
    if steps.is_empty() {
        steps.push(format!("locus mt list {}", root.wp_id));
    }
    if root.status == WpStatus::Cancelled {
        let blocks = root.path.iter().rev().nth(1).unwrap_or(waiting);
        steps.push(format!("or locus dep remove {} blocks {blocks}", root.wp_id));
    }
    steps
}
