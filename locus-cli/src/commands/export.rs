//! `locus export`: all of one moment, line by line, so that memory stays flat.

use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;
use crate::wire::Need;
use locus_core::app::workflows::export_project;
use locus_fr::export_line;
use std::io::{BufWriter, Write as _};

/// Bytes that are written at once.
const CHUNK: usize = 1 << 16;

pub(super) fn run(session: &mut Session<'_>) -> Result<Exit, CliError> {
    session.may_read()?;
    let mut engine = session.engine(Need::Existing)?;
    let mut output = BufWriter::with_capacity(CHUNK, session.output());
    let written = engine.read_log(|log| {
        Ok(export_project(log, &mut |line| {
            let text = export_line(line)
                .map_err(|fault| CliError::Data { path: "the database".into(), reason: fault.to_string() })?;
            writeln!(output, "{text}").map_err(CliError::Output)
        }))
    })?;
    written.and_then(|()| output.flush().map_err(CliError::Output))?;
    Ok(Exit::Done)
}
