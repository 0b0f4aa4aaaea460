//! What an import is to write: worked out from the folder and from what the transaction shows, before anything is
//! written.

use super::edges;
use super::folder::GovFolder;
use super::micro_tasks;
use super::packets::{self, Created};
use super::report::{Finding, GovReport, Tally};
use crate::app::Error;
use crate::domain::board::BoardEntry;
use crate::domain::{EdgeKey, Metadata, MtDefinition, WpId};
use crate::replay::Reader;

/// What an import is to write, in this order.
#[derive(Debug, Default)]
pub(super) struct GovPlan {
    /// Packets that are missing.
    pub(super) created: Vec<Created>,
    /// Standing packets, with their metadata and the keys they lack.
    pub(super) completed: Vec<(WpId, Metadata)>,
    /// Micro-tasks that are missing, by packet.
    pub(super) micro_tasks: Vec<(WpId, Vec<MtDefinition>)>,
    /// Edges that are missing, in an order in which the test for cycles has next to nothing to do.
    pub(super) edges: Vec<EdgeKey>,
    found: [usize; 3],
    findings: Vec<Finding>,
}

impl GovPlan {
    pub(super) fn new(folder: GovFolder, listed: &[BoardEntry], reader: Reader<'_>) -> Result<Self, Error> {
        let GovFolder { packets, edges, micro_tasks, board, mut findings } = folder;
        let named = micro_tasks.iter().map(|mt| (&mt.wp_id, &mt.place));
        let packets = packets::plan(packets, named, &board, listed, reader.txn)?;
        findings.extend(packets.findings);
        let mts = micro_tasks::plan(micro_tasks, &packets.known, reader.txn)?;
        findings.extend(mts.findings);
        let edges = edges::plan(&edges, &packets.known, reader)?;
        findings.extend(edges.findings);
        Ok(Self {
            created: packets.created,
            completed: packets.completed,
            micro_tasks: mts.missing,
            edges: edges.missing,
            found: [packets.found, edges.found, mts.found],
            findings,
        })
    }

    /// How many writes there are.
    pub(super) fn steps(&self) -> usize {
        self.created.len() + self.completed.len() + self.micro_tasks.len() + self.edges.len()
    }

    pub(super) fn report(&self) -> GovReport {
        let [packets, edges, micro_tasks] = self.found;
        let added = self.micro_tasks.iter().map(|(_, definitions)| definitions.len()).sum();
        GovReport {
            packets: Tally { found: packets, added: self.created.len() },
            edges: Tally { found: edges, added: self.edges.len() },
            micro_tasks: Tally { found: micro_tasks, added },
            completed: self.completed.len(),
            findings: self.findings.clone(),
        }
    }
}
