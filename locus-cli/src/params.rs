//! From arguments to the params of an operation, so that commands and jobs are read by the same rules.

use crate::error::CliError;
use locus_core::app::params::{FromParams, decode};
use locus_core::domain::strict_json;
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

/// A moment as an operation reads it: a plain date is its midnight in UTC. What is neither is left to the operation.
pub(crate) fn moment_of(text: &str) -> String {
    let is_date = text.len() == "2026-12-01".len() && text.parse::<jiff::civil::Date>().is_ok();
    if is_date { format!("{text}T00:00:00Z") } else { text.to_owned() }
}
