//! What stands in the box of a packet, and how much room it takes.

use crate::render::graph::Shown;
use crate::render::plain;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Columns of the id and of the title on one line.
const ID_COLUMNS: usize = 32;
const TITLE_COLUMNS: usize = 38;

pub(super) const LINE: f64 = 14.0;
pub(super) const LEFT: f64 = 14.0;
/// Of a character of an id and of one of a title; fixed-width fonts have about 0.6 of their size, others less.
const ID_COLUMN: f64 = 6.65;
const TITLE_COLUMN: f64 = 5.6;

/// The lines of a box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lines {
    /// The id, wrapped behind hyphens.
    pub(super) id: Vec<String>,
    /// Status and urgency.
    pub(super) standing: String,
    /// The title, if it says more than the id, cut to one line.
    pub(super) title: Option<String>,
}

pub(super) fn lines(packet: &Shown) -> Lines {
    let title = plain(&packet.title).trim().to_owned();
    Lines {
        id: wrapped(packet.wp_id.as_str(), ID_COLUMNS),
        standing: format!("{} · priority {}", packet.status, packet.priority),
        title: (title != packet.wp_id.as_str() && !title.is_empty()).then(|| cut(&title, TITLE_COLUMNS)),
    }
}

impl Lines {
    pub(super) fn width(&self) -> f64 {
        let widest = |lines: &mut dyn Iterator<Item = &String>, column| {
            lines.map(|line| columns(line) * column).fold(0.0, f64::max)
        };
        let id = widest(&mut self.id.iter(), ID_COLUMN);
        let below = widest(&mut self.title.iter().chain([&self.standing]), TITLE_COLUMN);
        (LEFT + id.max(below) + 10.0).round()
    }

    pub(super) fn height(&self) -> f64 {
        let lines = self.id.len() + 1 + usize::from(self.title.is_some());
        12.0 + LINE * u32::try_from(lines).map_or(0.0, f64::from)
    }
}

fn columns(text: &str) -> f64 {
    u32::try_from(text.width()).map_or(0.0, f64::from)
}

/// A text in lines of at most so many columns, broken behind hyphens where there are some.
fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for part in text.split_inclusive('-') {
        for c in part.chars().enumerate() {
            let begins_too_long =
                c.0 == 0 && lines.last().is_some_and(|line| line.width() + part.width() > most);
            let is_full = lines.last().is_some_and(|line| line.width() >= most);
            if (begins_too_long || is_full) && lines.last().is_some_and(|line| !line.is_empty()) {
                lines.push(String::new());
            }
            if let Some(line) = lines.last_mut() {
                line.push(c.1);
            }
        }
    }
    lines
}

/// A text in at most so many columns; what is left out shows as `…`.
fn cut(text: &str, most: usize) -> String {
    if text.width() <= most {
        return text.to_owned();
    }
    let mut room = most - 1;
    let fits = |c: &char| {
        let left = room.checked_sub(c.width().unwrap_or(0));
        room = left.unwrap_or(0);
        left.is_some()
    };
    let kept: String = text.chars().take_while(fits).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_broken_behind_hyphens() {
        assert_eq!(wrapped("WP-1-Short", 12), ["WP-1-Short"]);
        assert_eq!(wrapped("WP-1-Longer-Than-That-v1", 12), ["WP-1-Longer-", "Than-That-v1"]);
        assert_eq!(wrapped("WP-abcdefghijklmnop", 8), ["WP-", "abcdefgh", "ijklmnop"]);
    }

    #[test]
    fn titles_are_cut_by_columns() {
        assert_eq!(cut("short", 5), "short");
        assert_eq!(cut("longer", 5), "long…");
        assert_eq!(cut("日本語の", 5), "日本…");
    }
}
