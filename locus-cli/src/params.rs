//! From arguments to the params of an operation, so that commands and jobs are read by the same rules.

use crate::error::CliError;
use crate::wire;
use jiff::{Span, SpanRelativeTo};
use locus_core::app::params::{FromParams, decode};
use locus_core::domain::query::{Comparison, Condition, Expression, TimeField, TimeRange};
use locus_core::domain::{Timestamp, strict_json};
use serde_json::{Map, Value};

/// The params of an operation.
#[derive(Debug, Clone, Default)]
pub(crate) struct Params(Map<String, Value>);

impl Params {
    /// Params with this one in them.
    pub(crate) fn of(key: &str, value: impl Into<Value>) -> Self {
        Self::default().with(key, Some(value))
    }

    /// With a param, if there is a value for it.
    pub(crate) fn with(mut self, key: &str, value: Option<impl Into<Value>>) -> Self {
        if let Some(value) = value {
            self.0.insert(key.to_owned(), value.into());
        }
        self
    }

    /// With a list, if it isn't empty.
    pub(crate) fn with_list(self, key: &str, values: &[String]) -> Self {
        let list = (!values.is_empty()).then(|| values.to_vec());
        self.with(key, list)
    }

    /// With a param cleared.
    pub(crate) fn cleared(mut self, key: &str) -> Self {
        self.0.insert(key.to_owned(), Value::Null);
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The request; what is refused is an argument at fault.
    pub(crate) fn request<T: FromParams>(&self) -> Result<T, CliError> {
        decode(&self.0).map_err(CliError::Argument)
    }

    /// The request; what is refused is data at fault.
    pub(crate) fn request_from_data<T: FromParams>(&self) -> Result<T, CliError> {
        Ok(decode(&self.0)?)
    }
}

impl From<Params> for Value {
    fn from(params: Params) -> Self {
        Self::Object(params.0)
    }
}

/// An argument that must be JSON.
pub(crate) fn json(option: &str, text: Option<&str>) -> Result<Option<Value>, CliError> {
    let parse = |text: &str| strict_json::parse(text.as_bytes());
    text.map(parse).transpose().map_err(|refusal| CliError::Usage(format!("{option}: {refusal}")))
}

/// How long a claim is to hold, in milliseconds: `30m`, `1h 30m`, `2 days`.
pub(crate) fn lease_of(text: &str) -> Result<u64, CliError> {
    let duration =
        text.parse::<Span>().and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()));
    let millis = duration.ok().and_then(|duration| u64::try_from(duration.as_millis()).ok());
    millis.filter(|millis| *millis > 0).ok_or_else(|| {
        CliError::Usage(format!("--for: {text:?} is no time from now, such as 45s, 30m, 1h 30m or 2d"))
    })
}

/// A moment as an operation reads it. What a query understands as one is understood here, too: `7d` ago or, of what is due,
/// ahead; `tomorrow` and a plain date begin at midnight in UTC. What is neither is left to the operation.
pub(crate) fn moment_of(text: &str, field: TimeField) -> String {
    let asked = format!("{field}>={text}").parse();
    let begin = match (asked, wire::now()) {
        (Ok(Expression::Is(Condition::Time(_, _, when))), Ok(now)) => {
            TimeRange::of(field, Comparison::Is, when, now).from
        }
        _ => None,
    };
    let moment = begin.and_then(|millis| Timestamp::from_millis(millis).ok());
    moment.map_or_else(|| text.to_owned(), |moment| moment.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_is_some_time_from_now() {
        let read = |text| lease_of(text).ok();
        assert_eq!(read("45s"), Some(45_000));
        assert_eq!(read("1h 30m"), Some(5_400_000));
        assert_eq!(read("2d"), Some(172_800_000));
        assert_eq!(read("1 week"), Some(604_800_000));
        for none in ["", "30", "0m", "-5m", "5m ago", "1 month", "soon", "99999999999d"] {
            assert_eq!(read(none), None, "{none}");
        }
    }
}
