//! Questions over many packets: lists, totals, search.

pub(crate) mod counts;
pub(crate) mod filter;
pub(crate) mod page;
pub(crate) mod search;
mod selection;
mod snippet;
