//! `locus wp note`.

use crate::args::WpNote;
use crate::error::CliError;
use crate::exit::Exit;
use crate::params::Params;
use crate::render::packet_lines;
use crate::session::Session;
use locus_core::app::ops::UpdateWp;

pub(super) fn run(session: &mut Session<'_>, args: &WpNote) -> Result<Exit, CliError> {
    let note = session.text(&args.text)?;
    if note.trim().is_empty() {
        return Err(CliError::Usage("a note must say something".into()));
    }
    let params = Params::of("wp_id", args.wp_id.as_str())
        .with("note", Some(note))
        .with("expected_version", args.expected_version);
    session.mutate::<UpdateWp>(&params, |done, style| {
        packet_lines("noted", &done.output.wp.wp, done.changed, style)
    })
}
