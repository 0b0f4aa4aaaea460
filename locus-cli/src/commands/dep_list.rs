//! `locus dep list`: both directions, each as it reads from the packet.

use crate::args::WpNamed;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::edges;
use crate::session::Session;
use locus_core::app::ops::GetWpStatus;

pub(super) fn run(session: &mut Session<'_>, args: &WpNamed) -> Result<Exit, CliError> {
    session.query::<GetWpStatus>(&args.params(), |answer, style| {
        let wp_id = &answer.wp.wp.wp_id;
        let edges = edges(wp_id, &answer.dependencies, style);
        if edges.is_empty() {
            "No dependencies.\n".to_owned()
        } else {
            format!("{}\n{edges}", style.strong(wp_id.as_str()))
        }
    })
}
