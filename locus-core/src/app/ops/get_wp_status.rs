//! `get_wp_status`: all about one packet.

use crate::app::ops::lookup;
use crate::app::params::{Fields, FromParams};
use crate::app::{Caller, Error, MicroTaskView, OperationName, PacketView, Query};
use crate::domain::{Dependency, WpId};
use crate::ports::{Direction, ReadTxn};
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
