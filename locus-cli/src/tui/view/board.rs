//! The columns and their cards.

use super::Look;
use super::text::{fill, shorten_id};
use crate::render::{plain, shortened, symbol_of_status};
use crate::tui::card::Card;
use crate::tui::state::{CARD, Column, State};
use locus_core::domain::WpStatus;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr as _;

/// Draws the columns there is room for.
pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, state: &State, look: Look) {
    let shown: Vec<_> = state.shown().collect();
    let areas = Layout::horizontal(shown.iter().map(|_| Constraint::Fill(1))).spacing(1).split(area);
    let last = state.columns.len().saturating_sub(1);
    for (place, ((number, column), area)) in shown.iter().zip(areas.iter()).enumerate() {
        let more =
            More { left: place == 0 && *number > 0, right: place + 1 == shown.len() && *number < last };
        let is_focus = *number == state.focus;
        let mut lines = heading(column, more, is_focus, usize::from(area.width), look);
        lines.extend(cards(column, state.rows(), is_focus, usize::from(area.width), look));
        frame.render_widget(Paragraph::new(lines), *area);
    }
}

/// Whether there are columns beyond the edges.
#[derive(Clone, Copy)]
struct More {
    left: bool,
    right: bool,
}

/// What a column is called.
const fn name(status: WpStatus) -> &'static str {
    match status {
        WpStatus::Stub => "stub",
        WpStatus::Ready => "ready",
        WpStatus::InProgress => "in progress",
        WpStatus::Blocked => "blocked",
        WpStatus::Gated => "gated",
        WpStatus::Done => "done",
        WpStatus::Cancelled => "cancelled",
    }
}

/// The name, how many there are, and which of them is selected.
fn heading(column: &Column, more: More, is_focus: bool, cells: usize, look: Look) -> Vec<Line<'static>> {
    let (left, right) = (if more.left { "‹ " } else { "" }, if more.right { " ›" } else { "" });
    let count = match column.total {
        None => "…".to_owned(),
        Some(0) => "0".to_owned(),
        Some(total) if is_focus => format!("{}/{total}", column.selected + 1),
        Some(total) => total.to_string(),
    };
    let symbol = symbol_of_status(column.status);
    let text = format!("{left}{symbol} {} {count}", name(column.status));
    let text = fill(&text, cells.saturating_sub(right.width()));
    let bold = if is_focus { Modifier::BOLD } else { Modifier::empty() };
    let style = look.of_status(column.status).remove_modifier(Modifier::DIM | Modifier::CROSSED_OUT);
    let rule = if is_focus { "━" } else { "─" };
    vec![
        Line::from(vec![Span::styled(text, style.add_modifier(bold)), Span::raw(right)]),
        Line::styled(rule.repeat(cells), if is_focus { style } else { look.faint() }),
    ]
}

fn cards(column: &Column, rows: u64, is_focus: bool, cells: usize, look: Look) -> Vec<Line<'static>> {
    let end = (column.top + rows).min(column.total.unwrap_or(0));
    let mut lines = Vec::new();
    if column.total == Some(0) {
        lines.push(Line::styled(" none", look.faint()));
    }
    for number in column.top..end {
        let is_selected = number == column.selected;
        match column.card(number) {
            Some(found) => lines.extend(card(found, is_selected && is_focus, cells, look)),
            // It is being read.
            None => lines.extend((0..CARD).map(|_| Line::styled("  …", look.faint()))),
        }
    }
    lines
}

/// Priority and id; below them who has it, what it waits for, how far it is, and the title in what room is left. An id
/// that says all there is goes on there.
fn card(card: &Card, is_selected: bool, cells: usize, look: Look) -> [Line<'static>; 2] {
    let wp = &card.wp;
    let (mark, room) = (if is_selected { "▌" } else { " " }, cells.saturating_sub(4));
    let priority = format!("P{} ", wp.priority);
    let title = card.title();
    let (id, rest) = match wp.wp_id.as_str().split_at_checked(room) {
        Some((id, rest)) if title.is_empty() => (id.to_owned(), rest),
        _ => (shorten_id(wp.wp_id.as_str(), room), ""),
    };
    let reversed = if is_selected { Modifier::REVERSED } else { Modifier::empty() };
    let urgent = if wp.priority.get() == 0 { look.refused() } else { look.faint() };
    let of_id = look.of_status(wp.status).remove_modifier(Modifier::CROSSED_OUT | Modifier::DIM);
    let of_id = of_id.add_modifier(reversed);
    let first = vec![Span::raw(mark), Span::styled(priority, urgent), Span::styled(fill(&id, room), of_id)];
    let notes = notes(card, room / 2, look);
    let used: usize = notes.iter().map(|note| note.content.width() + 1).sum();
    let room = room.saturating_sub(used);
    let mut second = vec![Span::raw(mark), Span::raw("   ")];
    if !rest.is_empty() {
        second.extend([Span::styled(shorten_id(rest, room), of_id), Span::raw(" ")]);
    }
    second.extend(notes.into_iter().flat_map(|note| [note, Span::raw(" ")]));
    let faint = if is_selected { Style::new() } else { look.faint() };
    second.push(Span::styled(shortened(&title, room).into_owned(), faint));
    [Line::from(first), Line::from(second)]
}

/// Who has it, what it waits for, and how many of its micro-tasks are over.
fn notes(card: &Card, cells: usize, look: Look) -> Vec<Span<'static>> {
    let mut notes = Vec::new();
    if card.waits_for > 0 {
        notes.push(Span::styled(format!("waits for {}", card.waits_for), look.refused()));
    }
    if let Some(assignee) = &card.wp.assignee {
        let style = if card.is_held { look.caution() } else { look.faint() };
        notes.push(Span::styled(
            shortened(&format!("@{}", plain(assignee.as_str())), cells).into_owned(),
            style,
        ));
    }
    let tasks = card.micro_tasks;
    if tasks.total > 0 {
        notes.push(Span::styled(format!("{}/{}", tasks.total - tasks.open(), tasks.total), look.faint()));
    }
    notes
}
