//! The grammar of one line: task-board.md §1.

use locus_core::domain::{Title, WpId};
use std::ops::Range;

/// Where the lines of a board have their token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineForm {
    /// In brackets behind the id: `- **[WP-1]** - [TOKEN]`, or one of the old forms.
    Token,
    /// In a checkbox before it: `- [x] **[WP-1]** text`. A blank box has no token.
    Checkbox,
}

/// An entry line taken apart. All parts are slices of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EntryLine<'a> {
    /// What stands in the bold brackets.
    pub(crate) id: &'a str,
    /// What stands in the token's brackets.
    pub(crate) token: Option<&'a str>,
    /// What it says besides, without verdict and note.
    pub(crate) text: &'a str,
    /// Where its token is written.
    pub(crate) slot: TokenSlot,
}

/// Where a token stands in a line, or would stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TokenSlot {
    /// The bytes of the line that a token replaces.
    range: Range<usize>,
    /// What a line without token needs in front of it.
    before: &'static str,
    /// What it needs behind it.
    behind: &'static str,
}

impl TokenSlot {
    const fn over(start: usize, token: &str) -> Self {
        Self { range: start..start + token.len(), before: "", behind: "" }
    }

    /// The line with this token; a box without one is blank.
    pub(crate) fn write(&self, line: &[u8], token: Option<&str>) -> Vec<u8> {
        let token = token.unwrap_or(BLANK).as_bytes();
        let head = line.get(..self.range.start).unwrap_or_default();
        let rest = line.get(self.range.end..).unwrap_or_default();
        [head, self.before.as_bytes(), token, self.behind.as_bytes(), rest].concat()
    }
}

impl LineForm {
    /// Takes an entry line apart; none if it is no entry. `is_token` tells whether the token table has a word.
    pub(crate) fn read(self, line: &str, is_token: impl Fn(&str) -> bool) -> Option<EntryLine<'_>> {
        let rest = behind_bullet(line)?;
        match self {
            Self::Token => behind_id(line, rest, is_token),
            Self::Checkbox => behind_box(line, rest),
        }
    }

    /// A new line. A bare one where tokens stand behind the id; a task says what it is about.
    pub(crate) fn new_line(self, wp_id: &WpId, title: &Title, token: Option<&str>) -> String {
        let token = token.unwrap_or(BLANK);
        match self {
            Self::Token => format!("- **[{wp_id}]**{BEFORE_STRICT}{token}]"),
            Self::Checkbox => {
                let says_more = title.as_str() != wp_id.as_str();
                let words = title.as_str().split(|c: char| c.is_whitespace() || c.is_control());
                let words = words.filter(|word| says_more && !word.is_empty());
                std::iter::once(format!("- [{token}] **[{wp_id}]**").as_str())
                    .chain(words)
                    .collect::<Vec<_>>()
                    .join(" ")
            }
        }
    }
}

/// Whether a box can hold this as its mark.
pub(crate) fn is_mark(text: &str) -> bool {
    matches!(text.as_bytes(), [byte] if byte.is_ascii_graphic() && !b"[]".contains(byte))
}

/// `[x] **[WP-1]** text`.
fn behind_box<'a>(line: &'a str, rest: &'a str) -> Option<EntryLine<'a>> {
    let (mark, rest) = rest.strip_prefix('[')?.split_once("] ")?;
    let (id, tail) = id_and_tail(rest)?;
    let token = Some(mark).filter(|mark| *mark != BLANK);
    if !token.is_none_or(is_mark) {
        return None;
    }
    let start = line.len() - rest.len() - "] ".len() - mark.len();
    Some(EntryLine { id, token, text: behind_sign(tail), slot: TokenSlot::over(start, mark) })
}

/// `**[WP-1]**` and what follows it.
fn id_and_tail(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix("**[")?.split_once("]**")
}

/// `**[WP-1]** - [TOKEN]` and the old forms.
fn behind_id<'a>(line: &'a str, rest: &'a str, is_token: impl Fn(&str) -> bool) -> Option<EntryLine<'a>> {
    let (id, tail) = id_and_tail(rest)?;
    let start = line.len() - tail.len();
    let tail = tail.trim_end();
    if let Some(token) = strict_token(tail) {
        let slot = TokenSlot::over(start + BEFORE_STRICT.len(), token);
        return Some(EntryLine { id, token: Some(token), text: "", slot });
    }
    if let Some((rest, token)) = last_bracket(tail).filter(|(_, word)| is_token(word)) {
        let slot = TokenSlot::over(start + rest.len() + "[".len(), token);
        return Some(EntryLine { id, token: Some(token), text: text_of(rest), slot });
    }
    let (end, before) = (start + tail.len(), if tail.is_empty() { BEFORE_STRICT } else { " [" });
    let slot = TokenSlot { range: end..end, before, behind: "]" };
    Some(EntryLine { id, token: None, text: text_of(tail), slot })
}

const BEFORE_STRICT: &str = " - [";

