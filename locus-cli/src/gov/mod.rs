//! A Handshake governance folder as core's values. Its files are an outside format, like a board or a log of events,
//! and only the import knows them: [`files`] touches the disk, everything else is a function from text to values and
//! findings. What can't be read is a finding; nothing in a folder makes the import fail.

mod build_order;
mod contract;
mod files;
mod micro_task;
mod words;

use crate::error::CliError;
use files::{Files, Kind};
use locus_core::app::workflows::{Finding, FindingKind, GovFolder, Place};
use locus_core::domain::board::WarningCode;
use locus_core::domain::strict_json;
use locus_taskboard::{Vocabulary, parse};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;

/// The governance folder in this folder, if what lies in one says that it is one.
pub(crate) fn beside(folder: &Path) -> Option<String> {
    let inside = std::fs::read_dir(folder).ok()?.filter_map(Result::ok);
    let governs = |path: &Path| path.join("task_packets").is_dir() || path.join("BUILD_ORDER.md").is_file();
    inside
        .filter(|entry| governs(&entry.path()))
        .filter_map(|entry| entry.file_name().into_string().ok())
        .min()
}

/// Reads a folder.
///
/// # Errors
/// If it is not there, or there is nothing in it that a governance folder has.
pub(crate) fn read(folder: &Path, name: &str) -> Result<GovFolder, CliError> {
    let files = Files::find(folder).map_err(|error| CliError::File { path: name.to_owned(), error })?;
    if files.is_empty() {
        let reason = "neither BUILD_ORDER.md nor TASK_BOARD.md nor task_packets/ is in it";
        return Err(CliError::Data { path: name.to_owned(), reason: reason.into() });
    }
    // Tokens of a governance folder are Handshake's, however the project's own board speaks.
    let vocabulary = Vocabulary::default();
    let mut read = GovFolder { findings: files.findings.clone(), ..GovFolder::default() };
    let mut active = BTreeMap::new();
    for (kind, place) in files.in_order() {
        let bytes = match files.read(place) {
            Ok(bytes) => bytes,
            Err(reason) => {
                read.findings.push(Finding::new(FindingKind::Unreadable, None, reason).at(place));
                continue;
            }
        };
        match kind {
            Kind::BuildOrder => {
                let text = String::from_utf8_lossy(&bytes);
                active = build_order::take(&text, place, &vocabulary, &mut read);
            }
            Kind::Board => take_board(&bytes, place, &vocabulary, &mut read),
            Kind::Packet | Kind::Stub | Kind::MicroTask => match object(&bytes) {
                Err(reason) => {
                    read.findings.push(Finding::new(FindingKind::Unreadable, None, reason).at(place));
                }
                Ok(object) if kind == Kind::MicroTask => micro_task::take(object, place, &mut read),
                Ok(object) => contract::take(&object, kind, place, &active, &vocabulary, &mut read),
            },
        }
    }
    Ok(read)
}

fn take_board(bytes: &[u8], place: &Place, vocabulary: &Vocabulary, read: &mut GovFolder) {
    let board = parse(bytes, vocabulary);
    for warning in board.warnings.into_iter().filter(|warning| warning.code == WarningCode::InvalidId) {
        let place = Place { line: warning.line, ..place.clone() };
        read.findings.push(Finding::new(FindingKind::Invalid, None, warning.message).at(&place));
    }
    read.board = board.entries;
}

/// The JSON object of a file.
fn object(bytes: &[u8]) -> Result<Map<String, Value>, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match strict_json::parse(bytes)? {
        Value::Object(object) => Ok(object),
        _ => Err("not a JSON object".into()),
    }
}
