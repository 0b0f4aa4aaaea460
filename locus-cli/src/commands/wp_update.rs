//! `locus wp update`.

use crate::args::WpUpdate;
use crate::editor::Draft;
use crate::error::CliError;
use crate::exit::Exit;
use crate::params::{Params, json, moment_of};
use crate::render::packet_lines;
use crate::session::Session;
use locus_core::app::ops::UpdateWp;
use locus_core::app::{Conflict, Error, OperationName};
use locus_core::domain::query::TimeField;
use locus_core::domain::{WorkPacket, WpId};

pub(super) fn run(session: &mut Session<'_>, args: &WpUpdate) -> Result<Exit, CliError> {
    let description = args.desc.as_deref().map(|text| session.text(text)).transpose()?;
    if args.edit {
        return edit(session, args);
    }
    let description = description.map(|text| (text, args.expected_version));
    change(session, args, description)
}

/// Has the description changed in an editor. What was changed by others in the meantime is not written over.
fn edit(session: &mut Session<'_>, args: &WpUpdate) -> Result<Exit, CliError> {
    session.may(OperationName::UpdateWp.needs())?;
    let UpdateWp { wp_id, .. } =
        Params::of("wp_id", args.wp_id.as_str()).with("note", Some("-")).request()?;
    let wp = standing(session, &wp_id, args.expected_version)?;
    let before = wp.description.as_str();
    match Draft::write(session, wp_id.as_str(), before)? {
        None => change(session, args, Some((before.to_owned(), Some(wp.version)))),
        Some(draft) => {
            let changed = change(session, args, Some((draft.text().to_owned(), Some(wp.version))));
            draft.after(changed)
        }
    }
}

/// The packet as it is, for what is prepared before it is written.
pub(super) fn standing(
    session: &Session<'_>,
    wp_id: &WpId,
    expected: Option<u64>,
) -> Result<WorkPacket, CliError> {
    session.view(|txn| {
        let wp = txn.packet(wp_id)?.filter(|wp| !wp.is_deleted()).ok_or_else(|| Error::no_packet(wp_id))?;
        match expected.filter(|expected| *expected != wp.version) {
            Some(expected) => Err(Conflict::Version { wp_id: wp.wp_id, expected, actual: wp.version }.into()),
            None => Ok(wp),
        }
    })
}

/// Writes the change; a description comes with the version it was made on.
fn change(
    session: &mut Session<'_>,
    args: &WpUpdate,
    description: Option<(String, Option<u64>)>,
) -> Result<Exit, CliError> {
    let (description, version) = description.unzip();
    let version = version.flatten().or(args.expected_version);
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
        .with("due_at", args.due.as_deref().map(|due| moment_of(due, TimeField::Due)))
        .with("spec_session_id", args.spec_session.as_deref())
        .with("metadata", json("--metadata", args.metadata.as_deref())?);
    if updates.is_empty() && note.is_none() {
        return Err(CliError::Usage(
            "nothing to change; give an option such as --status, --title, --edit or --note".into(),
        ));
    }
    let updates = (!updates.is_empty()).then_some(updates);
    let params = Params::of("wp_id", args.wp_id.as_str())
        .with("updates", updates)
        .with("note", note)
        .with("reason", args.reason.as_deref())
        .with("expected_version", version);
    session.mutate::<UpdateWp>(&params, |done, style| {
        packet_lines("updated", &done.output.wp.wp, done.changed, style)
    })
}

/// The fields to empty. One that is also set is asked for twice, differently.
fn cleared(args: &WpUpdate) -> Result<Params, CliError> {
    let set = [
        ("desc", args.desc.is_some() || args.edit),
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
