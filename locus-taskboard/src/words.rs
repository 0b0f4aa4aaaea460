//! The words of a vocabulary as they are told, and what is wrong with some.

use crate::dialect::{Dialect, ticked};
use crate::entry::{LineForm, is_mark};
use crate::vocabulary::Vocabulary;
use locus_core::domain::WpStatus;
use locus_core::domain::board::TokenMeaning;
use serde::Deserialize;

/// A section heading that stands for a status.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionWord {
    /// The heading as the tool writes it. Compared is what stands before ` (`.
    pub heading: String,
    /// The status of the entries below it.
    pub status: WpStatus,
}

/// A token that stands for a status.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenWord {
    /// The text in the brackets; a `*` at its end stands for any rest. In a checkbox: one character.
    pub token: String,
    /// What it says.
    pub status: WpStatus,
    /// Whether it wins over the section it stands in.
    #[serde(default)]
    pub overrides_section: bool,
    /// Whether it says that the post_work gate failed.
    #[serde(default)]
    pub failed: bool,
    /// Whether it says no more than that the work is closed, so that it fits both done and cancelled.
    #[serde(default)]
    pub closed: bool,
}

/// Why a vocabulary can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VocabularyError {
    /// A status has no heading.
    #[error("no section stands for {0}")]
    NoSection(WpStatus),
    /// A status has no token that can be written.
    #[error("no token stands for {0}")]
    NoToken(WpStatus),
    /// Two words are read alike, or a word is blank.
    #[error("{0:?} stands there twice or is blank")]
    Unclear(String),
    /// A word that a line can't hold.
    #[error("{0:?} holds a bracket or a line break")]
    Unwritable(String),
    /// A token that a checkbox can't hold.
    #[error("{0:?} is no single letter or sign for a checkbox")]
    NoTick(String),
    /// The settings leave open what is meant.
    #[error(
        "a vocabulary is either `dialect`, or `sections` with `tokens`, or `sections` with `checkbox = true`"
    )]
    Incomplete,
}

/// The words as they are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) sections: Vec<SectionWord>,
    pub(crate) tokens: Vec<TokenWord>,
    pub(crate) lines: LineForm,
}

/// The words as they stand in the configuration.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    dialect: Option<Dialect>,
    sections: Option<Vec<SectionWord>>,
    tokens: Option<Vec<TokenWord>>,
    #[serde(default)]
    checkbox: bool,
}

impl Words {
    pub(crate) fn token_for(&self, status: WpStatus) -> Option<&str> {
        let fits = |word: &&TokenWord| word.status == status && !word.is_open();
        let closes = |word: &&TokenWord| word.closed && status.is_closed();
        let word = self.tokens.iter().find(fits).or_else(|| self.tokens.iter().find(closes))?;
        Some(&word.token)
    }

    pub(crate) fn check(&self) -> Result<(), VocabularyError> {
        for status in WpStatus::ALL.iter().copied() {
            if !self.sections.iter().any(|word| word.status == status) {
                return Err(VocabularyError::NoSection(status));
            }
            if self.lines == LineForm::Token && self.token_for(status).is_none() {
                return Err(VocabularyError::NoToken(status));
            }
        }
        let unfit = |word: &&TokenWord| self.lines == LineForm::Checkbox && !is_mark(&word.token);
        if let Some(word) = self.tokens.iter().find(unfit) {
            return Err(VocabularyError::NoTick(word.token.clone()));
        }
        all_clear(self.sections.iter().map(|word| (&word.heading, heading_word(&word.heading))))?;
        all_clear(self.tokens.iter().map(|word| (&word.token, compared(&word.token))))
    }
}

fn all_clear<'a>(words: impl Iterator<Item = (&'a String, String)>) -> Result<(), VocabularyError> {
    let mut seen = std::collections::BTreeSet::new();
    for (word, compared) in words {
        if word.contains(['[', ']', '\n', '\r']) {
            return Err(VocabularyError::Unwritable(word.clone()));
        }
        if matches!(compared.as_str(), "" | "*") || !seen.insert(compared) {
            return Err(VocabularyError::Unclear(word.clone()));
        }
    }
    Ok(())
}

impl TryFrom<Settings> for Vocabulary {
    type Error = VocabularyError;
    fn try_from(settings: Settings) -> Result<Self, Self::Error> {
        let lines = if settings.checkbox { LineForm::Checkbox } else { LineForm::Token };
        match (settings.dialect, settings.sections, settings.tokens) {
            (Some(dialect), None, None) if !settings.checkbox => Ok(dialect.into()),
            (None, Some(sections), Some(tokens)) => Self::new(sections, tokens, lines),
            (None, Some(sections), None) if settings.checkbox => Self::new(sections, vec![ticked()], lines),
            _ => Err(VocabularyError::Incomplete),
        }
    }
}

impl TokenWord {
    pub(crate) fn is_open(&self) -> bool {
        self.token.ends_with('*')
    }

    pub(crate) const fn meaning(&self) -> TokenMeaning {
        let Self { status, overrides_section, failed, closed, .. } = *self;
        TokenMeaning { status, overrides_section, failed, closed }
    }
}

