//! A line of text that somebody types.

use super::moves::Choice;
use locus_core::domain::WpId;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// What the text is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Which packets are kept.
    Filter,
    /// A new packet's title.
    Create,
    /// A note on a packet.
    Note(WpId),
    /// The words that a move asks for.
    Say { wp_id: WpId, version: u64, choice: Choice },
}

/// The line, and where the next letter goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Prompt {
    /// What it is for.
    pub(super) purpose: Purpose,
    /// Before the cursor.
    pub(super) before: String,
    /// Behind it.
    pub(super) behind: String,
}

impl Prompt {
    /// A line that begins with a text.
    pub(super) const fn new(purpose: Purpose, text: String) -> Self {
        Self { purpose, before: text, behind: String::new() }
    }

    /// All of it.
    pub(super) fn text(&self) -> String {
        format!("{}{}", self.before, self.behind)
    }

    /// Adds a text; it stays one line.
    pub(super) fn insert(&mut self, text: &str) {
        let one_line = text.trim_end_matches(['\r', '\n']).replace("\r\n", " ");
        self.before.push_str(&one_line.replace(['\r', '\n', '\t'], " "));
    }

    /// Takes a key that edits.
    pub(super) fn edit(&mut self, key: KeyEvent) {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('u') if control => self.before.clear(),
            KeyCode::Char('k') if control => self.behind.clear(),
            KeyCode::Char('w') if control => {
                let kept = self.before.trim_end().rfind(' ').map_or(0, |space| space + 1);
                self.before.truncate(kept);
            }
            KeyCode::Char('a') if control => self.home(),
            KeyCode::Char('e') if control => self.end(),
            KeyCode::Char(letter) if !control => self.before.push(letter),
            KeyCode::Backspace => drop(self.before.pop()),
            KeyCode::Delete => drop((!self.behind.is_empty()).then(|| self.behind.remove(0))),
            KeyCode::Left => {
                if let Some(letter) = self.before.pop() {
                    self.behind.insert(0, letter);
                }
            }
            KeyCode::Right if !self.behind.is_empty() => self.before.push(self.behind.remove(0)),
            KeyCode::Home => self.home(),
            KeyCode::End => self.end(),
            _ => {}
        }
    }

    fn home(&mut self) {
        self.behind = self.text();
        self.before.clear();
    }

    fn end(&mut self) {
        self.before = self.text();
        self.behind.clear();
    }
}
