//! The filters of the list queries (locus.md §4), as a job spells them.

use crate::app::params::{Fields, FromParams};
use crate::app::{Caller, Error};
use crate::domain::{Filter, Label, Text, UserId};
use serde_json::{Map, Value};

/// A filter, with the keys it was given by.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FilterParams {
    filter: Filter,
    applied: Map<String, Value>,
}

/// Keys that choose an order or a page, not packets.
const ORDER_AND_PAGE: [&str; 3] = ["sort_by", "limit", "offset"];

impl FilterParams {
    /// What is to be kept; `self` as an assignee is the caller.
    #[must_use]
    pub fn filter(&self, caller: &Caller) -> Filter {
        let mut filter = self.filter.clone();
        for assignee in &mut filter.assignees {
            *assignee = caller.resolve(assignee);
        }
        filter
    }

    /// The filters that were given, as they were given.
    #[must_use]
    pub const fn applied(&self) -> &Map<String, Value> {
        &self.applied
    }

    /// Their keys, sorted.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = self.applied.keys().cloned().collect();
        keys.sort();
        keys
    }

    /// What is accepted without an effect.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let ignored = self.applied.contains_key("calendar_policy_id");
        ignored.then(|| "calendar_policy_id has no effect in Phase 1".to_owned()).into_iter().collect()
    }

    /// A filter with another page.
    #[must_use]
    pub const fn with_page(mut self, limit: u32, offset: u64) -> Self {
        self.filter.limit = limit;
        self.filter.offset = offset;
        self
    }
}

impl FromParams for FilterParams {
    fn from_params(params: &mut Fields<'_>) -> Result<Self, Error> {
        let defaults = Filter::default();
        let limit = params.number("limit", 0..=Filter::MAX_LIMIT.into())?;
        let filter = Filter {
            statuses: params.one_or_many("status")?,
            assignees: params.one_or_many::<UserId>("assignee")?,
            priority_min: params.optional("priority_min")?,
            priority_max: params.optional("priority_max")?,
            phases: params.one_or_many("phase")?,
            types: params.one_or_many("type")?,
            labels: params.one_or_many::<Label>("labels")?,
            selection: None,
            text: params.optional::<Text>("text")?.map(|text| text.as_str().to_owned()),
            sort: params.optional("sort_by")?.unwrap_or(defaults.sort),
            limit: limit.and_then(|limit| limit.try_into().ok()).unwrap_or(defaults.limit),
            offset: params.number("offset", 0..=i64::MAX.unsigned_abs())?.unwrap_or(0),
        };
        params.optional::<Text>("calendar_policy_id")?;
        let mut applied = params.taken();
        applied.retain(|key, _| !ORDER_AND_PAGE.contains(&key.as_str()) && key != "query");
        Ok(Self { filter, applied })
    }
}
