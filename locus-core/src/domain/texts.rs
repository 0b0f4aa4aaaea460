//! Texts and numbers with limits: once made, they keep them.

use super::InvalidValue;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Defines a string newtype that a check function guards on every way in.
macro_rules! validated_text {
    ($(#[$meta:meta])* $name:ident, $check:path) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The text itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::domain::InvalidValue;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                $check(&text)?;
                Ok(Self(text))
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::domain::InvalidValue;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::try_from(text.to_owned())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::try_from(text).map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use validated_text;

fn no_nul(text: &str) -> Result<(), InvalidValue> {
    if text.contains('\0') { Err(InvalidValue::new("holds a NUL character")) } else { Ok(()) }
}

fn at_most(text: &str, limit: usize) -> Result<(), InvalidValue> {
    let len = text.chars().count();
    if len > limit {
        return Err(InvalidValue::new(format!("{len} characters long; at most {limit} are allowed")));
    }
    no_nul(text)
}

fn check_title(text: &str) -> Result<(), InvalidValue> {
    if text.trim().is_empty() {
        return Err(InvalidValue::new("blank; 1 to 200 characters are needed"));
    }
    at_most(text, 200)
}

fn check_scope(text: &str) -> Result<(), InvalidValue> {
    at_most(text, 2000)
}

fn check_label(text: &str) -> Result<(), InvalidValue> {
    if text.trim().is_empty() {
        return Err(InvalidValue::new("a blank label"));
    }
    at_most(text, 100)
}

fn check_reference(text: &str) -> Result<(), InvalidValue> {
    if text.trim().is_empty() {
        return Err(InvalidValue::new("blank; 1 to 512 characters are needed"));
    }
    at_most(text, 512)
}

fn check_repo_path(text: &str) -> Result<(), InvalidValue> {
    at_most(text, 1024)?;
    let drive = text.as_bytes().get(1) == Some(&b':');
    if text.trim().is_empty()
        || text.starts_with(['/', '\\', '~'])
        || drive
        || text.split(['/', '\\']).any(|part| part == "..")
    {
        return Err(InvalidValue::new("not a path inside the repository: relative, without '..'"));
    }
    Ok(())
}

validated_text! {
    /// A short heading: 1 to 200 characters, not blank, no NUL.
    Title, check_title
}
validated_text! {
    /// Free text of any length without NUL.
    Text, no_nul
}
validated_text! {
    /// The scope of a Micro-Task: up to 2000 characters, may be empty.
    Scope, check_scope
}
validated_text! {
    /// A label: 1 to 100 characters, not blank.
    Label, check_label
}
validated_text! {
    /// A name that others gave to something: a model, a session, an artifact. 1 to 512 characters.
    Reference, check_reference
}
validated_text! {
    /// A path relative to the repository, without `..`; it can't leave the repository.
    RepoPath, check_repo_path
}

impl Default for Text {
    /// No text.
    fn default() -> Self {
        Self(String::new())
    }
}

impl Default for Scope {
    /// No scope given.
    fn default() -> Self {
        Self(String::new())
    }
}

impl From<Title> for Text {
    fn from(title: Title) -> Self {
        Self(title.0)
    }
}

/// How many iterations one escalation level may take: 1 to 20, 5 unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct MaxIterations(u64);

impl MaxIterations {
    /// The number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl Default for MaxIterations {
    fn default() -> Self {
        Self(5)
    }
}

impl TryFrom<u64> for MaxIterations {
    type Error = InvalidValue;
    fn try_from(number: u64) -> Result<Self, Self::Error> {
        if (1..=20).contains(&number) {
            Ok(Self(number))
        } else {
            Err(InvalidValue::new(format!("{number} is not from 1 to 20")))
        }
    }
}

impl From<MaxIterations> for u64 {
    fn from(number: MaxIterations) -> Self {
        number.0
    }
}

/// A JSON object that belongs to the user: kept as it is, at most 32 levels deep, without NUL.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(try_from = "serde_json::Map<String, Value>")]
pub struct Metadata(serde_json::Map<String, Value>);

/// Deep enough for anything people write, shallow enough that an export around it can still be read back.
const METADATA_DEPTH: usize = 32;

impl Metadata {
    /// The object.
    #[must_use]
    pub const fn as_map(&self) -> &serde_json::Map<String, Value> {
        &self.0
    }

    /// Whether the object has no key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn check_json(value: &Value, depth: usize) -> Result<(), InvalidValue> {
    if depth > METADATA_DEPTH {
        return Err(InvalidValue::new(format!("nested deeper than {METADATA_DEPTH} levels")));
    }
    match value {
        Value::String(text) => no_nul(text),
        Value::Array(items) => items.iter().try_for_each(|item| check_json(item, depth + 1)),
        Value::Object(map) => map.iter().try_for_each(|(key, item)| {
            no_nul(key)?;
            check_json(item, depth + 1)
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

impl TryFrom<serde_json::Map<String, Value>> for Metadata {
    type Error = InvalidValue;
    fn try_from(map: serde_json::Map<String, Value>) -> Result<Self, Self::Error> {
        for (key, value) in &map {
            no_nul(key)?;
            check_json(value, 1)?;
        }
        Ok(Self(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_counted_in_characters() {
        assert!("ä".repeat(200).parse::<Title>().is_ok());
        assert!("ä".repeat(201).parse::<Title>().is_err());
        assert!(" \t ".parse::<Title>().is_err());
        assert!("a\0b".parse::<Title>().is_err());
        assert!("a\u{7}b".parse::<Title>().is_ok(), "other control bytes are kept");
    }

    #[test]
    fn repo_paths_stay_in_the_repository() {
        for bad in ["/etc/passwd", "../x", "a/../b", "C:\\x", "\\\\host\\x", "a\\..\\b", "", "~/x"] {
            assert!(bad.parse::<RepoPath>().is_err(), "{bad:?}");
        }
        for good in [".GOV/task_packets/WP-1-Auth.md", "a..b", "src/a.rs"] {
            assert!(good.parse::<RepoPath>().is_ok(), "{good:?}");
        }
    }

    #[test]
    fn metadata_has_a_depth() {
        let mut value = Value::Bool(true);
        for _ in 0..40 {
            value = serde_json::json!({ "k": value });
        }
        assert!(serde_json::from_value::<Metadata>(value).is_err());
        assert!(serde_json::from_str::<Metadata>(r#"{"a":["\u0000"]}"#).is_err());
        assert!(serde_json::from_str::<Metadata>(r#"{"a":[1.5,{"b":null}]}"#).is_ok());
    }
}
