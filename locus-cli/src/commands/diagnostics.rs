//! `locus diagnostics`: refused jobs.

use crate::args;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{Cell, Column, Table};
use crate::session::{Effect, Session};
use locus_core::domain::Diagnostic;
use serde_json::{Value, json};

pub(super) fn run(session: &mut Session<'_>, args: &args::Diagnostics) -> Result<Exit, CliError> {
    let diagnostics = session.view(|txn| Ok(txn.diagnostics(args.limit)?))?;
    let data = json!({ "diagnostics": diagnostics.iter().map(as_json).collect::<Vec<_>>() });
    session.deliver(&data, Effect::default(), |style| {
        let mut table = Table::new([
            Column::spare("WHEN", 2),
            Column::whole("CODE"),
            Column::spare("PACKET", 3),
            Column::spare("WHAT", 1),
            Column::text("MESSAGE"),
        ]);
        for diagnostic in &diagnostics {
            table.row([
                Cell::new(style.when(diagnostic.timestamp)),
                Cell::new(&diagnostic.code),
                Cell::new(diagnostic.wp_id.as_ref().map_or("-", |id| id.as_str())),
                Cell::new(&diagnostic.title),
                Cell::new(&diagnostic.message),
            ]);
        }
        if table.is_empty() { "No job was refused.\n".to_owned() } else { table.text(style) }
    })?;
    Ok(Exit::Done)
}

fn as_json(diagnostic: &Diagnostic) -> Value {
    json!({
        "id": diagnostic.id,
        "fingerprint": diagnostic.fingerprint,
        "title": diagnostic.title,
        "message": diagnostic.message,
        "severity": Diagnostic::SEVERITY,
        "source": Diagnostic::SOURCE,
        "surface": Diagnostic::SURFACE,
        "code": diagnostic.code,
        "wp_id": diagnostic.wp_id,
        "timestamp": diagnostic.timestamp,
    })
}
