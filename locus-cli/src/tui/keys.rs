//! What the keys do, depending on what lies on top.

use super::look::expression;
use super::message::{Action, Request, TABS, Write};
use super::moves::{Asks, Menu, Step, step};
use super::prompt::{Prompt, Purpose};
use super::state::{Dialog, End, Notice, State};
use super::view::furthest;
use locus_core::domain::query::Expression;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The keys and what they do, for the help.
pub(super) const HELP: [(&str, &str); 15] = [
    ("← → h l Tab", "go to another column, or tab"),
    ("↑ ↓ j k PgUp PgDn g G", "go to another packet, or scroll"),
    ("Enter", "all about the packet"),
    ("m", "where the packet may go from here"),
    ("< >", "move it a column back or on"),
    ("c r", "claim it, release it"),
    ("n a", "a note on it, a new packet"),
    ("/", "filter: status:ready label:api"),
    ("Esc", "show all again; close; quit"),
    ("s", "sync the board's file"),
    ("u", "take back your last operation"),
    ("x", "show or hide cancelled packets"),
    ("Ctrl-L", "read everything again"),
    ("?", "this help"),
    ("q Ctrl-C", "quit"),
];

/// A key was pressed.
pub(super) fn press(state: &mut State, key: KeyEvent) -> Vec<Request> {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    if control && key.code == KeyCode::Char('c') {
        state.over = Some(End::Quit);
        return Vec::new();
    }
    state.notice = None;
    match state.dialog.take() {
        Some(Dialog::Help) => Vec::new(),
        Some(Dialog::Menu(menu)) => in_menu(state, menu, key),
        Some(Dialog::Prompt(prompt)) => in_prompt(state, prompt, key),
        Some(Dialog::Undo(text)) => in_undo(state, text, key),
        None if control => {
            on_control(state, key.code);
            Vec::new()
        }
        None if state.opened.is_some() && in_details(state, key.code) => Vec::new(),
        None => on_board(state, key.code),
    }
}

/// Has the worker do something, one thing at a time.
fn act(state: &mut State, action: Action, typed: Option<Prompt>) -> Vec<Request> {
    if let Some((what, _)) = &state.busy {
        state.notice = Some(Notice::Said(format!("still {what}: one thing at a time")));
        state.dialog = typed.map(Dialog::Prompt);
        return Vec::new();
    }
    let what = match action {
        Action::Sync => "syncing",
        Action::PreviewUndo | Action::Undo => "undoing",
        _ => "writing",
    };
    state.busy = Some((what, typed));
    vec![Request::Act(action)]
}

fn write(state: &mut State, change: Write, typed: Option<Prompt>) -> Vec<Request> {
    act(state, Action::Write(change), typed)
}

fn on_control(state: &mut State, key: KeyCode) {
    let page = i64::try_from(state.rows()).unwrap_or(i64::MAX);
    match key {
        KeyCode::Char('l') => state.outdate(),
        KeyCode::Char('d' | 'f') => walk(state, page),
        KeyCode::Char('u' | 'b') => walk(state, -page),
        _ => {}
    }
}

/// Goes up or down: cards, or the lines of an opened packet.
fn walk(state: &mut State, by: i64) {
    let furthest = furthest(state);
    if let Some(opened) = &mut state.opened {
        let by = isize::try_from(by).unwrap_or(isize::MAX);
        opened.scrolled = opened.scrolled.min(furthest).saturating_add_signed(by).min(furthest);
        return;
    }
    let selected = state.columns.get(state.focus).map_or(0, |column| column.selected);
    state.select(selected.saturating_add_signed(by));
}

