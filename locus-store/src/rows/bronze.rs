//! `bronze`: immutable, in the order they were written.

use crate::cells::{Cells, Stored, all, hash, number, one, run, text, time, uuid};
use crate::error::failure;
use locus_core::domain::{BronzeId, BronzeKey, BronzeRecord};
use locus_core::ports::StoreError;
use rusqlite::{Connection, named_params};

macro_rules! select {
    () => {
        "SELECT bronze_id, kind, key, operation, content_hash, version, previous_bronze_id, created_at, content \
         FROM bronze "
    };
}

pub(crate) const BY_ID: &str = concat!(select!(), "WHERE bronze_id = :bronze_id");
pub(crate) const BY_KEY: &str = concat!(select!(), "WHERE key = :key AND kind = :kind ORDER BY bronze_seq");
const INSERT: &str = "INSERT INTO bronze (bronze_id, kind, key, operation, content_hash, version, \
    previous_bronze_id, created_at, content) VALUES (:bronze_id, :kind, :key, :operation, :content_hash, \
    :version, :previous_bronze_id, :created_at, :content)";

impl Stored for BronzeRecord {
    const TABLE: &'static str = "bronze";

    fn decode(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        let bronze_id = BronzeId::new(cells.get(uuid)?);
        let kind = cells.get(text)?;
        Ok(Self {
            bronze_id,
            key: cells.checked(|key| BronzeKey::parse(kind, key))?,
            operation: cells.get(text)?,
            content_hash: cells.get(hash)?,
            version: cells.get(number)?,
            previous_bronze_id: cells.optional(uuid)?.map(BronzeId::new),
            created_at: cells.get(time)?,
            content: cells.get(text)?,
        })
    }
}

pub(crate) fn get(conn: &Connection, id: BronzeId) -> Result<Option<BronzeRecord>, StoreError> {
    one(conn, BY_ID, named_params! { ":bronze_id": id.uuid().into_bytes() })
}

pub(crate) fn history(conn: &Connection, key: &BronzeKey) -> Result<Vec<BronzeRecord>, StoreError> {
    all(conn, BY_KEY, named_params! { ":key": key.to_string(), ":kind": key.kind().as_str() })
}

pub(crate) fn count(conn: &Connection) -> Result<u64, StoreError> {
    conn.query_row("SELECT count(*) FROM bronze", [], |row| row.get(0)).map_err(failure)
}

pub(crate) fn insert(conn: &Connection, record: &BronzeRecord) -> Result<(), StoreError> {
    let params = named_params! {
        ":bronze_id": record.bronze_id.uuid().into_bytes(),
        ":kind": record.key.kind().as_str(),
        ":key": record.key.to_string(),
        ":operation": record.operation.as_str(),
        ":content_hash": record.content_hash.0,
        ":version": record.version,
        ":previous_bronze_id": record.previous_bronze_id.map(|id| id.uuid().into_bytes()),
        ":created_at": record.created_at.millis(),
        ":content": record.content.as_str(),
    };
    run(conn, INSERT, params)?;
    Ok(())
}
