//! `locus tui`.

use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;

pub(super) fn run(session: &mut Session<'_>) -> Result<Exit, CliError> {
    crate::tui::run(session)
}
