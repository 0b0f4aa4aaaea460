//! How an answer goes out: as text, perhaps through a pager, as one JSON object, or as lines of JSON.

use crate::error::CliError;
use crate::io::Terminal;
use crate::pager;
use crate::records::{Records, narrowed};
use crate::render::{Style, record_table, rest, width_of};
use crate::session::Session;
use locus_core::event::EventType;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use std::fmt::Write as _;

/// The one JSON object of a command.
#[derive(Serialize, JsonSchema)]
pub(crate) struct JsonAnswer<'a, T: Serialize> {
    success: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed: Option<bool>,
    data: &'a T,
    events_emitted: Vec<&'static str>,
    duration_ms: f64,
}

/// What happened besides the data of an answer.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Effect<'a> {
    /// Whether anything was written, where a command says so.
    pub(crate) changed: Option<bool>,
    /// The events recorded.
    pub(crate) events: &'a [EventType],
}

impl Session<'_> {
    /// Writes an answer: as JSON or as text.
    pub(crate) fn deliver<T: Serialize>(
        &mut self,
        data: &T,
        effect: Effect<'_>,
        text: impl FnOnce(Style) -> String,
    ) -> Result<(), CliError> {
        let codes: Vec<_> = effect.events.iter().map(|event| event.code()).collect();
        if self.options.json {
            return self.deliver_json(data, effect.changed, codes);
        }
        if self.options.quiet && effect.changed == Some(true) {
            return Ok(());
        }
        let style = self.style();
        let mut written = match self.records.filter(|_| !self.options.fields.is_empty()) {
            Some(records) => self.narrow_table(records, data, style)?.unwrap_or_else(|| text(style)),
            None => text(style),
        };
        if self.options.verbose && !codes.is_empty() {
            // Writing to a String can't fail.
            let _ = writeln!(written, "{}", style.faint(&format!("events: {}", codes.join(", "))));
        }
        self.show(&written)
    }

    fn deliver_json<T: Serialize>(
        &mut self,
        data: &T,
        changed: Option<bool>,
        events_emitted: Vec<&'static str>,
    ) -> Result<(), CliError> {
        if self.options.jsonl {
            let data = json_of(data)?;
            return self.lines_of(&data).iter().try_for_each(|line| self.print(format_args!("{line}\n")));
        }
        let duration_ms = self.elapsed_ms();
        let written = |error: serde_json::Error| CliError::Output(error.into());
        let line = match self.records.filter(|_| !self.options.fields.is_empty()) {
            None => {
                let answer = JsonAnswer { success: true, changed, data, events_emitted, duration_ms };
                serde_json::to_string(&answer).map_err(written)?
            }
            Some(records) => {
                let data = &records.narrowed(json_of(data)?, &self.options.fields);
                let answer = JsonAnswer { success: true, changed, data, events_emitted, duration_ms };
                serde_json::to_string(&answer).map_err(written)?
            }
        };
        self.print(format_args!("{line}\n"))
    }

    /// An answer as lines of JSON: one a record of a list, else one.
    fn lines_of(&self, data: &Value) -> Vec<Value> {
        let fields = &self.options.fields;
        match self.records {
            Some(records) if !fields.is_empty() => {
                records.of_answer(data).into_iter().map(|record| narrowed(record, fields)).collect()
            }
            Some(records) if records.is_list(data) => records.of_answer(data).into_iter().cloned().collect(),
            _ => vec![data.clone()],
        }
    }

    /// The records of an answer as a table of the fields asked for; none if there are no records.
    fn narrow_table<T: Serialize>(
        &self,
        records: Records,
        data: &T,
        style: Style,
    ) -> Result<Option<String>, CliError> {
        let data = json_of(data)?;
        let found = records.of_answer(&data);
        let table = record_table(&found, &self.options.fields, style).text(style);
        let total = data.get("total_count").and_then(Value::as_u64);
        let rest = total.and_then(|total| rest(found.len(), total, style)).unwrap_or_default();
        Ok((!table.is_empty()).then(|| table + &rest))
    }

    /// Writes a text for people, in a pager where a terminal doesn't show it at once.
    fn show(&mut self, text: &str) -> Result<(), CliError> {
        if self.is_long(text) && pager::show(text, self.env) {
            return Ok(());
        }
        self.print(format_args!("{text}"))
    }

    /// Whether a text is longer than the screen of the process's own terminal.
    fn is_long(&self, text: &str) -> bool {
        let own = self.io.terminal.filter(|terminal| *terminal == Terminal::Own && !self.options.no_pager);
        let shown = own.filter(|_| self.style().symbols).and_then(|terminal| terminal.size(self.env));
        shown.is_some_and(|size| {
            let rows = |line: &str| width_of(line).div_ceil(size.columns).max(1);
            let without_colours = anstream::adapter::strip_str(text).to_string();
            without_colours.lines().map(rows).sum::<usize>() >= size.lines
        })
    }
}

fn json_of(data: &impl Serialize) -> Result<Value, CliError> {
    serde_json::to_value(data).map_err(|error| CliError::Output(error.into()))
}
