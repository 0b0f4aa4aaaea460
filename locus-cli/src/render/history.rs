//! What happened to a packet, as people read it. Long texts are cut; `--json` has them whole.

use crate::render::packet::gate;
use crate::render::style::of_status;
use crate::render::{Style, edge, plain};
use locus_core::domain::{ReplicaId, WpId, WpStatus};
use locus_core::event::Event;
use locus_core::replay::{FieldChange, HistoryStep};
use serde_json::Value;
use std::fmt::Write as _;

/// Characters of a text that are shown.
const SHOWN: usize = 60;

/// Fields that say only when: the step itself says that.
const TIMES: [&str; 4] = ["created_at", "started_at", "completed_at", "closed_at"];

/// Step by step; `own` is the replica whose events need no name.
pub(crate) fn history(wp_id: &WpId, steps: &[HistoryStep], own: ReplicaId, style: Style) -> String {
    let mut text = format!("{}\n", style.strong(wp_id.as_str()));
    for step in steps {
        let version = if step.is_version(wp_id) { format!("v{}", step.version) } else { "·".to_owned() };
        let record = &step.record;
        let source = step.event.source().map(|source| format!(" ({source})")).unwrap_or_default();
        let replica =
            if record.replica_id == own { String::new() } else { format!(" of {}", record.replica_id) };
        let _ = writeln!(
            text,
            "\n{version:<4} {}  {} by {}{source}  {}",
            style.when_exactly(record.context.timestamp),
            what(&step.event, wp_id),
            style.strong(&plain(record.context.actor_id.as_str())),
            style.faint(&format!("#{}{replica}", record.sequence)),
        );
        for change in told(&step.changes) {
            let new = matches!(step.event, Event::WorkPacketCreated(_)) && change.from.is_null();
            let value = if new { after(change, style) } else { before_and_after(change, style) };
            line(&mut text, name(&change.field), &value, style);
        }
        for added in &step.edges_added {
            line(&mut text, "edge", &format!("+ {}", described(added)), style);
        }
        for removed in &step.edges_removed {
            line(&mut text, "edge", &format!("- {}", edge(removed)), style);
        }
        for note in &step.notes {
            let kind = format!("note ({})", note.note_type);
            line(&mut text, &kind, &shown(note.content.as_str(), 0), style);
        }
    }
    text
}

/// A line below a step; the value is safe already.
fn line(text: &mut String, name: &str, value: &str, style: Style) {
    // Writing to a String can't fail.
    let _ = writeln!(text, "     {} {value}", style.faint(&format!("{name:<12}")));
}

fn described(added: &locus_core::domain::Dependency) -> String {
    let why = added.description.as_ref().map(|text| format!(": {}", shown(text.as_str(), 0)));
    format!("{}{}", edge(added), why.unwrap_or_default())
}

/// The event in a few words.
fn what(event: &Event, wp_id: &WpId) -> String {
    match event {
        Event::WorkPacketDeleted(said) if said.wp_id != *wp_id => format!("{} deleted", said.wp_id),
        Event::WorkPacketCreated(_) => "created".into(),
        Event::WorkPacketUpdated(said) if said.gate_bypassed => "updated, past a gate,".into(),
        Event::WorkPacketUpdated(_) => "updated".into(),
        Event::WorkPacketGated(said) => {
            let result = said.result.to.map(|result| format!(" {result}")).unwrap_or_default();
            format!("{}{result}", said.gate)
        }
        Event::WorkPacketCompleted(_) => "closed".into(),
        Event::WorkPacketDeleted(_) => "deleted".into(),
        Event::DependencyAdded(_) => "edge added".into(),
        Event::DependencyRemoved(_) => "edge removed".into(),
        Event::MicroTasksRegistered(said) => {
            let ids: Vec<_> = said.micro_tasks.iter().map(|mt| mt.mt_id.as_str()).collect();
            format!("{} registered", ids.join(", "))
        }
        Event::MtStarted(said) => format!("{} started with {}", said.mt_id, plain(said.model_id.as_str())),
        Event::MtIterationCompleted(said) => format!(
            "{} iteration {} at level {}: {}",
            said.mt_id, said.iteration, said.escalation_level, said.outcome
        ),
        Event::MtEscalated(said) => format!("{} escalated to level {}", said.mt_id, said.to_level),
        Event::MtCompleted(said) => format!("{} {}", said.mt_id, said.result),
        Event::MtFailed(said) => format!("{} failed", said.mt_id),
        other => other.event_type().to_string(),
    }
}

