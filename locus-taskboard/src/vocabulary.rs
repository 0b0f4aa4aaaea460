//! Which headings and tokens stand for which status: task-board.md §2, as data.

use crate::dialect::Dialect;
use crate::entry::LineForm;
use crate::words::{SectionWord, Settings, TokenWord, VocabularyError, Words, compared, heading_word};
use locus_core::domain::board::{Token, TokenMeaning};
use locus_core::domain::canonical::Hash;
use locus_core::domain::{Title, WpId, WpStatus};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The sections and tokens of a board, and where its lines have their token. Words are compared without case, emoji
/// and double blanks. Of several words for a status the tool writes the first.
///
/// The default is Handshake's own. A [`Dialect`] is named, and what fits none comes from `config.toml`, whole:
///
/// ```
/// # let text = r#"{
/// #   "sections": [
/// #     { "heading": "Ideas", "status": "stub" }, { "heading": "Next", "status": "ready" },
/// #     { "heading": "Now", "status": "in_progress" }, { "heading": "Waiting", "status": "blocked" },
/// #     { "heading": "Refused", "status": "gated" }, { "heading": "Shipped", "status": "done" },
/// #     { "heading": "Dropped", "status": "cancelled" } ],
/// #   "tokens": [
/// #     { "token": "IDEA", "status": "stub" }, { "token": "NEXT", "status": "ready" },
/// #     { "token": "NOW", "status": "in_progress" }, { "token": "WAITING", "status": "blocked" },
/// #     { "token": "REFUSED", "status": "gated", "overrides_section": true, "failed": true },
/// #     { "token": "SHIPPED", "status": "done" }, { "token": "DROPPED", "status": "cancelled" } ]
/// # }"#;
/// use locus_core::domain::{Title, WpStatus};
/// use locus_taskboard::{Dialect, Vocabulary};
///
/// let vocabulary: Vocabulary = serde_json::from_str(text)?;
/// assert_eq!(vocabulary.section_status("🚀 Shipped (2026)"), Some(WpStatus::Done));
/// assert_eq!(vocabulary.token_for(WpStatus::Ready), Some("NEXT"));
///
/// let plain: Vocabulary = serde_json::from_str(r#"{ "dialect": "plain" }"#)?;
/// assert_eq!(plain, Dialect::Plain.into());
/// assert_eq!(plain.new_line(&"WP-1".parse()?, &"Ship it".parse()?, WpStatus::Done), "- [x] **[WP-1]** Ship it");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Settings")]
pub struct Vocabulary {
    words: Words,
    sections: BTreeMap<String, WpStatus>,
    tokens: BTreeMap<String, TokenMeaning>,
    /// Beginnings of tokens.
    open_tokens: Vec<(String, TokenMeaning)>,
}

impl Vocabulary {
    /// The vocabulary of these words.
    ///
    /// # Errors
    /// If a status has no section, a status that needs a token has none, or a word is blank, stands there twice or
    /// can't be written.
    pub fn new(
        sections: Vec<SectionWord>,
        tokens: Vec<TokenWord>,
        lines: LineForm,
    ) -> Result<Self, VocabularyError> {
        let words = Words { sections, tokens, lines };
        words.check()?;
        Ok(Self::indexed(words))
    }

    fn indexed(words: Words) -> Self {
        let sections = words.sections.iter().map(|word| (heading_word(&word.heading), word.status)).collect();
        let (open, closed): (Vec<_>, Vec<_>) = words.tokens.iter().partition(|word| word.is_open());
        Self {
            sections,
            tokens: closed.iter().map(|word| (compared(&word.token), word.meaning())).collect(),
            open_tokens: open.iter().map(|word| (compared(&word.token), word.meaning())).collect(),
            words,
        }
    }

