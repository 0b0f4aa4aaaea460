//! The lines of an export. Events stand there as replicas exchange them; every other line is an object with one key
//! that says what it is.

use crate::error::InvalidEvent;
use crate::line::Line;
use crate::{content, content_line, envelope, json, parse_line};
use locus_core::domain::binding::WorkPacketBinding;
use locus_core::domain::board::BoardBase;
use locus_core::domain::canonical::{self, Hash};
use locus_core::domain::{OpId, Timestamp};
use locus_core::ports::{EventWithContent, ExportLine, JobResult};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Wire<'a> {
    LocusExport(Begin),
    Binding(Cow<'a, WorkPacketBinding>),
    JobResult(Answer<'a>),
    BoardBase(Cow<'a, BoardBase>),
    Board(Board),
    LocusExportEnd(End),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Begin {
    format: u64,
}

/// The answer is a text: it is to be given again byte for byte.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer<'a> {
    op_id: OpId,
    request_hash: Hash,
    created_at: Timestamp,
    answer: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Board {
    hash: Hash,
    clean: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    lines: u64,
}

/// A line of an export, as canonical JSON without a line end.
///
/// # Errors
/// If it has no JSON form; nothing that a store holds is like that.
pub fn export_line(line: &ExportLine) -> Result<String, InvalidEvent> {
    let wire = match line {
        ExportLine::Event(event) => return Ok(content_line(&event.record, &event.bronze)),
        ExportLine::Begin { format } => Wire::LocusExport(Begin { format: *format }),
        ExportLine::Binding(binding) => Wire::Binding(Cow::Borrowed(binding)),
        ExportLine::JobResult(result) => Wire::JobResult(Answer {
            op_id: result.op_id,
            request_hash: result.request_hash,
            created_at: result.created_at,
            answer: Cow::Borrowed(&result.answer),
        }),
        ExportLine::BoardBase(base) => Wire::BoardBase(Cow::Borrowed(base)),
        ExportLine::Board { hash, clean } => Wire::Board(Board { hash: *hash, clean: *clean }),
        ExportLine::End { lines } => Wire::LocusExportEnd(End { lines: *lines }),
    };
    let value = serde_json::to_value(&wire).map_err(|error| InvalidEvent::line(error.to_string()))?;
    Ok(canonical::to_string(&value))
}

/// Whether a line is meant as the first one of an export.
#[must_use]
pub fn begins_export(line: &str) -> bool {
    json::parse(line).is_ok_and(|value| value.get("locus_export").is_some())
}

/// Reads a line of an export, strictly; an event must be as it was sealed.
///
/// # Errors
/// With the key that is wrong.
pub fn parse_export_line(line: &str) -> Result<ExportLine, InvalidEvent> {
    // What is written here begins like this; other spellings of an event are found out by reading them twice.
    if line.starts_with("{\"bronze\":") {
        return event(line);
    }
    let value = json::parse(line)?;
    if content::is_content(&value) {
        return event(line);
    }
    let kinds = ["locus_export", "binding", "job_result", "board_base", "board", "locus_export_end"];
    if !kinds.iter().any(|kind| value.get(*kind).is_some()) {
        return Err(InvalidEvent::line("no line of an export"));
    }
    Ok(match json::typed::<Wire<'static>>(&value)? {
        Wire::LocusExport(Begin { format }) => ExportLine::Begin { format },
        Wire::Binding(binding) => ExportLine::Binding(binding.into_owned()),
        Wire::JobResult(Answer { op_id, request_hash, created_at, answer }) => {
            let answer = answer.into_owned();
            ExportLine::JobResult(JobResult { op_id, request_hash, created_at, answer })
        }
        Wire::BoardBase(base) => ExportLine::BoardBase(base.into_owned()),
        Wire::Board(Board { hash, clean }) => ExportLine::Board { hash, clean },
        Wire::LocusExportEnd(End { lines }) => ExportLine::End { lines },
    })
}

fn event(line: &str) -> Result<ExportLine, InvalidEvent> {
    match parse_line(line)? {
        Line::Content(record, bronze) if envelope::hash_of(&record) == record.hash => {
            Ok(ExportLine::Event(Box::new(EventWithContent { record: *record, bronze })))
        }
        Line::Content(..) => Err(InvalidEvent::at(
            "event.hash",
            "not the hash of the event: it was changed after it was sealed",
        )),
        _ => Err(InvalidEvent::line("an event of an export stands there with its records")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::tests::{event, records};
    use crate::samples::{parsed, sealed_log};
    use serde_json::json;

    fn lines() -> Vec<ExportLine> {
        let base = json!({ "wp_id": "WP-1", "status": "ready", "lines": [
            { "section": "Ready", "section_status": "ready", "token": "READY", "status": "ready" }
        ]});
        let binding = json!({
            "spec_id": "s", "task_board_id": "t", "work_packet_id": "WP-1", "refinement_ref": "r",
            "mode": "GOV_STRICT", "workflow_context": "w", "capability_registry_version": "1"
        });
        vec![
            ExportLine::Begin { format: 1 },
            ExportLine::Event(Box::new(EventWithContent { record: event(), bronze: records() })),
            ExportLine::Binding(serde_json::from_value(binding).unwrap()),
            ExportLine::JobResult(JobResult {
                op_id: parsed("0190a6e0-0000-7000-8000-000000000001"),
                request_hash: Hash::of("request"),
                created_at: parsed("2026-02-01T00:00:00Z"),
                answer: "{\"z\":1,\"a\":[1.50,\"ü\"]}".into(),
            }),
            ExportLine::BoardBase(serde_json::from_value(base).unwrap()),
            ExportLine::Board { hash: Hash::of("board"), clean: false },
            ExportLine::End { lines: 5 },
        ]
    }

    #[test]
    fn every_line_reads_back_as_it_was_written() {
        for line in lines() {
            let text = export_line(&line).unwrap();
            assert!(!text.contains('\n') && begins_export(&text) == matches!(line, ExportLine::Begin { .. }));
            assert_eq!(parse_export_line(&text), Ok(line), "{text}");
        }
    }

    #[test]
    fn what_is_no_line_of_an_export_is_refused_by_its_key() {
        let refused = |line: &str| parse_export_line(line).unwrap_err().to_string();
        insta::assert_snapshot!(refused(r#"{"locus_export":{"format":1,"x":1}}"#), @"locus_export.x: unknown key");
        insta::assert_snapshot!(refused(r#"{"locus_export":{}}"#), @"locus_export.format: missing key");
        insta::assert_snapshot!(refused(r#"{"board":{"hash":"00","clean":true}}"#), @"board.hash: not a SHA-256 hash: 64 lower-case hex digits");
        insta::assert_snapshot!(refused(r#"{"board":{"clean":true,"clean":true}}"#), @"board.clean: stands there twice");
        insta::assert_snapshot!(refused(r#"{"work_packet":{}}"#), @"no line of an export");
        insta::assert_snapshot!(refused("{}"), @"no line of an export");
        insta::assert_snapshot!(refused("not JSON"), @"not JSON: expected ident at column 2");
        let text = export_line(&lines()[1]).unwrap();
        let event = text.replacen("\"actor_id\":\"", "\"actor_id\":\"x", 1);
        assert_ne!(event, text);
        insta::assert_snapshot!(refused(&event), @"event.hash: not the hash of the event: it was changed after it was sealed");
        insta::assert_snapshot!(refused(&crate::to_line(&sealed_log(1)[0])), @"no line of an export");
    }
}
