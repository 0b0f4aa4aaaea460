//! Texts that others wrote, made safe for a terminal.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a terminal would do something with it other than show it, or show nothing: control characters, those that
/// turn the direction of text, and those without a width, but for the two joiners that scripts and emoji are written
/// with.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{180e}'
                | '\u{200b}'
                | '\u{200e}'
                | '\u{200f}'
        )
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}')
        || matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A text on one line, with everything unsafe shown as an escape.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            c if !is_unsafe(c) => safe.push(c),
            '\n' => safe.push_str("\\n"),
            '\r' => safe.push_str("\\r"),
            '\t' => safe.push(' '),
            c => {
                // Writing to a String can't fail.
                let _ = write!(safe, "{}", c.escape_unicode());
            }
        }
    }
    Cow::Owned(safe)
}

/// A text of several lines, each indented, with everything unsafe shown as an escape.
pub(crate) fn block(text: &str, indent: &str) -> String {
    text.lines().map(|line| format!("{indent}{}\n", plain(line))).collect()
}

/// So many of them, in the right number.
pub(crate) fn count(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_a_terminal_obeys_comes_through() {
        assert_eq!(plain("a\u{1b}[31mb\u{7}\n\u{9b}c\u{202e}d"), "a\\u{1b}[31mb\\u{7}\\n\\u{9b}c\\u{202e}d");
        assert_eq!(plain("a\u{200b}\u{feff}\u{61c}\u{e0041}b"), "a\\u{200b}\\u{feff}\\u{61c}\\u{e0041}b");
        assert_eq!(
            plain("Zażółć 任务 🚀 👩\u{200d}💻 می\u{200c}خواهم"),
            "Zażółć 任务 🚀 👩\u{200d}💻 می\u{200c}خواهم"
        );
        assert_eq!(block("one\ntwo\u{1b}", "  "), "  one\n  two\\u{1b}\n");
    }
}
