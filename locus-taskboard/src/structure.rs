//! What Markdown makes of a text: which lines are code, HTML or quoted, and where the ATX headings are.

use crate::lines::Lines;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::ops::RangeInclusive;

/// An ATX heading that stands in no list and no quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Heading {
    /// Index of its line.
    pub(crate) line: usize,
    pub(crate) level: HeadingLevel,
}

#[derive(Debug)]
pub(crate) struct Structure {
    /// For each line, whether it is code, HTML or quoted.
    pub(crate) hidden: Vec<bool>,
    /// In the order they stand.
    pub(crate) headings: Vec<Heading>,
}

/// Reads the structure of a text whose lines these are.
pub(crate) fn structure(text: &str, lines: &Lines) -> Structure {
    let mut found = Structure { hidden: vec![false; lines.as_slice().len()], headings: Vec::new() };
    // pulldown-cmark takes a byte order mark for text.
    let shift = lines.body_start();
    // It ends a line at a lone `\r`, too. In front of `\n` a blank means the same.
    let body = text.get(shift..).unwrap_or_default().replace('\r', " ");
    let (mut covers, mut containers) = (0_usize, 0_usize);
    for (event, range) in Parser::new_ext(&body, Options::empty()).into_offset_iter() {
        let start = || lines.index_of(range.start + shift);
        let end = || lines.index_of((range.end + shift).saturating_sub(1));
        match event {
            Event::Start(Tag::BlockQuote(_)) => (covers, containers) = (covers + 1, containers + 1),
            Event::End(TagEnd::BlockQuote(_)) => (covers, containers) = (covers - 1, containers - 1),
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) => covers += 1,
            Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock) => covers -= 1,
            Event::Start(Tag::Item) => containers += 1,
            Event::End(TagEnd::Item) => containers -= 1,
            Event::Start(Tag::Heading { level, .. }) if containers == 0 => {
                let start = start();
                let line = lines.as_slice().get(start).and_then(|line| text.get(line.content()));
                if line.is_some_and(is_atx) {
                    found.headings.push(Heading { line: start, level });
                }
            }
            Event::Start(_) | Event::End(_) => {}
            // Only what lies inside: the range of a block may spill past its last line.
            _ if covers > 0 => found.hide(start()..=end()),
            // Begun on an earlier line, so that nothing on the later ones stands for itself.
            Event::Code(_) | Event::InlineHtml(_) => found.hide(start() + 1..=end()),
            _ => {}
        }
    }
    found
}

impl Structure {
    fn hide(&mut self, lines: RangeInclusive<usize>) {
        self.hidden.iter_mut().take(lines.end() + 1).skip(*lines.start()).for_each(|hidden| *hidden = true);
    }
}

/// A setext heading's text can't begin like this, or it would be an ATX heading.
fn is_atx(line: &str) -> bool {
    let line = line.trim_start_matches(' ');
    let rest = line.trim_start_matches('#');
    rest.len() < line.len() && (rest.is_empty() || rest.starts_with([' ', '\t']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Structure {
        structure(text, &Lines::of(text.as_bytes()))
    }

    fn hidden(text: &str) -> Vec<usize> {
        of(text)
            .hidden
            .iter()
            .enumerate()
            .filter(|(_, hidden)| **hidden)
            .map(|(index, _)| index + 1)
            .collect()
    }

    fn headings(text: &str) -> Vec<(usize, u8)> {
        of(text).headings.iter().map(|heading| (heading.line + 1, heading.level as u8)).collect()
    }

    #[test]
    fn code_html_and_quotes_are_hidden() {
        assert_eq!(hidden("a\n```\n- b\n```\n- c\n"), [3]);
        assert_eq!(hidden("a\n~~~\n- b\n\n- c"), [3, 4, 5], "a fence that is never closed");
        assert_eq!(hidden("a\n\n    - b\n\n- c\n"), [3]);
        assert_eq!(hidden("<!-- a\n- b\n\n- c\n-->\n- d\n"), [1, 2, 3, 4, 5]);
        assert_eq!(hidden("> a\n- b\n"), [1]);
        assert_eq!(hidden("> a\nb\n- c\n"), [1, 2], "a lazy continuation");
        assert_eq!(hidden("a `b\n2. c` d\n"), [2]);
        assert_eq!(hidden("a <!-- b\n2. c --> d\n"), [2]);
    }

    #[test]
    fn a_block_in_an_item_ends_with_the_item() {
        assert_eq!(hidden("- a\n  ```\n  x\n- b\n"), [3]);
        assert_eq!(hidden("- a\n  <!--\n- b\n"), [2]);
    }

    #[test]
    fn only_atx_headings_outside_of_lists_and_quotes_count() {
        assert_eq!(headings("# a\n## b ##\n\n### c\n"), [(1, 1), (2, 2), (4, 3)]);
        assert_eq!(headings("- x\n## a\n"), [(2, 2)], "a heading ends a list");
        assert_eq!(headings("a\n---\nb\n===\n"), []);
        assert_eq!(headings("#a\n---\n"), [], "a hashtag underlined by a rule");
        assert_eq!(headings("> ## a\n- b\n  ## c\n- ## d\n```\n## e\n```\n"), []);
        assert_eq!(headings("\u{feff}## a\r\n"), [(1, 2)]);
        assert_eq!(headings("##\ta\n##\n"), [(1, 2), (2, 2)]);
        assert_eq!(headings("## a\r## b\n## c\r\r\n"), [(1, 2), (2, 2)], "a lone return ends no line");
    }
}