/// What stands in a box without token.
const BLANK: &str = " ";

/// What follows `- ` or `1. ` in column 0.
fn behind_bullet(line: &str) -> Option<&str> {
    line.strip_prefix("- ").or_else(|| {
        let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
        rest.strip_prefix(". ").filter(|_| rest.len() < line.len())
    })
}

/// ` - [TOKEN]`, whatever follows, unless that makes it a link.
fn strict_token(tail: &str) -> Option<&str> {
    let (word, behind) = tail.strip_prefix(BEFORE_STRICT)?.split_once(']')?;
    Some(word).filter(|word| !word.trim().is_empty() && !behind.starts_with(['(', '[', ':']))
}

/// ` [TOKEN]` at the end of an old form, and what stands before it.
fn last_bracket(tail: &str) -> Option<(&str, &str)> {
    let (rest, word) = tail.strip_suffix(']')?.rsplit_once('[')?;
    Some((rest, word)).filter(|(rest, word)| rest.ends_with(' ') && !word.contains(']'))
}

/// The text of ` / VERDICT: text`, ` - text` and `: text`.
fn text_of(rest: &str) -> &str {
    if let Some(verdict) = rest.strip_prefix(" / ") {
        return verdict.split_once(": ").map_or("", |(_, text)| text.trim());
    }
    behind_sign(rest)
}

