//! The records of an answer, and `--fields`: which of their fields are told.

use crate::args::{Command, DepCommand, EventsCommand, MtCommand, WpCommand};
use crate::error::CliError;
use locus_core::app::ops::FoundWp;
use locus_core::app::{BlockedView, MicroTaskView, PacketView};
use locus_core::domain::Dependency;
use schemars::{JsonSchema, schema_for};
use serde_json::{Map, Value};

/// The fields of an event as an export writes it.
const OF_EVENT: [&str; 14] = [
    "actor",
    "actor_id",
    "event_code",
    "event_id",
    "hash",
    "payload",
    "prev_hash",
    "replica_id",
    "sequence",
    "timestamp",
    "trace_id",
    "type",
    "vector_clock",
    "wp_id",
];
const OF_QUERY: [&str; 6] = ["actor_id", "duration_ms", "filters", "op", "result_count", "timestamp"];
const OF_DIAGNOSTIC: [&str; 10] =
    ["code", "fingerprint", "id", "message", "severity", "source", "surface", "timestamp", "title", "wp_id"];

/// Where records stand in a command's answer, and which fields they can have.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Records {
    /// As JSON pointers: each to a list, or to the one record there is.
    at: &'static [&'static str],
    known: fn() -> Vec<String>,
}

/// The fields of a type.
fn of<T: JsonSchema>() -> Vec<String> {
    let schema = schema_for!(T);
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.into_iter().flatten().map(|(name, _)| name.clone()).collect()
}

/// What was found, whose packet's fields may be named without saying that they are the packet's.
fn of_found() -> Vec<String> {
    [of::<FoundWp>(), of::<PacketView>()].concat()
}

fn named(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

impl Records {
    /// Those of a command that answers with some.
    pub(crate) fn of(command: &Command) -> Option<Self> {
        let (at, known): (&[&str], fn() -> Vec<String>) = match command {
            Command::Ready(args) if !args.claim && args.wp_id.is_none() => {
                (&["/ready_wps"], of::<PacketView>)
            }
            Command::Blocked(_) => (&["/blocked_wps"], of::<BlockedView>),
            Command::Search(_) => (&["/results"], of_found),
            Command::Wp(WpCommand::List(args)) if !args.views => (&["/wps"], of::<PacketView>),
            Command::Wp(WpCommand::Show(_)) => (&["/wp"], of::<PacketView>),
            Command::Mt(MtCommand::List(_) | MtCommand::Show(_)) => (&["/micro_tasks"], of::<MicroTaskView>),
            Command::Dep(DepCommand::List(_)) => {
                (&["/dependencies/outgoing", "/dependencies/incoming"], of::<Dependency>)
            }
            Command::Events(EventsCommand::List(args)) if args.queries => {
                (&["/queries"], || named(&OF_QUERY))
            }
            Command::Events(EventsCommand::List(_)) => (&["/events"], || named(&OF_EVENT)),
            Command::Diagnostics(_) => (&["/diagnostics"], || named(&OF_DIAGNOSTIC)),
            _ => return None,
        };
        Some(Self { at, known })
    }

    /// Whether each of these is a field; what stands behind a dot is looked for in the record.
    ///
    /// # Errors
    /// If one isn't, which names those that are.
    pub(crate) fn check(self, fields: &[String]) -> Result<(), CliError> {
        if fields.is_empty() {
            return Ok(());
        }
        let mut known = (self.known)();
        known.sort();
        let head = |field: &String| field.split('.').next().unwrap_or_default().to_owned();
        match fields.iter().find(|field| !known.contains(&head(field))) {
            None => Ok(()),
            Some(unknown) => {
                let near = nearest(&head(unknown), &known);
                Err(CliError::UnknownField { field: unknown.clone(), near, known })
            }
        }
    }

    /// The records of an answer.
    pub(crate) fn of_answer(self, data: &Value) -> Vec<&Value> {
        let found = self.at.iter().filter_map(|at| data.pointer(at));
        found.flat_map(|found| found.as_array().map_or(std::slice::from_ref(found), Vec::as_slice)).collect()
    }

    /// Whether an answer is a list of them, and not all about one.
    pub(crate) fn is_list(self, data: &Value) -> bool {
        self.at.iter().all(|at| data.pointer(at).is_some_and(Value::is_array))
    }

    /// The answer, with these fields of its records only.
    pub(crate) fn narrowed(self, mut data: Value, fields: &[String]) -> Value {
        for found in self.at {
            match data.pointer_mut(found) {
                Some(Value::Array(list)) => list.iter_mut().for_each(|one| *one = narrowed(one, fields)),
                Some(one) => *one = narrowed(one, fields),
                None => {}
            }
        }
        data
    }
}

/// A record with these fields only, null where it has none of that name.
pub(crate) fn narrowed(record: &Value, fields: &[String]) -> Value {
    fields.iter().map(|name| (name.clone(), field(record, name).clone())).collect::<Map<_, _>>().into()
}

/// A field of a record, or of the packet in it; null if there is none of that name.
pub(crate) fn field<'a>(record: &'a Value, name: &str) -> &'a Value {
    let within = |start: &'a Value| name.split('.').try_fold(start, |value, key| value.get(key));
    within(record).or_else(|| within(record.get("wp")?)).unwrap_or(&Value::Null)
}

/// The field that was probably meant: a few letters off, or the one that ends or begins so.
fn nearest(typed: &str, known: &[String]) -> Option<String> {
    let typed = typed.to_ascii_lowercase().replace('-', "_");
    let off = |name: &&String| strsim::osa_distance(name, &typed);
    let close = known.iter().filter(|name| off(name) <= typed.len().div_ceil(4)).min_by_key(off);
    let part = |name: &&String| name.split('_').any(|word| word == typed) || name.starts_with(&typed);
    close.or_else(|| known.iter().find(part).filter(|_| !typed.is_empty())).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_field_may_be_one_within_another_or_of_the_packet_found() {
        let found = json!({ "score": 1, "wp": { "title": "a", "governance": { "phase": "1" } } });
        let fields = ["score", "title", "governance.phase", "wp.title", "due_at"].map(str::to_owned);
        assert_eq!(
            narrowed(&found, &fields),
            json!({ "score": 1, "title": "a", "governance.phase": "1", "wp.title": "a", "due_at": null })
        );
    }

    #[test]
    fn what_was_meant_is_seen() {
        let known = of::<PacketView>();
        let meant = |typed| nearest(typed, &known);
        assert_eq!(meant("titel").as_deref(), Some("title"));
        assert_eq!(meant("WP-ID").as_deref(), Some("wp_id"));
        assert_eq!(meant("assign").as_deref(), Some("assignee"));
        assert_eq!(meant("updated").as_deref(), Some("updated_at"));
        assert_eq!(meant("colour"), None);
        assert_eq!(meant(""), None);
    }
}
