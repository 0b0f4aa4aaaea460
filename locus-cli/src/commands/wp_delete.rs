//! `locus wp delete`.

use crate::args::WpEnd;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{count, id_list, packet_lines};
use crate::session::Session;
use locus_core::app::Error;
use locus_core::app::ops::DeleteWp;
use locus_core::domain::WpId;
use locus_core::graph::{BlockedReason, releases};
use locus_core::ports::{Direction, ReadTxn};

pub(super) fn run(session: &mut Session<'_>, args: &WpEnd) -> Result<Exit, CliError> {
    let request: DeleteWp = args.params().request()?;
    // What goes with the packet can only be seen before; that it can't be had is no reason not to delete.
    let with_it = session.view(|txn| with_it(txn, &request.wp_id)).unwrap_or_default();
    session.mutate_with(&request, |done, style| {
        format!("{}{with_it}", packet_lines("deleted", &done.output.wp.wp, done.changed, style))
    })
}

/// The edges that go with a packet, and what waits for nothing else.
fn with_it(txn: &dyn ReadTxn, wp_id: &WpId) -> Result<String, Error> {
    let edges = txn.dependencies(wp_id, Direction::Incoming)?.len()
        + txn.dependencies(wp_id, Direction::Outgoing)?.len();
    if edges == 0 {
        return Ok(String::new());
    }
    let mut text = format!("removed {}", count(edges as u64, "dependency", "dependencies"));
    let still_blocks = txn.packet(wp_id)?.is_some_and(|wp| BlockedReason::still_blocks(wp.status));
    let unblocked = if still_blocks { releases(txn, wp_id)? } else { Vec::new() };
    if !unblocked.is_empty() {
        text.push_str(&format!("; unblocked {}", id_list(&unblocked, true)));
    }
    text.push('\n');
    Ok(text)
}
