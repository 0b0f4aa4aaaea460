//! `locus import FILE`: an export, or records of people who come from elsewhere.

use crate::ahead::read_ahead;
use crate::args::ImportFile;
use crate::bulk::{Bulk, BulkLine};
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{Style, count, dispute, plain};
use crate::session::{Effect, Session};
use crate::wire::Need;
use locus_core::app::workflows::{ImportRecords, Imported, Record, RecordsImported, import_project};
use locus_core::app::{Caller, Engine, Error, ErrorCode};
use locus_core::domain::Source;
use locus_core::ports::{EventFileFailure, ExportLine};
use locus_fr::{begins_export, parse_export_line};
use serde::Serialize;
use serde_json::Value;
use std::fmt::Write as _;

/// What a file came to.
enum TakenIn {
    Export(Imported),
    Records(RecordsImported, Vec<RefusedLine>),
}

impl TakenIn {
    const fn changed(&self) -> bool {
        match self {
            Self::Export(imported) => imported.changed(),
            Self::Records(imported, _) => imported.changed(),
        }
    }
}

/// A line that was refused.
#[derive(Debug, Serialize)]
pub(crate) struct RefusedLine {
    line: u64,
    code: ErrorCode,
    message: String,
    details: Value,
}

impl std::fmt::Display for RefusedLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

/// What an import of records answers.
#[derive(Serialize)]
struct RecordsAnswer<'a> {
    imported: RecordsImported,
    refused_lines: &'a [RefusedLine],
}

pub(super) fn run(session: &mut Session<'_>, args: &ImportFile) -> Result<Exit, CliError> {
    let caller = session.caller(Source::Import)?;
    if let Some(path) = args.file.as_deref().filter(|path| session.env.absolute(path).is_dir()) {
        let path = plain(path);
        return Err(CliError::Usage(format!(
            "{path} is a folder; `locus import gov {path}` takes in a Handshake governance folder"
        )));
    }
    let mut engine = session.engine(if args.dry_run { Need::Trial } else { Need::Bulk })?;
    let mut file = session.bulk(args.file.as_deref().unwrap_or("-"), "taking in, of so many KiB:")?;
    let path = file.path.clone();
    let taken = match file.first()? {
        Some((_, Some(line))) if std::str::from_utf8(line).is_ok_and(begins_export) => {
            TakenIn::Export(export(file, &mut engine, &caller, args.dry_run)?)
        }
        _ => records(file, args, &mut engine, &caller)?,
    };
    let changed = taken.changed() && !args.dry_run;
    if changed {
        session.push(&mut engine)?;
    }
    deliver(session, &taken, &path, changed, args.dry_run)?;
    Ok(Exit::Done)
}

fn deliver(
    session: &mut Session<'_>,
    taken: &TakenIn,
    path: &str,
    changed: bool,
    dry_run: bool,
) -> Result<(), CliError> {
    let took = if dry_run { "would take in" } else { "took in" };
    match taken {
        TakenIn::Export(imported) => {
            let effect = Effect { changed: Some(changed), events: &imported.told };
            session.deliver(imported, effect, |style| tell(imported, took, style))
        }
        TakenIn::Records(imported, refused) => {
            let told = if session.options.json { &[] } else { refused.as_slice() };
            for refusal in told {
                session.warn(&format!("{path}, {refusal}"));
            }
            let events: Vec<_> = if changed { imported.events().collect() } else { Vec::new() };
            let effect = Effect { changed: Some(changed), events: &events };
            let answer = RecordsAnswer { imported: *imported, refused_lines: refused };
            session.deliver(&answer, effect, |style| tell_records(imported, took, style))
        }
    }
}

fn export(file: Bulk<'_>, engine: &mut Engine, caller: &Caller, dry_run: bool) -> Result<Imported, CliError> {
    let path = file.path.clone();
    read_ahead(
        file,
        |line| parsed(line, &path),
        |lines| {
            let mut lines = lines.map(|line| Ok(line??));
            import_project(engine, &path, &mut lines, caller, dry_run)
        },
    )
}

fn parsed((number, bytes): BulkLine, path: &str) -> Result<(u64, ExportLine), Error> {
    let refused = |reason: String| {
        Error::from(EventFileFailure::Invalid {
            path: path.to_owned(),
            place: format!("line {number}"),
            reason,
        })
    };
    let bytes = bytes.ok_or_else(|| refused("longer than any line of an export".into()))?;
    let text = std::str::from_utf8(&bytes).map_err(|_| refused("not UTF-8".into()))?;
    Ok((number, parse_export_line(text).map_err(|fault| refused(fault.to_string()))?))
}

fn records(
    file: Bulk<'_>,
    args: &ImportFile,
    engine: &mut Engine,
    caller: &Caller,
) -> Result<TakenIn, CliError> {
    let path = file.path.clone();
    let record = |(number, bytes): BulkLine| {
        let too_long = || Error::invalid("record", "longer than any record");
        (number, bytes.ok_or_else(too_long).and_then(|line| Record::read(&line)))
    };
    let import = ImportRecords { keep_going: args.keep_going, dry_run: args.dry_run };
    let mut refused = Vec::new();
    let imported = read_ahead(file, record, |mut lines| {
        import.run(engine, &mut lines, caller, &mut |line, error| {
            let (code, message, details) = (error.code(), error.to_string(), error.details());
            refused.push(RefusedLine { line, code, message, details });
        })
    });
    let imported = imported?;
    if imported.refused > 0 && !args.keep_going {
        return Err(CliError::RefusedLines { path, refused });
    }
    Ok(TakenIn::Records(imported, refused))
}

fn tell(imported: &Imported, took: &str, style: Style) -> String {
    let mut text: String = imported.disputes.iter().map(|one| dispute(one, style)).collect();
    let events = count(imported.events, "event", "events");
    let _ = match (imported.changed(), imported.skipped) {
        (false, _) => writeln!(text, "nothing new"),
        (true, 0) => writeln!(text, "{took} {events}"),
        (true, skipped) => writeln!(text, "{took} {events}; {skipped} were there already"),
    };
    text
}

fn tell_records(imported: &RecordsImported, took: &str, style: Style) -> String {
    let RecordsImported { work_packets, dependencies, micro_tasks, unchanged, refused } = *imported;
    let mut parts = Vec::new();
    for (number, one, many) in [
        (work_packets, "packet", "packets"),
        (dependencies, "dependency", "dependencies"),
        (micro_tasks, "list of micro-tasks", "lists of micro-tasks"),
    ] {
        if number > 0 {
            parts.push(count(number, one, many));
        }
    }
    let taken =
        if parts.is_empty() { "nothing new".to_owned() } else { format!("{took} {}", parts.join(", ")) };
    let mut text = format!("{} {taken}", style.good("✓"));
    if unchanged > 0 {
        let _ = write!(text, "; {unchanged} were there already");
    }
    if refused > 0 {
        let _ = write!(text, "; {refused} refused");
    }
    text + "\n"
}