    /// What tells it from other vocabularies.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Hash::of(format!("{:?}", self.words))
    }

    /// The status a heading stands for; none if it is informational.
    #[must_use]
    pub fn section_status(&self, heading: &str) -> Option<WpStatus> {
        self.sections.get(&heading_word(heading)).copied()
    }

    /// What a token means, if the vocabulary has it.
    #[must_use]
    pub fn token_meaning(&self, token: &str) -> Option<TokenMeaning> {
        let token = compared(token);
        let open = || {
            let begins = |start: &str| token.starts_with(start.trim_end_matches('*'));
            self.open_tokens.iter().find(|(start, _)| begins(start)).map(|(_, meaning)| meaning)
        };
        self.tokens.get(&token).or_else(open).copied()
    }

    /// The sections, in the order a fresh board has them.
    #[must_use]
    pub fn sections(&self) -> &[SectionWord] {
        &self.words.sections
    }

    /// The token the tool writes for a status; none where a checkbox is left blank.
    #[must_use]
    pub fn token_for(&self, status: WpStatus) -> Option<&str> {
        self.words.token_for(status)
    }

    /// The line of a packet that has none yet. The title stands in it where lines are tasks.
    #[must_use]
    pub fn new_line(&self, wp_id: &WpId, title: &Title, status: WpStatus) -> String {
        self.lines().new_line(wp_id, title, self.token_for(status))
    }

    /// What an entry line says besides id and token.
    pub(crate) fn text_of(&self, line: &str) -> String {
        let read = self.lines().read(line, |word| self.token_meaning(word).is_some());
        read.map(|read| read.text.to_owned()).unwrap_or_default()
    }

    /// Where the lines have their token.
    #[must_use]
    pub fn lines(&self) -> LineForm {
        self.words.lines
    }

    /// A token with what it means here.
    pub(crate) fn token(&self, text: &str) -> Token {
        Token { text: text.to_owned(), meaning: self.token_meaning(text) }
    }

    /// The token of a line that had this one and is to say this status. A box that says it keeps its mark.
    pub(crate) fn token_after<'a>(&'a self, old: Option<&'a str>, status: WpStatus) -> Option<&'a str> {
        let new = self.token_for(status);
        let meaning = |token: Option<&str>| token.and_then(|token| self.token_meaning(token));
        let keeps =
            self.lines() == LineForm::Checkbox && meaning(old).is_some() && meaning(old) == meaning(new);
        if keeps { old } else { new }
    }

    /// Whether a line's token can say this status, whatever the section.
    pub(crate) fn tells(&self, status: WpStatus) -> bool {
        let meaning = self.token_for(status).and_then(|token| self.token_meaning(token));
        meaning.is_some_and(|meaning| meaning.status == status)
    }
}

impl Default for Vocabulary {
    /// Handshake's dialect.
    fn default() -> Self {
        Dialect::default().into()
    }
}

impl From<Dialect> for Vocabulary {
    fn from(dialect: Dialect) -> Self {
        Self::indexed(dialect.words())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(token: &str) -> Option<(WpStatus, bool, bool)> {
        Vocabulary::default().token_meaning(token).map(|m| (m.status, m.overrides_section, m.failed))
    }

    #[test]
    fn both_dialects_are_vocabularies() {
        for dialect in Dialect::ALL {
            let Words { sections, tokens, lines } = dialect.words();
            assert_eq!(Vocabulary::new(sections, tokens, lines), Ok(dialect.into()));
        }
        assert_eq!(Vocabulary::from(Dialect::Handshake), Vocabulary::default());
    }

    #[test]
    fn headings_are_compared_without_case_emoji_and_what_is_in_parentheses() {
        let vocabulary = Vocabulary::default();
        for (heading, status) in [
            ("Ready for Dev", Some(WpStatus::Ready)),
            ("🔴  READY  for dev 🔴", Some(WpStatus::Ready)),
            ("Superseded", Some(WpStatus::Cancelled)),
            ("Superseded (whatever)", Some(WpStatus::Cancelled)),
            ("Stub Backlog", Some(WpStatus::Stub)),
            ("Gated", Some(WpStatus::Gated)),
            ("Ready for Validation (reopened)", None),
            ("Active (Cross-Branch Status)", None),
            ("Done-ish", None),
            ("", None),
        ] {
            assert_eq!(vocabulary.section_status(heading), status, "{heading}");
        }
    }

    #[test]
    fn tokens_are_compared_without_case_and_emoji() {
        assert_eq!(meaning("ready  for dev 🔴"), Some((WpStatus::Ready, false, false)));
        assert_eq!(meaning("VALIDATED ✅"), Some((WpStatus::Done, false, false)));
        assert_eq!(meaning("fail"), Some((WpStatus::Gated, true, true)));
        assert_eq!(meaning("Superseded by WP-1-v2"), Some((WpStatus::Cancelled, true, false)));
        assert_eq!(meaning("ABANDONED"), Some((WpStatus::Cancelled, true, false)));
        assert_eq!(meaning("SUPERSEDED_BY"), None);
        assert_eq!(meaning("PARTIAL 🟡"), None);
        assert_eq!(meaning(""), None);
    }

    #[test]
    fn each_status_has_the_token_of_the_specification() {
        let vocabulary = Vocabulary::default();
        let tokens = WpStatus::ALL.iter().map(|status| vocabulary.token_for(*status)).collect::<Vec<_>>();
        let expected =
            ["STUB", "READY_FOR_DEV", "IN_PROGRESS", "BLOCKED", "GATED", "VALIDATED", "SUPERSEDED"];
        assert_eq!(tokens, expected.map(Some));
    }

    #[test]
    fn a_plain_box_is_ticked_where_the_work_is_closed_and_keeps_a_mark_that_says_so() {
        let plain = Vocabulary::from(Dialect::Plain);
        for status in WpStatus::ALL.iter().copied() {
            let ticked = status.is_closed().then_some("x");
            assert_eq!(plain.token_for(status), ticked, "{status}");
            assert_eq!(plain.token_after(Some("X"), status), ticked.and(Some("X")), "{status}");
        }
        assert_eq!(plain.token_after(Some("?"), WpStatus::Ready), None);
        assert_eq!(plain.token_after(Some("?"), WpStatus::Done), Some("x"));
        assert_eq!(Vocabulary::default().token_after(Some("DONE"), WpStatus::Done), Some("VALIDATED"));
    }
}
