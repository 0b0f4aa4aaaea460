//! `locus board merge`, the merge driver.

use crate::args::BoardMerge;
use crate::error::CliError;
use crate::exit::Exit;
use crate::session::{Effect, Session};
use locus_core::domain::board::BoardPlace;
use locus_taskboard::{MAX_BOARD_BYTES, MergeConflict, Vocabulary, merge, replace_file};
use serde_json::json;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

pub(super) fn run(session: &mut Session<'_>, args: &BoardMerge) -> Result<Exit, CliError> {
    let vocabulary = match session.project() {
        Ok(project) => project.config.vocabulary,
        Err(CliError::NoProject { .. }) => Vocabulary::default(),
        Err(error) => return Err(error),
    };
    let [base, ours, theirs] = [&args.base, &args.ours, &args.theirs].map(|path| session.env.absolute(path));
    let before = read(&ours)?;
    let merged = merge(&read(&base)?, &before, &read(&theirs)?, &vocabulary);
    let changed = merged.bytes != before;
    if changed {
        let written = replace_file(&ours, &merged.bytes);
        written.map_err(|error| CliError::File { path: ours.display().to_string(), error })?;
    }
    for conflict in &merged.conflicts {
        session.remark(&format!("conflict: {}", told(conflict)));
    }
    let answer = json!({ "conflicts": merged.conflicts });
    session.deliver(&answer, Effect { changed: Some(changed), events: &[] }, |_| String::new())?;
    Ok(if merged.conflicts.is_empty() { Exit::Done } else { Exit::Failed })
}

fn read(path: &Path) -> Result<Vec<u8>, CliError> {
    let name = || path.display().to_string();
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MAX_BOARD_BYTES + 1).read_to_end(&mut bytes));
    read.map_err(|error| CliError::File { path: name(), error })?;
    if bytes.len() as u64 > MAX_BOARD_BYTES {
        return Err(CliError::Data { path: name(), reason: "larger than 64 MiB".into() });
    }
    Ok(bytes)
}

fn told(conflict: &MergeConflict) -> String {
    match conflict {
        MergeConflict::Packet { wp_id, line, base, ours, theirs } => {
            let [base, ours, theirs] = [base, ours, theirs].map(place);
            format!("line {line}: {wp_id}: base {base}; ours {ours}; theirs {theirs}")
        }
        MergeConflict::Text { line } => format!("line {line}: both sides changed the text"),
        MergeConflict::Board => {
            "the whole board: put together it would not say what both sides say".to_owned()
        }
    }
}

fn place(place: &Option<BoardPlace>) -> String {
    let Some(place) = place else { return "has no line".to_owned() };
    let token = place.token.as_deref().map_or("no token".to_owned(), |token| format!("[{token}]"));
    let section = place.section.as_deref().unwrap_or("no section");
    format!("has {token} under {section}")
}
