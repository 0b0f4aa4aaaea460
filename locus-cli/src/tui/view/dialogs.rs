//! What lies over the board: help, menu, a line to type, a question.

use super::Look;
use super::text::{fill, wrap};
use crate::render::{plain, shortened};
use crate::tui::keys::HELP;
use crate::tui::moves::{Asks, Choice, Menu};
use crate::tui::prompt::{Prompt, Purpose};
use crate::tui::state::Dialog;
use locus_core::domain::WpTrigger;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Paragraph};
use unicode_width::UnicodeWidthStr as _;

/// Draws a dialog.
pub(super) fn draw(frame: &mut Frame<'_>, middle: Rect, foot: Rect, dialog: &Dialog, look: Look) {
    match dialog {
        Dialog::Help => boxed(frame, middle, "Keys", help(look)),
        Dialog::Menu(menu) => {
            boxed(frame, middle, &format!("Where to, {}?", menu.wp_id), choices(menu, look))
        }
        Dialog::Undo(text) => {
            let cells = usize::from(middle.width.saturating_sub(4)).min(76);
            let lines = look.lines(text).iter().flat_map(|line| wrap(line, cells)).collect();
            boxed(frame, middle, "Take this back?", lines);
        }
        Dialog::Prompt(prompt) => typed(frame, foot, prompt, look),
    }
}

/// Lines in a box in the middle, as large as they need.
fn boxed(frame: &mut Frame<'_>, area: Rect, title: &str, lines: Vec<Line<'static>>) {
    let widest = lines.iter().map(Line::width).max().unwrap_or(0).max(title.width() + 2);
    let width = u16::try_from(widest + 4).unwrap_or(u16::MAX).min(area.width);
    let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX).min(area.height);
    let area =
        Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height };
    let title = shortened(title, usize::from(width.saturating_sub(4)));
    let block =
        Block::bordered().title(format!(" {title} ")).padding(ratatui::widgets::Padding::horizontal(1));
    frame.render_widget(Clear, area);
    frame.render_widget(Paragraph::new(lines).block(block), area);
}

fn help(look: Look) -> Vec<Line<'static>> {
    let strong = Style::new().add_modifier(Modifier::BOLD);
    let widest = HELP.iter().map(|(keys, _)| keys.width()).max().unwrap_or(0);
    let line = |(keys, what): &(&str, &'static str)| {
        Line::from(vec![Span::styled(fill(keys, widest + 2), strong), Span::styled(*what, look.faint())])
    };
    HELP.iter().map(line).collect()
}

fn choices(menu: &Menu, look: Look) -> Vec<Line<'static>> {
    if menu.choices.is_empty() {
        return vec![Line::from("nothing leads on from here")];
    }
    let widest = menu.choices.iter().map(|choice| what(choice).width()).max().unwrap_or(0);
    let line = |(number, choice): (usize, &Choice)| {
        let is_selected = number == menu.selected;
        let style = if is_selected { Modifier::REVERSED } else { Modifier::empty() };
        let text = format!("{} {}", number + 1, fill(&what(choice), widest));
        Line::from(vec![
            Span::styled(text, Style::new().add_modifier(style)),
            Span::styled(format!("  → {}", choice.to), look.of_status(choice.to)),
            Span::styled(asks(choice.asks), look.faint()),
        ])
    };
    menu.choices.iter().enumerate().map(line).collect()
}

/// A move in words.
fn what(choice: &Choice) -> String {
    match choice.by {
        Some(WpTrigger::Gate(gate, result)) => {
            format!("{result} the {} gate", gate.to_string().replace('_', "-"))
        }
        Some(WpTrigger::Update(_)) if choice.asks == Asks::Must => "reopen".to_owned(),
        Some(WpTrigger::Update(_)) => "move".to_owned(),
        None => "close for good".to_owned(),
    }
}

const fn asks(asks: Asks) -> &'static str {
    match asks {
        Asks::Must => "  (with a reason)",
        _ => "",
    }
}

/// A line to type, in place of the keys. Its end stays in view.
fn typed(frame: &mut Frame<'_>, foot: Rect, prompt: &Prompt, look: Look) {
    let label = label(&prompt.purpose);
    let room = usize::from(foot.width).saturating_sub(label.width() + 1);
    let before = tail(&prompt.before, room);
    let column = label.width() + before.width();
    let strong = Style::new().add_modifier(Modifier::BOLD);
    let behind = shortened(&plain(&prompt.behind), room.saturating_sub(before.width())).into_owned();
    frame.render_widget(Clear, foot);
    frame.render_widget(
        Line::from(vec![
            Span::styled(label, strong.patch(look.caution())),
            Span::raw(before),
            Span::raw(behind),
        ]),
        foot,
    );
    frame.set_cursor_position(Position { x: foot.x + u16::try_from(column).unwrap_or(0), y: foot.y });
}

fn label(purpose: &Purpose) -> String {
    match purpose {
        Purpose::Filter => "/".to_owned(),
        Purpose::Create => "title: ".to_owned(),
        Purpose::Note(_) => "note: ".to_owned(),
        Purpose::Say { choice, .. } => match choice.asks {
            Asks::Must => "why: ".to_owned(),
            Asks::Notes => "notes (or none): ".to_owned(),
            Asks::Reason | Asks::Nothing => "why (or nothing): ".to_owned(),
        },
    }
}

/// The end of a text, safe, in so many cells.
fn tail(text: &str, cells: usize) -> String {
    let text = plain(text);
    let mut start = 0;
    while text.get(start..).is_some_and(|rest| rest.width() > cells) {
        start = text
            .get(start..)
            .and_then(|rest| rest.chars().next())
            .map_or(text.len(), |c| start + c.len_utf8());
    }
    text.get(start..).unwrap_or_default().to_owned()
}
