//! Queries that say why: `query_ready`, `query_blocked` and `get_wp_status` with the grounds of their answers. Each looks
//! at a bounded number of packets for each one that it answers about.

use crate::app::ops::lookup;
use crate::app::ops::{BlockedWps, GetWpStatus, QueryBlocked, QueryReady, ReadyWps};
use crate::app::{Caller, Error, OperationName, PacketView, Query};
use crate::domain::{SortKey, WorkPacket, WpId};
use crate::graph::{Explanation, Impact, RootCause, RootCauses, impact, root_causes};
use crate::ports::ReadTxn;
use serde::Serialize;

/// How many packets and edges are looked at for each on a page, and for a single one.
const FOR_LISTED: usize = 1_000;
const FOR_ONE: usize = 10_000;

/// What can be worked on, each with why it stands there and what it unblocks.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ExplainReady {
    /// The question.
    pub query: QueryReady,
}

/// The answer of [`ExplainReady`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReadyExplained {
    /// The answer without grounds.
    #[serde(flatten)]
    pub answer: ReadyWps,
    /// The grounds, packet by packet.
    pub explanations: Vec<Standing>,
}

/// Why a ready packet stands where it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// The packet.
    pub wp_id: WpId,
    /// The part of the order that puts it behind the packet before it on the page; none for the first.
    pub decided_by: Option<SortKey>,
    /// What it unblocks once it is done.
    pub unblocks: Impact,
}

impl Query for ExplainReady {
    const NAME: OperationName = OperationName::QueryReady;
    type Output = ReadyExplained;

    fn answer(&self, txn: &dyn ReadTxn, caller: &Caller) -> Result<ReadyExplained, Error> {
        let answer = self.query.answer(txn, caller)?;
        let mut explanations = Vec::with_capacity(answer.ready_wps.len());
        let mut before: Option<&WorkPacket> = None;
        for PacketView { wp, .. } in &answer.ready_wps {
            let decided_by = before.and_then(|before| answer.sort_policy.decided_by(before, wp));
            let unblocks = impact(txn, &wp.wp_id, FOR_LISTED)?;
            explanations.push(Standing { wp_id: wp.wp_id.clone(), decided_by, unblocks });
            before = Some(wp);
        }
        Ok(ReadyExplained { answer, explanations })
    }

    fn filter_keys(&self) -> Vec<String> {
        self.query.filter_keys()
    }

    fn result_count(output: &ReadyExplained) -> u64 {
        QueryReady::result_count(&output.answer)
    }
}

/// What is held up, each with its root causes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ExplainBlocked {
    /// The question.
    pub query: QueryBlocked,
}

/// The answer of [`ExplainBlocked`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BlockedExplained {
    /// The answer without grounds.
    #[serde(flatten)]
    pub answer: BlockedWps,
    /// The root causes, packet by packet.
    pub root_causes: Vec<Held>,
}

/// What holds a packet up in the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Held {
    /// The packet.
    pub wp_id: WpId,
    /// What holds it up.
    #[serde(flatten)]
    pub causes: RootCauses,
}

impl Query for ExplainBlocked {
    const NAME: OperationName = OperationName::QueryBlocked;
    type Output = BlockedExplained;

    fn answer(&self, txn: &dyn ReadTxn, caller: &Caller) -> Result<BlockedExplained, Error> {
        let answer = self.query.answer(txn, caller)?;
        let held = |wp_id: &WpId| -> Result<Held, Error> {
            Ok(Held { wp_id: wp_id.clone(), causes: root_causes(txn, wp_id, FOR_LISTED)? })
        };
        let root_causes = answer.blocked_wps.iter().map(|view| held(&view.packet.wp.wp_id));
        let root_causes = root_causes.collect::<Result<_, _>>()?;
        Ok(BlockedExplained { answer, root_causes })
    }

    fn filter_keys(&self) -> Vec<String> {
        self.query.filter_keys()
    }

    fn result_count(output: &BlockedExplained) -> u64 {
        QueryBlocked::result_count(&output.answer)
    }
}

/// Why one packet can be worked on or can't, and what would free it. A deleted one is answered about, too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainPacket {
    /// Which packet.
    pub wp_id: WpId,
}

impl From<GetWpStatus> for ExplainPacket {
    fn from(GetWpStatus { wp_id }: GetWpStatus) -> Self {
        Self { wp_id }
    }
}

/// The answer of [`ExplainPacket`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PacketExplained {
    /// The packet, without notes.
    pub wp: PacketView,
    /// Whether it is ready, what stands in the way, and its own moves that lead on.
    #[serde(flatten)]
    pub explanation: Explanation,
    /// What holds it up in the end, each with the moves that lead on there.
    pub root_causes: Vec<Cause>,
    /// Whether these are all.
    pub root_causes_complete: bool,
    /// What it unblocks once it is done.
    pub unblocks: Impact,
    /// Whether it was taken off the Task Board. That keeps nobody from working on it.
    pub unlisted: bool,
}

/// A root cause and what can be done about it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cause {
    /// The packet, and the way there.
    #[serde(flatten)]
    pub root: RootCause,
    /// Its readiness and its moves.
    #[serde(flatten)]
    pub explanation: Explanation,
}

impl Query for ExplainPacket {
    const NAME: OperationName = OperationName::GetWpStatus;
    type Output = PacketExplained;

    fn answer(&self, txn: &dyn ReadTxn, _: &Caller) -> Result<PacketExplained, Error> {
        let wp = txn.packet(&self.wp_id)?.ok_or_else(|| Error::no_packet(&self.wp_id))?;
        let wp = PacketView::brief(txn, wp)?;
        let RootCauses { roots, complete } = root_causes(txn, &self.wp_id, FOR_ONE)?;
        let roots = roots.into_iter().map(|root| {
            let wp = PacketView::brief(txn, lookup::packet(txn, &root.wp_id)?)?;
            Ok(Cause { explanation: explain(txn, &wp)?, root })
        });
        Ok(PacketExplained {
            explanation: explain(txn, &wp)?,
            root_causes: roots.collect::<Result<_, Error>>()?,
            root_causes_complete: complete,
            unblocks: impact(txn, &self.wp_id, FOR_ONE)?,
            unlisted: txn.board_base(&self.wp_id)?.is_some_and(|base| base.lines.is_empty()),
            wp,
        })
    }

    fn result_count(_: &PacketExplained) -> u64 {
        1
    }
}

fn explain(txn: &dyn ReadTxn, view: &PacketView) -> Result<Explanation, Error> {
    let blockers = txn.blockers(&view.wp.wp_id)?;
    Ok(Explanation::of(&view.wp, &blockers, view.micro_tasks.counts.open()))
}
