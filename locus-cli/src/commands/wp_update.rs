//! `locus wp update`.

use crate::args::WpUpdate;
use crate::error::CliError;
use crate::exit::Exit;
use crate::params::{Params, json, moment_of};
use crate::render::packet_lines;
use crate::session::Session;
use locus_core::app::ops::UpdateWp;

pub(super) fn run(session: &mut Session<'_>, args: &WpUpdate) -> Result<Exit, CliError> {
    let description = args.desc.as_deref().map(|text| session.text(text)).transpose()?;
    let note = args.note.as_deref().map(|text| session.text(text)).transpose()?;
    let updates = cleared(args)?
        .with("title", args.title.as_deref())
        .with("description", description)
        .with("status", args.status.as_deref())
        .with("priority", args.priority)
        .with("type", args.work_type.as_deref())
        .with("phase", args.phase.as_deref())
        .with("routing", args.routing.as_deref())
        .with("task_packet_path", args.packet.as_deref())
        .with("assignee", args.assignee.as_deref())
        .with_list("labels", &args.labels)
        .with("due_at", args.due.as_deref().map(moment_of))
        .with("spec_session_id", args.spec_session.as_deref())
        .with("metadata", json("--metadata", args.metadata.as_deref())?);
    if updates.is_empty() && note.is_none() {
        return Err(CliError::Usage(
            "nothing to change; give an option such as --status, --title or --note".into(),
        ));
    }
    let updates = (!updates.is_empty()).then_some(updates);
    let params = Params::of("wp_id", args.wp_id.as_str())
        .with("updates", updates)
        .with("note", note)
        .with("reason", args.reason.as_deref())
        .with("expected_version", args.expected_version);
    session.mutate::<UpdateWp>(&params, |done, style| {
        packet_lines("updated", &done.output.wp.wp, done.changed, style)
    })
}

/// The fields to empty. One that is also set is asked for twice, differently.
fn cleared(args: &WpUpdate) -> Result<Params, CliError> {
    let set = [
        ("desc", args.desc.is_some()),
        ("labels", !args.labels.is_empty()),
        ("metadata", args.metadata.is_some()),
        ("assignee", args.assignee.is_some()),
        ("due", args.due.is_some()),
        ("packet", args.packet.is_some()),
        ("spec-session", args.spec_session.is_some()),
    ];
    let mut params = Params::default();
    for field in &args.clear {
        if set.contains(&(field.as_str(), true)) {
            return Err(CliError::Usage(format!("{field} can't be set and cleared at once")));
        }
        let key = crate::args::CLEARABLE.iter().find(|(name, _)| name == field).map(|(_, key)| *key);
        params = params.cleared(key.unwrap_or(field));
    }
    Ok(params)
}
