//! What is told of a command, and what must hold of it.

use crate::support::Output;
use serde_json::Value;

/// One command as people and programs meet it. Each part is obligatory; what there can't be says why.
pub(super) struct Told {
    /// The words behind `locus`; nothing for `locus` alone.
    pub(super) command: &'static str,
    pub(super) success: Case,
    pub(super) refusal: Case,
    pub(super) json: Case,
}

/// Runs the command it is given, compares the answer with a snapshot, and answers it; nothing without git.
type Run = fn(&str) -> Option<Output>;

/// One part of what is told.
pub(super) enum Case {
    /// A text, or one JSON object.
    Shown(Run),
    /// JSON, one object a line, for other programs to read: not wrapped into an answer.
    Lines(Run),
    /// There is no such thing, and why.
    None(&'static str),
}

/// A command in a scene, with these words behind it, and all that it answers.
macro_rules! told {
    ($scene:expr, [$($word:expr),*], @$snapshot:literal) => {
        $crate::told::Case::Shown(|command| {
            let output = $scene.run(command, &[$($word),*])?;
            assert_output_snapshot!(output, @$snapshot);
            Some(output)
        })
    };
}

/// The same with `--json`.
macro_rules! told_json {
    ($scene:expr, [$($word:expr),*], @$snapshot:literal) => {
        $crate::told::Case::Shown(|command| {
            let output = $scene.run(command, &["--json", $($word),*])?;
            insta::with_settings!({ filters => $crate::support::insta_filters() }, {
                insta::assert_snapshot!($crate::told::case::laid_out(&output), @$snapshot);
            });
            Some(output)
        })
    };
}

/// The same with `--json`, where each line is JSON by itself.
macro_rules! told_lines {
    ($scene:expr, [$($word:expr),*], @$snapshot:literal) => {
        $crate::told::Case::Lines(|command| {
            let output = $scene.run(command, &["--json", $($word),*])?;
            assert_output_snapshot!(output, @$snapshot);
            Some(output)
        })
    };
}

impl Told {
    /// Holds all three against their snapshots and against what every command promises.
    pub(super) fn check(&self) {
        if let Some(output) = self.success.output(self.command) {
            assert_eq!(output.code(), 0, "{}: {}", self.command, output.all());
        }
        if let Some(output) = self.refusal.output(self.command) {
            assert!((1..=7).contains(&output.code()), "{}: {}", self.command, output.all());
            let said = ["error: ", "\"error\":{", " in conflict", "✗ "];
            assert!(
                said.iter().any(|words| output.all().contains(words)),
                "{} is refused without a word: {}",
                self.command,
                output.all()
            );
        }
        let Some(output) = self.json.output(self.command) else { return };
        assert_eq!(output.code(), 0, "{}: {}", self.command, output.all());
        match self.json {
            Case::Shown(_) => {
                let answer = output.json();
                assert_eq!(answer["success"], true, "{}", self.command);
                assert!(answer.get("data").is_some(), "{} answers without data", self.command);
            }
            Case::Lines(_) => assert!(output.results().iter().all(Value::is_object), "{}", self.command),
            Case::None(_) => {}
        }
    }
}

impl Case {
    fn output(&self, command: &str) -> Option<Output> {
        match self {
            Self::Shown(run) | Self::Lines(run) => run(command),
            Self::None(why) => {
                assert!(!why.is_empty(), "{command}: why not?");
                None
            }
        }
    }
}

/// A JSON answer as people read it: what fits into a line stays on it.
pub(super) fn laid_out(output: &Output) -> String {
    let mut answer = output.json();
    answer["duration_ms"] = 0.into();
    let mut text = String::new();
    lay_out(&answer, 0, &mut text);
    text
}

fn lay_out(value: &Value, depth: usize, text: &mut String) {
    let whole = value.to_string();
    if depth > 0 && whole.len() + 2 * depth <= 110 {
        return text.push_str(&whole);
    }
    let (open, close, members): (_, _, Vec<(String, &Value)>) = match value {
        Value::Object(map) => {
            let named = map.iter().map(|(key, member)| (format!("{}: ", Value::from(key.as_str())), member));
            ('{', '}', named.collect())
        }
        Value::Array(list) => ('[', ']', list.iter().map(|member| (String::new(), member)).collect()),
        _ => return text.push_str(&whole),
    };
    let last = members.len().saturating_sub(1);
    text.push(open);
    for (number, (name, member)) in members.into_iter().enumerate() {
        text.push_str(&format!("\n{}{name}", "  ".repeat(depth + 1)));
        lay_out(member, depth + 1, text);
        text.push_str(if number < last { "," } else { "" });
    }
    text.push_str(&format!("\n{}{close}", "  ".repeat(depth)));
}
