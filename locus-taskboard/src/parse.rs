//! From the bytes of a board to its entries. What isn't understood is kept and told about, never refused.

use crate::reading::Reading;
use crate::structure::Heading;
use crate::vocabulary::Vocabulary;
use locus_core::domain::WpId;
use locus_core::domain::board::{BoardEntry, BoardWarning, Section, WarningCode};
use pulldown_cmark::HeadingLevel;

/// A level-2 heading and the lines below it, up to the next heading of level 1 or 2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardSection {
    /// Its text and what it stands for.
    pub section: Section,
    /// The heading's line, from 1.
    pub first_line: usize,
    /// The last line that belongs to it.
    pub last_line: usize,
}

/// What a board says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ParsedBoard {
    /// Its entry lines, informational ones included, in the order they stand.
    pub entries: Vec<BoardEntry>,
    /// Its sections, in the order they stand.
    pub sections: Vec<BoardSection>,
    /// What a person should look at.
    pub warnings: Vec<BoardWarning>,
}

/// Reads a board (task-board.md §1). Any bytes are a board.
#[must_use]
pub fn parse(bytes: &[u8], vocabulary: &Vocabulary) -> ParsedBoard {
    Reading::of(bytes, vocabulary).board
}

/// The sections that these headings make of a text of so many lines.
pub(crate) fn sections<'a>(
    headings: &[Heading],
    lines: usize,
    vocabulary: &Vocabulary,
    text_of: impl Fn(usize) -> &'a str,
) -> Vec<BoardSection> {
    let dividers: Vec<_> = headings.iter().filter(|heading| heading.level <= HeadingLevel::H2).collect();
    let ends = dividers.iter().skip(1).map(|heading| heading.line).chain([lines]);
    let sections = dividers.iter().zip(ends).filter(|(heading, _)| heading.level == HeadingLevel::H2);
    sections
        .map(|(heading, last_line)| {
            let section = section(text_of(heading.line), vocabulary);
            BoardSection { section, first_line: heading.line + 1, last_line }
        })
        .collect()
}

/// The section that a heading's line begins.
pub(crate) fn section(line: &str, vocabulary: &Vocabulary) -> Section {
    let heading = heading_text(line).to_owned();
    Section { status: vocabulary.section_status(&heading), heading }
}

/// The text of an ATX heading, without its opening and closing marks.
fn heading_text(line: &str) -> &str {
    let text = line.trim().trim_start_matches('#').trim();
    let open = text.trim_end_matches('#');
    if open.is_empty() || open.ends_with([' ', '\t']) { open.trim_end() } else { text }
}

impl ParsedBoard {
    /// The section a line (from 1) stands in.
    #[must_use]
    pub fn section_of(&self, line: usize) -> Option<&BoardSection> {
        let before = self.sections.partition_point(|section| section.first_line <= line);
        let nearest = before.checked_sub(1).and_then(|index| self.sections.get(index));
        nearest.filter(|section| line <= section.last_line)
    }

    /// The entry on a line (from 1).
    #[must_use]
    pub fn entry_on(&self, line: usize) -> Option<&BoardEntry> {
        let found = self.entries.binary_search_by_key(&line, |entry| entry.line).ok()?;
        self.entries.get(found)
    }

