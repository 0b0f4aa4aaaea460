//! `query_blocked`: what is held up, and why.

use crate::app::ops::FilterParams;
use crate::app::params::{Fields, FromParams};
use crate::app::{BlockedView, Caller, Error, OperationName, Query};
use crate::domain::Sort;
use crate::ports::ReadTxn;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

/// The question.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct QueryBlocked {
    /// Which packets, in which order, which page.
    pub filter: FilterParams,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct BlockedWps {
    /// The packets of the page, each with its reasons.
    pub blocked_wps: Vec<BlockedView>,
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

impl FromParams for QueryBlocked {
    fn from_params(params: &mut Fields<'_>) -> Result<Self, Error> {
        Ok(Self { filter: FilterParams::from_params(params)? })
    }
}

impl Query for QueryBlocked {
    const NAME: OperationName = OperationName::QueryBlocked;
    type Output = BlockedWps;

    fn answer(&self, txn: &dyn ReadTxn, caller: &Caller) -> Result<BlockedWps, Error> {
        let filter = self.filter.filter(caller);
        let page = txn.blocked(&filter)?;
        let views = page.items.into_iter().map(|wp| BlockedView::new(txn, wp));
        Ok(BlockedWps {
            blocked_wps: views.collect::<Result<_, _>>()?,
            total_count: page.total_count,
            filters_applied: self.filter.applied().clone(),
            sort_policy: filter.sort,
            warnings: self.filter.warnings(),
        })
    }

    fn filter_keys(&self) -> Vec<String> {
        self.filter.keys()
    }

    fn result_count(output: &BlockedWps) -> u64 {
        output.blocked_wps.len() as u64
    }
}
