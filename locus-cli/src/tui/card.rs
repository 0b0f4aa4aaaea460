//! A packet as its column shows it.

use crate::render::{plain, title};
use locus_core::app::Error;
use locus_core::domain::{MtCounts, Timestamp, WorkPacket};
use locus_core::graph::BlockedReason;
use locus_core::ports::ReadTxn;

/// A packet with what is seen of it at a glance.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Card {
    /// The packet.
    pub(super) wp: WorkPacket,
    /// How many packets it waits for.
    pub(super) waits_for: usize,
    /// Its micro-tasks.
    pub(super) micro_tasks: MtCounts,
    /// Whether somebody has it, and the lease hasn't run out.
    pub(super) is_held: bool,
}

impl Card {
    /// The card of a packet.
    ///
    /// # Errors
    /// If the store fails.
    pub(super) fn of(txn: &dyn ReadTxn, wp: WorkPacket, now: Timestamp) -> Result<Self, Error> {
        let blockers = txn.blockers(&wp.wp_id)?;
        let micro_tasks = txn.mt_summary(&wp.wp_id)?.counts;
        Ok(Self {
            waits_for: blockers.iter().filter(|(_, status)| BlockedReason::still_blocks(*status)).count(),
            micro_tasks,
            is_held: !wp.is_free(now),
            wp,
        })
    }

    /// What it is called, safe to show.
    pub(super) fn title(&self) -> String {
        plain(title(&self.wp)).into_owned()
    }
}
