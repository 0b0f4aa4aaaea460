//! The result line of a job.

use crate::app::{Error, ErrorCode, Verdict};
use crate::domain::DiagnosticId;
use crate::event::EventType;
use crate::job::hint;
use crate::ports::QueryRecord;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// An answered job.
#[derive(Debug)]
pub struct JobOutcome {
    /// The result, one line of JSON without its line end.
    pub line: String,
    /// What it came to.
    pub verdict: Verdict,
    /// A query's event, to be logged once the line is delivered.
    pub log: Option<QueryRecord>,
    /// Whether it changed a packet, so that the board may be due.
    pub moves_board: bool,
}

/// Bytes that few results take besides their data, so that their text need not be moved while it grows.
const ENVELOPE: usize = 512;

/// The good part of a result.
#[derive(Debug)]
pub(super) struct Success {
    pub(super) changed: bool,
    pub(super) data: Box<RawValue>,
    pub(super) events: Vec<String>,
    pub(super) replayed: bool,
    pub(super) verdict: Verdict,
    pub(super) log: Option<QueryRecord>,
}

/// The codes of events, as results list them.
pub(super) fn codes(events: &[EventType]) -> Vec<String> {
    events.iter().map(|event| event.code().to_owned()).collect()
}

#[derive(Serialize, JsonSchema)]
pub(super) struct ErrorBody {
    code: ErrorCode,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    details: Value,
}

impl ErrorBody {
    pub(super) fn of(error: &Error) -> Self {
        Self { code: error.code(), message: error.to_string(), hint: hint(error), details: error.details() }
    }
}

/// A result line; absent parts are left out, so that each result has the shape of cli.md §3.
#[derive(Serialize, JsonSchema)]
pub(super) struct ResultLine<'a> {
    pub(super) success: bool,
    pub(super) protocol_id: Option<&'a str>,
    pub(super) op_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) changed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) data: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<&'a ErrorBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) diagnostic_id: Option<DiagnosticId>,
    pub(super) events_emitted: &'a [String],
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) replayed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) provenance: Option<&'a Map<String, Value>>,
    pub(super) duration_ms: f64,
}

impl ResultLine<'_> {
    /// A result line always has a JSON form: its parts are texts, numbers and JSON made before.
    pub(super) fn to_text(&self) -> String {
        let data = self.data.map_or(0, |data| data.get().len());
        let mut text = Vec::with_capacity(data + ENVELOPE);
        let written = serde_json::to_writer(&mut text, self);
        written.ok().and_then(|()| String::from_utf8(text).ok()).unwrap_or_default()
    }
}