    pub(crate) fn take_line(&mut self, line: usize, text: &str, vocabulary: &Vocabulary) {
        let is_token = |word: &str| vocabulary.token_meaning(word).is_some();
        let Some(entry) = vocabulary.lines().read(text, is_token) else { return };
        let Ok(wp_id) = entry.id.parse::<WpId>() else {
            self.warnings.push(BoardWarning {
                code: WarningCode::InvalidId,
                wp_id: None,
                line: Some(line),
                message: format!("line {line} looks like an entry, but {:?} is no packet id", entry.id),
            });
            return;
        };
        let token = entry.token.map(|token| vocabulary.token(token));
        let section = self.section_of(line).map(|section| section.section.clone());
        self.entries.push(BoardEntry { wp_id, line, section, token, text: entry.text.to_owned() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::Lines;
    use locus_core::domain::WpStatus;
    use proptest::prelude::*;

    fn board(text: impl AsRef<[u8]>) -> ParsedBoard {
        parse(text.as_ref(), &Vocabulary::default())
    }

    fn ids(text: impl AsRef<[u8]>) -> Vec<(String, usize, Option<WpStatus>)> {
        let entries = board(text).entries.into_iter();
        let status = |entry: &BoardEntry| entry.section.as_ref().and_then(|section| section.status);
        entries.map(|entry| (entry.wp_id.to_string(), entry.line, status(&entry))).collect()
    }

    fn found(id: &str, line: usize, status: Option<WpStatus>) -> (String, usize, Option<WpStatus>) {
        (id.to_owned(), line, status)
    }

    #[test]
    fn a_board_with_all_that_people_write() {
        let board = board(include_str!("../fixtures/lived_in.md"));
        let sections = board.sections.iter().map(|section| {
            let status = section.section.status.map_or("informational", WpStatus::as_str);
            format!("{}-{} {} = {status}", section.first_line, section.last_line, section.section.heading)
        });
        let entries = board.entries.iter().map(|entry| {
            let heading = entry.section.as_ref().map_or("", |section| &section.heading);
            let sight = entry.first_sight();
            let says = sight.map_or("nothing", |sight| sight.status.as_str());
            let marks = [
                if sight.is_some_and(|sight| sight.contradiction) { ", a contradiction" } else { "" },
                if sight.is_some_and(|sight| sight.failed) { ", failed" } else { "" },
            ];
            let token = entry.token.as_ref().map_or("-", |token| &token.text);
            let (line, wp_id, text) = (entry.line, &entry.wp_id, &entry.text);
            format!("{line} {wp_id} | {heading} | {token} | {text} = {says}{}", marks.concat())
        });
        let warnings = board.warnings.iter().map(|warning| warning.message.clone());
        insta::assert_snapshot!(sections.chain(entries).chain(warnings).collect::<Vec<_>>().join("\n"));
    }

    #[test]
    fn the_nearest_level_2_heading_decides_and_a_level_1_heading_ends_it() {
        let text = "- **[WP-0]**\n## Done\n### Ready for Dev\n- **[WP-1]**\n# Blocked\n- **[WP-2]**\n## Gated ##\n- **[WP-3]**\n";
        let expected = [
            found("WP-0", 1, None),
            found("WP-1", 4, Some(WpStatus::Done)),
            found("WP-2", 6, None),
            found("WP-3", 8, Some(WpStatus::Gated)),
        ];
        assert_eq!(ids(text), expected);
    }

    #[test]
    fn a_rule_under_prose_makes_no_heading() {
        assert_eq!(ids("## Done\nBlocked\n---\n- **[WP-1]**\n"), [found("WP-1", 4, Some(WpStatus::Done))]);
    }

    #[test]
    fn a_rule_under_an_entry_leaves_it_an_entry() {
        let text = "## Done\n- **[WP-1]** - [DONE]\n---\n- **[WP-2]** - [DONE]\n";
        assert_eq!(ids(text).len(), 2);
    }

    #[test]
    fn code_comments_and_quotes_hold_no_entries_and_no_sections() {
        for (before, after) in [("```", "```"), ("~~~ md", "~~~"), ("<!--", "-->"), ("<div>", "</div>\n")] {
            let text = format!("## Done\n{before}\n## Blocked\n- **[WP-1]**\n{after}\n- **[WP-2]**\n");
            let line = text.lines().count();
            assert_eq!(ids(&text), [found("WP-2", line, Some(WpStatus::Done))], "{before}");
        }
        assert_eq!(ids("## Done\n> ## Blocked\n> - **[WP-1]**\n- **[WP-2]**\n").len(), 1);
    }

    #[test]
    fn any_line_end_and_a_byte_order_mark_are_read() {
        for line_end in ["\n", "\r\n"] {
            let text = format!("\u{feff}## Done{line_end}- **[WP-1]** - [DONE]{line_end}- **[WP-2]**");
            let expected = [found("WP-1", 2, Some(WpStatus::Done)), found("WP-2", 3, Some(WpStatus::Done))];
            assert_eq!(ids(&text), expected);
        }
        assert_eq!(ids("\u{feff}- **[WP-1]**"), [found("WP-1", 1, None)]);
    }

    #[test]
    fn bytes_that_are_no_utf_8_move_nothing() {
        let text = b"## Done\n\xff\xfe\xe2\x82\n```\n- **[WP-1]**\n```\n- **[WP-2]** - a\xff [DONE]\n";
        let board = board(text);
        let [entry] = board.entries.as_slice() else { panic!("{board:?}") };
        assert_eq!((entry.line, entry.text.as_str()), (6, "a?"));
    }

    #[test]
    fn an_id_that_is_none_is_told_about() {
        let board = board("## Done\n- **[WP_ID]** - [STUB]\n- **[WP-../x]**\n");
        let lines: Vec<_> = board.warnings.iter().map(|warning| (warning.code, warning.line)).collect();
        assert_eq!(lines, [(WarningCode::InvalidId, Some(2)), (WarningCode::InvalidId, Some(3))]);
        assert!(board.entries.is_empty());
    }

    /// Pieces of which boards are made, well-formed and not.
    fn piece() -> impl Strategy<Value = Vec<u8>> {
        let text = |text: &'static str| Just(text.as_bytes().to_vec());
        prop_oneof![
            text("## Done\n"),
            text("# Board\r\n"),
            text("- **[WP-1]** - [STUB]\n"),
            text("2. **[WP-2]** / FAIL: x [READY]\r\n"),
            text("  - detail\n"),
            text("```\n"),
            text("<!-- "),
            text("-->\n"),
            text("> "),
            text("---\n"),
            text("`"),
            text("\n"),
            text("\r"),
            text("\u{feff}"),
            prop::collection::vec(any::<u8>(), 0..8),
        ]
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_board(pieces in prop::collection::vec(piece(), 0..30)) {
            let bytes = pieces.concat();
            let board = board(&bytes);
            let lines = Lines::of(&bytes).as_slice().len();
            prop_assert!(board.entries.is_sorted_by(|a, b| a.line < b.line));
            prop_assert!(board.entries.iter().all(|entry| (1..=lines).contains(&entry.line)));
            prop_assert!(board.sections.iter().all(|section| section.first_line <= section.last_line));
            prop_assert!(board.sections.is_sorted_by(|a, b| a.last_line < b.first_line));
        }

        #[test]
        fn nothing_in_a_fence_is_read(pieces in prop::collection::vec(piece(), 0..30)) {
            let fenced = [b"~~~~~~~~~~~~\n", pieces.concat().as_slice(), b"\n~~~~~~~~~~~~\n"].concat();
            prop_assert_eq!(board(fenced), ParsedBoard::default());
        }
    }
}
