//! Texts in the room there is, by the cells that letters take.

use crate::render::shortened;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr as _;

/// The beginning of a text, in so many cells, and whether that is all of it.
fn head(text: &str, cells: usize) -> (String, bool) {
    let (mut kept, mut used) = (String::new(), 0);
    let span = Span::raw(text);
    for part in span.styled_graphemes(Style::new()) {
        used += part.symbol.width();
        if used > cells {
            return (kept, false);
        }
        kept.push_str(part.symbol);
    }
    (kept, true)
}

/// An id in so many cells; of a longer one the middle is left out: its end tells versions apart.
pub(super) fn shorten_id(id: &str, cells: usize) -> String {
    const END: usize = 6;
    if id.width() <= cells || cells < 2 * END {
        return shortened(id, cells).into_owned();
    }
    // Ids are ASCII.
    let end = id.get(id.len().saturating_sub(END)..).unwrap_or_default();
    format!("{}…{end}", head(id, cells - END - 1).0)
}

/// A text followed by blanks, in exactly so many cells.
pub(super) fn fill(text: &str, cells: usize) -> String {
    let text = shortened(text, cells);
    let blanks = cells.saturating_sub(text.width());
    text.into_owned() + &" ".repeat(blanks)
}

/// A line in lines of so many cells, broken between words where there are any. What follows the first one is indented
/// as that is.
pub(super) fn wrap(line: &Line<'_>, cells: usize) -> Vec<Line<'static>> {
    let cells = cells.max(1);
    let letters: Vec<(String, Style)> =
        line.styled_graphemes(Style::new()).map(|part| (part.symbol.to_owned(), part.style)).collect();
    let indent = letters.iter().take_while(|(symbol, _)| symbol == " ").count();
    let indent = if indent * 2 > cells { 0 } else { indent };
    let mut lines = Vec::new();
    let mut rest = letters.as_slice();
    while !rest.is_empty() || lines.is_empty() {
        let room = if lines.is_empty() { cells } else { cells - indent };
        let (this, next) = rest.split_at(break_at(rest, room));
        let blank = (!lines.is_empty() && indent > 0).then(|| Span::raw(" ".repeat(indent)));
        lines.push(Line::from_iter(blank.into_iter().chain(spans(this))));
        let blanks = next.iter().take_while(|(symbol, _)| symbol == " ").count();
        rest = next.split_at(blanks).1;
    }
    lines
}

/// How many letters go on one line: at least one.
fn break_at(letters: &[(String, Style)], cells: usize) -> usize {
    let (mut used, mut fit) = (0, 0);
    for (symbol, _) in letters {
        used += symbol.width();
        if used > cells {
            break;
        }
        fit += 1;
    }
    if fit == letters.len() {
        return fit;
    }
    let (fitting, rest) = letters.split_at(fit);
    if rest.first().is_some_and(|(symbol, _)| symbol == " ") {
        return fit;
    }
    let words = fitting.iter().rposition(|(symbol, _)| symbol == " ").map(|blank| blank + 1);
    let only_indent = |end: &usize| fitting.iter().take(*end).all(|(symbol, _)| symbol == " ");
    words.filter(|end| !only_indent(end)).unwrap_or(fit.max(1))
}

/// Letters of one look together.
fn spans(letters: &[(String, Style)]) -> Vec<Span<'static>> {
    let runs = letters.chunk_by(|one, next| one.1 == next.1);
    runs.map(|run| {
        let style = run.first().map(|(_, style)| *style).unwrap_or_default();
        Span::styled(run.iter().map(|(symbol, _)| symbol.as_str()).collect::<String>(), style)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(text: &str, cells: usize) -> Vec<String> {
        wrap(&Line::from(text), cells).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn ids_keep_their_version() {
        assert_eq!(shorten_id("WP-1-Add-A-Login-v1", 19), "WP-1-Add-A-Login-v1");
        assert_eq!(shorten_id("WP-1-Add-A-Login-With-Passkeys-v12", 18), "WP-1-Add-A-…ys-v12");
        assert_eq!(shorten_id("WP-1-Add-A-Login-v1", 8), "WP-1-Ad…");
    }

    #[test]
    fn filled_texts_take_exactly_their_cells() {
        for text in ["", "登录页面", "a very long title indeed"] {
            assert_eq!(fill(text, 7).width(), 7, "{text}");
        }
    }

    #[test]
    fn lines_break_between_words_and_keep_their_indent() {
        assert_eq!(wrapped("  one two three four", 11), ["  one two ", "  three ", "  four"]);
        assert_eq!(wrapped("onetwothree", 4), ["onet", "woth", "ree"]);
        assert_eq!(wrapped("登录页面", 5), ["登录", "页面"]);
        assert_eq!(wrapped("登", 1), ["登"]);
        assert_eq!(wrapped("", 9), [""]);
    }
}
