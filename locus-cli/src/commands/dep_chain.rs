//! `locus dep chain`.

use crate::args::WpNamed;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::chain;
use crate::session::{Effect, Session};
use locus_core::app::Error;
use locus_core::app::ops::GetWpStatus;
use locus_core::graph::{blocking_chain, impact};
use serde_json::json;

/// How many packets and edges are looked at for what waits, directly or not.
const BEHIND: usize = 50_000;

pub(super) fn run(session: &mut Session<'_>, args: &WpNamed) -> Result<Exit, CliError> {
    let GetWpStatus { wp_id } = args.params().request()?;
    let (blockers, impact) = session.view(|txn| {
        txn.packet(&wp_id)?.filter(|wp| !wp.is_deleted()).ok_or_else(|| Error::no_packet(&wp_id))?;
        Ok((blocking_chain(txn, &wp_id)?, impact(txn, &wp_id, BEHIND)?))
    })?;
    let data = json!({ "chain": blockers, "impact": impact });
    session.deliver(&data, Effect::default(), |style| chain(&wp_id, &blockers, &impact, style))?;
    Ok(Exit::Done)
}
