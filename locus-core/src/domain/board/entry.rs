//! One entry line and what it says.

use crate::domain::{WpId, WpStatus};
use serde::{Deserialize, Serialize};

/// The section a line stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The heading's text.
    pub heading: String,
    /// The status it stands for; none if it is informational.
    pub status: Option<WpStatus>,
}

/// What a token known to the vocabulary means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenMeaning {
    /// The status it says.
    pub status: WpStatus,
    /// Whether it wins over the section it stands in: FAIL, SUPERSEDED, CANCELLED, ABANDONED.
    pub overrides_section: bool,
    /// Whether it says that the post_work gate failed: FAIL.
    pub failed: bool,
    /// Whether it says no more than that the work is over, finished or given up: a ticked checkbox.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
}

/// The bracket of an entry line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The text between the brackets.
    pub text: String,
    /// What it means, if the vocabulary has it.
    pub meaning: Option<TokenMeaning>,
}

/// One entry line of a board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardEntry {
    /// The packet it is about.
    pub wp_id: WpId,
    /// Its line number, from 1.
    pub line: usize,
    /// The nearest level-2 heading above, if there is one.
    pub section: Option<Section>,
    /// Its bracket, if it has one.
    pub token: Option<Token>,
    /// Its text without verdict and token; empty if it has none.
    pub text: String,
}

/// What a line says when nothing is known about it from before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstSight {
    /// The status it says.
    pub status: WpStatus,
    /// Whether it says that the post_work gate failed.
    pub failed: bool,
    /// Whether section and token contradict each other.
    pub contradiction: bool,
}

impl BoardEntry {
    /// What its token means, if it has one that the vocabulary knows.
    #[must_use]
    pub fn meaning(&self) -> Option<TokenMeaning> {
        self.token.as_ref().and_then(|token| token.meaning)
    }

    /// Whether section and token say the same: GATED may stand under Blocked, FAIL is Done's own form of GATED, and
    /// what is closed may be cancelled.
    #[must_use]
    pub fn agrees(&self) -> bool {
        let section = self.section.as_ref().and_then(|section| section.status);
        match (section, self.meaning()) {
            (Some(section), Some(meaning)) => {
                meaning.status == section
                    || (section == WpStatus::Blocked && meaning.status == WpStatus::Gated)
                    || (section == WpStatus::Done && meaning.failed)
                    || (section.is_closed() && meaning.closed)
            }
            _ => false,
        }
    }

    /// What the line says on first sight: the section, except that an overriding token wins. None if the section
    /// is informational.
    #[must_use]
    pub fn first_sight(&self) -> Option<FirstSight> {
        let section = self.section.as_ref()?.status?;
        let says = |status, failed, contradiction| Some(FirstSight { status, failed, contradiction });
        let Some(meaning) = self.meaning() else {
            return says(section, false, false);
        };
        let agrees = self.agrees();
        if meaning.overrides_section || (agrees && section == WpStatus::Blocked) {
            says(meaning.status, meaning.failed, !agrees)
        } else {
            says(section, false, !agrees)
        }
    }
}

/// How far along a status is: of several lines of a packet the furthest counts.
const fn progress(status: WpStatus) -> u8 {
    match status {
        WpStatus::Stub => 0,
        WpStatus::Ready => 1,
        WpStatus::Blocked | WpStatus::Gated => 2,
        WpStatus::InProgress => 3,
        WpStatus::Done => 4,
        WpStatus::Cancelled => 5,
    }
}

/// Which of a packet's status lines counts: the furthest along, of equals the first.
pub fn counting_line<'a>(
    lines: impl IntoIterator<Item = (&'a BoardEntry, WpStatus)>,
) -> Option<(&'a BoardEntry, WpStatus)> {
    lines.into_iter().reduce(|best, line| if progress(line.1) > progress(best.1) { line } else { best })
}

/// Whether one status outranks another where a packet stands on several lines.
#[must_use]
pub const fn outranks(status: WpStatus, other: WpStatus) -> bool {
    progress(status) > progress(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(section: Option<WpStatus>, token: Option<TokenMeaning>) -> BoardEntry {
        BoardEntry {
            wp_id: "WP-1".parse().unwrap(),
            line: 1,
            section: Some(Section { heading: "x".into(), status: section }),
            token: token.map(|meaning| Token { text: "x".into(), meaning: Some(meaning) }),
            text: String::new(),
        }
    }

    const fn token(status: WpStatus) -> TokenMeaning {
        let overrides_section = matches!(status, WpStatus::Cancelled);
        TokenMeaning { status, overrides_section, failed: false, closed: false }
    }

    const FAIL: TokenMeaning =
        TokenMeaning { status: WpStatus::Gated, overrides_section: true, failed: true, closed: false };
    const TICKED: TokenMeaning = TokenMeaning { closed: true, ..token(WpStatus::Done) };

    fn seen(section: WpStatus, meaning: TokenMeaning) -> (WpStatus, bool, bool) {
        let sight = line(Some(section), Some(meaning)).first_sight().unwrap();
        (sight.status, sight.failed, sight.contradiction)
    }

    #[test]
    fn the_section_decides_and_a_contradiction_is_told() {
        assert_eq!(seen(WpStatus::Ready, token(WpStatus::Ready)), (WpStatus::Ready, false, false));
        assert_eq!(seen(WpStatus::Blocked, token(WpStatus::Ready)), (WpStatus::Blocked, false, true));
        assert_eq!(seen(WpStatus::Done, token(WpStatus::Gated)), (WpStatus::Done, false, true));
    }

    #[test]
    fn four_words_win_over_the_section() {
        assert_eq!(seen(WpStatus::Ready, token(WpStatus::Cancelled)), (WpStatus::Cancelled, false, true));
        assert_eq!(seen(WpStatus::Stub, FAIL), (WpStatus::Gated, true, true));
    }

    #[test]
    fn a_failed_verdict_under_done_is_gated_and_no_contradiction() {
        assert_eq!(seen(WpStatus::Done, FAIL), (WpStatus::Gated, true, false));
    }

    #[test]
    fn gated_may_stand_under_blocked() {
        assert_eq!(seen(WpStatus::Blocked, token(WpStatus::Gated)), (WpStatus::Gated, false, false));
    }

    #[test]
    fn a_ticked_box_may_stand_under_done_and_cancelled() {
        assert_eq!(seen(WpStatus::Done, TICKED), (WpStatus::Done, false, false));
        assert_eq!(seen(WpStatus::Cancelled, TICKED), (WpStatus::Cancelled, false, false));
        assert_eq!(seen(WpStatus::Ready, TICKED), (WpStatus::Ready, false, true));
        assert_eq!(seen(WpStatus::Cancelled, token(WpStatus::Done)), (WpStatus::Cancelled, false, true));
    }

    #[test]
    fn informational_lines_say_nothing() {
        assert_eq!(line(None, Some(token(WpStatus::Done))).first_sight(), None);
        let nowhere = BoardEntry { section: None, ..line(None, None) };
        assert_eq!(nowhere.first_sight(), None);
    }

    #[test]
    fn the_furthest_line_counts_and_of_equals_the_first() {
        let mut lines =
            [WpStatus::Ready, WpStatus::Gated, WpStatus::Blocked].map(|status| line(Some(status), None));
        for (number, line) in (1..).zip(&mut lines) {
            line.line = number;
        }
        let counting = counting_line(lines.iter().filter_map(|l| Some((l, l.first_sight()?.status))));
        assert_eq!(counting.map(|(entry, _)| entry.line), Some(2));
    }
}
