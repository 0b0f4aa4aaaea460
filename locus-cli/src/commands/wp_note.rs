//! `locus wp note`.

use crate::args::WpNote;
use crate::editor::Draft;
use crate::error::CliError;
use crate::exit::Exit;
use crate::params::Params;
use crate::render::packet_lines;
use crate::session::Session;
use locus_core::app::OperationName;
use locus_core::app::ops::UpdateWp;

pub(super) fn run(session: &mut Session<'_>, args: &WpNote) -> Result<Exit, CliError> {
    let note = match &args.text {
        Some(text) => session.text(text)?,
        None if args.edit || session.asks() => return write(session, args),
        None => String::new(),
    };
    if note.trim().is_empty() {
        return Err(nothing_said());
    }
    add(session, args, &note)
}

fn nothing_said() -> CliError {
    CliError::Typed {
        sentence: "a note must say something".into(),
        hint: "give its text, or `-` to read it from stdin".into(),
    }
}

/// Has the note written in an editor.
fn write(session: &mut Session<'_>, args: &WpNote) -> Result<Exit, CliError> {
    session.may(OperationName::UpdateWp.needs())?;
    let UpdateWp { wp_id, .. } = params(args, "to come").request()?;
    let wp = super::wp_update::standing(session, &wp_id, args.expected_version)?;
    let draft = Draft::write(session, wp.wp_id.as_str(), "")?.ok_or_else(nothing_said)?;
    let added = add(session, args, draft.text());
    draft.after(added)
}

fn params(args: &WpNote, note: &str) -> Params {
    Params::of("wp_id", args.wp_id.as_str())
        .with("note", Some(note))
        .with("expected_version", args.expected_version)
}

fn add(session: &mut Session<'_>, args: &WpNote, note: &str) -> Result<Exit, CliError> {
    session.mutate::<UpdateWp>(&params(args, note), |done, style| {
        packet_lines("noted", &done.output.wp.wp, done.changed, style)
    })
}
