//! A [`Filter`] as SQL conditions. What each field means is said by [`Filter::matches`]; the words of `text` are
//! looked for by [`Filter::has_words`] itself, called from SQL.

use super::selection;
use crate::cells::to_json;
use crate::error::failure;
use locus_core::domain::{Filter, Sort};
use locus_core::ports::StoreError;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::Value;
use rusqlite::{Connection, Error};
use serde::Serialize;

/// Makes `has_words(text, title, description)` known to a connection.
pub(crate) fn register(conn: &Connection) -> Result<(), StoreError> {
    let flags =
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_DIRECTONLY;
    conn.create_scalar_function(c"has_words", 3, flags, |call| {
        let word =
            |index| call.get_raw(index).as_str().map_err(|error| Error::UserFunctionError(error.into()));
        Ok(Filter::has_words(word(0)?, word(1)?, word(2)?))
    })
    .map_err(failure)
}

/// Conditions joined by AND, and what is bound to their names.
#[derive(Debug, Clone)]
pub(crate) struct Conditions {
    pub(crate) sql: String,
    pub(crate) params: Vec<(&'static str, Value)>,
}

impl Conditions {
    /// The filter's conditions behind a first one.
    pub(crate) fn of(first: &str, filter: &Filter) -> Result<Self, StoreError> {
        let mut all = Self { sql: first.to_owned(), params: Vec::new() };
        all.one_of("+work_packets.status", ":statuses", &filter.statuses)?;
        all.one_of("work_packets.assignee", ":assignees", &filter.assignees)?;
        all.one_of("work_packets.phase", ":phases", &filter.phases)?;
        all.one_of("work_packets.type", ":types", &filter.types)?;
        if let Some(min) = filter.priority_min {
            all.and("work_packets.priority >= :priority_min", ":priority_min", u32::from(min.get()));
        }
        if let Some(max) = filter.priority_max {
            all.and("work_packets.priority <= :priority_max", ":priority_max", u32::from(max.get()));
        }
        if !filter.labels.is_empty() {
            let wanted = "NOT EXISTS (SELECT 1 FROM json_each(:labels) AS wanted WHERE wanted.value NOT IN \
                (SELECT label.value FROM json_each(work_packets.labels) AS label))";
            all.and(wanted, ":labels", to_json(&filter.labels)?);
        }
        if let Some(text) = &filter.text {
            all.and("has_words(:text, work_packets.title, work_packets.description)", ":text", text.clone());
        }
        if let Some(selection) = &filter.selection {
            let (sql, values) = selection::condition(selection)?;
            all.demand(&sql);
            all.params.extend(values.map(|values| (selection::VALUES, values.into())));
        }
        Ok(all)
    }

    fn one_of<T: Serialize>(
        &mut self,
        column: &str,
        name: &'static str,
        values: &[T],
    ) -> Result<(), StoreError> {
        // What equals one value is found in the order of an index behind it.
        let condition = match values {
            [] => return Ok(()),
            [_] => format!("{column} = ({name} ->> '$[0]')"),
            _ => format!("{column} IN (SELECT value FROM json_each({name}))"),
        };
        self.and(&condition, name, to_json(&values)?);
        Ok(())
    }

    fn and(&mut self, condition: &str, name: &'static str, value: impl Into<Value>) {
        self.demand(condition);
        self.params.push((name, value.into()));
    }

    fn demand(&mut self, condition: &str) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
    }

    /// The same with one more name bound.
    pub(crate) fn bind(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.params.push((name, value.into()));
        self
    }

    /// The same with the bounds of the filter's page bound.
    pub(crate) fn bind_page(self, filter: &Filter) -> Self {
        let offset = i64::try_from(filter.offset).unwrap_or(i64::MAX);
        self.bind(":limit", filter.limit).bind(":offset", offset)
    }
}

/// The columns of an order: [`Sort::compare`] in the words of SQL.
pub(crate) const fn order(sort: Sort) -> &'static str {
    match sort {
        Sort::Priority => "work_packets.priority, work_packets.created_at, work_packets.wp_id",
        Sort::Age => "work_packets.created_at, work_packets.wp_id",
        Sort::Hybrid => {
            "work_packets.priority, work_packets.hybrid_rank, work_packets.created_at, work_packets.wp_id"
        }
    }
}

/// How many there are on all pages, if the page itself tells: it is not full, so it is the last one.
pub(crate) fn total_of_last_page(filter: &Filter, items: usize) -> Option<u64> {
    let items = items as u64;
    let last = items < u64::from(filter.limit) && (items > 0 || filter.offset == 0);
    last.then(|| filter.offset + items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_that_is_not_full_tells_the_total() {
        let filter = |limit, offset| Filter { limit, offset, ..Filter::default() };
        assert_eq!(total_of_last_page(&filter(5, 10), 3), Some(13));
        assert_eq!(total_of_last_page(&filter(5, 0), 0), Some(0));
        assert_eq!(total_of_last_page(&filter(5, 10), 0), None, "the offset may lie behind the end");
        assert_eq!(total_of_last_page(&filter(5, 10), 5), None);
        assert_eq!(total_of_last_page(&filter(0, 0), 0), None);
    }
}