/// Fields before → after, one a line.
pub(crate) fn changes(changes: &[FieldChange], style: Style) -> String {
    let mut text = String::new();
    told(changes).for_each(|change| {
        line(&mut text, name(&change.field), &before_and_after(change, style), style);
    });
    text
}

fn told(changes: &[FieldChange]) -> impl Iterator<Item = &FieldChange> {
    changes.iter().filter(|change| !TIMES.contains(&change.field.as_str()))
}

fn name(field: &str) -> &str {
    match field {
        "task_packet_path" => "packet",
        "spec_session_id" => "session",
        "due_at" => "due",
        "pre_work" => "pre-work",
        "post_work" => "post-work",
        "tombstone" => "reason",
        other => other,
    }
}

fn before_and_after(change: &FieldChange, style: Style) -> String {
    if change.field == "tombstone" {
        let reason = change.to.get("reason").and_then(Value::as_str);
        return shown(reason.unwrap_or("(none given)"), 0);
    }
    let (from, to) = (value(change, &change.from), value(change, &change.to));
    // Two long texts are shown from where they begin to differ.
    let same = from.chars().zip(to.chars()).take_while(|(one, other)| one == other).count();
    let place = if from.chars().count().max(to.chars().count()) > SHOWN { same } else { 0 };
    let [from, to] = [from, to].map(|text| coloured(change, shown(&text, place), style));
    format!("{from} → {to}")
}

fn after(change: &FieldChange, style: Style) -> String {
    coloured(change, shown(&value(change, &change.to), 0), style)
}

fn coloured(change: &FieldChange, text: String, style: Style) -> String {
    match text.parse::<WpStatus>() {
        Ok(status) if change.field == "status" => style.paint(&text, of_status(status)),
        _ => text,
    }
}

fn value(change: &FieldChange, value: &Value) -> String {
    match value {
        Value::Null => "(none)".into(),
        Value::String(text) if text.is_empty() => "(none)".into(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => "(none)".into(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        Value::Object(_) if matches!(change.field.as_str(), "pre_work" | "post_work") => {
            serde_json::from_value(value.clone())
                .map_or_else(|_| value.to_string(), |judged| gate(&judged, Style::PLAIN))
        }
        other => other.to_string(),
    }
}

/// So much of a text as is shown, safely, from a little before this place.
fn shown(text: &str, place: usize) -> String {
    let begin = place.saturating_sub(10);
    let mut part: String = text.chars().skip(begin).take(SHOWN).collect();
    if text.chars().nth(begin + SHOWN).is_some() {
        part.push('…');
    }
    let part = plain(&part);
    if begin > 0 { format!("…{part}") } else { part.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(field: &str, from: impl Into<Value>, to: impl Into<Value>) -> FieldChange {
        FieldChange { field: field.into(), from: from.into(), to: to.into() }
    }

    #[test]
    fn long_texts_are_shown_from_where_they_differ() {
        let (from, to) =
            (format!("{}one", "x".repeat(100)), format!("{}two {}", "x".repeat(100), "y".repeat(90)));
        insta::assert_snapshot!(
            changes(&[change("description", from, to)], Style::PLAIN),
            @"description  …xxxxxxxxxxone → …xxxxxxxxxxtwo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy…"
        );
    }

    #[test]
    fn a_field_that_is_emptied_says_so_and_escapes_are_shown() {
        let both = [change("assignee", "ada", Value::Null), change("title", "a\u{1b}[31m", "b")];
        insta::assert_snapshot!(changes(&both, Style::PLAIN), @r"
        assignee     ada → (none)
        title        a\u{1b}[31m → b
        ");
    }
}