/// Keys of an opened packet. Answers whether it was one; the others are those of the board.
fn in_details(state: &mut State, key: KeyCode) -> bool {
    let Some(opened) = &mut state.opened else { return false };
    let before = opened.tab;
    match key {
        KeyCode::Esc | KeyCode::Enter | KeyCode::Backspace | KeyCode::Char('q') => state.opened = None,
        KeyCode::Left | KeyCode::Char('h') | KeyCode::BackTab => {
            opened.tab = (before + TABS.len() - 1) % TABS.len()
        }
        KeyCode::Right | KeyCode::Char('l') | KeyCode::Tab => opened.tab = (before + 1) % TABS.len(),
        KeyCode::Char(number @ '1'..='4') => opened.tab = (number as usize) - ('1' as usize),
        KeyCode::Home | KeyCode::Char('g') => opened.scrolled = 0,
        // Drawing and going back stop at the last line.
        KeyCode::End | KeyCode::Char('G') => opened.scrolled = usize::MAX,
        _ => return false,
    }
    if let Some(opened) = state.opened.as_mut().filter(|opened| opened.tab != before) {
        opened.scrolled = 0;
    }
    true
}

fn on_board(state: &mut State, key: KeyCode) -> Vec<Request> {
    let page = i64::try_from(state.rows()).unwrap_or(i64::MAX);
    let last = state.columns.len().saturating_sub(1);
    match key {
        KeyCode::Left | KeyCode::Char('h') => state.go_to(state.focus.saturating_sub(1)),
        KeyCode::Right | KeyCode::Char('l') => state.go_to(state.focus + 1),
        KeyCode::Tab => state.go_to(if state.focus == last { 0 } else { state.focus + 1 }),
        KeyCode::BackTab => state.go_to(state.focus.checked_sub(1).unwrap_or(last)),
        KeyCode::Up | KeyCode::Char('k') => walk(state, -1),
        KeyCode::Down | KeyCode::Char('j') => walk(state, 1),
        KeyCode::PageUp => walk(state, -page),
        KeyCode::PageDown => walk(state, page),
        KeyCode::Home | KeyCode::Char('g') => state.select(0),
        KeyCode::End | KeyCode::Char('G') => state.select(u64::MAX),
        KeyCode::Enter => {
            if let Some(wp_id) = state.card().map(|card| card.wp.wp_id.clone()) {
                state.open(wp_id);
            }
        }
        KeyCode::Char('x') => state.toggle_cancelled(),
        KeyCode::Char('?') => state.dialog = Some(Dialog::Help),
        KeyCode::Char('/') => ask(state, Purpose::Filter),
        KeyCode::Char('a') => ask(state, Purpose::Create),
        KeyCode::Char('s') => return act(state, Action::Sync, None),
        KeyCode::Char('u') => return act(state, Action::PreviewUndo, None),
        KeyCode::Esc if !state.shows_all() => state.set_filter(Expression::EVERYTHING),
        KeyCode::Esc | KeyCode::Char('q') => quit(state),
        other => return on_packet(state, other),
    }
    Vec::new()
}

/// Keys that do something with the selected packet.
fn on_packet(state: &mut State, key: KeyCode) -> Vec<Request> {
    let opened = state.opened.as_ref().map(|opened| &opened.wp_id);
    let Some(card) = state.card().filter(|card| opened.is_none_or(|open| *open == card.wp.wp_id)) else {
        return Vec::new();
    };
    let (wp_id, version) = (card.wp.wp_id.clone(), card.wp.version);
    match key {
        KeyCode::Char('m') => state.dialog = Some(Dialog::Menu(Menu::of(card))),
        KeyCode::Char('<' | ',') => return step_to(state, state.focus.checked_sub(1)),
        KeyCode::Char('>' | '.') => return step_to(state, Some(state.focus + 1)),
        KeyCode::Char('c') => return write(state, Write::Claim { wp_id, version }, None),
        KeyCode::Char('r') => return write(state, Write::Release { wp_id, version }, None),
        KeyCode::Char('n') => ask(state, Purpose::Note(wp_id)),
        _ => {}
    }
    Vec::new()
}

