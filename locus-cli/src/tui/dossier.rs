//! All about a packet, in the words of the commands that tell it.

use super::message::Dossier;
use crate::commands::show_mt;
use crate::error::CliError;
use crate::render::{Style, chain, edges, history, show_packet};
use locus_core::app::ops::{GetMtProgress, GetWpStatus};
use locus_core::app::{Caller, Engine};
use locus_core::domain::WpId;
use locus_core::graph::{blocking_chain, impact};
use locus_core::replay::packet_history;

/// How many packets and edges are looked at behind it.
const BEHIND: usize = 1_000;

/// Reads it. No event tells of it: somebody who looks at the board asks all the time (locus.md §5).
///
/// # Errors
/// If the packet is not there, or can't be read.
pub(super) fn read(
    engine: &mut Engine,
    caller: &Caller,
    wp_id: &WpId,
    style: Style,
) -> Result<Dossier, CliError> {
    let mut answer = engine.query(&GetWpStatus { wp_id: wp_id.clone() }, caller)?.output;
    let progress = engine.query(&GetMtProgress { wp_id: wp_id.clone(), mt_id: None }, caller)?.output;
    let (blockers, impact) =
        engine.view(|txn| Ok((blocking_chain(txn, wp_id)?, impact(txn, wp_id, BEHIND)?)))?;
    let (steps, own) =
        engine.read_log(|log| Ok((packet_history(log, wp_id)?, log.txn.chain_head()?.replica_id)))?;
    let neighbours = edges(wp_id, &answer.dependencies, style);
    // They have tabs of their own.
    answer.dependencies.incoming.clear();
    answer.dependencies.outgoing.clear();
    answer.micro_tasks.clear();
    let tabs = [
        show_packet(&answer, style),
        format!("{neighbours}\n{}", chain(wp_id, &blockers, &impact, style)),
        history(wp_id, &steps, own, style),
        progress.micro_tasks.iter().map(|view| show_mt(view, style)).collect::<Vec<_>>().join("\n"),
    ];
    Ok(Dossier { wp_id: wp_id.clone(), tabs })
}
