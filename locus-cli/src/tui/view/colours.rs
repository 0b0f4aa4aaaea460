//! The colours of the other commands, in the words of the terminal library.

use locus_core::domain::WpStatus;
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};

/// How things look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tui) struct Look {
    /// Whether there are colours; what is bold or reversed is so without them, too.
    pub(in crate::tui) colour: bool,
}

impl Look {
    /// The look of a status.
    pub(super) fn of_status(self, status: WpStatus) -> Style {
        self.of(crate::render::of_status(status))
    }

    /// What is not the point.
    pub(super) fn faint(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    /// What needs a look.
    pub(super) fn caution(self) -> Style {
        self.of(anstyle::AnsiColor::Yellow.on_default())
    }

    /// What is refused.
    pub(super) fn refused(self) -> Style {
        self.of(anstyle::AnsiColor::Red.on_default().bold())
    }

    fn of(self, style: anstyle::Style) -> Style {
        let codes = style.render().to_string();
        sequences(&codes).fold(Style::new(), |look, piece| match piece {
            Piece::Codes(codes) => self.with(look, codes),
            Piece::Text(_) => look,
        })
    }

    /// A text with the escape sequences of our own styles. Those of others are shown as text by whoever wrote it.
    pub(super) fn lines(self, text: &str) -> Vec<Line<'static>> {
        let mut look = Style::new();
        let line = |line: &str| {
            let mut spans = Vec::new();
            for piece in sequences(line) {
                match piece {
                    Piece::Codes(codes) => look = self.with(look, codes),
                    Piece::Text(text) => spans.push(Span::styled(text.to_owned(), look)),
                }
            }
            Line::from(spans)
        };
        text.lines().map(line).collect()
    }

    /// A look after these codes.
    fn with(self, look: Style, codes: &str) -> Style {
        codes.split(';').fold(look, |look, code| match code.parse::<u8>() {
            Ok(0) | Err(_) => Style::new(),
            Ok(1) => look.add_modifier(Modifier::BOLD),
            Ok(2) => look.add_modifier(Modifier::DIM),
            Ok(4) => look.add_modifier(Modifier::UNDERLINED),
            Ok(9) => look.add_modifier(Modifier::CROSSED_OUT),
            Ok(code @ 30..=37) if self.colour => look.fg(Color::Indexed(code - 30)),
            Ok(code @ 90..=97) if self.colour => look.fg(Color::Indexed(code - 82)),
            Ok(_) => look,
        })
    }
}

/// A part of a text with escape sequences.
enum Piece<'a> {
    /// What stands between `ESC[` and `m`.
    Codes(&'a str),
    Text(&'a str),
}

fn sequences(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let (first, rest) = text.split_once("\u{1b}[").map_or((text, None), |(first, rest)| (first, Some(rest)));
    let rest = rest.into_iter().flat_map(|rest| rest.split("\u{1b}["));
    let styled = rest.flat_map(|part| {
        let (codes, text) = part.split_once('m').unwrap_or(("", part));
        [Piece::Codes(codes), Piece::Text(text)]
    });
    std::iter::once(Piece::Text(first)).chain(styled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_of_the_commands_become_those_of_the_screen() {
        let (done, strong) = (crate::render::of_status(WpStatus::Done), anstyle::Style::new().bold());
        let text = format!("a {done}ok{done:#} b\n{strong}WP-1{strong:#}");
        let lines = Look { colour: true }.lines(&text);
        let shown: Vec<String> = lines.iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["a ok b", "WP-1"]);
        let of = |line: usize, text: &str| {
            lines[line].spans.iter().find(|span| span.content == text).map(|span| span.style)
        };
        assert_eq!(of(0, "ok"), Some(Style::new().fg(Color::Indexed(2))));
        assert_eq!(of(0, " b"), Some(Style::new()));
        assert_eq!(of(1, "WP-1"), Some(Style::new().add_modifier(Modifier::BOLD)));
    }

    #[test]
    fn without_colours_what_is_bold_stays_bold() {
        let plain = Look { colour: false };
        assert_eq!(plain.refused(), Style::new().add_modifier(Modifier::BOLD));
        assert_eq!(plain.of_status(WpStatus::Ready), Style::new());
        let dim = Style::new().add_modifier(Modifier::DIM | Modifier::CROSSED_OUT);
        assert_eq!(plain.of_status(WpStatus::Cancelled), dim);
    }
}
