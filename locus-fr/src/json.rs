//! JSON read strictly: no key twice, and the place of whatever is wrong.

use crate::error::{InvalidEvent, join};
use locus_core::domain::strict_json::{Strict, TWICE};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Reads a JSON text in which no object has a key twice.
pub(crate) fn parse(text: &str) -> Result<Value, InvalidEvent> {
    serde_json::from_str(text).map(|Strict(value)| value).map_err(|first| {
        // Read once more, now keeping track of the path, which costs too much to do it always.
        let mut reader = serde_json::Deserializer::from_str(text);
        let located = serde_path_to_error::deserialize::<_, Strict>(&mut reader);
        let (key, error) =
            located.map_or_else(|e| (path_of(e.path()), e.into_inner()), |_| (String::new(), first));
        let message = error.to_string();
        let said = message.split(" at line ").next().unwrap_or_default();
        match quoted_after(said, TWICE) {
            Some(twice) => InvalidEvent::at(join(&key, twice), "stands there twice"),
            None => InvalidEvent::line(format!("not JSON: {said} at column {}", error.column())),
        }
    })
}

/// Reads a typed value out of JSON and names the key that does not fit.
pub(crate) fn typed<T: DeserializeOwned>(value: &Value) -> Result<T, InvalidEvent> {
    T::deserialize(value)
        .or_else(|_| serde_path_to_error::deserialize(value).map_err(|error| located(&error)))
}

fn located(error: &serde_path_to_error::Error<serde_json::Error>) -> InvalidEvent {
    let path = path_of(error.path());
    let message = error.inner().to_string();
    if let Some(field) = quoted_after(&message, "missing field `") {
        return InvalidEvent::at(join(&path, field), "missing key");
    }
    if let Some(field) = quoted_after(&message, "unknown field `") {
        let already_named = path == field || path.ends_with(&format!(".{field}"));
        return InvalidEvent::at(if already_named { path } else { join(&path, field) }, "unknown key");
    }
    InvalidEvent { key: Some(path).filter(|path| !path.is_empty()), reason: message }
}

/// serde says the field's name only in its message.
fn quoted_after<'a>(message: &'a str, start: &str) -> Option<&'a str> {
    message.strip_prefix(start)?.split('`').next()
}

fn path_of(path: &serde_path_to_error::Path) -> String {
    Some(path.to_string()).filter(|path| path != ".").unwrap_or_default()
}

/// Where two JSON values differ first, by key; none if they are equal.
pub(crate) fn first_difference(read: &Value, canonical: &Value) -> Option<InvalidEvent> {
    match (read, canonical) {
        (Value::Object(read), Value::Object(canonical)) => {
            let keys: std::collections::BTreeSet<_> = read.keys().chain(canonical.keys()).collect();
            keys.into_iter().find_map(|key| difference_at(key, read.get(key), canonical.get(key)))
        }
        (Value::Array(read), Value::Array(canonical)) if read.len() == canonical.len() => {
            let pairs = read.iter().zip(canonical).enumerate();
            pairs.into_iter().find_map(|(index, (read, canonical))| {
                difference_at(&format!("[{index}]"), Some(read), Some(canonical))
            })
        }
        _ if read == canonical => None,
        _ => Some(InvalidEvent::line(format!("{read} is not in canonical form, which is {canonical}"))),
    }
}

fn difference_at(key: &str, read: Option<&Value>, canonical: Option<&Value>) -> Option<InvalidEvent> {
    match (read, canonical) {
        (Some(read), Some(canonical)) => first_difference(read, canonical).map(|found| found.under(key)),
        (Some(Value::Null), None) => Some(InvalidEvent::at(key, "null; what is absent is left out")),
        (Some(_), None) => Some(InvalidEvent::at(key, "unknown key")),
        (None, Some(_)) => Some(InvalidEvent::at(key, "missing key")),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use locus_core::event::SyncStarted;
    use serde_json::json;

    fn refused(text: &str) -> String {
        parse(text).unwrap_err().to_string()
    }

    #[test]
    fn every_kind_of_value_is_read() {
        let text = r#"{"a":[null,true,1,-2,1.5,"x\n"],"b":{}}"#;
        assert_eq!(parse(text), Ok(serde_json::from_str(text).unwrap()));
    }

    #[test]
    fn a_key_that_stands_twice_is_refused_with_its_place() {
        assert_eq!(refused(r#"{"a":1,"a":1}"#), "a: stands there twice");
        assert_eq!(refused(r#"{"p":{"b":[{"a":1,"a":2}]}}"#), "p.b[0].a: stands there twice");
    }

    #[test]
    fn what_is_no_json_is_refused_with_the_column() {
        assert_eq!(refused(r#"{"a":"#), "not JSON: EOF while parsing a value at column 5");
        assert_eq!(refused("{} {}"), "not JSON: trailing characters at column 4");
        assert!(refused(&"[".repeat(200)).contains("recursion limit"));
    }

    #[test]
    fn a_type_names_the_key_that_does_not_fit() {
        let refused = |value| typed::<SyncStarted>(&value).unwrap_err().to_string();
        assert_eq!(refused(json!({})), "kind: missing key");
        assert_eq!(refused(json!({ "kind": "task_board", "x": 1 })), "x: unknown key");
        assert!(refused(json!({ "kind": "x" })).starts_with("kind: \"x\" is not one of task_board"));
        assert!(refused(json!({ "kind": 1 })).starts_with("kind: invalid type: "));
    }

    #[test]
    fn the_first_difference_is_named() {
        let differs = |a, b| first_difference(&a, &b).map(|found| found.to_string());
        assert_eq!(differs(json!({ "a": [1, "x"] }), json!({ "a": [1, "x"] })), None);
        let found = differs(json!({ "a": [{ "b": "X" }] }), json!({ "a": [{ "b": "x" }] }));
        assert_eq!(found.as_deref(), Some(r#"a[0].b: "X" is not in canonical form, which is "x""#));
        assert_eq!(
            differs(json!({ "a": null }), json!({})).as_deref(),
            Some("a: null; what is absent is left out")
        );
        assert_eq!(differs(json!({}), json!({ "a": 1 })).as_deref(), Some("a: missing key"));
        assert_eq!(differs(json!({ "a": 1 }), json!({})).as_deref(), Some("a: unknown key"));
    }
}
