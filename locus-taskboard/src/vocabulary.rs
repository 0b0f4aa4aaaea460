//! Which headings and tokens stand for which status: task-board.md §2, as data.

use locus_core::domain::WpStatus;
use locus_core::domain::board::TokenMeaning;
use serde::Deserialize;
use std::collections::BTreeMap;

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
    /// The text in the brackets; a `*` at its end stands for any rest.
    pub token: String,
    /// What it says.
    pub status: WpStatus,
    /// Whether it wins over the section it stands in.
    #[serde(default)]
    pub overrides_section: bool,
    /// Whether it says that the post_work gate failed.
    #[serde(default)]
    pub failed: bool,
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
}

/// The sections and tokens of a board. They are compared without case, emoji and double blanks. Of several words
/// for a status the tool writes the first.
///
/// The default is Handshake's own; another team's comes from `config.toml`, whole:
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
/// use locus_core::domain::WpStatus;
/// use locus_taskboard::Vocabulary;
///
/// let vocabulary: Vocabulary = serde_json::from_str(text)?;
/// assert_eq!(vocabulary.section_status("🚀 Shipped (2026)"), Some(WpStatus::Done));
/// assert_eq!(vocabulary.token_for(WpStatus::Ready), "NEXT");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Words")]
pub struct Vocabulary {
    words: Words,
    sections: BTreeMap<String, WpStatus>,
    tokens: BTreeMap<String, TokenMeaning>,
    /// Beginnings of tokens.
    open_tokens: Vec<(String, TokenMeaning)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    sections: Vec<SectionWord>,
    tokens: Vec<TokenWord>,
}

impl Vocabulary {
    /// The vocabulary of these words.
    ///
    /// # Errors
    /// If a status has no section or no token, or a word is blank, stands there twice or can't be written.
    pub fn new(sections: Vec<SectionWord>, tokens: Vec<TokenWord>) -> Result<Self, VocabularyError> {
        let words = Words { sections, tokens };
        words.check()?;
        Ok(Self::indexed(words))
    }

    fn indexed(words: Words) -> Self {
        let sections = words.sections.iter().map(|word| (heading_word(&word.heading), word.status)).collect();
        let (open, closed): (Vec<_>, Vec<_>) = words.tokens.iter().partition(|word| word.is_open());
        Self {
            sections,
            tokens: closed.iter().map(|word| (plain(&word.token), word.meaning())).collect(),
            open_tokens: open.iter().map(|word| (plain(&word.token), word.meaning())).collect(),
            words,
        }
    }

    /// The status a heading stands for; none if it is informational.
    #[must_use]
    pub fn section_status(&self, heading: &str) -> Option<WpStatus> {
        self.sections.get(&heading_word(heading)).copied()
    }

    /// What a token means, if the vocabulary has it.
    #[must_use]
    pub fn token_meaning(&self, token: &str) -> Option<TokenMeaning> {
        let token = plain(token);
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

    /// The token the tool writes for a status.
    #[must_use]
    pub fn token_for(&self, status: WpStatus) -> &str {
        // Each status has one: `check` and a test of the default see to it.
        self.words.token_for(status).unwrap_or(status.as_str())
    }
}

impl Words {
    fn token_for(&self, status: WpStatus) -> Option<&str> {
        self.tokens
            .iter()
            .find(|word| word.status == status && !word.is_open())
            .map(|word| word.token.as_str())
    }

