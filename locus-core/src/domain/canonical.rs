//! Canonical JSON and hashes over it (locus.md §5): keys sorted by bytes, no spaces.

mod sorting;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use sorting::sorted;

/// The canonical text of a JSON value.
#[must_use]
pub fn to_string(value: &Value) -> String {
    let mut out = String::with_capacity(256);
    write(value, &mut out);
    out
}

/// A text as JSON has it.
#[must_use]
pub fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    write_text(text, &mut out);
    out
}

/// The canonical text of a value that has a JSON form.
///
/// # Errors
/// If it has none.
pub fn of(value: &impl Serialize) -> serde_json::Result<String> {
    match sorted(value)? {
        Some(text) => Ok(text),
        None => Ok(to_string(&serde_json::to_value(value)?)),
    }
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            // The map type may be insertion-ordered if another crate in the build asks for it.
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_unstable_by_key(|(key, _)| key.as_bytes());
            out.push('{');
            for (index, (key, item)) in entries.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_text(key, out);
                out.push(':');
                write(item, out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Value::String(text) => write_text(text, out),
        scalar => out.push_str(&scalar.to_string()),
    }
}

/// Most texts need no escaping, and this runs for every key and value of every write.
fn write_text(text: &str, out: &mut String) {
    if text.bytes().any(|byte| byte < b' ' || matches!(byte, b'"' | b'\\')) {
        out.push_str(&Value::from(text).to_string());
    } else {
        out.push('"');
        out.push_str(text);
        out.push('"');
    }
}

/// A SHA-256 hash, written as 64 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The hash before the first one of a chain: 64 zeros.
    pub const ZERO: Self = Self([0; 32]);

    /// The hash of these bytes.
    #[must_use]
    pub fn of(bytes: impl AsRef<[u8]>) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl std::fmt::Display for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut digits = [0; 64];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(self.0) {
            pair.copy_from_slice(&[digit(byte >> 4), digit(byte & 0xf)]);
        }
        f.write_str(std::str::from_utf8(&digits).map_err(|_| std::fmt::Error)?)
    }
}

impl std::fmt::Debug for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl std::str::FromStr for Hash {
    type Err = super::InvalidValue;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refusal = || super::InvalidValue::new("not a SHA-256 hash: 64 lower-case hex digits");
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(refusal());
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = match pair {
                [high, low] => {
                    nibble(*high).zip(nibble(*low)).map(|(h, l)| h << 4 | l).ok_or_else(refusal)?
                }
                _ => return Err(refusal()),
            };
        }
        Ok(Self(bytes))
    }
}

const fn digit(nibble: u8) -> u8 {
    match nibble {
        0..=9 => b'0' + nibble,
        _ => b'a' - 10 + nibble,
    }
}

const fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

impl Serialize for Hash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Hash {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Hash".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9a-f]{64}$" })
    }
}

/// What stands in an event in place of free text: its SHA-256 and its length in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Digest {
    /// SHA-256 of the UTF-8 text.
    pub sha256: Hash,
    /// Length of the UTF-8 text in bytes.
    pub len: u64,
}

impl Digest {
    /// The digest of this text.
    #[must_use]
    pub fn of(text: impl AsRef<str>) -> Self {
        let text = text.as_ref();
        Self { sha256: Hash::of(text), len: text.len() as u64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_are_sorted_by_bytes_at_every_depth() {
        let value = serde_json::json!({ "b": [{ "z": 1, "a": "\"\n" }], "B": null, "ä": 1.5, "a": true });
        assert_eq!(
            to_string(&value),
            "{\"B\":null,\"a\":true,\"b\":[{\"a\":\"\\\"\\n\",\"z\":1}],\"ä\":1.5}"
        );
    }

    #[test]
    fn ready_made_json_is_sorted_too() {
        let raw: Box<serde_json::value::RawValue> = serde_json::from_str("{\"b\":1,\"a\":2}").unwrap();
        assert_eq!(of(&vec![raw]).unwrap(), "[{\"a\":2,\"b\":1}]");
    }

    #[test]
    fn texts_are_escaped_as_json_escapes_them() {
        for text in ["plain", "\"quoted\"", "back\\slash", "line\nend\u{1f}", "\u{7f}\u{2028}é😀"] {
            assert_eq!(to_string(&Value::from(text)), serde_json::to_string(text).unwrap());
        }
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let text = "[a-c\"\\\\!,:\\[\\]{}\n é😀]{0,4}";
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            text.prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 5, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::vec((text, inner), 0..5)
                    .prop_map(|keys| Value::Object(keys.into_iter().collect())),
            ]
        })
    }

    /// Its keys in any order, as those of a struct are.
    struct Shuffled<'a>(&'a Value);

    impl Serialize for Shuffled<'_> {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            match self.0 {
                Value::Object(map) => {
                    serializer.collect_map(map.iter().rev().map(|(key, item)| (key, Shuffled(item))))
                }
                Value::Array(items) => serializer.collect_seq(items.iter().map(Shuffled)),
                scalar => scalar.serialize(serializer),
            }
        }
    }

    proptest! {
        #[test]
        fn whatever_has_a_json_form_has_the_canonical_text_of_that_form(value in any_json()) {
            prop_assert_eq!(of(&Shuffled(&value)).unwrap(), to_string(&value));
        }
    }

    #[test]
    fn hashes_read_what_they_write() {
        let hash = Hash::of("abc");
        assert_eq!(hash.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert!(hash.to_string().to_uppercase().parse::<Hash>().is_err());
    }
}
