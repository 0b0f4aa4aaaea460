//! `search`: packets by the words in them, best first.

use crate::app::ops::FilterParams;
use crate::app::params::{Fields, FromParams};
use crate::app::{Caller, Error, OperationName, PacketView, Query};
use crate::domain::Text;
use crate::ports::ReadTxn;
use schemars::JsonSchema;
use serde::Serialize;

/// The question.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// The words; any text is a valid query.
    pub query: Text,
    /// Which packets, and which page.
    pub filter: FilterParams,
}

/// A found packet.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FoundWp {
    /// The packet, without notes.
    pub wp: PacketView,
    /// How well it fits; higher is better.
    pub score: f64,
    /// A passage with the words found in brackets.
    pub snippet: String,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SearchResults {
    /// The packets of the page, best first.
    pub results: Vec<FoundWp>,
    /// How many there are on all pages.
    pub total_count: u64,
}

impl FromParams for Search {
    fn from_params(params: &mut Fields<'_>) -> Result<Self, Error> {
        Ok(Self { query: params.required("query")?, filter: FilterParams::from_params(params)? })
    }
}

impl Query for Search {
    const NAME: OperationName = OperationName::Search;
    type Output = SearchResults;

    fn answer(&self, txn: &dyn ReadTxn, caller: &Caller) -> Result<SearchResults, Error> {
        let page = txn.search(self.query.as_str(), &self.filter.filter(caller))?;
        let mut results = Vec::with_capacity(page.items.len());
        for hit in page.items {
            let wp = PacketView::brief(txn, hit.wp)?;
            results.push(FoundWp { wp, score: hit.score, snippet: hit.snippet });
        }
        Ok(SearchResults { results, total_count: page.total_count })
    }

    fn filter_keys(&self) -> Vec<String> {
        self.filter.keys()
    }

    fn result_count(output: &SearchResults) -> u64 {
        output.results.len() as u64
    }
}
