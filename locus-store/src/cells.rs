//! Reading rows: column after column, in the order of the statement. A cell that holds no valid value is damage,
//! and the refusal names table, row and column.

use crate::error::{damaged, failure};
use locus_core::domain::Timestamp;
use locus_core::domain::canonical::Hash;
use locus_core::ports::StoreError;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Row, Rows, Statement, ToSql};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::str::FromStr;
use uuid::Uuid;

/// A value that is stored as a row.
pub(crate) trait Stored: Sized {
    /// The table, for messages.
    const TABLE: &'static str;
    /// How many leading columns tell its rows apart, for messages.
    const KEY_COLUMNS: usize = 1;

    /// Makes the value of a row.
    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError>;
}

/// A row, read from left to right.
pub(crate) struct Cells<'a> {
    row: &'a Row<'a>,
    table: &'static str,
    key_columns: usize,
    next: usize,
}

impl<'a> Cells<'a> {
    pub(crate) const fn of<T: Stored>(row: &'a Row<'a>) -> Self {
        Self { row, table: T::TABLE, key_columns: T::KEY_COLUMNS, next: 0 }
    }

    /// The next cell.
    pub(crate) fn get<T>(&mut self, read: fn(ValueRef<'_>) -> Option<T>) -> Result<T, StoreError> {
        let column = self.next;
        self.next += 1;
        let value = self.row.get_ref(column).map_err(failure)?;
        read(value).ok_or_else(|| self.invalid(column))
    }

    /// The next cell, which may be empty.
    pub(crate) fn optional<T>(
        &mut self,
        read: fn(ValueRef<'_>) -> Option<T>,
    ) -> Result<Option<T>, StoreError> {
        if matches!(self.row.get_ref(self.next), Ok(ValueRef::Null)) {
            self.next += 1;
            return Ok(None);
        }
        self.get(read).map(Some)
    }

    /// The next cell, if the value it makes is valid.
    pub(crate) fn checked<T, E>(&mut self, make: impl FnOnce(&str) -> Result<T, E>) -> Result<T, StoreError> {
        let column = self.next;
        let text: String = self.get(text)?;
        make(&text).map_err(|_| self.invalid(column))
    }

    fn invalid(&self, column: usize) -> StoreError {
        let key: Vec<_> = (0..self.key_columns).map(|column| self.shown(column)).collect();
        let column = self.row.as_ref().column_name(column).unwrap_or("?");
        damaged(format!("{} {}: {column} holds no valid value", self.table, key.join("/")))
    }

    fn shown(&self, column: usize) -> String {
        match self.row.get_ref(column) {
            Ok(ValueRef::Text(id)) => String::from_utf8_lossy(id).into_owned(),
            Ok(ValueRef::Integer(id)) => id.to_string(),
            Ok(ValueRef::Blob(id)) => id.iter().map(|byte| format!("{byte:02x}")).collect(),
            _ => "?".to_owned(),
        }
    }
}

pub(crate) fn text<T: FromStr>(value: ValueRef<'_>) -> Option<T> {
    value.as_str().ok()?.parse().ok()
}

pub(crate) fn number(value: ValueRef<'_>) -> Option<u64> {
    u64::try_from(value.as_i64().ok()?).ok()
}

pub(crate) fn flag(value: ValueRef<'_>) -> Option<bool> {
    match value.as_i64().ok()? {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    }
}

pub(crate) fn real(value: ValueRef<'_>) -> Option<f64> {
    value.as_f64().ok()
}

pub(crate) fn time(value: ValueRef<'_>) -> Option<Timestamp> {
    Timestamp::from_millis(value.as_i64().ok()?).ok()
}

pub(crate) fn uuid(value: ValueRef<'_>) -> Option<Uuid> {
    Uuid::from_slice(value.as_blob().ok()?).ok()
}

pub(crate) fn hash(value: ValueRef<'_>) -> Option<Hash> {
    value.as_blob().ok()?.try_into().ok().map(Hash)
}

pub(crate) fn json<T: DeserializeOwned>(value: ValueRef<'_>) -> Option<T> {
    serde_json::from_str(value.as_str().ok()?).ok()
}

/// The JSON text of a small structure.
pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| damaged("a value has no JSON form"))
}

/// Parameters in the order in which their statement names them.
pub(crate) type Named<'a> = &'a [(&'static str, &'a dyn ToSql)];

/// The row a statement finds, if it finds one.
pub(crate) fn one<T: Stored>(
    conn: &Connection,
    sql: &str,
    params: Named<'_>,
) -> Result<Option<T>, StoreError> {
    let mut statement = conn.prepare_cached(sql).map_err(failure)?;
    bind(&mut statement, params)?;
    match statement.raw_query().next().map_err(failure)? {
        Some(row) => T::decode(&mut Cells::of::<T>(row)).map(Some),
        None => Ok(None),
    }
}

/// All rows a statement finds.
pub(crate) fn all<T: Stored>(conn: &Connection, sql: &str, params: Named<'_>) -> Result<Vec<T>, StoreError> {
    let mut statement = conn.prepare_cached(sql).map_err(failure)?;
    bind(&mut statement, params)?;
    collect(statement.raw_query())
}

/// All rows of a statement that was put together as it was asked for; its parameters come in any order.
pub(crate) fn found<T: Stored>(
    conn: &Connection,
    sql: &str,
    params: &[(&'static str, Value)],
) -> Result<Vec<T>, StoreError> {
    let mut statement = conn.prepare_cached(sql).map_err(failure)?;
    collect(statement.query(params).map_err(failure)?)
}

fn collect<T: Stored>(mut rows: Rows<'_>) -> Result<Vec<T>, StoreError> {
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(failure)? {
        found.push(T::decode(&mut Cells::of::<T>(row))?);
    }
    Ok(found)
}

/// Runs a statement that writes; tells how many rows it wrote.
pub(crate) fn run(conn: &Connection, sql: &str, params: Named<'_>) -> Result<usize, StoreError> {
    let mut statement = conn.prepare_cached(sql).map_err(failure)?;
    bind(&mut statement, params)?;
    statement.raw_execute().map_err(failure)
}

/// Binds parameters where they stand: to look each up by its name takes as long as to write some rows. Their names are
/// there for whoever reads the code, and for the tests, where each statement is held against its parameters.
fn bind(statement: &mut Statement<'_>, params: Named<'_>) -> Result<(), StoreError> {
    debug_assert_eq!(statement.parameter_count(), params.len(), "{statement:?}");
    for (at, (name, value)) in (1..).zip(params) {
        debug_assert_eq!(statement.parameter_name(at), Some(*name), "{statement:?}");
        statement.raw_bind_parameter(at, value).map_err(failure)?;
    }
    Ok(())
}