/// The text of ` - text`, `: text` and ` text`.
fn behind_sign(rest: &str) -> &str {
    let text = rest.strip_prefix(" -").or_else(|| rest.strip_prefix(':'));
    text.filter(|text| text.is_empty() || text.starts_with(' ')).unwrap_or(rest).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: [&str; 3] = ["READY FOR DEV", "DONE", "FAIL 🔴"];

    fn parts(line: &str) -> Option<(Option<&str>, &str)> {
        let entry = LineForm::Token.read(line, |word| TABLE.contains(&word))?;
        assert_eq!(entry.id, "WP-1", "{line}");
        Some((entry.token, entry.text))
    }

    #[test]
    fn strict_lines() {
        assert_eq!(parts("- **[WP-1]** - [STUB]"), Some((Some("STUB"), "")));
        assert_eq!(parts("- **[WP-1]** - [STUB]  "), Some((Some("STUB"), "")));
        assert_eq!(parts("- **[WP-1]** - [Any Word] - waiting for [DONE]"), Some((Some("Any Word"), "")));
        assert_eq!(parts("- **[WP-1]** - [STUB]]"), Some((Some("STUB"), "")));
        assert_eq!(parts("12. **[WP-1]** - [STUB]"), Some((Some("STUB"), "")));
    }

    #[test]
    fn old_forms() {
        let cases = [
            (
                "- **[WP-1]** / FAIL: The log drifts. [READY FOR DEV]",
                Some("READY FOR DEV"),
                "The log drifts.",
            ),
            ("- **[WP-1]** / FAIL (again): a: b [c](d) [DONE]", Some("DONE"), "a: b [c](d)"),
            ("- **[WP-1]** / FAIL: no token", None, "no token"),
            ("- **[WP-1]** / FAIL", None, ""),
            ("1. **[WP-1]** - Split the store. [READY FOR DEV]", Some("READY FOR DEV"), "Split the store."),
            ("- **[WP-1]** - Split the store.", None, "Split the store."),
            ("- **[WP-1]**: Draw the icon. [FAIL 🔴]", Some("FAIL 🔴"), "Draw the icon."),
            ("- **[WP-1]**: [DONE]", Some("DONE"), ""),
            ("- **[WP-1]** [DONE]", Some("DONE"), ""),
            ("- **[WP-1]**", None, ""),
            ("- **[WP-1]** -", None, ""),
        ];
        for (line, token, text) in cases {
            assert_eq!(parts(line), Some((token, text)), "{line}");
        }
    }

    #[test]
    fn in_old_forms_only_a_word_of_the_table_at_the_end_is_a_token() {
        assert_eq!(parts("- **[WP-1]** - Fix the [parser]"), Some((None, "Fix the [parser]")));
        assert_eq!(parts("- **[WP-1]** - Drop the [DONE] mark"), Some((None, "Drop the [DONE] mark")));
        assert_eq!(parts("- **[WP-1]** - a[DONE]"), Some((None, "a[DONE]")));
        assert_eq!(parts("- **[WP-1]** [parser]"), Some((None, "[parser]")));
    }

    #[test]
    fn a_token_is_written_where_the_form_has_it() {
        let cases = [
            ("- **[WP-1]** - [STUB] - for Ada ", "- **[WP-1]** - [NEW] - for Ada "),
            ("- **[WP-1]** - [STUB]]", "- **[WP-1]** - [NEW]]"),
            ("- **[WP-1]** - [SUPERSEDED by X](", "- **[WP-1]** - [SUPERSEDED by X]( [NEW]"),
            ("1. **[WP-1]** / FAIL: a [b] [DONE]  ", "1. **[WP-1]** / FAIL: a [b] [NEW]  "),
            ("- **[WP-1]**: [FAIL 🔴]\r", "- **[WP-1]**: [NEW]\r"),
            ("- **[WP-1]** [DONE]", "- **[WP-1]** [NEW]"),
            ("- **[WP-1]** - Split the [store]  ", "- **[WP-1]** - Split the [store] [NEW]  "),
            ("- **[WP-1]** - [DONE](x.md)", "- **[WP-1]** - [DONE](x.md) [NEW]"),
            ("- **[WP-1]**  ", "- **[WP-1]** - [NEW]  "),
            ("- **[WP-1]** -", "- **[WP-1]** - [NEW]"),
            ("- **[WP-1]**:", "- **[WP-1]**: [NEW]"),
        ];
        for (line, expected) in cases {
            let slot = LineForm::Token.read(line, |word| TABLE.contains(&word)).unwrap().slot;
            assert_eq!(String::from_utf8(slot.write(line.as_bytes(), Some("NEW"))).unwrap(), expected);
        }
    }

    #[test]
    fn a_link_is_no_token() {
        assert_eq!(parts("- **[WP-1]** - [DONE](x.md)"), Some((None, "[DONE](x.md)")));
        assert_eq!(parts("- **[WP-1]** - [DONE][1]"), Some((None, "[DONE][1]")));
        assert_eq!(parts("- **[WP-1]** - [DONE]: x"), Some((None, "[DONE]: x")));
        assert_eq!(
            parts("- **[WP-1]** - [docs](x.md) say so [DONE]"),
            Some((Some("DONE"), "[docs](x.md) say so"))
        );
        assert_eq!(parts("- **[WP-1]** - []"), Some((None, "[]")));
    }

    fn boxed(line: &str) -> Option<(&str, Option<&str>, &str)> {
        let entry = LineForm::Checkbox.read(line, |_| unreachable!("a box needs no table"))?;
        Some((entry.id, entry.token, entry.text))
    }

    #[test]
    fn a_checkbox_holds_the_token_and_the_rest_is_text() {
        for (line, token, text) in [
            ("- [ ] **[WP-1]** Split it. [DONE]  ", None, "Split it. [DONE]"),
            ("- [x] **[WP-1]** - Split it.", Some("x"), "Split it."),
            ("- [X] **[WP-1]**: Split it.", Some("X"), "Split it."),
            ("12. [-] **[WP-1]**", Some("-"), ""),
            ("- [?] **[WP-1]** / FAIL: a", Some("?"), "/ FAIL: a"),
        ] {
            assert_eq!(boxed(line), Some(("WP-1", token, text)), "{line}");
        }
    }

    #[test]
    fn a_line_without_a_box_of_one_sign_is_none_of_a_task_list() {
        for line in [
            "- **[WP-1]** - [STUB]",
            "- [] **[WP-1]**",
            "- [xx] **[WP-1]**",
            "- [é] **[WP-1]**",
            "- [\t] **[WP-1]**",
            "- [[] **[WP-1]**",
            "- [x]**[WP-1]**",
            "- [x]  **[WP-1]**",
            "- [x] [WP-1]",
            "* [x] **[WP-1]**",
            " - [x] **[WP-1]**",
            "[x] **[WP-1]**",
            "- [x](y) [ ] **[WP-1]**",
        ] {
            assert_eq!(boxed(line), None, "{line}");
        }
    }

    #[test]
    fn a_box_is_ticked_by_one_byte() {
        for (line, token, expected) in [
            ("- [ ] **[WP-1]** a [ ] b ", Some("x"), "- [x] **[WP-1]** a [ ] b "),
            ("- [X] **[WP-1]**\r", None, "- [ ] **[WP-1]**\r"),
            ("10. [-] **[WP-1]** é", Some("x"), "10. [x] **[WP-1]** é"),
        ] {
            let slot = LineForm::Checkbox.read(line, |_| false).unwrap().slot;
            assert_eq!(String::from_utf8(slot.write(line.as_bytes(), token)).unwrap(), expected);
        }
    }

    #[test]
    fn other_lines_are_no_entries() {
        for line in [
            "* **[WP-1]** - [STUB]",
            "+ **[WP-1]** - [STUB]",
            " - **[WP-1]** - [STUB]",
            "\t- **[WP-1]** - [STUB]",
            "-  **[WP-1]** - [STUB]",
            "-**[WP-1]** - [STUB]",
            ". **[WP-1]** - [STUB]",
            "1) **[WP-1]** - [STUB]",
            "- [WP-1] - [STUB]",
            "- [ ] **[WP-1]** - [STUB]",
            "- **[WP-1] - [STUB]",
            "- `**[WP-1]** - [STUB]`",
            "**[WP-1]** - [STUB]",
            "---",
            "",
        ] {
            assert_eq!(parts(line), None, "{line}");
        }
    }
}
