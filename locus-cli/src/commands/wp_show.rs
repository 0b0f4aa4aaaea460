//! `locus wp show`.

use crate::args::WpNamed;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::show_packet;
use crate::session::Session;
use locus_core::app::ops::GetWpStatus;

pub(super) fn run(session: &mut Session<'_>, args: &WpNamed) -> Result<Exit, CliError> {
    session.query::<GetWpStatus>(&args.params(), show_packet)
}
