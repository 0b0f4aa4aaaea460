//! `locus wp reopen`.

use crate::args::WpReopen;
use crate::error::CliError;
use crate::exit::Exit;
use crate::params::Params;
use crate::render::packet_lines;
use crate::session::Session;
use crate::wire::Need;
use locus_core::app::ops::UpdateWp;
use locus_core::app::{Conflict, Error, OperationName, Refused};

pub(super) fn run(session: &mut Session<'_>, args: &WpReopen) -> Result<Exit, CliError> {
    session.may(OperationName::UpdateWp.needs())?;
    let updates = Params::of("status", "ready");
    let params = Params::of("wp_id", args.wp_id.as_str())
        .with("updates", Some(updates))
        .with("reason", Some(args.reason.as_str()))
        .with("expected_version", args.expected_version);
    let mut request: UpdateWp = params.request()?;
    request.expected_version = Some(closed_version(session, &request)?);
    session.mutate_with(&request, |done, style| {
        packet_lines("reopened", &done.output.wp.wp, done.changed, style)
    })
}

/// The version of a packet that can be reopened: other packets become ready by an update.
fn closed_version(session: &Session<'_>, request: &UpdateWp) -> Result<u64, CliError> {
    let wp_id = &request.wp_id;
    let version = session.engine(Need::Existing)?.view(|txn| {
        let wp = txn.packet(wp_id)?.filter(|wp| !wp.is_deleted()).ok_or_else(|| Error::no_packet(wp_id))?;
        if let Some(expected) = request.expected_version.filter(|expected| *expected != wp.version) {
            return Err(Conflict::Version { wp_id: wp.wp_id, expected, actual: wp.version }.into());
        }
        if wp.status.is_closed() {
            return Ok(wp.version);
        }
        Err(Error::State(Box::new(Refused {
            subject: wp_id.to_string(),
            current: wp.status.to_string(),
            asked: "reopen".into(),
            allowed: wp.status.allowed(&wp.facts(false, 0)).map(|trigger| trigger.to_string()).collect(),
            why: "only what is done or cancelled is reopened".into(),
            expected: None,
        })))
    })?;
    Ok(version)
}
