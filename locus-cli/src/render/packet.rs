//! Packets as people see them.

use crate::render::{Cell, Column, Style, Table, age, edges, moment, mt_table, plain};
use locus_core::app::PacketView;
use locus_core::app::ops::WpStatusAnswer;
use locus_core::domain::{GateStatus, Lease, Tombstone, WorkPacket};
use std::fmt::Write as _;

/// A list of packets, one a line.
pub(crate) fn packet_table<'a>(packets: impl IntoIterator<Item = &'a WorkPacket>, style: Style) -> String {
    let mut table = Table::new([
        Column::whole("PACKET"),
        Column::vital("STATUS"),
        Column::spare("PRIO", 3),
        Column::spare("TYPE", 1),
        Column::spare("ASSIGNEE", 2),
        Column::text("TITLE"),
    ]);
    for wp in packets {
        table.row([
            Cell::new(&wp.wp_id),
            Cell::status(wp.status),
            Cell::priority(wp.priority),
            Cell::new(wp.work_type),
            Cell::new(holder(wp, style)),
            Cell::new(title(wp)),
        ]);
    }
    table.text(style)
}

/// Who has a packet, and until when if the claim lapses.
fn holder(wp: &WorkPacket, style: Style) -> String {
    match (&wp.assignee, &wp.lease) {
        (None, _) => "-".to_owned(),
        (Some(assignee), None) => assignee.to_string(),
        (Some(assignee), Some(lease)) => lapses(assignee.as_str(), lease, style),
    }
}

/// A claim that lapses. What is told relative to now fits a column.
fn lapses(assignee: &str, lease: &Lease, style: Style) -> String {
    match style.now {
        None => format!("{assignee} until {}", moment(lease.until)),
        Some(now) if lease.until <= now => format!("{assignee} (lapsed)"),
        Some(now) => format!("{assignee} ({} left)", age(lease.until, now).trim_start_matches("in ")),
    }
}

/// When a claim lapses.
fn until(lease: &Lease, style: Style) -> String {
    let lapsed = style.now.is_some_and(|now| lease.until <= now);
    format!("{} {}", if lapsed { "lapsed" } else { "lapses" }, style.when_exactly(lease.until))
}

/// The title of a packet in a list; nothing where it only says the id again.
pub(crate) fn title(wp: &WorkPacket) -> &str {
    if wp.title.as_str() == wp.wp_id.as_str() { "" } else { wp.title.as_str() }
}

/// What a write of a packet comes to, in one line.
pub(crate) fn packet_lines(what: &str, wp: &WorkPacket, changed: bool, style: Style) -> String {
    let mark = if changed { style.good("✓") } else { style.faint("=") };
    let what = if changed { what.to_owned() } else { "unchanged".to_owned() };
    let status = style.status(wp.status);
    format!("{mark} {} {what}: {status} (version {})\n", style.strong(wp.wp_id.as_str()), wp.version)
}

/// A gate with who judged it and what was said.
pub(super) fn gate(gate: &GateStatus, style: Style) -> String {
    let mut text = gate.status.to_string();
    if let (Some(by), Some(at)) = (&gate.validated_by, gate.validated_at) {
        let _ = write!(text, " by {}, {}", plain(by.as_str()), style.when_exactly(at));
    }
    if let Some(notes) = &gate.notes {
        let _ = write!(text, ": {}", plain(notes.as_str()));
    }
    if let Some(report) = &gate.validation_report_ref {
        let _ = write!(text, " [{}]", plain(report.as_str()));
    }
    text
}

fn deleted(tombstone: &Tombstone, style: Style) -> String {
    let reason = tombstone.reason.as_ref().map(|reason| format!(": {reason}"));
    format!(
        "{} by {}{}",
        style.when_exactly(tombstone.deleted_at),
        tombstone.deleted_by,
        reason.unwrap_or_default()
    )
}

/// The fields of a packet that have something to say.
fn fields(view: &PacketView, style: Style) -> Vec<(&'static str, String)> {
    let wp = &view.wp;
    let when = |time| style.when_exactly(time);
    let mut fields = vec![
        ("status", wp.status.to_string()),
        ("priority", format!("{} (0 is the most urgent)", wp.priority)),
        ("type", wp.work_type.to_string()),
        ("phase", format!("{}, {}", wp.governance.phase, wp.governance.routing)),
        ("pre-work", gate(&wp.governance.gates.pre_work, style)),
        ("post-work", gate(&wp.governance.gates.post_work, style)),
    ];
    let optional = [
        ("assignee", wp.assignee.as_ref().map(ToString::to_string)),
        ("lease", wp.lease.as_ref().map(|lease| format!("{}, {}", lease.by, until(lease, style)))),
        ("reporter", Some(wp.reporter.to_string())),
        ("packet", wp.governance.task_packet_path.as_ref().map(ToString::to_string)),
        ("session", wp.governance.spec_session_id.as_ref().map(ToString::to_string)),
        ("created", Some(when(wp.created_at))),
        ("updated", Some(format!("{}, version {}", when(wp.updated_at), wp.version))),
        ("started", wp.started_at.map(when)),
        ("completed", wp.completed_at.map(when)),
        ("closed", wp.closed_at.map(when)),
        ("due", wp.due_at.map(when)),
        ("deleted", wp.tombstone.as_ref().map(|tombstone| deleted(tombstone, style))),
    ];
    fields.extend(optional.into_iter().filter_map(|(name, value)| Some((name, value?))));
    if !wp.labels.is_empty() {
        let labels: Vec<_> = wp.labels.iter().map(|label| label.as_str()).collect();
        fields.push(("labels", labels.join(", ")));
    }
    if !wp.metadata.is_empty() {
        fields.push(("metadata", serde_json::Value::Object(wp.metadata.as_map().clone()).to_string()));
    }
    fields
}

/// All about one packet.
pub(crate) fn show_packet(answer: &WpStatusAnswer, style: Style) -> String {
    let wp = &answer.wp.wp;
    let title = style.beside(title(wp), wp.wp_id.as_str().len() + 2);
    let mut text = format!("{}  {title}", style.strong(wp.wp_id.as_str()));
    text.truncate(text.trim_end().len());
    text.push_str("\n\n");
    for (name, value) in fields(&answer.wp, style) {
        let told = || style.beside(&value, "  priority   ".len());
        let value = if name == "status" { style.status(wp.status) } else { told() };
        let _ = writeln!(text, "  {} {value}", style.faint(&format!("{name:<10}")));
    }
    if !wp.description.as_str().is_empty() {
        let _ = write!(text, "\n{}", style.block(wp.description.as_str(), "  "));
    }
    let edges = edges(&wp.wp_id, &answer.dependencies, style);
    if !edges.is_empty() {
        let _ = write!(text, "\n{}\n{edges}", style.strong("Dependencies"));
    }
    if !answer.micro_tasks.is_empty() {
        let table = mt_table(answer.micro_tasks.iter().map(|view| &view.mt), style);
        let _ = write!(text, "\n{}\n{table}", style.strong("Micro-tasks"));
    }
    for (number, note) in answer.wp.notes.iter().flatten().enumerate() {
        if number == 0 {
            let _ = writeln!(text, "\n{}", style.strong("Notes"));
        }
        let head = format!(
            "{} by {}, {}",
            note.note_type,
            plain(note.author.as_str()),
            style.when_exactly(note.created_at)
        );
        let _ = write!(text, "  {}\n{}", style.faint(&head), style.block(note.content.as_str(), "    "));
    }
    text
}