    fn check(&self) -> Result<(), VocabularyError> {
        for status in WpStatus::ALL.iter().copied() {
            if !self.sections.iter().any(|word| word.status == status) {
                return Err(VocabularyError::NoSection(status));
            }
            if self.token_for(status).is_none() {
                return Err(VocabularyError::NoToken(status));
            }
        }
        all_clear(self.sections.iter().map(|word| (&word.heading, heading_word(&word.heading))))?;
        all_clear(self.tokens.iter().map(|word| (&word.token, plain(&word.token))))
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

impl TryFrom<Words> for Vocabulary {
    type Error = VocabularyError;
    fn try_from(words: Words) -> Result<Self, Self::Error> {
        Self::new(words.sections, words.tokens)
    }
}

impl TokenWord {
    fn is_open(&self) -> bool {
        self.token.ends_with('*')
    }

    const fn meaning(&self) -> TokenMeaning {
        TokenMeaning { status: self.status, overrides_section: self.overrides_section, failed: self.failed }
    }
}

impl Default for Vocabulary {
    /// Handshake's dialect.
    fn default() -> Self {
        use WpStatus::{Blocked, Cancelled, Done, Gated, InProgress, Ready, Stub};
        let section = |(heading, status): (&str, WpStatus)| SectionWord { heading: heading.into(), status };
        let sections = [
            ("Stub Backlog (Not Activated)", Stub),
            ("Ready for Dev", Ready),
            ("In Progress", InProgress),
            ("Blocked", Blocked),
            ("Gated", Gated),
            ("Done", Done),
            ("Superseded (Archive)", Cancelled),
        ];
        let token = |(token, status): (&str, WpStatus)| {
            let failed = token == "FAIL";
            TokenWord {
                token: token.into(),
                status,
                overrides_section: failed || status == Cancelled,
                failed,
            }
        };
        let tokens = [
            ("STUB", Stub),
            ("READY_FOR_DEV", Ready),
            ("READY FOR DEV", Ready),
            ("READY", Ready),
            ("IN_PROGRESS", InProgress),
            ("ACTIVE", InProgress),
            ("BLOCKED", Blocked),
            ("GATED", Gated),
            ("FAIL", Gated),
            ("VALIDATED", Done),
            ("DONE", Done),
            ("OUTDATED_ONLY", Done),
            ("MERGE_PENDING", Done),
            ("SUPERSEDED", Cancelled),
            ("SUPERSEDED by *", Cancelled),
            ("CANCELLED", Cancelled),
            ("ABANDONED", Cancelled),
        ];
        Self::indexed(Words { sections: sections.map(section).into(), tokens: tokens.map(token).into() })
    }
}

/// The part of a heading that is compared.
fn heading_word(heading: &str) -> String {
    plain(heading.split(" (").next().unwrap_or_default())
}

/// A text without case, emoji and double blanks.
fn plain(text: &str) -> String {
    let kept = |c: &char| c.is_ascii() || c.is_alphanumeric() || c.is_whitespace();
    let lower: String = text.chars().filter(kept).flat_map(char::to_lowercase).collect();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn meaning(token: &str) -> Option<(WpStatus, bool, bool)> {
        Vocabulary::default().token_meaning(token).map(|m| (m.status, m.overrides_section, m.failed))
    }

    #[test]
    fn the_default_is_a_vocabulary() {
        let Words { sections, tokens } = Vocabulary::default().words;
        assert_eq!(Vocabulary::new(sections, tokens), Ok(Vocabulary::default()));
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
        assert_eq!(tokens, expected);
    }

    #[test]
    fn a_vocabulary_that_leaves_a_status_out_is_refused() {
        let Words { sections, tokens } = Vocabulary::default().words;
        let without = |status| {
            let mut sections = sections.clone();
            sections.retain(|word| word.status != status);
            Vocabulary::new(sections, tokens.clone())
        };
        assert_eq!(without(WpStatus::Gated), Err(VocabularyError::NoSection(WpStatus::Gated)));
        let open_only = |word: &TokenWord| word.status != WpStatus::Cancelled || word.is_open();
        let tokens = tokens.iter().filter(|word| open_only(word)).cloned().collect();
        assert_eq!(Vocabulary::new(sections, tokens), Err(VocabularyError::NoToken(WpStatus::Cancelled)));
    }

    #[test]
    fn a_word_that_is_unclear_or_unwritable_is_refused() {
        let with = |token: &str| {
            let Words { sections, mut tokens } = Vocabulary::default().words;
            let status = WpStatus::Done;
            tokens.push(TokenWord { token: token.into(), status, overrides_section: false, failed: false });
            Vocabulary::new(sections, tokens)
        };
        for unclear in ["done ✅", "🎉", " ", "*"] {
            assert_eq!(with(unclear), Err(VocabularyError::Unclear(unclear.into())));
        }
        for unwritable in ["a]", "a\nb"] {
            assert_eq!(with(unwritable), Err(VocabularyError::Unwritable(unwritable.into())));
        }
        assert!(with("SHIPPED").is_ok());
    }

    #[test]
    fn an_unknown_key_in_the_configuration_is_refused() {
        let config = json!({ "sections": [{ "heading": "a", "status": "stub", "colour": 1 }], "tokens": [] });
        assert!(serde_json::from_value::<Vocabulary>(config).unwrap_err().to_string().contains("colour"));
        let incomplete = json!({ "sections": [], "tokens": [] });
        let refused = serde_json::from_value::<Vocabulary>(incomplete).unwrap_err();
        assert_eq!(refused.to_string(), "no section stands for stub");
    }
}
