//! The whole screen: what project this is, the board or a packet, the keys; dialogs and what is said over it.

use super::text::wrap;
use super::{Look, board, dialogs, opened};
use crate::render::{plain, shortened};
use crate::tui::message::Board;
use crate::tui::state::{Dialog, Notice, State};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Paragraph};
use unicode_width::UnicodeWidthStr as _;

/// Draws the state.
pub(in crate::tui) fn draw(frame: &mut Frame<'_>, state: &State, look: Look) {
    let rows = [Constraint::Length(1), Constraint::Fill(1), Constraint::Length(1)];
    let [top, middle, foot] = Layout::vertical(rows).areas(frame.area());
    frame.render_widget(heading(state, look, top.width), top);
    match &state.opened {
        Some(packet) => opened::draw(frame, middle, packet, look),
        None => board::draw(frame, middle, state, look),
    }
    frame.render_widget(keys(state, foot.width).style(look.faint()), foot);
    if let Some(notice) = &state.notice {
        said(frame, middle, notice, look);
    }
    if let Some(dialog) = &state.dialog {
        dialogs::draw(frame, middle, foot, dialog, look);
    }
}

/// The project and who looks at it; at the right what needs a look.
fn heading(state: &State, look: Look, width: u16) -> Line<'static> {
    let mut notes = Vec::new();
    if let Some((what, _)) = &state.busy {
        notes.push((format!("{what} …"), look.caution()));
    }
    match &state.board {
        Board::Unknown => {}
        Board::InStep => notes.push(("board in step".to_owned(), look.faint())),
        Board::Differs { conflicts, .. } if *conflicts > 0 => {
            notes.push((format!("board differs, {conflicts} in conflict: s syncs the rest"), look.caution()));
        }
        Board::Differs { to_take_in, to_write, .. } => {
            let text = format!("board differs ({to_take_in} to take in, {to_write} to write): s syncs");
            notes.push((text, look.caution()));
        }
        Board::Unusable(_) => notes.push(("board can't be compared: s says why".to_owned(), look.caution())),
    }
    if !state.is_live {
        notes.push(("not live".to_owned(), look.caution()));
    }
    let right: usize = notes.iter().map(|(text, _)| text.width() + 2).sum();
    let left = usize::from(width).saturating_sub(right);
    let name = if state.shows_all() {
        state.heading.clone()
    } else {
        format!("/{}", plain(&state.filter.to_string()))
    };
    let name = shortened(&name, left).into_owned();
    let blanks = left.saturating_sub(name.width());
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let mut spans = vec![Span::styled(name, bold), Span::raw(" ".repeat(blanks))];
    spans.extend(notes.into_iter().flat_map(|(text, style)| [Span::raw("  "), Span::styled(text, style)]));
    Line::from(spans)
}

/// What the keys do here; the rest stands in the help.
fn keys(state: &State, width: u16) -> Line<'static> {
    let keys: &[&str] = match (&state.dialog, &state.opened) {
        (Some(Dialog::Help), _) => &["any key goes back"],
        (Some(Dialog::Menu(_)), _) => &["↑↓ choose", "Enter go", "Esc back"],
        (Some(Dialog::Prompt(_)), _) => &["Enter done", "Esc back"],
        (Some(Dialog::Undo(_)), _) => &["y undo", "Esc back"],
        (None, Some(_)) => &["←→ tab", "↑↓ scroll", "Esc back", "m move", "n note", "c claim", "? help"],
        (None, None) => &[
            "? help",
            "Enter open",
            "m < > move",
            "/ filter",
            "a new",
            "c claim",
            "n note",
            "q quit",
            "u undo",
            "s sync",
        ],
    };
    let mut text = String::new();
    for key in keys {
        let more = if text.is_empty() { (*key).to_owned() } else { format!("  {key}") };
        if text.width() + more.width() > usize::from(width) {
            break;
        }
        text.push_str(&more);
    }
    Line::from(text)
}

/// What is said, over the lowest lines.
fn said(frame: &mut Frame<'_>, area: Rect, notice: &Notice, look: Look) {
    let cells = usize::from(area.width);
    let mut lines = Vec::new();
    match notice {
        Notice::Said(text) => lines.extend(look.lines(text).iter().flat_map(|line| wrap(line, cells))),
        Notice::Refused(refusal) => {
            let refused = Span::styled("refused: ", look.refused());
            lines.extend(wrap(&Line::from(vec![refused, Span::raw(refusal.message.as_str())]), cells));
            if let Some(hint) = &refusal.hint {
                let told = Span::styled("hint: ", look.faint());
                lines.extend(wrap(&Line::from(vec![told, Span::raw(hint.as_str())]), cells));
            }
        }
    }
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(area.height.saturating_sub(1));
    let rule = Line::styled("─".repeat(cells), look.faint());
    let top = area.bottom().saturating_sub(height + 1);
    let area = Rect { y: top, height: height + 1, ..area };
    frame.render_widget(Clear, area);
    frame.render_widget(Paragraph::new(std::iter::once(rule).chain(lines).collect::<Vec<_>>()), area);
}