/// The part of a heading that is compared.
pub(crate) fn heading_word(heading: &str) -> String {
    compared(heading.split(" (").next().unwrap_or_default())
}

/// A text without case, emoji and double blanks.
pub(crate) fn compared(text: &str) -> String {
    let kept = |c: &char| c.is_ascii() || c.is_alphanumeric() || c.is_whitespace();
    let lower: String = text.chars().filter(kept).flat_map(char::to_lowercase).collect();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_vocabulary_that_leaves_a_status_out_is_refused() {
        let Words { sections, tokens, .. } = Dialect::Handshake.words();
        let without = |status, lines| {
            let mut sections = sections.clone();
            sections.retain(|word| word.status != status);
            Vocabulary::new(sections, tokens.clone(), lines)
        };
        let refused = Err(VocabularyError::NoSection(WpStatus::Gated));
        assert_eq!(without(WpStatus::Gated, LineForm::Token), refused);
        assert_eq!(without(WpStatus::Gated, LineForm::Checkbox), refused);
        let open_only = |word: &TokenWord| word.status != WpStatus::Cancelled || word.is_open();
        let tokens = tokens.iter().filter(|word| open_only(word)).cloned().collect();
        let refused = Err(VocabularyError::NoToken(WpStatus::Cancelled));
        assert_eq!(Vocabulary::new(sections, tokens, LineForm::Token), refused);
    }

    fn with(dialect: Dialect, token: &str) -> Result<Vocabulary, VocabularyError> {
        let Words { sections, mut tokens, lines } = dialect.words();
        let word = TokenWord { token: token.into(), status: WpStatus::Ready, ..ticked() };
        tokens.push(word);
        Vocabulary::new(sections, tokens, lines)
    }

    #[test]
    fn a_word_that_is_unclear_or_unwritable_is_refused() {
        for unclear in ["done ✅", "🎉", " ", "*"] {
            assert_eq!(with(Dialect::Handshake, unclear), Err(VocabularyError::Unclear(unclear.into())));
        }
        for unwritable in ["a]", "a\nb"] {
            assert_eq!(
                with(Dialect::Handshake, unwritable),
                Err(VocabularyError::Unwritable(unwritable.into()))
            );
        }
        assert!(with(Dialect::Handshake, "SHIPPED").is_ok());
    }

    #[test]
    fn a_box_holds_one_sign() {
        for none in ["READY", "", " ", "é", "]"] {
            assert_eq!(with(Dialect::Plain, none), Err(VocabularyError::NoTick(none.into())));
        }
        assert_eq!(with(Dialect::Plain, "X"), Err(VocabularyError::Unclear("X".into())));
        let vocabulary = with(Dialect::Plain, "/").unwrap();
        assert_eq!(vocabulary.token_for(WpStatus::Ready), Some("/"));
    }

    fn refused(config: &serde_json::Value) -> String {
        serde_json::from_value::<Vocabulary>(config.clone()).unwrap_err().to_string()
    }

    #[test]
    fn what_the_configuration_leaves_unclear_is_refused() {
        let section = json!({ "heading": "a", "status": "stub", "colour": 1 });
        assert!(refused(&json!({ "sections": [section], "tokens": [] })).contains("colour"));
        assert_eq!(refused(&json!({ "sections": [], "tokens": [] })), "no section stands for stub");
        assert_eq!(
            refused(&json!({ "dialect": "klingon" })),
            "unknown variant `klingon`, expected `handshake` or `plain`"
        );
        for unclear in [
            json!({}),
            json!({ "sections": [] }),
            json!({ "tokens": [] }),
            json!({ "checkbox": true }),
            json!({ "dialect": "plain", "sections": [] }),
            json!({ "dialect": "plain", "checkbox": true }),
        ] {
            assert_eq!(refused(&unclear), VocabularyError::Incomplete.to_string(), "{unclear}");
        }
    }

    #[test]
    fn checkboxes_may_stand_below_headings_of_ones_own_and_hold_more_than_a_tick() {
        let headings =
            |word: &SectionWord| json!({ "heading": format!("My {}", word.heading), "status": word.status });
        let sections: Vec<_> = Dialect::Plain.words().sections.iter().map(headings).collect();
        let mine: Vocabulary =
            serde_json::from_value(json!({ "sections": sections, "checkbox": true })).unwrap();
        assert_eq!(mine.section_status("my todo"), Some(WpStatus::Ready));
        assert_eq!(mine.token_for(WpStatus::Cancelled), Some("x"));
        let tokens = json!([{ "token": "x", "status": "done" }, { "token": "-", "status": "cancelled" }]);
        let config = json!({ "sections": sections, "tokens": tokens, "checkbox": true });
        let mine: Vocabulary = serde_json::from_value(config).unwrap();
        assert_eq!(
            mine.new_line(&"WP-1".parse().unwrap(), &"a\n b".parse().unwrap(), WpStatus::Cancelled),
            "- [-] **[WP-1]** a b"
        );
        assert_eq!(mine.token_for(WpStatus::Ready), None);
    }
}
