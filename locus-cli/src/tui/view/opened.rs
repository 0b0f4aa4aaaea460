//! An opened packet: a line of tabs and what the tab says.

use super::Look;
use super::text::{shorten_id, wrap};
use crate::tui::message::TABS;
use crate::tui::state::Opened;
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
    let text = opened.dossier.as_ref().and_then(|dossier| dossier.tabs.get(opened.tab));
    let Some(text) = text else {
        frame.render_widget(Line::styled("reading …", look.faint()), body);
        return;
    };
    let text = if text.trim().is_empty() { "none" } else { text };
    let lines: Vec<_> =
        look.lines(text).iter().flat_map(|line| wrap(line, usize::from(body.width))).collect();
    let furthest = lines.len().saturating_sub(usize::from(body.height));
    let shown: Vec<_> = lines.into_iter().skip(opened.scrolled.min(furthest)).collect();
    frame.render_widget(Paragraph::new(shown), body);
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
