//! The grammar of one line: task-board.md §1.

use std::ops::Range;

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

    /// The line with this token.
    pub(crate) fn write(&self, line: &[u8], token: &str) -> Vec<u8> {
        let head = line.get(..self.range.start).unwrap_or_default();
        let rest = line.get(self.range.end..).unwrap_or_default();
        [head, self.before.as_bytes(), token.as_bytes(), self.behind.as_bytes(), rest].concat()
    }
}

/// Takes an entry line apart; none if it is no entry. `is_token` tells whether the token table has a word.
pub(crate) fn read(line: &str, is_token: impl Fn(&str) -> bool) -> Option<EntryLine<'_>> {
    let (id, tail) = behind_bullet(line)?.strip_prefix("**[")?.split_once("]**")?;
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
    let text = rest.strip_prefix(" -").or_else(|| rest.strip_prefix(':'));
    text.filter(|text| text.is_empty() || text.starts_with(' ')).unwrap_or(rest).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: [&str; 3] = ["READY FOR DEV", "DONE", "FAIL 🔴"];

    fn parts(line: &str) -> Option<(Option<&str>, &str)> {
        let entry = read(line, |word| TABLE.contains(&word))?;
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
            let slot = read(line, |word| TABLE.contains(&word)).unwrap().slot;
            assert_eq!(String::from_utf8(slot.write(line.as_bytes(), "NEW")).unwrap(), expected);
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
