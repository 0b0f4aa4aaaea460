//! `locus wp delete`.

use crate::args::WpEnd;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::packet_lines;
use crate::session::Session;
use locus_core::app::ops::DeleteWp;

pub(super) fn run(session: &mut Session<'_>, args: &WpEnd) -> Result<Exit, CliError> {
    session.mutate::<DeleteWp>(&args.params(), |done, style| {
        packet_lines("deleted", &done.output.wp.wp, done.changed, style)
    })
}
