//! `get_wp_status`: all about one packet.

use crate::app::ops::lookup;
use crate::app::params::{Fields, FromParams};
use crate::app::{Caller, Error, MicroTaskView, OperationName, PacketView, Query};
use crate::domain::{Dependency, WpId};
use crate::ports::{Direction, ReadTxn};
use crate::replay::{Moment, NoSuchState, PastPacket, Reader, packet_at};
use schemars::JsonSchema;
use serde::Serialize;

/// The question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetWpStatus {
    /// The packet.
    pub wp_id: WpId,
}

/// The edges of a packet, as they are stored.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Dependencies {
    /// Those that lead to it.
    pub incoming: Vec<Dependency>,
    /// Those that start at it.
    pub outgoing: Vec<Dependency>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct WpStatusAnswer {
    /// The packet, with its notes.
    pub wp: PacketView,
    /// Its edges.
    pub dependencies: Dependencies,
    /// Its micro-tasks, by id.
    pub micro_tasks: Vec<MicroTaskView>,
}

impl WpStatusAnswer {
    /// All about one packet at some moment of its past, a deleted packet's included.
    ///
    /// # Errors
    /// If there is no such packet, or it has no such version or was not there yet; if its events can't be replayed.
    pub fn at(reader: Reader<'_>, wp_id: &WpId, moment: Moment) -> Result<Self, Error> {
        packet_at(reader, wp_id, moment)?.map(Self::of_past).map_err(|none| {
            let id = match none {
                NoSuchState::Never => return Error::no_packet(wp_id),
                NoSuchState::NotYet { asked, created } => {
                    format!("of {wp_id} at {asked}: it was created at {created}")
                }
                NoSuchState::NoVersion { asked, newest } => {
                    format!("{asked} of {wp_id}: the newest is {newest}")
                }
            };
            Error::NotFound { what: "version", id }
        })
    }

    /// A packet as it was, told as one that is.
    fn of_past(PastPacket { state, mut edges }: PastPacket) -> Self {
        let wp_id = state.wp.wp_id.clone();
        let micro_tasks = state.micro_tasks.iter().collect();
        edges.sort_by_key(|edge| (edge.kind.as_str(), edge.from_wp_id.clone(), edge.to_wp_id.clone()));
        let (outgoing, incoming) = edges.into_iter().partition(|edge| edge.from_wp_id == wp_id);
        Self {
            wp: PacketView { wp: state.wp, micro_tasks, notes: Some(state.notes) },
            dependencies: Dependencies { incoming, outgoing },
            micro_tasks: state.micro_tasks.into_iter().map(MicroTaskView::from).collect(),
        }
    }
}

impl FromParams for GetWpStatus {
    fn from_params(params: &mut Fields<'_>) -> Result<Self, Error> {
        Ok(Self { wp_id: params.required("wp_id")? })
    }
}

impl Query for GetWpStatus {
    const NAME: OperationName = OperationName::GetWpStatus;
    type Output = WpStatusAnswer;

    fn answer(&self, txn: &dyn ReadTxn, _caller: &Caller) -> Result<WpStatusAnswer, Error> {
        let wp = lookup::packet(txn, &self.wp_id)?;
        Ok(WpStatusAnswer {
            wp: PacketView::full(txn, wp)?,
            dependencies: Dependencies {
                incoming: txn.dependencies(&self.wp_id, Direction::Incoming)?,
                outgoing: txn.dependencies(&self.wp_id, Direction::Outgoing)?,
            },
            micro_tasks: txn.micro_tasks(&self.wp_id)?.into_iter().map(MicroTaskView::from).collect(),
        })
    }

    fn result_count(_output: &WpStatusAnswer) -> u64 {
        1
    }
}
