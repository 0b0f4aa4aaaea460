//! An opened packet: a line of tabs and what the tab says.

use super::Look;
use super::text::{shorten_id, wrap};
use crate::tui::message::TABS;
use crate::tui::state::{FRAME, Opened, State};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr as _;

/// Draws the packet.
pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, opened: &Opened, look: Look) {
    let rows = [Constraint::Length(1), Constraint::Length(1), Constraint::Fill(1)];
    let [tabs, rule, body] = Layout::vertical(rows).areas(area);
    frame.render_widget(tab_line(opened, usize::from(tabs.width), look), tabs);
    frame.render_widget(Line::styled("─".repeat(rule.width.into()), look.faint()), rule);
    let lines = lines(opened, body.width, look);
    let furthest = lines.len().saturating_sub(usize::from(body.height));
    let shown: Vec<_> = lines.into_iter().skip(opened.scrolled.min(furthest)).collect();
    frame.render_widget(Paragraph::new(shown), body);
}

/// What the tab says, in lines of the screen.
fn lines(opened: &Opened, width: u16, look: Look) -> Vec<Line<'static>> {
    let text = opened.dossier.as_ref().and_then(|dossier| dossier.tabs.get(opened.tab));
    match text.map(|text| text.trim_end()) {
        None => vec![Line::styled("reading …", look.faint())],
        Some("") => vec![Line::styled("none", look.faint())],
        Some(text) => look.lines(text).iter().flat_map(|line| wrap(line, usize::from(width))).collect(),
    }
}

/// How many lines of the opened packet can be passed over before its end is in view.
pub(in crate::tui) fn furthest(state: &State) -> usize {
    let Some(opened) = &state.opened else { return 0 };
    let lines = lines(opened, state.width, Look { colour: false }).len();
    lines.saturating_sub(usize::from(state.height.saturating_sub(FRAME)))
}

/// The tabs, the one shown reversed, and the id where there is room.
fn tab_line(opened: &Opened, cells: usize, look: Look) -> Line<'static> {
    let mut spans = Vec::new();
    for (number, tab) in TABS.iter().enumerate() {
        let style = if number == opened.tab {
            Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD)
        } else {
            look.faint()
        };
        spans.extend([Span::styled(format!(" {tab} "), style), Span::raw(" ")]);
    }
    let used: usize = spans.iter().map(|span| span.content.width()).sum();
    if let Some(room) = cells.checked_sub(used + 12) {
        let id = shorten_id(opened.wp_id.as_str(), room + 12);
        let blanks = (room + 12).saturating_sub(id.width());
        spans.extend([
            Span::raw(" ".repeat(blanks)),
            Span::styled(id, Style::new().add_modifier(Modifier::BOLD)),
        ]);
    }
    Line::from(spans)
}
