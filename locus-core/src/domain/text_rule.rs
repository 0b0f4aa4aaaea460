//! What a text must look like, said once: the check on every way in and the schema are both made of it.

use super::InvalidValue;
use schemars::{Schema, json_schema};

/// The rule of a type of texts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextRule {
    /// How many characters at most; any number if none.
    pub(crate) max: Option<usize>,
    /// What the characters must be.
    pub(crate) shape: Shape,
}

/// What the characters of a text must be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    /// Anything, even nothing, but NUL.
    Any,
    /// Anything but NUL, and not blank.
    Words,
    /// Words of which this pattern says what they must not be.
    WordsExcept(Pattern),
    /// What this pattern says.
    Only(Pattern),
}

/// A regular expression, and the same as code: that needs no engine for them. A test compares the two.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pattern {
    /// As the schema says it.
    pub(crate) regex: &'static str,
    /// Whether it matches.
    pub(crate) matches: fn(&str) -> bool,
    /// What is said about a text that breaks the rule.
    pub(crate) refusal: &'static str,
}

const NO_NUL: &str = r"^[^\x00]*$";
const WORDS: &str = r"^[^\x00]*[^\s\x00][^\x00]*$";

impl TextRule {
    /// A text of any length.
    pub(crate) const ANY: Self = Self { max: None, shape: Shape::Any };

    /// So many characters at most, not blank.
    pub(crate) const fn words(max: usize) -> Self {
        Self { max: Some(max), shape: Shape::Words }
    }

    pub(crate) fn check(&self, text: &str) -> Result<(), InvalidValue> {
        if let Shape::Only(pattern) = self.shape {
            pattern.demand((pattern.matches)(text))?;
        }
        self.check_length(text)?;
        if text.contains('\0') {
            return Err(InvalidValue::new("holds a NUL character"));
        }
        match self.shape {
            Shape::Any | Shape::Only(_) => Ok(()),
            Shape::Words => self.check_words(text),
            Shape::WordsExcept(pattern) => {
                self.check_words(text).and_then(|()| pattern.demand(!(pattern.matches)(text)))
            }
        }
    }

    fn check_length(&self, text: &str) -> Result<(), InvalidValue> {
        let Some(max) = self.max else { return Ok(()) };
        let len = text.chars().count();
        if len > max {
            return Err(InvalidValue::new(format!("{len} characters long; at most {max} are allowed")));
        }
        Ok(())
    }

    fn check_words(&self, text: &str) -> Result<(), InvalidValue> {
        if !text.trim().is_empty() {
            return Ok(());
        }
        let needed = self.max.map(|max| format!("; 1 to {max} characters are needed"));
        Err(InvalidValue::new(format!("blank{}", needed.unwrap_or_default())))
    }

    /// The same as a schema.
    pub(crate) fn schema(&self) -> Schema {
        let pattern = match self.shape {
            Shape::Any => NO_NUL,
            Shape::Words | Shape::WordsExcept(_) => WORDS,
            Shape::Only(pattern) => pattern.regex,
        };
        let mut schema = json_schema!({ "type": "string", "pattern": pattern });
        if let Some(max) = self.max {
            schema.insert("maxLength".into(), max.into());
        }
        if let Shape::WordsExcept(pattern) = self.shape {
            schema.insert("not".into(), json_schema!({ "pattern": pattern.regex }).to_value());
        }
        schema
    }
}

impl Pattern {
    fn demand(&self, fulfilled: bool) -> Result<(), InvalidValue> {
        if fulfilled { Ok(()) } else { Err(InvalidValue::new(self.refusal)) }
    }
}
