//! `query_ready`: what can be worked on now.

use crate::app::ops::FilterParams;
use crate::app::params::{Fields, FromParams};
use crate::app::{Caller, Error, OperationName, PacketView, Query};
use crate::domain::Sort;
use crate::ports::ReadTxn;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

/// The question.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct QueryReady {
    /// Which packets, in which order, which page.
    pub filter: FilterParams,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ReadyWps {
    /// The packets of the page, without notes.
    pub ready_wps: Vec<PacketView>,
    /// How many there are on all pages.
    pub total_count: u64,
    /// The filters given.
    pub filters_applied: Map<String, Value>,
    /// The order.
    pub sort_policy: Sort,
    /// What was accepted without an effect.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

impl FromParams for QueryReady {
    fn from_params(params: &mut Fields<'_>) -> Result<Self, Error> {
        Ok(Self { filter: FilterParams::from_params(params)? })
    }
}

impl Query for QueryReady {
    const NAME: OperationName = OperationName::QueryReady;
    type Output = ReadyWps;

    fn answer(&self, txn: &dyn ReadTxn, caller: &Caller) -> Result<ReadyWps, Error> {
        let filter = self.filter.filter(caller);
        let page = txn.ready(&filter)?;
        let views = page.items.into_iter().map(|wp| PacketView::brief(txn, wp));
        Ok(ReadyWps {
            ready_wps: views.collect::<Result<_, _>>()?,
            total_count: page.total_count,
            filters_applied: self.filter.applied().clone(),
            sort_policy: filter.sort,
            warnings: self.filter.warnings(),
        })
    }

    fn filter_keys(&self) -> Vec<String> {
        self.filter.keys()
    }

    fn result_count(output: &ReadyWps) -> u64 {
        output.ready_wps.len() as u64
    }
}
