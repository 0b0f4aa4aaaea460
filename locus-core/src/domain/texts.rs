//! Texts and numbers with limits: once made, they keep them.

use super::InvalidValue;
use super::text_rule::{Pattern, Shape, TextRule};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::borrow::Cow;
use std::ops::RangeInclusive;

/// Defines a string newtype that a [`TextRule`](super::text_rule::TextRule) guards on every way in.
macro_rules! validated_text {
    ($(#[$meta:meta])* $name:ident, $rule:expr) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            const RULE: $crate::domain::text_rule::TextRule = $rule;

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
                Self::RULE.check(&text)?;
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

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                Self::RULE.schema()
            }
        }
    };
}
pub(crate) use validated_text;

/// A path that might lead out of the repository.
const OUTWARDS: Pattern = Pattern {
    regex: r"^[/\\~]|^[\x00-\x7f]:|(^|[/\\])\.\.([/\\]|$)",
    matches: |text| {
        text.starts_with(['/', '\\', '~'])
            || text.as_bytes().get(1) == Some(&b':')
            || text.split(['/', '\\']).any(|part| part == "..")
    },
    refusal: "not a path inside the repository: relative, without '..'",
};

validated_text! {
    /// A short heading: 1 to 200 characters, not blank, no NUL.
    Title, TextRule::words(200)
}
validated_text! {
    /// Free text of any length without NUL.
    Text, TextRule::ANY
}
validated_text! {
    /// The scope of a Micro-Task: up to 2000 characters, may be empty.
    Scope, TextRule { max: Some(2000), shape: Shape::Any }
}
validated_text! {
    /// A label: 1 to 100 characters, not blank.
    Label, TextRule::words(100)
}
validated_text! {
    /// A name that others gave to something: a model, a session, an artifact. 1 to 512 characters.
    Reference, TextRule::words(512)
}
validated_text! {
    /// A path relative to the repository, without `..`; it can't leave the repository.
    RepoPath, TextRule { max: Some(1024), shape: Shape::WordsExcept(OUTWARDS) }
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
    const ALLOWED: RangeInclusive<u64> = 1..=20;

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
        if Self::ALLOWED.contains(&number) {
            Ok(Self(number))
        } else {
            let (least, most) = Self::ALLOWED.into_inner();
            Err(InvalidValue::new(format!("{number} is not from {least} to {most}")))
        }
    }
}

impl From<MaxIterations> for u64 {
    fn from(number: MaxIterations) -> Self {
        number.0
    }
}

impl JsonSchema for MaxIterations {
    fn schema_name() -> Cow<'static, str> {
        "MaxIterations".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let (least, most) = Self::ALLOWED.into_inner();
        json_schema!({ "type": "integer", "minimum": least, "maximum": most })
    }
}

/// A JSON object that belongs to the user: kept as it is, at most 32 levels deep, without NUL.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
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

    /// With the keys of the other that it lacks; none if it lacks none.
    #[must_use]
    pub fn completed_by(&self, other: &Self) -> Option<Self> {
        let mut map = self.0.clone();
        for (key, value) in &other.0 {
            map.entry(key.clone()).or_insert_with(|| value.clone());
        }
        (map.len() > self.0.len()).then_some(Self(map))
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
        Value::String(text) => TextRule::ANY.check(text),
        Value::Array(items) => items.iter().try_for_each(|item| check_json(item, depth + 1)),
        Value::Object(map) => map.iter().try_for_each(|(key, item)| {
            TextRule::ANY.check(key)?;
            check_json(item, depth + 1)
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

impl TryFrom<serde_json::Map<String, Value>> for Metadata {
    type Error = InvalidValue;
    fn try_from(map: serde_json::Map<String, Value>) -> Result<Self, Self::Error> {
        for (key, value) in &map {
            TextRule::ANY.check(key)?;
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