fn step_to(state: &mut State, column: Option<usize>) -> Vec<Request> {
    let to = column.and_then(|number| state.columns.get(number)).map(|column| column.status);
    let Some((card, to)) = state.card().zip(to) else { return Vec::new() };
    match step(card, to) {
        Step::Act(change) => write(state, change, None),
        Step::Choose(menu) => {
            state.dialog = Some(Dialog::Menu(menu));
            Vec::new()
        }
    }
}

fn ask(state: &mut State, purpose: Purpose) {
    let begun = if purpose == Purpose::Filter { state.filter.to_string() } else { String::new() };
    state.dialog = Some(Dialog::Prompt(Prompt::new(purpose, begun)));
}

fn quit(state: &mut State) {
    match &state.busy {
        Some((what, _)) => {
            state.notice = Some(Notice::Said(format!("still {what}; Ctrl-C leaves without waiting for it")));
        }
        None => state.over = Some(End::Quit),
    }
}

fn in_menu(state: &mut State, mut menu: Menu, key: KeyEvent) -> Vec<Request> {
    let last = menu.choices.len().saturating_sub(1);
    match key.code {
        KeyCode::Esc | KeyCode::Char('q') => return Vec::new(),
        KeyCode::Up | KeyCode::Char('k') => menu.selected = menu.selected.saturating_sub(1),
        KeyCode::Down | KeyCode::Char('j') => menu.selected = (menu.selected + 1).min(last),
        KeyCode::Enter => return choose(state, &menu),
        KeyCode::Char(number @ '1'..='9') if (number as usize) - ('1' as usize) <= last => {
            menu.selected = (number as usize) - ('1' as usize);
            return choose(state, &menu);
        }
        _ => {}
    }
    state.dialog = Some(Dialog::Menu(menu));
    Vec::new()
}

fn choose(state: &mut State, menu: &Menu) -> Vec<Request> {
    let Some(choice) = menu.choice().cloned() else { return Vec::new() };
    let (wp_id, version) = (menu.wp_id.clone(), menu.version);
    if choice.asks == Asks::Nothing {
        return write(state, choice.write(wp_id, version, None), None);
    }
    ask(state, Purpose::Say { wp_id, version, choice });
    Vec::new()
}

fn in_prompt(state: &mut State, mut prompt: Prompt, key: KeyEvent) -> Vec<Request> {
    match key.code {
        KeyCode::Esc => Vec::new(),
        KeyCode::Enter => submit(state, prompt),
        _ => {
            prompt.edit(key);
            state.dialog = Some(Dialog::Prompt(prompt));
            Vec::new()
        }
    }
}

fn submit(state: &mut State, prompt: Prompt) -> Vec<Request> {
    let text = prompt.text();
    let change = match prompt.purpose.clone() {
        Purpose::Filter => {
            filter(state, prompt);
            return Vec::new();
        }
        Purpose::Create => Write::Create { title: text },
        Purpose::Note(wp_id) => Write::Note { wp_id, text },
        Purpose::Say { wp_id, version, choice } => {
            choice.write(wp_id, version, Some(text).filter(|text| !text.trim().is_empty()))
        }
    };
    write(state, change, Some(prompt))
}

/// Takes another filter, or says where it is wrong while it can still be edited.
fn filter(state: &mut State, prompt: Prompt) {
    match expression(&prompt.text()) {
        Ok(filter) => state.set_filter(filter),
        Err(refusal) => {
            state.notice = Some(Notice::Refused(refusal));
            state.dialog = Some(Dialog::Prompt(prompt));
        }
    }
}

fn in_undo(state: &mut State, text: String, key: KeyEvent) -> Vec<Request> {
    match key.code {
        KeyCode::Enter | KeyCode::Char('y') => act(state, Action::Undo, None),
        KeyCode::Esc | KeyCode::Char('n' | 'q') => Vec::new(),
        _ => {
            state.dialog = Some(Dialog::Undo(text));
            Vec::new()
        }
    }
}
